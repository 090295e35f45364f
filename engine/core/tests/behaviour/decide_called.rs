//! Steps that begin only when something opens them.

use alongside_core::definition::Repeat;
use alongside_core::event::Entry;
use alongside_core::state::{EngagementStatus, Status};
use alongside_core::why::Hold;

use crate::support::conditions::happened;
use crate::support::define::{every, rounds, stage, task, workflow};
use crate::support::id;
use crate::support::outside::{Outside, ends, escalate, escalation, event, opens};
use crate::support::play::{Play, kinds, report, start};

/// Two rounds, a week apart.
fn weekly_twice() -> Repeat {
    Repeat {
        rounds_max: Some(2),
        ..every("1 week")
    }
}

fn called_by(name: &str) -> Entry {
    Entry::Called { by: name.to_owned() }
}

fn play() -> Play {
    Play::open(
        workflow([task("plan"), task("meeting").called(), task("response").called()])
            .event("closure", event(opens(["meeting"])))
            .escalation("no-cooperation", escalation(opens(["meeting", "response"]))),
    )
}

#[test]
fn nothing_but_a_call_begins_it_and_nobody_waits_for_it() {
    let mut play = play();
    assert_eq!(play.active(), ["plan"]);
    assert_eq!(
        play.why("meeting").holds,
        [Hold::Call {
            events: vec![id("closure")],
            escalations: vec![id("no-cooperation")],
        }]
    );
    assert_eq!(play.refused("nle", &start("meeting")).code(), "wrong-status");
    play.does("nle", "plan");
    assert_eq!(play.state.status, EngagementStatus::Completed);
}

#[test]
fn an_event_opens_it_and_then_it_is_required() {
    let mut play = play();
    let events = play.act("head", &report("closure"));
    assert_eq!(
        kinds(&events),
        ["outside-event-reported", "step-activated meeting"]
    );
    assert_eq!(play.latest("meeting").entry, Some(called_by("closure")));
    play.does("nle", "plan");
    assert_eq!(play.state.status, EngagementStatus::Open);
    play.does("nle", "meeting");
    assert_eq!(play.state.status, EngagementStatus::Completed);
}

#[test]
fn a_call_while_it_is_at_work_is_lost_and_a_call_once_it_is_done_is_the_next_round() {
    let mut play = play();
    play.act("head", &report("closure"));
    let again = play.act("head", &report("closure"));
    assert_eq!(kinds(&again), ["outside-event-reported"]);
    play.does("nle", "meeting");
    let next = play.act("chair", &escalate("no-cooperation", None));
    assert_eq!(
        kinds(&next),
        [
            "escalation-raised",
            "step-created meeting (round 2)",
            "step-activated meeting (round 2)",
            "step-activated response",
            "notice-raised",
        ]
    );
    assert_eq!(play.latest("meeting").entry, Some(called_by("no-cooperation")));
    assert_eq!(play.state.steps["meeting"][0].status, Status::Completed);
}

#[test]
fn a_call_into_a_stage_that_is_not_active_opens_nothing() {
    let definition = workflow([
        task("plan"),
        stage("phase-2", [task("response").called(), task("teach")]).after(["plan"]),
    ])
    .event("closure", event(opens(["response"])));
    let mut play = Play::open(definition);
    assert_eq!(
        kinds(&play.act("head", &report("closure"))),
        ["outside-event-reported"]
    );
    play.does("nle", "plan");
    assert_eq!(play.status("response"), Status::Available);
    play.act("head", &report("closure"));
    assert_eq!(play.status("response"), Status::Active);
    play.does("nle", "teach");
    assert_eq!(play.status("phase-2"), Status::Active);
    play.does("nle", "response");
    assert_eq!(play.status("phase-2"), Status::Completed);
}

#[test]
fn a_call_opens_a_stage_before_what_is_in_it() {
    let definition = workflow([
        task("plan"),
        stage("phase-2", [task("response").called(), task("teach")]).after(["plan"]),
    ])
    .event("closure", event(opens(["phase-2", "response"])));
    let mut play = Play::open(definition);
    play.act("head", &report("closure"));
    assert_eq!(play.active(), ["plan", "phase-2", "response", "teach"]);
}

#[test]
fn a_call_overrides_what_any_step_waits_for_and_consumes_what_is_there() {
    let definition = workflow([
        task("a"),
        task("b"),
        task("letter").after(["a", "b"]),
        task("offered").manual(),
        task("done"),
    ])
    .event("closure", event(opens(["letter", "offered", "done"])));
    let mut play = Play::open(definition);
    play.does("nle", "a");
    play.does("nle", "done");
    play.act("head", &report("closure"));
    assert_eq!(play.active(), ["b", "letter", "offered"]);
    assert_eq!(play.latest("letter").consumed, [(id("a"), 1)].into());
    // What is settled and does not live by calls stays as it is.
    assert_eq!(play.round("done"), 1);
}

#[test]
fn a_called_round_takes_the_place_of_the_next_one_by_the_clock() {
    let definition = workflow([task("other"), task("check").repeat(every("1 week"))])
        .event("closure", event(opens(["check"])));
    let mut play = Play::open(definition);
    play.act("head", &report("closure"));
    assert_eq!(play.status("check"), Status::Active);
    assert!(play.state.timers.is_empty());
    play.does("nle", "check");
    // The round of 17 January was called forward: the next is that of the 24th.
    assert!(play.tick("2019-01-23").is_empty());
    play.tick("2019-01-24");
    assert_eq!((play.round("check"), play.status("check")), (2, Status::Active));
}

#[test]
fn what_is_not_needed_is_not_opened() {
    let definition = workflow([
        task("other"),
        task("meeting").called().skip_when(happened("judgement")),
    ])
    .event("closure", event(opens(["meeting"])));
    let mut play = Play::open(definition);
    play.act("head", &report("judgement"));
    assert_eq!(play.status("meeting"), Status::Available);
    play.act("head", &report("closure"));
    assert_eq!(play.status("meeting"), Status::Available);
}

#[test]
fn an_event_that_ends_a_step_leaves_one_that_waits_for_its_call() {
    let definition = workflow([task("other"), task("meeting").called()])
        .event("closure", event(ends(["meeting", "other"])));
    let mut play = Play::open(definition);
    play.act("head", &report("closure"));
    assert_eq!(play.latest("other").ending(), Some("interrupted"));
    assert_eq!(
        play.latest("meeting").reason.as_deref(),
        Some("the engagement is complete")
    );
}

#[test]
fn a_loop_that_was_called_goes_on_by_itself() {
    let watch = task("watch").called().repeat(weekly_twice());
    let turns = task("turns").called().repeat(rounds(2));
    let definition = workflow([task("other"), stage("work", [watch, turns, task("plan")])])
        .event("closure", event(opens(["watch", "turns"])));
    let mut play = Play::open(definition);
    play.tick("2019-01-30");
    assert_eq!(play.active(), ["other", "work", "plan"]);
    play.act("head", &report("closure"));
    play.does("nle", "plan");
    play.does("nle", "turns");
    assert_eq!((play.round("turns"), play.status("turns")), (2, Status::Active));
    assert_eq!(play.latest("turns").entry, Some(Entry::NextRound));
    play.does("nle", "turns");
    play.does("nle", "watch");
    // The stage waits for the second round, a week later.
    assert_eq!(
        (play.round("watch"), play.status("watch")),
        (2, Status::Available)
    );
    assert!(play.tick("2019-02-05").is_empty());
    play.tick("2019-02-06");
    assert_eq!(play.latest("watch").entry, Some(Entry::Clock));
    play.does("nle", "watch");
    assert_eq!(play.status("work"), Status::Completed);
}
