//! A change of head: the event reopens what it should, keeps history, and moves open work to whoever follows.

use alongside_core::command::Command;
use alongside_core::definition::Reactions;
use alongside_core::event::Event;
use alongside_core::people::Delegation;
use alongside_core::state::Status;

use crate::support::define::{after, stage, task, unchecked};
use crate::support::outside::{Outside, change_of, event, reopens, report_successor};
use crate::support::play::{Play, kinds, report};
use crate::support::{day, id};

fn play(reactions: Reactions) -> Play {
    let definition = unchecked([
        stage("analysis", [task("read")]),
        task("plan").role("head").due(after("5 school-days")),
        task("letter").role("head"),
        task("own"),
    ])
    .event("change-of-head", change_of("head", reactions))
    .event("closure", event(Reactions::default()))
    .checked();
    Play::open(definition)
}

/// Puts a step into somebody's hands, whatever the rules about that.
fn assign(play: &mut Play, step: &str, to: &str, delegated_to: Option<&str>) {
    let mut instance = play.state.steps[step][0].clone();
    instance.assigned_to = Some(id(to));
    instance.delegation = delegated_to.map(|delegate| Delegation {
        from: id(to),
        to: id(delegate),
        on: day("2019-01-10"),
        reason: "away".to_owned(),
    });
    play.state.steps.get_mut(step).unwrap()[0] = instance;
}

/// What follows from a report, decided upon the state as it is set up.
fn follows(play: &Play, command: &Command) -> Vec<Event> {
    let events = play.decide("chair", command).unwrap();
    events.into_iter().map(|envelope| envelope.event).collect()
}

#[test]
fn the_role_moves_to_whoever_follows_who_may_be_new() {
    let mut play = play(reopens(["analysis"]));
    play.does("nle", "read");
    let events = play.act("chair", &report_successor("change-of-head", "deputy"));
    assert_eq!(
        kinds(&events)[..5],
        [
            "outside-event-reported",
            "roles-changed",
            "roles-changed",
            "roles-changed",
            "step-reopened analysis",
        ]
    );
    let roles = |person: &str| play.state.roles_of(&id(person)).unwrap().clone();
    assert_eq!(roles("deputy"), [id("head")].into());
    assert_eq!(roles("head"), [].into());
    // Whoever held another role besides keeps that.
    assert_eq!(roles("adviser"), [id("lead")].into());
    // Work and due dates are the successor's now; what is another role's is not.
    assert_eq!(
        play.next(),
        [
            "plan: do by deputy",
            "read (round 2): do by adviser, nle",
            "letter: do by deputy",
            "own: do by adviser, nle",
        ]
    );
    assert_eq!(play.latest("plan").due, Some(day("2019-01-17")));
    assert_eq!(play.state.steps["read"][0].status, Status::Completed);
    play.does("deputy", "letter");
}

#[test]
fn what_was_taken_or_delegated_moves_with_the_role() {
    let mut play = play(Reactions::default());
    assign(&mut play, "plan", "head", None);
    assign(&mut play, "letter", "head", Some("nle"));
    assign(&mut play, "own", "head", None);
    let events = follows(&play, &report_successor("change-of-head", "deputy"));
    let moved: Vec<&Event> = events
        .iter()
        .filter(|event| matches!(event, Event::StepAssigned { .. } | Event::StepDelegated { .. }))
        .collect();
    assert_eq!(moved.len(), 3, "{moved:?}");
    let why = "`change-of-head` was reported: the head leaves".to_owned();
    let plan = Event::StepAssigned {
        round: alongside_core::event::Round {
            step: id("plan"),
            round: 1,
        },
        from: Some(id("head")),
        to: Some(id("deputy")),
        reason: Some(why),
    };
    assert_eq!(*moved[0], plan);
    assert!(matches!(moved[2], Event::StepDelegated { delegation, .. }
        if delegation.from == id("deputy") && delegation.to == id("nle") && delegation.reason == "away"));
}

#[test]
fn nobody_accepts_their_own_work() {
    // The delegate becomes the head: the work is simply the new head's own.
    let mut play = play(Reactions::default());
    assign(&mut play, "letter", "head", Some("nle"));
    let events = follows(&play, &report_successor("change-of-head", "nle"));
    let steps: Vec<String> = kinds(&events)
        .into_iter()
        .filter(|kind| kind.starts_with("step-"))
        .collect();
    assert_eq!(steps, ["step-assigned letter"]);
}

#[test]
fn whoever_reports_it_must_say_who_follows() {
    let mut play = play(Reactions::default());
    let code = |play: &mut Play, command| play.refused("chair", &command).code();
    assert_eq!(code(&mut play, report("change-of-head")), "successor-needed");
    assert_eq!(
        code(&mut play, report_successor("change-of-head", "administrator")),
        "reserved-person"
    );
    assert_eq!(
        code(&mut play, report_successor("closure", "deputy")),
        "no-succession"
    );
}

#[test]
fn a_successor_who_holds_the_role_already_holds_it_alone() {
    let mut play = play(Reactions::default());
    let events = play.act("chair", &report_successor("change-of-head", "adviser"));
    assert_eq!(kinds(&events), ["outside-event-reported", "roles-changed"]);
    assert_eq!(
        play.state.holders(&id("head")),
        [&id::<alongside_core::ids::PersonId>("adviser")]
    );
    let again = play.act("chair", &report_successor("change-of-head", "adviser"));
    assert_eq!(kinds(&again), ["outside-event-reported"]);
}
