//! `called-too-late`, `opens-nothing`: steps that are called when they cannot be.
//!
//! A call is lost where the stage around the step is not being worked on.

use alongside_core::definition::{Escalation, Reactions, Start, Step};
use alongside_core::ids::{EscalationId, StepId};

use super::reach::Reach;
use super::{CALLED_TOO_LATE, Found, Lints, OPENS_NOTHING};
use crate::diagnostics::Problem;
use crate::words::listed;

pub(super) fn check(lints: &Lints<'_>, found: &mut Vec<Found>) {
    let reach = Reach::of(lints.definition);
    for step in &lints.definition.steps {
        if step.start == Start::Called && reach.can_begin(&step.id) {
            too_late(step, lints, found);
        }
    }
    let definition = lints.definition;
    for (id, event) in &definition.events {
        lost(("events", id.as_str()), &event.reactions, lints, &reach, found);
    }
    for (id, escalation) in &definition.escalations {
        let named = ("escalations", id.as_str());
        lost(named, &escalation.reactions, lints, &reach, found);
    }
}

/// A called step whose stage closes before it can be called.
fn too_late(step: &Step, lints: &Lints<'_>, found: &mut Vec<Found>) {
    let Some(stage) = step.parent.as_ref() else { return };
    let (why, help) = if closes_at_once(stage, lints) {
        (
            format!("nothing else in `{stage}` has to be done, so the stage closes the moment it begins"),
            "put it at top level, where it can be called at any time, or beside what keeps the stage open",
        )
    } else if let Some(raisers) = raised_after(step, stage, lints) {
        let names = listed(raisers.iter().map(|id| id.as_str()));
        (
            format!("{names} begins only when `{stage}` has closed, and calls it by being overdue"),
            "put it at top level, or into a stage that is open then",
        )
    } else {
        return;
    };
    let message = format!("step `{}` is called too late: {why}", step.id);
    let problem = Problem::warning(CALLED_TOO_LATE, message)
        .at(lints.places.id(step.id.as_str()), "")
        .at(
            lints.places.id(stage.as_str()),
            "the stage that is closed by then",
        );
    found.push(Found::of(step, problem.help(help)));
}

/// Whether a stage is done as it begins: it holds nothing but called steps, undoing ones and standing loops.
fn closes_at_once(stage: &StepId, lints: &Lints<'_>) -> bool {
    lints.definition.children(Some(stage)).all(|child| {
        let standing = child.repeat.as_ref().is_some_and(|repeat| {
            repeat.every.is_some() && repeat.until.is_none() && repeat.rounds_max.is_none()
        });
        child.start == Start::Called || child.undoes.is_some() || standing
    })
}

/// The steps whose being overdue is all that calls a step, where each begins only after its stage has ended. That
/// persons may raise an escalation too is what the plan does not count on.
fn raised_after<'a>(step: &Step, stage: &StepId, lints: &'a Lints<'_>) -> Option<Vec<&'a StepId>> {
    let definition = lints.definition;
    let by_event = definition
        .events
        .values()
        .any(|event| event.reactions.opens.contains(&step.id));
    let calling: Vec<(&EscalationId, &Escalation)> = definition
        .escalations
        .iter()
        .filter(|(_, escalation)| escalation.reactions.opens.contains(&step.id))
        .collect();
    if by_event || calling.iter().any(|(_, escalation)| escalation.when.is_some()) {
        return None;
    }
    let raisers: Vec<&StepId> = definition
        .steps
        .iter()
        .filter(|other| {
            let mut raised = other.escalate.iter().map(|escalate| &escalate.escalation);
            raised.any(|id| calling.iter().any(|(known, _)| *known == id))
        })
        .map(|other| &other.id)
        .collect();
    let all_after = !raisers.is_empty() && raisers.iter().all(|id| comes_after(stage, id, lints));
    // A raiser for each: an escalation that only persons raise may come at any time.
    let raised_by_people = calling.iter().any(|(id, _)| {
        !definition
            .steps
            .iter()
            .any(|other| other.escalate.iter().any(|escalate| escalate.escalation == **id))
    });
    (all_after && !raised_by_people).then_some(raisers)
}

/// Whether a step certainly begins after a stage has ended.
fn comes_after(stage: &StepId, step: &StepId, lints: &Lints<'_>) -> bool {
    let Some(step) = lints.definition.step(step) else {
        return false;
    };
    let early = std::iter::once(step)
        .chain(lints.definition.ancestors(step))
        .any(|around| around.or_when.is_some());
    !early && lints.order.precedes(stage, &step.id)
}

/// What an event or an escalation opens in vain: in a stage that it ends itself, or that can never begin.
fn lost(
    (table, name): (&str, &str),
    reactions: &Reactions,
    lints: &Lints<'_>,
    reach: &Reach<'_>,
    found: &mut Vec<Found>,
) {
    for opened in reactions.opens.iter().filter_map(|id| lints.definition.step(id)) {
        let around = || lints.definition.ancestors(opened);
        let reopened = |stage: &Step| {
            std::iter::once(stage)
                .chain(lints.definition.ancestors(stage))
                .any(|around| reactions.reopens.contains(&around.id))
        };
        let ended = around().find(|stage| reactions.ends.contains(&stage.id) && !reopened(stage));
        let never = around().find(|stage| !reach.can_begin(&stage.id));
        let why = match (ended, never) {
            (Some(stage), _) => format!("it ends `{}`, the stage around it, first", stage.id),
            (None, Some(stage)) => format!("`{}`, the stage around it, can never begin", stage.id),
            (None, None) => continue,
        };
        let message = format!("`{table}.{name}` opens `{}` in vain: {why}", opened.id);
        let problem = Problem::warning(OPENS_NOTHING, message)
            .at(lints.places.of_table(table, name), "")
            .at(lints.places.id(opened.id.as_str()), "is never opened by it");
        found.push(Found::of_all(problem.help(
            "a step within a stage can be opened only while the stage is being worked on: put the step at top level",
        )));
    }
}
