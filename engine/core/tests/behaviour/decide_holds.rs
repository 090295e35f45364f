//! Holds: nothing moves, and what the timers do afterwards.

use alongside_core::decide::Rejection;
use alongside_core::definition::Definition;
use alongside_core::effect::Effect;
use alongside_core::event::Event;
use alongside_core::hold::TimerPolicy;
use alongside_core::state::{Status, TimerKind, Wake};

use crate::support::define::{after, every, every_before_end, on, score, stage, task, wait_until, workflow};
use crate::support::people::{
    Peopled, assign, claim, delegate, hand_over, move_timer, notify, resume, suspend,
};
use crate::support::play::{Play, attach, complete, end, kinds, offer, report, start};
use crate::support::samples::county_with_inset;
use crate::support::{day, id};

fn dated(timers: TimerPolicy) -> Definition {
    workflow([
        task("school").due(after("10 school-days")),
        task("days").due(after("14 days")),
        task("named").due(on("2019-02-01")),
        task("term").due(after("1 half-term")),
    ])
    .hold(timers)
}

fn dues(play: &Play) -> Vec<String> {
    let steps = ["school", "days", "named", "term"];
    steps
        .map(|step| play.latest(step).due.unwrap().to_string())
        .to_vec()
}

/// Held from Monday 14 January to Wednesday 13 February 2019: 30 days, of which 22 are school days.
fn held(timers: TimerPolicy) -> Play {
    let mut play = Play::open(dated(timers));
    assert_eq!(dues(&play)[..3], ["2019-01-24", "2019-01-24", "2019-02-01"]);
    play.day("2019-01-14");
    play.act("head", &suspend(None, Some("2019-02-13")));
    assert!(play.tick("2019-02-12").is_empty(), "nothing fires meanwhile");
    assert_eq!(kinds(&play.tick("2019-02-13"))[0], "engagement-resumed");
    assert!(play.state.hold.is_none());
    play
}

#[test]
fn what_was_left_of_the_time_is_left_when_the_hold_ends() {
    let play = held(TimerPolicy::Shift);
    assert_eq!(dues(&play)[..3], ["2019-03-04", "2019-02-23", "2019-03-03"]);
    assert!(*dues(&play)[3] > *"2019-03-04");
    assert!(!play.latest("school").overdue);
}

#[test]
fn dates_that_are_kept_fire_once_when_the_hold_ends() {
    let play = held(TimerPolicy::Keep);
    assert_eq!(dues(&play)[..3], ["2019-01-24", "2019-01-24", "2019-02-01"]);
    let overdue = ["school", "days", "named"].map(|step| play.latest(step).overdue);
    assert_eq!(overdue, [true; 3]);
}

#[test]
fn a_restart_counts_the_whole_time_anew() {
    let play = held(TimerPolicy::Restart);
    // Ten school days and fourteen days after 13 February; a named date has no time to count, and is shifted.
    assert_eq!(dues(&play)[..3], ["2019-03-06", "2019-02-27", "2019-03-03"]);
}

#[test]
fn a_hold_that_ended_while_nobody_looked_counts_until_its_day() {
    let mut play = Play::open(workflow([task("days").due(after("14 days"))]));
    play.day("2019-01-14");
    play.act("nle", &suspend(None, Some("2019-01-20")));
    let events = play.tick("2019-03-01");
    assert_eq!(kinds(&events), ["engagement-resumed", "step-overdue days"]);
    assert_eq!(play.latest("days").due, Some(day("2019-01-30")));
}

#[test]
fn a_shifted_date_stays_where_it_is_when_a_calendar_changes_elsewhere() {
    let mut play = held(TimerPolicy::Shift);
    play.calendars = county_with_inset(["2019-01-11"]);
    let before = dues(&play);
    play.act(
        "administrator",
        &alongside_core::command::Command::RecalculateTimers,
    );
    assert_eq!(dues(&play)[1..3], before[1..3]);
    assert_eq!(
        dues(&play)[0],
        "2019-03-04",
        "the day from which it counts was shifted too"
    );
}

#[test]
fn the_rhythm_of_rounds_shifts_with_them() {
    let mut play = Play::open(
        workflow([
            task("work"),
            task("visit").repeat(every("2 weeks")),
            task("review").repeat(every_before_end("1 half-term", "5 school-days")),
        ])
        .hold(TimerPolicy::Shift),
    );
    assert_eq!(play.timer("visit", TimerKind::Round).unwrap(), "2019-01-24");
    assert_eq!(play.timer("review", TimerKind::Round).unwrap(), "2019-02-08");
    play.day("2019-01-14");
    play.act("nle", &suspend(None, None));
    play.day("2019-02-13");
    play.act("nle", &resume(None));
    assert_eq!(play.timer("visit", TimerKind::Round).unwrap(), "2019-02-23");
    assert!(
        *play.timer("review", TimerKind::Round).unwrap() > *"2019-03-01",
        "the next end of a half-term"
    );
    play.tick("2019-02-23");
    play.does("nle", "visit");
    assert_eq!(play.timer("visit", TimerKind::Round).unwrap(), "2019-03-09");
}

#[test]
fn in_a_held_engagement_nothing_begins_completes_or_is_done() {
    let mut play = Play::open(workflow([
        stage("phase", [task("work").evidence("proof"), task("talk")]),
        task("next").after(["phase"]),
        task("offer").manual(),
        score("gap"),
    ]));
    play.act("administrator", &attach("2018-19", "a"));
    play.act("nle", &suspend(None, None));
    assert!(play.effects().is_empty());
    for command in [
        complete("talk"),
        offer("work", "proof"),
        start("offer"),
        claim("talk"),
        delegate("talk", "head"),
    ] {
        assert_eq!(play.refused("nle", &command).code(), "on-hold", "{command:?}");
    }
    assert_eq!(play.refused("nle", &suspend(None, None)).code(), "on-hold");
    assert_eq!(
        kinds(&play.act("nle", &report("closure"))),
        ["outside-event-reported"]
    );
    play.act("nle", &suspend(Some("phase"), None));
    play.act("nle", &resume(None));
    assert_eq!(
        play.refused("nle", &complete("talk")).code(),
        "on-hold",
        "its stage is still held"
    );
    let answer = play.effects();
    assert!(matches!(&answer[..], [Effect::Call(_)]), "{answer:?}");
    play.act("nle", &resume(Some("phase")));
    play.does("nle", "talk");
}

#[test]
fn a_held_step_is_explained_and_its_work_comes_last() {
    let mut play = Play::open(workflow([
        task("held").due(after("1 day")),
        task("free").due(after("10 days")),
    ]));
    play.act("nle", &suspend(Some("held"), Some("2019-02-01")));
    play.day("2019-01-20");
    let work = play.work();
    assert_eq!(work[0].round.step.as_str(), "free");
    let hold = work[1].on_hold.as_ref().unwrap();
    assert_eq!(
        (hold.step.as_ref().unwrap().as_str(), hold.until),
        ("held", Some(day("2019-02-01")))
    );
    assert!(!work[1].overdue);
    let json = serde_json::to_string(&play.why("held").holds[0]).unwrap();
    assert_eq!(
        json,
        r#"{"waits-for":"on-hold","step":"held","since":"2019-01-10","until":"2019-02-01","reason":"the head resigns"}"#
    );
}

#[test]
fn reassigning_and_moving_a_date_keep_the_hold() {
    let mut play = Play::open(workflow([task("plan").due(after("10 school-days"))]));
    play.act("nle", &suspend(Some("plan"), None));
    play.act("administrator", &assign("plan", "adviser"));
    play.act("administrator", &hand_over("nle", "deputy"));
    play.day("2019-01-15");
    play.act("adviser", &move_timer("plan", TimerKind::Due, "2019-02-01"));
    assert!(play.latest("plan").hold.is_some());
    play.day("2019-01-16");
    play.act("deputy", &resume(Some("plan")));
    assert_eq!(
        play.latest("plan").due,
        Some(day("2019-02-04")),
        "the part of the hold after the move counts"
    );
    assert_eq!(play.next(), ["plan: do by adviser"]);
}

#[test]
fn days_that_two_holds_share_count_once() {
    let mut play = Play::open(workflow([stage("phase", [task("plan").due(after("14 days"))])]));
    play.day("2019-01-12");
    play.act("nle", &suspend(None, None));
    play.day("2019-01-14");
    play.act("nle", &suspend(Some("phase"), None));
    play.day("2019-01-18");
    play.act("nle", &resume(None));
    assert_eq!(
        play.latest("plan").due,
        Some(day("2019-01-26")),
        "two days are the first hold's alone"
    );
    play.day("2019-01-20");
    play.act("nle", &resume(Some("phase")));
    assert_eq!(
        play.latest("plan").due,
        Some(day("2019-02-01")),
        "eight days in all"
    );
}

#[test]
fn whoever_may_suspend_is_named_by_the_workflow() {
    let mut play = Play::open(workflow([task("plan")]).held_by("head"));
    assert_eq!(
        play.refused("nle", &suspend(None, None)),
        Rejection::NotPermitted {
            person: id("nle"),
            task: "suspend and resume here",
            roles: vec![id("head")]
        }
    );
    play.act("head", &suspend(None, None));
    play.act("administrator", &resume(None));
    assert_eq!(
        play.refused("head", &resume(None)),
        Rejection::NotHeld { step: None }
    );
    assert_eq!(
        play.refused("head", &suspend(Some("plan"), Some("2019-01-10")))
            .code(),
        "dates"
    );
}

#[test]
fn an_end_comes_in_spite_of_a_hold_and_takes_it_away() {
    let mut play = Play::open(workflow([task("plan")]));
    play.act("nle", &suspend(Some("plan"), None));
    play.act("nle", &suspend(None, None));
    play.act("nle", &end("enough"));
    assert_eq!(play.status("plan"), Status::Terminated);
    assert!(play.state.hold.is_none() && play.latest("plan").hold.is_none());
}

#[test]
fn a_notice_is_still_handed_over_and_its_step_completes_afterwards() {
    let mut play = Play::open(workflow([task("work"), notify("tell")]));
    play.act("nle", &suspend(None, None));
    let [Effect::Deliver { number, .. }] = play.effects()[..] else {
        panic!("{:?}", play.effects())
    };
    play.act("engine", &crate::support::people::delivered(number));
    assert_eq!(play.status("tell"), Status::Active);
    let events = play.act("nle", &resume(None));
    assert!(matches!(
        events[..],
        [Event::EngagementResumed { .. }, Event::StepCompleted { .. }]
    ));
}

#[test]
fn the_end_of_a_hold_is_a_day_to_wake_on() {
    let mut play = Play::open(workflow([
        task("plan").due(on("2019-02-01")),
        wait_until("pause", on("2019-02-01")),
    ]));
    let wakes = |play: &Play| -> Vec<(String, String)> {
        let wakes = play.state.wake_dates().into_iter();
        wakes.map(|Wake { on, what }| (on.to_string(), what)).collect()
    };
    let pair = |on: &str, what: &str| (on.to_owned(), what.to_owned());
    let timers = [
        pair("2019-02-01", "pause/1/wait"),
        pair("2019-02-02", "plan/1/due"),
    ];
    assert_eq!(wakes(&play), timers);
    play.act("nle", &suspend(Some("plan"), Some("2019-01-20")));
    assert_eq!(wakes(&play)[0], pair("2019-01-20", "plan/1/hold"));
    play.act("nle", &suspend(None, Some("2019-01-25")));
    assert_eq!(wakes(&play), [pair("2019-01-25", "hold")]);
}
