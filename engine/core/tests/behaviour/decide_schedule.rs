//! Schedules: rounds that grow further apart, and then no more.

use alongside_core::state::{Status, TimerKind};

use crate::support::define::{stage, task, workflow};
use crate::support::people::{move_timer, schedule};
use crate::support::play::{Play, kinds};

#[test]
fn support_steps_down_by_its_schedule_and_ends() {
    let mut play = Play::open(workflow([task("check").repeat(schedule([
        "2 weeks",
        "4 weeks",
        "1 half-term",
    ]))]));
    assert_eq!(play.timer("check", TimerKind::Round).unwrap(), "2019-01-24");
    play.tick("2019-01-24");
    play.day("2019-01-30");
    play.does("nle", "check");
    assert_eq!(
        play.timer("check", TimerKind::Round).unwrap(),
        "2019-02-21",
        "four weeks after the date of the first"
    );
    play.tick("2019-02-21");
    play.does("nle", "check");
    let last = play.timer("check", TimerKind::Round).unwrap();
    assert!(*last > *"2019-03-20", "{last}");
    play.tick(&last);
    play.does("nle", "check");
    assert_eq!(play.state.steps["check"].len(), 3);
    assert!(!play.state.is_open(), "a schedule ends, so that its stage can");
}

#[test]
fn after_a_pause_a_round_comes_once_and_the_next_counts_from_its_date() {
    let mut play = Play::open(workflow([task("check").repeat(schedule(["1 week", "1 week"]))]));
    assert_eq!(
        kinds(&play.tick("2019-03-01")),
        ["timer-fired check", "step-activated check"]
    );
    let events = kinds(&play.does("nle", "check"));
    assert_eq!(
        events[3..],
        ["timer-fired check (round 2)", "step-activated check (round 2)"]
    );
}

#[test]
fn each_round_of_a_stage_has_its_schedule_from_the_start() {
    let check = task("check").repeat(schedule(["1 week", "2 weeks"]));
    let mut play = Play::open(workflow([
        stage("phase", [check]).repeat(crate::support::define::rounds(2))
    ]));
    for date in ["2019-01-17", "2019-01-31", "2019-02-07", "2019-02-21"] {
        assert_eq!(play.timer("check", TimerKind::Round).unwrap(), date);
        play.tick(date);
        play.does("nle", "check");
    }
    assert!(!play.state.is_open());
    assert_eq!(play.state.steps["check"].len(), 4);
}

#[test]
fn a_moved_round_moves_those_after_it() {
    let mut play = Play::open(workflow([task("check").repeat(schedule(["1 week", "1 week"]))]));
    play.act("nle", &move_timer("check", TimerKind::Round, "2019-01-20"));
    play.tick("2019-01-20");
    assert_eq!(play.status("check"), Status::Active);
    play.does("nle", "check");
    assert_eq!(play.timer("check", TimerKind::Round).unwrap(), "2019-01-27");
}
