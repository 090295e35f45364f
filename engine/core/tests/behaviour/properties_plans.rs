//! The laws of `properties.rs`, held against changes of the plan: steps reopened, added and undone, interventions, and
//! moves to other versions.

use std::collections::BTreeSet;

use alongside_core::command::Command;
use jiff::ToSpan;
use proptest::prelude::*;
use proptest::strategy::ValueTree;
use proptest::test_runner::TestRunner;

use crate::properties::{PLAN_KINDS, many_cases, one_command};
use crate::support::children::programme_opening;
use crate::support::day;
use crate::support::play::Play;
use crate::support::random::{Dice, definition};
use crate::support::random_commands;
use crate::support::random_plans::{around, command};

/// The steps, what surrounds them, and the commands.
type Draw = (Vec<[u8; 16]>, [u8; 16], Vec<[u8; 20]>);

fn draws() -> impl Strategy<Value = Draw> {
    (
        prop::collection::vec(any::<[u8; 16]>(), 1..10),
        any::<[u8; 16]>(),
        prop::collection::vec(any::<[u8; 20]>(), 1..40),
    )
}

/// Plays a random engagement and notes what was seen. Every law is checked on the way.
fn play((steps, bytes, commands): &Draw, seen: &mut BTreeSet<String>) {
    let mut play = Play::unopened(around(definition(steps), *bytes));
    let mut today = day("2019-01-10");
    let open = Command::Open(Box::new(programme_opening(3)));
    one_command(&mut play, today, "administrator", &open, seen);
    if play.log.is_empty() {
        return;
    }
    for bytes in commands {
        let mut dice = Dice(bytes);
        today = today
            .checked_add(random_commands::days(&mut dice).days())
            .unwrap();
        play.day(&today.to_string());
        let (by, command) = if dice.one_in(3) {
            command(&mut play, &mut dice)
        } else {
            random_commands::command(&play, &mut dice)
        };
        one_command(&mut play, today, &by, &command, seen);
    }
    play.verify_replay();
}

proptest! {
    #![proptest_config(many_cases())]

    #[test]
    fn every_law_holds_however_the_plan_changes(draw in draws()) {
        play(&draw, &mut BTreeSet::new());
    }
}

#[test]
fn random_plays_reach_every_change_of_the_plan() {
    let mut runner = TestRunner::deterministic();
    let mut seen = BTreeSet::new();
    for _ in 0..400 {
        play(&draws().new_tree(&mut runner).unwrap().current(), &mut seen);
    }
    let besides = [
        "step-reopened",
        "step-flagged",
        "flag-cleared",
        "stage-closed",
        "not-flagged",
        "withdrawing",
        "migration",
    ];
    let missed: Vec<&str> = PLAN_KINDS
        .into_iter()
        .chain(besides)
        .filter(|kind| !seen.contains(*kind))
        .collect();
    assert_eq!(missed, Vec::<&str>::new(), "{seen:?}");
}
