//! Who follows whom in a role: the role, and every open step of it, moves to one person. Due dates and holds stay.
//! Tests: `tests/behaviour/decide_successor.rs`.

use super::roles::not_reserved;
use super::{Draft, Rejection};
use crate::ids::{OutsideEventId, PersonId, RoleId};

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
            (Some(role), Some(successor)) => {
                not_reserved(successor)?;
                Ok(Some((role, successor)))
            }
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
        let holders = self.state.holders(role).into_iter();
        let holders: Vec<PersonId> = holders.filter(|person| *person != to).cloned().collect();
        let with = self.state.roles_of(to).into_iter().flatten().chain([role]);
        self.set_roles(to, with.cloned().collect(), why)?;
        for person in &holders {
            self.pass_on_steps(person, to, Some(role), why)?;
            let roles = self.state.roles_of(person).into_iter().flatten();
            let without = roles.filter(|held| *held != role).cloned().collect();
            self.set_roles(person, without, why)?;
        }
        Ok(())
    }
}
