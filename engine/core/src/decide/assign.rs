//! Whose a step is: claiming, assigning, delegating, giving back. Due dates and holds stay. What has been handed in
//! waits for judgement first.
//!
//! Tests: `tests/behaviour/decide_assign.rs`, `tests/behaviour/decide_delegation.rs`.

use super::outcome::waits_for;
use super::people::{bounded, reason};
use super::{Draft, Rejection, round_of};
use crate::command::Actor;
use crate::definition::{Step, StepKind};
use crate::event::{Event, Round};
use crate::ids::{PersonId, RoleId, StepId};
use crate::people::Delegation;
use crate::state::{Instance, Status};
use crate::turn::Turn;

impl Draft<'_> {
    pub(super) fn claim(&mut self, id: &StepId) -> Result<(), Rejection> {
        let step = self.step(id)?;
        let person = self.owner(step, "does it")?;
        let instance = self.begun(id, "taken")?;
        not_proposed(step, instance)?;
        not_delegated(step, instance)?;
        if instance.assigned_to.as_ref() == Some(&person) {
            return Ok(());
        }
        let (round, from) = (round_of(id, instance), instance.assigned_to.clone());
        self.emit(Event::StepAssigned {
            round,
            from,
            to: Some(person),
            reason: None,
        })
    }

    pub(super) fn assign(&mut self, id: &StepId, to: &PersonId, why: &str) -> Result<(), Rejection> {
        let step = self.step(id)?;
        if *self.context.by != Actor::Administrator {
            match &step.role {
                Some(role) => self.holder(role, "assigns it")?,
                None => self.person()?,
            };
        }
        let why = reason(why)?.to_owned();
        let instance = self.unsettled(id, "assigned")?;
        not_proposed(step, instance)?;
        let turn = self.turn(step, instance);
        if !turn.may_act(to) {
            let role = step.role.as_ref();
            let holders = role.map(|role| self.state.acting_holders(role, self.context.now.today));
            return Err(Rejection::NotAHolder {
                person: to.clone(),
                step: id.clone(),
                holders: holders.into_iter().flatten().cloned().collect(),
            });
        }
        not_barred(&turn, to)?;
        let (round, from) = (round_of(id, instance), instance.assigned_to.clone());
        let delegated = instance.delegation.is_some();
        if !delegated && from.as_ref() == Some(to) {
            return Ok(());
        }
        if delegated {
            self.emit(Event::DelegationEnded {
                round: round.clone(),
                reason: why.clone(),
            })?;
        }
        self.emit(Event::StepAssigned {
            round,
            from,
            to: Some(to.clone()),
            reason: Some(why),
        })
    }

    pub(super) fn delegate(&mut self, id: &StepId, to: &PersonId, why: &str) -> Result<(), Rejection> {
        let step = self.step(id)?;
        if !matches!(step.kind, StepKind::Task { .. } | StepKind::Decision(_)) {
            return Err(Rejection::WrongKind {
                step: id.clone(),
                kind: step.kind.as_str(),
                attempted: "delegated",
            });
        }
        let instance = self.begun(id, "delegated")?;
        not_delegated(step, instance)?;
        let person = self.owner(step, "delegates it")?;
        let why = reason(why)?.to_owned();
        not_proposed(step, instance)?;
        let turn = self.turn(step, instance);
        let from = turn.assignee().cloned().unwrap_or(person);
        if from == *to {
            return Err(Rejection::SamePerson {
                person: from,
                task: "delegate a step to the same person",
            });
        }
        self.takes_part(to)?;
        not_barred(&turn, to)?;
        let round = round_of(id, instance);
        let delegation = Delegation {
            from,
            to: to.clone(),
            on: self.context.now.today,
            reason: why,
        };
        self.emit(Event::StepDelegated { round, delegation })
    }

    pub(super) fn release(&mut self, id: &StepId, why: Option<&str>) -> Result<(), Rejection> {
        let step = self.step(id)?;
        let why = why.map(str::trim).filter(|why| !why.is_empty());
        let why = why.map(bounded).transpose()?.map(str::to_owned);
        let instance = self.unsettled(id, "given back")?;
        let (assigned, delegation) = (instance.assigned_to.clone(), instance.delegation.clone());
        let round = round_of(id, instance);
        let Some(whose) = delegation.as_ref().map(|d| &d.to).or(assigned.as_ref()) else {
            self.person_or_administrator()?;
            return Err(Rejection::NotTaken { step: id.clone() });
        };
        let giver = self.giver(step, instance, whose, delegation.as_ref())?;
        not_proposed(step, instance)?;
        if delegation.is_some() {
            self.emit(Event::DelegationEnded {
                round: round.clone(),
                reason: why.clone().unwrap_or_else(|| "it was given back".to_owned()),
            })?;
        }
        // What a delegate gives back is again whose it was.
        if assigned.is_none() || giver == Giver::Delegate {
            return Ok(());
        }
        self.emit(Event::StepAssigned {
            round,
            from: assigned,
            to: None,
            reason: why,
        })
    }

    /// As whom the person who acts may give a step back.
    fn giver(
        &self,
        step: &Step,
        instance: &Instance,
        whose: &PersonId,
        delegation: Option<&Delegation>,
    ) -> Result<Giver, Rejection> {
        if *self.context.by == Actor::Administrator {
            return Ok(Giver::Owner);
        }
        let person = self.person()?;
        let today = self.context.now.today;
        let acts_for = |other: &PersonId| self.state.acts_for(&person, other, today);
        let orphaned = delegation.is_none() && self.turn(step, instance).assignee().is_none();
        match delegation {
            Some(delegation) if acts_for(&delegation.from) => Ok(Giver::Owner),
            Some(delegation) if acts_for(&delegation.to) => Ok(Giver::Delegate),
            None if acts_for(whose) => Ok(Giver::Owner),
            None if orphaned && self.turn(step, instance).may_act(&person) => Ok(Giver::Owner),
            _ => Err(Rejection::Taken {
                step: step.id.clone(),
                by: whose.clone(),
                person,
            }),
        }
    }

    /// Takes away from a person the open steps in whose role the person may no longer act.
    pub(super) fn give_up_steps(&mut self, person: &PersonId, why: &str) -> Result<(), Rejection> {
        for step in &self.context.definition.steps {
            let Some(instance) = self.state.latest(&step.id).filter(|i| !i.status.is_settled()) else {
                continue;
            };
            let turn = self.turn(step, instance);
            let round = round_of(&step.id, instance);
            let assigned = instance.assigned_to.as_ref() == Some(person) && !turn.may_act(person);
            // What was handed in is still to be accepted; whoever else holds the role does it.
            let ended = instance.submission.is_none()
                && instance.delegation.as_ref().is_some_and(|delegation| {
                    (delegation.from == *person && !turn.may_act(person))
                        || (delegation.to == *person && self.takes_part(person).is_err())
                });
            if ended {
                self.emit(Event::DelegationEnded {
                    round: round.clone(),
                    reason: why.to_owned(),
                })?;
            }
            if assigned && self.delegation_of(&round).is_none() {
                self.emit(Event::StepAssigned {
                    round,
                    from: Some(person.clone()),
                    to: None,
                    reason: Some(why.to_owned()),
                })?;
            }
        }
        Ok(())
    }

    /// Hands whatever a person has taken, was given, delegated or does for another to whoever follows: in every role,
    /// or in one.
    pub(super) fn pass_on_steps(
        &mut self,
        from: &PersonId,
        to: &PersonId,
        role: Option<&RoleId>,
        why: &str,
    ) -> Result<(), Rejection> {
        let steps = self.context.definition.steps.iter();
        for step in steps.filter(|step| role.is_none() || step.role.as_ref() == role) {
            let Some(instance) = self.state.latest(&step.id).filter(|i| !i.status.is_settled()) else {
                continue;
            };
            let (round, assigned) = (round_of(&step.id, instance), instance.assigned_to.clone());
            let delegation = instance.delegation.clone();
            if assigned.as_ref() == Some(from) {
                let barred = self.turn(step, instance).barred(to).is_some();
                self.emit(Event::StepAssigned {
                    round: round.clone(),
                    from: assigned,
                    to: (!barred).then(|| to.clone()),
                    reason: Some(why.to_owned()),
                })?;
            }
            if let Some(delegation) = delegation {
                self.pass_on_delegation(round, delegation, from, to, why)?;
            }
        }
        Ok(())
    }

    /// Puts whoever follows in the place of a person in a delegation. Where one person would stand on both sides, it
    /// ends: the work is that person's own.
    fn pass_on_delegation(
        &mut self,
        round: Round,
        delegation: Delegation,
        from: &PersonId,
        to: &PersonId,
        why: &str,
    ) -> Result<(), Rejection> {
        let follow = |person: &PersonId| {
            if person == from {
                to.clone()
            } else {
                person.clone()
            }
        };
        let passed_on = Delegation {
            from: follow(&delegation.from),
            to: follow(&delegation.to),
            ..delegation.clone()
        };
        if passed_on.from == passed_on.to {
            if self.delegation_of(&round).is_none() {
                return Ok(());
            }
            let reason = why.to_owned();
            return self.emit(Event::DelegationEnded { round, reason });
        }
        if self.delegation_of(&round) == Some(&passed_on) {
            return Ok(());
        }
        self.emit(Event::StepDelegated {
            round,
            delegation: passed_on,
        })
    }

    fn delegation_of(&self, round: &Round) -> Option<&Delegation> {
        let instance = self.state.instance(&round.step, round.round)?;
        instance.delegation.as_ref()
    }

    /// The latest round of a step, checked to be offered or being worked on.
    fn begun(&self, id: &StepId, attempted: &'static str) -> Result<&Instance, Rejection> {
        let instance = self.latest(id)?;
        match instance.status {
            Status::Enabled | Status::Active => Ok(instance),
            status => Err(Rejection::WrongStatus {
                step: id.clone(),
                status,
                attempted,
            }),
        }
    }

    /// The latest round of a step, checked not to be settled.
    fn unsettled(&self, id: &StepId, attempted: &'static str) -> Result<&Instance, Rejection> {
        let instance = self.latest(id)?;
        if instance.status.is_settled() {
            let status = instance.status;
            return Err(Rejection::WrongStatus {
                step: id.clone(),
                status,
                attempted,
            });
        }
        Ok(instance)
    }
}

/// As whom somebody gives a step back.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Giver {
    /// Whose it is, who delegated it, or whoever runs the program.
    Owner,
    /// Who does it for another.
    Delegate,
}

/// Checks that nothing has been handed in that still waits for judgement.
fn not_proposed(step: &Step, instance: &Instance) -> Result<(), Rejection> {
    match instance.submission {
        None => Ok(()),
        Some(_) => Err(Rejection::AlreadyProposed {
            step: step.id.clone(),
            waits_for: waits_for(step, instance),
        }),
    }
}

fn not_delegated(step: &Step, instance: &Instance) -> Result<(), Rejection> {
    match &instance.delegation {
        None => Ok(()),
        Some(delegation) => Err(Rejection::AlreadyProposed {
            step: step.id.clone(),
            waits_for: format!("`{}`, to whom it was delegated", delegation.to),
        }),
    }
}

/// Checks that a person did none of the steps whose doer may not do this one.
pub(super) fn not_barred(turn: &Turn<'_>, person: &PersonId) -> Result<(), Rejection> {
    match turn.barred(person) {
        None => Ok(()),
        Some(did) => Err(Rejection::NotBy {
            person: person.clone(),
            did: did.clone(),
            step: turn.step.id.clone(),
        }),
    }
}
