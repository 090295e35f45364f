//! Who may do what: roles held, and four eyes.

use std::collections::BTreeSet;

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
        if !self.state.acting_roles(person, self.context.now.today).is_empty() {
            return Ok(person.clone());
        }
        let people = self.state.participants().into_iter().cloned().collect();
        Err(Rejection::Stranger {
            person: person.clone(),
            people,
        })
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

    /// The person who acts, checked to own `step`: to hold its role, or any role where it has none.
    pub(super) fn owner(&self, step: &Step, task: &'static str) -> Result<PersonId, Rejection> {
        match &step.role {
            Some(role) => self.holder(role, task),
            None => self.person(),
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
