//! What a condition's names stand for at a given moment.

use jiff::civil::Date;

use super::{EngagementStatus, State, Status};
use crate::definition::{Aggregate, ChildProperty, FindingField, Name, StepProperty};
use crate::event::Outcome;
use crate::finding::ScoreOutput;
use crate::ids::{OutputId, StepId};
use crate::member::Child;
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
                StepProperty::Flagged => Value::Boolean(count(|r| r.flagged.is_some()) > 0),
                StepProperty::Outcome => {
                    let latest = rounds.iter().rev().find(|r| r.status.is_settled())?;
                    Value::Text(latest.ending()?.to_owned())
                }
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
        Name::Fact { fact } => state.facts.get(fact).cloned(),
        Name::Reported { event, field } => state.reported.get(event)?.last()?.record.get(field).cloned(),
        Name::Escalation { escalation } => {
            Some(number(state.escalations.get(escalation).map_or(0, Vec::len)))
        }
        Name::Membership => Some(Value::Text(state.membership.as_ref()?.state.to_string())),
        Name::Children { step, property } => Some(children(state, step, *property)),
        Name::Output {
            step,
            output,
            aggregate,
        } => handed_on(state, step, output, *aggregate),
        Name::Previous { output } => state
            .opening
            .as_ref()?
            .follows
            .as_ref()?
            .outputs
            .get(output)
            .cloned(),
        Name::Spent { of } => Some(Value::Number(state.spent(*of, None))),
    }
}

/// The latest round of a step that has started children: what an earlier round brought stands until a later one begins.
fn with_children<'s>(state: &'s State, step: &StepId) -> Option<&'s super::Instance> {
    let rounds = state.steps.get(step)?;
    rounds.iter().rev().find(|round| !round.children.is_empty())
}

fn children(state: &State, step: &StepId, property: ChildProperty) -> Value {
    let children = with_children(state, step)
        .into_iter()
        .flat_map(|round| round.children.values());
    let stands = |child: &&Child| match property {
        ChildProperty::Started => true,
        ChildProperty::Open => child.status == EngagementStatus::Open,
        ChildProperty::Completed => child.status == EngagementStatus::Completed,
        ChildProperty::Ended => child.status == EngagementStatus::Ended,
    };
    number(children.filter(stands).count())
}

/// What the children of a step handed on, as one value; none where nothing has been handed on yet.
fn handed_on(state: &State, step: &StepId, output: &OutputId, aggregate: Aggregate) -> Option<Value> {
    let round = with_children(state, step)?;
    let values: Vec<&Value> = round
        .children
        .values()
        .filter_map(|c| c.outputs.get(output))
        .collect();
    let numbers: Vec<f64> = values
        .iter()
        .filter_map(|value| match value {
            Value::Number(number) => Some(*number),
            _ => None,
        })
        .collect();
    let some = |number: Option<f64>| number.map(Value::Number);
    match aggregate {
        Aggregate::Only => values.first().map(|value| (*value).clone()),
        Aggregate::Count => Some(number(
            values
                .iter()
                .filter(|value| ***value != Value::Boolean(false))
                .count(),
        )),
        Aggregate::Min => some(numbers.iter().copied().reduce(f64::min)),
        Aggregate::Max => some(numbers.iter().copied().reduce(f64::max)),
        Aggregate::Sum => some(numbers.iter().copied().reduce(|a, b| a + b)),
        Aggregate::Mean => {
            let count = f64::from(u32::try_from(numbers.len()).unwrap_or(u32::MAX));
            some(
                numbers
                    .iter()
                    .copied()
                    .reduce(|a, b| a + b)
                    .map(|sum| sum / count),
            )
        }
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
