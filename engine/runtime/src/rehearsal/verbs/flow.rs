//! Verbs of what happens around the plan: events, facts, escalations, holds, clocks.

use std::collections::BTreeMap;

use alongside_core::command::Command;
use alongside_core::definition::Definition;
use alongside_core::ids::{EngagementId, EscalationId, FactId, FieldId, OutsideEventId, PersonId, StepId};
use alongside_core::state::TimerKind;
use alongside_core::urn::Urn;
use jiff::civil::Date;
use serde::{Deserialize, Deserializer};
use serde_json::{Value as Json, json};

use super::arguments::arguments;
use super::work::{Reason, recorded};
use super::{Ask, Asked, Call, Perform, submit, wrong};
use crate::error::RuntimeError;
use crate::rehearsal::data::typed;

arguments! {
    /// Reports an outside event.
    Event {
        /// The event.
        event: OutsideEventId,
        /// What happened.
        #[serde(default)]
        note: Reason,
        /// What the event records, by field.
        #[serde(default)]
        record: BTreeMap<FieldId, Json>,
        /// Who follows, where the event changes the holder of a role.
        successor: Option<PersonId>,
        /// The school it is about, by its number: reported to every open engagement of the school that listens to it.
        school: Option<Urn>,
    }
    /// Sets a fact.
    Set {
        /// The fact.
        fact: FactId,
        /// Its value.
        value: Json,
        /// Why.
        reason: Option<String>,
    }
    /// Raises an escalation.
    Escalate {
        /// Which kind.
        escalation: EscalationId,
        /// The step it is about.
        step: Option<StepId>,
        /// Why.
        #[serde(default)]
        reason: Reason,
    }
    /// Suspends the engagement, or one active step with everything in it.
    Suspend {
        /// The step; the whole engagement where none is given.
        step: Option<StepId>,
        /// When the hold ends by itself.
        until: Option<Date>,
        /// Why.
        #[serde(default)]
        reason: Reason,
    }
    /// Ends a hold.
    Resume {
        /// The step; the whole engagement where none is given.
        step: Option<StepId>,
        /// Why.
        #[serde(default)]
        reason: Reason,
    }
    /// Moves a pending timer to another date.
    MoveTimer {
        /// The step.
        step: StepId,
        /// Which of its timers: `due`, `deadline`, `round`, `wait`, `remind`, `remind-2`, `escalate`, `escalate-2` and so on.
        timer: TimerName,
        /// The date.
        to: Date,
        /// Why.
        #[serde(default)]
        reason: Reason,
    }
    /// Withdraws from the engagement: what was done and can be undone is undone, the latest first.
    Withdraw {
        /// Why.
        #[serde(default)]
        reason: Reason,
    }
    /// Reopens a settled step in a new round; what rested on it is flagged.
    Reopen {
        /// The step.
        step: StepId,
        /// Why.
        #[serde(default)]
        reason: Reason,
    }
    /// Says that a flagged step has been looked at and stands.
    ClearFlag {
        /// The step.
        step: StepId,
        /// Why.
        #[serde(default)]
        reason: Reason,
    }
    /// Ends the engagement before its exit.
    End {
        /// Why.
        #[serde(default)]
        reason: Reason,
    }
}

/// The name of a timer within its step.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct TimerName(pub(crate) TimerKind);

impl TimerName {
    /// Reads a name: `due`, `remind` (the first), `remind-2`.
    pub(crate) fn parse(text: &str) -> Option<Self> {
        let (word, number) = match text.split_once('-') {
            Some((word, number)) => (word, number.parse::<u8>().ok()?.checked_sub(1)?),
            None => (text, 0),
        };
        Some(Self(match (word, number) {
            ("due", 0) => TimerKind::Due,
            ("deadline", 0) => TimerKind::Deadline,
            ("round", 0) => TimerKind::Round,
            ("wait", 0) => TimerKind::Wait,
            ("remind", number) => TimerKind::Remind(number),
            ("escalate", number) => TimerKind::Escalate(number),
            _ => return None,
        }))
    }

    /// The name.
    pub(crate) fn name(self) -> String {
        let numbered = |word: &str, number: u8| match number {
            0 => word.to_owned(),
            number => format!("{word}-{}", u16::from(number) + 1),
        };
        match self.0 {
            TimerKind::Due => "due".to_owned(),
            TimerKind::Deadline => "deadline".to_owned(),
            TimerKind::Round => "round".to_owned(),
            TimerKind::Wait => "wait".to_owned(),
            TimerKind::Remind(number) => numbered("remind", number),
            TimerKind::Escalate(number) => numbered("escalate", number),
        }
    }
}

impl<'de> Deserialize<'de> for TimerName {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = String::deserialize(deserializer)?;
        Self::parse(&text).ok_or_else(|| {
            serde::de::Error::unknown_variant(
                &text,
                &["due", "deadline", "round", "wait", "remind", "escalate"],
            )
        })
    }
}

impl Event {
    /// The report, as an engagement with such a definition reads it.
    fn report(&self, definition: &Definition) -> Result<Command, RuntimeError> {
        let known = definition.events.get(&self.event);
        let record = recorded(known.map_or(&[][..], |event| &event.record), self.record.clone())?;
        Ok(Command::Report {
            event: self.event.clone(),
            note: self.note.0.clone(),
            record,
            successor: self.successor.clone(),
        })
    }
}

impl Perform for Event {
    fn perform(self: Box<Self>, call: &Call<'_>) -> Result<Json, RuntimeError> {
        let to = |engagement: &EngagementId| {
            let report = self.report(&call.inner().current(engagement)?.definition)?;
            submit(call, engagement, &report)
        };
        let Some(urn) = self.school else {
            return to(&call.engagement()?);
        };
        let listening = call.inner().listening(urn, &self.event)?;
        let told: Vec<Json> = listening.iter().map(to).collect::<Result<_, _>>()?;
        Ok(json!({ "school": urn, "told": told }))
    }
}

impl Ask for Set {
    fn command(self, asked: &Asked<'_>) -> Result<Command, RuntimeError> {
        let kind = asked.definition.facts.get(&self.fact).map(|fact| fact.kind);
        // A value of a type that the fact does not have is for the engagement to refuse.
        let value = typed(kind, &self.value)
            .or_else(|_| typed(None, &self.value))
            .map_err(|reason| wrong(format!("`{}`: {reason}", self.fact)))?;
        Ok(Command::SetFact {
            fact: self.fact,
            value,
            reason: self.reason,
        })
    }
}

impl Ask for Escalate {
    fn command(self, _: &Asked<'_>) -> Result<Command, RuntimeError> {
        Ok(Command::Escalate {
            escalation: self.escalation,
            step: self.step,
            reason: self.reason.0,
        })
    }
}

impl Ask for Suspend {
    fn command(self, _: &Asked<'_>) -> Result<Command, RuntimeError> {
        Ok(Command::Suspend {
            step: self.step,
            until: self.until,
            reason: self.reason.0,
        })
    }
}

impl Ask for Resume {
    fn command(self, _: &Asked<'_>) -> Result<Command, RuntimeError> {
        Ok(Command::Resume {
            step: self.step,
            reason: self.reason.0,
        })
    }
}

impl Ask for MoveTimer {
    fn command(self, _: &Asked<'_>) -> Result<Command, RuntimeError> {
        Ok(Command::MoveTimer {
            step: self.step,
            timer: self.timer.0,
            to: self.to,
            reason: self.reason.0,
        })
    }
}

impl Ask for Withdraw {
    fn command(self, _: &Asked<'_>) -> Result<Command, RuntimeError> {
        Ok(Command::Withdraw {
            reason: self.reason.0,
        })
    }
}

impl Ask for Reopen {
    fn command(self, _: &Asked<'_>) -> Result<Command, RuntimeError> {
        Ok(Command::Reopen {
            step: self.step,
            reason: self.reason.0,
        })
    }
}

impl Ask for ClearFlag {
    fn command(self, _: &Asked<'_>) -> Result<Command, RuntimeError> {
        Ok(Command::ClearFlag {
            step: self.step,
            reason: self.reason.0,
        })
    }
}

impl Ask for End {
    fn command(self, _: &Asked<'_>) -> Result<Command, RuntimeError> {
        Ok(Command::End {
            reason: self.reason.0,
        })
    }
}
