//! Holds: an engagement, a stage or a step that stands still for a while, and what its timers do meanwhile.

use std::collections::BTreeSet;

use jiff::civil::Date;
use serde::{Deserialize, Serialize};

use crate::command::Actor;
use crate::ids::RoleId;

/// What pending timers do while a hold lasts. None of them fires before it is over.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum TimerPolicy {
    /// What was left of the time when the hold began is left when it ends: school days where the rule counts
    /// school time, else days.
    #[default]
    Shift,
    /// Dates stay; what passed meanwhile fires, once, when the hold ends.
    Keep,
    /// The whole time is counted anew from the end of the hold.
    Restart,
}

/// Who may suspend an engagement, and what its timers do.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct HoldPolicy {
    /// What pending timers do.
    #[serde(default)]
    pub timers: TimerPolicy,
    /// The roles that may suspend and resume; where none is named, anybody with a part.
    #[serde(default, skip_serializing_if = "BTreeSet::is_empty")]
    pub by: BTreeSet<RoleId>,
}

impl HoldPolicy {
    pub(crate) fn is_default(&self) -> bool {
        *self == Self::default()
    }
}

/// A hold that lasts.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Hold {
    /// Since when.
    pub since: Date,
    /// When it ends by itself; none where somebody must end it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub until: Option<Date>,
    /// What pending timers do.
    pub timers: TimerPolicy,
    /// Why.
    pub reason: String,
    /// Who said so.
    pub by: Actor,
}
