//! The history of an engagement: every event as a dated sentence.

use alongside_core::definition::Definition;
use alongside_core::event::Envelope;
use alongside_core::ids::{EngagementId, StepId};
use jiff::Timestamp;
use jiff::civil::Date;
use serde::Serialize;

use super::words;
use crate::commit::Committed;
use crate::error::RuntimeError;
use crate::inner::Inner;
use crate::runtime::Runtime;

/// One event, for people.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct HistoryEntry {
    /// Its number in the engagement's log.
    pub sequence: u64,
    /// The instant at which it was decided.
    pub at: Timestamp,
    /// The civil date on which it was decided.
    pub on: Date,
    /// Who caused it.
    pub by: String,
    /// Its kind, as stored.
    pub kind: &'static str,
    /// The step it is about.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub step: Option<StepId>,
    /// The round of that step.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub round: Option<u32>,
    /// What happened, as a sentence.
    pub text: String,
    /// Whether it is bookkeeping that most readers can do without.
    pub routine: bool,
}

/// One event that a command led to, for people.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Happening {
    /// The civil date on which it was decided.
    pub on: Date,
    /// Who caused it.
    pub by: String,
    /// Its kind, as stored.
    pub kind: &'static str,
    /// The step it is about.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub step: Option<StepId>,
    /// The round of that step.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub round: Option<u32>,
    /// What happened, as a sentence.
    pub text: String,
    /// Whether it is bookkeeping that most readers can do without.
    pub routine: bool,
}

impl Happening {
    /// Tells one event.
    pub(crate) fn of(definition: &Definition, envelope: &Envelope) -> Self {
        let round = envelope.event.round();
        Self {
            on: envelope.on,
            by: envelope.by.to_string(),
            kind: envelope.event.kind(),
            step: round.map(|round| round.step.clone()),
            round: round.map(|round| round.round),
            text: words::event(definition, &envelope.event),
            routine: words::is_routine(&envelope.event),
        }
    }
}

impl Committed {
    /// What the command led to, as sentences, in order.
    pub fn sentences(&self) -> Vec<Happening> {
        let tell = |envelope| Happening::of(&self.definition, envelope);
        self.events.iter().map(tell).collect()
    }
}

impl Runtime {
    /// Tells everything that has happened in an engagement, in order.
    ///
    /// # Errors
    /// When there is no such engagement, or its log cannot be read.
    pub async fn history(&self, engagement: &EngagementId) -> Result<Vec<HistoryEntry>, RuntimeError> {
        let engagement = engagement.clone();
        self.run(move |inner| inner.history(&engagement)).await
    }
}

impl Inner {
    pub(crate) fn history(&self, engagement: &EngagementId) -> Result<Vec<HistoryEntry>, RuntimeError> {
        let current = self.current(engagement)?;
        let log = self.log(engagement)?;
        let entries = log.iter().zip(1..).map(|(envelope, sequence)| {
            let round = envelope.event.round();
            HistoryEntry {
                sequence,
                at: envelope.at,
                on: envelope.on,
                by: envelope.by.to_string(),
                kind: envelope.event.kind(),
                step: round.map(|round| round.step.clone()),
                round: round.map(|round| round.round),
                text: words::event(&current.definition, &envelope.event),
                routine: words::is_routine(&envelope.event),
            }
        });
        Ok(entries.collect())
    }
}
