//! Names of what is around the steps: facts, reports, escalations, membership, children, outputs, the ledger.

use std::ops::Range;

use alongside_core::definition::{Aggregate, CHILD_PROPERTIES, Name, Spent};

use super::{Closed, Found, Kind, Resolver, Type, pick};
use crate::codes;
use crate::condition::output_type;
use crate::declare::Sort;
use crate::diagnostics::Problem;
use crate::raw::RawFact;
use crate::sink::At;

/// How several outputs become one, with the words used in conditions.
const AGGREGATES: [(&str, Aggregate); 5] = [
    ("min", Aggregate::Min),
    ("max", Aggregate::Max),
    ("sum", Aggregate::Sum),
    ("mean", Aggregate::Mean),
    ("count", Aggregate::Count),
];

const SPENT: [(&str, Spent); 2] = [("days", Spent::Days), ("funding", Spent::Funding)];

impl Resolver<'_> {
    pub(super) fn fact(&self, fact: &At<String>) -> Found {
        let (id, fact) = self.declared(fact, "there is no fact called", Sort::Fact, &self.scope.raw.facts)?;
        let kind = match fact {
            RawFact {
                options: Some(options),
                ..
            } if !options.value.is_empty() => Some(Type::Text(Some(Closed {
                what: format!("the options of fact `{id}`"),
                members: options.value.iter().map(|option| option.value.clone()).collect(),
            }))),
            _ => fact.kind.map(Type::of_kind),
        };
        Some((Name::Fact { fact: id.clone() }, kind))
    }

    pub(super) fn reported(&self, event: &At<String>, field: &At<String>) -> Found {
        let (event, raw) = self.declared(
            event,
            "there is no outside event called",
            Sort::Event,
            &self.scope.raw.events,
        )?;
        let names = || raw.record.iter().map(|field| field.id.value.as_str());
        let found = pick(&field.value, names());
        let Some(found) = raw
            .record
            .iter()
            .find(|field| Some(field.id.value.as_str()) == found)
        else {
            let what = format!("event `{event}` records no field called");
            self.unknown(&field.value, &what, Sort::Field, names(), &field.span);
            return None;
        };
        let name = Name::Reported {
            event: event.clone(),
            field: found.id.value.clone(),
        };
        Some((name, found.kind.map(Type::of_kind)))
    }

    pub(super) fn escalation(&self, escalation: &At<String>) -> Found {
        let among = &self.scope.raw.escalations;
        let (escalation, _) = self.declared(
            escalation,
            "there is no escalation called",
            Sort::Escalation,
            among,
        )?;
        let name = Name::Escalation {
            escalation: escalation.clone(),
        };
        Some((name, Some(Type::Number)))
    }

    pub(super) fn membership(&self, span: &Range<usize>) -> Found {
        let Some(membership) = &self.scope.raw.membership else {
            let message = "the workflow has no membership that a condition could read";
            let problem = Problem::error(codes::CONDITION_UNKNOWN_NAME, message).at(span.clone(), "");
            let help = "declare its states in `[membership]`";
            self.scope.sink.push(problem.help(help));
            return None;
        };
        let states = Closed {
            what: "the states of membership".to_owned(),
            members: membership
                .states
                .iter()
                .map(|state| state.id.value.to_string())
                .collect(),
        };
        Some((Name::Membership, Some(Type::Text(Some(states)))))
    }

    pub(super) fn children(&self, step: &At<String>, property: &At<String>) -> Found {
        let (_, step, _) = self.step(step, Some(Kind::Engagement))?;
        let what = "children are not counted as";
        let property = self.among(property, what, &CHILD_PROPERTIES)?;
        Some((Name::Children { step, property }, Some(Type::Number)))
    }

    pub(super) fn output(
        &self,
        step: &At<String>,
        output: &At<String>,
        aggregate: Option<&At<String>>,
    ) -> Found {
        let (index, step, raw) = self.step(step, Some(Kind::Engagement))?;
        // Without its workflow, which is reported, there is no telling what a child hands on.
        let workflow = self.scope.workflows[index]?;
        let what = format!("workflow `{}` hands on nothing called", workflow.id);
        let (id, kind) = self.declared(output, &what, Sort::ChildOutput, &workflow.outputs)?;
        let several = raw.child.each.is_some();
        let refuse = |span: &Range<usize>, message: String, help: String| {
            let problem = Problem::error(codes::CONDITION_UNKNOWN_NAME, message).at(span.clone(), "");
            self.scope.sink.push(problem.help(help));
            None
        };
        let (aggregate, found) = match aggregate {
            None if several => {
                let message = format!("step `{step}` has several children, and each hands on `{id}`");
                let help = "add `.min`, `.max`, `.sum`, `.mean` or `.count`".to_owned();
                return refuse(&output.span, message, help);
            }
            None => (Aggregate::Only, Type::of_kind(*kind)),
            Some(word) if !several => {
                let message = format!("step `{step}` has one child, and there is nothing to join");
                return refuse(&word.span, message, format!("remove `.{}`", word.value));
            }
            Some(word) => {
                let aggregate = self.among(word, "several outputs are not joined by", &AGGREGATES)?;
                if aggregate != Aggregate::Count && *kind != alongside_core::value::ValueType::Number {
                    let message = format!("output `{id}` is of type `{kind}`, not `number`");
                    return refuse(&word.span, message, "count it with `.count`".to_owned());
                }
                (aggregate, Type::Number)
            }
        };
        let name = Name::Output {
            step,
            output: id.clone(),
            aggregate,
        };
        Some((name, Some(found)))
    }

    pub(super) fn previous(&self, output: &At<String>) -> Found {
        let what = "`previous` has what `[outputs]` declares, and there is no";
        let (id, _) = self.declared(output, what, Sort::Output, &self.scope.raw.outputs)?;
        let kind = output_type(id, &output.span, self.scope);
        Some((Name::Previous { output: id.clone() }, kind))
    }

    pub(super) fn spent(&self, of: &At<String>) -> Found {
        let of = self.among(of, "the ledger counts no", &SPENT)?;
        Some((Name::Spent { of }, Some(Type::Number)))
    }

    /// Finds a word of a fixed list.
    fn among<T: Copy>(&self, written: &At<String>, what: &str, words: &[(&'static str, T)]) -> Option<T> {
        let found = words.iter().find(|(word, _)| *word == written.value);
        if found.is_none() {
            let names = words.iter().map(|(word, _)| *word);
            self.unknown(&written.value, what, Sort::Other, names, &written.span);
        }
        found.map(|(_, found)| *found)
    }
}
