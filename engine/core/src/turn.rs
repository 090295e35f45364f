//! Whose turn: who is asked to do a step, and who may not. Asked by the decision (to refuse) and by the views (to
//! say who is next). Tests are in `tests/behaviour/decide_assign.rs` and `tests/behaviour/decide_absence.rs`.

use jiff::civil::Date;

use crate::command::Actor;
use crate::definition::Step;
use crate::ids::{PersonId, StepId};
use crate::people::Delegation;
use crate::state::{Instance, State};

/// A round, and the day on which it is asked whose turn it is.
#[derive(Clone, Copy)]
pub(crate) struct Turn<'a> {
    pub(crate) state: &'a State,
    pub(crate) step: &'a Step,
    pub(crate) instance: &'a Instance,
    pub(crate) today: Date,
}

impl<'a> Turn<'a> {
    /// Whether a person may act in the step's role; in any role, where it has none.
    pub(crate) fn may_act(&self, person: &PersonId) -> bool {
        let roles = self.state.acting_roles(person, self.today);
        match &self.step.role {
            Some(role) => roles.contains(role),
            None => !roles.is_empty(),
        }
    }

    /// Who took the step or was given it, as long as that person may act in its role.
    pub(crate) fn assignee(&self) -> Option<&'a PersonId> {
        let assigned = self.instance.assigned_to.as_ref();
        assigned.filter(|person| self.may_act(person))
    }

    /// The step whose doer a person was, where whoever did that one may not do this one.
    pub(crate) fn barred(&self, person: &PersonId) -> Option<&'a StepId> {
        self.step.not_by.iter().find(|other| {
            let done = self.state.latest_completed(other);
            let by = done.and_then(|instance| instance.completed_by.as_ref());
            by == Some(&Actor::Person(person.clone()))
        })
    }

    /// The people who are asked to do it, in order: to whom it was delegated; else whose it is; else who holds its
    /// role. Deputies stand in for who is away, and whoever is barred is left out.
    pub(crate) fn doers(&self) -> Vec<&'a PersonId> {
        let delegate = self.instance.delegation.as_ref().map(|delegation| &delegation.to);
        let meant = match delegate.or(self.assignee()) {
            Some(person) => vec![person],
            None => self.in_its_role(),
        };
        self.state
            .in_place(meant, self.today, |person| self.barred(person).is_none())
    }

    /// The people who are asked to accept the result of a delegated step, in order: who delegated it, or, once that
    /// person may no longer act in its role, the others who may; never the one who did it.
    pub(crate) fn acceptors(&self, delegation: &'a Delegation) -> Vec<&'a PersonId> {
        let meant = if self.may_act(&delegation.from) {
            vec![&delegation.from]
        } else {
            self.in_its_role()
        };
        self.state
            .in_place(meant, self.today, |person| *person != delegation.to)
    }

    /// The holders of the step's role; of any role, where it has none.
    fn in_its_role(&self) -> Vec<&'a PersonId> {
        match &self.step.role {
            Some(role) => self.state.holders(role),
            None => self.state.participants(),
        }
    }

    /// Whether a person may accept the result of a delegated step; never the one who did it.
    pub(crate) fn may_accept(&self, delegation: &'a Delegation, person: &PersonId) -> bool {
        let acts =
            || self.may_act(&delegation.from) && self.state.acts_for(person, &delegation.from, self.today);
        *person != delegation.to && (self.acceptors(delegation).contains(&person) || acts())
    }
}
