//! What a condition's names stand for at a given moment.

use jiff::civil::Date;

use super::{State, Status};
use crate::definition::{FindingField, Name, StepProperty};
use crate::event::Outcome;
use crate::finding::ScoreOutput;
use crate::value::Value;

/// Looks up what `name` stands for; none where the engagement does not know it yet.
pub fn lookup(state: &State, today: Date, name: &Name) -> Option<Value> {
    match name {
        Name::Today => Some(Value::Date(today)),
        Name::Finding { step, field } => match state.latest_completed(step)?.outcome.as_ref()? {
            Outcome::Found(finding) => finding_field(&finding.output, field),
            _ => None,
        },
        Name::Decision { step } => match state.latest_completed(step)?.outcome.as_ref()? {
            Outcome::Decided { options, .. } => {
                Some(Value::Texts(options.iter().map(ToString::to_string).collect()))
            }
            _ => None,
        },
        Name::Record { step, field } => match state.latest_completed(step)?.outcome.as_ref()? {
            Outcome::Recorded(record) => record.get(field).cloned(),
            _ => None,
        },
        Name::Step { step, property } => {
            let rounds = state.steps.get(step).map_or(&[][..], Vec::as_slice);
            let count = |test: fn(&super::Instance) -> bool| rounds.iter().filter(|r| test(r)).count();
            Some(match property {
                StepProperty::Done => Value::Boolean(count(|r| r.status == Status::Completed) > 0),
                StepProperty::Active => Value::Boolean(count(super::Instance::is_active) > 0),
                StepProperty::Overdue => Value::Boolean(count(|r| r.is_active() && r.overdue) > 0),
                StepProperty::Rounds => number(count(|r| r.status == Status::Completed)),
            })
        }
        Name::Evidence { step, evidence } => {
            let offered = state
                .latest(step)
                .and_then(|instance| instance.evidence.get(evidence));
            Some(Value::Text(
                offered
                    .map_or("missing", |offered| offered.status.as_str())
                    .to_owned(),
            ))
        }
        Name::Event { event } => Some(number(state.reported.get(event).map_or(0, Vec::len))),
        Name::Data { data } => Some(Value::Boolean(
            state.data.get(data).is_some_and(|years| !years.is_empty()),
        )),
    }
}

/// Counts are small: rounds and reports of one engagement.
fn number(count: usize) -> Value {
    Value::Number(f64::from(u32::try_from(count).unwrap_or(u32::MAX)))
}

fn finding_field(output: &ScoreOutput, field: &FindingField) -> Option<Value> {
    let estimate = &output.estimate;
    match field {
        FindingField::Value => estimate.value.map(Value::Number),
        FindingField::Low => estimate.low.map(Value::Number),
        FindingField::High => estimate.high.map(Value::Number),
        FindingField::N => estimate
            .n
            .map(|n| Value::Number(f64::from(u32::try_from(n).unwrap_or(u32::MAX)))),
        FindingField::Band => output.band.clone().map(Value::Text),
        FindingField::Withheld => Some(Value::Boolean(estimate.withheld.is_some())),
        FindingField::Declared(name) => output.values.get(name).cloned(),
    }
}
