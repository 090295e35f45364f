//! Membership of the programme: where it begins, how it moves, and that it may end the engagement. Tests:
//! `tests/behaviour/decide_membership.rs`.

use super::people::reason;
use super::{Draft, Rejection};
use crate::command::Actor;
use crate::definition::{Choice, Membership, MembershipState, Step, StepKind};
use crate::event::{Event, Outcome};
use crate::ids::{MembershipId, OptionId};

impl<'a> Draft<'a> {
    /// Enters the state in which an engagement begins, where its workflow has membership.
    pub(super) fn enter_membership(&mut self) -> Result<(), Rejection> {
        let Some(membership) = &self.context.definition.membership else {
            return Ok(());
        };
        self.emit_engine(Event::MembershipChanged {
            from: None,
            to: membership.initial.clone(),
            reason: "the engagement opened".to_owned(),
        })
    }

    pub(super) fn move_membership(&mut self, to: &MembershipId, why: &str) -> Result<(), Rejection> {
        let Some(membership) = &self.context.definition.membership else {
            self.person_or_administrator()?;
            return Err(Rejection::NoMembership);
        };
        match &membership.role {
            Some(role) => drop(self.holder(role, "moves membership")?),
            None => self.person_or_administrator()?,
        }
        let why = reason(why)?.to_owned();
        let state = self.next_membership(membership, to)?;
        self.change_membership(to, state, why, self.context.by.clone())
    }

    /// Checks that the state of membership to which the chosen options lead may follow the one there is.
    pub(super) fn check_membership_of(&self, step: &Step, options: &[OptionId]) -> Result<(), Rejection> {
        self.membership_of(step, options).map(drop)
    }

    /// Moves membership to where a decision that stands leads.
    pub(super) fn follow_decision(&mut self, step: &Step, outcome: &Outcome) -> Result<(), Rejection> {
        let Outcome::Decided { options, reason } = outcome else {
            return Ok(());
        };
        let Some((to, state)) = self.membership_of(step, options)? else {
            return Ok(());
        };
        let why = format!("`{}` was decided: {reason}", step.id);
        self.change_membership(to, state, why, Actor::Engine)
    }

    /// Where the chosen options lead; none where membership stays as it is.
    fn membership_of(
        &self,
        step: &Step,
        chosen: &[OptionId],
    ) -> Result<Option<(&'a MembershipId, &'a MembershipState)>, Rejection> {
        let definition = self.context.definition;
        let planned = definition.step(&step.id).map(|step| &step.kind);
        let (Some(membership), Some(StepKind::Decision(Choice::One { options }))) =
            (&definition.membership, planned)
        else {
            return Ok(None);
        };
        let to = options
            .iter()
            .filter(|option| chosen.contains(&option.id))
            .find_map(|option| option.membership.as_ref());
        let now = self.state.membership.as_ref().map(|standing| &standing.state);
        match to.filter(|to| now != Some(*to)) {
            Some(to) => Ok(Some((to, self.next_membership(membership, to)?))),
            None => Ok(None),
        }
    }

    /// The state named, if it may follow the one there is.
    fn next_membership(
        &self,
        membership: &'a Membership,
        to: &MembershipId,
    ) -> Result<&'a MembershipState, Rejection> {
        let Some(state) = membership.states.get(to) else {
            return Err(Rejection::UnknownMembership {
                state: to.clone(),
                known: membership.states.keys().cloned().collect(),
            });
        };
        let now = self.state.membership.as_ref().map(|standing| &standing.state);
        let from = now.unwrap_or(&membership.initial);
        let allowed = membership.states.get(from).map(|state| &state.to);
        if allowed.is_some_and(|allowed| allowed.contains(to)) {
            return Ok(state);
        }
        Err(Rejection::MembershipMove {
            from: from.clone(),
            to: to.clone(),
            allowed: allowed.into_iter().flatten().cloned().collect(),
        })
    }

    fn change_membership(
        &mut self,
        to: &MembershipId,
        state: &MembershipState,
        why: String,
        by: Actor,
    ) -> Result<(), Rejection> {
        let from = self
            .state
            .membership
            .as_ref()
            .map(|standing| standing.state.clone());
        let ended = format!("membership moved to `{to}`: {why}");
        self.emit_by(
            by.clone(),
            Event::MembershipChanged {
                from,
                to: to.clone(),
                reason: why,
            },
        )?;
        if !state.ends {
            return Ok(());
        }
        self.terminate_children_of_root(&ended)?;
        self.emit_by(by, Event::EngagementEnded { reason: ended })
    }
}
