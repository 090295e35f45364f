//! Compiling one step.

use std::collections::BTreeMap;

use alongside_core::definition::{
    Choice, DecisionOption, EvidenceRequirement, Field, Step, StepKind, WaitFor,
};
use alongside_core::ids::RoleId;

use super::time::{self, DefaultCalendar};
use super::{child, outside, plugin, rules};
use crate::codes;
use crate::condition;
use crate::diagnostics::Problem;
use crate::raw::{Kind, RawCondition, RawEvidence, RawField, RawOption, RawStep, RawTime};
use crate::scope::Scope;
use crate::sink::At;
use crate::words::title_of;

/// Compiles a step; everything in it is checked, even where it cannot be compiled.
pub(super) fn compile(index: usize, calendar: &DefaultCalendar, scope: &Scope<'_>) -> Option<Step> {
    let raw = &scope.raw.steps[index];
    let parent = raw.parent.and_then(|parent| scope.raw.steps[parent].id.as_ref());
    let after = super::each(&raw.after, |id| rules::awaited(id, raw, scope));
    let after_some = super::each(&raw.after_some, |group| rules::some_of(group, raw, scope));
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
    let skip_when = raw.skip_when.as_ref().map(condition);
    let exit_when = raw.exit_when.as_ref().map(condition);
    let repeat = raw
        .repeat
        .as_ref()
        .map(|repeat| time::repeat(repeat, raw, calendar, scope));
    let date = |rule: &Option<RawTime>, what| {
        let rule = rule.as_ref();
        rule.map(|rule| time::rule(rule, calendar, what, scope))
    };
    let due = date(&raw.due, "`due`");
    let deadline = date(&raw.deadline, "`deadline`");
    let remind = rules::reminders(raw.remind.as_ref(), raw, scope);
    let escalate = rules::escalations(raw.escalate.as_ref(), raw, scope);
    time::need_calendars(raw, calendar, scope);
    let cost = raw.cost.as_ref().map(|cost| rules::cost(cost, scope));
    let not_by = rules::not_by(raw, scope);
    let undoes = rules::undoes(raw, scope);
    let kind = compile_kind(index, raw, calendar, scope);
    Some(Step {
        guidance: raw.guidance.clone(),
        parent: parent.map(|id| id.value.clone()),
        role: flat(role)?,
        after: after?.into_iter().collect(),
        after_some: after_some?,
        when: flat(when)?,
        or_when: flat(or_when)?,
        skip_when: flat(skip_when)?,
        exit_when: flat(exit_when)?,
        optional: raw.optional,
        start: raw.start,
        repeat: flat(repeat)?,
        due: flat(due)?,
        remind: remind?,
        escalate: escalate?,
        deadline: flat(deadline)?,
        effort_days: raw.effort_days,
        cost: flat(cost)?,
        evidence: evidence.into_iter().collect::<Option<_>>()?,
        approve: flat(approve)?,
        not_by: not_by?,
        undoes: undoes?,
        ..Step::new(raw.id.as_ref()?.value.clone(), raw.title.clone()?, kind?)
    })
}

/// Turns what may be absent, and where it is there may be wrong, the other way round.
pub(super) fn flat<T>(compiled: Option<Option<T>>) -> Option<Option<T>> {
    match compiled {
        None => Some(None),
        Some(compiled) => compiled.map(Some),
    }
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
        Kind::Engagement => child::compile(index, raw, scope).map(StepKind::Engagement),
        Kind::Notify => Some(StepKind::Notify {
            to: scope.need_roles(&raw.to)?,
            message: raw.message.clone()?,
        }),
    }
}

fn compile_task(raw: &RawStep) -> Option<StepKind> {
    Some(StepKind::Task {
        record: compile_fields(&raw.record)?,
    })
}

/// Compiles what is recorded.
pub(super) fn compile_fields(fields: &[RawField]) -> Option<Vec<Field>> {
    let field = |field: &RawField| {
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
    fields.iter().map(field).collect()
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

fn compile_option(option: &RawOption, scope: &Scope<'_>) -> Option<DecisionOption> {
    let membership = option
        .membership
        .as_ref()
        .map(|state| outside::need_state(state, scope));
    Some(DecisionOption {
        id: option.id.value.clone(),
        title: option.title.clone(),
        membership: flat(membership)?,
    })
}

fn compile_decision(raw: &RawStep, scope: &Scope<'_>) -> Option<Choice> {
    let into = raw.adopt_into.as_ref().map(|stage| {
        if raw.options_from.is_none() && raw.options.is_some() {
            let message = format!("{} adopts nothing that could be planned", raw.name());
            let problem = Problem::error(codes::CONFLICTING_KEYS, message).at(stage.span.clone(), "");
            let help = "`adopt-into` goes with `options-from`; remove it";
            scope.sink.push(problem.help(help));
            return None;
        }
        scope
            .need_step_of(stage, Kind::Stage, "`adopt-into`")
            .map(|_| stage.value.clone())
    });
    match (&raw.options, &raw.options_from) {
        (Some(options), None) => {
            if options.value.len() < 2 {
                let message = format!("{} leaves nothing to decide", raw.name());
                let problem = Problem::error(codes::BAD_VALUE, message).at(options.span.clone(), "");
                scope.sink.push(problem.help("give at least two options"));
            }
            let options = super::each(&options.value, |option| compile_option(option, scope));
            Some(Choice::One { options: options? })
        }
        (None, Some(from)) => {
            scope.need_step_of(from, Kind::Recommend, "`options-from`")?;
            Some(Choice::Proposals {
                from: from.value.clone(),
                into: flat(into)?,
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
    let event = raw.event.as_ref().map(|event| scope.need_event(event));
    Some(WaitFor {
        until: flat(until)?,
        event: flat(event)?,
    })
}
