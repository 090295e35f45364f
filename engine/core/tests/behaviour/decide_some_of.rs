//! Waiting for some of a group: three of four cluster schools report, and the review opens.

use alongside_core::event::Event;
use alongside_core::state::Status;
use alongside_core::why::Hold;

use crate::support::conditions::{done, rounds_at_least};
use crate::support::define::{stage, task, unchecked, until, workflow};
use crate::support::id;
use crate::support::play::{Play, kinds, set_aside, start};

#[test]
fn three_of_four_open_the_review_and_the_fourth_stays_open() {
    let mut play = Play::open(workflow([
        task("north"),
        task("east"),
        task("south"),
        task("west"),
        task("review").after_some(3, ["north", "east", "south", "west"]),
    ]));
    play.does("nle", "east");
    play.does("nle", "north");
    assert_eq!(play.status("review"), Status::Available);
    assert_eq!(
        play.why("review").holds,
        [Hold::Some {
            at_least: 3,
            done: vec![id("east"), id("north")],
            open: vec![id("south"), id("west")],
        }]
    );
    assert_eq!(play.why("west").blocks, [id("review")]);
    let events = play.does("nle", "west");
    assert_eq!(kinds(&events), ["step-completed west", "step-activated review"]);
    let consumed = [(id("east"), 1), (id("north"), 1), (id("west"), 1)].into();
    assert_eq!(play.latest("review").consumed, consumed);
    assert_eq!(play.active(), ["south", "review"]);
    // The fourth comes later and opens nothing a second time.
    assert_eq!(kinds(&play.does("nle", "south")), ["step-completed south"]);
}

#[test]
fn some_and_all_must_both_be_met() {
    let mut play = Play::open(workflow([
        task("plan"),
        task("a").optional(),
        task("b"),
        task("meeting").after(["plan"]).after_some(1, ["a", "b"]),
    ]));
    // Set aside counts as done, as it does for `after`.
    play.act("nle", &set_aside("a"));
    assert_eq!(play.status("meeting"), Status::Available);
    play.does("nle", "plan");
    assert_eq!(play.status("meeting"), Status::Active);
}

#[test]
fn each_of_several_groups_must_be_met() {
    let mut play = Play::open(workflow([
        task("a"),
        task("b"),
        task("c"),
        task("d"),
        task("next").after_some(1, ["a", "b"]).after_some(1, ["c", "d"]),
    ]));
    play.does("nle", "a");
    play.does("nle", "b");
    assert_eq!(play.status("next"), Status::Available);
    play.does("nle", "d");
    assert_eq!(play.status("next"), Status::Active);
}

#[test]
fn what_was_present_at_the_firing_is_consumed() {
    // Two of three open the round; in the next round of the stage all of them are asked again.
    let mut play = Play::open(workflow([stage(
        "cycle",
        [
            task("a"),
            task("b"),
            task("c").manual(),
            task("study").after_some(2, ["a", "b", "c"]),
        ],
    )
    .repeat(until(rounds_at_least("study", 2.0)))]));
    play.does("nle", "a");
    play.does("nle", "b");
    play.does("nle", "study");
    assert_eq!(play.round("cycle"), 2);
    assert_eq!(play.status("study"), Status::Available);
    play.act("nle", &start("c"));
    play.does("nle", "c");
    let events = play.does("nle", "b");
    let consumed = [(id("b"), 2), (id("c"), 2)].into();
    assert!(
        events
            .iter()
            .any(|event| { matches!(event, Event::StepActivated { consumed: now, .. } if *now == consumed) })
    );
}

#[test]
fn a_group_must_be_possible_and_must_not_go_round() {
    let error = |nodes: Vec<crate::support::define::Node>| unchecked(nodes).check().unwrap_err().to_string();
    assert_eq!(
        error(vec![task("a"), task("b").after_some(2, ["a"])]),
        "step `b` cannot work: it waits for 2 of 1 steps"
    );
    assert_eq!(
        error(vec![task("a"), task("b").after_some(0, ["a"])]),
        "step `b` cannot work: it waits for 0 of 1 steps"
    );
    assert_eq!(
        error(vec![task("b").after_some(1, ["x"])]),
        "step `b` refers to step `x`, which does not exist"
    );
    assert_eq!(
        error(vec![task("a").after(["b"]), task("b").after_some(1, ["a"])]),
        "step `a` waits for itself through `after`"
    );
    // One of two is enough, so a circle through the other is none.
    let open = [
        task("a").after(["c"]),
        task("b"),
        task("c").after_some(1, ["a", "b"]).when(done("b")),
    ];
    assert_eq!(unchecked(open).check(), Ok(()));
}
