//! Whether facts, outside events, escalations and membership name what exists and can work.

use std::collections::BTreeSet;

use super::DefinitionError;
use crate::definition::{Choice, Definition, Fact, Membership, OutsideEvent, Reactions, Step, StepKind};
use crate::ids::RoleId;
use crate::value::ValueType;

type Checked = Result<(), DefinitionError>;

impl Definition {
    pub(super) fn check_outside(&self) -> Checked {
        for (id, fact) in &self.facts {
            self.check_fact(&format!("fact `{id}`"), fact)?;
        }
        for (id, event) in &self.events {
            self.check_event(&format!("event `{id}`"), event)?;
        }
        for (id, escalation) in &self.escalations {
            let place = format!("escalation `{id}`");
            self.check_roles(&place, &escalation.to)?;
            self.check_reactions(&place, &escalation.reactions)?;
            let mut missing = None;
            if let Some(condition) = &escalation.when {
                condition
                    .expr
                    .each_name(&mut |name| missing = missing.take().or_else(|| self.dangling(name)));
            }
            if let Some((what, name)) = missing {
                return Err(DefinitionError::DanglingIn { place, what, name });
            }
        }
        if let Some(membership) = &self.membership {
            self.check_membership(membership)?;
        }
        self.steps
            .iter()
            .try_for_each(|step| self.check_step_outside(step))
    }

    fn check_fact(&self, place: &str, fact: &Fact) -> Checked {
        self.check_roles(place, &fact.role)?;
        let texts = matches!(fact.kind, ValueType::Text | ValueType::Texts);
        if !fact.options.is_empty() && !texts {
            return unworkable(place, "only a text is one of some options");
        }
        if fact.options.iter().collect::<BTreeSet<_>>().len() < fact.options.len() {
            return unworkable(place, "an option stands there twice");
        }
        Ok(())
    }

    fn check_event(&self, place: &str, event: &OutsideEvent) -> Checked {
        self.check_roles(place, &event.hands_over)?;
        let fields: BTreeSet<_> = event.record.iter().map(|field| &field.id).collect();
        if fields.len() < event.record.len() {
            return unworkable(place, "it records a field twice");
        }
        self.check_reactions(place, &event.reactions)
    }

    fn check_membership(&self, membership: &Membership) -> Checked {
        let place = "membership";
        self.check_roles(place, &membership.role)?;
        let named = membership.states.values().flat_map(|state| &state.to);
        for id in std::iter::once(&membership.initial).chain(named) {
            if !membership.states.contains_key(id) {
                return dangling(place, "state", id);
            }
        }
        if membership
            .states
            .get(&membership.initial)
            .is_some_and(|state| state.ends)
        {
            return unworkable(place, "the engagement would end as it opens");
        }
        match membership
            .states
            .iter()
            .find(|(_, state)| state.ends && !state.to.is_empty())
        {
            Some((id, _)) => unworkable(
                place,
                &format!("nothing follows `{id}`, which ends the engagement"),
            ),
            None => Ok(()),
        }
    }

    fn check_step_outside(&self, step: &Step) -> Checked {
        let place = format!("step `{}`", step.id);
        for escalate in &step.escalate {
            if !self.escalations.contains_key(&escalate.escalation) {
                return dangling(&place, "escalation", &escalate.escalation);
            }
        }
        if let StepKind::Decision(Choice::One { options }) = &step.kind {
            let known = |id| {
                self.membership
                    .as_ref()
                    .is_some_and(|m| m.states.contains_key(id))
            };
            for state in options.iter().filter_map(|option| option.membership.as_ref()) {
                if !known(state) {
                    return dangling(&place, "state of membership", state);
                }
            }
        }
        Ok(())
    }

    fn check_roles<'r>(&self, place: &str, roles: impl IntoIterator<Item = &'r RoleId>) -> Checked {
        match roles.into_iter().find(|role| !self.roles.contains_key(*role)) {
            Some(role) => dangling(place, "role", role),
            None => Ok(()),
        }
    }

    fn check_reactions(&self, place: &str, reactions: &Reactions) -> Checked {
        match reactions.steps().find(|id| self.step(id).is_none()) {
            Some(id) => dangling(place, "step", id),
            None => Ok(()),
        }
    }
}

fn dangling(place: &str, what: &'static str, name: &dyn ToString) -> Checked {
    Err(DefinitionError::DanglingIn {
        place: place.to_owned(),
        what,
        name: name.to_string(),
    })
}

fn unworkable(place: &str, reason: &str) -> Checked {
    Err(DefinitionError::UnworkableIn {
        place: place.to_owned(),
        reason: reason.to_owned(),
    })
}
