//! Waits: a date, an outside event, or whichever comes first.

use alongside_core::event::Outcome;
use alongside_core::state::Status;
use alongside_core::value::{Value, ValueType};

use crate::support::define::{
    after, on, recorded, recording, task, wait_for, wait_for_either, wait_until, workflow,
};
use crate::support::play::{Play, kinds, report};

#[test]
fn a_wait_ends_on_its_date() {
    let mut play = Play::open(workflow([
        wait_until("pause", after("10 school-days")),
        task("other"),
    ]));
    assert!(play.tick("2019-01-23").is_empty());
    assert_eq!(
        kinds(&play.tick("2019-01-24")),
        ["timer-fired pause", "step-completed pause"]
    );
    assert_eq!(play.latest("pause").outcome, Some(Outcome::DateReached));
}

#[test]
fn a_date_that_has_passed_ends_a_wait_at_once() {
    let play = Play::open(workflow([wait_until("pause", on("2018-09-03")), task("other")]));
    assert_eq!(play.status("pause"), Status::Completed);
}

#[test]
fn an_event_reported_before_the_wait_began_does_not_count() {
    let mut play = Play::open(workflow([
        task("first"),
        wait_for("reply", "judgement").after(["first"]),
    ]));
    play.act("head", &report("judgement"));
    play.does("nle", "first");
    assert_eq!(play.status("reply"), Status::Active);
    play.act("head", &report("closure"));
    assert_eq!(play.status("reply"), Status::Active);
    play.act("head", &report("judgement"));
    assert_eq!(play.latest("reply").outcome, Some(Outcome::EventHappened));
}

#[test]
fn the_reply_cancels_the_timer() {
    let mut play = Play::open(workflow([
        wait_for_either("reply", after("10 school-days"), "judgement"),
        task("other"),
    ]));
    assert_eq!(play.state.timers.len(), 1);
    play.act("head", &report("judgement"));
    assert_eq!(play.latest("reply").outcome, Some(Outcome::EventHappened));
    assert!(play.state.timers.is_empty());
    assert!(play.tick("2019-06-01").is_empty());
}

#[test]
fn ten_school_days_without_a_reply_end_the_wait() {
    let mut play = Play::open(workflow([
        wait_for_either("reply", after("10 school-days"), "judgement"),
        task("other"),
    ]));
    play.tick("2019-01-24");
    assert_eq!(play.latest("reply").outcome, Some(Outcome::DateReached));
    play.act("head", &report("judgement"));
    assert_eq!(play.latest("reply").outcome, Some(Outcome::DateReached));
}

#[test]
fn a_date_that_came_first_counts_first_even_when_nobody_looked() {
    let mut play = Play::open(workflow([
        wait_for_either("reply", after("10 school-days"), "judgement"),
        task("other"),
    ]));
    play.day("2019-01-29");
    play.act("head", &report("judgement"));
    assert_eq!(play.latest("reply").outcome, Some(Outcome::DateReached));
}

#[test]
fn a_wait_for_a_date_that_is_recorded_only_later_gets_its_timer_then() {
    let mut play = Play::open(workflow([
        recording("plan", [("review-by", ValueType::Date)]),
        wait_until("review", recorded("plan", "review-by")),
        task("check").due(recorded("plan", "review-by")),
    ]));
    assert!(play.state.timers.is_empty());
    play.records(
        "nle",
        "plan",
        [("review-by", Value::Date("2019-02-01".parse().unwrap()))],
    );
    assert_eq!(play.latest("check").due, Some("2019-02-01".parse().unwrap()));
    play.tick("2019-01-31");
    assert_eq!(play.status("review"), Status::Active);
    play.tick("2019-02-01");
    assert_eq!(play.status("review"), Status::Completed);
}
