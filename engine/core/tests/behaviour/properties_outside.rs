//! The laws of `properties.rs`, held against whatever comes from outside the plan: facts, events, escalations,
//! membership, and steps that are skipped, left and called.

use std::collections::BTreeSet;

use alongside_core::command::Command;
use jiff::ToSpan;
use proptest::prelude::*;
use proptest::strategy::ValueTree;
use proptest::test_runner::TestRunner;

use crate::properties::{OUTSIDE_KINDS, many_cases, one_command};
use crate::support::children::programme_opening;
use crate::support::day;
use crate::support::play::Play;
use crate::support::random::{Dice, definition};
use crate::support::random_commands;
use crate::support::random_outside::{around, command};

/// The steps, the rules about them, what surrounds them, and the commands.
type Draw = (Vec<[u8; 16]>, Vec<[u8; 8]>, [u8; 24], Vec<[u8; 8]>);

fn draws() -> impl Strategy<Value = Draw> {
    (
        prop::collection::vec(any::<[u8; 16]>(), 1..10),
        prop::collection::vec(any::<[u8; 8]>(), 0..10),
        any::<[u8; 24]>(),
        prop::collection::vec(any::<[u8; 8]>(), 1..40),
    )
}

/// Plays a random engagement and notes what was seen. Every law is checked on the way.
fn play((steps, rules, bytes, commands): &Draw, seen: &mut BTreeSet<String>) {
    let mut play = Play::unopened(around(definition(steps), rules, *bytes));
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
        let (by, command) = if dice.one_in(2) {
            command(&play, &mut dice)
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
    fn every_law_holds_whatever_comes_from_outside(draw in draws()) {
        play(&draw, &mut BTreeSet::new());
    }
}

#[test]
fn random_plays_reach_what_comes_from_outside() {
    let mut runner = TestRunner::deterministic();
    let mut seen = BTreeSet::new();
    for _ in 0..200 {
        play(&draws().new_tree(&mut runner).unwrap().current(), &mut seen);
    }
    let besides = [
        "engagement-suspended",
        "step-suspended",
        "step-reopened",
        "step-flagged",
        "roles-changed",
        "membership-move",
        "missing-fields",
        "on-hold",
        "stranger",
        "successor-needed",
        "wrong-role",
    ];
    let missed: Vec<&str> = OUTSIDE_KINDS
        .into_iter()
        .chain(besides)
        .filter(|kind| !seen.contains(*kind))
        .collect();
    assert_eq!(missed, Vec::<&str>::new());
}
