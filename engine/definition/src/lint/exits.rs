//! `no-exit-criteria`: a workflow in stages that simply runs out.

use alongside_core::definition::{Name, Step, StepKind};
use alongside_core::ids::StepId;

use super::{Found, Lints, NO_EXIT_CRITERIA};
use crate::diagnostics::Problem;

/// Looks for a milestone or a decision at the end: as the last step, in the last stage, or right before it.
///
/// A workflow without two stages after each other has no phases to leave, and one whose membership ends an
/// engagement says its end there.
pub(super) fn check(lints: &Lints<'_>, found: &mut Vec<Found>) {
    let definition = lints.definition;
    let phases = definition.children(None).any(|later| {
        later.is_stage()
            && definition
                .children(None)
                .any(|s| s.is_stage() && lints.order.precedes(&s.id, &later.id))
    });
    let leaves = definition
        .membership
        .as_ref()
        .is_some_and(|membership| membership.states.values().any(|state| state.ends));
    let last: Vec<&Step> = definition
        .children(None)
        .filter(|step| is_last(step, lints))
        .collect();
    if !phases || leaves || last.is_empty() || last.iter().any(|step| has_criterion(step, lints)) {
        return;
    }
    let Some(end) = last.last() else { return };
    let message = format!(
        "nobody says when the engagement may end: no milestone and no decision leads to `{}` or stands in it",
        end.id
    );
    let problem = Problem::warning(NO_EXIT_CRITERIA, message).at(lints.places.id(end.id.as_str()), "the end");
    found.push(Found::of_all(problem.help(
        "put a milestone with the exit criteria before it, or a decision into it; else the end comes when the work runs out",
    )));
}

/// Whether a top-level step is required and no other required one comes after it.
fn is_last(step: &Step, lints: &Lints<'_>) -> bool {
    let counts = |step: &Step| lints.is_required(step) && step.repeat.is_none();
    let followed = lints
        .definition
        .children(None)
        .any(|later| counts(later) && lints.order.precedes(&step.id, &later.id));
    counts(step) && !followed
}

fn has_criterion(step: &Step, lints: &Lints<'_>) -> bool {
    let judges = |step: &Step| matches!(step.kind, StepKind::Milestone | StepKind::Decision(_));
    let within = |stage: &Step| lints.within(stage).any(judges);
    if judges(step) || within(step) || step.exit_when.is_some() || step.when.is_some() {
        return true;
    }
    let some = step.after_some.iter().flat_map(|some| &some.of);
    let before: Vec<&StepId> = step.after.iter().chain(some).collect();
    let loops_until = lints.definition.children(None).any(|other| {
        let until = other.repeat.as_ref().and_then(|repeat| repeat.until.as_ref());
        let mut reads = false;
        if let Some(until) = until {
            until
                .expr
                .each_name(&mut |name| reads |= !matches!(name, Name::Today));
        }
        reads && before.contains(&&other.id)
    });
    // The stage before the last may end with the milestone itself.
    loops_until
        || before
            .iter()
            .filter_map(|id| lints.definition.step(id))
            .any(|step| judges(step) || within(step))
}
