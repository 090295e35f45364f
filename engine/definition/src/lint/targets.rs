//! `target-lowered`: a later milestone that would be content with less than an earlier one.

use std::collections::BTreeMap;

use alongside_core::definition::{Comparison, Expr, Name, Step, StepKind};

use super::domain::Interval;
use super::{Found, Lints, TARGET_LOWERED};
use crate::diagnostics::Problem;

/// What a milestone demands of each figure that can be compared between milestones.
type Demands = BTreeMap<String, Interval>;

/// Compares every two milestones of which one certainly comes before the other.
///
/// Only what a milestone demands in any case counts: a comparison of one figure with a number, alone or joined to
/// others with `all` or `&&`. Findings of two score steps are the same figure where plugin, data, measure and the
/// field that is read are the same.
pub(super) fn check(lints: &Lints<'_>, found: &mut Vec<Found>) {
    let milestones: Vec<(&Step, Demands)> = lints
        .definition
        .steps
        .iter()
        .filter(|step| matches!(step.kind, StepKind::Milestone) && step.or_when.is_none())
        .filter_map(|step| Some((step, demands(&step.when.as_ref()?.expr, lints))))
        .collect();
    for (earlier, first) in &milestones {
        for (later, second) in &milestones {
            if !lints.order.precedes(&earlier.id, &later.id) {
                continue;
            }
            let lowered = first.iter().find(|(figure, demand)| {
                second
                    .get(*figure)
                    .is_some_and(|later| later.holds(demand) && !demand.holds(later))
            });
            if let Some((figure, _)) = lowered {
                found.push(Found::of(later, problem(earlier, later, figure, lints)));
            }
        }
    }
}

fn problem(earlier: &Step, later: &Step, figure: &str, lints: &Lints<'_>) -> Problem {
    let message = format!(
        "milestone `{}` asks for less than `{}`, which comes before it: {figure}",
        later.id, earlier.id
    );
    Problem::warning(TARGET_LOWERED, message)
        .at(lints.places.key(later.id.as_str(), "when"), "content with this")
        .at(lints.places.key(earlier.id.as_str(), "when"), "was reached before")
        .help("a target that falls is reached without anything getting better: keep it, or say in the file why less will do")
}

fn demands(expr: &Expr, lints: &Lints<'_>) -> Demands {
    match expr {
        Expr::All(all) => all
            .iter()
            .map(|one| demands(one, lints))
            .fold(Demands::new(), |mut a, b| {
                for (figure, interval) in b {
                    let met = match a.get(&figure) {
                        Some(known) => known.meet(&interval),
                        None => interval,
                    };
                    a.insert(figure, met);
                }
                a
            }),
        Expr::Compare(comparison, a, b) => demand(*comparison, a, b, lints).into_iter().collect(),
        _ => Demands::new(),
    }
}

fn demand(comparison: Comparison, a: &Expr, b: &Expr, lints: &Lints<'_>) -> Option<(String, Interval)> {
    use alongside_core::value::Value::Number;
    let ordered = !matches!(comparison, Comparison::Equal | Comparison::NotEqual);
    match (a, b) {
        (Expr::Name(name), Expr::Value(Number(value))) if ordered => {
            Some((figure(name, lints)?, Interval::of(comparison, *value)))
        }
        (Expr::Value(Number(value)), Expr::Name(name)) if ordered => Some((
            figure(name, lints)?,
            Interval::of(super::cubes::turned(comparison), *value),
        )),
        _ => None,
    }
}

/// What a name measures, in words that are the same for the same figure.
fn figure(name: &Name, lints: &Lints<'_>) -> Option<String> {
    match name {
        Name::Finding { step, field } => match &lints.definition.step(step)?.kind {
            StepKind::Score {
                plugin,
                data: Some(data),
                measure: Some(measure),
                ..
            } => Some(format!(
                "{} of `{}` on `{measure}` in `{data}`",
                field.as_str(),
                plugin.id
            )),
            _ => Some(name.to_string()),
        },
        Name::Record { .. } | Name::Fact { .. } => Some(name.to_string()),
        _ => None,
    }
}
