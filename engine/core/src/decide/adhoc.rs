//! Ad hoc steps: a role that the workflow names adds a task to the plan of one running engagement.
//!
//! The step counts from the decision that adds it: the same decision creates it, and begins it where its stage is
//! active. Tests: `tests/behaviour/decide_adhoc.rs`.

use super::people::{bounded, reason};
use super::{Context, Draft, Rejection};
use crate::command::Actor;
use crate::definition::{Definition, Step, StepKind};
use crate::event::{Because, Envelope, Event};
use crate::ids::RoleId;
use crate::state::State;

/// The most steps that may be added to one engagement, ad hoc and with interventions together.
pub const STEPS_ADDED_MAX: usize = 256;

/// Decides what follows from adding a step.
pub(super) fn add(
    context: &Context<'_>,
    state: &State,
    step: &Step,
    why: &str,
) -> Result<Vec<Envelope>, Rejection> {
    let draft = Draft::new(context, state.clone());
    draft.not_withdrawing()?;
    draft.planner()?;
    let why = reason(why)?.to_owned();
    draft.check_added(step)?;
    let plan = draft.plan_with(std::slice::from_ref(step))?;
    let context = Context {
        definition: &plan,
        ..*context
    };
    let mut draft = Draft::new(&context, state.clone());
    draft.emit(Event::StepsAdded {
        steps: vec![step.clone()],
        because: Because::AdHoc,
        reason: why,
    })?;
    draft.create_added(&step.id, step.parent.as_ref())?;
    draft.settle()?;
    Ok(draft.events)
}

impl Draft<'_> {
    /// Checks that whoever acts holds a role that may add steps.
    fn planner(&self) -> Result<(), Rejection> {
        let task = "adds steps";
        let mut refusal = None;
        for role in &self.context.definition.ad_hoc {
            match self.holder(role, task) {
                Ok(_) => return Ok(()),
                Err(rejection) => refusal = refusal.or(Some(rejection)),
            }
        }
        Err(refusal.unwrap_or(Rejection::NoAdHocSteps))
    }

    /// Checks that a step is a plain task under a name of its own, in a stage that is not closed.
    fn check_added(&self, step: &Step) -> Result<(), Rejection> {
        self.fresh(step)?;
        if !is_plain(step) {
            return Err(Rejection::NotPlain {
                step: step.id.clone(),
            });
        }
        reason(&step.title)?;
        for text in texts(step) {
            bounded(text)?;
        }
        match &step.parent {
            None => Ok(()),
            Some(parent) => self.open_stage(parent),
        }
    }

    /// Checks that no step, of today or of an earlier version, has the same name.
    fn fresh(&self, step: &Step) -> Result<(), Rejection> {
        let known = self.context.definition.step(&step.id).is_some()
            || self.state.steps.contains_key(&step.id)
            || self.state.dropped.contains_key(&step.id);
        if known {
            return Err(Rejection::StepExists {
                step: step.id.clone(),
            });
        }
        Ok(())
    }

    /// Checks that a stage can still be added to.
    pub(super) fn open_stage(&self, id: &crate::ids::StepId) -> Result<(), Rejection> {
        let stage = self.step(id)?;
        if !stage.is_stage() {
            return Err(Rejection::WrongKind {
                step: id.clone(),
                kind: stage.kind.as_str(),
                attempted: "added to",
            });
        }
        match self.state.latest(id) {
            Some(instance) if instance.status.is_settled() => Err(Rejection::WrongStatus {
                step: id.clone(),
                status: instance.status,
                attempted: "added to",
            }),
            _ => Ok(()),
        }
    }

    /// The plan with further steps, checked to keep what a workflow promises.
    pub(super) fn plan_with(&self, steps: &[Step]) -> Result<Definition, Rejection> {
        if self.state.added.len() + steps.len() > STEPS_ADDED_MAX {
            return Err(Rejection::PlanTooLong);
        }
        let plan = self.context.definition.with_added(steps).into_owned();
        plan.check()?;
        let unheld = |role: &&RoleId| self.state.holders(role).is_empty();
        match steps.iter().flat_map(super::roles::roles_of).find(unheld) {
            Some(role) => Err(Rejection::NobodyHolds { role: role.clone() }),
            None => Ok(plan),
        }
    }

    /// Whether whoever acts may change the course of the engagement.
    pub(super) fn is_planner(&self) -> bool {
        match self.context.by {
            Actor::Administrator => true,
            Actor::Person(_) => self.planner().is_ok(),
            Actor::Engine => false,
        }
    }
}

/// Whether a step has only what an added one may have: it waits for nothing but other steps, sets nothing off and does
/// not repeat.
fn is_plain(step: &Step) -> bool {
    let mut plain = Step::new(step.id.clone(), step.title.clone(), step.kind.clone());
    plain.guidance.clone_from(&step.guidance);
    plain.parent.clone_from(&step.parent);
    plain.role.clone_from(&step.role);
    plain.after.clone_from(&step.after);
    plain.due.clone_from(&step.due);
    plain.effort_days = step.effort_days;
    plain.cost.clone_from(&step.cost);
    plain.evidence.clone_from(&step.evidence);
    plain.approve.clone_from(&step.approve);
    plain.optional = step.optional;
    matches!(step.kind, StepKind::Task { .. }) && plain == *step
}

/// The words of a step that the log keeps.
fn texts(step: &Step) -> impl Iterator<Item = &String> {
    let fields = match &step.kind {
        StepKind::Task { record } => record.as_slice(),
        _ => &[],
    };
    let evidence = step.evidence.iter().map(|item| &item.title);
    let fields = fields
        .iter()
        .flat_map(|field| field.unit.iter().chain([&field.title]));
    step.guidance.iter().chain(evidence).chain(fields)
}
