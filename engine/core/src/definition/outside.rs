//! What may happen outside the plan, and what it sets off: facts, outside events, escalations, membership.

use std::collections::{BTreeMap, BTreeSet};

use serde::{Deserialize, Serialize};

use super::{Condition, Field};
use crate::ids::{MembershipId, RoleId, StepId};
use crate::value::ValueType;

/// A fact that the engagement keeps: somebody sets it, conditions read it.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Fact {
    /// Its title, for people.
    pub title: String,
    /// Its type.
    #[serde(rename = "type")]
    pub kind: ValueType,
    /// Its unit, if it has one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub unit: Option<String>,
    /// The only texts it may be; empty where any will do.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub options: Vec<String>,
    /// The role that sets it; none where anybody with a part may.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub role: Option<RoleId>,
}

/// What an outside event or an escalation sets off, in this order: it ends, suspends, reopens, opens.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct Reactions {
    /// The steps it ends, with everything in them, where they are not settled.
    #[serde(default, skip_serializing_if = "BTreeSet::is_empty")]
    pub ends: BTreeSet<StepId>,
    /// The steps it suspends, where they are active.
    #[serde(default, skip_serializing_if = "BTreeSet::is_empty")]
    pub suspends: BTreeSet<StepId>,
    /// Whether it suspends the whole engagement.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub suspends_all: bool,
    /// The steps it reopens, where they are settled.
    #[serde(default, skip_serializing_if = "BTreeSet::is_empty")]
    pub reopens: BTreeSet<StepId>,
    /// The steps it opens, whatever they wait for, where they have not begun.
    #[serde(default, skip_serializing_if = "BTreeSet::is_empty")]
    pub opens: BTreeSet<StepId>,
}

impl Reactions {
    /// Whether nothing is set off.
    pub fn is_empty(&self) -> bool {
        *self == Self::default()
    }

    /// Every step that is named.
    pub fn steps(&self) -> impl Iterator<Item = &StepId> {
        self.ends
            .iter()
            .chain(&self.suspends)
            .chain(&self.reopens)
            .chain(&self.opens)
    }
}

/// An outside event that the workflow listens to.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
pub struct OutsideEvent {
    /// Its title, for people.
    pub title: String,
    /// What is recorded when it is reported.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub record: Vec<Field>,
    /// What it sets off.
    #[serde(default, skip_serializing_if = "Reactions::is_empty")]
    pub reactions: Reactions,
    /// The role whose holder changes with it: whoever reports it names the successor.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub hands_over: Option<RoleId>,
}

/// A kind of escalation: no cooperation, support that did not work, and a wrong plan are three.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Escalation {
    /// Its title, for people.
    pub title: String,
    /// The roles that are told.
    #[serde(default, skip_serializing_if = "BTreeSet::is_empty")]
    pub to: BTreeSet<RoleId>,
    /// What raises it by itself: once, each time this comes to hold.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub when: Option<Condition>,
    /// What it sets off.
    #[serde(default, skip_serializing_if = "Reactions::is_empty")]
    pub reactions: Reactions,
}

/// Membership of the programme, as a state machine.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Membership {
    /// The state in which an engagement begins.
    pub initial: MembershipId,
    /// The role that moves it; none where anybody with a part may.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub role: Option<RoleId>,
    /// The states.
    pub states: BTreeMap<MembershipId, MembershipState>,
}

/// One state of membership.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct MembershipState {
    /// Its title, for people.
    pub title: String,
    /// The states that may follow it.
    #[serde(default, skip_serializing_if = "BTreeSet::is_empty")]
    pub to: BTreeSet<MembershipId>,
    /// Whether the engagement ends as it is entered.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub ends: bool,
}
