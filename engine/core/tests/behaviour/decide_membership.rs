//! Membership of the programme: a state machine that people, and decisions, move.

use alongside_core::decide::Rejection;
use alongside_core::definition::{Choice, Definition, StepKind};
use alongside_core::event::Event;
use alongside_core::state::{EngagementStatus, Status};

use crate::support::define::{Node, decision, stage, task, unchecked};
use crate::support::id;
use crate::support::outside::{Outside, membership, move_membership};
use crate::support::play::{Play, approve, choose, kinds};

/// A decision whose options lead to states of membership.
fn review() -> Node {
    let mut node = decision("review", ["stay", "conditional", "remove"]);
    if let StepKind::Decision(Choice::One { options }) = &mut node.step.kind {
        options[0].membership = Some(id("in"));
        options[1].membership = Some(id("conditional"));
        options[2].membership = Some(id("removed"));
    }
    node
}

fn definition(review: Node) -> Definition {
    unchecked([stage("work", [task("teach")]), review])
        .membership(membership())
        .checked()
}

fn state(play: &Play) -> &str {
    play.state.membership.as_ref().unwrap().state.as_str()
}

#[test]
fn an_engagement_begins_in_the_initial_state_right_after_opening() {
    let play = Play::open(definition(review()));
    assert_eq!(
        play.log[1].event,
        Event::MembershipChanged {
            from: None,
            to: id("in"),
            reason: "the engagement opened".to_owned(),
        }
    );
    let plain = Play::open(unchecked([task("plan")]));
    assert_eq!(plain.state.membership, None);
}

#[test]
fn it_moves_along_the_declared_ways_and_by_its_role() {
    let mut play = Play::open(definition(review()));
    assert_eq!(
        play.refused("nle", &move_membership("conditional")).code(),
        "wrong-role"
    );
    assert_eq!(
        play.refused("chair", &move_membership("removed")),
        Rejection::MembershipMove {
            from: id("in"),
            to: id("removed"),
            allowed: vec![id("conditional"), id("light-touch")],
        }
    );
    assert_eq!(
        play.refused("chair", &move_membership("in")).code(),
        "membership-move"
    );
    play.day("2019-02-01");
    let events = play.act("chair", &move_membership("conditional"));
    assert_eq!(
        events,
        [Event::MembershipChanged {
            from: Some(id("in")),
            to: id("conditional"),
            reason: "the review says so".to_owned(),
        }]
    );
    let standing = play.state.membership.clone().unwrap();
    assert_eq!(standing.since, id("2019-02-01"));
}

#[test]
fn a_state_that_ends_ends_the_engagement() {
    let mut play = Play::open(definition(review()));
    play.act("chair", &move_membership("conditional"));
    let events = play.act("chair", &move_membership("removed"));
    assert_eq!(
        kinds(&events),
        [
            "membership-changed",
            "step-terminated teach",
            "step-terminated work",
            "step-terminated review",
            "engagement-ended",
        ]
    );
    assert_eq!(play.state.status, EngagementStatus::Ended);
    assert_eq!(
        play.state.end_reason.as_deref(),
        Some("membership moved to `removed`: the review says so")
    );
}

#[test]
fn a_decision_moves_it_when_it_stands() {
    let mut play = Play::open(definition(review()));
    let events = play.decides("nle", "review", ["conditional"]);
    assert_eq!(kinds(&events), ["step-completed review", "membership-changed"]);
    assert_eq!(
        events[1],
        Event::MembershipChanged {
            from: Some(id("in")),
            to: id("conditional"),
            reason: "`review` was decided: because".to_owned(),
        }
    );
}

#[test]
fn a_decision_for_the_state_there_is_changes_nothing() {
    let mut play = Play::open(definition(review()));
    assert_eq!(
        kinds(&play.decides("nle", "review", ["stay"])),
        ["step-completed review"]
    );
    assert_eq!(state(&play), "in");
}

#[test]
fn a_decision_that_leads_nowhere_it_may_is_refused() {
    let mut play = Play::open(definition(review()));
    assert_eq!(
        play.refused("nle", &choose("review", ["remove"])).code(),
        "membership-move"
    );
    assert_eq!(play.status("review"), Status::Active);
}

#[test]
fn an_approved_decision_moves_it_only_then_and_only_if_it_still_may() {
    let mut play = Play::open(definition(review().approve("head")));
    play.decides("nle", "review", ["conditional"]);
    assert_eq!(state(&play), "in");
    // Membership has moved meanwhile: what was proposed cannot stand any more.
    let mut elsewhere = Play::open(definition(review().approve("head")));
    elsewhere.decides("nle", "review", ["conditional"]);
    elsewhere.act("chair", &move_membership("light-touch"));
    assert_eq!(
        elsewhere.refused("head", &approve("review")).code(),
        "membership-move"
    );
    let events = play.act("head", &approve("review"));
    assert_eq!(
        kinds(&events),
        [
            "outcome-approved review",
            "step-completed review",
            "membership-changed"
        ]
    );
    assert_eq!(state(&play), "conditional");
}

#[test]
fn a_decision_can_end_the_engagement() {
    let mut play = Play::open(definition(review()));
    play.act("chair", &move_membership("conditional"));
    let events = play.decides("nle", "review", ["remove"]);
    assert_eq!(
        kinds(&events),
        [
            "step-completed review",
            "membership-changed",
            "step-terminated teach",
            "step-terminated work",
            "engagement-ended",
        ]
    );
}
