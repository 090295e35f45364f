//! Settling: after a command's own events, everything that follows by itself, until nothing moves.
//!
//! The order is fixed: clocks, then what is not needed or must end, then beginnings (in the order of the file), then
//! completions (inner steps before outer ones), then further rounds. One change at a time; each may open the way for
//! the next. Once nothing moves, the conditions of escalations are looked at.

use std::collections::BTreeMap;

use super::outcome::{approved, evidence_settled};
use super::{Draft, Rejection, round_of};
use crate::command::Actor;
use crate::definition::{Repeat, Start, Step, StepKind};
use crate::event::{Cause, Entry, Event, Outcome, Round};
use crate::gate::Gates;
use crate::ids::StepId;
use crate::state::{Held, State, Status};

/// A change that is ready to happen.
enum Move {
    Skip {
        condition: String,
    },
    Exit {
        condition: String,
    },
    Schedule {
        anchor: jiff::civil::Date,
        consumed: BTreeMap<StepId, u32>,
    },
    Enable {
        consumed: BTreeMap<StepId, u32>,
        entry: Entry,
    },
    Activate {
        consumed: BTreeMap<StepId, u32>,
        entry: Entry,
    },
    NoFurtherRound,
    Complete(Outcome),
    NextRound,
}

impl<'a> Draft<'a> {
    /// Lets everything happen that follows by itself.
    pub(super) fn settle(&mut self) -> Result<(), Rejection> {
        loop {
            if self.fire_one()?
                || self.set_late_timer()?
                || self.plan_once()?
                || self.step_once()?
                || self.escalate_once()?
            {
                continue;
            }
            return self.close_if_done();
        }
    }

    pub(super) fn gates<'s>(&'s self, state: &'s State) -> Gates<'s> {
        Gates {
            definition: self.context.definition,
            state,
            today: self.context.now.today,
        }
    }

    /// Makes the first change that is ready; says whether there was one.
    fn step_once(&mut self) -> Result<bool, Rejection> {
        if self.state.hold.is_some() {
            return Ok(false);
        }
        let steps = &self.context.definition.steps;
        let leave = steps.iter().find_map(|step| Some((step, self.leaving(step)?)));
        let found = leave
            .or_else(|| steps.iter().find_map(|step| Some((step, self.beginning(step)?))))
            .or_else(|| {
                steps
                    .iter()
                    .rev()
                    .find_map(|step| Some((step, self.completion(step)?)))
            })
            .or_else(|| steps.iter().find_map(|step| Some((step, self.next_round(step)?))));
        let Some((step, change)) = found else {
            return Ok(false);
        };
        self.make(step, change)?;
        Ok(true)
    }

    /// Whether the latest round of a step is not needed, or must end now.
    fn leaving(&self, step: &Step) -> Option<Move> {
        let instance = self.state.latest(&step.id)?;
        let gates = self.gates(&self.state);
        let skip = gates.not_needed(step, instance).map(|condition| Move::Skip {
            condition: condition.source.clone(),
        });
        skip.or_else(|| {
            let condition = gates.ended_by(step, instance)?.source.clone();
            Some(Move::Exit { condition })
        })
    }

    /// How the latest round of a step can begin now.
    fn beginning(&self, step: &Step) -> Option<Move> {
        let instance = self
            .state
            .latest(&step.id)
            .filter(|i| i.status == Status::Available)?;
        let gates = self.gates(&self.state);
        if !gates.may_begin(step, instance) {
            return None;
        }
        if step.repeat.is_some() && gates.repeat_is_over(step, gates.earlier_rounds(step, instance)) {
            return Some(Move::NoFurtherRound);
        }
        let clocked = step.repeat.as_ref().is_some_and(Repeat::is_clocked);
        let (consumed, entry) = match (clocked, instance.held) {
            (true, Some(Held::ByClock { .. })) => return None,
            (true, Some(Held::Released { .. })) if gates.released(step) => (BTreeMap::new(), Entry::Clock),
            (true, Some(Held::Released { .. })) => return None,
            (true, None) => {
                let (consumed, _) = gates.entry(step, instance)?;
                return Some(Move::Schedule {
                    anchor: self.context.now.today,
                    consumed,
                });
            }
            (false, _) => gates.entry(step, instance)?,
        };
        Some(match step.start {
            Start::Manual => Move::Enable { consumed, entry },
            // Once it has been called, the rounds of a loop follow one another.
            Start::Automatic | Start::Called => Move::Activate { consumed, entry },
        })
    }

    /// How the latest round of a step can complete by itself now.
    fn completion(&self, step: &Step) -> Option<Move> {
        let instance = self
            .state
            .latest(&step.id)
            .filter(|instance| instance.is_active())?;
        let gates = self.gates(&self.state);
        if gates.on_hold(step) {
            return None;
        }
        let outcome = match &step.kind {
            StepKind::Stage => (evidence_settled(step, instance)
                && gates.stage_is_done(Some((&step.id, instance.round))))
            .then_some(Outcome::Done),
            StepKind::Milestone => {
                let unconditional = step.when.is_none() && step.or_when.is_none();
                let mut conditions = step.when.iter().chain(&step.or_when);
                let reached = unconditional || conditions.any(|condition| gates.holds(condition));
                (reached && evidence_settled(step, instance)).then_some(Outcome::Done)
            }
            StepKind::Task { .. } | StepKind::Decision(_) => {
                let submission = instance.submission.as_ref();
                submission
                    .filter(|_| approved(step, instance) && evidence_settled(step, instance))
                    .map(|submission| submission.outcome.clone())
            }
            StepKind::Wait(wait) => {
                let since = instance.activated_at.unwrap_or(u64::MAX);
                let reports = wait
                    .event
                    .as_ref()
                    .and_then(|event| self.state.reported.get(event));
                let happened = reports.is_some_and(|all| all.iter().any(|report| report.sequence > since));
                happened.then_some(Outcome::EventHappened)
            }
            StepKind::Engagement(plan) => {
                crate::children::joined(plan, &self.state, instance).then_some(Outcome::Joined)
            }
            StepKind::Notify { .. } => {
                let delivered = self.is_delivered(&round_of(&step.id, instance));
                delivered.then_some(Outcome::Notified)
            }
            StepKind::Score { .. } | StepKind::Recommend { .. } => None,
        };
        outcome.map(Move::Complete)
    }

    /// Whether another round of a repeating step is to come into being now.
    fn next_round(&self, step: &Step) -> Option<Move> {
        let instance = self.state.latest(&step.id)?;
        let gates = self.gates(&self.state);
        let goes_on = gates.goes_on(step, instance) && self.state.withdrawal.is_none();
        (goes_on && !gates.on_hold(step)).then_some(Move::NextRound)
    }

    fn make(&mut self, step: &Step, change: Move) -> Result<(), Rejection> {
        let Some(instance) = self.state.latest(&step.id) else {
            return Ok(());
        };
        let round = round_of(&step.id, instance);
        match change {
            Move::Skip { condition } => {
                let reason = format!("not needed: {condition}");
                self.emit_engine(Event::StepSetAside { round, reason })
            }
            Move::Exit { condition } => self.cut_off(
                &round,
                &format!("exit-when holds: {condition}"),
                Some(Cause::Exited),
            ),
            Move::Schedule { anchor, consumed } => self.schedule(step, round, anchor, anchor, consumed),
            Move::Enable { consumed, entry } => self.emit_engine(Event::StepEnabled {
                round,
                consumed,
                entry,
            }),
            Move::Activate { consumed, entry } => {
                self.activate(step, round.round, consumed, entry, Actor::Engine)
            }
            Move::NoFurtherRound if self.gates(&self.state).follows_a_round(step, instance) => {
                let reason = "no further round is needed".to_owned();
                self.emit_engine(Event::StepTerminated {
                    round,
                    reason,
                    cause: None,
                })
            }
            // A loop that was never needed must not hold up what waits for it.
            Move::NoFurtherRound => {
                let reason = "no round of it is needed".to_owned();
                self.emit_engine(Event::StepSetAside { round, reason })
            }
            Move::Complete(outcome) => {
                if step.is_stage() {
                    self.terminate_children(&step.id, round.round, "its stage is complete")?;
                }
                self.stand(step, round, outcome, Actor::Engine)
            }
            Move::NextRound => self.begin_next_round(step),
        }
    }

    fn schedule(
        &mut self,
        step: &Step,
        round: Round,
        anchor: jiff::civil::Date,
        after: jiff::civil::Date,
        consumed: BTreeMap<StepId, u32>,
    ) -> Result<(), Rejection> {
        let Some(timer) = self.round_timer(step, &round, anchor, after)? else {
            return Ok(());
        };
        self.emit_engine(Event::RoundScheduled {
            round,
            consumed,
            timer,
        })
    }

    fn begin_next_round(&mut self, step: &Step) -> Result<(), Rejection> {
        let Some(last) = self.state.latest(&step.id) else {
            return Ok(());
        };
        let (stage_round, held) = (last.stage_round, last.held);
        let round = Round {
            step: step.id.clone(),
            round: last.round + 1,
        };
        self.emit_engine(Event::StepCreated {
            round: round.clone(),
            stage_round,
        })?;
        match held {
            // The clock counts on from its first anchor, so that rounds do not drift; missed ones are skipped.
            // A schedule counts from round to round, each as far from the one before as it says.
            Some(held) if step.repeat.as_ref().is_some_and(|r| r.schedule.is_some()) => {
                self.schedule(step, round, held.date(), held.date(), BTreeMap::new())
            }
            Some(held) => {
                let after = held.date().max(self.context.now.today);
                self.schedule(step, round, held.anchor(), after, BTreeMap::new())
            }
            None => Ok(()),
        }
    }

    /// Begins a round: the event, its timers and, for a stage, the rounds of its steps.
    pub(super) fn activate(
        &mut self,
        step: &Step,
        round: u32,
        consumed: BTreeMap<StepId, u32>,
        entry: Entry,
        by: Actor,
    ) -> Result<(), Rejection> {
        let round = Round {
            step: step.id.clone(),
            round,
        };
        self.emit_by(
            by,
            Event::StepActivated {
                round: round.clone(),
                consumed,
                entry,
            },
        )?;
        self.set_timers_of(step, &round)?;
        self.notify(step, &round)?;
        if step.is_stage() {
            self.create_children(Some(&round))
        } else {
            Ok(())
        }
    }

    /// Brings the steps of a stage, or of the top level, into being.
    pub(super) fn create_children(&mut self, stage: Option<&Round>) -> Result<(), Rejection> {
        let definition = self.context.definition;
        let children = definition.children(stage.map(|round| &round.step));
        for child in children.filter(|child| child.undoes.is_none()) {
            let rounds = self.state.steps.get(&child.id).map_or(0, Vec::len);
            let round = u32::try_from(rounds).unwrap_or(u32::MAX).saturating_add(1);
            let round = Round {
                step: child.id.clone(),
                round,
            };
            let stage_round = stage.map(|stage| stage.round);
            self.emit_engine(Event::StepCreated { round, stage_round })?;
        }
        Ok(())
    }

    fn close_if_done(&mut self) -> Result<(), Rejection> {
        let waits = self.state.hold.is_some() || self.state.withdrawal.is_some();
        if waits || !self.state.is_open() || !self.gates(&self.state).stage_is_done(None) {
            return Ok(());
        }
        self.terminate_children_of_root("the engagement is complete")?;
        self.emit_engine(Event::EngagementCompleted {})
    }
}
