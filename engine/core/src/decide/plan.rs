//! What follows for the plan of an engagement when a step is done, and while it settles: undoing steps are noted,
//! strategies adopted, halted stages kept from beginning, reached milestones flagged.
//!
//! Tests: `tests/behaviour/decide_{withdraw,intervention,reopen}.rs`.

use super::{Draft, Rejection, round_of};
use crate::definition::{Condition, Name, Step};
use crate::evaluate::evaluate;
use crate::event::{Cause, Event, Round};
use crate::ids::StepId;
use crate::intervention::Standing;
use crate::state::{Instance, State, Status, lookup};
use crate::value::Value;

impl Draft<'_> {
    /// What follows at once from the completion of a round.
    pub(super) fn note_completion(&mut self, round: &Round) -> Result<(), Rejection> {
        let definition = self.context.definition;
        for step in &definition.steps {
            if step.undoes.as_ref() == Some(&round.step) {
                self.emit_engine(Event::UndoNoted {
                    round: round.clone(),
                    undo: step.id.clone(),
                })?;
            }
        }
        self.adopt(round)
    }

    /// Makes the first change of the plan that is ready; says whether there was one.
    pub(super) fn plan_once(&mut self) -> Result<bool, Rejection> {
        Ok(self.state.is_open() && (self.undo_once()? || self.halt_once()? || self.doubt_once()?))
    }

    /// Ends the stage of a halted intervention that came up after the halt.
    fn halt_once(&mut self) -> Result<bool, Rejection> {
        let late = self.state.interventions.values().find_map(|intervention| {
            let Standing::Halted { reason, .. } = &intervention.standing else {
                return None;
            };
            let stage = intervention.stage.as_ref()?;
            let available = |i: &&Instance| i.status == Status::Available;
            let instance = self.state.latest(stage).filter(available)?;
            Some((round_of(stage, instance), reason.clone()))
        });
        let Some((round, reason)) = late else {
            return Ok(false);
        };
        self.emit_engine(Event::StepTerminated {
            round,
            reason,
            cause: Some(Cause::Halted),
        })?;
        Ok(true)
    }

    /// Flags the first reached milestone whose condition is false now. It stays reached.
    fn doubt_once(&mut self) -> Result<bool, Rejection> {
        let doubted = self.context.definition.steps.iter().find_map(|step| {
            let completed = |i: &&Instance| i.status == Status::Completed && i.flagged.is_none();
            let instance = self
                .state
                .latest(&step.id)
                .filter(|_| step.is_milestone())
                .filter(completed)?;
            let reason = self.doubt(step)?;
            // Somebody has looked at exactly this before.
            let seen = instance.cleared.as_ref() == Some(&reason);
            (!seen).then(|| (round_of(&step.id, instance), reason))
        });
        let Some((round, reason)) = doubted else {
            return Ok(false);
        };
        self.emit_engine(Event::StepFlagged { round, reason })?;
        Ok(true)
    }

    /// Lets the flag of a milestone in doubt say what its condition reads now, as whoever clears it has looked at
    /// that. A flag for another reason stays as it is.
    pub(super) fn renew_doubt(&mut self, step: &Step, round: &Round) -> Result<(), Rejection> {
        let instance = self.state.instance(&round.step, round.round);
        let flag = instance.and_then(|instance| instance.flagged.as_ref());
        let mut conditions = step.when.iter().chain(&step.or_when);
        let (Some(flag), Some(condition)) = (flag, conditions.next()) else {
            return Ok(());
        };
        let of_doubt = step.is_milestone() && flag.starts_with(&claim(condition));
        match self.doubt(step).filter(|reason| of_doubt && reason != flag) {
            Some(reason) => self.emit_engine(Event::StepFlagged {
                round: round.clone(),
                reason,
            }),
            None => Ok(()),
        }
    }

    /// Why a reached milestone is in doubt, if it is: what it was reached by is false, and not merely unknown.
    fn doubt(&self, step: &Step) -> Option<String> {
        let (state, today) = (&self.state, self.context.now.today);
        let conditions: Vec<&Condition> = step.when.iter().chain(&step.or_when).collect();
        if !conditions.iter().any(|condition| reads_data(condition)) {
            return None;
        }
        let value = |c: &&Condition| evaluate(&c.expr, &|name| lookup(state, today, name));
        let false_now = conditions
            .iter()
            .all(|condition| value(condition) == Some(Value::Boolean(false)));
        let words = conditions.iter().map(|condition| said(state, today, condition));
        false_now.then(|| words.collect::<Vec<_>>().join("; "))
    }

    /// Brings a round of an added step into being where its stage is active, or it stands at top level.
    pub(super) fn create_added(&mut self, step: &StepId, parent: Option<&StepId>) -> Result<(), Rejection> {
        let stage_round = match parent {
            None => None,
            Some(stage) => match self.state.latest(stage).filter(|i| i.is_active()) {
                Some(instance) => Some(instance.round),
                None => return Ok(()),
            },
        };
        self.create_next(step, stage_round)
    }

    /// Brings the next round of a step into being.
    pub(super) fn create_next(&mut self, step: &StepId, stage_round: Option<u32>) -> Result<(), Rejection> {
        let rounds = self.state.steps.get(step).map_or(0, Vec::len);
        let round = Round {
            step: step.clone(),
            round: u32::try_from(rounds).unwrap_or(u32::MAX).saturating_add(1),
        };
        self.emit_engine(Event::StepCreated { round, stage_round })
    }
}

/// Whether a condition reads what people and plugins bring in, so that it can come to be false again.
fn reads_data(condition: &Condition) -> bool {
    let mut reads = false;
    condition.expr.each_name(&mut |name| {
        reads |= matches!(
            name,
            Name::Finding { .. } | Name::Fact { .. } | Name::Record { .. } | Name::Evidence { .. }
        );
    });
    reads
}

/// A condition that no longer holds, with what it reads now. The day is left out: it alone is no news.
fn said(state: &State, today: jiff::civil::Date, condition: &Condition) -> String {
    let mut readings: Vec<String> = Vec::new();
    condition.expr.each_name(&mut |name| {
        if *name == Name::Today {
            return;
        }
        let reading = match lookup(state, today, name) {
            Some(value) => format!("{name} is {value}"),
            None => format!("{name} is not known"),
        };
        if !readings.contains(&reading) {
            readings.push(reading);
        }
    });
    format!("{}{}", claim(condition), readings.join(", "))
}

/// What the flag of a milestone in doubt begins with.
fn claim(condition: &Condition) -> String {
    format!("`{}` no longer holds: ", condition.source)
}
