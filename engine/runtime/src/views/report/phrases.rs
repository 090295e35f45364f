//! The phrases of the report: dates, people, counts, what somebody must do.

use std::collections::BTreeMap;

use alongside_core::command::Actor;
use alongside_core::definition::{Field, StepKind};
use alongside_core::ids::{EvidenceId, FieldId, PersonId, RoleId, StepId};
use alongside_core::value::Value;
use alongside_core::work::{Action, WorkItem};
use jiff::civil::Date;

use super::Material;
use super::model::{Text, cut};
use crate::views::engagement::PersonView;
use crate::views::words;

/// A date without its weekday: `3 Sep 2018`.
pub(super) fn date(date: Date) -> String {
    let day = words::day(date);
    day.split_once(' ')
        .map_or_else(|| day.clone(), |(_, rest)| rest.to_owned())
}

/// How long from one date to another: days up to a fortnight, then whole weeks.
pub(super) fn duration(from: Date, to: Date) -> String {
    let days = (to - from).get_days().max(0);
    match days {
        14.. => format!("{} weeks", days / 7),
        _ => count(usize::try_from(days).unwrap_or(0), "day", "days"),
    }
}

/// A number with its noun: `1 day`, `3 days`.
pub(super) fn count(number: usize, one: &str, many: &str) -> String {
    format!("{number} {}", if number == 1 { one } else { many })
}

/// Several things in a sentence: `a`, `a and b`, `a, b and c`.
pub(super) fn list(all: &[String]) -> String {
    match all {
        [] => String::new(),
        [only] => only.clone(),
        [start @ .., last] => format!("{} and {last}", start.join(", ")),
    }
}

/// A text whose first letter is a capital.
pub(super) fn capital(text: &str) -> String {
    let mut chars = text.chars();
    chars
        .next()
        .map_or_else(String::new, |first| first.to_uppercase().chain(chars).collect())
}

impl Material<'_> {
    /// The title of a step.
    pub(super) fn step_title(&self, step: &StepId) -> String {
        self.definition
            .step(step)
            .map_or_else(|| step.to_string(), |step| step.title.clone())
    }

    /// The title of a step, with its round where that is not the first.
    pub(super) fn round_title(&self, step: &StepId, round: u32) -> String {
        let title = self.step_title(step);
        if round > 1 {
            format!("{title} (round {round})")
        } else {
            title
        }
    }

    /// The title of a role.
    pub(super) fn role_title(&self, role: &RoleId) -> String {
        self.definition
            .roles
            .get(role)
            .map_or_else(|| role.to_string(), |role| role.title.clone())
    }

    /// A person by their roles, which say more to whoever reads than a name; with the name where others hold the same.
    pub(super) fn person(&self, person: &PersonId) -> String {
        let roles_of = |known: &PersonView| list(&known.roles.values().cloned().collect::<Vec<_>>());
        let people = &self.view.people;
        let Some(known) = people
            .iter()
            .find(|known| known.person == *person && !known.roles.is_empty())
        else {
            return person.to_string();
        };
        let roles = roles_of(known);
        if people.iter().filter(|other| roles_of(other) == roles).count() > 1 {
            format!("{roles} ({person})")
        } else {
            roles
        }
    }

    /// Who acted.
    pub(super) fn actor(&self, actor: &Actor) -> String {
        match actor {
            Actor::Person(person) => self.person(person),
            Actor::Administrator => "administrator".to_owned(),
            Actor::Engine => "the program".to_owned(),
        }
    }

    /// What a task records, with its title and unit.
    pub(super) fn field(&self, step: &StepId, field: &FieldId) -> Option<&Field> {
        match &self.definition.step(step)?.kind {
            StepKind::Task { record } => record.iter().find(|known| known.id == *field),
            _ => None,
        }
    }

    /// The title of a recorded field.
    pub(super) fn field_title(&self, step: &StepId, field: &FieldId) -> String {
        self.field(step, field)
            .map_or_else(|| field.to_string(), |field| field.title.clone())
    }

    /// A recorded value with its unit.
    pub(super) fn value(&self, step: &StepId, field: &FieldId, value: &Value) -> String {
        let unit = self.field(step, field).and_then(|field| field.unit.as_deref());
        match (value, unit) {
            (Value::Date(day), _) => date(*day),
            (Value::Number(_), Some(unit)) => format!("{value} {unit}"),
            (Value::Texts(texts), _) => cut(&texts.join("; "), 400),
            _ => cut(&value.to_string(), 400),
        }
    }

    /// What a task recorded, each field on a line of its own, as the workflow asks for them.
    pub(super) fn fields(&self, step: &StepId, fields: &BTreeMap<FieldId, Value>) -> Text {
        let mut fields: Vec<_> = fields.iter().collect();
        if let Some(StepKind::Task { record }) = self.definition.step(step).map(|step| &step.kind) {
            fields.sort_by_key(|(id, _)| record.iter().position(|known| known.id == **id));
        }
        Text::lines(fields.into_iter().map(|(id, value)| {
            Text::strong(self.field_title(step, id)).and(format!(": {}", self.value(step, id, value)))
        }))
    }

    /// A required item of evidence by its title, with its step where other items have the same title.
    pub(super) fn evidence_name(&self, step: &StepId, round: u32, evidence: &EvidenceId) -> String {
        let known = self
            .definition
            .step(step)
            .and_then(|step| step.evidence_requirement(evidence));
        let title = known.map_or_else(|| evidence.to_string(), |known| known.title.clone());
        let all = self.definition.steps.iter().flat_map(|step| &step.evidence);
        if round > 1 || all.filter(|other| other.title == title).count() > 1 {
            format!("{title}, for “{}”", self.round_title(step, round))
        } else {
            title
        }
    }

    /// What somebody must do, as a short sentence.
    pub(super) fn action(&self, item: &WorkItem) -> String {
        let step = &item.round.step;
        let title = self.round_title(step, item.round.round);
        let again = |reason: &Option<String>, verb: &str| {
            let cut_reason = |reason: &String| format!(" ({verb}: {})", cut(reason, 160));
            reason.as_ref().map(cut_reason).unwrap_or_default()
        };
        match &item.action {
            Action::Do { declined, .. } => format!("{title}{}", again(declined, "came back")),
            Action::Decide { declined, .. } => format!("Decide: {title}{}", again(declined, "came back")),
            Action::Start => format!("Start: {title}"),
            Action::Complete => format!("Say that this is complete: {title}"),
            Action::Offer { evidence, contested } => {
                let evidence = self.evidence_name(step, item.round.round, evidence);
                format!("Offer evidence: {evidence}{}", again(contested, "contested"))
            }
            Action::Judge { evidence } => {
                let evidence = self.evidence_name(step, item.round.round, evidence);
                format!("Accept or contest: {evidence}")
            }
            Action::Approve => format!("Approve or decline: {title}"),
            Action::Import { data } => {
                let slot = self.definition.data.get(data);
                let slot = slot.map_or_else(|| data.to_string(), |slot| slot.title.clone());
                format!("Import for {title}: {slot}")
            }
            Action::Review { flag } => format!("Look again: {title} ({})", cut(flag, 160)),
            Action::Conclude { .. } => format!("Say how it went: {}", item.title),
            Action::Retry { .. } => format!("See why this could not be worked out, and try again: {title}"),
            Action::Report { event } => {
                let event_title = self.definition.events.get(event).map(|event| event.title.clone());
                format!(
                    "Report once it has happened: {}",
                    event_title.unwrap_or_else(|| event.to_string())
                )
            }
        }
    }

    /// Who must do it: a role, with names where several may.
    pub(super) fn who(&self, item: &WorkItem) -> String {
        let names: Vec<String> = item.people.iter().map(ToString::to_string).collect();
        match (&item.role, names.as_slice()) {
            (Some(role), []) => format!("{}: nobody who may", self.role_title(role)),
            (Some(role), [_]) => self.role_title(role),
            (Some(role), _) => format!("{} ({})", self.role_title(role), names.join(", ")),
            (None, []) => "Administrator".to_owned(),
            (None, _) => "Anybody who takes part".to_owned(),
        }
    }
}
