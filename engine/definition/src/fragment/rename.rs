//! Giving the steps of a plan their names in the workflow, wherever one is mentioned.

use std::collections::{BTreeMap, BTreeSet};

use alongside_core::definition::{Choice, Condition, Expr, Name, Step, StepKind, TimePoint, TimeRule};
use alongside_core::ids::StepId;

use crate::condition::print;

/// The new name of each step that gets one.
type Names = BTreeMap<StepId, StepId>;

fn one(id: &mut StepId, names: &Names) {
    if let Some(name) = names.get(id) {
        *id = name.clone();
    }
}

fn all(ids: &mut BTreeSet<StepId>, names: &Names) {
    *ids = std::mem::take(ids)
        .into_iter()
        .map(|id| names.get(&id).cloned().unwrap_or(id))
        .collect();
}

/// Renames a step, and everything that it names.
pub(super) fn step(step: &mut Step, names: &Names) {
    one(&mut step.id, names);
    for id in step.parent.iter_mut().chain(&mut step.undoes) {
        one(id, names);
    }
    all(&mut step.after, names);
    all(&mut step.not_by, names);
    for group in &mut step.after_some {
        all(&mut group.of, names);
    }
    for rule in step.due.iter_mut().chain(&mut step.deadline) {
        time(rule, names);
    }
    let until = step.repeat.iter_mut().filter_map(|repeat| repeat.until.as_mut());
    let conditions = step.when.iter_mut().chain(&mut step.or_when);
    let conditions = conditions.chain(&mut step.skip_when).chain(&mut step.exit_when);
    for condition in conditions.chain(until) {
        rename_in(condition, names);
    }
    match &mut step.kind {
        StepKind::Score { facts, .. } => facts.values_mut().for_each(|path| one(&mut path.step, names)),
        StepKind::Recommend { findings, .. } => all(findings, names),
        StepKind::Decision(Choice::Proposals { from, into }) => {
            one(from, names);
            into.iter_mut().for_each(|stage| one(stage, names));
        }
        StepKind::Wait(wait) => wait.until.iter_mut().for_each(|rule| time(rule, names)),
        _ => {}
    }
}

fn time(rule: &mut TimeRule, names: &Names) {
    if let TimePoint::Recorded(path) = &mut rule.point {
        one(&mut path.step, names);
    }
}

fn rename_in(condition: &mut Condition, names: &Names) {
    let mut named = false;
    condition
        .expr
        .each_name(&mut |name| named |= name.step().is_some_and(|id| names.contains_key(id)));
    if named {
        expr(&mut condition.expr, names);
        // Its own words would name steps that are called otherwise now.
        condition.source = print(&condition.expr);
    }
}

fn expr(tree: &mut Expr, names: &Names) {
    match tree {
        Expr::Value(_) => {}
        Expr::Name(found) | Expr::Has(found) => match found {
            Name::Finding { step, .. }
            | Name::Decision { step }
            | Name::Record { step, .. }
            | Name::Step { step, .. }
            | Name::Evidence { step, .. }
            | Name::Children { step, .. }
            | Name::Output { step, .. } => one(step, names),
            _ => {}
        },
        Expr::Not(a) | Expr::Size(a) => expr(a, names),
        Expr::All(items) | Expr::Any(items) => items.iter_mut().for_each(|item| expr(item, names)),
        Expr::Compare(_, a, b) | Expr::Arithmetic(_, a, b) => {
            expr(a, names);
            expr(b, names);
        }
        Expr::In(a, items) => {
            expr(a, names);
            items.iter_mut().for_each(|item| expr(item, names));
        }
        Expr::If(a, b, c) => {
            expr(a, names);
            expr(b, names);
            expr(c, names);
        }
    }
}
