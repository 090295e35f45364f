//! `condition-never`, `unreachable-step`, `exits-at-once`: what can never happen, and what happens too soon.

use alongside_core::definition::{Condition, Definition, Start, Step, StepKind};

use super::cubes::{alternatives, certain};
use super::domain::Domain;
use super::places::Place;
use super::reach::Reach;
use super::{CONDITION_NEVER, EXITS_AT_ONCE, Found, Lints, UNREACHABLE_STEP};
use crate::diagnostics::Problem;
use crate::words::listed;

pub(super) fn check(lints: &Lints<'_>, found: &mut Vec<Found>) {
    let all = Reach::everything(lints.definition);
    let reach = Reach::of(lints.definition);
    for step in &lints.definition.steps {
        for (key, condition) in conditions_of(step) {
            // Why a step cannot begin is told of the step, not of each condition in it.
            let told_of_the_step = key == "when" || !reach.can_begin(&step.id);
            let looked_at = if told_of_the_step { &all } else { &reach };
            if !looked_at.can_hold(condition) {
                let place = lints.places.key(step.id.as_str(), key);
                found.push(Found::of(
                    step,
                    never(&format!("`{key}` of step `{}`", step.id), condition, place),
                ));
            }
        }
        unreachable(step, lints, &all, &reach, found);
        exits_at_once(step, lints, found);
    }
    for (id, escalation) in &lints.definition.escalations {
        if let Some(condition) = escalation.when.as_ref().filter(|when| !reach.can_hold(when)) {
            let place = lints.places.of_table("escalations", id.as_str());
            let problem = never(&format!("`when` of the escalation `{id}`"), condition, place);
            found.push(Found::of_all(problem));
        }
    }
}

/// The conditions of a step with their keys.
fn conditions_of(step: &Step) -> impl Iterator<Item = (&'static str, &Condition)> {
    let until = step.repeat.as_ref().and_then(|repeat| repeat.until.as_ref());
    [
        ("when", step.when.as_ref()),
        ("or-when", step.or_when.as_ref()),
        ("skip-when", step.skip_when.as_ref()),
        ("exit-when", step.exit_when.as_ref()),
        ("repeat", until),
    ]
    .into_iter()
    .filter_map(|(key, condition)| Some((key, condition?)))
}

fn never(whose: &str, condition: &Condition, place: Place) -> Problem {
    let source = condition.source.split_whitespace().collect::<Vec<_>>().join(" ");
    Problem::warning(CONDITION_NEVER, format!("{whose} can never hold: {source}"))
        .at(place, "whatever happens, this is not so")
        .help("look for demands that exclude each other, and for steps that are never done")
}

fn unreachable(step: &Step, lints: &Lints<'_>, all: &Reach<'_>, reach: &Reach<'_>, found: &mut Vec<Found>) {
    let stage_begins = step.parent.as_ref().is_none_or(|stage| reach.can_begin(stage));
    if reach.can_begin(&step.id) || !stage_begins {
        return;
    }
    let own_condition =
        matches!(step.kind, StepKind::Milestone) || step.when.as_ref().is_none_or(|when| all.can_hold(when));
    let lost = reach.waits_only_for(step);
    if !own_condition && lost.is_empty() {
        return;
    }
    let (why, key) = if let Some(undone) = &step.undoes {
        (format!("it undoes `{undone}`, which can never be done"), "undoes")
    } else if step.start == Start::Called {
        ("nothing ever calls it".to_owned(), "start")
    } else if !lost.is_empty() {
        let names = listed(lost.iter().map(|id| id.as_str()));
        let verb = if lost.len() == 1 {
            "waits"
        } else {
            "needs more of what it waits"
        };
        (format!("it {verb} for {names}, which can never be done"), "after")
    } else {
        ("its `when` reads what never comes to be".to_owned(), "when")
    };
    let help = match step.start {
        Start::Called => "let an event or an escalation name it in `opens`, or remove `start = \"called\"`",
        _ => "mend what it waits for, or remove the step",
    };
    let message = format!("step `{}` can never begin: {why}", step.id);
    let problem = Problem::warning(UNREACHABLE_STEP, message).at(lints.places.id(step.id.as_str()), "");
    let cause = lints.places.key(step.id.as_str(), key);
    let problem = if cause == lints.places.id(step.id.as_str()) {
        problem
    } else {
        problem.at(cause, "because of this")
    };
    found.push(Found::of(step, problem.help(help)));
}

/// An `exit-when` that holds whenever the step's own `when` does.
fn exits_at_once(step: &Step, lints: &Lints<'_>, found: &mut Vec<Found>) {
    let Some(exit) = &step.exit_when else { return };
    let entries = match &step.when {
        Some(when) => alternatives(&when.expr, &|_| Domain::Any),
        None => vec![Default::default()],
    };
    let at_once = !entries.is_empty() && entries.iter().all(|entry| certain(&exit.expr, entry));
    if !at_once {
        return;
    }
    let place = lints.places.key(step.id.as_str(), "exit-when");
    let message = format!(
        "step `{}` ends as soon as it begins: its `exit-when` holds then",
        step.id
    );
    let mut problem = Problem::warning(EXITS_AT_ONCE, message).at(place, "holds already");
    if step.when.is_some() {
        problem = problem.at(lints.places.key(step.id.as_str(), "when"), "where this holds");
    }
    found.push(Found::of(
        step,
        problem.help("let `exit-when` ask for something that changes while the step is active"),
    ));
}

/// Whether a condition can hold once everything can be reached; for the lints that look at loops.
pub(super) fn is_possible(definition: &Definition, condition: &Condition) -> bool {
    Reach::of(definition).can_hold(condition)
}
