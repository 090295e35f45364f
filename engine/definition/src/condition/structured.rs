//! Lowering condition tables, which share everything but their form with CEL strings.

use alongside_core::definition::{Comparison, STEP_PROPERTIES};
use alongside_core::value::Value;

use super::build::{compare, contains, logic, not};
use super::names::{Spelling, resolve};
use super::types::{Type, Typed};
use crate::codes;
use crate::diagnostics::Problem;
use crate::raw::{RawCondition, RawTest, Subject, Test};
use crate::scope::Scope;
use crate::sink::At;

pub(super) fn lower(raw: &RawCondition, scope: &Scope<'_>) -> Option<Typed> {
    let sink = scope.sink;
    match raw {
        RawCondition::Cel(_) => super::lower(raw, scope),
        RawCondition::All(items) | RawCondition::Any(items) => {
            let all = matches!(raw, RawCondition::All(_));
            let inner: Vec<Option<Typed>> =
                items.value.iter().map(|item| super::lower(item, scope)).collect();
            if inner.is_empty() {
                let problem = Problem::error(codes::CONDITION_SHAPE, "the list of conditions is empty");
                sink.push(
                    problem
                        .at(items.span.clone(), "")
                        .help("put at least one condition into it"),
                );
                return None;
            }
            let inner: Option<Vec<Typed>> = inner.into_iter().collect();
            Some(logic(all, inner?, items.span.clone(), sink))
        }
        RawCondition::Not(inner) => {
            let lowered = super::lower(&inner.value, scope)?;
            Some(not(lowered, inner.span.clone(), sink))
        }
        RawCondition::Test(test) => lower_test(test, scope),
    }
}

fn lower_test(test: &RawTest, scope: &Scope<'_>) -> Option<Typed> {
    let place = &test.subject.span;
    let path = |parts: [&str; 3]| -> Vec<At<String>> {
        parts
            .iter()
            .filter(|part| !part.is_empty())
            .map(|part| At::new((*part).to_owned(), place.clone()))
            .collect()
    };
    let path = match &test.subject.value {
        Subject::Finding { step, field } => path(["findings", step, field]),
        Subject::Decision(step) => path(["decisions", step, ""]),
        Subject::Record { step, field } => path(["records", step, field]),
        Subject::Evidence { step, item } => path(["evidence", step, item]),
        Subject::Fact(fact) => path(["facts", fact, ""]),
        Subject::Reported { event, field } => path(["events", event, field]),
        Subject::Children { step, property } => path(["children", step, property]),
        Subject::Previous(output) => path(["previous", output, ""]),
        Subject::Spent(of) => path(["spent", of, ""]),
        Subject::Output(parts) => std::iter::once("outputs")
            .chain(parts.iter().map(String::as_str))
            .map(|part| At::new(part.to_owned(), place.clone()))
            .collect(),
        Subject::Step(step) => return lower_step(test, step, scope),
        Subject::Outcome { step, outcome } => {
            let path = path(["steps", step, "outcome"]);
            return equals(&path, outcome.clone(), test, scope);
        }
        Subject::Membership(state) => {
            let state = At::new(state.clone(), place.clone());
            return equals(&path(["membership", "", ""]), state, test, scope);
        }
        Subject::Event(event) => return happened(&path(["events", event, ""]), test, scope),
        Subject::Escalation(escalation) => {
            return happened(&path(["escalations", escalation, ""]), test, scope);
        }
    };
    let name = resolve(&path, place, Spelling::Hyphens, scope)?;
    let mut tests: Vec<Typed> = Vec::new();
    for (how, operand) in &test.tests {
        let value = Typed::value(operand.value.clone(), operand.span.clone());
        tests.push(match how {
            Test::Compare(how) => compare(*how, name.clone(), value, operand.span.clone(), scope.sink),
            Test::Includes => includes(name.clone(), value, scope),
        });
    }
    one_or_all(tests, test, scope)
}

/// Whether something that is counted has happened at all.
fn happened(path: &[At<String>], test: &RawTest, scope: &Scope<'_>) -> Option<Typed> {
    let name = resolve(path, &test.subject.span, Spelling::Hyphens, scope)?;
    let never = Typed::value(Value::Number(0.0), test.span.clone());
    let span = test.span.clone();
    Some(compare(Comparison::Greater, name, never, span, scope.sink))
}

/// Whether a name is a text.
fn equals(path: &[At<String>], text: At<String>, test: &RawTest, scope: &Scope<'_>) -> Option<Typed> {
    let name = resolve(path, &test.subject.span, Spelling::Hyphens, scope)?;
    let value = Typed::value(Value::Text(text.value), text.span);
    let span = test.span.clone();
    Some(compare(Comparison::Equal, name, value, span, scope.sink))
}

fn includes(name: Typed, value: Typed, scope: &Scope<'_>) -> Typed {
    let span = value.span.clone();
    if let Some(kind) = name.kind.as_ref().filter(|kind| **kind != Type::Texts) {
        let message = format!("`includes` asks a list of texts, and this is {}", kind.words());
        let problem = Problem::error(codes::CONDITION_TYPE, message).at(span.clone(), "");
        scope.sink.push(problem.help("use `is`"));
        return Typed::broken(span);
    }
    contains(value, vec![name], span, scope.sink)
}

/// `{ step = "letter", is = "done" }`.
fn lower_step(test: &RawTest, step: &str, scope: &Scope<'_>) -> Option<Typed> {
    let words = || {
        STEP_PROPERTIES
            .iter()
            .map(|(word, _)| *word)
            .filter(|word| !matches!(*word, "rounds" | "outcome"))
    };
    let mut tests = Vec::new();
    for (how, operand) in &test.tests {
        let property = match &operand.value {
            Value::Text(text) => words().find(|word| word == text),
            _ => None,
        };
        let negated = match how {
            Test::Compare(Comparison::Equal) => Some(false),
            Test::Compare(Comparison::NotEqual) => Some(true),
            _ => None,
        };
        let (Some(property), Some(negated)) = (property, negated) else {
            let problem = Problem::error(codes::CONDITION_VALUE, "a step is tested for how it stands");
            let help = "write `is` or `is-not` with `done`, `active`, `overdue` or `flagged`; ask how it ended with `outcome`, for rounds with `steps.<step>.rounds >= 2`";
            scope.sink.push(problem.at(operand.span.clone(), "").help(help));
            return None;
        };
        let part = |text: &str, span| At::new(text.to_owned(), span);
        let path = [
            part("steps", test.subject.span.clone()),
            part(step, test.subject.span.clone()),
            part(property, operand.span.clone()),
        ];
        let name = resolve(&path, &test.subject.span, Spelling::Hyphens, scope)?;
        tests.push(if negated {
            not(name, operand.span.clone(), scope.sink)
        } else {
            name
        });
    }
    one_or_all(tests, test, scope)
}

fn one_or_all(mut tests: Vec<Typed>, test: &RawTest, scope: &Scope<'_>) -> Option<Typed> {
    if tests.len() > 1 {
        return Some(logic(true, tests, test.span.clone(), scope.sink));
    }
    tests.pop()
}
