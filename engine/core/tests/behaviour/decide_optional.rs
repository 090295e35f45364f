//! Optional, manually started and set-aside steps.

use alongside_core::decide::Rejection;
use alongside_core::event::Event;
use alongside_core::state::Status;

use crate::support::define::{stage, task, workflow};
use crate::support::id;
use crate::support::play::{Play, kinds, set_aside, start};

#[test]
fn offered_coaching_never_blocks_until_someone_starts_it() {
    let nodes = || workflow([stage("support", [task("plan"), task("coaching").manual()])]);
    let mut play = Play::open(nodes());
    assert_eq!(play.status("coaching"), Status::Enabled);
    play.does("nle", "plan");
    assert_eq!(play.status("support"), Status::Completed);
    assert_eq!(play.status("coaching"), Status::Terminated);

    let mut play = Play::open(nodes());
    play.act("nle", &start("coaching"));
    play.does("nle", "plan");
    assert_eq!(play.active(), ["support", "coaching"]);
    play.does("nle", "coaching");
    assert_eq!(play.status("support"), Status::Completed);
}

#[test]
fn starting_is_for_the_owner_and_only_once() {
    let mut play = Play::open(workflow([task("plan"), task("coaching").manual()]));
    assert_eq!(play.refused("head", &start("coaching")).code(), "wrong-role");
    assert_eq!(play.refused("nle", &start("plan")).code(), "wrong-status");
    let events = play.act("nle", &start("coaching"));
    assert_eq!(kinds(&events), ["step-activated coaching"]);
    assert_eq!(play.log.last().unwrap().by.to_string(), "nle");
    assert_eq!(play.refused("nle", &start("coaching")).code(), "wrong-status");
}

#[test]
fn a_manual_step_is_offered_only_after_what_it_waits_for() {
    let mut play = Play::open(workflow([
        task("plan"),
        task("end"),
        task("coaching").manual().after(["plan"]),
    ]));
    assert_eq!(play.refused("nle", &start("coaching")).code(), "wrong-status");
    play.does("nle", "plan");
    assert_eq!(play.latest("coaching").consumed, [(id("plan"), 1)].into());
    play.act("nle", &start("coaching"));
    assert_eq!(play.latest("coaching").consumed, [(id("plan"), 1)].into());
}

#[test]
fn only_optional_or_manual_steps_can_be_set_aside_with_a_reason() {
    let mut play = Play::open(workflow([
        task("plan"),
        task("audit").optional(),
        task("coaching").manual(),
    ]));
    assert_eq!(
        play.refused("nle", &set_aside("plan")),
        Rejection::Required { step: id("plan") }
    );
    let blank = alongside_core::command::Command::SetAside {
        step: id("audit"),
        reason: "  ".to_owned(),
    };
    assert_eq!(play.refused("nle", &blank), Rejection::ReasonNeeded);
    let events = play.act("nle", &set_aside("audit"));
    assert!(matches!(&events[0], Event::StepSetAside { reason, .. } if reason == "not needed"));
    assert_eq!(play.refused("nle", &set_aside("audit")).code(), "wrong-status");
    play.act("nle", &set_aside("coaching"));
    assert_eq!(play.status("coaching"), Status::SetAside);
    assert!(play.state.is_open());
}

#[test]
fn setting_a_stage_aside_ends_what_is_in_it_inner_steps_first() {
    let mut play = Play::open(workflow([
        task("other"),
        stage("extra", [stage("inner", [task("deep")]), task("shallow")]).optional(),
    ]));
    let events = play.act("nle", &set_aside("extra"));
    assert_eq!(
        kinds(&events),
        [
            "step-terminated deep",
            "step-terminated inner",
            "step-terminated shallow",
            "step-set-aside extra",
        ]
    );
    assert_eq!(play.active(), ["other"]);
}

#[test]
fn an_optional_step_at_work_keeps_its_stage_open_and_one_that_waits_does_not() {
    let mut play = Play::open(workflow([stage(
        "support",
        [
            task("plan"),
            task("audit").optional(),
            task("extra").optional().after(["audit"]),
        ],
    )]));
    play.does("nle", "plan");
    assert_eq!(play.active(), ["support", "audit"]);
    play.act("nle", &set_aside("audit"));
    assert_eq!(play.active(), ["support", "extra"]);
    play.does("nle", "extra");
    assert!(!play.state.is_open());
}
