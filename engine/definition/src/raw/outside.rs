//! What a file declares beside its steps: facts, outside events, escalations, membership, outputs, holds, migrations.

use std::ops::Range;

use alongside_core::definition::{MigratedTimers, MigrationTime, NewStep};
use alongside_core::hold::TimerPolicy;
use alongside_core::ids::{MembershipId, RoleId, StepId};
use alongside_core::value::ValueType;

use super::{RawCondition, RawField};
use crate::sink::At;

#[derive(Debug, Default)]
pub(crate) struct RawHold {
    pub(crate) timers: TimerPolicy,
    pub(crate) by: Vec<At<RoleId>>,
}

#[derive(Debug)]
pub(crate) struct RawFact {
    pub(crate) title: Option<String>,
    pub(crate) kind: Option<ValueType>,
    pub(crate) unit: Option<String>,
    pub(crate) options: Option<At<Vec<At<String>>>>,
    pub(crate) role: Option<At<RoleId>>,
}

/// What an event or an escalation sets off.
#[derive(Debug, Default)]
pub(crate) struct RawReactions {
    pub(crate) ends: Vec<At<StepId>>,
    pub(crate) suspends: Vec<At<StepId>>,
    pub(crate) suspends_all: bool,
    pub(crate) reopens: Vec<At<StepId>>,
    pub(crate) opens: Vec<At<StepId>>,
}

#[derive(Debug, Default)]
pub(crate) struct RawEvent {
    pub(crate) title: Option<String>,
    pub(crate) record: Vec<RawField>,
    pub(crate) reactions: RawReactions,
    pub(crate) hands_over: Option<At<RoleId>>,
}

#[derive(Debug, Default)]
pub(crate) struct RawEscalation {
    pub(crate) title: Option<String>,
    pub(crate) to: Vec<At<RoleId>>,
    pub(crate) when: Option<RawCondition>,
    pub(crate) reactions: RawReactions,
}

#[derive(Debug)]
pub(crate) struct RawMembership {
    pub(crate) initial: Option<At<MembershipId>>,
    pub(crate) role: Option<At<RoleId>>,
    /// In the order of the file; one id may stand once only, which TOML sees to.
    pub(crate) states: Vec<RawState>,
}

#[derive(Debug)]
pub(crate) struct RawState {
    pub(crate) id: At<MembershipId>,
    pub(crate) title: Option<String>,
    pub(crate) to: Vec<At<MembershipId>>,
    pub(crate) ends: bool,
}

#[derive(Debug)]
pub(crate) struct RawOutput {
    /// The place of its table.
    pub(crate) span: Range<usize>,
    pub(crate) title: Option<String>,
    /// Its type, where the file says it.
    pub(crate) kind: Option<At<ValueType>>,
    pub(crate) value: Option<RawCondition>,
}

#[derive(Debug)]
pub(crate) struct RawMigration {
    pub(crate) from: Option<At<semver::VersionReq>>,
    /// Old name and new name.
    pub(crate) map: Vec<(At<StepId>, At<StepId>)>,
    /// Old name and reason.
    pub(crate) drop: Vec<(At<StepId>, String)>,
    pub(crate) timers: MigratedTimers,
    pub(crate) at: MigrationTime,
    pub(crate) new: Vec<(At<StepId>, NewStep)>,
}
