//! Verbs of plans that change: steps that are added, interventions that end, versions that follow.

use std::collections::BTreeSet;

use alongside_core::calendar::Span;
use alongside_core::command::Command;
use alongside_core::definition::{
    Definition, EvidenceRequirement, Field, Step, StepKind, TimePoint, TimeRule,
};
use alongside_core::ids::{EvidenceId, FieldId, OptionId, PartyId, RoleId, StepId};
use alongside_core::intervention::Verdict;
use alongside_core::value::ValueType;
use serde::Deserialize;
use serde_json::{Value as Json, json};

use super::arguments::{OneOrMany, arguments};
use super::money::in_words;
use super::work::Reason;
use super::{Ask, Asked, Call, Perform, told, wrong};
use crate::error::RuntimeError;

arguments! {
    /// Adds a task to the plan of this engagement.
    Add {
        /// The name of the new task.
        step: StepId,
        /// Its title; its name in words where none is given.
        title: Option<String>,
        /// The stage that holds it; the top level where none is given.
        into: Option<StepId>,
        /// The role that does it.
        role: Option<RoleId>,
        /// What to do.
        guidance: Option<String>,
        /// The steps it waits for.
        #[serde(default)]
        after: OneOrMany<StepId>,
        /// By when it should be done: a length of time such as `10 school-days`, or a date.
        due: Option<String>,
        /// The party whose calendar counts; the workflow's where none is given.
        calendar: Option<PartyId>,
        /// How many days of work it takes.
        effort_days: Option<f64>,
        /// Whether its stage can complete without it.
        #[serde(default)]
        optional: bool,
        /// The evidence it needs.
        #[serde(default)]
        evidence: Vec<GivenEvidence>,
        /// What it records.
        #[serde(default)]
        record: Vec<GivenField>,
        /// Why.
        #[serde(default)]
        reason: Reason,
    }
    /// Moves the engagement to another version of its workflow, or shows what that would do.
    Migrate {
        /// The version: the name under which it was given, such as `support@2.0.0`, or its text.
        to: String,
        /// Whether it is only shown.
        #[serde(default)]
        dry_run: bool,
        /// Why.
        #[serde(default)]
        reason: Reason,
    }
    /// Halts an intervention that does not work: its steps end, its closing steps begin.
    Halt {
        /// The intervention.
        intervention: OptionId,
        /// Why.
        #[serde(default)]
        reason: Reason,
    }
    /// Gives the verdict on an intervention.
    Conclude {
        /// The intervention.
        intervention: OptionId,
        /// The verdict: `adopt`, `adapt` or `abandon`.
        verdict: Verdict,
        /// Why.
        #[serde(default)]
        reason: Reason,
    }
}

/// An item of evidence that an added task needs.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub(crate) struct GivenEvidence {
    id: EvidenceId,
    title: Option<String>,
    accepted_by: Option<RoleId>,
}

/// A field that an added task records.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub(crate) struct GivenField {
    id: FieldId,
    title: Option<String>,
    r#type: ValueType,
    #[serde(default)]
    optional: bool,
    unit: Option<String>,
}

impl Ask for Add {
    fn command(self, asked: &Asked<'_>) -> Result<Command, RuntimeError> {
        let title = self.title.unwrap_or_else(|| in_words(self.step.as_str()));
        let record = self.record.into_iter().map(|field| Field {
            title: field.title.unwrap_or_else(|| in_words(field.id.as_str())),
            id: field.id,
            kind: field.r#type,
            optional: field.optional,
            unit: field.unit,
        });
        let kind = StepKind::Task {
            record: record.collect(),
        };
        let evidence = self.evidence.into_iter().map(|item| EvidenceRequirement {
            title: item.title.unwrap_or_else(|| in_words(item.id.as_str())),
            id: item.id,
            accepted_by: item.accepted_by,
        });
        let due = match &self.due {
            Some(text) => Some(due(asked.definition, text, self.calendar)?),
            None => None,
        };
        let step = Step {
            guidance: self.guidance,
            parent: self.into,
            role: self.role,
            after: self.after.into_vec().into_iter().collect::<BTreeSet<_>>(),
            due,
            effort_days: self.effort_days,
            optional: self.optional,
            evidence: evidence.collect(),
            ..Step::new(self.step, title, kind)
        };
        Ok(Command::AddStep {
            step: Box::new(step),
            reason: self.reason.0,
        })
    }
}

/// A due date as a rule.
fn due(definition: &Definition, text: &str, calendar: Option<PartyId>) -> Result<TimeRule, RuntimeError> {
    let calendar = calendar
        .or_else(|| definition.calendar.clone())
        .or_else(|| definition.parties.keys().next().cloned())
        .ok_or_else(|| wrong("say whose calendar counts: add `calendar`"))?;
    let point = match (text.parse(), text.parse::<Span>()) {
        (Ok(date), _) => TimePoint::On(date),
        (_, Ok(span)) => TimePoint::After(span),
        (_, Err(error)) => return Err(wrong(format!("`due`: {error}"))),
    };
    Ok(TimeRule { point, calendar })
}

impl Perform for Migrate {
    fn perform(self: Box<Self>, call: &Call<'_>) -> Result<Json, RuntimeError> {
        let (inner, engagement) = (call.inner(), call.engagement()?);
        let checked = match self.to.contains('\n') {
            true => inner.check_text("workflow", &self.to)?,
            false => inner.check(&self.to)?,
        };
        let migrated = match self.dry_run {
            true => inner.rehearse_migration(&engagement, &checked)?,
            false => inner.migrate(&engagement, &checked, &self.reason.0, call.by, call.command_id)?,
        };
        let mut answer = match &migrated.committed {
            Some(committed) => told(committed),
            None => json!({ "engagement": engagement }),
        };
        if let Json::Object(fields) = &mut answer {
            fields.insert("report".to_owned(), json!(migrated.report));
        }
        Ok(answer)
    }
}

impl Ask for Halt {
    fn command(self, _: &Asked<'_>) -> Result<Command, RuntimeError> {
        Ok(Command::Halt {
            intervention: self.intervention,
            reason: self.reason.0,
        })
    }
}

impl Ask for Conclude {
    fn command(self, _: &Asked<'_>) -> Result<Command, RuntimeError> {
        Ok(Command::Conclude {
            intervention: self.intervention,
            verdict: self.verdict,
            reason: self.reason.0,
        })
    }
}
