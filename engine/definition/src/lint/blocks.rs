//! `blocks-stage`: a required step that waits for what was said once, and may have been said otherwise.

use std::collections::BTreeSet;

use alongside_core::definition::{Condition, Expr, Name, Repeat, Start, Step, StepKind};
use alongside_core::ids::StepId;

use super::cubes::{Cube, alternatives, can_hold};
use super::domain::Domain;
use super::reach::Reach;
use super::{BLOCKS_STAGE, Found, Lints};
use crate::diagnostics::Problem;
use crate::words::listed;

pub(super) fn check(lints: &Lints<'_>, found: &mut Vec<Found>) {
    let reach = Reach::of(lints.definition);
    for step in &lints.definition.steps {
        let Some(when) = step.when.as_ref().filter(|_| is_waited_for(step, lints, &reach)) else {
            continue;
        };
        let Some(said) = otherwise(step, when, lints, &reach) else {
            continue;
        };
        let held = match &step.parent {
            Some(stage) => format!("stage `{stage}`"),
            None => "the engagement".to_owned(),
        };
        let message = format!(
            "step `{}` may hold up {held} for good: if {} turns out otherwise, it can never begin",
            step.id,
            listed(said.iter().map(String::as_str))
        );
        let place = lints.places.key(step.id.as_str(), "when");
        let problem = Problem::warning(BLOCKS_STAGE, message).at(place, "asks for what is said once");
        found.push(Found::of(
            step,
            problem.help("say when it is not needed with `skip-when`, or make it `optional`"),
        ));
    }
}

/// Whether what holds a step cannot close before it, and nothing but its conditions begins or ends it. A milestone is a
/// bar that is meant to be waited for.
fn is_waited_for(step: &Step, lints: &Lints<'_>, reach: &Reach<'_>) -> bool {
    let required = !step.optional && step.start == Start::Automatic && step.undoes.is_none();
    let by_the_clock = step.repeat.as_ref().is_some_and(Repeat::is_clocked);
    let closed_otherwise = lints
        .definition
        .ancestors(step)
        .any(|stage| stage.exit_when.is_some() || stage.deadline.is_some());
    required
        && !by_the_clock
        && !closed_otherwise
        && !matches!(step.kind, StepKind::Milestone)
        && !lints.is_ended_from_outside(step)
        && !reach.is_opened(&step.id)
        && reach.can_begin(&step.id)
}

/// The names that are said once and may be such that the step can never begin any more, and is not set aside either.
fn otherwise(
    step: &Step,
    when: &Condition,
    lints: &Lints<'_>,
    reach: &Reach<'_>,
) -> Option<BTreeSet<String>> {
    let not = Expr::Not(Box::new(when.expr.clone()));
    let entered: Vec<Expr> = lints
        .definition
        .ancestors(step)
        .filter(|stage| stage.or_when.is_none() && !reach.is_opened(&stage.id))
        .filter_map(|stage| Some(stage.when.as_ref()?.expr.clone()))
        .chain([not])
        .collect();
    let once = said_once(&when.expr, lints);
    let courses = alternatives(&Expr::All(entered), &|name| reach.domain(name));
    courses.into_iter().find_map(|course| {
        let said: Cube = course
            .into_iter()
            .filter(|(name, _)| once.contains(name))
            .collect();
        let known = |name: &Name| -> Domain {
            let said = said.get(&name.to_string());
            said.cloned().unwrap_or_else(|| reach.domain(name))
        };
        let saved = [Some(when), step.or_when.as_ref(), step.skip_when.as_ref()];
        let lost = !saved.into_iter().flatten().any(|way| can_hold(&way.expr, &known));
        (lost && !said.is_empty()).then(|| said.into_keys().collect())
    })
}

/// What a condition reads that is said once and not again, unless somebody reopens it: by a step that does not repeat.
fn said_once(expr: &Expr, lints: &Lints<'_>) -> BTreeSet<String> {
    let mut once = BTreeSet::new();
    expr.each_name(&mut |name| {
        let (Name::Decision { step } | Name::Record { step, .. } | Name::Finding { step, .. }) = name else {
            return;
        };
        if is_done_once(step, lints) {
            once.insert(name.to_string());
        }
    });
    once
}

fn is_done_once(id: &StepId, lints: &Lints<'_>) -> bool {
    let Some(step) = lints.definition.step(id) else {
        return false;
    };
    std::iter::once(step)
        .chain(lints.definition.ancestors(step))
        .all(|around| {
            around.repeat.is_none()
                && around.start != Start::Called
                && !lints
                    .reactions()
                    .any(|reactions| reactions.reopens.contains(&around.id))
        })
}
