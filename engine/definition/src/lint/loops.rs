//! `loop-without-end`, `review-without-measure`: what repeats, until when, and what it is for.

use alongside_core::definition::{Step, StepKind};

use super::conditions::is_possible;
use super::{Found, LOOP_WITHOUT_END, Lints, REVIEW_WITHOUT_MEASURE};
use crate::diagnostics::Problem;

pub(super) fn check(lints: &Lints<'_>, found: &mut Vec<Found>) {
    for step in &lints.definition.steps {
        without_end(step, lints, found);
        without_measure(step, lints, found);
    }
}

/// A loop whose `until` can never hold, or one by the clock alone where nothing else ever closes what it stands in.
fn without_end(step: &Step, lints: &Lints<'_>, found: &mut Vec<Found>) {
    let Some(repeat) = &step.repeat else { return };
    let ended_otherwise = std::iter::once(step)
        .chain(lints.definition.ancestors(step))
        .any(|around| around.exit_when.is_some() || around.deadline.is_some());
    let bounded = repeat.rounds_max.is_some() || repeat.schedule.is_some();
    if bounded || ended_otherwise || lints.is_ended_from_outside(step) {
        return;
    }
    let why = match &repeat.until {
        Some(until) if is_possible(lints.definition, until) => return,
        Some(_) => "its `until` can never hold",
        None if closes(step, lints) => return,
        None => {
            "it repeats for as long as what it stands in lasts, and nothing else in there ever comes to an end"
        }
    };
    let message = format!("nothing ever ends the rounds of step `{}`: {why}", step.id);
    let place = lints.places.key(step.id.as_str(), "repeat");
    let problem = Problem::warning(LOOP_WITHOUT_END, message).at(place, "");
    found.push(Found::of(
        step,
        problem.help("add an `until` that can come to hold, or `rounds-max`"),
    ));
}

/// Whether a sibling that must be done decides when the stage, or the engagement, of a standing loop closes.
fn closes(step: &Step, lints: &Lints<'_>) -> bool {
    lints.definition.children(step.parent.as_ref()).any(|sibling| {
        let standing = sibling
            .repeat
            .as_ref()
            .is_some_and(|r| r.every.is_some() && r.until.is_none() && r.rounds_max.is_none());
        sibling.id != step.id && !sibling.optional && !standing
    })
}

/// A repeating stage in which people meet and nothing is scored or written down.
fn without_measure(step: &Step, lints: &Lints<'_>, found: &mut Vec<Found>) {
    if step.repeat.is_none() || !step.is_stage() {
        return;
    }
    let measures = lints.within(step).any(|inner| match &inner.kind {
        StepKind::Score { .. } | StepKind::Engagement(_) => true,
        StepKind::Task { record } => !record.is_empty(),
        _ => false,
    });
    if measures {
        return;
    }
    let message = format!(
        "stage `{}` comes round again and again, and nothing in it is measured",
        step.id
    );
    let problem = Problem::warning(REVIEW_WITHOUT_MEASURE, message).at(lints.places.id(step.id.as_str()), "");
    found.push(Found::of(
        step,
        problem.help("add a `score` step, or let one of its tasks `record` how things stand"),
    ));
}
