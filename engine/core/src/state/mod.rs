//! The state of one engagement, folded from its events and from nothing else.

mod as_list;
mod evolve;
mod instance;
mod lookup;
mod people;
mod wake;

pub use crate::timer::{Timer, TimerKey, TimerKind, TimerRule};
pub use evolve::fold;
pub use instance::{EvidenceStatus, Failure, Held, Instance, Offered, Status, Submission};
pub use lookup::lookup;
pub use wake::Wake;

use std::collections::{BTreeMap, BTreeSet};

use jiff::civil::Date;
use serde::{Deserialize, Serialize};

use crate::command::{Actor, DatasetRef, Opening, PartyRecord, PluginPin};
use crate::definition::{Spent, Step};
use crate::event::{Because, Round, WorkflowPin};
use crate::hold::Hold;
use crate::ids::{
    DataId, EngagementId, EscalationId, FactId, FieldId, MembershipId, OptionId, OutsideEventId, PartyId,
    PersonId, PluginId, RoleId, SourceId, StepId,
};
use crate::intervention::Intervention;
use crate::ledger::{BudgetLine, Entered};
use crate::notice::Notice;
use crate::people::Absence;
use crate::value::Value;

/// How an engagement stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Default, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum EngagementStatus {
    /// Nothing has happened yet.
    #[default]
    Unopened,
    /// It runs.
    Open,
    /// Everything required is done.
    Completed,
    /// It was ended before its exit.
    Ended,
}

impl EngagementStatus {
    /// The word used in files and messages.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Unopened => "unopened",
            Self::Open => "open",
            Self::Completed => "completed",
            Self::Ended => "ended",
        }
    }
}

/// An outside event as it was reported.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Reported {
    /// The day on which it was reported.
    pub on: Date,
    /// What happened.
    pub note: String,
    /// The sequence number of the report, to tell before from after within a day.
    pub sequence: u64,
    /// What was recorded with it.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub record: BTreeMap<FieldId, Value>,
}

/// An escalation as it was raised.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Raised {
    /// When.
    pub on: Date,
    /// By whom.
    pub by: Actor,
    /// The round it is about.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub about: Option<Round>,
    /// Why.
    pub reason: String,
}

/// A step that was added while the engagement ran.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Added {
    /// The step.
    pub step: Step,
    /// What it belongs to.
    pub because: Because,
    /// When.
    pub on: Date,
    /// By whom.
    pub by: Actor,
    /// Why.
    pub reason: String,
}

/// A withdrawal that is under way.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Withdrawal {
    /// Since when.
    pub since: Date,
    /// Why.
    pub reason: String,
    /// The steps that undo what was done, in the order in which they are to be done.
    pub undo: Vec<StepId>,
}

/// A state of membership, and since when it has been so.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct MembershipStanding {
    /// The state.
    pub state: MembershipId,
    /// Since when.
    pub since: Date,
}

/// A move to another version of the workflow that was agreed and has not taken place.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Scheduled {
    /// The version.
    pub to: WorkflowPin,
    /// When it was agreed.
    pub on: Date,
    /// By whom.
    pub by: Actor,
    /// Why.
    pub reason: String,
}

/// The state of one engagement.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
pub struct State {
    /// How it stands.
    pub status: EngagementStatus,
    /// How many events were folded.
    pub sequence: u64,
    /// The workflow it is pinned to; none before it opens.
    pub workflow: Option<WorkflowPin>,
    /// What was settled when it opened; none before.
    pub opening: Option<Box<Opening>>,
    /// The day it opened.
    pub opened_on: Option<Date>,
    /// The day it completed or was ended.
    pub closed_on: Option<Date>,
    /// Why it was ended before its exit.
    pub end_reason: Option<String>,
    /// The datasets attached, by slot and school year.
    pub data: BTreeMap<DataId, BTreeMap<String, DatasetRef>>,
    /// The outside events reported, in order.
    pub reported: BTreeMap<OutsideEventId, Vec<Reported>>,
    /// The rounds of every step, the first first. Each step's list is complete: round `n` is at `n - 1`.
    pub steps: BTreeMap<StepId, Vec<Instance>>,
    /// Pending timers.
    #[serde(with = "as_list")]
    pub timers: BTreeMap<TimerKey, Timer>,
    /// The steps that were added, every parent before its children.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub added: Vec<Added>,
    /// The facts that were set.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub facts: BTreeMap<FactId, Value>,
    /// The escalations that were raised, in order.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub escalations: BTreeMap<EscalationId, Vec<Raised>>,
    /// The escalations that a condition raised which has held since.
    #[serde(default, skip_serializing_if = "BTreeSet::is_empty")]
    pub escalating: BTreeSet<EscalationId>,
    /// Why the engagement stands still, if it does.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub hold: Option<Hold>,
    /// When people are away.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub absences: BTreeMap<PersonId, Vec<Absence>>,
    /// The adopted interventions.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub interventions: BTreeMap<OptionId, Intervention>,
    /// The steps that undo what was done, in the order in which it was done.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub undo: Vec<StepId>,
    /// The withdrawal that is under way, if one is.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub withdrawal: Option<Withdrawal>,
    /// Membership of the programme, if the workflow has it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub membership: Option<MembershipStanding>,
    /// What was spent, in the order in which it was entered.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub ledger: Vec<Entered>,
    /// The budgets that people were warned of.
    #[serde(default, skip_serializing_if = "BTreeSet::is_empty")]
    pub warned: BTreeSet<BudgetLine>,
    /// The notices that have not been handed over, by the sequence number of the event that raised them.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub notices: BTreeMap<u64, Notice>,
    /// The move to another version that waits for the end of a stage, if one does.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub scheduled: Option<Scheduled>,
    /// The rounds of steps that a migration dropped, for a migration that brings them back.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub dropped: BTreeMap<StepId, Vec<Instance>>,
}

impl State {
    /// The engagement's name, once it has opened.
    pub fn engagement(&self) -> Option<&EngagementId> {
        self.opening.as_ref().map(|opening| &opening.engagement)
    }

    /// Whether commands can still change it.
    pub fn is_open(&self) -> bool {
        self.status == EngagementStatus::Open
    }

    /// The latest round of a step.
    pub fn latest(&self, step: &StepId) -> Option<&Instance> {
        self.steps.get(step).and_then(|rounds| rounds.last())
    }

    /// The latest completed round of a step.
    pub fn latest_completed(&self, step: &StepId) -> Option<&Instance> {
        self.steps
            .get(step)
            .and_then(|rounds| rounds.iter().rev().find(|r| r.status == Status::Completed))
    }

    /// One round of a step, counted from 1.
    pub fn instance(&self, step: &StepId, round: u32) -> Option<&Instance> {
        let index = usize::try_from(round.checked_sub(1)?).ok()?;
        self.steps.get(step)?.get(index)
    }

    /// A party as it takes part.
    pub fn party(&self, id: &PartyId) -> Option<&PartyRecord> {
        self.opening.as_ref().and_then(|opening| opening.parties.get(id))
    }

    /// The roles that a person holds; none for a stranger.
    pub fn roles_of(&self, person: &PersonId) -> Option<&BTreeSet<RoleId>> {
        self.opening
            .as_ref()
            .and_then(|opening| opening.people.get(person))
    }

    /// The people who hold any role, in order.
    pub fn participants(&self) -> Vec<&PersonId> {
        let people = self.opening.iter().flat_map(|opening| &opening.people);
        people
            .filter(|(_, roles)| !roles.is_empty())
            .map(|(person, _)| person)
            .collect()
    }

    /// The people who hold a role, in order.
    pub fn holders(&self, role: &RoleId) -> Vec<&PersonId> {
        let people = self.opening.iter().flat_map(|opening| &opening.people);
        people
            .filter(|(_, roles)| roles.contains(role))
            .map(|(person, _)| person)
            .collect()
    }

    /// The plugin that the engagement is pinned to.
    pub fn plugin(&self, id: &PluginId) -> Option<&PluginPin> {
        self.opening.as_ref().and_then(|opening| opening.plugins.get(id))
    }

    /// What was spent of days or money: in all, or from one source.
    pub fn spent(&self, of: Spent, source: Option<&SourceId>) -> f64 {
        self.ledger
            .iter()
            .map(|entered| &entered.expense)
            .filter(|expense| source.is_none() || expense.source.as_ref() == source)
            .filter_map(|expense| match of {
                Spent::Days => expense.days,
                Spent::Funding => expense.funding,
            })
            // Not `sum`, whose empty sum is -0.0.
            .fold(0.0, |total, amount| total + amount)
    }
}
