//! Interventions: adopted by a decision, planned by the plugin that proposed them, halted, concluded.
//!
//! Only the engine brings plans. One that does not hold is no plan: it is recorded as a failure, and the
//! intervention runs without one. Tests: `tests/behaviour/decide_intervention.rs`.

use std::collections::BTreeSet;

use super::people::reason;
use super::{Context, Draft, Rejection, round_of};
use crate::command::Actor;
use crate::definition::{Choice, Definition, Start, Step, StepKind};
use crate::event::{Because, Cause, Envelope, Event, Outcome, Round};
use crate::finding::Proposal;
use crate::ids::{OptionId, StepId};
use crate::intervention::{Intervention, Standing, Verdict};
use crate::plugin::CallFailure;
use crate::state::{Instance, State};

/// The most steps that the plan of one intervention may have.
pub const PLAN_STEPS_MAX: usize = 64;

/// The longest message of a failure that is kept, in characters.
const MESSAGE_CHARS_MAX: usize = 2_000;

/// Decides what follows from the plan of an intervention.
pub(super) fn insert(
    context: &Context<'_>,
    state: &State,
    intervention: &OptionId,
    steps: &[Step],
) -> Result<Vec<Envelope>, Rejection> {
    let mut draft = Draft::new(context, state.clone());
    draft.engine()?;
    let Some(into) = draft.awaits_plan(intervention) else {
        return Ok(Vec::new());
    };
    let plan = match draft.check_plan(intervention, &into, steps) {
        Ok(plan) => plan,
        Err(message) => {
            draft.plan_failed(intervention, CallFailure::Misbehaved, &message)?;
            draft.settle()?;
            return Ok(draft.events);
        }
    };
    let context = Context {
        definition: &plan,
        ..*context
    };
    let mut draft = Draft::new(&context, state.clone());
    draft.emit(Event::StepsAdded {
        steps: steps.to_vec(),
        because: Because::Intervention(intervention.clone()),
        reason: format!("the plan of `{intervention}`"),
    })?;
    if let Some(stage) = steps.first() {
        draft.create_added(&stage.id, stage.parent.as_ref())?;
    }
    draft.settle()?;
    Ok(draft.events)
}

impl Draft<'_> {
    /// Adopts the proposals that a decision chose, as it comes to stand.
    pub(super) fn adopt(&mut self, round: &Round) -> Result<(), Rejection> {
        let Some(StepKind::Decision(Choice::Proposals { from, into })) =
            self.context.definition.step(&round.step).map(|step| &step.kind)
        else {
            return Ok(());
        };
        let Some(instance) = self.state.instance(&round.step, round.round) else {
            return Ok(());
        };
        let Some(Outcome::Decided { options, .. }) = &instance.outcome else {
            return Ok(());
        };
        let by = instance.completed_by.clone().unwrap_or(Actor::Engine);
        for option in options.clone() {
            let known = self.state.interventions.get(&option);
            let stage = known.and_then(|known| known.stage.clone());
            let planned = into.is_some() && stage.is_none();
            if known.is_some_and(|known| is_under_way(known, planned)) {
                continue;
            }
            let Some(proposal) = proposal(&self.state, from, &option) else {
                continue;
            };
            self.emit_by(
                by.clone(),
                Event::InterventionAdopted {
                    intervention: option.clone(),
                    proposal: Box::new(proposal),
                    decided: round.clone(),
                    planned,
                },
            )?;
            if let Some(stage) = stage {
                self.reopen_if_settled(&stage, &format!("`{option}` was adopted again"))?;
            }
        }
        Ok(())
    }

    /// The stage that the plan of an intervention goes into, while it is awaited.
    fn awaits_plan(&self, id: &OptionId) -> Option<StepId> {
        let intervention = self.state.interventions.get(id)?;
        let awaited = intervention.standing == Standing::Planning && self.state.withdrawal.is_none();
        awaited
            .then(|| into_of(self.context.definition, intervention))
            .flatten()
            .cloned()
    }

    /// The whole plan with that of an intervention, or what is wrong with it.
    fn check_plan(&self, id: &OptionId, into: &StepId, steps: &[Step]) -> Result<Definition, String> {
        if steps.len() > PLAN_STEPS_MAX {
            return Err(format!(
                "its plan has {} steps: at most {PLAN_STEPS_MAX} can be inserted",
                steps.len()
            ));
        }
        let Some((stage, inner)) = steps.split_first() else {
            return Err("its plan has no steps".to_owned());
        };
        if !stage.is_stage() || stage.parent.as_ref() != Some(into) {
            return Err(format!("its plan is not one stage within `{into}`"));
        }
        let own: BTreeSet<&StepId> = steps.iter().map(|step| &step.id).collect();
        let outside = |step: &&Step| !step.parent.as_ref().is_some_and(|parent| own.contains(parent));
        if let Some(step) = inner.iter().find(outside) {
            return Err(format!("`{}` does not stand within `{}`", step.id, stage.id));
        }
        let prefix = format!("{id}-");
        if let Some(id) = own.iter().find(|id| !id.as_str().starts_with(&prefix)) {
            return Err(format!("the name `{id}` does not begin with `{prefix}`"));
        }
        let used =
            |id: &&&StepId| self.state.steps.contains_key(**id) || self.state.dropped.contains_key(**id);
        if let Some(id) = own.iter().find(used) {
            return Err(format!("there has been a step `{id}` before"));
        }
        if let Some(step) = steps.iter().find(|step| step.undoes.is_some()) {
            return Err(format!("`{}` cannot undo a step of the workflow", step.id));
        }
        self.open_stage(into).map_err(|rejection| rejection.to_string())?;
        self.check_pins(steps)?;
        self.plan_with(steps).map_err(|rejection| rejection.to_string())
    }

    /// Checks that the engagement is pinned to every plugin and workflow that steps use.
    fn check_pins(&self, steps: &[Step]) -> Result<(), String> {
        for step in steps {
            match &step.kind {
                StepKind::Score { plugin, .. } | StepKind::Recommend { plugin, .. }
                    if self.state.plugin(&plugin.id).is_none() =>
                {
                    return Err(format!("the engagement has no plugin `{}`", plugin.id));
                }
                StepKind::Engagement(plan) => {
                    let opening = self.state.opening.as_ref();
                    if !opening.is_some_and(|o| o.workflows.contains_key(&plan.workflow.id)) {
                        return Err(format!("the engagement has no workflow `{}`", plan.workflow.id));
                    }
                }
                _ => {}
            }
        }
        Ok(())
    }

    pub(super) fn record_plan_failure(
        &mut self,
        id: &OptionId,
        failure: CallFailure,
        message: &str,
    ) -> Result<(), Rejection> {
        self.engine()?;
        match self.awaits_plan(id) {
            None => Ok(()),
            Some(_) => self.plan_failed(id, failure, message),
        }
    }

    fn plan_failed(&mut self, id: &OptionId, failure: CallFailure, message: &str) -> Result<(), Rejection> {
        self.emit(Event::PlanFailed {
            intervention: id.clone(),
            failure,
            message: message.chars().take(MESSAGE_CHARS_MAX).collect(),
        })
    }

    pub(super) fn halt(&mut self, id: &OptionId, why: &str) -> Result<(), Rejection> {
        let intervention = self.intervention(id, "halts it")?;
        if !matches!(intervention.standing, Standing::Planning | Standing::Running) {
            return Err(standing_refusal(id, intervention, "halted"));
        }
        let stage = intervention.stage.clone();
        let why = reason(why)?.to_owned();
        self.emit(Event::InterventionHalted {
            intervention: id.clone(),
            reason: why.clone(),
        })?;
        let active = stage.and_then(|stage| Some(round_of(&stage, self.state.latest(&stage)?)));
        match active.filter(|round| self.is_active_round(round)) {
            Some(round) => self.close_stage(id, &round, &why),
            None => Ok(()),
        }
    }

    fn is_active_round(&self, round: &Round) -> bool {
        self.state
            .instance(&round.step, round.round)
            .is_some_and(Instance::is_active)
    }

    /// Ends what is open in the stage of a halted intervention, and calls the steps that close it.
    fn close_stage(&mut self, id: &OptionId, stage: &Round, why: &str) -> Result<(), Rejection> {
        let definition = self.context.definition;
        let closing = |step: &&Step| step.start == Start::Called;
        for child in definition
            .children(Some(&stage.step))
            .filter(|step| !closing(step))
        {
            let open = |i: &&Instance| i.stage_round == Some(stage.round) && !i.status.is_settled();
            if let Some(instance) = self.state.latest(&child.id).filter(open) {
                self.cut_off(&round_of(&child.id, instance), why, Some(Cause::Halted))?;
            }
        }
        for child in definition.children(Some(&stage.step)).filter(closing) {
            self.call(child, id.as_str())?;
        }
        Ok(())
    }

    pub(super) fn conclude(&mut self, id: &OptionId, verdict: Verdict, why: &str) -> Result<(), Rejection> {
        let intervention = self.intervention(id, "concludes it")?;
        if !matches!(intervention.standing, Standing::Running | Standing::Halted { .. }) {
            return Err(standing_refusal(id, intervention, "concluded"));
        }
        let reason = reason(why)?.to_owned();
        self.emit(Event::InterventionConcluded {
            intervention: id.clone(),
            verdict,
            reason,
        })
    }

    /// An intervention, for whoever may steer it: the role that adopted it, a role that may change the plan, or the
    /// administrator.
    fn intervention(&self, id: &OptionId, task: &'static str) -> Result<&Intervention, Rejection> {
        let Some(intervention) = self.state.interventions.get(id) else {
            let known = self.state.interventions.keys().cloned().collect();
            return Err(Rejection::UnknownIntervention {
                intervention: id.clone(),
                known,
            });
        };
        match self.context.definition.step(&intervention.decided.step) {
            Some(decision) => self.planner_or_owner(decision, task)?,
            None => self.person_or_administrator()?,
        }
        Ok(intervention)
    }
}

fn standing_refusal(id: &OptionId, intervention: &Intervention, attempted: &'static str) -> Rejection {
    Rejection::InterventionStands {
        intervention: id.clone(),
        standing: match intervention.standing {
            Standing::Planning => "is being planned",
            Standing::Running => "is running",
            Standing::Halted { .. } => "was halted",
            Standing::Concluded { .. } => "was concluded",
        },
        attempted,
    }
}

/// Whether there is no sense in adopting an intervention again: it runs, or its plan is on its way.
fn is_under_way(known: &Intervention, could_be_planned: bool) -> bool {
    match known.standing {
        Standing::Planning => true,
        Standing::Running => !could_be_planned,
        Standing::Halted { .. } | Standing::Concluded { .. } => false,
    }
}

/// A proposal as it was made last.
fn proposal(state: &State, from: &StepId, id: &OptionId) -> Option<Proposal> {
    let rounds = state.steps.get(from)?.iter().rev();
    rounds
        .filter_map(|round| match &round.outcome {
            Some(Outcome::Recommended(found)) => found.proposals.iter().find(|proposal| proposal.id == *id),
            _ => None,
        })
        .next()
        .cloned()
}

/// The stage into which the plan of an intervention goes, by the decision that adopted it.
pub(crate) fn into_of<'d>(definition: &'d Definition, intervention: &Intervention) -> Option<&'d StepId> {
    match &definition.step(&intervention.decided.step)?.kind {
        StepKind::Decision(Choice::Proposals { into, .. }) => into.as_ref(),
        _ => None,
    }
}
