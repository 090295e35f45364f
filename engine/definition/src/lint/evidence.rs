//! `evidence-unused`, `fact-unused`, `action-without-criterion`: what is asked for in vain, and what is done without a
//! look back.

use alongside_core::definition::{Name, Step, StepKind};

use super::{ACTION_WITHOUT_CRITERION, EVIDENCE_UNUSED, FACT_UNUSED, Found, Lints};
use crate::diagnostics::Problem;

pub(super) fn check(lints: &Lints<'_>, found: &mut Vec<Found>) {
    for step in &lints.definition.steps {
        unused(step, lints, found);
        if let StepKind::Task { record } = &step.kind
            && record.is_empty()
        {
            without_criterion(step, lints, found);
        }
    }
    facts(lints, found);
}

/// Facts that no condition and no output reads.
fn facts(lints: &Lints<'_>, found: &mut Vec<Found>) {
    for id in lints.definition.facts.keys() {
        let read = lints.any_condition(|condition| {
            let mut reads = false;
            condition
                .expr
                .each_name(&mut |name| reads |= matches!(name, Name::Fact { fact } if fact == id));
            reads
        });
        if read {
            continue;
        }
        let message =
            format!("nobody reads the fact `{id}`: no condition asks for it, and no output hands it on");
        let place = lints.places.of_table("facts", id.as_str());
        let problem = Problem::warning(FACT_UNUSED, message).at(place, "");
        found.push(Found::of_all(problem.help(
            "let a condition read it, or, if it is only to be written down, let a task `record` it",
        )));
    }
}

/// Evidence that nobody accepts, nobody approves together with its step, and no condition reads.
fn unused(step: &Step, lints: &Lints<'_>, found: &mut Vec<Found>) {
    if step.approve.is_some() {
        return;
    }
    for item in step.evidence.iter().filter(|item| item.accepted_by.is_none()) {
        let read = lints.any_condition(|condition| {
            let mut reads = false;
            condition.expr.each_name(&mut |name| {
                reads |= matches!(name, Name::Evidence { step: of, evidence } if *of == step.id && *evidence == item.id);
            });
            reads
        });
        if read {
            continue;
        }
        let message = format!("nobody looks at the evidence `{}` of step `{}`", item.id, step.id);
        let place = lints.places.evidence(step.id.as_str(), item.id.as_str());
        let problem = Problem::warning(EVIDENCE_UNUSED, message).at(place, "");
        found.push(Found::of(
            step,
            problem.help(
                "say who judges it with `accepted-by`, let somebody `approve` the step, or do not ask for it",
            ),
        ));
    }
}

/// A task that takes days or money, asks for nothing, and is followed by nothing that measures or judges.
fn without_criterion(step: &Step, lints: &Lints<'_>, found: &mut Vec<Found>) {
    let funded = step.cost.as_ref().is_some_and(|cost| cost.funding.is_some());
    let costs = step.effort_days.is_some() || funded;
    if !costs || !step.evidence.is_empty() || step.approve.is_some() || step.undoes.is_some() {
        return;
    }
    let looked_back_at = lints.definition.steps.iter().any(|later| {
        judges(later) && (lints.order.precedes(&step.id, &later.id) || comes_again(later, step, lints))
    });
    if looked_back_at {
        return;
    }
    let message = format!(
        "step `{}` takes time or money, and nothing ever shows whether it helped",
        step.id
    );
    let place = lints.places.id(step.id.as_str());
    let problem = Problem::warning(ACTION_WITHOUT_CRITERION, message).at(place, "");
    found.push(Found::of(
        step,
        problem.help("ask for evidence, record a result, or put a score or a milestone after it"),
    ));
}

/// Whether a step says how things stand: a score, or a milestone that demands something.
fn judges(step: &Step) -> bool {
    match step.kind {
        StepKind::Score { .. } => true,
        StepKind::Milestone => step.when.is_some() || !step.evidence.is_empty(),
        _ => false,
    }
}

/// Whether rounds of `judge` go on while and after `step` is done.
fn comes_again(judge: &Step, step: &Step, lints: &Lints<'_>) -> bool {
    let repeats = std::iter::once(judge)
        .chain(lints.definition.ancestors(judge))
        .any(|around| around.repeat.is_some());
    repeats && !lints.order.precedes(&judge.id, &step.id)
}
