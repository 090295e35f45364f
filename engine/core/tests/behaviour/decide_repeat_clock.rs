//! Repetition by the clock of a school's calendar.

use alongside_core::calendar::Unit;
use alongside_core::event::{Entry, Event};
use alongside_core::state::Status;

use crate::support::conditions::{done, happened};
use crate::support::define::{every, every_before_end, rounds, stage, task, workflow};
use crate::support::play::{Play, kinds, report, set_aside, start};
use crate::support::{day, id};

/// The date of the one pending timer.
fn next_date(play: &Play) -> String {
    assert_eq!(play.state.timers.len(), 1);
    play.state.timers.values().next().unwrap().date.to_string()
}

#[test]
fn a_half_termly_review_starts_five_school_days_before_each_end() {
    let mut play = Play::open(workflow([
        task("work"),
        stage("review", [task("meet")]).repeat(every_before_end("1 half-term", "5 school-days")),
    ]));
    // Spring 1 ends on Friday 15 February; five school days before is Friday the 8th.
    assert_eq!(next_date(&play), "2019-02-08");
    assert!(play.tick("2019-02-07").is_empty());
    let events = play.tick("2019-02-08");
    assert_eq!(
        kinds(&events),
        [
            "timer-fired review",
            "step-activated review",
            "step-created meet",
            "step-activated meet"
        ]
    );
    assert_eq!(play.latest("review").entry, Some(Entry::Clock));
    play.day("2019-02-12");
    play.does("nle", "meet");
    assert_eq!(play.round("review"), 2);
    assert_eq!(next_date(&play), "2019-03-29");
}

#[test]
fn after_downtime_a_clock_fires_once_and_skips_what_was_missed() {
    let mut play = Play::open(workflow([task("work"), task("check").repeat(every("1 week"))]));
    assert_eq!(next_date(&play), "2019-01-17");
    let events = play.tick("2019-02-20");
    assert_eq!(kinds(&events), ["timer-fired check", "step-activated check"]);
    assert!(play.state.timers.is_empty(), "at most one round is active");
    play.does("nle", "check");
    // The rhythm of the first anchor is kept: Thursdays.
    assert_eq!(next_date(&play), "2019-02-21");
}

#[test]
fn a_round_that_takes_longer_than_its_period_is_not_overtaken() {
    let mut play = Play::open(workflow([task("work"), task("check").repeat(every("1 week"))]));
    play.tick("2019-01-17");
    assert!(play.tick("2019-01-24").is_empty());
    play.day("2019-01-24");
    play.does("nle", "check");
    assert_eq!(next_date(&play), "2019-01-31");
}

#[test]
fn a_six_weekly_review_across_half_term_does_not_count_the_holiday_week() {
    let play = Play::open(workflow([
        task("work"),
        task("review").repeat(every("6 teaching-weeks")),
    ]));
    // Six weeks from Thursday 10 January is 21 February; the holiday of 18 to 22 February does not count.
    assert_eq!(next_date(&play), "2019-02-28");
    assert_eq!(
        "6 teaching-weeks"
            .parse::<alongside_core::calendar::Span>()
            .unwrap()
            .unit(),
        Unit::TeachingWeeks
    );
}

#[test]
fn until_ends_a_clock_that_waits_and_the_stage_with_it() {
    let mut repeat = every("1 half-term");
    repeat.until = Some(done("exit"));
    let mut play = Play::open(workflow([
        stage("support", [task("exit"), task("review").repeat(repeat)]),
        task("after").after(["support"]),
    ]));
    play.tick("2019-03-01");
    play.does("nle", "review");
    assert_eq!(
        (play.round("review"), play.status("review")),
        (2, Status::Available)
    );
    let events = play.does("nle", "exit");
    assert_eq!(
        kinds(&events),
        [
            "step-completed exit",
            "step-terminated review (round 2)",
            "step-completed support",
            "step-activated after",
        ]
    );
    assert!(play.state.timers.is_empty());
}

#[test]
fn a_loop_that_was_never_needed_does_not_hold_up_what_waits_for_it() {
    let mut repeat = every("1 half-term");
    repeat.until = Some(happened("judgement"));
    let mut play = Play::open(workflow([
        task("review").repeat(repeat),
        task("letter").after(["review"]),
    ]));
    let events = play.act("nle", &report("judgement"));
    assert_eq!(
        kinds(&events),
        [
            "outside-event-reported",
            "step-set-aside review",
            "step-activated letter"
        ]
    );
}

#[test]
fn a_clock_with_rounds_max_is_required_and_stops() {
    let mut repeat = every("1 week");
    repeat.rounds_max = Some(2);
    let mut play = Play::open(workflow([task("check").repeat(repeat)]));
    play.tick("2019-01-17");
    play.does("nle", "check");
    assert!(play.state.is_open());
    play.tick("2019-01-24");
    play.does("nle", "check");
    assert!(!play.state.is_open());
}

#[test]
fn a_standing_loop_ends_with_the_engagement() {
    let mut play = Play::open(workflow([task("work"), task("check").repeat(every("1 week"))]));
    let events = play.does("nle", "work");
    assert_eq!(
        kinds(&events),
        [
            "step-completed work",
            "step-terminated check",
            "engagement-completed"
        ]
    );
    assert!(play.state.timers.is_empty());
    assert!(play.tick("2019-02-01").is_empty());
}

#[test]
fn a_clock_starts_to_count_when_its_entry_holds() {
    let mut play = Play::open(workflow([
        task("work"),
        task("first"),
        task("check").after(["first"]).repeat(every("2 weeks")),
    ]));
    assert!(play.state.timers.is_empty());
    play.day("2019-01-14");
    play.does("nle", "first");
    assert_eq!(next_date(&play), "2019-01-28");
    assert_eq!(play.latest("check").consumed, [(id("first"), 1)].into());
}

#[test]
fn a_clocked_round_waits_for_its_condition_after_its_date() {
    let mut play = Play::open(workflow([
        task("work"),
        task("check").when(happened("judgement")).repeat(every("1 week")),
    ]));
    play.act("nle", &report("judgement"));
    play.tick("2019-01-17");
    assert_eq!(play.status("check"), Status::Active);
}

#[test]
fn a_manually_started_clock_offers_a_round_and_remembers_what_it_consumed() {
    let mut play = Play::open(workflow([
        task("work"),
        task("first"),
        task("clinic").after(["first"]).manual().repeat(every("1 week")),
    ]));
    play.does("nle", "first");
    play.tick("2019-01-17");
    assert_eq!(play.status("clinic"), Status::Enabled);
    assert_eq!(play.latest("clinic").consumed, [(id("first"), 1)].into());
    play.act("nle", &start("clinic"));
    play.does("nle", "clinic");
    assert_eq!(
        (play.round("clinic"), next_date(&play)),
        (2, "2019-01-24".to_owned())
    );
    let _ = play.act("nle", &set_aside("clinic"));
    assert!(play.state.timers.is_empty());
}

#[test]
fn many_clocks_run_side_by_side() {
    let mut play = Play::open(workflow([
        task("work"),
        task("governors").repeat(every("3 weeks")),
        task("plan-check").repeat(every("2 weeks")),
        task("group").repeat(every("1 half-term")),
        task("visit").repeat(every_before_end("1 term", "5 school-days")),
    ]));
    let mut fired = Vec::new();
    let mut date = day("2019-01-10");
    while date < day("2019-04-05") {
        date = date.tomorrow().unwrap();
        for event in play.tick(&date.to_string()) {
            if let Event::TimerFired { round, date, .. } = &event {
                fired.push(format!("{} {date}", round.step));
                play.does("nle", round.step.as_str());
            }
        }
    }
    let of = |step: &str| fired.iter().filter(|line| line.starts_with(step)).count();
    assert_eq!(
        (of("governors"), of("plan-check"), of("group"), of("visit")),
        (4, 6, 1, 1),
        "{fired:?}"
    );
}

#[test]
fn a_clocked_stage_in_a_round_of_its_stage_counts_afresh() {
    let mut inner = every("1 week");
    inner.rounds_max = Some(1);
    let mut play = Play::open(workflow([
        stage("outer", [task("check").repeat(inner)]).repeat(rounds(2))
    ]));
    play.tick("2019-01-17");
    play.day("2019-01-21");
    play.does("nle", "check");
    assert_eq!(
        (play.round("outer"), play.round("check"), play.status("check")),
        (2, 2, Status::Available)
    );
    assert_eq!(next_date(&play), "2019-01-28");
}
