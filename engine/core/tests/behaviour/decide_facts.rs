//! Facts: somebody sets them, conditions read them.

use alongside_core::decide::Rejection;
use alongside_core::definition::Fact;
use alongside_core::event::{Entry, Event};
use alongside_core::state::Status;
use alongside_core::value::{Value, ValueType};

use crate::support::conditions::fact_at_least;
use crate::support::define::{task, unchecked};
use crate::support::id;
use crate::support::outside::{Outside, fact, set_fact};
use crate::support::play::{Play, kinds};

fn play() -> Play {
    let model = Fact {
        options: vec!["executive-head".to_owned(), "overseer".to_owned()],
        role: Some(id("lead")),
        ..fact(ValueType::Text)
    };
    Play::open(
        unchecked([
            task("other"),
            task("intensive").when(fact_at_least("risk", 7.0)),
            task("light").manual(),
        ])
        .fact("risk", fact(ValueType::Number))
        .fact("model", model)
        .fact(
            "tags",
            Fact {
                options: vec!["a".to_owned(), "b".to_owned()],
                ..fact(ValueType::Texts)
            },
        )
        .checked(),
    )
}

fn text(text: &str) -> Value {
    Value::Text(text.to_owned())
}

#[test]
fn a_risk_of_seven_opens_only_the_intensive_phase_and_the_rule_is_kept() {
    let mut play = play();
    let events = play.act("head", &set_fact("risk", Value::Number(6.0)));
    assert_eq!(kinds(&events), ["fact-set"]);
    assert_eq!(play.status("intensive"), Status::Available);
    let events = play.act("head", &set_fact("risk", Value::Number(7.0)));
    assert_eq!(
        events[0],
        Event::FactSet {
            fact: id("risk"),
            from: Some(Value::Number(6.0)),
            to: Value::Number(7.0),
            reason: None,
        }
    );
    assert_eq!(
        play.latest("intensive").entry,
        Some(Entry::After {
            condition: Some("facts.risk >= 7".to_owned())
        })
    );
    assert_eq!(play.active(), ["other", "intensive"]);
}

#[test]
fn the_same_value_again_changes_nothing() {
    let mut play = play();
    play.act("head", &set_fact("risk", Value::Number(6.0)));
    assert!(play.act("nle", &set_fact("risk", Value::Number(6.0))).is_empty());
    assert_eq!(play.state.facts.len(), 1);
}

#[test]
fn a_fact_has_its_type_its_options_and_its_role() {
    let mut play = play();
    let code =
        |play: &mut Play, by: &str, name: &str, value: Value| play.refused(by, &set_fact(name, value)).code();
    assert_eq!(code(&mut play, "nle", "risk", text("high")), "wrong-fact");
    assert_eq!(
        code(&mut play, "nle", "risk", Value::Number(f64::NAN)),
        "wrong-fact"
    );
    assert_eq!(code(&mut play, "nle", "model", text("partner")), "wrong-fact");
    assert_eq!(
        code(
            &mut play,
            "nle",
            "tags",
            Value::Texts(vec!["a".to_owned(), "c".to_owned()])
        ),
        "wrong-fact"
    );
    assert_eq!(code(&mut play, "head", "model", text("overseer")), "wrong-role");
    assert_eq!(
        code(&mut play, "administrator", "model", text("overseer")),
        "person-needed"
    );
    assert_eq!(code(&mut play, "guest", "risk", Value::Number(1.0)), "stranger");
    assert_eq!(
        play.refused("nle", &set_fact("mood", text("good"))),
        Rejection::UnknownFact {
            fact: id("mood"),
            known: vec![id("model"), id("risk"), id("tags")],
        }
    );
    play.act("nle", &set_fact("model", text("overseer")));
    play.act("administrator", &set_fact("risk", Value::Number(1.0)));
    play.act("nle", &set_fact("tags", Value::Texts(vec!["b".to_owned()])));
    assert_eq!(
        play.state.facts[&id::<alongside_core::ids::FactId>("model")],
        text("overseer")
    );
}
