//! How engagements that run on an earlier version move to this one.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use crate::ids::StepId;

/// What happens to pending timers.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum MigratedTimers {
    /// They keep their dates.
    #[default]
    Keep,
    /// They are worked out again by the new rules, from the day their step began.
    Restart,
}

/// When a migration takes place.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum MigrationTime {
    /// At once.
    #[default]
    Now,
    /// As soon as no stage at top level is active.
    StageBoundary,
}

/// What happens to a new required step whose stage is closed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum NewStep {
    /// It is set aside.
    #[default]
    Skip,
    /// Its stage is reopened for it.
    Reopen,
}

/// How engagements move from an earlier version, `[migrate."1.4"]`.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Migration {
    /// The versions from which it leads here.
    pub from: semver::VersionReq,
    /// Steps that have another name now: old name to new name.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub map: BTreeMap<StepId, StepId>,
    /// Steps that are no more, with the reason.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub drop: BTreeMap<StepId, String>,
    /// What happens to pending timers.
    #[serde(default)]
    pub timers: MigratedTimers,
    /// When it takes place.
    #[serde(default)]
    pub at: MigrationTime,
    /// New required steps in closed stages; what is not named is skipped.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub new: BTreeMap<StepId, NewStep>,
}
