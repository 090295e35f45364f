//! Conditions in a word or two.

use alongside_core::definition::{Aggregate, Comparison, Condition, Expr, FindingField, Name, StepProperty};
use alongside_core::value::Value;

use super::{day, id};

fn condition(source: String, expr: Expr) -> Condition {
    Condition { source, expr }
}

fn compare(name: Name, comparison: Comparison, sign: &str, value: Value) -> Condition {
    condition(
        format!("{name} {sign} {value}"),
        Expr::Compare(comparison, Expr::Name(name).into(), Expr::Value(value).into()),
    )
}

/// A round of the step has been completed.
pub(crate) fn done(step: &str) -> Condition {
    let name = Name::Step {
        step: id(step),
        property: StepProperty::Done,
    };
    condition(name.to_string(), Expr::Name(name))
}

/// The step's active round is past its due date.
pub(crate) fn overdue(step: &str) -> Condition {
    let name = Name::Step {
        step: id(step),
        property: StepProperty::Overdue,
    };
    condition(name.to_string(), Expr::Name(name))
}

/// So many rounds of the step, or more, have been completed.
pub(crate) fn rounds_at_least(step: &str, rounds: f64) -> Condition {
    let name = Name::Step {
        step: id(step),
        property: StepProperty::Rounds,
    };
    compare(name, Comparison::GreaterOrEqual, ">=", Value::Number(rounds))
}

/// The only child of the step handed on so much, or more.
pub(crate) fn output_at_least(step: &str, output: &str, value: f64) -> Condition {
    let name = Name::Output {
        step: id(step),
        output: id(output),
        aggregate: Aggregate::Only,
    };
    compare(name, Comparison::GreaterOrEqual, ">=", Value::Number(value))
}

/// The task recorded so much, or more.
pub(crate) fn recorded_at_least(step: &str, field: &str, value: f64) -> Condition {
    let name = Name::Record {
        step: id(step),
        field: id(field),
    };
    compare(name, Comparison::GreaterOrEqual, ">=", Value::Number(value))
}

/// The latest finding of the score is so much, or more.
pub(crate) fn finding_at_least(step: &str, value: f64) -> Condition {
    let name = Name::Finding {
        step: id(step),
        field: FindingField::Value,
    };
    compare(name, Comparison::GreaterOrEqual, ">=", Value::Number(value))
}

/// The option was chosen.
pub(crate) fn chosen(step: &str, option: &str) -> Condition {
    let name = Name::Decision { step: id(step) };
    compare(name, Comparison::Equal, "==", Value::Text(option.to_owned()))
}

/// The outside event has been reported.
pub(crate) fn happened(event: &str) -> Condition {
    let name = Name::Event { event: id(event) };
    compare(name, Comparison::Greater, ">", Value::Number(0.0))
}

/// Today is this date or later.
pub(crate) fn from_day(date: &str) -> Condition {
    compare(
        Name::Today,
        Comparison::GreaterOrEqual,
        ">=",
        Value::Date(day(date)),
    )
}

/// The item of evidence stands so.
pub(crate) fn evidence_is(step: &str, evidence: &str, status: &str) -> Condition {
    let name = Name::Evidence {
        step: id(step),
        evidence: id(evidence),
    };
    compare(name, Comparison::Equal, "==", Value::Text(status.to_owned()))
}

/// Never.
pub(crate) fn never() -> Condition {
    condition("false".to_owned(), Expr::Value(Value::Boolean(false)))
}

/// The fact is so much, or more.
pub(crate) fn fact_at_least(fact: &str, value: f64) -> Condition {
    let name = Name::Fact { fact: id(fact) };
    compare(name, Comparison::GreaterOrEqual, ">=", Value::Number(value))
}

/// The latest settled round of the step ended so.
pub(crate) fn outcome_is(step: &str, outcome: &str) -> Condition {
    let name = Name::Step {
        step: id(step),
        property: StepProperty::Outcome,
    };
    compare(name, Comparison::Equal, "==", Value::Text(outcome.to_owned()))
}
