//! What is not needed is set aside before it begins; what is to end ends, with everything in it.

use alongside_core::event::{Cause, Event};
use alongside_core::state::{EngagementStatus, Status};
use alongside_core::value::{Value, ValueType};

use crate::support::conditions::{finding_at_least, from_day, happened, recorded_at_least};
use crate::support::define::{every, milestone, recording, score, stage, task, workflow};
use crate::support::id;
use crate::support::play::{Play, attach, kinds, report};

#[test]
fn a_step_that_is_not_needed_is_set_aside_and_what_follows_it_goes_on() {
    let mut play = Play::open(workflow([
        recording("risk", [("score", ValueType::Number)]),
        task("intensive")
            .after(["risk"])
            .skip_when(recorded_at_least("risk", "score", 4.0)),
        task("review").after(["intensive"]),
    ]));
    let events = play.records("nle", "risk", [("score", Value::Number(5.0))]);
    assert_eq!(
        kinds(&events),
        [
            "step-completed risk",
            "step-set-aside intensive",
            "step-activated review"
        ]
    );
    let skipped = play.latest("intensive");
    assert_eq!(
        skipped.reason.as_deref(),
        Some("not needed: records.risk.score >= 4")
    );
    assert_eq!(skipped.ending(), Some("set-aside"));
}

#[test]
fn it_is_looked_at_before_the_entry_and_while_a_person_has_not_started() {
    let mut play = Play::open(workflow([
        task("offered").manual().skip_when(happened("closure")),
        task("waiting").after(["other"]).skip_when(happened("closure")),
        task("begun").skip_when(happened("closure")),
        task("other"),
    ]));
    assert_eq!(play.status("offered"), Status::Enabled);
    play.act("head", &report("closure"));
    assert_eq!(play.standing(Status::SetAside), ["offered", "waiting"]);
    assert_eq!(play.status("begun"), Status::Active);
}

#[test]
fn it_is_not_looked_at_before_the_stage_has_begun_nor_held_against_a_later_round() {
    let mut play = Play::open(workflow([
        task("first"),
        stage("later", [task("inner").skip_when(from_day("2019-02-01"))]).after(["first"]),
    ]));
    play.does("nle", "first");
    assert_eq!(play.status("inner"), Status::Active);
    assert!(play.tick("2019-02-01").is_empty());
}

#[test]
fn an_unknown_condition_skips_nothing_and_exits_nothing() {
    let play = Play::open(workflow([
        score("gap"),
        task("skip").skip_when(finding_at_least("gap", 1.0)),
        task("exit").exit_when(finding_at_least("gap", 1.0)),
    ]));
    assert_eq!(play.active(), ["gap", "skip", "exit"]);
}

#[test]
fn a_skipped_round_ends_its_loop_and_forgets_its_clock() {
    let mut play = Play::open(workflow([
        task("other"),
        task("check")
            .repeat(every("1 week"))
            .skip_when(happened("closure")),
    ]));
    assert_eq!(play.state.timers.len(), 1);
    play.act("head", &report("closure"));
    assert_eq!(play.status("check"), Status::SetAside);
    assert!(play.state.timers.is_empty());
}

#[test]
fn an_active_step_ends_with_everything_in_it_when_its_exit_holds() {
    let mut play = Play::open(workflow([
        score("gap"),
        stage(
            "phase-2",
            [stage("inner", [task("teach")]), task("coach").manual()],
        )
        .exit_when(finding_at_least("gap", 2.0)),
        task("after").when(happened("closure")),
    ]));
    play.act("administrator", &attach("2018-19", "a"));
    let events = play.finds(3.0);
    assert_eq!(
        kinds(&events),
        [
            "step-completed gap",
            "step-terminated teach",
            "step-terminated inner",
            "step-terminated coach",
            "step-terminated phase-2",
        ]
    );
    let ended = play.latest("phase-2");
    assert_eq!(ended.cause, Some(Cause::Exited));
    assert_eq!(ended.ending(), Some("exited"));
    assert_eq!(
        ended.reason.as_deref(),
        Some("exit-when holds: findings.gap.value >= 2")
    );
    // What was in it ended with it.
    assert_eq!(play.latest("teach").ending(), Some("ended"));
    assert_eq!(play.latest("teach").reason, play.latest("phase-2").reason);
}

#[test]
fn a_failed_step_can_be_left_too() {
    let mut play = Play::open(workflow([
        score("gap").exit_when(happened("closure")),
        task("other"),
    ]));
    play.act("administrator", &attach("2018-19", "a"));
    let key = play.effect().key;
    let refused = crate::support::play::failed(&key, alongside_core::plugin::CallFailure::Refused);
    play.act("engine", &refused);
    assert_eq!(play.status("gap"), Status::Failed);
    play.act("head", &report("closure"));
    assert_eq!(play.latest("gap").cause, Some(Cause::Exited));
}

#[test]
fn an_exit_that_holds_already_ends_the_step_as_it_begins() {
    let play = Play::open(workflow([
        task("short").exit_when(from_day("2019-01-01")),
        task("other"),
    ]));
    let events: Vec<Event> = play.log.iter().map(|envelope| envelope.event.clone()).collect();
    let told = kinds(&events);
    assert!(told.contains(&"step-activated short".to_owned()));
    assert_eq!(play.latest("short").cause, Some(Cause::Exited));
}

#[test]
fn an_exit_comes_before_a_completion() {
    let mut play = Play::open(workflow([
        milestone("secure")
            .when(happened("closure"))
            .exit_when(happened("closure")),
        task("other"),
    ]));
    play.act("head", &report("closure"));
    assert_eq!(play.latest("secure").cause, Some(Cause::Exited));
}

#[test]
fn a_step_that_was_left_does_not_hold_up_its_stage_but_does_not_count_as_done() {
    let mut play = Play::open(workflow([
        stage("work", [task("a").exit_when(happened("closure")), task("b")]),
        task("needs-a").after(["a"]).optional(),
    ]));
    play.act("head", &report("closure"));
    play.does("nle", "b");
    assert_eq!(play.status("work"), Status::Completed);
    assert_eq!(play.status("needs-a"), Status::Terminated);
    assert_eq!(play.state.status, EngagementStatus::Completed);
    assert_eq!(play.why("needs-a").step, id("needs-a"));
}
