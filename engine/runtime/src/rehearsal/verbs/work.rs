//! Verbs of work: what people do with steps.

use std::collections::BTreeMap;

use alongside_core::command::{Command, EvidenceItem};
use alongside_core::definition::{Field, StepKind};
use alongside_core::digest::Digest;
use alongside_core::ids::{EvidenceId, FieldId, OptionId, StepId};
use alongside_core::value::Value;
use serde_json::Value as Json;

use super::arguments::{OneOrMany, arguments};
use super::{Ask, Asked, wrong};
use crate::error::RuntimeError;
use crate::rehearsal::data::typed;

arguments! {
    /// Starts a step that waits for a person to start it.
    Start {
        /// The step.
        step: StepId,
    }
    /// Says that a task is done, with what it records, or completes a stage by hand.
    Complete {
        /// The task or stage.
        step: StepId,
        /// What the task records, by field.
        #[serde(default)]
        record: BTreeMap<FieldId, Json>,
    }
    /// Makes a decision.
    Decide {
        /// The decision.
        step: StepId,
        /// What is chosen: an option, or several proposals.
        option: OneOrMany<OptionId>,
        /// Why.
        #[serde(default)]
        reason: Reason,
    }
    /// Offers an item of evidence: a note, a link, or the name and text of a document.
    Offer {
        /// The step.
        step: StepId,
        /// The item that it answers.
        evidence: EvidenceId,
        /// A few words.
        note: Option<String>,
        /// An address.
        link: Option<String>,
        /// The text of a document, which is kept by its digest.
        document: Option<String>,
    }
    /// Accepts an item of evidence.
    Accept {
        /// The step.
        step: StepId,
        /// The item.
        evidence: EvidenceId,
    }
    /// Contests an item of evidence.
    Contest {
        /// The step.
        step: StepId,
        /// The item.
        evidence: EvidenceId,
        /// Why.
        #[serde(default)]
        reason: Reason,
    }
    /// Approves what another person proposed.
    Approve {
        /// The step.
        step: StepId,
    }
    /// Declines what another person proposed; it is theirs to do again.
    Decline {
        /// The step.
        step: StepId,
        /// Why.
        #[serde(default)]
        reason: Reason,
    }
    /// Sets an optional or manually started step aside.
    SetAside {
        /// The step.
        step: StepId,
        /// Why.
        #[serde(default)]
        reason: Reason,
    }
    /// Tries a failed step again.
    Retry {
        /// The step.
        step: StepId,
    }
}

/// A reason in words; one is made up where none is given, because a rehearsal is rarely about it.
#[derive(Debug, Clone, PartialEq, Eq, serde::Deserialize)]
#[serde(transparent)]
pub(crate) struct Reason(pub(crate) String);

impl Default for Reason {
    fn default() -> Self {
        Self("no reason was given".to_owned())
    }
}

impl Ask for Start {
    fn command(self, _: &Asked<'_>) -> Result<Command, RuntimeError> {
        Ok(Command::Start { step: self.step })
    }
}

impl Ask for Complete {
    fn command(self, asked: &Asked<'_>) -> Result<Command, RuntimeError> {
        let fields = match asked.definition.step(&self.step).map(|step| &step.kind) {
            Some(StepKind::Task { record }) => record.as_slice(),
            _ => &[],
        };
        let record = recorded(fields, self.record)?;
        Ok(Command::Complete {
            step: self.step,
            record,
        })
    }
}

/// What is recorded, as the fields declare it; what no field declares is left for the engagement to refuse.
pub(super) fn recorded(
    fields: &[Field],
    given: BTreeMap<FieldId, Json>,
) -> Result<BTreeMap<FieldId, Value>, RuntimeError> {
    given
        .into_iter()
        .map(|(id, data)| {
            let kind = fields.iter().find(|field| field.id == id).map(|field| field.kind);
            let value = typed(kind, &data).map_err(|reason| wrong(format!("`{id}`: {reason}")))?;
            Ok((id, value))
        })
        .collect()
}

impl Ask for Decide {
    fn command(self, _: &Asked<'_>) -> Result<Command, RuntimeError> {
        Ok(Command::Decide {
            step: self.step,
            options: self.option.into_vec(),
            reason: self.reason.0,
        })
    }
}

impl Ask for Offer {
    fn command(self, _: &Asked<'_>) -> Result<Command, RuntimeError> {
        let item = match (self.note, self.link, self.document) {
            (Some(note), None, None) => EvidenceItem::Note(note),
            (None, Some(link), None) => EvidenceItem::Link(link),
            (None, None, Some(text)) => EvidenceItem::Document {
                name: format!("{}.txt", self.evidence),
                digest: Digest::of(text.as_bytes()),
            },
            _ => return Err(wrong("give one of `note`, `link` and `document`")),
        };
        Ok(Command::Offer {
            step: self.step,
            evidence: self.evidence,
            item,
        })
    }
}

impl Ask for Accept {
    fn command(self, _: &Asked<'_>) -> Result<Command, RuntimeError> {
        Ok(Command::Accept {
            step: self.step,
            evidence: self.evidence,
        })
    }
}

impl Ask for Contest {
    fn command(self, _: &Asked<'_>) -> Result<Command, RuntimeError> {
        Ok(Command::Contest {
            step: self.step,
            evidence: self.evidence,
            reason: self.reason.0,
        })
    }
}

impl Ask for Approve {
    fn command(self, _: &Asked<'_>) -> Result<Command, RuntimeError> {
        Ok(Command::Approve { step: self.step })
    }
}

impl Ask for Decline {
    fn command(self, _: &Asked<'_>) -> Result<Command, RuntimeError> {
        Ok(Command::Decline {
            step: self.step,
            reason: self.reason.0,
        })
    }
}

impl Ask for SetAside {
    fn command(self, _: &Asked<'_>) -> Result<Command, RuntimeError> {
        Ok(Command::SetAside {
            step: self.step,
            reason: self.reason.0,
        })
    }
}

impl Ask for Retry {
    fn command(self, _: &Asked<'_>) -> Result<Command, RuntimeError> {
        Ok(Command::Retry { step: self.step })
    }
}
