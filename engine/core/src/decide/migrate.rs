//! Migrating: moving a running engagement to another version of its workflow.
//!
//! Rests on the dry run of `crate::migration`. What is agreed for the end of a stage waits for it; what can no longer
//! be done by then is called off, with the reasons in the log. Tests: `tests/behaviour/decide_migrate.rs`.

use std::collections::BTreeMap;

use super::people::reason;
use super::{Context, Draft, Rejection, round_of};
use crate::command::{Actor, PluginPin};
use crate::definition::{Definition, MigratedTimers, MigrationTime, StepKind};
use crate::effect::at_boundary;
use crate::event::{Entry, Envelope, Event, Round, WorkflowPin};
use crate::ids::{PluginId, StepId, WorkflowId};
use crate::member::ChildPin;
use crate::migration::{MigrationRefusal, MigrationReport, NewStepFate, migration_report, plan_after};
use crate::state::{Held, Instance, State, Status};

/// What a migration is asked with.
pub(super) struct Request<'c> {
    pub(super) to: &'c WorkflowPin,
    pub(super) plugins: &'c BTreeMap<PluginId, PluginPin>,
    pub(super) workflows: &'c BTreeMap<WorkflowId, ChildPin>,
    pub(super) reason: &'c str,
}

/// Decides what follows from asking for a migration.
pub(super) fn migrate(
    context: &Context<'_>,
    state: &State,
    request: &Request<'_>,
) -> Result<Vec<Envelope>, Rejection> {
    let mut draft = Draft::new(context, state.clone());
    let by_engine = draft.may_migrate()?;
    draft.not_withdrawing()?;
    let scheduled = state.scheduled.as_ref().map(|scheduled| &scheduled.to);
    let boundary = at_boundary(context.definition, state);
    if by_engine && (scheduled != Some(request.to) || !boundary) {
        return Ok(Vec::new());
    }
    let why = reason(request.reason)?;
    if state
        .workflow
        .as_ref()
        .is_some_and(|pin| pin.digest == request.to.digest)
    {
        return draft.call_off(why);
    }
    let target = context
        .target
        .filter(|target| target.digest() == request.to.digest);
    let target = target.ok_or_else(|| Rejection::NoTarget {
        version: request.to.version.clone(),
    })?;
    let mut report = migration_report(context.definition, target, state);
    missing_pins(target, request, &mut report.refusals);
    if !report.is_possible() {
        if !by_engine {
            return Err(Rejection::Migration {
                to: report.to,
                refusals: report.refusals,
            });
        }
        let reasons: Vec<String> = report.refusals.iter().map(ToString::to_string).collect();
        return draft.call_off(&format!("it is no longer possible: {}", reasons.join("; ")));
    }
    if report.at == MigrationTime::StageBoundary && !boundary {
        if scheduled != Some(request.to) {
            draft.emit(Event::MigrationScheduled {
                to: request.to.clone(),
                reason: why.to_owned(),
            })?;
        }
        draft.settle()?;
        return Ok(draft.events);
    }
    carry_out(context, state, request, target, &report)
}

/// Moves the engagement, and lets the new version settle.
fn carry_out(
    context: &Context<'_>,
    state: &State,
    request: &Request<'_>,
    target: &Definition,
    report: &MigrationReport,
) -> Result<Vec<Envelope>, Rejection> {
    let plan = plan_after(report, target, state);
    let context = Context {
        definition: &plan,
        target: None,
        ..*context
    };
    let mut draft = Draft::new(&context, state.clone());
    let Some(from) = state.workflow.clone() else {
        return Err(Rejection::NotOpened);
    };
    draft.emit(Event::WorkflowMigrated {
        from,
        to: request.to.clone(),
        map: report.renamed.clone(),
        drop: report.dropped(),
        restore: report.restored.clone(),
        timers: report.timers,
        plugins: carried_plugins(&plan, state, request.plugins),
        workflows: carried_workflows(&plan, state, request.workflows),
        reason: reason(request.reason)?.to_owned(),
    })?;
    draft.settle_in(report)?;
    draft.settle()?;
    Ok(draft.events)
}

impl Draft<'_> {
    /// Checks that whoever acts may migrate; says whether it is the engine, for a move that was agreed before.
    fn may_migrate(&self) -> Result<bool, Rejection> {
        match self.context.by {
            Actor::Administrator => Ok(false),
            Actor::Engine => Ok(true),
            Actor::Person(_) => Err(Rejection::NotPermitted {
                person: self.person()?,
                task: "move an engagement to another version",
                roles: Vec::new(),
            }),
        }
    }

    /// Calls off the move that was agreed.
    fn call_off(mut self, why: &str) -> Result<Vec<Envelope>, Rejection> {
        let Some(scheduled) = &self.state.scheduled else {
            return Err(Rejection::SameVersion {
                version: self.context.definition.version.to_string(),
            });
        };
        let to = scheduled.to.clone();
        self.emit(Event::MigrationCalledOff {
            to,
            reason: why.to_owned(),
        })?;
        self.settle()?;
        Ok(self.events)
    }

    /// Lets the steps find their places in the new version.
    fn settle_in(&mut self, report: &MigrationReport) -> Result<(), Rejection> {
        let uprooted = report.moved.iter().chain(&report.restored);
        for step in uprooted {
            self.end_uprooted(step, report)?;
        }
        if report.timers == MigratedTimers::Restart {
            self.restart_rounds()?;
        }
        for added in &report.new {
            let Some(step) = self.context.definition.step(&added.step) else {
                continue;
            };
            match added.fate {
                NewStepFate::Created => self.create_added(&step.id, step.parent.as_ref())?,
                NewStepFate::Later | NewStepFate::NotNeeded => {}
                NewStepFate::Skipped => self.skip_new(&step.id, step.parent.as_ref(), report)?,
                NewStepFate::Reopens => {
                    let why = format!("version {} brings `{}`", report.to, step.id);
                    let round = self.open_again(step.parent.as_ref(), &why)?;
                    self.create_next(&step.id, round)?;
                }
            }
        }
        Ok(())
    }

    /// Ends an open round that the new version has no place for: its stage is another, or has closed meanwhile.
    fn end_uprooted(&mut self, id: &StepId, report: &MigrationReport) -> Result<(), Rejection> {
        let Some(instance) = self.state.latest(id).filter(|i| !i.status.is_settled()) else {
            return Ok(());
        };
        let Some(step) = self.context.definition.step(id) else {
            return Ok(());
        };
        let placed = !report.moved.contains(id) && self.gates(&self.state).stage_is_active(step, instance);
        if placed {
            return Ok(());
        }
        let round = round_of(id, instance);
        self.cut_off(
            &round,
            &format!("it stands elsewhere in version {}", report.to),
            None,
        )
    }

    /// Works the dates of coming rounds out again, by the new rules.
    fn restart_rounds(&mut self) -> Result<(), Rejection> {
        for step in &self.context.definition.steps {
            let Some(instance) = self
                .state
                .latest(&step.id)
                .filter(|i| i.status == Status::Available)
            else {
                continue;
            };
            let Some(Held::ByClock { anchor, .. }) = instance.held else {
                continue;
            };
            let (round, consumed) = (round_of(&step.id, instance), instance.consumed.clone());
            let key = crate::state::TimerKey {
                round: round.clone(),
                kind: crate::state::TimerKind::Round,
            };
            let pending = self.state.timers.get(&key).filter(|timer| !timer.fixed);
            let Some(after) = pending.map(|timer| timer.after.unwrap_or(anchor)) else {
                continue;
            };
            if let Some(timer) = self.round_timer(step, &round, anchor, after)? {
                self.emit_engine(Event::RoundScheduled {
                    round,
                    consumed,
                    timer,
                })?;
            }
        }
        Ok(())
    }

    /// Sets a new step aside whose stage has closed before it came.
    fn skip_new(
        &mut self,
        step: &StepId,
        parent: Option<&StepId>,
        report: &MigrationReport,
    ) -> Result<(), Rejection> {
        let stage_round = parent.and_then(|stage| self.state.latest(stage)).map(|i| i.round);
        self.create_next(step, stage_round)?;
        let Some(round) = self.state.latest(step).map(|instance| round_of(step, instance)) else {
            return Ok(());
        };
        let reason = format!("version {} brought it after its stage had closed", report.to);
        self.emit_engine(Event::StepSetAside { round, reason })
    }

    /// The active round of a stage; one that has closed, or that stands in one that has, is reopened without the steps
    /// that were done in it.
    fn open_again(&mut self, stage: Option<&StepId>, why: &str) -> Result<Option<u32>, Rejection> {
        let Some(id) = stage else { return Ok(None) };
        let step = self.step(id)?;
        let Some(old) = self.state.latest(id) else {
            return Ok(None);
        };
        if old.is_active() {
            return Ok(Some(old.round));
        }
        let (round, consumed) = (round_of(id, old), old.consumed.clone());
        let outer = self.open_again(step.parent.as_ref(), why)?;
        self.emit_engine(Event::StepReopened {
            round: round.clone(),
            reason: why.to_owned(),
        })?;
        self.create_next(id, outer)?;
        let next = Round {
            step: id.clone(),
            round: round.round + 1,
        };
        let entry = Entry::Reopened {
            reason: why.to_owned(),
        };
        self.emit_engine(Event::StepActivated {
            round: next.clone(),
            consumed,
            entry,
        })?;
        self.set_timers_of(step, &next)?;
        self.flag_dependants(&round, &format!("`{id}` was reopened: {why}"))?;
        Ok(self
            .state
            .latest(id)
            .filter(|i| i.is_active())
            .map(|i: &Instance| i.round))
    }
}

/// Adds what the engagement would not be pinned to, though the new version needs it.
fn missing_pins(target: &Definition, request: &Request<'_>, refusals: &mut Vec<MigrationRefusal>) {
    for plugin in super::open::plugins(target) {
        let refusal = MigrationRefusal::MissingPlugin {
            plugin: plugin.clone(),
        };
        if !request.plugins.contains_key(plugin) && !refusals.contains(&refusal) {
            refusals.push(refusal);
        }
    }
    for (_, plan) in target.child_plans() {
        let refusal = MigrationRefusal::MissingWorkflow {
            workflow: plan.workflow.id.clone(),
        };
        if !request.workflows.contains_key(&plan.workflow.id) && !refusals.contains(&refusal) {
            refusals.push(refusal);
        }
    }
}

/// The plugins of the new version, and those that added steps go on with.
fn carried_plugins(
    plan: &Definition,
    state: &State,
    given: &BTreeMap<PluginId, PluginPin>,
) -> BTreeMap<PluginId, PluginPin> {
    let mut pins = given.clone();
    for plugin in super::open::plugins(plan) {
        if let (false, Some(pin)) = (pins.contains_key(plugin), state.plugin(plugin)) {
            pins.insert(plugin.clone(), pin.clone());
        }
    }
    pins
}

/// The workflows of the new version's children, and those that added steps go on with.
fn carried_workflows(
    plan: &Definition,
    state: &State,
    given: &BTreeMap<WorkflowId, ChildPin>,
) -> BTreeMap<WorkflowId, ChildPin> {
    let mut pins = given.clone();
    let known = state.opening.as_ref().map(|opening| &opening.workflows);
    for step in &plan.steps {
        if let StepKind::Engagement(child) = &step.kind
            && let Some(pin) = known.and_then(|known| known.get(&child.workflow.id))
        {
            pins.entry(child.workflow.id.clone())
                .or_insert_with(|| pin.clone());
        }
    }
    pins
}
