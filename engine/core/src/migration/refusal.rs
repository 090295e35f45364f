//! Why an engagement cannot move to another version.

use serde::Serialize;
use thiserror::Error;

use crate::ids::{MembershipId, PartyId, PluginId, RoleId, StepId, WorkflowId};

/// One reason why an engagement cannot move to another version.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Error)]
#[serde(rename_all = "kebab-case", tag = "why")]
pub enum MigrationRefusal {
    /// No rule leads there.
    #[error("no `[migrate]` table leads from version {from} to version {to}")]
    NoRule {
        /// The version it runs on.
        from: String,
        /// The version asked for.
        to: String,
    },
    /// It is another workflow.
    #[error("it runs `{from}`, and `{to}` is another workflow")]
    OtherWorkflow {
        /// The workflow it runs.
        from: WorkflowId,
        /// The workflow asked for.
        to: WorkflowId,
    },
    /// A step that is being worked on has no place in the new version.
    #[error("`{step}` is {status}, and the new version neither has it nor says what becomes of it")]
    Unplaced {
        /// The step.
        step: StepId,
        /// How it stands.
        status: &'static str,
    },
    /// A step that is being worked on would stand within another stage.
    #[error("`{step}` is {status}, and stands in another stage in the new version")]
    Moved {
        /// The step.
        step: StepId,
        /// How it stands.
        status: &'static str,
    },
    /// A step that has begun would be of another kind.
    #[error("`{step}` is a {from}, and would become a {to}")]
    KindChanged {
        /// The step, by its old name.
        step: StepId,
        /// What it is.
        from: &'static str,
        /// What it would be.
        to: &'static str,
    },
    /// Two steps would become one.
    #[error("`{one}` and `{other}` would both become `{step}`")]
    Collision {
        /// One of them.
        one: StepId,
        /// The other.
        other: StepId,
        /// What they would become.
        step: StepId,
    },
    /// A step is mapped to one that the new version does not have.
    #[error("`{step}` would become `{to}`, which the new version does not have")]
    NoSuchStep {
        /// The step.
        step: StepId,
        /// What it would become.
        to: StepId,
    },
    /// A role that the new version needs is held by nobody.
    #[error("nobody holds the role `{role}`")]
    MissingRole {
        /// The role.
        role: RoleId,
    },
    /// A party that the new version needs is missing.
    #[error("the party `{party}` is missing")]
    MissingParty {
        /// The party.
        party: PartyId,
    },
    /// A party whose school time the new version counts has no calendar.
    #[error("the party `{party}` has no calendar")]
    MissingCalendar {
        /// The party.
        party: PartyId,
    },
    /// The state of membership does not exist in the new version.
    #[error("membership is `{state}`, which the new version does not have")]
    Membership {
        /// The state.
        state: MembershipId,
    },
    /// A plugin that the new version needs is missing.
    #[error("the plugin `{plugin}` is missing")]
    MissingPlugin {
        /// The plugin.
        plugin: PluginId,
    },
    /// A workflow whose engagements the new version starts is missing.
    #[error("the workflow `{workflow}` is missing")]
    MissingWorkflow {
        /// The workflow.
        workflow: WorkflowId,
    },
    /// The steps that were added to the plan do not fit the new version.
    #[error("what was added to the plan does not fit: {problem}")]
    Added {
        /// What is wrong.
        problem: String,
    },
}
