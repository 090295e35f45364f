//! Reopening: a settled step runs again in a new round, and whatever rests on the old one is flagged.
//!
//! Nothing is reversed: the old round keeps its history. It no longer counts as done for steps that have not
//! begun; rounds that began on its strength stand, and carry a flag until somebody has looked at them. Tests:
//! `tests/behaviour/decide_reopen.rs`.

use std::collections::{BTreeMap, BTreeSet};

use super::people::reason;
use super::{Draft, ROUNDS_MAX, Rejection, round_of};
use crate::command::Actor;
use crate::definition::{Definition, Step};
use crate::event::{Entry, Event, Round};
use crate::ids::StepId;
use crate::state::{Instance, State, Status};

impl Draft<'_> {
    pub(super) fn reopen(&mut self, id: &StepId, why: &str) -> Result<(), Rejection> {
        let step = self.step(id)?;
        self.planner_or_owner(step, "reopens it")?;
        let why = reason(why)?.to_owned();
        let by = self.context.by.clone();
        self.reopen_by(step, &why, by)
    }

    /// Reopens a step where it is settled and its stage is active; says whether it was. Outside events and
    /// escalations reopen what they can and leave the rest.
    pub(super) fn reopen_if_settled(&mut self, id: &StepId, why: &str) -> Result<bool, Rejection> {
        let step = self.step(id)?;
        if self.reopenable(step).is_err() {
            return Ok(false);
        }
        self.reopen_by(step, why, Actor::Engine)?;
        Ok(true)
    }

    pub(super) fn reopen_by(&mut self, step: &Step, why: &str, by: Actor) -> Result<(), Rejection> {
        let round = self.reopenable(step)?;
        let entry = Entry::Reopened {
            reason: why.to_owned(),
        };
        self.reopen_as(step, &round, why, entry, by)?;
        let cause = format!("`{}` was reopened: {why}", step.id);
        self.flag_dependants(&round, &cause)
    }

    /// Opens the next round of a settled step, whatever its entry says: the events, its timers and its children.
    pub(super) fn reopen_as(
        &mut self,
        step: &Step,
        round: &Round,
        why: &str,
        entry: Entry,
        by: Actor,
    ) -> Result<(), Rejection> {
        let Some(old) = self.state.instance(&round.step, round.round) else {
            return Ok(());
        };
        let (stage_round, flagged) = (old.stage_round, old.flagged.is_some());
        let consumed = self.consumed_again(old);
        if flagged {
            self.emit_by(
                by.clone(),
                Event::FlagCleared {
                    round: round.clone(),
                    reason: "it was reopened".to_owned(),
                },
            )?;
        }
        self.emit_by(
            by.clone(),
            Event::StepReopened {
                round: round.clone(),
                reason: why.to_owned(),
            },
        )?;
        let next = Round {
            step: round.step.clone(),
            round: round.round + 1,
        };
        self.emit_engine(Event::StepCreated {
            round: next.clone(),
            stage_round,
        })?;
        self.activate(step, next.round, consumed, entry, by)
    }

    /// The settled round that can be reopened: the latest, in a stage that is being worked on.
    pub(super) fn reopenable(&self, step: &Step) -> Result<Round, Rejection> {
        if self.state.withdrawal.is_some() {
            return Err(Rejection::Withdrawing);
        }
        let instance = self.latest(&step.id)?;
        if let Some(ancestor) = self.closed_ancestor(step, instance) {
            return Err(Rejection::StageClosed {
                step: step.id.clone(),
                stage: ancestor,
            });
        }
        if !instance.status.is_settled() {
            return Err(Rejection::WrongStatus {
                step: step.id.clone(),
                status: instance.status,
                attempted: "reopened",
            });
        }
        if self.state.steps.get(&step.id).map_or(0, Vec::len) >= ROUNDS_MAX {
            return Err(Rejection::TooManyRounds {
                step: step.id.clone(),
            });
        }
        Ok(round_of(&step.id, instance))
    }

    /// The outermost stage around a round that is no longer being worked on.
    fn closed_ancestor(&self, step: &Step, instance: &Instance) -> Option<StepId> {
        let mut closed = None;
        let (mut step, mut stage_round) = (step, instance.stage_round);
        while let (Some(stage), Some(round)) = (&step.parent, stage_round) {
            let around = self.state.instance(stage, round);
            if !around.is_some_and(Instance::is_active) {
                closed = Some(stage.clone());
            }
            let Some(outer) = self.context.definition.step(stage) else {
                break;
            };
            (step, stage_round) = (outer, around.and_then(|stage| stage.stage_round));
        }
        closed
    }

    /// What the new round rests on: the latest completions of the steps that the old one rested on.
    fn consumed_again(&self, old: &Instance) -> BTreeMap<StepId, u32> {
        let counts = |round: &&Instance| round.status.satisfies_after() && !round.reopened;
        old.consumed
            .iter()
            .map(|(source, round)| {
                let rounds = self.state.steps.get(source).map_or(&[][..], Vec::as_slice);
                let latest = rounds.iter().rev().find(counts).map(|latest| latest.round);
                (source.clone(), latest.unwrap_or(*round))
            })
            .collect()
    }

    /// Flags whatever began on the strength of `round`, directly or through other rounds.
    pub(super) fn flag_dependants(&mut self, round: &Round, why: &str) -> Result<(), Rejection> {
        for dependant in dependants(self.context.definition, &self.state, round) {
            let unflagged = self
                .state
                .instance(&dependant.step, dependant.round)
                .is_some_and(|instance| instance.flagged.is_none());
            if unflagged {
                self.emit_engine(Event::StepFlagged {
                    round: dependant,
                    reason: why.to_owned(),
                })?;
            }
        }
        Ok(())
    }

    /// Says that a flagged step has been looked at and stands: every flag of its rounds goes.
    pub(super) fn clear_flag(&mut self, id: &StepId, why: &str) -> Result<(), Rejection> {
        let step = self.step(id)?;
        self.planner_or_owner(step, "looks at what is flagged")?;
        let why = reason(why)?.to_owned();
        let rounds = self.state.steps.get(id).map_or(&[][..], Vec::as_slice);
        let flagged: Vec<Round> = rounds
            .iter()
            .filter(|instance| instance.flagged.is_some())
            .map(|instance| round_of(id, instance))
            .collect();
        if flagged.is_empty() {
            return Err(Rejection::NotFlagged { step: id.clone() });
        }
        for round in flagged {
            self.renew_doubt(step, &round)?;
            self.emit(Event::FlagCleared {
                round,
                reason: why.clone(),
            })?;
        }
        Ok(())
    }

    /// Checks that whoever acts may change the course of a step: the administrator, whoever may change the plan,
    /// or its owner.
    pub(super) fn planner_or_owner(&self, step: &Step, task: &'static str) -> Result<(), Rejection> {
        if self.is_planner() {
            return Ok(());
        }
        self.owner(step, task).map(drop)
    }
}

/// The rounds that began on the strength of `round`, or of a round that did, in the order in which they are found.
/// Rounds inside a stage stand with their stage: what consumed one of them rests on the stage, a flag on the
/// stage speaks for all of them, and a completed stage rests on every step in it.
fn dependants(definition: &Definition, state: &State, round: &Round) -> Vec<Round> {
    let mut found: Vec<Round> = Vec::new();
    let mut covered: BTreeSet<Round> = within(definition, state, round);
    let mut sources: BTreeSet<Round> = covered.clone();
    while !sources.is_empty() {
        let mut next = BTreeSet::new();
        for (step, instance) in rounds(state) {
            let round = round_of(step, instance);
            let stands = matches!(
                instance.status,
                Status::Active | Status::Failed | Status::Completed
            ) && !instance.reopened;
            let rests = instance.consumed.iter().any(|(step, round)| {
                sources.contains(&Round {
                    step: step.clone(),
                    round: *round,
                })
            });
            if stands && rests && !covered.contains(&round) {
                let inside = within(definition, state, &round);
                covered.extend(inside.iter().cloned());
                next.extend(inside);
                next.extend(completed_around(definition, state, step, instance));
                found.push(round);
            }
        }
        sources = next;
    }
    // A stage may have been found after a step in it: its flag is enough.
    let inside: BTreeSet<Round> = found
        .iter()
        .flat_map(|round| {
            within(definition, state, round)
                .into_iter()
                .filter(move |inner| inner != round)
        })
        .collect();
    found.retain(|round| !inside.contains(round));
    found
}

/// A round and every round inside it.
fn within(definition: &Definition, state: &State, round: &Round) -> BTreeSet<Round> {
    let mut inside = BTreeSet::from([round.clone()]);
    for child in definition.children(Some(&round.step)) {
        let rounds = state.steps.get(&child.id).map_or(&[][..], Vec::as_slice);
        for instance in rounds.iter().filter(|i| i.stage_round == Some(round.round)) {
            inside.extend(within(definition, state, &round_of(&child.id, instance)));
        }
    }
    inside
}

/// The completed stages around a round, with their rounds.
fn completed_around(
    definition: &Definition,
    state: &State,
    step: &StepId,
    instance: &Instance,
) -> Vec<Round> {
    let mut around = Vec::new();
    let mut parent = definition.step(step).and_then(|step| step.parent.as_ref());
    let mut stage_round = instance.stage_round;
    while let (Some(stage), Some(round)) = (parent, stage_round) {
        let Some(holder) = state
            .instance(stage, round)
            .filter(|i| i.status == Status::Completed)
        else {
            break;
        };
        around.push(round_of(stage, holder));
        stage_round = holder.stage_round;
        parent = definition.step(stage).and_then(|stage| stage.parent.as_ref());
    }
    around
}

fn rounds(state: &State) -> impl Iterator<Item = (&StepId, &Instance)> {
    state
        .steps
        .iter()
        .flat_map(|(step, rounds)| rounds.iter().map(move |instance| (step, instance)))
}
