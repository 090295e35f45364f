//! Compiling one step.

use std::collections::{BTreeMap, BTreeSet};

use alongside_core::definition::{Choice, EvidenceRequirement, Field, Step, StepKind, WaitFor};
use alongside_core::ids::{OutsideEventId, RoleId, StepId};

use super::plugin;
use super::time::{self, DefaultCalendar};
use crate::codes;
use crate::condition;
use crate::diagnostics::Problem;
use crate::raw::{Kind, RawCondition, RawEvidence, RawStep};
use crate::scope::Scope;
use crate::sink::At;
use crate::words::title_of;

/// Compiles a step; everything in it is checked, even where it cannot be compiled.
pub(super) fn compile(index: usize, calendar: &DefaultCalendar, scope: &Scope<'_>) -> Option<Step> {
    let raw = &scope.raw.steps[index];
    let parent = raw.parent.and_then(|parent| scope.raw.steps[parent].id.as_ref());
    let after: BTreeSet<StepId> = raw.after.iter().filter_map(|id| reference(id, scope)).collect();
    let role = raw.role.as_ref().map(|role| scope.need_role(role));
    let approve = raw
        .approve
        .as_ref()
        .map(|role| judge(role, raw, "approves", scope));
    let evidence: Vec<_> = raw
        .evidence
        .iter()
        .map(|item| compile_evidence(item, raw, scope))
        .collect();
    let condition = |raw: &RawCondition| condition::compile(raw, scope);
    let when = raw.when.as_ref().map(condition);
    let or_when = raw.or_when.as_ref().map(condition);
    let repeat = raw
        .repeat
        .as_ref()
        .map(|repeat| time::repeat(repeat, raw, calendar, scope));
    let due = raw
        .due
        .as_ref()
        .map(|due| time::rule(due, calendar, "`due`", scope));
    let kind = compile_kind(index, raw, calendar, scope);
    Some(Step {
        guidance: raw.guidance.clone(),
        parent: parent.map(|id| id.value.clone()),
        role: flat(role)?,
        after,
        when: flat(when)?,
        or_when: flat(or_when)?,
        optional: raw.optional,
        start: raw.start,
        repeat: flat(repeat)?,
        due: flat(due)?,
        effort_days: raw.effort_days,
        evidence: evidence.into_iter().collect::<Option<_>>()?,
        approve: flat(approve)?,
        ..Step::new(raw.id.as_ref()?.value.clone(), raw.title.clone()?, kind?)
    })
}

/// Turns what may be absent, and where it is there may be wrong, the other way round.
fn flat<T>(compiled: Option<Option<T>>) -> Option<Option<T>> {
    match compiled {
        None => Some(None),
        Some(compiled) => compiled.map(Some),
    }
}

fn reference(id: &At<StepId>, scope: &Scope<'_>) -> Option<StepId> {
    scope.need_step(id).map(|_| id.value.clone())
}

/// Checks a role that judges; that it is the role that acts is no error, for people differ, and yet odd.
fn judge(role: &At<RoleId>, step: &RawStep, does: &str, scope: &Scope<'_>) -> Option<RoleId> {
    if let Some(acting) = step.role.as_ref().filter(|acting| acting.value == role.value) {
        let message = format!(
            "role `{}` {does} what it does itself in {}",
            role.value,
            step.name()
        );
        let problem = Problem::warning(codes::SAME_ROLE, message)
            .at(role.span.clone(), "judges")
            .at(acting.span.clone(), "acts");
        scope.sink.push(problem.help(
            "nobody may judge their own work: two people must hold the role, or another role must judge",
        ));
    }
    scope.need_role(role)
}

fn compile_evidence(item: &RawEvidence, step: &RawStep, scope: &Scope<'_>) -> Option<EvidenceRequirement> {
    let accepted_by = item
        .accepted_by
        .as_ref()
        .map(|role| judge(role, step, "accepts", scope));
    Some(EvidenceRequirement {
        id: item.id.value.clone(),
        title: item
            .title
            .clone()
            .unwrap_or_else(|| title_of(item.id.value.as_str())),
        accepted_by: flat(accepted_by)?,
    })
}

fn compile_kind(
    index: usize,
    raw: &RawStep,
    calendar: &DefaultCalendar,
    scope: &Scope<'_>,
) -> Option<StepKind> {
    match raw.kind? {
        Kind::Stage => Some(StepKind::Stage),
        Kind::Milestone => Some(StepKind::Milestone),
        Kind::Task => compile_task(raw),
        Kind::Score => compile_score(index, raw, scope),
        Kind::Recommend => compile_recommend(index, raw, scope),
        Kind::Decision => compile_decision(raw, scope).map(StepKind::Decision),
        Kind::Wait => compile_wait(raw, calendar, scope).map(StepKind::Wait),
    }
}

fn compile_task(raw: &RawStep) -> Option<StepKind> {
    let field = |field: &crate::raw::RawField| {
        Some(Field {
            id: field.id.value.clone(),
            title: field
                .title
                .clone()
                .unwrap_or_else(|| title_of(field.id.value.as_str())),
            kind: field.kind?,
            optional: field.optional,
            unit: field.unit.clone(),
        })
    };
    Some(StepKind::Task {
        record: raw.record.iter().map(field).collect::<Option<_>>()?,
    })
}

fn compile_score(index: usize, raw: &RawStep, scope: &Scope<'_>) -> Option<StepKind> {
    let with = plugin::parameters(index, raw, scope);
    let data = raw.data.as_ref().map(|slot| plugin::data(slot, scope));
    let measure = raw
        .measure
        .as_ref()
        .map(|measure| plugin::measure(measure, raw.data.as_ref(), scope));
    let facts: Vec<_> = raw
        .facts
        .iter()
        .map(|(name, path)| {
            scope.need_field(path, &format!("fact `{name}`"))?;
            Some((name.clone(), path.value.clone()))
        })
        .collect();
    Some(StepKind::Score {
        plugin: raw.plugin.as_ref()?.value.clone(),
        data: flat(data)?,
        measure: flat(measure)?,
        facts: facts.into_iter().collect::<Option<BTreeMap<_, _>>>()?,
        with,
    })
}

fn compile_recommend(index: usize, raw: &RawStep, scope: &Scope<'_>) -> Option<StepKind> {
    let with = plugin::parameters(index, raw, scope);
    let findings: Vec<_> = raw
        .findings
        .iter()
        .map(|id| {
            scope
                .need_step_of(id, Kind::Score, "`findings`")
                .map(|_| id.value.clone())
        })
        .collect();
    Some(StepKind::Recommend {
        plugin: raw.plugin.as_ref()?.value.clone(),
        findings: findings.into_iter().collect::<Option<_>>()?,
        with,
    })
}

fn compile_decision(raw: &RawStep, scope: &Scope<'_>) -> Option<Choice> {
    match (&raw.options, &raw.options_from) {
        (Some(options), None) => {
            if options.value.len() < 2 {
                let message = format!("{} leaves nothing to decide", raw.name());
                let problem = Problem::error(codes::BAD_VALUE, message).at(options.span.clone(), "");
                scope.sink.push(problem.help("give at least two options"));
            }
            Some(Choice::One {
                options: options.value.iter().map(|option| option.value.clone()).collect(),
            })
        }
        (None, Some(from)) => {
            scope.need_step_of(from, Kind::Recommend, "`options-from`")?;
            Some(Choice::Proposals {
                from: from.value.clone(),
                into: None,
            })
        }
        (Some(options), Some(from)) => {
            let message = format!("{} has `options` and `options-from`", raw.name());
            let problem =
                Problem::error(codes::CONFLICTING_KEYS, message).at(options.span.clone(), "named options");
            scope.sink.push(
                problem
                    .at(from.span.clone(), "proposals")
                    .help("keep one of them"),
            );
            None
        }
        (None, None) => {
            let problem = Problem::error(
                codes::MISSING_KEY,
                format!("{} has nothing to decide among", raw.name()),
            );
            let help = "add `options = [...]`, or `options-from` with a recommend step";
            scope.sink.push(problem.at(raw.span.clone(), "here").help(help));
            None
        }
    }
}

fn compile_wait(raw: &RawStep, calendar: &DefaultCalendar, scope: &Scope<'_>) -> Option<WaitFor> {
    if raw.until.is_none() && raw.event.is_none() {
        let problem = Problem::error(
            codes::WAITS_FOR_NOTHING,
            format!("{} waits for nothing", raw.name()),
        );
        scope.sink.push(
            problem
                .at(raw.span.clone(), "here")
                .help("add `until` with a date rule, or `event`"),
        );
        return None;
    }
    let until = raw
        .until
        .as_ref()
        .map(|until| time::rule(until, calendar, "`until`", scope));
    let event = raw.event.as_ref().map(|event| {
        let found = scope.raw.events.contains_key(&event.value);
        if !found {
            let message = format!("there is no outside event called `{}`", event.value);
            let names = scope.raw.events.keys().map(OutsideEventId::as_str);
            scope.report_unknown(codes::UNKNOWN_EVENT, message, event, names);
        }
        found.then(|| event.value.clone())
    });
    Some(WaitFor {
        until: flat(until)?,
        event: flat(event)?,
    })
}
