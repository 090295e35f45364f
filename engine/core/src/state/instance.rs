//! One round of one step.

use std::collections::BTreeMap;

use jiff::civil::Date;
use serde::{Deserialize, Serialize};

use crate::command::{Actor, EvidenceItem};
use crate::event::{Cause, Entry, Outcome};
use crate::hold::Hold;
use crate::ids::{EvidenceId, PersonId, StepId};
use crate::member::{Child, ChildKey};
use crate::people::Delegation;
use crate::plugin::CallFailure;

/// How a round of a step stands: the states of CMMN 1.1, section 8.4.2, with "set aside" for *disabled*.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Status {
    /// It waits for its entry.
    Available,
    /// Its entry held; a person may start it.
    Enabled,
    /// It is being worked on.
    Active,
    /// A plugin call failed for good; a person can try again.
    Failed,
    /// It is done.
    Completed,
    /// It will not be done: a person said so, or its loop was over before it began.
    SetAside,
    /// It was ended before it was done.
    Terminated,
}

impl Status {
    /// The word used in files and messages.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Available => "available",
            Self::Enabled => "enabled",
            Self::Active => "active",
            Self::Failed => "failed",
            Self::Completed => "completed",
            Self::SetAside => "set aside",
            Self::Terminated => "terminated",
        }
    }

    /// Whether nothing more will happen to the round.
    pub fn is_settled(self) -> bool {
        matches!(self, Self::Completed | Self::SetAside | Self::Terminated)
    }

    /// Whether `after` counts it: it was done, or a person said that it will not be.
    pub fn satisfies_after(self) -> bool {
        matches!(self, Self::Completed | Self::SetAside)
    }
}

/// How an item of evidence stands.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum EvidenceStatus {
    /// Offered, not judged.
    Offered,
    /// Accepted.
    Accepted {
        /// Who accepted it.
        by: Actor,
        /// When.
        on: Date,
    },
    /// Contested; something better must be offered.
    Contested {
        /// Who contested it.
        by: Actor,
        /// When.
        on: Date,
        /// Why.
        reason: String,
    },
}

impl EvidenceStatus {
    /// The word used in conditions and messages.
    pub fn as_str(&self) -> &'static str {
        match self {
            Self::Offered => "offered",
            Self::Accepted { .. } => "accepted",
            Self::Contested { .. } => "contested",
        }
    }
}

/// An item of evidence as it was last offered.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Offered {
    /// What was offered.
    pub item: EvidenceItem,
    /// Who offered it.
    pub by: Actor,
    /// When.
    pub on: Date,
    /// How it stands.
    pub status: EvidenceStatus,
}

/// An outcome that waits for another person's approval or acceptance.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Submission {
    /// The outcome.
    pub outcome: Outcome,
    /// Who proposed it.
    pub by: Actor,
    /// When.
    pub on: Date,
    /// Who approved it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub approved_by: Option<PersonId>,
    /// Whether whoever delegated the step has accepted it.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub delegation_accepted: bool,
}

/// The latest failure of a plugin call.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Failure {
    /// How it failed.
    pub failure: CallFailure,
    /// What is known about it.
    pub message: String,
    /// When.
    pub on: Date,
}

/// Where a clocked round stands before it begins.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Held {
    /// Its timer is set.
    ByClock {
        /// The day from which the clock counts.
        anchor: Date,
        /// The date of the timer.
        date: Date,
    },
    /// Its timer has fired; it begins as soon as `when` allows.
    Released {
        /// The day from which the clock counts.
        anchor: Date,
        /// The date on which the timer stood.
        date: Date,
    },
}

impl Held {
    /// The day from which the clock counts.
    pub fn anchor(self) -> Date {
        let (Self::ByClock { anchor, .. } | Self::Released { anchor, .. }) = self;
        anchor
    }

    /// The date of the round.
    pub fn date(self) -> Date {
        let (Self::ByClock { date, .. } | Self::Released { date, .. }) = self;
        date
    }
}

/// One round of one step.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Instance {
    /// Which round, counted from 1.
    pub round: u32,
    /// The round of the stage that holds it; none at top level.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub stage_round: Option<u32>,
    /// How it stands.
    pub status: Status,
    /// Since when it stands so.
    pub since: Date,
    /// What let it begin.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub entry: Option<Entry>,
    /// The day it became active.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub activated_on: Option<Date>,
    /// The sequence number of the event that made it active.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub activated_at: Option<u64>,
    /// The completions its entry consumed, by step and round.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub consumed: BTreeMap<StepId, u32>,
    /// Where a clocked round stands before it begins.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub held: Option<Held>,
    /// The date by which it should be done.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub due: Option<Date>,
    /// Whether that date has passed.
    #[serde(default)]
    pub overdue: bool,
    /// The evidence offered, by required item.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub evidence: BTreeMap<EvidenceId, Offered>,
    /// An outcome that waits for another person.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub submission: Option<Submission>,
    /// Why the last proposed outcome was declined.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub declined: Option<String>,
    /// How many plugin calls have failed.
    #[serde(default)]
    pub failed_attempts: u32,
    /// The latest failure of a plugin call.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub failure: Option<Failure>,
    /// What came out of it, once it is done.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub outcome: Option<Outcome>,
    /// Who completed it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub completed_by: Option<Actor>,
    /// Who approved its outcome.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub approved_by: Option<PersonId>,
    /// Why it was set aside or terminated.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub reason: Option<String>,
    /// How it came to be ended, where it was neither a person nor the end of its stage.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub cause: Option<Cause>,
    /// Whose it is, where one person of its role took it or was given it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub assigned_to: Option<PersonId>,
    /// Who does it for whom.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub delegation: Option<Delegation>,
    /// Why it stands still, if it does.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub hold: Option<Hold>,
    /// Why somebody should look at it again, if somebody should.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub flagged: Option<String>,
    /// The flag that somebody looked at last and cleared.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub cleared: Option<String>,
    /// Whether it was reopened: the next round runs in its place, and what has not begun no longer counts it as
    /// done.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub reopened: bool,
    /// The child engagements it started.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty", with = "super::as_list")]
    pub children: BTreeMap<ChildKey, Child>,
}

impl Instance {
    /// A round that has just come into being.
    pub(crate) fn new(round: u32, stage_round: Option<u32>, on: Date) -> Self {
        Self {
            round,
            stage_round,
            status: Status::Available,
            since: on,
            entry: None,
            activated_on: None,
            activated_at: None,
            consumed: BTreeMap::new(),
            held: None,
            due: None,
            overdue: false,
            evidence: BTreeMap::new(),
            submission: None,
            declined: None,
            failed_attempts: 0,
            failure: None,
            outcome: None,
            completed_by: None,
            approved_by: None,
            reason: None,
            cause: None,
            assigned_to: None,
            delegation: None,
            hold: None,
            flagged: None,
            cleared: None,
            reopened: false,
            children: BTreeMap::new(),
        }
    }

    /// How a settled round ended: one of [`OUTCOMES`](crate::definition::OUTCOMES).
    pub fn ending(&self) -> Option<&'static str> {
        match self.status {
            Status::Completed => Some(match self.outcome {
                Some(Outcome::DateReached) => "date",
                Some(Outcome::EventHappened) => "event",
                _ => "done",
            }),
            Status::SetAside => Some("set-aside"),
            Status::Terminated => Some(match self.cause {
                None => "ended",
                Some(Cause::Lapsed) => "lapsed",
                Some(Cause::Exited) => "exited",
                Some(Cause::Interrupted) => "interrupted",
                Some(Cause::Halted) => "halted",
            }),
            Status::Available | Status::Enabled | Status::Active | Status::Failed => None,
        }
    }

    /// Whether it is being worked on.
    pub fn is_active(&self) -> bool {
        self.status == Status::Active
    }
}
