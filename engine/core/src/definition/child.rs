//! Child engagements: how an `engagement` step starts others, and when it is done.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use super::{Definition, Step, StepKind};
use crate::ids::{PartyId, RoleId, WorkflowId};

/// A workflow by name and acceptable versions; pinned to one version when the parent opens.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct WorkflowRequirement {
    /// The workflow.
    pub id: WorkflowId,
    /// The versions that will do.
    pub version: semver::VersionReq,
}

/// What an `engagement` step starts.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct ChildPlan {
    /// The children's workflow.
    pub workflow: WorkflowRequirement,
    /// How many children there are.
    pub each: Each,
    /// The child's parties, from the parent's: the party that has many stands for the one member, or for the
    /// members of the one group, that a child is for.
    pub parties: BTreeMap<PartyId, PartyId>,
    /// The child's roles, from the parent's; a member's own people come first.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub roles: BTreeMap<RoleId, RoleId>,
    /// How many children must be complete.
    pub join: Join,
}

/// How many children there are.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Each {
    /// One.
    One,
    /// One for each member of a party.
    Member(PartyId),
    /// One for each group of a party's members.
    Group(PartyId),
}

impl Each {
    /// The party that has many, if there is one child for each.
    pub fn party(&self) -> Option<&PartyId> {
        match self {
            Self::One => None,
            Self::Member(party) | Self::Group(party) => Some(party),
        }
    }
}

/// How many children must be complete for the step to be done. The others run on.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Join {
    /// All that were started, late joiners included.
    All,
    /// So many.
    AtLeast(u32),
    /// None: the step is done as soon as they have started.
    Started,
}

impl Definition {
    /// The `engagement` steps, in the order of the file, with what they start.
    pub fn child_plans(&self) -> impl Iterator<Item = (&Step, &ChildPlan)> {
        self.steps.iter().filter_map(|step| match &step.kind {
            StepKind::Engagement(plan) => Some((step, plan)),
            _ => None,
        })
    }
}
