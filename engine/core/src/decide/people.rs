//! Who may do what: roles held, and four eyes.

use std::collections::BTreeSet;

use super::assign::not_barred;
use super::{Draft, Rejection};
use crate::command::Actor;
use crate::definition::Step;
use crate::ids::{PersonId, RoleId};

impl Draft<'_> {
    /// The person who acts, checked to have a part in the engagement.
    pub(super) fn person(&self) -> Result<PersonId, Rejection> {
        let Actor::Person(person) = self.context.by else {
            return Err(Rejection::PersonNeeded);
        };
        self.takes_part(person)?;
        Ok(person.clone())
    }

    /// The refusal of a person who has no part in the engagement.
    pub(super) fn stranger(&self, person: &PersonId) -> Rejection {
        let people = self.state.participants().into_iter().cloned().collect();
        Rejection::Stranger {
            person: person.clone(),
            people,
        }
    }

    /// Checks that a person has a part in the engagement.
    pub(super) fn takes_part(&self, person: &PersonId) -> Result<(), Rejection> {
        if self.state.acting_roles(person, self.context.now.today).is_empty() {
            return Err(self.stranger(person));
        }
        Ok(())
    }

    /// Checks that a person with a part in the engagement acts, or the administrator.
    pub(super) fn person_or_administrator(&self) -> Result<(), Rejection> {
        match self.context.by {
            Actor::Administrator => Ok(()),
            Actor::Person(_) | Actor::Engine => self.person().map(drop),
        }
    }

    /// Checks that the engine itself acts.
    pub(super) fn engine(&self) -> Result<(), Rejection> {
        match self.context.by {
            Actor::Engine => Ok(()),
            Actor::Person(_) | Actor::Administrator => Err(Rejection::EngineNeeded),
        }
    }

    /// The person who acts, checked to hold `role`.
    pub(super) fn holder(&self, role: &RoleId, task: &'static str) -> Result<PersonId, Rejection> {
        let person = self.person()?;
        let today = self.context.now.today;
        if self.state.acting_roles(&person, today).contains(role) {
            return Ok(person);
        }
        let holders = self.state.acting_holders(role, today);
        let holders = holders.into_iter().cloned().collect();
        Err(Rejection::WrongRole {
            person,
            role: role.clone(),
            task,
            holders,
        })
    }

    /// Checks that the person who acts holds one of `roles`, or that the administrator acts.
    pub(super) fn any_role(&self, roles: &BTreeSet<RoleId>, task: &'static str) -> Result<(), Rejection> {
        if *self.context.by == Actor::Administrator {
            return Ok(());
        }
        let person = self.person()?;
        let today = self.context.now.today;
        if self.state.acting_roles(&person, today).is_disjoint(roles) {
            return Err(Rejection::NotPermitted {
                person,
                task,
                roles: roles.iter().cloned().collect(),
            });
        }
        Ok(())
    }

    /// The person who acts, checked to be the one to do `step`: to whom it was delegated, or who holds its role (any
    /// role where it has none) and was not passed over for another person.
    pub(super) fn owner(&self, step: &Step, task: &'static str) -> Result<PersonId, Rejection> {
        let latest = self.state.latest(&step.id).filter(|i| !i.status.is_settled());
        let delegate = latest
            .and_then(|i| i.delegation.as_ref())
            .map(|delegation| &delegation.to);
        let person = match (&step.role, delegate) {
            (Some(role), None) => self.holder(role, task)?,
            _ => self.person()?,
        };
        let Some(instance) = latest else {
            return Ok(person);
        };
        let turn = self.turn(step, instance);
        self.not_taken(step, delegate.or(turn.assignee()), &person)?;
        not_barred(&turn, &person)?;
        Ok(person)
    }

    /// The person who acts, checked to answer for `step`: who delegated it, or else whoever owns it.
    pub(super) fn answerable(&self, step: &Step, task: &'static str) -> Result<PersonId, Rejection> {
        let latest = self.state.latest(&step.id).filter(|i| !i.status.is_settled());
        match latest.and_then(|instance| instance.delegation.as_ref()) {
            None => self.owner(step, task),
            Some(delegation) => {
                let person = self.person()?;
                self.not_taken(step, Some(&delegation.from), &person)?;
                Ok(person)
            }
        }
    }

    fn not_taken(&self, step: &Step, by: Option<&PersonId>, person: &PersonId) -> Result<(), Rejection> {
        match by.filter(|by| !self.state.acts_for(person, by, self.context.now.today)) {
            None => Ok(()),
            Some(by) => Err(Rejection::Taken {
                step: step.id.clone(),
                by: by.clone(),
                person: person.clone(),
            }),
        }
    }

    /// The person who acts, checked to hold `role` and not to be `author`.
    pub(super) fn judge(
        &self,
        role: &RoleId,
        task: &'static str,
        author: &Actor,
        did: &'static str,
    ) -> Result<PersonId, Rejection> {
        let person = self.holder(role, task)?;
        if Actor::Person(person.clone()) == *author {
            return Err(Rejection::FourEyes {
                person,
                did,
                role: role.clone(),
            });
        }
        Ok(person)
    }
}

/// Checks a reason or note: there must be one, of a length that the log can carry.
pub(super) fn reason(text: &str) -> Result<&str, Rejection> {
    let text = text.trim();
    if text.is_empty() {
        return Err(Rejection::ReasonNeeded);
    }
    bounded(text)
}

/// Checks the length of a text.
pub(super) fn bounded(text: &str) -> Result<&str, Rejection> {
    if text.len() > super::TEXT_BYTES_MAX {
        return Err(Rejection::TextTooLong { bytes: text.len() });
    }
    Ok(text)
}
