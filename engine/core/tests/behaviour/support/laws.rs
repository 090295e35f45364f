//! What must hold of every decision, whatever the workflow and whoever commands.

use std::collections::BTreeSet;

use alongside_core::command::{Actor, Command, Now};
use alongside_core::decide::{Context, decide};
use alongside_core::definition::{Definition, Start, Step, StepKind};
use alongside_core::effect::Effect;
use alongside_core::evaluate::holds;
use alongside_core::event::{Envelope, Event, Round, decode, encode};
use alongside_core::state::{EngagementStatus, Instance, State, Status, lookup};
use alongside_core::work::Action;
use jiff::civil::Date;

use super::play::{Play, noon};

/// Checks one decision: the events that `command` caused in the state `before`.
pub(crate) fn check_decision(play: &Play, before: &State, today: Date, events: &[Envelope]) {
    let mut state = before.clone();
    for envelope in events {
        assert!(
            matches!(state.status, EngagementStatus::Open | EngagementStatus::Unopened),
            "after the end: {envelope:?}"
        );
        assert_eq!((envelope.on, envelope.at), (today, noon(today)));
        assert_eq!(&decode(&encode(envelope)).unwrap(), envelope);
        check_event(&play.definition, &state, envelope);
        let old = standing(&state, &envelope.event);
        state.evolve(envelope);
        check_transition(old, standing(&state, &envelope.event), envelope);
    }
    check_rounds(&state);
    check_timers(&state);
    check_quiet(play, &state, today);
}

fn is_live(status: Status) -> bool {
    !status.is_settled()
}

fn instance<'s>(state: &'s State, round: &Round) -> Option<&'s Instance> {
    state.instance(&round.step, round.round)
}

fn check_event(definition: &Definition, state: &State, envelope: &Envelope) {
    match &envelope.event {
        Event::StepCreated { round, .. } => {
            let rounds = state.steps.get(&round.step).map_or(0, Vec::len);
            assert_eq!(usize::try_from(round.round).unwrap(), rounds + 1, "{envelope:?}");
        }
        Event::StepCompleted { round, .. } => {
            let step = definition.step(&round.step).unwrap();
            if step.is_stage() {
                check_done(
                    definition,
                    state,
                    envelope,
                    Some(round),
                    "its stage was completed",
                );
            }
            check_four_eyes(step, instance(state, round).unwrap());
        }
        Event::EngagementCompleted {} => {
            check_done(definition, state, envelope, None, "the engagement is complete")
        }
        Event::OutcomeApproved { .. } | Event::EvidenceAccepted { .. } | Event::OutcomeDeclined { .. } => {
            assert!(matches!(envelope.by, Actor::Person(_)), "{envelope:?}");
        }
        _ => {}
    }
    if let Some(round) = envelope.event.round()
        && !is_of_any_round(&envelope.event)
    {
        assert!(
            instance(state, round).is_some_and(|i| is_live(i.status)),
            "{envelope:?}"
        );
    }
}

/// Whether an event may be about a round that is settled, or comes to be with it.
fn is_of_any_round(event: &Event) -> bool {
    matches!(
        event,
        Event::StepCreated { .. }
            | Event::ChildStarted { .. }
            | Event::ChildClosed { .. }
            | Event::EscalationRaised { .. }
            | Event::NoticeRaised { .. }
            | Event::NoticeDelivered { .. }
            | Event::StepReopened { .. }
            | Event::StepFlagged { .. }
            | Event::FlagCleared { .. }
            | Event::UndoNoted { .. }
    )
}

/// A stage or engagement is done only when what it requires is done, for its own reasons.
fn check_done(
    definition: &Definition,
    state: &State,
    envelope: &Envelope,
    stage: Option<&Round>,
    by_hand: &str,
) {
    let stage_id = stage.map(|round| &round.step);
    for step in definition.children(stage_id) {
        let here = |latest: &&Instance| latest.stage_round == stage.map(|round| round.round);
        let Some(latest) = state.latest(&step.id).filter(here) else {
            // An undoing step never comes up; a move to another version may have left others out.
            assert!(step.undoes.is_some() || has_moved(state), "{}", step.id);
            continue;
        };
        assert!(
            latest.status.is_settled(),
            "{} is {:?} at {envelope:?}",
            step.id,
            latest.status
        );
        let idle = [Start::Manual, Start::Called].contains(&step.start) || step.undoes.is_some();
        if step.optional || idle || is_standing(step) {
            continue;
        }
        let cut_off = ["its stage is complete", by_hand];
        let reason = latest.reason.as_deref().unwrap_or_default();
        assert!(
            !cut_off.contains(&reason),
            "{} was cut off at {envelope:?}",
            step.id
        );
        if latest.status == Status::Completed {
            assert!(
                loop_is_over(state, envelope.on, step, latest),
                "{} goes on at {envelope:?}",
                step.id
            );
        }
    }
}

/// Whether the engagement runs on another version than the one it began with.
fn has_moved(state: &State) -> bool {
    state
        .workflow
        .as_ref()
        .is_some_and(|workflow| workflow.version != "1.0.0")
}

fn is_standing(step: &Step) -> bool {
    let standing = |r: &alongside_core::definition::Repeat| {
        r.every.is_some() && r.until.is_none() && r.rounds_max.is_none()
    };
    step.repeat.as_ref().is_some_and(standing)
}

fn loop_is_over(state: &State, today: Date, step: &Step, latest: &Instance) -> bool {
    let Some(repeat) = &step.repeat else { return true };
    let rounds = state.steps[&step.id]
        .iter()
        .filter(|r| r.stage_round == latest.stage_round)
        .count();
    let enough = repeat
        .rounds_max
        .is_some_and(|max| rounds >= usize::try_from(max).unwrap());
    let schedule = repeat.schedule.as_ref();
    let tapered = schedule.is_some_and(|schedule| rounds >= schedule.spans.len());
    let until = repeat.until.as_ref();
    enough || tapered || until.is_some_and(|until| holds(until, &|name| lookup(state, today, name)))
}

/// Nobody judges their own work, and no outcome stands without the judgement it needs.
fn check_four_eyes(step: &Step, instance: &Instance) {
    for requirement in &step.evidence {
        let offered = instance.evidence.get(&requirement.id).unwrap();
        match (&requirement.accepted_by, &offered.status) {
            (Some(_), alongside_core::state::EvidenceStatus::Accepted { by, .. }) => {
                assert_ne!(*by, offered.by)
            }
            (Some(role), status) => panic!("{} completed, {role} has not judged: {status:?}", step.id),
            (None, _) => {}
        }
    }
    if step.approve.is_some() {
        let submission = instance.submission.as_ref().unwrap();
        let approver = submission.approved_by.clone().unwrap();
        assert_ne!(Actor::Person(approver), submission.by);
    }
}

/// How the round that an event is about stands; none where there is no such round.
fn standing(state: &State, event: &Event) -> Option<Status> {
    instance(state, event.round()?).map(|instance| instance.status)
}

fn check_transition(old: Option<Status>, new: Option<Status>, envelope: &Envelope) {
    let Some(new) = new else { return };
    let legal = match &envelope.event {
        Event::StepCreated { .. } => old.is_none() && new == Status::Available,
        Event::StepEnabled { .. } => old == Some(Status::Available) && new == Status::Enabled,
        Event::StepActivated { .. } => {
            matches!(old, Some(Status::Available | Status::Enabled)) && new == Status::Active
        }
        Event::StepCompleted { .. } => old == Some(Status::Active) && new == Status::Completed,
        Event::StepSetAside { .. } => new == Status::SetAside,
        Event::StepTerminated { .. } => new == Status::Terminated,
        Event::CallFailed { gave_up, .. } => {
            old == Some(Status::Active) && new == if *gave_up { Status::Failed } else { Status::Active }
        }
        Event::StepRetried { .. } => old == Some(Status::Failed) && new == Status::Active,
        Event::RoundScheduled { .. } => old == Some(Status::Available) && new == Status::Available,
        _ => old == Some(new),
    };
    assert!(legal, "{old:?} to {new:?} by {envelope:?}");
}

/// Only the latest round of a step may be live, so at most one is.
fn check_rounds(state: &State) {
    for (step, rounds) in &state.steps {
        let live = rounds.iter().filter(|instance| is_live(instance.status)).count();
        let latest = rounds.last().is_some_and(|instance| is_live(instance.status));
        assert_eq!(live, usize::from(latest), "{step}");
        for (index, instance) in rounds.iter().enumerate() {
            assert_eq!(usize::try_from(instance.round).unwrap(), index + 1);
        }
    }
}

fn check_timers(state: &State) {
    for key in state.timers.keys() {
        assert!(state.is_open(), "{key:?}");
        assert!(is_live(instance(state, &key.round).unwrap().status), "{key:?}");
    }
}

/// What follows by itself has followed: letting time stand still changes nothing.
fn check_quiet(play: &Play, state: &State, today: Date) {
    let context = Context {
        definition: &play.definition,
        target: None,
        calendars: &play.calendars,
        now: Now {
            at: noon(today),
            today,
        },
        by: &Actor::Engine,
    };
    if state.is_open() {
        assert_eq!(decide(&context, state, &Command::Tick), Ok(Vec::new()));
    }
}

/// Checks what is derived from a state: effects, work, and explanations.
pub(crate) fn check_views(play: &Play) {
    let effects = play.effects();
    let keys: BTreeSet<_> = effects.iter().map(Effect::id).collect();
    assert_eq!(keys.len(), effects.len());
    let work = play.work();
    let whys: Vec<_> = play
        .definition
        .steps
        .iter()
        .map(|step| play.why(step.id.as_str()))
        .collect();
    if !play.state.is_open() {
        assert!(effects.is_empty() && work.is_empty());
        return;
    }
    for item in &work {
        let nobody_else = item
            .role
            .as_ref()
            .is_some_and(|role| play.state.holders(role).len() <= 1);
        let imported = matches!(item.action, Action::Import { .. });
        let step = play.definition.step(&item.round.step).unwrap();
        // Everybody who holds the role may be barred: who did what must not be done by the same, who delegated it.
        let barred = !step.not_by.is_empty() || item.delegated_by.is_some();
        assert!(
            !item.people.is_empty() || nobody_else || imported || barred,
            "{item:?}"
        );
    }
    for (step, why) in play.definition.steps.iter().zip(whys) {
        let status = play.state.latest(&step.id).map(|instance| instance.status);
        let live = status.is_none_or(is_live);
        assert_eq!(live, !why.holds.is_empty(), "{}: {why:?}", step.id);
        let called = matches!(
            step.kind,
            StepKind::Score { .. } | StepKind::Recommend { .. } | StepKind::Engagement(_)
        );
        assert!(called || status != Some(Status::Failed), "{}", step.id);
    }
}
