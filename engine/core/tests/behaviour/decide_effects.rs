//! Plugin calls: when they are wanted, and what their answers do.

use alongside_core::command::{Actor, Command};
use alongside_core::effect::Call;
use alongside_core::event::Event;
use alongside_core::finding::{Explanation, Finding};
use alongside_core::plugin::CallFailure;
use alongside_core::state::Status;
use alongside_core::value::{Value, ValueType};

use crate::support::define::{recommend, recording, rounds, score, score_of_fact, task, workflow};
use crate::support::id;
use crate::support::play::{Play, attach, end, failed, found, kinds, recommended, retry};
use crate::support::samples::finding;

fn scoring() -> Play {
    Play::open(workflow([score("gap").repeat(rounds(2)), task("other")]))
}

#[test]
fn a_score_is_asked_for_once_its_data_is_there() {
    let mut play = scoring();
    assert!(play.effects().is_empty());
    assert_eq!(play.next(), ["gap: import by ", "other: do by adviser, nle"]);
    play.act("administrator", &attach("2018-19", "b"));
    play.act("administrator", &attach("2017-18", "a"));
    let effect = play.effect();
    assert_eq!(effect.key.to_string(), "first/gap/1/1");
    let Call::Score { datasets, school, .. } = effect.call else {
        panic!("{:?}", effect.call)
    };
    let years: Vec<&str> = datasets.iter().map(|dataset| dataset.year.as_str()).collect();
    assert_eq!(
        (years, school.unwrap().number()),
        (vec!["2017-18", "2018-19"], 100_001)
    );
}

#[test]
fn the_same_dataset_twice_is_no_event_and_another_replaces_it() {
    let mut play = scoring();
    play.act("administrator", &attach("2018-19", "a"));
    assert!(play.act("administrator", &attach("2018-19", "a")).is_empty());
    assert_eq!(
        kinds(&play.act("administrator", &attach("2018-19", "b"))),
        ["data-attached"]
    );
    let Call::Score { datasets, .. } = play.effect().call else {
        panic!()
    };
    assert_eq!(datasets[0].source, "b.csv");
}

#[test]
fn an_answer_counts_once_under_its_own_key() {
    let mut play = scoring();
    play.act("administrator", &attach("2018-19", "a"));
    let first = play.effect().key;
    assert_eq!(
        kinds(&play.act("engine", &found(&first, 20.0))),
        [
            "step-completed gap",
            "step-created gap (round 2)",
            "step-activated gap (round 2)"
        ]
    );
    let second = play.effect().key;
    assert_eq!(second.to_string(), "first/gap/2/1");
    assert!(
        play.act("engine", &found(&first, 99.0)).is_empty(),
        "a late duplicate"
    );
    let mut foreign = second.clone();
    foreign.engagement = id("another");
    assert!(play.act("engine", &found(&foreign, 99.0)).is_empty());
    play.act("engine", &found(&second, 15.0));
    assert!(
        play.act("engine", &failed(&second, CallFailure::TimedOut))
            .is_empty()
    );
    assert!(play.effects().is_empty());
}

#[test]
fn a_transient_failure_is_tried_three_times_and_then_a_person_must_look() {
    let mut play = scoring();
    play.act("administrator", &attach("2018-19", "a"));
    for attempt in 1..=3 {
        let key = play.effect().key;
        assert_eq!(key.attempt, attempt);
        play.act("engine", &failed(&key, CallFailure::TimedOut));
    }
    assert_eq!((play.status("gap"), play.effects().len()), (Status::Failed, 0));
    assert_eq!(play.next()[0], "gap: retry by adviser, nle");
    assert_eq!(play.refused("chair", &retry("gap")).code(), "wrong-role");
    assert_eq!(play.refused("nle", &retry("other")).code(), "wrong-status");
    play.act("nle", &retry("gap"));
    assert_eq!(play.effect().key.attempt, 4);
    play.finds(12.0);
    assert_eq!(play.round("gap"), 2);
}

#[test]
fn a_refusal_is_final_at_once_until_better_data_comes() {
    let mut play = scoring();
    play.act("administrator", &attach("2018-19", "a"));
    let key = play.effect().key;
    play.act("engine", &failed(&key, CallFailure::Refused));
    assert_eq!(play.status("gap"), Status::Failed);
    assert!(
        play.act("engine", &found(&key, 1.0)).is_empty(),
        "the call is over"
    );
    let events = play.act("administrator", &attach("2018-19", "better"));
    assert_eq!(kinds(&events), ["data-attached", "step-retried gap"]);
    assert_eq!(play.effect().key.attempt, 2);
    play.act("administrator", &end("enough"));
}

#[test]
fn the_administrator_may_try_again_too() {
    let mut play = scoring();
    play.act("administrator", &attach("2018-19", "a"));
    let key = play.effect().key;
    play.act("engine", &failed(&key, CallFailure::Misbehaved));
    play.act("administrator", &retry("gap"));
    assert_eq!(play.status("gap"), Status::Active);
}

#[test]
fn a_score_waits_for_the_recorded_fact_it_is_given() {
    let mut play = Play::open(workflow([
        recording("plan", [("prediction", ValueType::Number)]),
        score_of_fact("verdict", "plan", "prediction"),
    ]));
    assert!(play.effects().is_empty());
    play.records("nle", "plan", [("prediction", Value::Number(6.0))]);
    let Call::Score { facts, .. } = play.effect().call else {
        panic!()
    };
    assert_eq!(facts, [("given".to_owned(), Value::Number(6.0))].into());
}

#[test]
fn a_recommendation_is_given_the_latest_findings() {
    let mut play = Play::open(workflow([
        score("gap"),
        recommend("strategies", ["gap"]).after(["gap"]),
    ]));
    play.act("administrator", &attach("2018-19", "a"));
    play.finds(21.0);
    let effect = play.effect();
    let Call::Recommend { findings, .. } = &effect.call else {
        panic!()
    };
    assert_eq!(findings["gap"].estimate.value, Some(21.0));
    play.act("engine", &recommended(&effect.key, ["coaching"]));
    assert!(!play.state.is_open());
}

#[test]
fn an_answer_of_the_wrong_kind_is_not_an_answer() {
    let mut play = Play::open(workflow([score("gap"), recommend("strategies", [])]));
    play.act("administrator", &attach("2018-19", "a"));
    let keys: Vec<_> = play.calls().into_iter().map(|effect| effect.key).collect();
    let [score, recommendation] = &keys[..] else {
        panic!("{keys:?}")
    };
    assert!(play.act("engine", &recommended(score, ["coaching"])).is_empty());
    assert!(play.act("engine", &found(recommendation, 1.0)).is_empty());
    assert_eq!(play.active(), ["gap", "strategies"]);
}

#[test]
fn nobody_but_the_engine_answers_for_a_plugin() {
    let mut play = scoring();
    play.act("administrator", &attach("2018-19", "a"));
    let key = play.effect().key;
    for command in [
        found(&key, 0.0),
        recommended(&key, []),
        failed(&key, CallFailure::Refused),
    ] {
        for forger in ["nle", "administrator"] {
            assert_eq!(play.refused(forger, &command).code(), "engine-needed");
        }
    }
}

#[test]
fn an_answer_that_the_log_could_not_give_back_is_a_failure_of_the_plugin() {
    let not_a_number = |change: fn(&mut Finding)| {
        let mut finding = finding(1.0);
        change(&mut finding);
        finding
    };
    let answers = [
        not_a_number(|f| f.output.estimate.value = Some(f64::NAN)),
        not_a_number(|f| f.output.estimate.low = Some(f64::NEG_INFINITY)),
        not_a_number(|f| f.output.estimate.high = Some(f64::INFINITY)),
        not_a_number(|f| {
            f.output
                .values
                .insert("share".to_owned(), Value::Number(f64::NAN));
        }),
        not_a_number(|f| {
            f.provenance
                .parameters
                .insert("years".to_owned(), Value::Number(f64::NAN));
        }),
        not_a_number(|f| {
            let mut line = f.output.explanation[0].clone();
            for _ in 0..200 {
                line = Explanation {
                    children: vec![line.clone()],
                    ..line
                };
            }
            f.output.explanation = vec![line];
        }),
    ];
    for answer in answers {
        let mut play = scoring();
        play.act("administrator", &attach("2018-19", "a"));
        let key = play.effect().key;
        let events = play.act(
            "engine",
            &Command::RecordFinding {
                key,
                finding: Box::new(answer),
            },
        );
        assert!(
            matches!(
                &events[..],
                [Event::CallFailed {
                    failure: CallFailure::Misbehaved,
                    gave_up: true,
                    ..
                }]
            ),
            "{events:?}"
        );
        assert_eq!(play.status("gap"), Status::Failed);
    }
}

#[test]
fn strangers_attach_nothing() {
    let mut play = scoring();
    assert_eq!(
        play.refused("somebody", &attach("2018-19", "a")).code(),
        "stranger"
    );
    assert_eq!(play.refused("guest", &attach("2018-19", "a")).code(), "stranger");
    play.act("nle", &attach("2018-19", "a"));
    assert_eq!(play.log.last().unwrap().by, Actor::Person(id("nle")));
}
