//! Who holds which role, and who stands in: people come, go, hand over, and are away.
//!
//! Tests: `tests/behaviour/decide_people.rs`, `tests/behaviour/decide_absence.rs`.

use std::collections::BTreeSet;

use super::people::reason;
use super::{Draft, Rejection};
use crate::command::Actor;
use crate::definition::Step;
use crate::event::Event;
use crate::ids::{PersonId, RoleId, StepId};
use crate::people::Absence;

impl Draft<'_> {
    pub(super) fn change_roles(
        &mut self,
        person: &PersonId,
        roles: &BTreeSet<RoleId>,
        why: &str,
    ) -> Result<(), Rejection> {
        self.any_role(&self.context.definition.ad_hoc, "change the roles of people here")?;
        let why = reason(why)?.to_owned();
        not_reserved(person)?;
        let known = &self.context.definition.roles;
        if let Some(role) = roles.iter().find(|role| !known.contains_key(*role)) {
            return Err(Rejection::UnknownRole {
                role: role.clone(),
                known: known.keys().cloned().collect(),
            });
        }
        let before = self.state.roles_of(person).cloned().unwrap_or_default();
        if before == *roles {
            return Ok(());
        }
        self.check_still_held(person, &before - roles)?;
        self.set_roles(person, roles.clone(), &why)?;
        self.give_up_steps(person, &why)
    }

    pub(super) fn hand_over(&mut self, from: &PersonId, to: &PersonId, why: &str) -> Result<(), Rejection> {
        self.own_or_planner(from, "hand over what another person does")?;
        let why = reason(why)?.to_owned();
        not_reserved(to)?;
        if from == to {
            return Err(Rejection::SamePerson {
                person: from.clone(),
                task: "hand over to the same person",
            });
        }
        let Some(roles) = self.state.roles_of(from).filter(|roles| !roles.is_empty()) else {
            return Err(self.stranger(from));
        };
        let mut all = roles.clone();
        all.extend(self.state.roles_of(to).into_iter().flatten().cloned());
        self.set_roles(to, all, &why)?;
        self.pass_on_steps(from, to, None, &why)?;
        self.set_roles(from, BTreeSet::new(), &why)
    }

    pub(super) fn record_absence(&mut self, person: &PersonId, absence: &Absence) -> Result<(), Rejection> {
        self.own_or_planner(person, "record the absence of another person")?;
        let why = reason(&absence.reason)?.to_owned();
        self.takes_part(person)?;
        if absence.until < absence.from {
            return Err(Rejection::Dates {
                problem: "the last day of an absence must not come before its first",
            });
        }
        if let Some(deputy) = &absence.deputy {
            not_reserved(deputy)?;
            if deputy == person {
                return Err(Rejection::SamePerson {
                    person: person.clone(),
                    task: "stand in for the same person",
                });
            }
        }
        let absence = Absence {
            reason: why,
            ..absence.clone()
        };
        let recorded = self.state.absences.get(person);
        if recorded.is_some_and(|absences| absences.contains(&absence)) {
            return Ok(());
        }
        let person = person.clone();
        self.emit(Event::AbsenceRecorded { person, absence })
    }

    /// Gives a person other roles than before, whoever may.
    pub(super) fn set_roles(
        &mut self,
        person: &PersonId,
        to: BTreeSet<RoleId>,
        why: &str,
    ) -> Result<(), Rejection> {
        let from = self.state.roles_of(person).cloned().unwrap_or_default();
        if from == to {
            return Ok(());
        }
        self.emit(Event::RolesChanged {
            person: person.clone(),
            from,
            to,
            reason: why.to_owned(),
        })
    }

    /// Checks that of the roles which a person leaves, others hold those that steps still need.
    fn check_still_held(&self, person: &PersonId, left: BTreeSet<RoleId>) -> Result<(), Rejection> {
        let orphaned = |role: &RoleId| {
            self.state
                .holders(role)
                .into_iter()
                .all(|holder| holder == person)
        };
        let orphaned: BTreeSet<RoleId> = left.into_iter().filter(orphaned).collect();
        let mut roles: BTreeSet<RoleId> = BTreeSet::new();
        let mut steps: Vec<StepId> = Vec::new();
        for step in &self.context.definition.steps {
            let latest = self.state.latest(&step.id);
            if latest.is_some_and(|instance| instance.status.is_settled()) {
                continue;
            }
            let needed: Vec<&RoleId> = roles_of(step).filter(|role| orphaned.contains(*role)).collect();
            if !needed.is_empty() {
                steps.push(step.id.clone());
                roles.extend(needed.into_iter().cloned());
            }
        }
        if roles.is_empty() {
            return Ok(());
        }
        Err(Rejection::RoleNeeded {
            person: person.clone(),
            roles: roles.into_iter().collect(),
            steps,
        })
    }

    /// Checks that whoever acts is the person concerned, may change plans, or runs the program.
    fn own_or_planner(&self, person: &PersonId, task: &'static str) -> Result<(), Rejection> {
        if *self.context.by == Actor::Person(person.clone()) {
            return self.person().map(drop);
        }
        self.any_role(&self.context.definition.ad_hoc, task)
    }
}

/// The roles that must act in a step.
pub(crate) fn roles_of(step: &Step) -> impl Iterator<Item = &RoleId> {
    let accepting = step.evidence.iter().filter_map(|item| item.accepted_by.as_ref());
    step.role.iter().chain(&step.approve).chain(accepting)
}

pub(super) fn not_reserved(person: &PersonId) -> Result<(), Rejection> {
    if Actor::is_reserved_name(person) {
        return Err(Rejection::ReservedPerson(person.clone()));
    }
    Ok(())
}
