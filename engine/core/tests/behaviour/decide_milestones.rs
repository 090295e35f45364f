//! Milestones: entered by `after`, reached once, when the condition holds and the evidence is settled.

use alongside_core::event::{Entry, Event};
use alongside_core::state::Status;
use alongside_core::value::{Value, ValueType};

use crate::support::conditions::{happened, recorded_at_least};
use crate::support::define::{milestone, recording, rounds, task, workflow};
use crate::support::play::{Play, accept, clear_flag, kinds, offer, report};

fn scored() -> Play {
    Play::open(workflow([
        recording("rate", [("score", ValueType::Number)]).repeat(rounds(5)),
        milestone("secure")
            .when(recorded_at_least("rate", "score", 3.0))
            .judged_evidence("visit", "head"),
        task("other"),
    ]))
}

fn rate(play: &mut Play, score: f64) {
    play.records("nle", "rate", [("score", Value::Number(score))]);
}

fn reached(play: &Play) -> usize {
    let of_milestone = |event: &&Event| matches!(event, Event::StepCompleted { round, .. } if round.step.as_str() == "secure");
    play.log
        .iter()
        .map(|envelope| &envelope.event)
        .filter(of_milestone)
        .count()
}

#[test]
fn a_score_of_3_without_evidence_does_not_reach_it_and_accepted_evidence_does_once() {
    let mut play = scored();
    rate(&mut play, 3.0);
    assert_eq!(play.status("secure"), Status::Active);
    play.act("nle", &offer("secure", "visit"));
    assert_eq!(play.status("secure"), Status::Active);
    play.act("head", &accept("secure", "visit"));
    assert_eq!(play.status("secure"), Status::Completed);
    rate(&mut play, 1.0);
    rate(&mut play, 4.0);
    assert_eq!((play.status("secure"), reached(&play)), (Status::Completed, 1));
}

#[test]
fn accepted_evidence_without_the_score_does_not_reach_it() {
    let mut play = scored();
    play.act("nle", &offer("secure", "visit"));
    play.act("head", &accept("secure", "visit"));
    rate(&mut play, 2.0);
    assert_eq!(play.status("secure"), Status::Active);
    rate(&mut play, 3.0);
    assert_eq!(reached(&play), 1);
}

#[test]
fn the_score_must_hold_when_the_evidence_is_accepted() {
    let mut play = scored();
    rate(&mut play, 4.0);
    rate(&mut play, 2.0);
    play.act("nle", &offer("secure", "visit"));
    play.act("head", &accept("secure", "visit"));
    assert_eq!(play.status("secure"), Status::Active);
}

#[test]
fn a_milestone_is_watched_only_after_the_steps_it_waits_for() {
    let mut play = Play::open(workflow([
        task("first"),
        milestone("agreed")
            .after(["first"])
            .or_when(happened("judgement")),
        task("other"),
    ]));
    play.act("nle", &report("judgement"));
    assert_eq!(play.status("agreed"), Status::Available);
    play.does("nle", "first");
    assert_eq!(play.status("agreed"), Status::Completed);
    assert_eq!(
        play.latest("agreed").entry,
        Some(Entry::After { condition: None })
    );
}

#[test]
fn either_condition_reaches_it_and_without_one_it_is_reached_at_once() {
    let mut play = Play::open(workflow([
        task("other"),
        milestone("either")
            .when(happened("judgement"))
            .or_when(happened("closure")),
        milestone("plain").after(["other"]),
    ]));
    play.act("nle", &report("closure"));
    assert_eq!(play.status("either"), Status::Completed);
    play.does("nle", "other");
    assert_eq!(play.status("plain"), Status::Completed);
    assert!(!play.state.is_open());
}

/// Reached with a score of 3; then the score falls to 2, and on to 1.
fn doubted() -> Play {
    let mut play = Play::open(workflow([
        recording("rate", [("score", ValueType::Number)]).repeat(rounds(9)),
        milestone("secure").when(recorded_at_least("rate", "score", 3.0)),
        task("other"),
    ]));
    for score in [3.0, 2.0, 1.0] {
        rate(&mut play, score);
    }
    play
}

#[test]
fn what_has_been_looked_at_is_not_flagged_again_until_there_is_news() {
    let mut play = doubted();
    let flag = play.latest("secure").flagged.clone().unwrap();
    assert!(flag.contains("is 2"), "{flag}");

    // Whoever looks, looks at what is so now.
    let events = play.act("nle", &clear_flag("secure"));
    assert_eq!(kinds(&events), ["step-flagged secure", "flag-cleared secure"]);
    assert_eq!(play.latest("secure").flagged, None);
    rate(&mut play, 1.0);
    assert_eq!(play.latest("secure").flagged, None);

    rate(&mut play, 4.0);
    assert_eq!(play.latest("secure").flagged, None);
    rate(&mut play, 2.0);
    assert!(play.latest("secure").flagged.is_some());
    let events = play.act("nle", &clear_flag("secure"));
    assert_eq!(kinds(&events), ["flag-cleared secure"]);
}
