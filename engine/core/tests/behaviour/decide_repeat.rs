//! Repetition without a clock: round after round until a condition holds or there were enough.

use alongside_core::event::Entry;
use alongside_core::state::Status;
use alongside_core::value::{Value, ValueType};

use crate::support::conditions::{chosen, done, happened, recorded_at_least};
use crate::support::define::{decision, milestone, recording, rounds, stage, task, until, workflow};
use crate::support::id;
use crate::support::play::{Play, kinds, report, set_aside};

/// Plan, do, study, act: round after round until what was tried is adopted.
fn pdsa() -> Play {
    Play::open(workflow([
        stage(
            "cycle",
            [
                task("plan"),
                task("do").after(["plan"]),
                task("study").after(["do"]),
                decision("act", ["adopt", "adapt"]).after(["study"]),
            ],
        )
        .repeat(until(chosen("act", "adopt"))),
        task("share").after(["cycle"]).when(chosen("act", "adopt")),
    ]))
}

fn one_round(play: &mut Play, verdict: &'static str) {
    for step in ["plan", "do", "study"] {
        play.does("nle", step);
    }
    play.decides("nle", "act", [verdict]);
}

#[test]
fn study_says_adapt_and_round_2_starts_afresh() {
    let mut play = pdsa();
    one_round(&mut play, "adapt");
    assert_eq!(play.active(), ["cycle", "plan"]);
    for step in ["cycle", "plan", "do", "study", "act"] {
        assert_eq!(play.round(step), 2, "{step}");
    }
    assert_eq!(play.latest("cycle").entry, Some(Entry::NextRound));
    // Round 1 is read-only: a command means the latest round.
    assert_eq!(
        play.refused("nle", &crate::support::play::complete("study"))
            .code(),
        "wrong-status"
    );
    assert_eq!(
        play.state.instance(&id("study"), 1).unwrap().status,
        Status::Completed
    );
    one_round(&mut play, "adapt");
    one_round(&mut play, "adopt");
    assert_eq!((play.round("cycle"), play.active()), (3, vec!["share"]));
}

#[test]
fn a_loop_inside_a_stage_keeps_the_stage_open_until_it_is_over() {
    let mut play = Play::open(workflow([
        stage(
            "improve",
            [recording("try", [("score", ValueType::Number)])
                .repeat(until(recorded_at_least("try", "score", 4.0)))],
        ),
        task("after").after(["improve"]),
    ]));
    for (score, round) in [(1.0, 2), (2.0, 3)] {
        play.records("nle", "try", [("score", Value::Number(score))]);
        assert_eq!(
            (play.round("try"), play.active()),
            (round, vec!["improve", "try"])
        );
    }
    play.records("nle", "try", [("score", Value::Number(4.0))]);
    assert_eq!(play.active(), ["after"]);
}

#[test]
fn a_loop_sees_what_its_last_round_brought_about_before_it_goes_on() {
    let mut play = Play::open(workflow([
        stage(
            "improve",
            [
                recording("try", [("score", ValueType::Number)]).repeat(until(done("secure"))),
                milestone("secure").when(recorded_at_least("try", "score", 4.0)),
            ],
        ),
        task("after").after(["improve"]),
    ]));
    play.records("nle", "try", [("score", Value::Number(4.0))]);
    assert_eq!((play.round("try"), play.active()), (1, vec!["after"]));
}

#[test]
fn rounds_max_bounds_the_rounds() {
    let mut play = Play::open(workflow([task("try").repeat(rounds(2)), task("other")]));
    play.does("nle", "try");
    assert_eq!(play.round("try"), 2);
    play.does("nle", "try");
    assert_eq!(play.active(), ["other"]);
    assert_eq!(play.round("try"), 2);
}

#[test]
fn a_stage_inside_a_round_gives_its_steps_new_rounds() {
    let mut play = Play::open(workflow([stage(
        "outer",
        [stage("inner", [task("work")]).repeat(rounds(2))],
    )
    .repeat(rounds(2))]));
    let mut seen = Vec::new();
    while play.state.is_open() {
        let instance = play.latest("work");
        seen.push((
            play.round("outer"),
            play.round("inner"),
            instance.round,
            instance.stage_round,
        ));
        play.does("nle", "work");
    }
    assert_eq!(
        seen,
        [
            (1, 1, 1, Some(1)),
            (1, 2, 2, Some(2)),
            (2, 3, 3, Some(3)),
            (2, 4, 4, Some(4))
        ]
    );
}

#[test]
fn each_completed_round_counts_for_what_waits_for_it() {
    let mut play = Play::open(workflow([
        recording("try", [("score", ValueType::Number)]).repeat(rounds(2)),
        task("after").after(["try"]),
    ]));
    play.records("nle", "try", [("score", Value::Number(1.0))]);
    assert_eq!(play.active(), ["try", "after"]);
}

#[test]
fn a_later_round_of_a_stage_does_not_wait_again_for_what_happens_only_once() {
    let mut play = Play::open(workflow([
        task("set-up"),
        stage("cycle", [task("plan").after(["set-up"])]).repeat(rounds(2)),
    ]));
    play.does("nle", "set-up");
    play.does("nle", "plan");
    assert_eq!((play.round("plan"), play.status("plan")), (2, Status::Active));
}

#[test]
fn a_later_round_of_a_stage_waits_for_a_fresh_round_of_what_repeats() {
    let mut play = Play::open(workflow([
        task("data").repeat(rounds(3)),
        stage("cycle", [task("plan").after(["data"])]).repeat(rounds(2)),
    ]));
    play.does("nle", "data");
    play.does("nle", "plan");
    assert_eq!((play.round("plan"), play.status("plan")), (2, Status::Available));
    play.does("nle", "data");
    assert_eq!(play.status("plan"), Status::Active);
    assert_eq!(play.latest("plan").consumed, [(id("data"), 2)].into());
}

#[test]
fn an_inner_loop_runs_in_every_round_of_its_stage_whatever_the_last_one_ended_with() {
    let mut play = Play::open(workflow([stage(
        "cycle",
        [recording("try", [("score", ValueType::Number)])
            .repeat(until(recorded_at_least("try", "score", 4.0)))],
    )
    .repeat(rounds(2))]));
    play.records("nle", "try", [("score", Value::Number(5.0))]);
    assert_eq!(play.round("cycle"), 2);
    assert_eq!((play.round("try"), play.status("try")), (2, Status::Active));
    play.records("nle", "try", [("score", Value::Number(1.0))]);
    assert_eq!((play.round("try"), play.status("try")), (3, Status::Active));
}

#[test]
fn no_further_round_is_made_once_until_holds_while_one_waits() {
    let mut play = Play::open(workflow([
        task("try")
            .when(happened("judgement"))
            .repeat(until(happened("closure"))),
        task("other"),
    ]));
    play.act("nle", &report("judgement"));
    play.does("nle", "try");
    assert_eq!((play.round("try"), play.status("try")), (2, Status::Active));
    play.act("nle", &report("closure"));
    assert_eq!(play.status("try"), Status::Active, "a round at work is finished");
    play.does("nle", "try");
    assert_eq!((play.round("try"), play.status("try")), (2, Status::Completed));
}

#[test]
fn a_round_set_aside_ends_the_loop() {
    let mut play = Play::open(workflow([
        task("try").optional().repeat(rounds(5)),
        task("other"),
    ]));
    play.does("nle", "try");
    let events = play.act("nle", &set_aside("try"));
    assert_eq!(kinds(&events), ["step-set-aside try (round 2)"]);
    assert_eq!(play.active(), ["other"]);
}

#[test]
fn what_was_done_in_an_earlier_round_of_the_stage_does_not_count_in_this_one() {
    let mut play = Play::open(workflow([stage(
        "cycle",
        [
            task("plan"),
            task("extra")
                .after(["plan"])
                .when(happened("judgement"))
                .optional(),
        ],
    )
    .repeat(rounds(2))]));
    play.does("nle", "plan");
    assert_eq!(
        play.state.instance(&id("extra"), 1).unwrap().status,
        Status::Terminated
    );
    // Nobody consumed the plan of round 1, and yet it is not the plan of round 2.
    play.act("nle", &report("judgement"));
    assert_eq!(
        (play.round("extra"), play.status("extra")),
        (2, Status::Available)
    );
    play.does("nle", "plan");
    assert_eq!(play.active(), ["cycle", "extra"]);
}
