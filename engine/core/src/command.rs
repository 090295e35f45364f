//! Commands: everything that can be asked of an engagement.

use std::collections::{BTreeMap, BTreeSet};

use jiff::Timestamp;
use jiff::civil::Date;
use serde::{Deserialize, Serialize};

use crate::calendar::CalendarId;
use crate::digest::Digest;
use crate::finding::{Finding, Recommendation};
use crate::ids::{
    DataId, EngagementId, EvidenceId, FieldId, OptionId, OutsideEventId, PartyId, PersonId, PluginId, RoleId,
    StepId,
};
use crate::plugin::CallFailure;
use crate::urn::Urn;
use crate::value::Value;

/// When a command is decided. The core has no clock: the runtime, or a rehearsal, says what time it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Now {
    /// The instant, for the log.
    pub at: Timestamp,
    /// The civil date, for everything that counts days.
    pub today: Date,
}

/// Who acts.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Actor {
    /// A person who holds roles in the engagement.
    Person(PersonId),
    /// Whoever runs the program: opens engagements, imports data, lets time pass.
    Administrator,
    /// The engine itself: clocks and plugins.
    Engine,
}

impl Actor {
    /// Says whether a person's name is one that histories give to the administrator or the engine: no person may have
    /// it, or nobody could tell who acted.
    pub fn is_reserved_name(person: &PersonId) -> bool {
        [Self::Administrator, Self::Engine]
            .iter()
            .any(|actor| actor.to_string() == person.as_str())
    }
}

impl std::fmt::Display for Actor {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Person(person) => person.fmt(f),
            Self::Administrator => f.write_str("administrator"),
            Self::Engine => f.write_str("engine"),
        }
    }
}

/// A party as it takes part in one engagement.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct PartyRecord {
    /// Its name.
    pub name: String,
    /// The school's number, for a school.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub urn: Option<Urn>,
    /// Its calendar.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub calendar: Option<CalendarId>,
}

/// The exact plugin that an engagement is pinned to.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct PluginPin {
    /// Its version.
    pub version: String,
    /// The digest of its component.
    pub digest: Digest,
}

/// Everything that is settled when an engagement opens.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Opening {
    /// The engagement's name.
    pub engagement: EngagementId,
    /// Its title, for people.
    pub title: String,
    /// The parties.
    pub parties: BTreeMap<PartyId, PartyRecord>,
    /// The people and the roles they hold.
    pub people: BTreeMap<PersonId, BTreeSet<RoleId>>,
    /// The plugins, pinned.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub plugins: BTreeMap<PluginId, PluginPin>,
}

/// A dataset attached to an engagement, by digest; its rows are never in the log.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct DatasetRef {
    /// The digest of the dataset's canonical form.
    pub digest: Digest,
    /// The school year it is about, such as `2018-19`.
    pub year: String,
    /// The file it was read from.
    pub source: String,
}

/// What kind of thing an item of evidence is.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum EvidenceItem {
    /// A few words.
    Note(String),
    /// An address where it can be found.
    Link(String),
    /// A file, kept by its digest.
    Document {
        /// The name it came with.
        name: String,
        /// The digest of its bytes.
        digest: Digest,
    },
}

/// Names one call of a plugin: an effect is idempotent under this key.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct EffectKey {
    /// The engagement.
    pub engagement: EngagementId,
    /// The step.
    pub step: StepId,
    /// Its round, counted from 1.
    pub round: u32,
    /// The attempt, counted from 1.
    pub attempt: u32,
}

impl std::fmt::Display for EffectKey {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(
            f,
            "{}/{}/{}/{}",
            self.engagement, self.step, self.round, self.attempt
        )
    }
}

/// Something asked of an engagement. A command that names a step means its latest round.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Command {
    /// Opens the engagement.
    Open(Box<Opening>),
    /// Starts a step that waits for a person to start it.
    Start {
        /// The step.
        step: StepId,
    },
    /// Says that a task is done, or completes a stage by hand.
    Complete {
        /// The step.
        step: StepId,
        /// What the task records.
        record: BTreeMap<FieldId, Value>,
    },
    /// Makes a decision.
    Decide {
        /// The step.
        step: StepId,
        /// The options chosen: one, or several proposals.
        options: Vec<OptionId>,
        /// Why.
        reason: String,
    },
    /// Offers an item of evidence.
    Offer {
        /// The step.
        step: StepId,
        /// The required item that it answers.
        evidence: EvidenceId,
        /// The item.
        item: EvidenceItem,
    },
    /// Accepts an item of evidence.
    Accept {
        /// The step.
        step: StepId,
        /// The item.
        evidence: EvidenceId,
    },
    /// Contests an item of evidence.
    Contest {
        /// The step.
        step: StepId,
        /// The item.
        evidence: EvidenceId,
        /// Why.
        reason: String,
    },
    /// Approves what another person proposed.
    Approve {
        /// The step.
        step: StepId,
    },
    /// Declines what another person proposed; it is theirs to do again.
    Decline {
        /// The step.
        step: StepId,
        /// Why.
        reason: String,
    },
    /// Sets an optional or manually started step aside.
    SetAside {
        /// The step.
        step: StepId,
        /// Why.
        reason: String,
    },
    /// Tries a failed step again.
    Retry {
        /// The step.
        step: StepId,
    },
    /// Reports an outside event.
    Report {
        /// The event.
        event: OutsideEventId,
        /// What happened.
        note: String,
    },
    /// Attaches a dataset.
    AttachData {
        /// The slot.
        data: DataId,
        /// The dataset.
        dataset: DatasetRef,
    },
    /// Lets timers fire that are due by today.
    Tick,
    /// Works out pending timers again where a calendar has changed.
    RecalculateTimers,
    /// Brings back what a scoring rule found.
    RecordFinding {
        /// The call.
        key: EffectKey,
        /// Its answer.
        finding: Box<Finding>,
    },
    /// Brings back what a strategy plugin proposed.
    RecordRecommendation {
        /// The call.
        key: EffectKey,
        /// Its answer.
        recommendation: Box<Recommendation>,
    },
    /// Brings back that a plugin call failed.
    RecordFailure {
        /// The call.
        key: EffectKey,
        /// How it failed.
        failure: CallFailure,
        /// What is known about it.
        message: String,
    },
    /// Ends the engagement before its exit.
    End {
        /// Why.
        reason: String,
    },
}
