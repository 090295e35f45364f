//! Reopening: a new round, the old history intact, and a flag on whatever rests on it.

use alongside_core::decide::Rejection;
use alongside_core::event::Entry;
use alongside_core::state::Status;

use crate::support::define::{decision, milestone, stage, task, workflow};
use crate::support::id;
use crate::support::play::{Play, clear_flag, kinds, reopen};

/// Analysis is done, the plan that rests on it is done, and the letter that rests on the plan is active.
fn after_the_plan() -> Play {
    let mut play = Play::open(workflow([
        stage("analysis", [task("read"), task("compare").after(["read"])]),
        stage("plan", [task("draft")]).after(["analysis"]),
        task("letter").after(["plan"]),
        task("elsewhere"),
    ]));
    for step in ["read", "compare", "draft"] {
        play.does("nle", step);
    }
    play
}

#[test]
fn a_reopened_stage_runs_again_and_what_rests_on_it_is_flagged() {
    let mut play = after_the_plan();
    play.day("2019-02-01");

    let events = play.act("nle", &reopen("analysis"));

    assert_eq!(
        kinds(&events),
        [
            "step-reopened analysis",
            "step-created analysis (round 2)",
            "step-activated analysis (round 2)",
            "step-created read (round 2)",
            "step-created compare (round 2)",
            "step-flagged plan",
            "step-flagged letter",
            "step-activated read (round 2)",
        ]
    );
    assert_eq!(play.active(), ["analysis", "read", "letter", "elsewhere"]);
    let reason = "it was wrong".to_owned();
    assert_eq!(play.latest("analysis").entry, Some(Entry::Reopened { reason }));
    let old = play.state.instance(&id("analysis"), 1).unwrap();
    assert_eq!(old.status, Status::Completed);
    assert_eq!(old.since.to_string(), "2019-01-10");
    assert_eq!(
        play.latest("plan").flagged.as_deref(),
        Some("`analysis` was reopened: it was wrong")
    );
}

#[test]
fn the_plan_is_not_done_again_by_itself_once_the_analysis_is() {
    let mut play = after_the_plan();
    play.act("nle", &reopen("analysis"));
    play.does("nle", "read");
    play.does("nle", "compare");
    assert_eq!(play.active(), ["letter", "elsewhere"]);
    assert!(play.latest("plan").flagged.is_some());
}

#[test]
fn a_step_inside_a_closed_stage_names_the_stage_to_reopen_first() {
    let mut play = after_the_plan();
    let stage = id("analysis");
    let rejection = play.refused("nle", &reopen("read"));
    assert_eq!(
        rejection,
        Rejection::StageClosed {
            step: id("read"),
            stage
        }
    );
    assert_eq!(rejection.hint().as_deref(), Some("reopen `analysis` first"));
}

#[test]
fn a_flag_inside_a_stage_reaches_what_rests_on_the_stage() {
    let mut play = Play::open(workflow([
        task("data"),
        stage("phase", [task("use").after(["data"])]),
        task("report").after(["phase"]),
        task("elsewhere"),
    ]));
    play.does("nle", "data");
    play.does("nle", "use");
    let events = play.act("nle", &reopen("data"));
    let flagged: Vec<String> = kinds(&events)
        .into_iter()
        .filter(|line| line.starts_with("step-flagged"))
        .collect();
    assert_eq!(flagged, ["step-flagged use", "step-flagged report"]);
}

#[test]
fn what_has_not_begun_waits_for_the_new_round() {
    let mut play = Play::open(workflow([
        task("finance"),
        task("safeguarding"),
        task("letter").after(["finance", "safeguarding"]),
    ]));
    play.does("nle", "finance");
    play.act("nle", &reopen("finance"));
    play.does("nle", "safeguarding");
    assert_eq!(play.status("letter"), Status::Available);
    play.does("nle", "finance");
    assert_eq!(play.latest("letter").consumed["finance"], 2);
}

#[test]
fn reopening_what_was_flagged_answers_the_flag() {
    let mut play = after_the_plan();
    play.act("nle", &reopen("analysis"));
    let events = play.act("nle", &reopen("plan"));
    assert_eq!(kinds(&events)[..2], ["flag-cleared plan", "step-reopened plan"]);
    // The letter carries its flag already.
    assert!(!kinds(&events).contains(&"step-flagged letter".to_owned()));
}

#[test]
fn a_cleared_flag_says_that_somebody_looked() {
    let mut play = after_the_plan();
    play.act("nle", &reopen("analysis"));
    assert_eq!(
        kinds(&play.act("nle", &clear_flag("letter"))),
        ["flag-cleared letter"]
    );
    assert_eq!(play.latest("letter").flagged, None);
    assert_eq!(play.refused("nle", &clear_flag("letter")).code(), "not-flagged");
}

#[test]
fn a_person_without_the_role_reopens_nothing() {
    let mut play = after_the_plan();
    assert_eq!(play.refused("chair", &reopen("analysis")).code(), "wrong-role");
    play.definition.ad_hoc = [id("governors")].into();
    play.act("chair", &reopen("analysis"));
    play.act("administrator", &clear_flag("letter"));
}

#[test]
fn a_decision_and_a_milestone_can_be_reopened() {
    let mut play = Play::open(workflow([
        decision("choice", ["yes", "no"]),
        milestone("reached").after(["choice"]),
        task("elsewhere"),
    ]));
    play.decides("nle", "choice", ["yes"]);
    play.act("nle", &reopen("choice"));
    assert_eq!(play.active(), ["choice", "elsewhere"]);
    assert!(play.latest("reached").flagged.is_some());
    play.decides("nle", "choice", ["no"]);
    let events = play.act("nle", &reopen("reached"));
    assert!(kinds(&events).contains(&"step-completed reached (round 2)".to_owned()));
}

#[test]
fn what_is_open_is_not_reopened_and_neither_is_a_closed_engagement() {
    let mut play = after_the_plan();
    assert_eq!(play.refused("nle", &reopen("letter")).code(), "wrong-status");
    play.does("nle", "letter");
    play.does("nle", "elsewhere");
    assert_eq!(play.refused("nle", &reopen("letter")).code(), "closed");
}
