//! What holds of every workflow and every sequence of commands, by anybody, on any dates.
//!
//! Workflows and commands are drawn in `support/random.rs`; the laws are in `support/laws.rs`.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::LazyLock;

use alongside_core::calendar::{Calendar, CalendarId};
use alongside_core::command::Command;
use alongside_core::state::{EngagementStatus, State, fold};
use jiff::ToSpan;
use jiff::civil::Date;
use proptest::prelude::*;
use proptest::strategy::ValueTree;
use proptest::test_runner::TestRunner;

use crate::golden_events::EVENT_KINDS;
use crate::support::children::programme_opening;
use crate::support::day;
use crate::support::laws::{check_decision, check_views};
use crate::support::play::Play;
use crate::support::random::{Dice, definition};
use crate::support::random_commands::{command, days};
use crate::support::samples::{county, county_with_inset};

/// The county's calendar after the school has moved two INSET days.
static REVISED: LazyLock<BTreeMap<CalendarId, Calendar>> =
    LazyLock::new(|| county_with_inset(["2019-01-14", "2019-02-11"]));

/// The kinds of event that only the plays of `properties_outside.rs` reach.
pub(crate) const OUTSIDE_KINDS: [&str; 4] = [
    "fact-set",
    "escalation-raised",
    "escalation-lapsed",
    "membership-changed",
];

/// The kinds of event that only the plays of `properties_people.rs` reach.
pub(crate) const PEOPLE_KINDS: [&str; 15] = [
    "step-assigned",
    "step-delegated",
    "delegation-ended",
    "delegation-accepted",
    "roles-changed",
    "absence-recorded",
    "engagement-suspended",
    "engagement-resumed",
    "step-suspended",
    "step-resumed",
    "timer-moved",
    "spent",
    "budget-warned",
    "notice-raised",
    "notice-delivered",
];

/// The kinds of event that only the plays of `properties_plans.rs` reach.
pub(crate) const PLAN_KINDS: [&str; 13] = [
    "steps-added",
    "undo-noted",
    "intervention-adopted",
    "plan-failed",
    "intervention-halted",
    "intervention-concluded",
    "withdrawal-begun",
    "flag-cleared",
    "step-reopened",
    "step-flagged",
    "migration-scheduled",
    "migration-called-off",
    "workflow-migrated",
];

/// What a random play is drawn from.
type Draw = (Vec<[u8; 16]>, Vec<[u8; 8]>);

fn draws() -> impl Strategy<Value = Draw> {
    let steps = prop::collection::vec(any::<[u8; 16]>(), 1..10);
    let commands = prop::collection::vec(any::<[u8; 8]>(), 1..40);
    (steps, commands)
}

/// Plays a random engagement and notes what was seen; none where it cannot open. Every law is checked on the way.
fn play((steps, commands): &Draw, seen: &mut BTreeSet<String>) -> Option<Play> {
    let mut play = Play::unopened(definition(steps));
    let mut today = day("2019-01-10");
    let open = Command::Open(Box::new(programme_opening(3)));
    one_command(&mut play, today, "administrator", &open, seen);
    if play.log.is_empty() {
        return None;
    }
    for bytes in commands {
        let mut dice = Dice(bytes);
        today = today.checked_add(days(&mut dice).days()).unwrap();
        play.day(&today.to_string());
        match bytes[7] % 16 {
            15 => play.calendars = REVISED.clone(),
            14 => play.calendars = county(),
            _ => {}
        }
        let (by, command) = command(&play, &mut dice);
        one_command(&mut play, today, &by, &command, seen);
    }
    play.verify_replay();
    Some(play)
}

pub(crate) fn one_command(
    play: &mut Play,
    today: Date,
    by: &str,
    command: &Command,
    seen: &mut BTreeSet<String>,
) {
    let before = play.state.clone();
    let answer = play.decide(by, command);
    assert_eq!(
        answer,
        play.decide(by, command),
        "the same question has the same answer"
    );
    match answer {
        Ok(events) => {
            play.take(&events);
            check_decision(play, &before, today, &events);
            check_views(play);
            seen.extend(events.iter().map(|envelope| envelope.event.kind().to_owned()));
        }
        Err(refusal) => {
            assert!(!refusal.to_string().is_empty());
            seen.insert(refusal.code().to_owned());
        }
    }
}

/// How random plays are drawn, here and in the files beside this one.
pub(crate) fn many_cases() -> ProptestConfig {
    ProptestConfig {
        cases: 192,
        max_shrink_iters: 4000,
        failure_persistence: None,
        ..ProptestConfig::default()
    }
}

proptest! {
    #![proptest_config(many_cases())]

    #[test]
    fn every_law_holds_of_every_engagement(draw in draws(), cut in any::<prop::sample::Index>()) {
        if let Some(play) = play(&draw, &mut BTreeSet::new()) {
            // Folding in two parts, through a stored snapshot, gives the same bytes as folding at once.
            let (first, second) = play.log.split_at(cut.index(play.log.len()));
            let snapshot = serde_json::to_vec(&fold(State::default(), first)).unwrap();
            let restored: State = serde_json::from_slice(&snapshot).unwrap();
            prop_assert_eq!(&serde_json::to_vec(&restored).unwrap(), &snapshot);
            let resumed = serde_json::to_string(&fold(restored, second)).unwrap();
            prop_assert_eq!(resumed, serde_json::to_string(&play.state).unwrap());
        }
    }
}

/// The random plays are worth something: together they reach every kind of event, both ends, and the refusals
/// that matter.
#[test]
fn random_plays_reach_every_kind_of_event() {
    let mut runner = TestRunner::deterministic();
    let (mut seen, mut ends) = (BTreeSet::new(), BTreeSet::new());
    for _ in 0..400 {
        let draw = draws().new_tree(&mut runner).unwrap().current();
        let status = play(&draw, &mut seen).map(|play| play.state.status);
        ends.extend(status.map(EngagementStatus::as_str));
    }
    assert_eq!(ends, ["completed", "ended", "open"].into());
    let missed: Vec<&str> = EVENT_KINDS
        .into_iter()
        .filter(|kind| {
            !OUTSIDE_KINDS.contains(kind) && !PEOPLE_KINDS.contains(kind) && !PLAN_KINDS.contains(kind)
        })
        .filter(|kind| !seen.contains(*kind))
        .collect();
    assert_eq!(missed, Vec::<&str>::new());
    for refusal in [
        "already-proposed",
        "member",
        "member-there",
        "unknown-member",
        "missing-evidence",
        "steps-open",
        "unknown-option",
        "wrong-role",
        "wrong-status",
    ] {
        assert!(seen.contains(refusal), "{refusal}");
    }
}
