//! Who follows whom in a role: the role, and every open step of it, moves to one person. Due dates and holds stay.
//! Tests: `tests/behaviour/decide_successor.rs`.

use std::collections::BTreeSet;

use super::{Draft, Rejection, round_of};
use crate::command::Actor;
use crate::event::{Event, Round};
use crate::ids::{OutsideEventId, PersonId, RoleId};
use crate::people::Delegation;
use crate::state::Instance;

impl<'a> Draft<'a> {
    /// Who follows in which role by an outside event; none where it changes no holder.
    pub(super) fn succession<'s>(
        &self,
        event: &OutsideEventId,
        role: Option<&'a RoleId>,
        successor: Option<&'s PersonId>,
    ) -> Result<Option<(&'a RoleId, &'s PersonId)>, Rejection> {
        match (role, successor) {
            (None, None) => Ok(None),
            (Some(_), Some(successor)) if Actor::is_reserved_name(successor) => {
                Err(Rejection::ReservedPerson(successor.clone()))
            }
            (Some(role), Some(successor)) => Ok(Some((role, successor))),
            (Some(role), None) => Err(Rejection::SuccessorNeeded {
                event: event.clone(),
                role: role.clone(),
            }),
            (None, Some(_)) => Err(Rejection::NoSuccession { event: event.clone() }),
        }
    }

    /// Hands a role, and every open step of it, from all who hold it to one person, who may be new.
    pub(super) fn hand_over_role(
        &mut self,
        role: &RoleId,
        to: &PersonId,
        why: &str,
    ) -> Result<(), Rejection> {
        let holders: BTreeSet<PersonId> = self
            .state
            .opening
            .iter()
            .flat_map(|opening| &opening.people)
            .filter(|(person, roles)| *person != to && roles.contains(role))
            .map(|(person, _)| person.clone())
            .collect();
        self.change_roles_of(to, why, |roles| roles.insert(role.clone()))?;
        for person in &holders {
            self.change_roles_of(person, why, |roles| roles.remove(role))?;
        }
        for step in &self.context.definition.steps {
            let open = |instance: &&Instance| !instance.status.is_settled();
            if step.role.as_ref() == Some(role)
                && let Some(instance) = self.state.latest(&step.id).filter(open)
            {
                let round = round_of(&step.id, instance);
                self.hand_over_step(&round, &holders, to, why)?;
            }
        }
        Ok(())
    }

    fn change_roles_of(
        &mut self,
        person: &PersonId,
        why: &str,
        change: impl FnOnce(&mut BTreeSet<RoleId>) -> bool,
    ) -> Result<(), Rejection> {
        let mut to = self.state.roles_of(person).cloned().unwrap_or_default();
        if change(&mut to) {
            self.set_roles(person, to, why)?;
        }
        Ok(())
    }

    /// Moves what one of `from` has taken, was given, delegated or does for another.
    fn hand_over_step(
        &mut self,
        round: &Round,
        from: &BTreeSet<PersonId>,
        to: &PersonId,
        why: &str,
    ) -> Result<(), Rejection> {
        let Some(instance) = self.state.instance(&round.step, round.round) else {
            return Ok(());
        };
        let assigned = instance.assigned_to.clone();
        let delegation = instance.delegation.clone();
        let touched = delegation
            .as_ref()
            .is_some_and(|d| from.contains(&d.from) || from.contains(&d.to));
        // Whoever follows does what was theirs, or would be accepting their own work.
        let ends = delegation
            .as_ref()
            .is_some_and(|d| from.contains(&d.to) || d.to == *to);
        if touched && ends {
            self.emit(Event::DelegationEnded {
                round: round.clone(),
                reason: why.to_owned(),
            })?;
        }
        let moves = assigned.as_ref().is_some_and(|person| from.contains(person));
        if moves || (touched && ends && assigned.as_ref() != Some(to)) {
            self.emit(Event::StepAssigned {
                round: round.clone(),
                from: assigned,
                to: Some(to.clone()),
                reason: Some(why.to_owned()),
            })?;
        }
        match delegation.filter(|_| !ends && (touched || moves)) {
            Some(delegation) => self.emit(Event::StepDelegated {
                round: round.clone(),
                delegation: Delegation {
                    from: to.clone(),
                    ..delegation
                },
            }),
            None => Ok(()),
        }
    }
}
