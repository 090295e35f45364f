//! The state of one engagement, folded from its events and from nothing else.

mod evolve;
mod instance;
mod lookup;
mod timers_as_list;

pub use crate::timer::{Timer, TimerKey, TimerKind, TimerRule};
pub use evolve::fold;
pub use instance::{EvidenceStatus, Failure, Held, Instance, Offered, Status, Submission};
pub use lookup::lookup;

use std::collections::{BTreeMap, BTreeSet};

use jiff::civil::Date;
use serde::{Deserialize, Serialize};

use crate::command::{DatasetRef, Opening, PartyRecord, PluginPin};
use crate::event::WorkflowPin;
use crate::ids::{DataId, EngagementId, OutsideEventId, PartyId, PersonId, PluginId, RoleId, StepId};

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
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Reported {
    /// The day on which it was reported.
    pub on: Date,
    /// What happened.
    pub note: String,
    /// The sequence number of the report, to tell before from after within a day.
    pub sequence: u64,
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
    #[serde(with = "timers_as_list")]
    pub timers: BTreeMap<TimerKey, Timer>,
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
}
