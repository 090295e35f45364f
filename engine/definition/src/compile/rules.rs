//! Compiling the rules around a step: groups of `after`, reminders, escalations, costs, undoing.

use std::collections::BTreeSet;
use std::ops::Range;

use alongside_core::definition::{Cost, Escalate, Remind, SomeOf, Start};
use alongside_core::ids::{SourceId, StepId};

use super::outside::refuse_undo;
use crate::codes;
use crate::diagnostics::Problem;
use crate::raw::{Kind, RawCost, RawEscalate, RawRemind, RawSomeOf, RawStep};
use crate::scope::Scope;
use crate::sink::At;

/// A step that another waits for.
pub(super) fn awaited(id: &At<StepId>, waiting: &RawStep, scope: &Scope<'_>) -> Option<StepId> {
    let step = scope.need_step(id)?;
    if let Some(undone) = &step.undoes {
        refuse_undo(id, &undone.value, &format!("{} waits for", waiting.name()), scope);
    }
    Some(id.value.clone())
}

pub(super) fn some_of(raw: &RawSomeOf, step: &RawStep, scope: &Scope<'_>) -> Option<SomeOf> {
    let of: Vec<_> = raw.of.iter().map(|id| awaited(id, step, scope)).collect();
    let of: BTreeSet<StepId> = of.into_iter().collect::<Option<_>>()?;
    let size = of.len();
    if usize::try_from(raw.at_least).is_ok_and(|wanted| wanted > size) || size < 2 {
        let message = if size < 2 {
            "a group of `after` chooses among several steps, and this names fewer than two".to_owned()
        } else {
            format!("{} of {size} steps can never be complete", raw.at_least)
        };
        let help = if size < 2 {
            "name a single step in `after` itself".to_owned()
        } else {
            format!("write `at-least = {size}` or less, or name more steps")
        };
        let problem = Problem::error(codes::GROUP_SIZE, message).at(raw.span.clone(), "");
        scope.sink.push(problem.help(help));
        return None;
    }
    Some(SomeOf {
        at_least: raw.at_least,
        of,
    })
}

/// Reports what counts from a due date that is not there.
fn need_due(step: &RawStep, key: &str, span: &Range<usize>, scope: &Scope<'_>) -> Option<()> {
    if step.due.is_some() {
        return Some(());
    }
    let message = format!("`{key}` counts from the due date, and {} has none", step.name());
    let problem = Problem::error(codes::NEEDS_DUE, message).at(span.clone(), "");
    scope
        .sink
        .push(problem.help("add `due`, such as `due = \"10 school-days\"`"));
    None
}

pub(super) fn reminders(
    raw: Option<&At<Vec<RawRemind>>>,
    step: &RawStep,
    scope: &Scope<'_>,
) -> Option<Vec<Remind>> {
    let Some(raw) = raw else { return Some(Vec::new()) };
    let due = need_due(step, "remind", &raw.span, scope);
    let compiled: Vec<_> = raw
        .value
        .iter()
        .map(|remind| {
            let to = scope.need_roles(&remind.to)?;
            if to.is_empty() && step.role.is_none() {
                let message = format!("nobody is reminded: {} has no role", step.name());
                let problem = Problem::error(codes::MISSING_KEY, message).at(remind.before.span.clone(), "");
                let help = format!(
                    "write `{{ before = \"{}\", to = [\"...\"] }}`",
                    remind.before.value
                );
                scope.sink.push(problem.help(help));
                return None;
            }
            let before = remind.before.value;
            Some(Remind { before, to })
        })
        .collect();
    due?;
    compiled.into_iter().collect()
}

pub(super) fn escalations(
    raw: Option<&At<Vec<RawEscalate>>>,
    step: &RawStep,
    scope: &Scope<'_>,
) -> Option<Vec<Escalate>> {
    let Some(raw) = raw else { return Some(Vec::new()) };
    let due = need_due(step, "escalate", &raw.span, scope);
    let compiled: Vec<_> = raw
        .value
        .iter()
        .map(|escalate| {
            Some(Escalate {
                after: escalate.after.value,
                escalation: scope.need_escalation(&escalate.to)?,
            })
        })
        .collect();
    due?;
    compiled.into_iter().collect()
}

pub(super) fn cost(raw: &RawCost, scope: &Scope<'_>) -> Option<Cost> {
    let source = match &raw.source {
        Some(source) => {
            let names = || scope.raw.budget.sources.keys().map(SourceId::as_str);
            Some(scope.need(source, "source", codes::UNKNOWN_SOURCE, names)?)
        }
        None => None,
    };
    Some(Cost {
        funding: raw.funding,
        source,
    })
}

/// The steps whose doer may not do this one: each done by a person.
pub(super) fn not_by(step: &RawStep, scope: &Scope<'_>) -> Option<BTreeSet<StepId>> {
    let compiled: Vec<_> = step
        .not_by
        .iter()
        .map(|id| {
            let other = scope.need_step(id)?;
            let itself = step.id.as_ref().is_some_and(|own| own.value == id.value);
            if !itself && matches!(other.kind, Some(Kind::Task | Kind::Decision) | None) {
                return Some(id.value.clone());
            }
            let message = if itself {
                format!("{} bars whoever did it before", step.name())
            } else {
                format!(
                    "`not-by` names what a person does, and `{}` is done by nobody",
                    id.value
                )
            };
            let problem = Problem::error(codes::WRONG_KIND_OF_STEP, message).at(id.span.clone(), "");
            scope
                .sink
                .push(problem.help("name other steps of kind `task` or `decision`"));
            None
        })
        .collect();
    compiled.into_iter().collect()
}

/// The step that a step undoes, which must then say nothing of when it begins.
pub(super) fn undoes(step: &RawStep, scope: &Scope<'_>) -> Option<Option<StepId>> {
    let Some(undone) = &step.undoes else {
        return Some(None);
    };
    let found = scope.need_step(undone)?;
    let refuse = |message: String, help: &str, span: Range<usize>| {
        let problem = Problem::error(codes::UNDO_ONLY, message).at(span, "");
        scope.sink.push(problem.help(help));
        None
    };
    let itself = step.id.as_ref().is_some_and(|own| own.value == undone.value);
    if itself || found.undoes.is_some() {
        let message = format!("`{}` cannot be undone: it only undoes", undone.value);
        return refuse(message, "name a step that the plan does", undone.span.clone());
    }
    if step.parent.is_some() {
        let message = format!("{} undoes another step, and stands in a stage", step.name());
        let help =
            "write it as a `[[step]]` of its own: stages are over when the engagement is withdrawn from";
        return refuse(message, help, undone.span.clone());
    }
    let conditions = [&step.when, &step.or_when, &step.skip_when];
    let stray = step.after.first().map(|id| ("after", id.span.clone()));
    let stray = stray.or(step.after_some.first().map(|group| ("after", group.span.clone())));
    let stray = stray.or_else(|| {
        let named = ["when", "or-when", "skip-when"].into_iter().zip(conditions);
        named
            .filter_map(|(key, condition)| Some((key, condition.as_ref()?.span())))
            .next()
    });
    let stray = stray.or(step.repeat.as_ref().map(|repeat| ("repeat", repeat.span.clone())));
    let stray = stray.or((step.start != Start::Automatic).then(|| ("start", undone.span.clone())));
    if let Some((key, span)) = stray {
        let message = format!(
            "{} undoes another step, and its `{key}` says nothing",
            step.name()
        );
        return refuse(
            message,
            "remove it: the step begins when the engagement is withdrawn from",
            span,
        );
    }
    Some(Some(undone.value.clone()))
}
