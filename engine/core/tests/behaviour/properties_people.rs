//! The laws of `properties.rs`, held against people who come, go, delegate and stand in, against holds and moved
//! dates, and against money and notices.

use std::collections::BTreeSet;

use alongside_core::command::Command;
use jiff::ToSpan;
use proptest::prelude::*;
use proptest::strategy::ValueTree;
use proptest::test_runner::TestRunner;

use crate::properties::{PEOPLE_KINDS, many_cases, one_command};
use crate::support::children::programme_opening;
use crate::support::day;
use crate::support::play::Play;
use crate::support::random::{Dice, definition};
use crate::support::random_commands;
use crate::support::random_people::{command, peopled};
use crate::support::samples::{county, county_with_inset};

/// The steps, the rules about them, what the workflow says, and the commands.
type Draw = (Vec<[u8; 16]>, Vec<[u8; 8]>, [u8; 4], Vec<[u8; 8]>);

fn draws() -> impl Strategy<Value = Draw> {
    (
        prop::collection::vec(any::<[u8; 16]>(), 1..10),
        prop::collection::vec(any::<[u8; 8]>(), 0..10),
        any::<[u8; 4]>(),
        prop::collection::vec(any::<[u8; 8]>(), 1..40),
    )
}

/// Plays a random engagement and notes what was seen. Every law is checked on the way.
fn play((steps, rules, bytes, commands): &Draw, seen: &mut BTreeSet<String>) {
    let mut play = Play::unopened(peopled(definition(steps), rules, &mut Dice(bytes)));
    let mut today = day("2019-01-10");
    let open = Command::Open(Box::new(programme_opening(3)));
    one_command(&mut play, today, "administrator", &open, seen);
    if play.log.is_empty() {
        return;
    }
    let calendars = [county(), county_with_inset(["2019-01-14", "2019-02-11"])];
    for bytes in commands {
        let mut dice = Dice(bytes);
        today = today
            .checked_add(random_commands::days(&mut dice).days())
            .unwrap();
        play.day(&today.to_string());
        play.calendars
            .clone_from(&calendars[usize::from(bytes[7] % 8 == 7)]);
        let (by, command) = if dice.one_in(2) {
            command(&play, &mut dice)
        } else {
            random_commands::command(&play, &mut dice)
        };
        one_command(&mut play, today, &by, &command, seen);
        nothing_moves_in_a_hold(&play);
    }
    play.verify_replay();
}

/// While the whole engagement is on hold, nobody is called and no timer wakes it.
fn nothing_moves_in_a_hold(play: &Play) {
    if play.state.hold.is_some() {
        assert!(play.calls().is_empty());
        assert!(play.state.wake_dates().len() <= 1);
        assert!(play.work().iter().all(|item| item.on_hold.is_some()));
    }
}

proptest! {
    #![proptest_config(many_cases())]

    #[test]
    fn every_law_holds_whatever_people_do(draw in draws()) {
        play(&draw, &mut BTreeSet::new());
    }
}

#[test]
fn random_plays_reach_what_people_do() {
    let mut runner = TestRunner::deterministic();
    let mut seen = BTreeSet::new();
    for _ in 0..500 {
        play(&draws().new_tree(&mut runner).unwrap().current(), &mut seen);
    }
    let refusals = [
        "already-proposed",
        "amount",
        "dates",
        "no-timer",
        "not-a-holder",
        "not-held",
        "not-permitted",
        "not-taken",
        "on-hold",
        "over-budget",
        "role-needed",
        "same-person",
        "taken",
    ];
    let missed: Vec<&str> = PEOPLE_KINDS
        .into_iter()
        .chain(refusals)
        .filter(|kind| !seen.contains(*kind))
        .collect();
    assert_eq!(missed, Vec::<&str>::new());
}
