//! Events: what happened. They are the log; nothing else is stored that cannot be rebuilt from them.
//!
//! Stored form: the kind and version of an event stand beside its payload, a JSON object of date, actor and
//! fields. Changing a stored event means a new version and an upcaster in [`decode`]; every stored form ever
//! released stays readable.

use std::collections::BTreeMap;

use jiff::Timestamp;
use jiff::civil::Date;
use serde::{Deserialize, Serialize};
use thiserror::Error;

use crate::calendar::CalendarId;
use crate::command::{Actor, DatasetRef, EvidenceItem, Opening};
use crate::digest::Digest;
use crate::finding::{Finding, Recommendation};
use crate::ids::{DataId, EvidenceId, FieldId, OptionId, OutsideEventId, StepId, WorkflowId};
use crate::plugin::CallFailure;
use crate::timer::{Timer, TimerKind};
use crate::value::Value;

pub use crate::round::Round;

/// An event with when and by whom.
#[derive(Debug, Clone, PartialEq)]
pub struct Envelope {
    /// The instant at which it was decided.
    pub at: Timestamp,
    /// The civil date on which it was decided.
    pub on: Date,
    /// Who caused it.
    pub by: Actor,
    /// What happened.
    pub event: Event,
}

/// The workflow that an engagement is pinned to.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct WorkflowPin {
    /// The workflow.
    pub id: WorkflowId,
    /// Its version.
    pub version: String,
    /// Its title.
    pub title: String,
    /// The digest of its canonical form.
    pub digest: Digest,
}

/// What let a step begin.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Entry {
    /// Nothing held it back: no `after`, no `when`.
    Open,
    /// The steps it waited for are done, and its `when`, if any, held.
    After {
        /// The `when`, as written.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        condition: Option<String>,
    },
    /// Its `or-when` held: it was brought forward.
    BroughtForward {
        /// The condition, as written.
        condition: String,
    },
    /// The clock of a repeating step.
    Clock,
    /// The round before has ended.
    NextRound,
}

/// What came out of a step.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Outcome {
    /// A stage completed, or a milestone was reached.
    Done,
    /// A task was done, with what it recorded.
    Recorded(BTreeMap<FieldId, Value>),
    /// A decision was made.
    Decided {
        /// What was chosen.
        options: Vec<OptionId>,
        /// Why.
        reason: String,
    },
    /// A scoring rule answered.
    Found(Box<Finding>),
    /// A strategy plugin answered.
    Recommended(Box<Recommendation>),
    /// The date waited for has come.
    DateReached,
    /// The outside event waited for has happened.
    EventHappened,
}

/// A timer that a calendar change moved.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct MovedTimer {
    /// Whose timer.
    pub round: Round,
    /// Which of its timers.
    pub kind: TimerKind,
    /// The date it had.
    pub from: Date,
    /// The date it has.
    pub to: Date,
    /// Whether the new date may still change because the term is not published.
    #[serde(default)]
    pub provisional: bool,
}

/// What happened.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Event {
    /// The engagement opened.
    EngagementOpened {
        /// The workflow, pinned.
        workflow: WorkflowPin,
        /// What was settled.
        opening: Box<Opening>,
    },
    /// A round of a step came into being, waiting for its entry.
    StepCreated {
        /// The round.
        round: Round,
        /// The round of the stage that holds it.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        stage_round: Option<u32>,
    },
    /// The entry of a clocked round held: it starts when its timer fires.
    RoundScheduled {
        /// The round.
        round: Round,
        /// The completions it consumed, by step and round.
        #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
        consumed: BTreeMap<StepId, u32>,
        /// Its timer.
        timer: Timer,
    },
    /// The entry of a manually started step held: a person may start it.
    StepEnabled {
        /// The round.
        round: Round,
        /// The completions it consumed, by step and round.
        #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
        consumed: BTreeMap<StepId, u32>,
        /// What let it begin.
        entry: Entry,
    },
    /// A step began.
    StepActivated {
        /// The round.
        round: Round,
        /// The completions it consumed, by step and round.
        #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
        consumed: BTreeMap<StepId, u32>,
        /// What let it begin.
        entry: Entry,
    },
    /// A timer was set.
    TimerSet {
        /// The round.
        round: Round,
        /// Which of its timers.
        timer_kind: TimerKind,
        /// The timer.
        timer: Timer,
    },
    /// A timer fired.
    TimerFired {
        /// The round.
        round: Round,
        /// Which of its timers.
        timer_kind: TimerKind,
        /// The date it stood on.
        date: Date,
    },
    /// A calendar changed; pending timers were worked out again.
    CalendarRevised {
        /// The calendar.
        calendar: CalendarId,
        /// Its new revision.
        revision: Digest,
        /// The timers whose date changed.
        moved: Vec<MovedTimer>,
    },
    /// A step is past its due date.
    StepOverdue {
        /// The round.
        round: Round,
        /// The date it was due.
        due: Date,
    },
    /// An item of evidence was offered.
    EvidenceOffered {
        /// The round.
        round: Round,
        /// The required item.
        evidence: EvidenceId,
        /// What was offered.
        item: EvidenceItem,
    },
    /// An item of evidence was accepted.
    EvidenceAccepted {
        /// The round.
        round: Round,
        /// The required item.
        evidence: EvidenceId,
    },
    /// An item of evidence was contested.
    EvidenceContested {
        /// The round.
        round: Round,
        /// The required item.
        evidence: EvidenceId,
        /// Why.
        reason: String,
    },
    /// A person proposed an outcome that still needs another's approval or acceptance.
    OutcomeProposed {
        /// The round.
        round: Round,
        /// The outcome.
        outcome: Outcome,
    },
    /// The proposed outcome was approved.
    OutcomeApproved {
        /// The round.
        round: Round,
    },
    /// The proposed outcome was declined.
    OutcomeDeclined {
        /// The round.
        round: Round,
        /// Why.
        reason: String,
    },
    /// A step was completed.
    StepCompleted {
        /// The round.
        round: Round,
        /// What came out of it.
        outcome: Outcome,
    },
    /// A step was set aside: it will not be done.
    StepSetAside {
        /// The round.
        round: Round,
        /// Why.
        reason: String,
    },
    /// A step was ended before it was complete.
    StepTerminated {
        /// The round.
        round: Round,
        /// Why.
        reason: String,
    },
    /// A plugin call failed.
    CallFailed {
        /// The round.
        round: Round,
        /// The attempt, counted from 1.
        attempt: u32,
        /// How it failed.
        failure: CallFailure,
        /// What is known about it.
        message: String,
        /// Whether the step gives up until a person tries again.
        gave_up: bool,
    },
    /// A failed step is tried again.
    StepRetried {
        /// The round.
        round: Round,
    },
    /// A dataset was attached.
    DataAttached {
        /// The slot.
        data: DataId,
        /// The dataset.
        dataset: DatasetRef,
    },
    /// An outside event was reported.
    OutsideEventReported {
        /// The event.
        event: OutsideEventId,
        /// What happened.
        note: String,
    },
    /// The engagement completed: everything required is done.
    EngagementCompleted {},
    /// The engagement was ended before its exit.
    EngagementEnded {
        /// Why.
        reason: String,
    },
}

impl Event {
    /// The name of the event's kind, as stored.
    pub fn kind(&self) -> &'static str {
        match self {
            Self::EngagementOpened { .. } => "engagement-opened",
            Self::StepCreated { .. } => "step-created",
            Self::RoundScheduled { .. } => "round-scheduled",
            Self::StepEnabled { .. } => "step-enabled",
            Self::StepActivated { .. } => "step-activated",
            Self::TimerSet { .. } => "timer-set",
            Self::TimerFired { .. } => "timer-fired",
            Self::CalendarRevised { .. } => "calendar-revised",
            Self::StepOverdue { .. } => "step-overdue",
            Self::EvidenceOffered { .. } => "evidence-offered",
            Self::EvidenceAccepted { .. } => "evidence-accepted",
            Self::EvidenceContested { .. } => "evidence-contested",
            Self::OutcomeProposed { .. } => "outcome-proposed",
            Self::OutcomeApproved { .. } => "outcome-approved",
            Self::OutcomeDeclined { .. } => "outcome-declined",
            Self::StepCompleted { .. } => "step-completed",
            Self::StepSetAside { .. } => "step-set-aside",
            Self::StepTerminated { .. } => "step-terminated",
            Self::CallFailed { .. } => "call-failed",
            Self::StepRetried { .. } => "step-retried",
            Self::DataAttached { .. } => "data-attached",
            Self::OutsideEventReported { .. } => "outside-event-reported",
            Self::EngagementCompleted {} => "engagement-completed",
            Self::EngagementEnded { .. } => "engagement-ended",
        }
    }

    /// The round that the event is about, where it is about one.
    pub fn round(&self) -> Option<&Round> {
        match self {
            Self::StepCreated { round, .. }
            | Self::RoundScheduled { round, .. }
            | Self::StepEnabled { round, .. }
            | Self::StepActivated { round, .. }
            | Self::TimerSet { round, .. }
            | Self::TimerFired { round, .. }
            | Self::StepOverdue { round, .. }
            | Self::EvidenceOffered { round, .. }
            | Self::EvidenceAccepted { round, .. }
            | Self::EvidenceContested { round, .. }
            | Self::OutcomeProposed { round, .. }
            | Self::OutcomeApproved { round }
            | Self::OutcomeDeclined { round, .. }
            | Self::StepCompleted { round, .. }
            | Self::StepSetAside { round, .. }
            | Self::StepTerminated { round, .. }
            | Self::CallFailed { round, .. }
            | Self::StepRetried { round } => Some(round),
            Self::EngagementOpened { .. }
            | Self::CalendarRevised { .. }
            | Self::DataAttached { .. }
            | Self::OutsideEventReported { .. }
            | Self::EngagementCompleted {}
            | Self::EngagementEnded { .. } => None,
        }
    }
}

/// The version in which every kind of event is written today.
pub const EVENT_VERSION: u16 = 1;

/// An event in its stored form.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct StoredEvent {
    /// The event's kind.
    pub kind: String,
    /// The version of its form.
    pub version: u16,
    /// The instant, in microseconds since 1970 (UTC).
    pub time_micros: i64,
    /// A JSON object of date, actor and fields.
    pub payload: Vec<u8>,
}

/// Says why a stored event cannot be read.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
pub enum DecodeError {
    /// It was written by a newer release.
    #[error("the event `{kind}` has version {version}, written by a newer release of alongside")]
    Newer {
        /// The event's kind.
        kind: String,
        /// The version found.
        version: u16,
    },
    /// It is not what it should be.
    #[error("the event `{kind}` cannot be read: {reason}")]
    Malformed {
        /// The event's kind.
        kind: String,
        /// What is wrong with it.
        reason: String,
    },
}

#[derive(Serialize, Deserialize)]
struct Payload<'a> {
    on: Date,
    by: std::borrow::Cow<'a, Actor>,
    event: std::borrow::Cow<'a, Event>,
}

/// Turns an event into its stored form.
pub fn encode(envelope: &Envelope) -> StoredEvent {
    use std::borrow::Cow::Borrowed;
    let payload = Payload {
        on: envelope.on,
        by: Borrowed(&envelope.by),
        event: Borrowed(&envelope.event),
    };
    StoredEvent {
        kind: envelope.event.kind().to_owned(),
        version: EVENT_VERSION,
        time_micros: envelope.at.as_microsecond(),
        // Serialising plain data with string keys into memory has no way to fail.
        payload: serde_json::to_vec(&payload).unwrap_or_default(),
    }
}

/// Turns a stored event back, whatever release wrote it.
///
/// # Errors
/// When it is from a newer release, or is not a well-formed event of its kind.
pub fn decode(stored: &StoredEvent) -> Result<Envelope, DecodeError> {
    let malformed = |reason: String| DecodeError::Malformed {
        kind: stored.kind.clone(),
        reason,
    };
    if stored.version > EVENT_VERSION {
        return Err(DecodeError::Newer {
            kind: stored.kind.clone(),
            version: stored.version,
        });
    }
    let payload: Payload<'_> =
        serde_json::from_slice(&stored.payload).map_err(|error| malformed(error.to_string()))?;
    if stored.version == 0 {
        return Err(malformed("it has version 0, which was never written".to_owned()));
    }
    if payload.event.kind() != stored.kind {
        return Err(malformed(format!("it holds a `{}`", payload.event.kind())));
    }
    let at = Timestamp::from_microsecond(stored.time_micros).map_err(|error| malformed(error.to_string()))?;
    Ok(Envelope {
        at,
        on: payload.on,
        by: payload.by.into_owned(),
        event: payload.event.into_owned(),
    })
}
