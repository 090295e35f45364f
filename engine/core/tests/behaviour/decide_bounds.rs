//! Limits, ends, and people without a part.

use alongside_core::command::{Actor, Command, Now};
use alongside_core::decide::{
    Context, EVENTS_PER_COMMAND_MAX, ROUNDS_MAX, Rejection, TEXT_BYTES_MAX, decide,
};
use alongside_core::event::{decode, encode};
use alongside_core::plugin::CallFailure;
use alongside_core::state::{EngagementStatus, Status};

use crate::support::conditions::never;
use crate::support::define::{every, milestone, score, stage, task, until, workflow};
use crate::support::id;
use crate::support::play::{Play, attach, complete, end, failed, found, kinds, noon, report};
use crate::support::samples::opening;

#[test]
fn nothing_happens_after_the_end() {
    let mut play = Play::open(workflow([
        stage("support", [task("plan"), task("check").repeat(every("1 week"))]),
        score("gap"),
    ]));
    play.act("administrator", &attach("2018-19", "a"));
    let key = play.effect().key;
    let events = play.act("chair", &end("the school closes"));
    assert_eq!(
        kinds(&events),
        [
            "step-terminated plan",
            "step-terminated check",
            "step-terminated support",
            "step-terminated gap",
            "engagement-ended",
        ]
    );
    assert_eq!(play.state.status, EngagementStatus::Ended);
    assert_eq!(play.state.end_reason.as_deref(), Some("the school closes"));
    assert!(play.tick("2019-06-01").is_empty());
    assert!(play.act("administrator", &Command::RecalculateTimers).is_empty());
    assert!(play.act("engine", &found(&key, 1.0)).is_empty());
    assert!(
        play.act("engine", &failed(&key, CallFailure::TimedOut))
            .is_empty()
    );
    for command in [
        complete("plan"),
        end("again"),
        report("closure"),
        attach("2019-20", "b"),
    ] {
        assert_eq!(
            play.refused("nle", &command),
            Rejection::Closed { status: "ended" }
        );
    }
    assert!(play.effects().is_empty() && play.work().is_empty());
}

#[test]
fn ending_needs_a_reason_and_a_person_or_the_administrator() {
    let mut play = Play::open(workflow([task("plan")]));
    assert_eq!(play.refused("nle", &end("")), Rejection::ReasonNeeded);
    assert_eq!(play.refused("engine", &end("why")), Rejection::PersonNeeded);
    assert_eq!(play.refused("somebody", &end("why")).code(), "stranger");
    assert_eq!(play.refused("guest", &end("why")).code(), "stranger");
    play.act("administrator", &end("why"));
}

#[test]
fn strangers_and_machines_do_no_work() {
    let mut play = Play::open(workflow([task("plan").anybody()]));
    assert_eq!(play.refused("somebody", &complete("plan")).code(), "stranger");
    assert_eq!(play.refused("guest", &complete("plan")).code(), "stranger");
    assert_eq!(
        play.refused("administrator", &complete("plan")),
        Rejection::PersonNeeded
    );
    assert_eq!(play.refused("engine", &complete("plan")), Rejection::PersonNeeded);
    assert_eq!(play.refused("somebody", &report("closure")).code(), "stranger");
    play.does("chair", "plan");
}

#[test]
fn unknown_names_come_with_the_nearest_one() {
    let mut play = Play::open(workflow([task("learning-walk"), task("letter")]));
    let refusal = play.refused("nle", &complete("learning-wlak"));
    assert_eq!(
        refusal,
        Rejection::UnknownStep {
            step: id("learning-wlak"),
            nearest: Some(id("learning-walk"))
        }
    );
    let refusal = play.refused("nle", &complete("swimming"));
    assert_eq!(refusal.hint(), None);
}

#[test]
fn texts_are_bounded() {
    let mut play = Play::open(workflow([task("plan")]));
    let long = "ä".repeat(TEXT_BYTES_MAX / 2 + 1);
    assert_eq!(
        play.refused("nle", &end(&long)),
        Rejection::TextTooLong {
            bytes: TEXT_BYTES_MAX + 2
        }
    );
    play.act("nle", &end(&"x".repeat(TEXT_BYTES_MAX)));
}

#[test]
fn a_loop_without_work_in_it_is_stopped_and_named() {
    let mut play = Play::unopened(workflow([
        stage("spin", [milestone("turn")]).repeat(until(never())),
        task("other"),
    ]));
    let refusal = play.open_with(opening()).unwrap_err();
    let Rejection::Cascade { near } = &refusal else {
        panic!("{refusal}")
    };
    assert!(near.starts_with("spin") || near.starts_with("turn"), "{near}");
    assert!(refusal.to_string().contains(&EVENTS_PER_COMMAND_MAX.to_string()));
    assert_eq!(play.state.status, EngagementStatus::Unopened);
}

#[test]
fn a_step_has_only_so_many_rounds() {
    let mut play = Play::open(workflow([task("try").repeat(until(never())), task("other")]));
    // The state is what counts: give it all but the last two rounds at once.
    let rounds = play.state.steps.get_mut("try").unwrap();
    let mut settled = rounds[0].clone();
    settled.status = Status::Completed;
    let active = rounds.remove(0);
    for round in 1..=u32::try_from(ROUNDS_MAX).unwrap() {
        let mut instance = if round as usize > ROUNDS_MAX - 1 {
            active.clone()
        } else {
            settled.clone()
        };
        instance.round = round;
        rounds.push(instance);
    }
    let by = Actor::Person(id("nle"));
    let today = "2019-01-11".parse().unwrap();
    let context = Context {
        definition: &play.definition,
        target: None,
        calendars: &play.calendars,
        now: Now {
            at: noon(today),
            today,
        },
        by: &by,
    };
    let events = decide(&context, &play.state, &complete("try")).unwrap();
    let events: Vec<_> = events.into_iter().map(|envelope| envelope.event).collect();
    assert_eq!(
        kinds(&events),
        [format!("step-completed try (round {ROUNDS_MAX})")]
    );
}

#[test]
fn an_instant_finer_than_the_log_keeps_is_cut_before_it_is_decided() {
    let play = Play::unopened(workflow([task("plan")]));
    for nanosecond in [1_547_121_600_123_456_789, -1] {
        let at = jiff::Timestamp::from_nanosecond(nanosecond).unwrap();
        let context = Context {
            definition: &play.definition,
            target: None,
            calendars: &play.calendars,
            now: Now {
                at,
                today: "2019-01-10".parse().unwrap(),
            },
            by: &Actor::Administrator,
        };
        let events = decide(&context, &play.state, &Command::Open(Box::new(opening()))).unwrap();
        for event in events {
            assert_eq!(decode(&encode(&event)).unwrap(), event);
        }
    }
}
