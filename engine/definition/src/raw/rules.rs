//! Rules around a step that have parts: groups to wait for, reminders, escalations, costs, options, children.

use std::ops::Range;

use alongside_core::calendar::Span;
use alongside_core::definition::{Join, WorkflowRequirement};
use alongside_core::ids::{EscalationId, MembershipId, OptionId, PartyId, RoleId, SourceId, StepId};

use crate::sink::At;

/// A group of `after` of which only so many must be complete.
#[derive(Debug)]
pub(crate) struct RawSomeOf {
    pub(crate) span: Range<usize>,
    pub(crate) at_least: u32,
    pub(crate) of: Vec<At<StepId>>,
}

#[derive(Debug)]
pub(crate) struct RawRemind {
    pub(crate) before: At<Span>,
    pub(crate) to: Vec<At<RoleId>>,
}

#[derive(Debug)]
pub(crate) struct RawEscalate {
    pub(crate) after: At<Span>,
    pub(crate) to: At<EscalationId>,
}

#[derive(Debug)]
pub(crate) struct RawCost {
    pub(crate) funding: Option<f64>,
    pub(crate) source: Option<At<SourceId>>,
}

#[derive(Debug)]
pub(crate) struct RawOption {
    pub(crate) id: At<OptionId>,
    pub(crate) title: String,
    pub(crate) membership: Option<At<MembershipId>>,
}

/// Names of a child workflow, each with the name in this one.
pub(crate) type Mapping<T> = At<Vec<(At<T>, At<T>)>>;

/// What an `engagement` step starts.
#[derive(Debug, Default)]
pub(crate) struct RawChild {
    pub(crate) workflow: Option<At<WorkflowRequirement>>,
    pub(crate) each: Option<RawEach>,
    pub(crate) parties: Option<Mapping<PartyId>>,
    pub(crate) roles: Option<Mapping<RoleId>>,
    pub(crate) join: Option<At<Join>>,
}

/// One child for each member of a party, or for each group of its members.
#[derive(Debug)]
pub(crate) enum RawEach {
    Member(At<PartyId>),
    Group(At<PartyId>),
}

impl RawEach {
    pub(crate) fn party(&self) -> &At<PartyId> {
        match self {
            Self::Member(party) | Self::Group(party) => party,
        }
    }
}
