//! Withdrawal: what is open ends, what was done is undone in reverse order, and then the engagement ends.

use alongside_core::event::Entry;
use alongside_core::state::{EngagementStatus, Status};

use crate::support::define::{after, stage, task, workflow};
use crate::support::play::{Play, add, end, kinds, reopen, withdraw};

/// The letter is signed, money is paid, support goes on; nothing has been published.
fn signed() -> Play {
    let mut play = Play::open(workflow([
        task("sign"),
        task("pay"),
        stage("support", [task("visit")]).after(["sign", "pay"]),
        task("publish").after(["support"]),
        task("unsign").undoes("sign").due(after("5 school-days")),
        task("refund").undoes("pay").approve("head"),
        task("unpublish").undoes("publish"),
    ]));
    play.does("nle", "pay");
    play.does("nle", "sign");
    play
}

#[test]
fn undoing_steps_do_not_come_up_by_themselves_and_block_nothing() {
    let mut play = signed();
    assert!(play.state.latest(&crate::support::id("unsign")).is_none());
    play.does("nle", "visit");
    play.does("nle", "publish");
    assert_eq!(play.state.status, EngagementStatus::Completed);
}

#[test]
fn withdrawal_undoes_in_reverse_order_what_was_done() {
    let mut play = signed();

    let events = play.act("head", &withdraw());

    assert_eq!(
        kinds(&events),
        [
            "step-terminated visit",
            "step-terminated support",
            "step-terminated publish",
            "withdrawal-begun",
            "step-created unsign",
            "step-activated unsign",
            "timer-set unsign",
        ]
    );
    assert_eq!(play.latest("unsign").entry, Some(Entry::Undo));
    assert_eq!(play.active(), ["unsign"]);
    play.does("nle", "unsign");
    assert_eq!(play.active(), ["refund"]);
    play.does("nle", "refund");
    assert!(play.state.is_open());
    let events = play.act("head", &crate::support::play::approve("refund"));
    assert_eq!(
        kinds(&events),
        [
            "outcome-approved refund",
            "step-completed refund",
            "engagement-ended"
        ]
    );
    assert_eq!(play.state.status, EngagementStatus::Ended);
    assert_eq!(play.state.end_reason.as_deref(), Some("the trust took over"));
}

#[test]
fn the_step_that_was_done_again_is_undone_first() {
    let mut play = signed();
    play.act("nle", &reopen("pay"));
    play.does("nle", "pay");
    play.act("nle", &withdraw());
    assert_eq!(play.active(), ["refund"]);
}

#[test]
fn where_nothing_can_be_undone_the_engagement_ends_at_once() {
    let mut play = Play::open(workflow([task("plan")]));
    let events = play.act("administrator", &withdraw());
    assert_eq!(
        kinds(&events),
        ["step-terminated plan", "withdrawal-begun", "engagement-ended"]
    );
}

#[test]
fn while_it_lasts_nothing_else_begins() {
    let mut play = signed();
    play.definition.ad_hoc = [crate::support::id("lead")].into();
    play.act("nle", &withdraw());
    for command in [withdraw(), reopen("sign"), add(task("more"), None)] {
        assert_eq!(play.refused("nle", &command).code(), "withdrawing");
    }
    play.tick("2019-02-20");
    assert_eq!(play.active(), ["unsign"]);
    assert!(play.latest("unsign").overdue);
    assert_eq!(play.next(), ["unsign: do by adviser, nle"]);
    play.act("administrator", &end("no use"));
    assert_eq!(play.status("unsign"), Status::Terminated);
}

#[test]
fn withdrawal_lifts_the_hold_that_the_engagement_stands_under() {
    let mut play = signed();
    play.act(
        "nle",
        &alongside_core::command::Command::Suspend {
            step: None,
            until: None,
            reason: "the head resigned".to_owned(),
        },
    );
    let events = play.act("nle", &withdraw());
    assert!(kinds(&events).contains(&"engagement-resumed".to_owned()));
    assert_eq!(play.active(), ["unsign"]);
}

#[test]
fn a_stranger_withdraws_nobody() {
    let mut play = signed();
    assert_eq!(play.refused("guest", &withdraw()).code(), "stranger");
}
