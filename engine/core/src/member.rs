//! Members of a party that has many: the schools of a programme, the members of a set.

use std::collections::{BTreeMap, BTreeSet};

use serde::{Deserialize, Serialize};

use crate::calendar::CalendarId;
use crate::digest::Digest;
use crate::ids::{EngagementId, GroupId, MemberId, OutputId, PartyId, PersonId, RoleId, StepId};
use crate::state::EngagementStatus;
use crate::urn::Urn;
use crate::value::Value;

/// One member of a party that has many.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Member {
    /// Its name.
    pub name: String,
    /// The school's number, for a school.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub urn: Option<Urn>,
    /// Its calendar.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub calendar: Option<CalendarId>,
    /// The group it belongs to, if members come in groups.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub group: Option<GroupId>,
    /// Its own people and their roles.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub people: BTreeMap<PersonId, BTreeSet<RoleId>>,
}

/// Which child of an `engagement` step: the only one, one for a member, or one for a group.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum ChildKey {
    /// The only one.
    Only,
    /// The one for a member.
    Member(MemberId),
    /// The one for a group.
    Group(GroupId),
}

impl std::fmt::Display for ChildKey {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Only => f.write_str("only"),
            Self::Member(member) => member.fmt(f),
            Self::Group(group) => group.fmt(f),
        }
    }
}

/// A child engagement, as its parent knows it.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Child {
    /// The engagement.
    pub engagement: EngagementId,
    /// How it stands: open until it was heard to have closed.
    pub status: EngagementStatus,
    /// What it handed on.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub outputs: BTreeMap<OutputId, Value>,
}

/// The parent of a child engagement.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Parent {
    /// The engagement.
    pub engagement: EngagementId,
    /// Its step.
    pub step: StepId,
    /// The round of that step.
    pub round: u32,
    /// Which child of it.
    pub child: ChildKey,
}

/// The engagement that another one follows: what was known of it when the second opened.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Predecessor {
    /// The engagement.
    pub engagement: EngagementId,
    /// How it stood.
    pub status: EngagementStatus,
    /// What it handed on.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub outputs: BTreeMap<OutputId, Value>,
}

/// The workflow that child engagements of a step are pinned to.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ChildPin {
    /// Its version.
    pub version: String,
    /// The digest of its canonical form.
    pub digest: Digest,
}

/// The members of each party that has many.
pub type Members = BTreeMap<PartyId, BTreeMap<MemberId, Member>>;
