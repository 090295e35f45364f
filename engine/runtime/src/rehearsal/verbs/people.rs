//! Verbs of people: who does what in whose place.

use std::collections::BTreeSet;

use alongside_core::command::Command;
use alongside_core::ids::{PersonId, RoleId, StepId};
use alongside_core::people::Absence;
use jiff::civil::Date;

use super::arguments::{OneOrMany, arguments};
use super::work::Reason;
use super::{Ask, Asked};
use crate::error::RuntimeError;

arguments! {
    /// Takes a step of one's role for oneself.
    Claim {
        /// The step.
        step: StepId,
    }
    /// Gives a claimed, assigned or delegated step back to its role.
    Release {
        /// The step.
        step: StepId,
        /// Why.
        reason: Option<String>,
    }
    /// Assigns a step to a person who holds its role; due dates and holds stay.
    Assign {
        /// The step.
        step: StepId,
        /// The person.
        to: PersonId,
        /// Why.
        #[serde(default)]
        reason: Reason,
    }
    /// Lets another person do one's step; the result is for the delegator to approve.
    Delegate {
        /// The step.
        step: StepId,
        /// The person.
        to: PersonId,
        /// Why.
        #[serde(default)]
        reason: Reason,
    }
    /// Changes the roles that a person holds.
    Roles {
        /// The person.
        person: PersonId,
        /// The roles held from now on; none for a person who leaves.
        #[serde(default)]
        roles: OneOrMany<RoleId>,
        /// Why.
        #[serde(default)]
        reason: Reason,
    }
    /// Hands every role and every open step of one person to another.
    HandOver {
        /// Who leaves.
        from: PersonId,
        /// Who follows.
        to: PersonId,
        /// Why.
        #[serde(default)]
        reason: Reason,
    }
    /// Records that a person is away, and who acts in the meantime.
    Absent {
        /// The person.
        person: PersonId,
        /// The first day; today where none is given.
        from: Option<Date>,
        /// The last day.
        until: Date,
        /// Who may act in the person's roles meanwhile.
        deputy: Option<PersonId>,
        /// Why.
        #[serde(default)]
        reason: Reason,
    }
}

impl Ask for Claim {
    fn command(self, _: &Asked<'_>) -> Result<Command, RuntimeError> {
        Ok(Command::Claim { step: self.step })
    }
}

impl Ask for Release {
    fn command(self, _: &Asked<'_>) -> Result<Command, RuntimeError> {
        Ok(Command::Release {
            step: self.step,
            reason: self.reason,
        })
    }
}

impl Ask for Assign {
    fn command(self, _: &Asked<'_>) -> Result<Command, RuntimeError> {
        Ok(Command::Assign {
            step: self.step,
            to: self.to,
            reason: self.reason.0,
        })
    }
}

impl Ask for Delegate {
    fn command(self, _: &Asked<'_>) -> Result<Command, RuntimeError> {
        Ok(Command::Delegate {
            step: self.step,
            to: self.to,
            reason: self.reason.0,
        })
    }
}

impl Ask for Roles {
    fn command(self, _: &Asked<'_>) -> Result<Command, RuntimeError> {
        Ok(Command::ChangeRoles {
            person: self.person,
            roles: self.roles.into_vec().into_iter().collect::<BTreeSet<_>>(),
            reason: self.reason.0,
        })
    }
}

impl Ask for HandOver {
    fn command(self, _: &Asked<'_>) -> Result<Command, RuntimeError> {
        Ok(Command::HandOver {
            from: self.from,
            to: self.to,
            reason: self.reason.0,
        })
    }
}

impl Ask for Absent {
    fn command(self, asked: &Asked<'_>) -> Result<Command, RuntimeError> {
        Ok(Command::RecordAbsence {
            person: self.person,
            absence: Absence {
                from: self.from.unwrap_or(asked.today),
                until: self.until,
                deputy: self.deputy,
                reason: self.reason.0,
            },
        })
    }
}
