//! `when` and `or-when`: evaluated at firing, never remembered; brought forward whatever `after` says.

use alongside_core::event::Entry;
use alongside_core::state::Status;
use alongside_core::value::{Value, ValueType};

use crate::support::conditions::{
    evidence_is, finding_at_least, from_day, happened, overdue, recorded_at_least,
};
use crate::support::define::{after, every, recording, rounds, score, stage, task, workflow};
use crate::support::play::{Play, attach, offer, report, start};

#[test]
fn a_visit_with_score_2_waits_and_score_4_opens_phase_2_then() {
    let mut play = Play::open(workflow([
        task("visit"),
        recording("rate", [("score", ValueType::Number)]).repeat(rounds(3)),
        stage("phase-2", [task("work")])
            .after(["visit"])
            .when(recorded_at_least("rate", "score", 4.0)),
    ]));
    play.does("nle", "visit");
    play.records("nle", "rate", [("score", Value::Number(2.0))]);
    assert_eq!(play.status("phase-2"), Status::Available);
    play.records("nle", "rate", [("score", Value::Number(4.0))]);
    assert_eq!(play.status("phase-2"), Status::Active);
}

#[test]
fn a_condition_that_was_once_true_is_not_remembered() {
    let mut play = Play::open(workflow([
        task("visit"),
        recording("rate", [("score", ValueType::Number)]).repeat(rounds(3)),
        task("work")
            .after(["visit"])
            .when(recorded_at_least("rate", "score", 4.0)),
    ]));
    play.records("nle", "rate", [("score", Value::Number(5.0))]);
    play.records("nle", "rate", [("score", Value::Number(1.0))]);
    play.does("nle", "visit");
    assert_eq!(play.status("work"), Status::Available);
}

#[test]
fn phase_3_is_brought_forward_whatever_after_and_when_say() {
    let mut play = Play::open(workflow([
        score("gap"),
        task("phase-2"),
        task("phase-3")
            .after(["phase-2"])
            .when(happened("judgement"))
            .or_when(finding_at_least("gap", 20.0)),
    ]));
    play.act("administrator", &attach("2018-19", "a"));
    play.finds(23.5);
    assert_eq!(play.active(), ["phase-2", "phase-3"]);
    let entry = Entry::BroughtForward {
        condition: "findings.gap.value >= 20".to_owned(),
    };
    assert_eq!(play.latest("phase-3").entry, Some(entry));
}

#[test]
fn nothing_is_brought_forward_out_of_a_stage_that_has_not_begun() {
    let mut play = Play::open(workflow([
        task("first"),
        stage("later", [task("inner").or_when(happened("judgement"))]).after(["first"]),
    ]));
    play.act("nle", &report("judgement"));
    assert_eq!(play.active(), ["first"]);
    play.does("nle", "first");
    assert_eq!(play.active(), ["later", "inner"]);
}

#[test]
fn a_condition_on_today_opens_when_the_day_has_come() {
    let mut play = Play::open(workflow([
        task("always"),
        task("later").when(from_day("2019-02-01")),
    ]));
    play.tick("2019-01-31");
    assert_eq!(play.active(), ["always"]);
    play.tick("2019-02-01");
    assert_eq!(play.active(), ["always", "later"]);
}

#[test]
fn conditions_read_evidence_and_overdue_steps() {
    let mut play = Play::open(workflow([
        task("plan").evidence("aim").due(after("5 school-days")),
        task("study").when(evidence_is("plan", "aim", "offered")),
        task("escalate").when(overdue("plan")).optional(),
    ]));
    assert_eq!(play.active(), ["plan"]);
    play.act("nle", &offer("plan", "aim"));
    assert_eq!(play.active(), ["plan", "study"]);
    play.tick("2019-01-18");
    assert_eq!(play.active(), ["plan", "study", "escalate"]);
}

#[test]
fn a_manual_step_is_brought_forward_to_be_offered() {
    let mut play = Play::open(workflow([
        task("first"),
        task("coaching")
            .manual()
            .after(["first"])
            .or_when(happened("judgement")),
    ]));
    play.act("nle", &report("judgement"));
    assert_eq!(play.status("coaching"), Status::Enabled);
    play.act("nle", &start("coaching"));
    assert!(matches!(
        play.latest("coaching").entry,
        Some(Entry::BroughtForward { .. })
    ));
}

#[test]
fn or_when_opens_later_rounds_too() {
    let mut play = Play::open(workflow([
        recording("check", [("score", ValueType::Number)])
            .when(recorded_at_least("check", "score", 50.0))
            .or_when(happened("closure"))
            .repeat(rounds(2)),
        task("other"),
    ]));
    play.act("nle", &report("closure"));
    play.records("nle", "check", [("score", Value::Number(1.0))]);
    assert_eq!((play.round("check"), play.status("check")), (2, Status::Active));
}

#[test]
fn a_clocked_step_brought_forward_begins_with_its_clock_whatever_when_says() {
    let mut play = Play::open(workflow([
        task("other"),
        task("check")
            .when(happened("judgement"))
            .or_when(happened("closure"))
            .repeat(every("1 week")),
    ]));
    play.act("nle", &report("closure"));
    assert_eq!(play.status("check"), Status::Available);
    play.tick("2019-01-17");
    assert_eq!(play.status("check"), Status::Active);
}
