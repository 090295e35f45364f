//! Decisions: one named option, or one or several proposals; and what a task records.

use alongside_core::command::Command;
use alongside_core::decide::{Rejection, TEXT_BYTES_MAX};
use alongside_core::state::Status;
use alongside_core::value::{Value, ValueType};

use crate::support::define::{adoption, decision, recommend, recording, task, workflow};
use crate::support::id;
use crate::support::play::{Play, choose, complete_with, recommended};

#[test]
fn a_decision_takes_exactly_one_of_its_options_and_a_reason() {
    let mut play = Play::open(workflow([decision("act", ["adopt", "adapt", "abandon"])]));
    assert_eq!(
        play.refused("nle", &choose("act", ["wait"])),
        Rejection::UnknownOption {
            step: id("act"),
            option: id("wait"),
            known: vec![id("adopt"), id("adapt"), id("abandon")],
        }
    );
    for several in [
        choose("act", ["adopt", "adapt"]),
        choose("act", ["adopt", "adopt"]),
        choose("act", []),
    ] {
        assert_eq!(play.refused("nle", &several).code(), "option-count");
    }
    let silent = Command::Decide {
        step: id("act"),
        options: vec![id("adopt")],
        reason: "\n".to_owned(),
    };
    assert_eq!(play.refused("nle", &silent), Rejection::ReasonNeeded);
    assert_eq!(
        play.refused("head", &choose("act", ["adopt"])).code(),
        "wrong-role"
    );
    play.decides("nle", "act", ["adopt"]);
    assert!(!play.state.is_open());
}

fn adopting() -> Play {
    Play::open(workflow([
        recommend("strategies", []),
        adoption("adopt", "strategies").after(["strategies"]),
        task("other"),
    ]))
}

#[test]
fn one_or_several_proposals_are_adopted_each_once() {
    let mut play = adopting();
    let key = play.effect().key;
    play.act("engine", &recommended(&key, ["coaching", "phonics"]));
    assert_eq!(play.refused("nle", &choose("adopt", [])).code(), "option-count");
    assert_eq!(
        play.refused("nle", &choose("adopt", ["coaching", "coaching"]))
            .code(),
        "option-count"
    );
    assert_eq!(
        play.refused("nle", &choose("adopt", ["coaching", "singing"]))
            .code(),
        "unknown-option"
    );
    play.decides("nle", "adopt", ["phonics", "coaching"]);
    assert_eq!(play.status("adopt"), Status::Completed);
}

#[test]
fn where_nothing_was_proposed_the_decision_is_to_adopt_nothing() {
    let mut play = adopting();
    let key = play.effect().key;
    play.act("engine", &recommended(&key, []));
    assert_eq!(
        play.refused("nle", &choose("adopt", ["coaching"])).code(),
        "unknown-option"
    );
    play.decides("nle", "adopt", []);
    assert_eq!(play.status("adopt"), Status::Completed);
}

#[test]
fn nothing_can_be_adopted_before_there_are_proposals() {
    let mut play = Play::open(workflow([
        recommend("strategies", []),
        adoption("adopt", "strategies"),
    ]));
    assert_eq!(play.refused("nle", &choose("adopt", [])).code(), "option-count");
    let refusal = play.refused("nle", &choose("adopt", ["coaching"]));
    assert_eq!(
        refusal.hint().as_deref(),
        Some("nothing has been proposed that could be chosen")
    );
}

#[test]
fn adopted_strategies_are_known_to_the_next_recommendation() {
    let mut play = Play::open(workflow([
        recommend("first", []),
        adoption("adopt", "first").after(["first"]),
        recommend("second", []).after(["adopt"]),
    ]));
    let key = play.effect().key;
    play.act("engine", &recommended(&key, ["coaching", "phonics"]));
    play.decides("nle", "adopt", ["phonics"]);
    let call = play.effect().call;
    let alongside_core::effect::Call::Recommend { in_place, .. } = call else {
        panic!("{call:?}")
    };
    assert_eq!(in_place, ["phonics"]);
}

#[test]
fn a_task_records_its_fields_and_nothing_else() {
    let mut play = Play::open(workflow([recording(
        "plan",
        [
            ("aim", ValueType::Text),
            ("prediction", ValueType::Number),
            ("review-by", ValueType::Date),
            ("partners", ValueType::Texts),
        ],
    )]));
    let text = |text: &str| Value::Text(text.to_owned());
    let good = [
        ("aim", text("read more")),
        ("prediction", Value::Number(4.5)),
        ("review-by", Value::Date(id("2019-04-01"))),
        ("partners", Value::Texts(vec!["a school".to_owned()])),
    ];
    let with = |field: &'static str, value: Value| {
        let mut record = good.clone();
        let place = record.iter().position(|(name, _)| *name == field).unwrap();
        record[place].1 = value;
        complete_with("plan", record)
    };
    let missing = complete_with(
        "plan",
        [("aim", text("read more")), ("prediction", Value::Number(4.5))],
    );
    assert_eq!(
        play.refused("nle", &missing),
        Rejection::MissingFields {
            of: "plan".to_owned(),
            attempted: "done",
            missing: vec![id("review-by"), id("partners")],
        }
    );
    // A blank is not an aim.
    assert_eq!(
        play.refused("nle", &with("aim", text(" \t"))).code(),
        "missing-fields"
    );
    assert_eq!(
        play.refused("nle", &with("partners", Value::Texts(Vec::new())))
            .code(),
        "missing-fields"
    );
    assert_eq!(
        play.refused("nle", &with("aim", Value::Number(1.0))).code(),
        "wrong-field-type"
    );
    for number in [f64::NAN, f64::INFINITY, f64::NEG_INFINITY] {
        assert_eq!(
            play.refused("nle", &with("prediction", Value::Number(number)))
                .code(),
            "wrong-field-type"
        );
    }
    let long = "x".repeat(TEXT_BYTES_MAX + 1);
    assert_eq!(
        play.refused("nle", &with("aim", text(&long))).code(),
        "text-too-long"
    );
    assert_eq!(
        play.refused("nle", &with("partners", Value::Texts(vec![long])))
            .code(),
        "text-too-long"
    );
    let unknown = complete_with("plan", [("mood", text("good"))]);
    assert_eq!(play.refused("nle", &unknown).code(), "unknown-field");
    play.act("nle", &complete_with("plan", good.clone()));
}

#[test]
fn commands_fit_the_kind_of_step() {
    let mut play = Play::open(workflow([task("plan"), decision("act", ["a", "b"])]));
    assert_eq!(
        play.refused("nle", &choose("plan", ["a"])).to_string(),
        "`plan` is a task, so it cannot be decided"
    );
    assert_eq!(
        play.refused("nle", &complete_with("act", [])).code(),
        "wrong-kind"
    );
}
