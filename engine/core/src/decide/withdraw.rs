//! Withdrawing: everything open ends, and what was done and can be undone is undone, the latest first.
//!
//! While it lasts nothing else begins. The engagement ends once the last undoing step is settled. Tests:
//! `tests/behaviour/decide_withdraw.rs`.

use std::cmp::Reverse;
use std::collections::BTreeMap;

use super::people::reason;
use super::{Draft, Rejection};
use crate::event::{Entry, Event};
use crate::ids::StepId;

impl Draft<'_> {
    pub(super) fn withdraw(&mut self, why: &str) -> Result<(), Rejection> {
        self.person_or_administrator()?;
        let why = reason(why)?.to_owned();
        self.not_withdrawing()?;
        let undo = self.to_be_undone();
        self.terminate_children_of_root("the engagement was withdrawn from")?;
        if self.state.hold.is_some() {
            // What undoes the engagement must not stand still with it.
            self.emit_engine(Event::EngagementResumed {
                reason: "the engagement was withdrawn from".to_owned(),
                moved: Vec::new(),
            })?;
        }
        self.emit(Event::WithdrawalBegun { reason: why, undo })
    }

    /// Checks that the engagement is not being withdrawn from.
    pub(super) fn not_withdrawing(&self) -> Result<(), Rejection> {
        match self.state.withdrawal {
            Some(_) => Err(Rejection::Withdrawing),
            None => Ok(()),
        }
    }

    /// The steps that undo what was done: of the latest completion first.
    fn to_be_undone(&self) -> Vec<StepId> {
        let definition = self.context.definition;
        let steps = definition.steps.iter().enumerate().filter_map(|(place, step)| {
            let done = self.state.latest_completed(step.undoes.as_ref()?)?;
            let noted = self.state.undo.iter().position(|id| *id == step.id);
            // What a version without the undoing step saw done was not noted: it goes by its dates.
            Some(((noted, done.since, done.activated_at, place), step.id.clone()))
        });
        let mut steps: Vec<_> = steps.collect();
        steps.sort_by_key(|(done, _)| Reverse(*done));
        steps.into_iter().map(|(_, id)| id).collect()
    }

    /// Begins the next undoing step once the one before is settled, and ends the engagement after the last; says
    /// whether there was something to do.
    pub(super) fn undo_once(&mut self) -> Result<bool, Rejection> {
        let Some(withdrawal) = &self.state.withdrawal else {
            return Ok(false);
        };
        let unsettled = withdrawal
            .undo
            .iter()
            .find(|id| self.state.latest(id).is_none_or(|i| !i.status.is_settled()));
        match unsettled {
            None => {
                let reason = withdrawal.reason.clone();
                self.emit_engine(Event::EngagementEnded { reason })?;
                Ok(true)
            }
            Some(id) if self.state.latest(id).is_some() => Ok(false),
            Some(id) => {
                let step = self.step(&id.clone())?;
                self.create_next(&step.id, None)?;
                let engine = crate::command::Actor::Engine;
                self.activate(step, 1, BTreeMap::new(), Entry::Undo, engine)?;
                Ok(true)
            }
        }
    }
}
