//! Ad hoc steps: a role that may adds a task while the engagement runs.

use alongside_core::decide::Rejection;
use alongside_core::state::Status;

use crate::support::define::{Node, after, recording, score, stage, task, workflow};
use crate::support::id;
use crate::support::play::{Play, add, kinds};
use alongside_core::value::ValueType;

fn phases() -> Play {
    let mut definition = workflow([
        stage("phase-1", [task("read")]),
        stage("phase-2", [task("teach")]).after(["phase-1"]),
        stage("phase-3", [task("leave")]).after(["phase-2"]),
    ]);
    definition.ad_hoc = [id("lead")].into();
    let mut play = Play::open(definition);
    play.does("nle", "read");
    play
}

fn audit() -> Node {
    recording("phonics-audit", [("phase", ValueType::Number)])
        .due(after("2 weeks"))
        .evidence("notes")
}

#[test]
fn the_lead_adds_a_phonics_audit_to_phase_2() {
    let mut play = phases();
    let events = play.act("nle", &add(audit(), Some("phase-2")));
    assert_eq!(
        kinds(&events),
        [
            "steps-added",
            "step-created phonics-audit",
            "step-activated phonics-audit",
            "timer-set phonics-audit",
        ]
    );
    assert_eq!(play.active(), ["phase-2", "teach", "phonics-audit"]);
    play.does("nle", "teach");
    assert_eq!(play.status("phase-2"), Status::Active);
    play.act("nle", &crate::support::play::offer("phonics-audit", "notes"));
    let number = alongside_core::value::Value::Number(3.0);
    play.records("nle", "phonics-audit", [("phase", number)]);
    assert_eq!(play.active(), ["phase-3", "leave"]);
}

#[test]
fn another_role_is_refused_and_so_is_everybody_where_no_role_may() {
    let mut play = phases();
    let rejection = play.refused("head", &add(audit(), Some("phase-2")));
    assert_eq!(rejection.code(), "wrong-role");
    play.definition.ad_hoc.clear();
    assert_eq!(play.refused("nle", &add(audit(), None)), Rejection::NoAdHocSteps);
}

#[test]
fn a_step_for_a_later_stage_comes_up_with_it() {
    let mut play = phases();
    let events = play.act("nle", &add(audit(), Some("phase-3")));
    assert_eq!(kinds(&events), ["steps-added"]);
    play.does("nle", "teach");
    assert_eq!(play.active(), ["phase-3", "leave", "phonics-audit"]);
}

#[test]
fn a_step_at_top_level_begins_at_once_and_the_engagement_waits_for_it() {
    let mut play = phases();
    play.act("nle", &add(task("visit"), None));
    play.does("nle", "teach");
    play.does("nle", "leave");
    assert!(play.state.is_open());
    play.does("nle", "visit");
    assert!(!play.state.is_open());
}

#[test]
fn what_is_closed_taken_or_more_than_a_task_is_refused() {
    let mut play = phases();
    let code =
        |play: &mut Play, node: Node, parent: Option<&str>| play.refused("nle", &add(node, parent)).code();
    assert_eq!(code(&mut play, audit(), Some("phase-1")), "wrong-status");
    assert_eq!(code(&mut play, audit(), Some("teach")), "wrong-kind");
    assert_eq!(code(&mut play, audit(), Some("phase-9")), "unknown-step");
    assert_eq!(code(&mut play, task("teach"), None), "step-exists");
    assert_eq!(code(&mut play, score("gap"), None), "not-plain");
    assert_eq!(code(&mut play, task("more").manual(), None), "not-plain");
    assert_eq!(code(&mut play, task("more").role("caretaker"), None), "plan");
}

#[test]
fn a_role_that_nobody_holds_is_needed_in_vain() {
    let mut play = phases();
    let role = play.definition.roles["head"].clone();
    play.definition.roles.insert(id("clerk"), role);
    let rejection = play.refused("nle", &add(task("minutes").role("clerk"), None));
    assert_eq!(rejection, Rejection::NobodyHolds { role: id("clerk") });
}

#[test]
fn an_added_task_waits_for_the_steps_it_names() {
    let mut play = phases();
    play.act("nle", &add(task("review").after(["teach"]), Some("phase-2")));
    assert_eq!(play.active(), ["phase-2", "teach"]);
    play.does("nle", "teach");
    assert_eq!(play.active(), ["phase-2", "review"]);
    // What is done is remembered.
    play.act("nle", &add(task("thank").after(["read"]), Some("phase-2")));
    assert_eq!(play.active(), ["phase-2", "review", "thank"]);
    // A wait that could never end is none.
    let refused = play.refused("nle", &add(task("never").after(["leave"]), Some("phase-2")));
    assert_eq!(refused.code(), "plan");
}
