//! Sequence, parallel joins, and completions that are remembered.

use alongside_core::event::{Entry, Event, Round};
use alongside_core::state::Status;

use crate::support::conditions::chosen;
use crate::support::define::{decision, stage, task, workflow};
use crate::support::id;
use crate::support::play::{Play, kinds, set_aside};

#[test]
fn when_the_match_is_accepted_only_due_diligence_is_active() {
    let mut play = Play::open(workflow([
        stage("brokerage", [task("match")]),
        stage("due-diligence", [task("visit")]).after(["brokerage"]),
        stage("letter", [task("sign")]).after(["due-diligence"]),
    ]));
    assert_eq!(play.active(), ["brokerage", "match"]);

    let events = play.does("nle", "match");

    assert_eq!(
        kinds(&events),
        [
            "step-completed match",
            "step-completed brokerage",
            "step-activated due-diligence",
            "step-created visit",
            "step-activated visit",
        ]
    );
    assert_eq!(play.active(), ["due-diligence", "visit"]);
    assert_eq!(play.status("letter"), Status::Available);
}

#[test]
fn a_join_waits_for_both_and_remembers_the_first() {
    let mut play = Play::open(workflow([
        task("finance"),
        task("safeguarding"),
        task("letter").after(["finance", "safeguarding"]),
    ]));
    assert_eq!(play.active(), ["finance", "safeguarding"]);
    play.does("nle", "finance");
    assert_eq!(play.active(), ["safeguarding"]);

    play.day("2019-03-01");
    let events = play.does("nle", "safeguarding");

    let round = Round {
        step: id("letter"),
        round: 1,
    };
    let consumed = [(id("finance"), 1), (id("safeguarding"), 1)].into();
    let entry = Entry::After { condition: None };
    assert_eq!(
        events[1],
        Event::StepActivated {
            round,
            consumed,
            entry
        }
    );
}

#[test]
fn a_choice_opens_one_way_and_the_rule_that_chose_is_recorded() {
    let mut play = Play::open(workflow([
        decision("risk", ["high", "low"]),
        task("intensive")
            .after(["risk"])
            .when(chosen("risk", "high"))
            .optional(),
        task("light")
            .after(["risk"])
            .when(chosen("risk", "low"))
            .optional(),
        task("closing").after(["risk"]),
    ]));
    play.decides("nle", "risk", ["high"]);
    assert_eq!(play.active(), ["intensive", "closing"]);
    let entry = Entry::After {
        condition: Some("decisions.risk == high".to_owned()),
    };
    assert_eq!(play.latest("intensive").entry, Some(entry));
}

#[test]
fn a_set_aside_step_counts_as_done_for_what_waits_for_it() {
    let mut play = Play::open(workflow([
        task("coaching").optional(),
        task("report").after(["coaching"]),
    ]));
    play.act("nle", &set_aside("coaching"));
    assert_eq!(play.active(), ["report"]);
}

#[test]
fn a_step_inside_a_stage_can_wait_for_a_step_outside_it() {
    let mut play = Play::open(workflow([
        task("data"),
        stage(
            "analysis",
            [task("read"), task("compare").after(["data", "read"])],
        ),
    ]));
    play.does("nle", "read");
    assert_eq!(play.active(), ["data", "analysis"]);
    play.does("nle", "data");
    assert_eq!(play.active(), ["analysis", "compare"]);
}

#[test]
fn the_engagement_completes_when_everything_required_is_done() {
    let mut play = Play::open(workflow([task("first"), task("second").after(["first"])]));
    play.does("nle", "first");
    assert!(play.state.is_open());
    let events = play.does("nle", "second");
    assert_eq!(kinds(&events), ["step-completed second", "engagement-completed"]);
    assert!(!play.state.is_open());
    assert_eq!(play.next(), Vec::<String>::new());
}
