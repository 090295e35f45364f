//! When a stage is done: by itself, and by hand.

use alongside_core::decide::Rejection;
use alongside_core::plugin::CallFailure;
use alongside_core::state::Status;

use crate::support::conditions::{happened, never};
use crate::support::define::{every, milestone, score, stage, task, workflow};
use crate::support::id;
use crate::support::play::{Play, accept, attach, complete, failed, kinds, offer, set_aside, start};

#[test]
fn required_done_and_optional_merely_waiting_closes_the_stage() {
    let mut play = Play::open(workflow([stage(
        "support",
        [task("plan"), task("audit").optional().when(never())],
    )]));
    let events = play.does("nle", "plan");
    assert_eq!(
        kinds(&events),
        [
            "step-completed plan",
            "step-terminated audit",
            "step-completed support",
            "engagement-completed",
        ]
    );
}

#[test]
fn a_stage_of_a_reached_milestone_closes_at_once() {
    let mut play = Play::open(workflow([stage("brief", [milestone("agreed")]), task("other")]));
    assert_eq!(play.status("brief"), Status::Completed);
    assert_eq!(play.active(), ["other"]);
    play.does("nle", "other");
    assert!(!play.state.is_open());
}

#[test]
fn a_stage_of_optional_steps_closes_when_each_is_settled() {
    let mut play = Play::open(workflow([stage(
        "extras",
        [
            task("a").optional(),
            task("b").optional(),
            task("c").optional().manual(),
        ],
    )]));
    play.does("nle", "a");
    play.act("nle", &set_aside("b"));
    assert_eq!(play.active(), ["extras"]);
    play.act("nle", &set_aside("c"));
    assert_eq!(play.status("extras"), Status::Completed);
}

#[test]
fn a_stage_of_set_aside_steps_closes() {
    let mut play = Play::open(workflow([stage(
        "extras",
        [task("a").optional(), task("b").optional()],
    )]));
    play.act("nle", &set_aside("a"));
    assert_eq!(play.status("extras"), Status::Active);
    play.act("nle", &set_aside("b"));
    assert_eq!(play.status("extras"), Status::Completed);
    assert!(!play.state.is_open());
}

#[test]
fn finishing_one_offer_does_not_take_the_others_away() {
    let mut play = Play::open(workflow([stage(
        "offers",
        [
            task("coaching").manual(),
            task("visit").manual(),
            task("course").manual(),
        ],
    )]));
    play.act("nle", &start("coaching"));
    play.does("nle", "coaching");
    assert_eq!(play.status("offers"), Status::Active);
    assert_eq!(play.standing(Status::Enabled), ["visit", "course"]);
    play.act("nle", &complete("offers"));
    assert_eq!(play.status("visit"), Status::Terminated);
    assert!(!play.state.is_open());
}

#[test]
fn a_person_completes_a_stage_where_only_optional_things_remain() {
    let mut play = Play::open(workflow([
        stage(
            "support",
            [task("plan"), task("audit").optional(), task("coaching").manual()],
        ),
        task("other"),
    ]));
    assert_eq!(
        play.refused("nle", &complete("support")),
        Rejection::StepsOpen {
            step: id("support"),
            open: vec![id("plan")]
        }
    );
    play.does("nle", "plan");
    assert_eq!(play.refused("chair", &complete("support")).code(), "wrong-role");
    let events = play.act("nle", &complete("support"));
    assert_eq!(
        kinds(&events),
        [
            "step-terminated audit",
            "step-terminated coaching",
            "step-completed support"
        ]
    );
    assert_eq!(
        play.latest("support").completed_by.as_ref().unwrap().to_string(),
        "nle"
    );
}

#[test]
fn a_started_offer_is_work_that_must_be_finished_before_the_stage_is_completed() {
    let mut play = Play::open(workflow([stage("support", [task("coaching").manual()])]));
    play.act("nle", &start("coaching"));
    assert_eq!(play.refused("nle", &complete("support")).code(), "steps-open");
}

#[test]
fn nested_stages_close_from_the_inside_and_their_timers_go() {
    let mut play = Play::open(workflow([
        stage(
            "outer",
            [
                stage("inner", [task("deep")]),
                task("standing").repeat(every("1 week")),
            ],
        ),
        task("other"),
    ]));
    assert_eq!(play.active(), ["outer", "inner", "deep", "other"]);
    assert_eq!(play.state.timers.len(), 1);
    play.does("nle", "deep");
    assert_eq!(play.status("outer"), Status::Completed);
    assert_eq!(play.status("standing"), Status::Terminated);
    assert!(play.state.timers.is_empty());
}

#[test]
fn a_failed_required_step_holds_its_stage_and_an_optional_one_does_not() {
    let mut play = Play::open(workflow([
        stage("required", [score("gap")]),
        stage("extra", [score("second-gap").optional(), task("plan")]),
    ]));
    play.act("administrator", &attach("2018-19", "a"));
    for effect in play.calls() {
        play.act("engine", &failed(&effect.key, CallFailure::Refused));
    }
    assert_eq!(play.standing(Status::Failed), ["gap", "second-gap"]);
    play.does("nle", "plan");
    assert_eq!(play.status("extra"), Status::Completed);
    assert_eq!(play.status("required"), Status::Active);
    assert_eq!(play.refused("nle", &complete("required")).code(), "steps-open");
}

#[test]
fn a_stage_waits_for_its_own_evidence_however_it_is_completed() {
    let mut play = Play::open(workflow([stage(
        "review",
        [task("talk"), task("extra").optional()],
    )
    .judged_evidence("minutes", "head")]));
    play.does("nle", "talk");
    play.act("nle", &set_aside("extra"));
    assert_eq!(play.active(), ["review"]);
    assert_eq!(
        play.refused("nle", &complete("review")).code(),
        "missing-evidence"
    );
    play.act("nle", &offer("review", "minutes"));
    // Offered is not accepted: completing by hand is no way around the head.
    assert_eq!(
        play.refused("nle", &complete("review")).code(),
        "already-proposed"
    );
    play.act("head", &accept("review", "minutes"));
    assert!(!play.state.is_open());
}

#[test]
fn a_standing_loop_alone_does_not_keep_a_stage_open() {
    let mut play = Play::open(workflow([
        stage("watch", [task("visit").repeat(every("1 half-term"))]).after(["first"]),
        task("first"),
        task("last").when(happened("closure")),
    ]));
    play.does("nle", "first");
    assert_eq!(play.status("watch"), Status::Completed);
}

#[test]
fn a_standing_loop_never_blocks_but_its_round_at_work_does() {
    let mut play = Play::open(workflow([stage(
        "support",
        [task("plan"), task("visit").repeat(every("1 week"))],
    )]));
    play.tick("2019-01-17");
    assert_eq!(play.active(), ["support", "plan", "visit"]);
    play.does("nle", "plan");
    assert_eq!(play.active(), ["support", "visit"]);
    play.does("nle", "visit");
    assert!(!play.state.is_open());
}

#[test]
fn only_an_active_stage_can_be_completed() {
    let mut play = Play::open(workflow([
        task("first"),
        stage("later", [task("inner")]).after(["first"]),
    ]));
    assert_eq!(play.refused("nle", &complete("later")).code(), "wrong-status");
    assert_eq!(play.refused("nle", &complete("inner")).code(), "not-created");
}
