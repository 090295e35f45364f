//! Deadlines interrupt: what is not done by then lapses, and another path may be taken.

use alongside_core::event::Cause;
use alongside_core::state::{Status, TimerKind};

use crate::support::conditions::outcome_is;
use crate::support::define::{after, every, stage, task, workflow};
use crate::support::people::move_timer;
use crate::support::play::{Play, kinds};

#[test]
fn a_letter_that_is_not_signed_in_twenty_school_days_lapses() {
    let mut play = Play::open(workflow([
        task("letter").deadline(after("20 school-days")),
        task("visit").after(["letter"]),
        task("call").when(outcome_is("letter", "lapsed")),
    ]));
    assert_eq!(play.timer("letter", TimerKind::Deadline).unwrap(), "2019-02-07");
    assert!(play.tick("2019-02-07").is_empty(), "the last day counts");
    assert_eq!(
        kinds(&play.tick("2019-02-08"))[..3],
        [
            "timer-fired letter",
            "step-terminated letter",
            "step-activated call"
        ]
    );
    assert_eq!(
        (play.status("letter"), play.latest("letter").cause),
        (Status::Terminated, Some(Cause::Lapsed))
    );
    assert_eq!(
        play.status("visit"),
        Status::Available,
        "what waits for it goes on waiting"
    );
}

#[test]
fn a_stage_lapses_with_everything_in_it() {
    let mut play = Play::open(workflow([
        stage("phase", [task("work"), task("later").after(["work"])]).deadline(after("5 days")),
        task("other"),
    ]));
    let events = kinds(&play.tick("2019-01-16"));
    assert_eq!(
        events,
        [
            "timer-fired phase",
            "step-terminated work",
            "step-terminated later",
            "step-terminated phase"
        ]
    );
}

#[test]
fn a_deadline_can_be_moved_and_is_met_by_what_is_done() {
    let mut play = Play::open(workflow([
        task("letter").deadline(after("5 days")),
        task("other"),
    ]));
    play.act("nle", &move_timer("letter", TimerKind::Deadline, "2019-02-01"));
    assert!(play.tick("2019-02-01").is_empty());
    play.does("nle", "letter");
    assert!(play.tick("2019-03-01").is_empty());
}

#[test]
fn the_clock_goes_on_after_a_round_that_lapsed() {
    let mut play = Play::open(workflow([
        task("work"),
        task("visit").repeat(every("2 weeks")).deadline(after("5 days")),
    ]));
    play.tick("2019-01-24");
    play.tick("2019-01-30");
    assert_eq!(
        (play.round("visit"), play.status("visit")),
        (2, Status::Available)
    );
    play.tick("2019-02-07");
    assert_eq!((play.round("visit"), play.status("visit")), (2, Status::Active));
}
