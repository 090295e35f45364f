//! What happens outside the plan: reported events, escalations, and what they set off.
//!
//! An event or an escalation ends, suspends, reopens and opens steps, in this order; what cannot be done to a step as
//! it stands is left undone. Who follows whom in a role is in `successor.rs`. Tests: `tests/behaviour/decide_events.rs`,
//! `tests/behaviour/decide_escalations.rs`, `tests/behaviour/decide_called.rs`.

use std::collections::BTreeMap;

use super::people::reason;
use super::record::check_record;
use super::{Draft, ROUNDS_MAX, Rejection, round_of};
use crate::command::Actor;
use crate::definition::{Condition, Reactions, Start, Step};
use crate::event::{Cause, Entry, Event, Round};
use crate::ids::{EscalationId, FieldId, OutsideEventId, PersonId, StepId};
use crate::notice::{Notice, Occasion};
use crate::state::Status;
use crate::value::Value;

impl<'a> Draft<'a> {
    pub(super) fn report(
        &mut self,
        id: &OutsideEventId,
        note: &str,
        record: &BTreeMap<FieldId, Value>,
        successor: Option<&PersonId>,
    ) -> Result<(), Rejection> {
        self.person_or_administrator()?;
        let events = &self.context.definition.events;
        let Some(event) = events.get(id) else {
            let known = events.keys().cloned().collect();
            return Err(Rejection::UnknownOutsideEvent {
                event: id.clone(),
                known,
            });
        };
        let note = reason(note)?.to_owned();
        let record = check_record(id.as_str(), "reported", &event.record, record)?;
        let succession = self.succession(id, event.hands_over.as_ref(), successor)?;
        let why = format!("`{id}` was reported: {note}");
        self.emit(Event::OutsideEventReported {
            event: id.clone(),
            note,
            record,
        })?;
        if let Some((role, successor)) = succession {
            self.hand_over_role(role, successor, &why)?;
        }
        self.react(&event.reactions, id.as_str(), &why, &self.context.by.clone())
    }

    pub(super) fn escalate(
        &mut self,
        id: &EscalationId,
        step: Option<&StepId>,
        why: &str,
    ) -> Result<(), Rejection> {
        self.person_or_administrator()?;
        let escalations = &self.context.definition.escalations;
        if !escalations.contains_key(id) {
            let known = escalations.keys().cloned().collect();
            return Err(Rejection::UnknownEscalation {
                escalation: id.clone(),
                known,
            });
        }
        let why = reason(why)?.to_owned();
        let about = match step {
            Some(step) => {
                self.step(step)?;
                Some(round_of(step, self.latest(step)?))
            }
            None => None,
        };
        self.raise(id, about, why, None, self.context.by.clone())
    }

    /// Raises an escalation: the event, what it sets off, and the notice to whoever is told. A `condition` that raises
    /// it raises it once, until it has ceased to hold.
    pub(super) fn raise(
        &mut self,
        id: &EscalationId,
        about: Option<Round>,
        why: String,
        condition: Option<&Condition>,
        by: Actor,
    ) -> Result<(), Rejection> {
        let Some(escalation) = self.context.definition.escalations.get(id) else {
            return Ok(());
        };
        let due = about
            .as_ref()
            .and_then(|round| self.state.instance(&round.step, round.round)?.due);
        self.emit_by(
            by.clone(),
            Event::EscalationRaised {
                escalation: id.clone(),
                about: about.clone(),
                reason: why.clone(),
                condition: condition.map(|condition| condition.source.clone()),
            },
        )?;
        let cause = format!("`{id}` was escalated: {why}");
        self.react(&escalation.reactions, id.as_str(), &cause, &by)?;
        if escalation.to.is_empty() {
            return Ok(());
        }
        let notice = Notice {
            occasion: Occasion::Escalation(id.clone()),
            round: about,
            to: escalation.to.clone(),
            message: format!("{}: {why}", escalation.title),
            due,
        };
        self.emit_engine(Event::NoticeRaised { notice })
    }

    /// Raises the first escalation whose condition has come to hold, or lets the first lapse whose condition holds no
    /// longer; says whether there was one. While the engagement stands still or is withdrawn from, nothing is.
    pub(super) fn escalate_once(&mut self) -> Result<bool, Rejection> {
        let state = &self.state;
        if !state.is_open() || state.hold.is_some() || state.withdrawal.is_some() {
            return Ok(false);
        }
        for (id, escalation) in &self.context.definition.escalations {
            let Some(condition) = &escalation.when else {
                continue;
            };
            let holds = self.gates(&self.state).holds(condition);
            match (holds, self.state.escalating.contains(id)) {
                (true, false) => {
                    let why = condition.source.clone();
                    self.raise(id, None, why, Some(condition), Actor::Engine)?;
                }
                (false, true) => self.emit_engine(Event::EscalationLapsed {
                    escalation: id.clone(),
                })?,
                _ => continue,
            }
            return Ok(true);
        }
        Ok(false)
    }

    /// Lets follow what an outside event or an escalation sets off. Steps are taken in the order of the file, so that
    /// a stage comes before what is in it.
    fn react(&mut self, reactions: &Reactions, name: &str, why: &str, by: &Actor) -> Result<(), Rejection> {
        let steps = &self.context.definition.steps;
        for step in steps.iter().filter(|step| reactions.ends.contains(&step.id)) {
            self.interrupt(step, why)?;
        }
        if reactions.suspends_all {
            self.suspend_now(None, None, why, by)?;
        }
        for step in steps.iter().filter(|step| reactions.suspends.contains(&step.id)) {
            self.suspend_now(Some(&step.id), None, why, by)?;
        }
        for step in steps.iter().filter(|step| reactions.reopens.contains(&step.id)) {
            self.reopen_if_settled(&step.id, why)?;
        }
        for step in steps.iter().filter(|step| reactions.opens.contains(&step.id)) {
            self.call(step, name)?;
        }
        Ok(())
    }

    /// Ends the latest round of a step with everything in it, unless it is settled, or waits for a call.
    fn interrupt(&mut self, step: &Step, why: &str) -> Result<(), Rejection> {
        let Some(instance) = self.state.latest(&step.id) else {
            return Ok(());
        };
        if instance.status.is_settled() || self.gates(&self.state).awaits_call(step, instance) {
            return Ok(());
        }
        self.cut_off(&round_of(&step.id, instance), why, Some(Cause::Interrupted))
    }

    /// Opens a step whatever it waits for, because `by` says so: its latest round where that has not begun, or the
    /// next round of a settled step that only ever begins by a call. Says whether it was opened: not where its stage
    /// is not being worked on, where it is at work already, or where it is not needed.
    pub(super) fn call(&mut self, step: &Step, by: &str) -> Result<bool, Rejection> {
        let Some(instance) = self.state.latest(&step.id) else {
            return Ok(false);
        };
        let gates = self.gates(&self.state);
        let unneeded = step.skip_when.as_ref().is_some_and(|skip| gates.holds(skip));
        let undoes = step.undoes.is_some() || self.state.withdrawal.is_some();
        if undoes || unneeded || !gates.stage_is_active(step, instance) {
            return Ok(false);
        }
        let first = instance.status == Status::Available && !gates.follows_a_round(step, instance);
        let consumed = if first {
            gates.completions(step, instance)
        } else {
            BTreeMap::new()
        };
        let (status, stage_round, mut round) = (
            instance.status,
            instance.stage_round,
            round_of(&step.id, instance),
        );
        match status {
            Status::Available | Status::Enabled => {}
            Status::Active | Status::Failed => return Ok(false),
            Status::Completed | Status::SetAside | Status::Terminated => {
                let rounds = self.state.steps.get(&step.id).map_or(0, Vec::len);
                if step.start != Start::Called || rounds >= ROUNDS_MAX {
                    return Ok(false);
                }
                round.round += 1;
                self.emit_engine(Event::StepCreated {
                    round: round.clone(),
                    stage_round,
                })?;
            }
        }
        let entry = Entry::Called { by: by.to_owned() };
        self.activate(step, round.round, consumed, entry, Actor::Engine)?;
        Ok(true)
    }
}
