//! Compiling what is declared beside the steps: facts, outside events, escalations, membership, holds.

use std::collections::{BTreeMap, BTreeSet};

use alongside_core::definition::{Escalation, Fact, Membership, MembershipState, OutsideEvent, Reactions};
use alongside_core::hold::HoldPolicy;
use alongside_core::ids::{EscalationId, FactId, MembershipId, OutsideEventId, StepId};

use super::step::{compile_fields, flat};
use crate::codes;
use crate::condition;
use crate::diagnostics::Problem;
use crate::raw::{RawEscalation, RawEvent, RawFact, RawHold, RawMembership, RawReactions};
use crate::scope::Scope;
use crate::sink::At;

pub(super) fn fact(id: &FactId, raw: &RawFact, scope: &Scope<'_>) -> Option<(FactId, Fact)> {
    let role = raw.role.as_ref().map(|role| scope.need_role(role));
    let options: Vec<String> = raw
        .options
        .iter()
        .flat_map(|options| &options.value)
        .map(|option| option.value.clone())
        .collect();
    if let Some(written) = raw.options.as_ref().filter(|options| options.value.len() < 2) {
        let message = format!("fact `{id}` can be only one thing");
        let problem = Problem::error(codes::BAD_VALUE, message).at(written.span.clone(), "");
        scope
            .sink
            .push(problem.help("give at least two options, or remove `options`"));
    }
    let fact = Fact {
        title: raw.title.clone()?,
        kind: raw.kind?,
        unit: raw.unit.clone(),
        options,
        role: flat(role)?,
    };
    Some((id.clone(), fact))
}

pub(super) fn event(
    id: &OutsideEventId,
    raw: &RawEvent,
    scope: &Scope<'_>,
) -> Option<(OutsideEventId, OutsideEvent)> {
    let reactions = reactions(&raw.reactions, &format!("event `{id}`"), scope);
    let hands_over = raw.hands_over.as_ref().map(|role| scope.need_role(role));
    let event = OutsideEvent {
        title: raw.title.clone()?,
        record: compile_fields(&raw.record)?,
        reactions: reactions?,
        hands_over: flat(hands_over)?,
    };
    Some((id.clone(), event))
}

pub(super) fn escalation(
    id: &EscalationId,
    raw: &RawEscalation,
    scope: &Scope<'_>,
) -> Option<(EscalationId, Escalation)> {
    let reactions = reactions(&raw.reactions, &format!("escalation `{id}`"), scope);
    let to = scope.need_roles(&raw.to);
    let when = raw.when.as_ref().map(|when| condition::compile(when, scope));
    let escalation = Escalation {
        title: raw.title.clone()?,
        to: to?,
        when: flat(when)?,
        reactions: reactions?,
    };
    Some((id.clone(), escalation))
}

fn reactions(raw: &RawReactions, owner: &str, scope: &Scope<'_>) -> Option<Reactions> {
    let steps = |ids: &[At<StepId>], does: &str| {
        let found: Vec<_> = ids
            .iter()
            .map(|id| {
                let step = scope.need_step(id)?;
                if let Some(undoes) = &step.undoes {
                    refuse_undo(id, &undoes.value, &format!("{owner} {does}"), scope);
                }
                Some(id.value.clone())
            })
            .collect();
        found.into_iter().collect::<Option<BTreeSet<_>>>()
    };
    let ends = steps(&raw.ends, "ends");
    let suspends = steps(&raw.suspends, "suspends");
    let reopens = steps(&raw.reopens, "reopens");
    let opens = steps(&raw.opens, "opens");
    Some(Reactions {
        ends: ends?,
        suspends: suspends?,
        suspends_all: raw.suspends_all,
        reopens: reopens?,
        opens: opens?,
    })
}

/// Reports that a step which only undoes another is named where it cannot play a part.
pub(super) fn refuse_undo(id: &At<StepId>, undone: &StepId, does: &str, scope: &Scope<'_>) {
    let message = format!("{does} `{}`, which only undoes `{undone}`", id.value);
    let problem = Problem::error(codes::UNDO_ONLY, message).at(id.span.clone(), "");
    let help = "a step with `undoes` begins only when the engagement is withdrawn from; name another step";
    scope.sink.push(problem.help(help));
}

pub(super) fn hold(raw: &RawHold, scope: &Scope<'_>) -> Option<HoldPolicy> {
    Some(HoldPolicy {
        timers: raw.timers,
        by: scope.need_roles(&raw.by)?,
    })
}

pub(super) fn membership(raw: &RawMembership, scope: &Scope<'_>) -> Option<Membership> {
    let role = raw.role.as_ref().map(|role| scope.need_role(role));
    let initial = raw.initial.as_ref().map(|state| need_state(state, scope));
    let mut states = BTreeMap::new();
    let mut right = Some(());
    for state in &raw.states {
        let to: Vec<_> = state.to.iter().map(|next| need_state(next, scope)).collect();
        match (
            state.title.clone(),
            to.into_iter().collect::<Option<BTreeSet<_>>>(),
        ) {
            (Some(title), Some(to)) => {
                let ends = state.ends;
                states.insert(state.id.value.clone(), MembershipState { title, to, ends });
            }
            _ => right = None,
        }
        if let (true, Some(next)) = (state.ends, state.to.first()) {
            let message = format!(
                "state `{}` ends the engagement, and nothing follows it",
                state.id.value
            );
            let problem = Problem::error(codes::CONFLICTING_KEYS, message).at(next.span.clone(), "");
            scope.sink.push(problem.help("remove `to` or `ends`"));
        }
    }
    let initial = initial??;
    right?;
    report_unreachable(raw, &initial, &states, scope);
    Some(Membership {
        initial,
        role: flat(role)?,
        states,
    })
}

/// Checks that a state of membership is declared.
pub(super) fn need_state(state: &At<MembershipId>, scope: &Scope<'_>) -> Option<MembershipId> {
    let names = || {
        let states = scope
            .raw
            .membership
            .iter()
            .flat_map(|membership| &membership.states);
        states.map(|state| state.id.value.as_str())
    };
    scope.need(state, "state of membership", codes::UNKNOWN_MEMBERSHIP, names)
}

fn report_unreachable(
    raw: &RawMembership,
    initial: &MembershipId,
    states: &BTreeMap<MembershipId, MembershipState>,
    scope: &Scope<'_>,
) {
    let mut reached = BTreeSet::from([initial]);
    let mut open = vec![initial];
    while let Some(state) = open.pop() {
        let next = states.get(state).into_iter().flat_map(|state| &state.to);
        open.extend(next.filter(|next| reached.insert(next)));
    }
    for state in raw
        .states
        .iter()
        .filter(|state| !reached.contains(&state.id.value))
    {
        let message = format!("no way leads from `{initial}` to `{}`", state.id.value);
        let problem = Problem::warning(codes::MEMBERSHIP_UNREACHABLE, message);
        scope.sink.push(
            problem
                .at(state.id.span.clone(), "")
                .help("name it in `to` of a state that can be reached, or remove it"),
        );
    }
}
