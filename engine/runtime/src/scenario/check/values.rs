//! Comparing values: findings, decisions, records, facts, money, children, membership.

use std::collections::BTreeSet;

use alongside_core::definition::{Definition, Name, Spent};
use alongside_core::event::{Outcome, Round};
use alongside_core::intervention::Standing;
use alongside_core::outputs::outputs;
use alongside_core::state::{EngagementStatus, State, TimerKey, lookup};
use alongside_core::value::Value;
use jiff::civil::Date;
use serde_json::Value as Json;

use super::super::expect::{Expect, Timer};
use super::Differences;
use crate::rehearsal::data::typed;

/// How far apart two numbers may be and still be the same: what is left of rounding.
const CLOSE: f64 = 1e-6;

pub(super) fn compare(
    expect: &Expect,
    (definition, state): (&Definition, &State),
    today: Date,
    found: &mut Differences,
) {
    findings(expect, state, found);
    recorded(expect, state, today, found);
    handed_on(expect, (definition, state), today, found);
    timers(expect, state, found);
    money(expect, state, found);
    children(expect, state, found);
    whole(expect, state, found);
}

fn findings(expect: &Expect, state: &State, found: &mut Differences) {
    for (step, expected) in &expect.findings {
        let path = format!("findings.{step}");
        let outcome = state
            .latest_completed(step)
            .and_then(|latest| latest.outcome.as_ref());
        let Some(Outcome::Found(finding)) = outcome else {
            found.differ(path, "a finding", "none");
            continue;
        };
        let estimate = &finding.output.estimate;
        if let Some(value) = expected.value
            && !estimate.value.is_some_and(|found| close(found, value))
        {
            let there = estimate
                .value
                .map_or_else(|| "withheld".to_owned(), |value| value.to_string());
            found.differ(format!("{path}.value"), value.to_string(), there);
        }
        if let Some(band) = &expected.band {
            found.is(format!("{path}.band"), band.clone(), finding.output.band.clone());
        }
        if let Some(withheld) = expected.withheld {
            found.same(format!("{path}.withheld"), withheld, estimate.withheld.is_some());
        }
        for (name, value) in &expected.values {
            same_value(
                &format!("{path}.values"),
                value,
                finding.output.values.get(name),
                found,
            );
        }
    }
    for (step, options) in &expect.decisions {
        let outcome = state
            .latest_completed(step)
            .and_then(|latest| latest.outcome.as_ref());
        let chosen = match outcome {
            Some(Outcome::Decided { options, .. }) => listed(options),
            _ => String::new(),
        };
        let told = |options: String| match options.is_empty() {
            true => "nothing".to_owned(),
            false => options,
        };
        found.same(
            format!("decisions.{step}"),
            told(listed(&options.clone().into_vec())),
            told(chosen),
        );
    }
    for (step, items) in &expect.evidence {
        for (item, word) in items {
            let status = state
                .latest(step)
                .and_then(|latest| latest.evidence.get(item))
                .map_or("none", |offered| offered.status.as_str());
            found.same(format!("evidence.{step}.{item}"), word.as_str(), status);
        }
    }
}

fn recorded(expect: &Expect, state: &State, today: Date, found: &mut Differences) {
    for (step, fields) in &expect.records {
        for (field, value) in fields {
            let name = Name::Record {
                step: step.clone(),
                field: field.clone(),
            };
            let there = lookup(state, today, &name);
            same_value(&format!("records.{step}.{field}"), value, there.as_ref(), found);
        }
    }
    for (fact, value) in &expect.facts {
        same_value(&format!("facts.{fact}"), value, state.facts.get(fact), found);
    }
}

/// What the engagement hands on, or would if it closed today.
fn handed_on(
    expect: &Expect,
    (definition, state): (&Definition, &State),
    today: Date,
    found: &mut Differences,
) {
    if expect.outputs.is_empty() {
        return;
    }
    let there = outputs(definition, state, state.closed_on.unwrap_or(today));
    for (id, value) in &expect.outputs {
        same_value(&format!("outputs.{id}"), value, there.get(id), found);
    }
}

fn timers(expect: &Expect, state: &State, found: &mut Differences) {
    for (step, timers) in &expect.timers {
        for (name, timer) in timers {
            let path = format!("timers.{step}.{}", name.name());
            let there = state.latest(step).and_then(|latest| {
                let round = Round {
                    step: step.clone(),
                    round: latest.round,
                };
                let key = TimerKey { round, kind: name.0 };
                state.timers.get(&key)
            });
            match (timer, there) {
                (Timer::On(date), there) => found.is(path, *date, there.map(|timer| timer.date)),
                (Timer::Is(expected), there) if *expected != there.is_some() => {
                    let words = |is: bool| if is { "a timer" } else { "no timer" };
                    found.differ(path, words(*expected), words(there.is_some()));
                }
                _ => {}
            }
        }
    }
}

fn money(expect: &Expect, state: &State, found: &mut Differences) {
    let Some(ledger) = &expect.ledger else { return };
    let mut amount = |path: &str, expected: Option<f64>, of, source| {
        if let Some(expected) = expected {
            let spent = state.spent(of, source);
            if !close(spent, expected) {
                found.differ(format!("ledger.{path}"), expected.to_string(), spent.to_string());
            }
        }
    };
    amount("days", ledger.days, Spent::Days, None);
    amount("funding", ledger.funding, Spent::Funding, None);
    for (source, amounts) in &ledger.sources {
        amount(
            &format!("sources.{source}"),
            amounts.days,
            Spent::Days,
            Some(source),
        );
        amount(
            &format!("sources.{source}"),
            amounts.funding,
            Spent::Funding,
            Some(source),
        );
    }
}

fn children(expect: &Expect, state: &State, found: &mut Differences) {
    for (step, expected) in &expect.children {
        let there: Vec<_> = state
            .latest(step)
            .map(|latest| latest.children.values().collect())
            .unwrap_or_default();
        let with = |status| there.iter().filter(|child| child.status == status).count();
        let counts = [
            ("started", expected.started, there.len()),
            ("open", expected.open, with(EngagementStatus::Open)),
            ("completed", expected.completed, with(EngagementStatus::Completed)),
            ("ended", expected.ended, with(EngagementStatus::Ended)),
        ];
        for (word, expected, there) in counts {
            if let Some(expected) = expected {
                found.same(format!("children.{step}.{word}"), expected, there);
            }
        }
        if let Some(names) = &expected.names {
            let expected: BTreeSet<String> = names.iter().cloned().collect();
            let there: BTreeSet<String> = there.iter().map(|child| child.engagement.to_string()).collect();
            if expected != there {
                let told = |names: &BTreeSet<String>| names.iter().cloned().collect::<Vec<_>>().join(", ");
                found.differ(format!("children.{step}.names"), told(&expected), told(&there));
            }
        }
    }
}

/// What is about the whole engagement.
fn whole(expect: &Expect, state: &State, found: &mut Differences) {
    if let Some(membership) = &expect.membership {
        let there = state.membership.as_ref().map(|standing| standing.state.clone());
        found.is("membership", membership.clone(), there);
    }
    if let Some(status) = expect.status {
        found.same("status", status.as_str(), state.status.as_str());
    }
    if let Some(words) = &expect.end_reason {
        let there = state.end_reason.clone().unwrap_or_else(|| "none".to_owned());
        if !there.contains(words.as_str()) {
            found.differ("end-reason", format!("words that hold `{words}`"), there);
        }
    }
    if let Some(held) = expect.on_hold {
        found.same("on-hold", held, state.hold.is_some());
    }
    if let Some(workflow) = &expect.workflow {
        let there = state
            .workflow
            .as_ref()
            .map(|pin| format!("{}@{}", pin.id, pin.version));
        found.is("workflow", workflow.clone(), there);
    }
    for (intervention, word) in &expect.interventions {
        let there = state
            .interventions
            .get(intervention)
            .map(|there| match &there.standing {
                Standing::Planning => "planning".to_owned(),
                Standing::Running => "running".to_owned(),
                Standing::Halted { .. } => "halted".to_owned(),
                Standing::Concluded { verdict, .. } => verdict.as_str().to_owned(),
            });
        found.is(format!("interventions.{intervention}"), word.clone(), there);
    }
    for (person, roles) in &expect.roles {
        let there = state.roles_of(person).map(listed).unwrap_or_default();
        let expected: BTreeSet<_> = roles.clone().into_vec().into_iter().collect();
        found.same(format!("roles.{person}"), listed(&expected), there);
    }
}

fn same_value(path: &str, expected: &Json, there: Option<&Value>, found: &mut Differences) {
    let wanted = typed(there.map(Value::kind), expected);
    let fits = match (&wanted, there) {
        (Ok(Value::Number(a)), Some(Value::Number(b))) => close(*a, *b),
        (Ok(wanted), Some(there)) => wanted == there,
        _ => false,
    };
    if !fits {
        let there = there.map_or_else(|| "none".to_owned(), ToString::to_string);
        found.differ(path, expected.to_string(), there);
    }
}

fn close(a: f64, b: f64) -> bool {
    (a - b).abs() <= CLOSE * a.abs().max(b.abs()).max(1.0)
}

fn listed<'a, T: ToString + 'a>(items: impl IntoIterator<Item = &'a T>) -> String {
    let mut items: Vec<String> = items.into_iter().map(ToString::to_string).collect();
    items.sort();
    items.join(", ")
}
