//! What holds a step back, and who must do what.

use alongside_core::state::Status;
use alongside_core::value::{Value, ValueType};

use crate::support::conditions::{finding_at_least, happened, recorded_at_least};
use crate::support::define::{
    after, every, milestone, recorded, recording, rounds, score, score_of_fact, stage, task, wait_for_either,
    wait_until, workflow,
};
use crate::support::play::{Play, attach, complete, offer, report};

/// The holds of a step, each as compact JSON.
fn holds(play: &Play, step: &str) -> Vec<String> {
    let holds = play.why(step).holds;
    holds
        .iter()
        .map(|hold| serde_json::to_string(hold).unwrap())
        .collect()
}

#[test]
fn a_step_names_what_it_waits_for_and_since_when() {
    let mut play = Play::open(workflow([
        task("visit"),
        score("gap"),
        task("work")
            .after(["visit", "gap"])
            .when(finding_at_least("gap", 20.0))
            .or_when(happened("closure")),
    ]));
    play.does("nle", "visit");
    assert_eq!(
        holds(&play, "work"),
        [
            r#"{"waits-for":"step","step":"gap","status":"active","since":"2019-01-10"}"#,
            r#"{"waits-for":"condition","condition":"findings.gap.value >= 20","alternative":false,"readings":[{"name":"findings.gap.value","value":null}]}"#,
            r#"{"waits-for":"condition","condition":"events.closure > 0","alternative":true,"readings":[{"name":"events.closure","value":"0"}]}"#,
        ]
    );
    assert_eq!(play.why("gap").blocks.len(), 1);
    play.act("administrator", &attach("2018-19", "a"));
    assert_eq!(
        holds(&play, "gap"),
        [r#"{"waits-for":"plugin","failed_attempts":0}"#]
    );
    play.finds(12.0);
    assert_eq!(holds(&play, "work").len(), 2, "only the conditions are left");
}

#[test]
fn a_later_round_does_not_claim_to_wait_for_what_it_does_not_wait_for() {
    let mut play = Play::open(workflow([
        task("first"),
        task("other"),
        recording("try", [("score", ValueType::Number)])
            .after(["first"])
            .when(happened("judgement"))
            .repeat(rounds(2)),
        recording("rate", [("score", ValueType::Number)])
            .after(["first"])
            .when(recorded_at_least("rate", "score", 3.0))
            .or_when(happened("closure"))
            .repeat(rounds(3)),
    ]));
    play.does("nle", "first");
    play.act("nle", &report("closure"));
    play.records("nle", "rate", [("score", Value::Number(1.0))]);
    assert_eq!((play.round("rate"), play.status("rate")), (2, Status::Active));
    assert_eq!(
        holds(&play, "try"),
        [
            r#"{"waits-for":"condition","condition":"events.judgement > 0","alternative":false,"readings":[{"name":"events.judgement","value":"0"}]}"#
        ]
    );
}

#[test]
fn a_step_in_a_stage_that_has_not_begun_names_the_stage() {
    let play = Play::open(workflow([
        task("first"),
        stage("later", [task("inner")]).after(["first"]),
    ]));
    assert_eq!(
        holds(&play, "inner"),
        [r#"{"waits-for":"stage","step":"later","status":"available"}"#]
    );
    assert_eq!(play.why("inner").status, None);
}

#[test]
fn a_stage_names_what_is_open_in_it_or_offers_to_be_completed() {
    let mut play = Play::open(workflow([
        stage("support", [task("plan"), task("coaching").manual()]),
        task("other"),
    ]));
    assert_eq!(
        holds(&play, "support"),
        [r#"{"waits-for":"step","step":"plan","status":"active","since":"2019-01-10"}"#]
    );
    assert_eq!(
        play.next(),
        [
            "plan: do by adviser, nle",
            "coaching: start by adviser, nle",
            "other: do by adviser, nle"
        ]
    );
    play.does("nle", "plan");
    assert_eq!(play.next(), ["other: do by adviser, nle"]);
}

#[test]
fn clocks_and_waits_name_their_date() {
    let play = Play::open(workflow([
        task("check").repeat(every("1 week")),
        wait_for_either("reply", after("10 school-days"), "judgement"),
    ]));
    assert_eq!(
        holds(&play, "check"),
        [r#"{"waits-for":"date","date":"2019-01-17","provisional":false}"#]
    );
    let reply = holds(&play, "reply");
    assert!(
        reply.contains(&r#"{"waits-for":"date","date":"2019-01-24","provisional":false}"#.to_owned()),
        "{reply:?}"
    );
    assert!(
        reply.contains(&r#"{"waits-for":"event","event":"judgement"}"#.to_owned()),
        "{reply:?}"
    );
}

#[test]
fn a_date_or_fact_that_nobody_has_recorded_yet_names_the_task_that_will() {
    let play = Play::open(workflow([
        recording(
            "plan",
            [("review-by", ValueType::Date), ("prediction", ValueType::Number)],
        ),
        wait_until("review", recorded("plan", "review-by")),
        score_of_fact("verdict", "plan", "prediction"),
    ]));
    let plan = [r#"{"waits-for":"step","step":"plan","status":"active","since":"2019-01-10"}"#];
    assert_eq!(holds(&play, "review"), plan);
    assert_eq!(holds(&play, "verdict"), plan);
}

#[test]
fn a_milestone_names_its_conditions_and_its_evidence() {
    let mut play = Play::open(workflow([
        milestone("secure")
            .when(happened("judgement"))
            .judged_evidence("visit", "head"),
        task("other"),
    ]));
    assert_eq!(play.next()[0], "secure: offer by adviser, nle");
    assert_eq!(holds(&play, "secure").len(), 2);
    play.act("nle", &offer("secure", "visit"));
    assert_eq!(play.next()[0], "secure: judge by adviser, head");
    play.act("nle", &report("judgement"));
    assert_eq!(holds(&play, "secure").len(), 1);
}

#[test]
fn a_milestone_that_is_not_watched_yet_names_only_the_steps_before_it() {
    let play = Play::open(workflow([
        task("first"),
        milestone("secure")
            .after(["first"])
            .when(happened("judgement"))
            .or_when(happened("closure")),
    ]));
    assert_eq!(
        holds(&play, "secure"),
        [r#"{"waits-for":"step","step":"first","status":"active","since":"2019-01-10"}"#]
    );
}

#[test]
fn work_without_a_role_is_for_everybody_with_a_part() {
    let mut play = Play::open(workflow([
        task("plan").anybody(),
        task("coaching").anybody().manual(),
    ]));
    assert_eq!(
        play.next(),
        [
            "plan: do by adviser, chair, head, nle",
            "coaching: start by adviser, chair, head, nle"
        ]
    );
    play.act("chair", &complete("plan"));
}

#[test]
fn overdue_work_comes_first_then_by_date_then_in_the_order_of_the_file() {
    let mut play = Play::open(workflow([
        task("undated"),
        task("late").due(after("20 school-days")),
        task("soon").due(after("5 school-days")),
        task("gone").due(after("1 day")),
    ]));
    play.day("2019-01-14");
    let steps: Vec<String> = play.work().iter().map(|item| item.round.to_string()).collect();
    assert_eq!(steps, ["gone", "soon", "late", "undated"]);
    let overdue: Vec<bool> = play.work().iter().map(|item| item.overdue).collect();
    assert_eq!(overdue, [true, false, false, false]);
}

#[test]
fn what_waits_for_what_waits_is_followed_to_who_must_act() {
    let play = Play::open(workflow([
        stage("find-out", [task("visit"), task("report").after(["visit"])]),
        stage("work", [task("teach")]).after(["find-out"]),
        task("celebrate").after(["work"]),
    ]));
    let roots = |step: &str| {
        let why = play.why(step);
        why.roots.iter().map(ToString::to_string).collect::<Vec<_>>()
    };
    assert_eq!(roots("celebrate"), ["visit"]);
    assert_eq!(roots("teach"), ["visit"]);
    // What is named already is not repeated, and who must act is no root of itself.
    assert_eq!(roots("report"), Vec::<String>::new());
    assert_eq!(roots("visit"), Vec::<String>::new());
}
