//! Due dates, overdue steps, and calendars that change.

use alongside_core::calendar::Calendar;
use alongside_core::command::Command;
use alongside_core::decide::Rejection;
use alongside_core::event::Event;
use alongside_core::state::TimerKind;

use crate::support::define::{after, every, on, stage, task, wait_until, workflow};
use crate::support::play::{Play, kinds};
use crate::support::samples::{calendars, county_parts, county_with_inset};
use crate::support::{day, id};

#[test]
fn a_step_is_overdue_once_its_date_has_passed_and_stays_open() {
    let mut play = Play::open(workflow([task("plan").due(after("10 school-days"))]));
    assert_eq!(play.latest("plan").due, Some(day("2019-01-24")));
    assert!(play.tick("2019-01-24").is_empty());
    assert_eq!(kinds(&play.tick("2019-01-25")), ["step-overdue plan"]);
    assert!(play.tick("2019-01-26").is_empty());
    assert!(play.work()[0].overdue);
    play.does("nle", "plan");
    assert!(!play.state.is_open());
}

#[test]
fn a_stage_can_be_due_too() {
    let mut play = Play::open(workflow([stage("phase", [task("work")]).due(on("2019-01-31"))]));
    assert_eq!(kinds(&play.tick("2019-02-01")), ["step-overdue phase"]);
    play.does("nle", "work");
    assert!(!play.state.is_open());
}

#[test]
fn time_passes_with_every_command() {
    let mut play = Play::open(workflow([task("plan").due(after("5 days")), task("other")]));
    play.day("2019-02-01");
    assert_eq!(
        kinds(&play.does("nle", "other")),
        ["step-completed other", "step-overdue plan"]
    );
}

#[test]
fn timers_fire_in_the_order_of_their_dates() {
    let mut play = Play::open(workflow([
        task("slow").due(on("2019-02-01")),
        wait_until("pause", on("2019-01-25")),
        task("fast").due(on("2019-01-20")),
    ]));
    assert_eq!(
        kinds(&play.tick("2019-02-02")),
        [
            "step-overdue fast",
            "timer-fired pause",
            "step-completed pause",
            "step-overdue slow"
        ]
    );
}

#[test]
fn a_changed_calendar_moves_what_is_pending_and_says_so() {
    let mut play = Play::open(workflow([
        task("plan").due(after("10 school-days")),
        task("fixed").due(on("2019-02-01")),
        task("check").repeat(every("6 teaching-weeks")),
    ]));
    play.calendars = county_with_inset(["2019-01-14", "2019-01-15"]);
    let events = play.act("administrator", &Command::RecalculateTimers);
    let [Event::CalendarRevised { calendar, moved, .. }] = &events[..] else {
        panic!("{events:?}")
    };
    assert_eq!(
        (calendar, moved.len()),
        (&id("county"), 1),
        "the other dates do not change"
    );
    assert_eq!(
        (moved[0].kind, moved[0].from, moved[0].to),
        (TimerKind::Due, day("2019-01-24"), day("2019-01-28"))
    );
    assert_eq!(play.latest("plan").due, Some(day("2019-01-28")));
    assert!(
        play.act("administrator", &Command::RecalculateTimers).is_empty(),
        "once is enough"
    );
    assert!(play.tick("2019-01-28").is_empty());
    assert_eq!(kinds(&play.tick("2019-01-29")), ["step-overdue plan"]);
}

#[test]
fn a_timer_moved_into_the_past_fires_at_once() {
    let mut play = Play::open(workflow([
        wait_until("pause", after("10 school-days")),
        task("other"),
    ]));
    play.calendars = county_with_inset(["2019-01-14", "2019-01-15"]);
    play.act("administrator", &Command::RecalculateTimers);
    play.tick("2019-01-25");
    play.calendars = county_with_inset([]);
    let events = play.act("administrator", &Command::RecalculateTimers);
    assert_eq!(
        kinds(&events),
        ["calendar-revised", "timer-fired pause", "step-completed pause"]
    );
}

#[test]
fn a_pending_round_moves_with_the_calendar_and_keeps_its_rhythm() {
    let mut play = Play::open(workflow([
        task("work"),
        task("visit").repeat(every("10 school-days")),
    ]));
    play.calendars = county_with_inset(["2019-01-14"]);
    play.act("administrator", &Command::RecalculateTimers);
    let timer = play.state.timers.values().next().unwrap();
    assert_eq!((timer.date, timer.anchor), (day("2019-01-25"), day("2019-01-10")));
    play.tick("2019-01-25");
    play.does("nle", "visit");
    assert_eq!(play.state.timers.values().next().unwrap().date, day("2019-02-08"));
}

#[test]
fn a_date_in_a_year_that_may_still_change_is_provisional() {
    let play = Play::open_on(
        "2019-07-01",
        workflow([
            task("soon").due(after("5 school-days")),
            task("late").due(after("1 term")),
        ]),
    );
    let provisional: Vec<(&str, bool)> = play
        .state
        .timers
        .iter()
        .map(|(key, timer)| (key.round.step.as_str(), timer.provisional))
        .collect();
    assert_eq!(provisional, [("late", true), ("soon", false)]);
}

#[test]
fn a_published_year_takes_the_doubt_away_even_where_the_date_stays() {
    let mut play = Play::open_on("2019-09-05", workflow([task("late").due(after("5 school-days"))]));
    assert!(play.state.timers.values().next().unwrap().provisional);
    let mut parts = county_parts();
    parts.years[1].provisional = false;
    play.calendars = calendars(parts);
    let events = play.act("administrator", &Command::RecalculateTimers);
    let [Event::CalendarRevised { moved, .. }] = &events[..] else {
        panic!("{events:?}")
    };
    assert_eq!(moved[0].from, moved[0].to);
    assert!(!play.state.timers.values().next().unwrap().provisional);
}

#[test]
fn a_missing_calendar_and_a_date_before_it_are_refused_with_what_to_do() {
    let definition = || workflow([task("plan").due(after("10 school-days"))]);
    let mut play = Play::unopened(definition());
    play.calendars.clear();
    assert_eq!(
        play.open_with(crate::support::samples::opening()),
        Err(Rejection::NoCalendar {
            step: id("plan"),
            party: id("partner")
        })
    );
    let mut play = Play::unopened(definition());
    play.day("2010-01-01");
    let refusal = play.open_with(crate::support::samples::opening()).unwrap_err();
    assert_eq!(refusal.code(), "calendar");
    assert!(
        refusal.to_string().contains("add the earlier academic year"),
        "{refusal}"
    );
}

#[test]
fn dates_that_run_backwards_do_no_harm() {
    let mut play = Play::open(workflow([task("work"), task("check").repeat(every("1 week"))]));
    play.tick("2019-03-01");
    play.day("2019-01-20");
    play.does("nle", "check");
    // The round of 1 March is over; the next one is after it, although the machine's clock went back.
    let timer = play.state.timers.values().next().unwrap();
    assert_eq!(timer.date, day("2019-01-24"));
    play.day("2018-12-01");
    play.does("nle", "work");
    assert!(!play.state.is_open());
}

#[test]
fn calendars_of_other_schools_move_nothing() {
    let mut play = Play::open(workflow([task("plan").due(after("10 school-days"))]));
    let mut parts = county_parts();
    parts.id = id("elsewhere");
    let elsewhere = Calendar::new(parts).unwrap();
    play.calendars.insert(elsewhere.id().clone(), elsewhere);
    assert!(play.act("administrator", &Command::RecalculateTimers).is_empty());
}
