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
        Subject::Step(step) => return lower_step(test, step, scope),
        Subject::Event(event) => {
            let name = resolve(&path(["events", event, ""]), place, Spelling::Hyphens, scope)?;
            let never = Typed::value(Value::Number(0.0), test.span.clone());
            return Some(compare(
                Comparison::Greater,
                name,
                never,
                test.span.clone(),
                scope.sink,
            ));
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
            .filter(|word| *word != "rounds")
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
            let help = "write `is` or `is-not` with `done`, `active` or `overdue`; ask for rounds with `steps.<step>.rounds >= 2`";
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
