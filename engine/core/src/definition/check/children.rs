//! The promises of `engagement` steps and of outputs.

use super::DefinitionError;
use crate::definition::{ChildPlan, Definition, Each, Join};

/// Says that something refers to what is not there: what kind of thing, and its name.
type Refuse<'r> = &'r dyn Fn(&'static str, &dyn ToString) -> Result<(), DefinitionError>;

impl Definition {
    /// Checks that a step's children are there for a party that has many, that everything they are given is there, and
    /// that so many of them can be complete.
    pub(super) fn check_child_plan(
        &self,
        plan: &ChildPlan,
        refuse: Refuse<'_>,
    ) -> Result<(), DefinitionError> {
        if let Some(party) = plan.each.party()
            && !self.parties.get(party).is_some_and(|party| party.many)
        {
            return refuse("party with many members", party);
        }
        if let Some(party) = plan.parties.values().find(|id| !self.parties.contains_key(*id)) {
            return refuse("party", party);
        }
        if let Some(role) = plan.roles.values().find(|id| !self.roles.contains_key(*id)) {
            return refuse("role", role);
        }
        match (plan.join, &plan.each) {
            (Join::AtLeast(enough), each) if enough == 0 || (enough > 1 && *each == Each::One) => {
                refuse("number of children", &enough)
            }
            _ => Ok(()),
        }
    }

    /// Checks that every output reads what is there.
    pub(super) fn check_outputs(&self) -> Result<(), DefinitionError> {
        for (id, output) in &self.outputs {
            let mut missing = None;
            output.value.expr.each_name(&mut |name| {
                if let Some(broken) = self.dangling(name) {
                    missing = Some(broken);
                }
            });
            if let Some((what, name)) = missing {
                let place = format!("output `{id}`");
                return Err(DefinitionError::DanglingIn { place, what, name });
            }
        }
        Ok(())
    }
}
