//! Reminders and escalations hang on a due date; a person may move a date.

use alongside_core::command::Command;
use alongside_core::decide::Rejection;
use alongside_core::definition::Definition;
use alongside_core::notice::Occasion;
use alongside_core::state::{Status, TimerKind};

use crate::support::define::{after, every, on, task, unchecked, workflow};
use crate::support::outside::{Outside, escalation, opens};
use crate::support::people::{Peopled, move_timer};
use crate::support::play::{Play, kinds};
use crate::support::samples::county_with_inset;
use crate::support::{day, id};

fn watched() -> Definition {
    unchecked([
        task("plan")
            .due(after("10 school-days"))
            .remind("2 school-days")
            .escalates("no-cooperation", "3 school-days"),
        task("meeting").called(),
    ])
    .escalation("no-cooperation", escalation(opens(["meeting"])))
    .checked()
}

#[test]
fn a_reminder_comes_before_the_date_and_an_escalation_after_it_once() {
    let mut play = Play::open(watched());
    assert_eq!(play.timer("plan", TimerKind::Remind(0)).unwrap(), "2019-01-22");
    assert_eq!(play.timer("plan", TimerKind::Escalate(0)).unwrap(), "2019-01-29");
    assert_eq!(
        kinds(&play.tick("2019-01-22")),
        ["timer-fired plan", "notice-raised plan"]
    );
    let notice = play.state.notices.values().next().unwrap();
    assert_eq!(
        (notice.occasion.clone(), notice.due),
        (Occasion::Reminder, Some(day("2019-01-24")))
    );
    assert_eq!(notice.to, [id("lead")].into());
    assert_eq!(play.told(), ["To be done by 2019-01-24: plan"]);
    assert_eq!(kinds(&play.tick("2019-01-25")), ["step-overdue plan"]);
    let events = kinds(&play.tick("2019-01-29"));
    assert_eq!(events[..2], ["timer-fired plan", "escalation-raised plan"]);
    assert_eq!(play.status("plan"), Status::Active, "the task stays open");
    assert_eq!(play.status("meeting"), Status::Active);
    assert_eq!(play.state.escalations["no-cooperation"].len(), 1);
    assert!(play.tick("2019-03-01").is_empty(), "one escalation is raised");
}

#[test]
fn what_is_done_in_time_reminds_and_escalates_nobody() {
    let mut play = Play::open(watched());
    play.does("nle", "plan");
    assert!(play.state.timers.is_empty());
    assert!(play.tick("2019-03-01").is_empty());
}

#[test]
fn a_reminder_that_would_lie_in_the_past_is_not_set() {
    let play = Play::open(workflow([task("plan")
        .due(after("1 day"))
        .remind("5 days")
        .remind("1 day")]));
    assert_eq!(play.timer("plan", TimerKind::Remind(0)), None);
    assert_eq!(play.told().len(), 1, "the one of today goes out today");
}

#[test]
fn what_hangs_on_a_date_moves_with_it() {
    let mut play = Play::open(watched());
    play.act("nle", &move_timer("plan", TimerKind::Due, "2019-02-01"));
    assert_eq!(play.latest("plan").due, Some(day("2019-02-01")));
    assert_eq!(play.timer("plan", TimerKind::Remind(0)).unwrap(), "2019-01-30");
    assert_eq!(play.timer("plan", TimerKind::Escalate(0)).unwrap(), "2019-02-06");
}

#[test]
fn a_calendar_moves_the_date_and_what_hangs_on_it_together() {
    let mut play = Play::open(watched());
    play.calendars = county_with_inset(["2019-01-14", "2019-01-15"]);
    assert_eq!(
        kinds(&play.act("administrator", &Command::RecalculateTimers)),
        ["calendar-revised"]
    );
    assert_eq!(play.latest("plan").due, Some(day("2019-01-28")));
    assert_eq!(play.timer("plan", TimerKind::Remind(0)).unwrap(), "2019-01-24");
    assert_eq!(play.timer("plan", TimerKind::Escalate(0)).unwrap(), "2019-01-31");
    assert!(play.act("administrator", &Command::RecalculateTimers).is_empty());
}

#[test]
fn a_holiday_moves_what_hangs_on_a_date_that_stays() {
    let mut play = Play::open(watched());
    play.calendars = county_with_inset(["2019-01-28"]);
    play.act("administrator", &Command::RecalculateTimers);
    assert_eq!(play.latest("plan").due, Some(day("2019-01-24")));
    assert_eq!(play.timer("plan", TimerKind::Escalate(0)).unwrap(), "2019-01-30");
}

#[test]
fn a_later_date_is_reminded_of_again() {
    let mut play = Play::open(watched());
    play.tick("2019-01-22");
    let events = play.act("nle", &move_timer("plan", TimerKind::Due, "2019-02-15"));
    assert_eq!(kinds(&events), ["timer-moved plan", "timer-set plan"]);
    assert_eq!(play.timer("plan", TimerKind::Remind(0)).unwrap(), "2019-02-13");
}

#[test]
fn a_date_that_a_person_set_is_no_calendars_to_move() {
    let mut play = Play::open(workflow([task("plan").due(after("10 school-days"))]));
    play.act("administrator", &move_timer("plan", TimerKind::Due, "2019-01-30"));
    play.calendars = county_with_inset(["2019-01-14"]);
    play.act("administrator", &Command::RecalculateTimers);
    assert_eq!(play.latest("plan").due, Some(day("2019-01-30")));
    assert_eq!(kinds(&play.tick("2019-01-31")), ["step-overdue plan"]);
}

#[test]
fn a_round_that_was_moved_keeps_the_rhythm_of_the_others() {
    let mut play = Play::open(workflow([task("work"), task("visit").repeat(every("1 week"))]));
    play.act("nle", &move_timer("visit", TimerKind::Round, "2019-01-22"));
    assert!(play.tick("2019-01-21").is_empty());
    play.tick("2019-01-22");
    play.does("nle", "visit");
    assert_eq!(play.timer("visit", TimerKind::Round).unwrap(), "2019-01-24");
}

#[test]
fn who_may_move_which_date_to_when() {
    let mut play = Play::open(workflow([task("plan").due(on("2019-02-01"))]).ad_hoc("governors"));
    assert_eq!(
        play.refused("head", &move_timer("plan", TimerKind::Due, "2019-02-02"))
            .code(),
        "not-permitted"
    );
    assert_eq!(
        play.refused("nle", &move_timer("plan", TimerKind::Deadline, "2019-02-02")),
        Rejection::NoTimer {
            step: id("plan"),
            timer: TimerKind::Deadline,
            pending: vec![TimerKind::Due]
        }
    );
    assert_eq!(
        play.refused("nle", &move_timer("plan", TimerKind::Due, "2019-01-09"))
            .code(),
        "dates"
    );
    play.act("chair", &move_timer("plan", TimerKind::Due, "2019-01-10"));
    assert_eq!(kinds(&play.tick("2019-01-11")), ["step-overdue plan"]);
}
