//! Ending: a stage that a person completes, and rounds that are ended before they are done, with everything in them.

use super::outcome::{evidence_missing, evidence_settled, waits_for};
use super::{Draft, Rejection, round_of};
use crate::definition::Step;
use crate::event::{Cause, Event, Outcome, Round};
use crate::ids::StepId;
use crate::state::Instance;

impl Draft<'_> {
    pub(super) fn complete_stage_by_hand(&mut self, step: &Step) -> Result<(), Rejection> {
        self.owner(step, "completes it")?;
        let instance = self.active(&step.id, "completed")?;
        let round = round_of(&step.id, instance);
        let gates = self.gates(&self.state);
        let open: Vec<StepId> = gates
            .unsettled(Some((&step.id, round.round)))
            .into_iter()
            .map(|s| s.id.clone())
            .collect();
        if !open.is_empty() {
            return Err(Rejection::StepsOpen {
                step: step.id.clone(),
                open,
            });
        }
        if let Some(intervention) = gates.plans_awaited(&step.id).next() {
            return Err(Rejection::PlanAwaited {
                step: step.id.clone(),
                intervention: intervention.clone(),
            });
        }
        let missing = evidence_missing(step, instance);
        if !missing.is_empty() {
            return Err(Rejection::MissingEvidence {
                step: step.id.clone(),
                missing,
            });
        }
        if !evidence_settled(step, instance) {
            return Err(Rejection::AlreadyProposed {
                step: step.id.clone(),
                waits_for: waits_for(step, instance),
            });
        }
        self.terminate_children(&step.id, round.round, "its stage was completed")?;
        self.emit(Event::StepCompleted {
            round,
            outcome: Outcome::Done,
        })
    }

    /// Ends every unsettled step of a stage, inner steps first.
    pub(super) fn terminate_children(
        &mut self,
        stage: &StepId,
        stage_round: u32,
        reason: &str,
    ) -> Result<(), Rejection> {
        self.terminate(Some(stage), Some(stage_round), reason)
    }

    pub(super) fn terminate_children_of_root(&mut self, reason: &str) -> Result<(), Rejection> {
        self.terminate(None, None, reason)
    }

    fn terminate(
        &mut self,
        stage: Option<&StepId>,
        stage_round: Option<u32>,
        reason: &str,
    ) -> Result<(), Rejection> {
        let definition = self.context.definition;
        let children: Vec<&StepId> = definition
            .steps
            .iter()
            .filter(|s| s.parent.as_ref() == stage)
            .map(|s| &s.id)
            .collect();
        for child in children {
            let open = |i: &&Instance| i.stage_round == stage_round && !i.status.is_settled();
            let Some(instance) = self.state.latest(child).filter(open) else {
                continue;
            };
            let round = round_of(child, instance);
            self.cut_off(&round, reason, None)?;
        }
        Ok(())
    }

    /// Ends a round that is not settled, after everything in it.
    pub(super) fn cut_off(
        &mut self,
        round: &Round,
        reason: &str,
        cause: Option<Cause>,
    ) -> Result<(), Rejection> {
        self.terminate_children(&round.step, round.round, reason)?;
        self.emit_engine(Event::StepTerminated {
            round: round.clone(),
            reason: reason.to_owned(),
            cause,
        })
    }
}
