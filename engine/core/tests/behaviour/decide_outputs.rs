//! What an engagement hands on when it closes, and what one that follows knows of it.

use alongside_core::definition::{Comparison, Condition, Definition, Expr, Name, Output};
use alongside_core::member::Predecessor;
use alongside_core::outputs::outputs;
use alongside_core::state::EngagementStatus;
use alongside_core::value::{Value, ValueType};

use crate::support::define::{decision, recording, task, unchecked, workflow};
use crate::support::play::{Play, end};
use crate::support::samples::opening;
use crate::support::{day, id};

fn output(kind: ValueType, name: Name) -> Output {
    Output {
        title: "An output".to_owned(),
        kind,
        value: Condition {
            source: name.to_string(),
            expr: Expr::Name(name),
        },
    }
}

fn aim() -> Name {
    Name::Record {
        step: id("plan"),
        field: id("aim"),
    }
}

fn definition() -> Definition {
    let mut definition = workflow([
        recording("plan", [("aim", ValueType::Number)]),
        decision("route", ["planned", "urgent"]).after(["plan"]),
    ]);
    let route = Name::Decision { step: id("route") };
    definition.outputs = [
        (id("aim"), output(ValueType::Number, aim())),
        (id("route"), output(ValueType::Text, route.clone())),
        (id("routes"), output(ValueType::Texts, route)),
        (id("wrong"), output(ValueType::Date, aim())),
    ]
    .into();
    definition
}

#[test]
fn what_is_known_and_of_its_type_is_handed_on() {
    let mut play = Play::open(definition());
    let names = |play: &Play| -> Vec<String> {
        let all = outputs(&play.definition, &play.state, day("2019-01-10"));
        all.iter().map(|(id, value)| format!("{id} = {value}")).collect()
    };
    assert_eq!(names(&play), [""; 0]);
    play.records("nle", "plan", [("aim", Value::Number(65.0))]);
    assert_eq!(names(&play), ["aim = 65"]);
    play.decides("nle", "route", ["urgent"]);
    assert_eq!(play.state.status, EngagementStatus::Completed);
    assert_eq!(names(&play), ["aim = 65", "route = urgent", "routes = urgent"]);
}

#[test]
fn an_engagement_that_was_ended_hands_on_what_it_has() {
    let mut play = Play::open(definition());
    play.records("nle", "plan", [("aim", Value::Number(65.0))]);
    play.act("nle", &end("the school closes"));
    let all = outputs(&play.definition, &play.state, day("2019-01-10"));
    assert_eq!(all, [(id("aim"), Value::Number(65.0))].into());
}

#[test]
fn one_that_follows_reads_what_the_one_before_handed_on() {
    let mut definition = unchecked([task("again").when(Condition {
        source: "previous.aim < 70".to_owned(),
        expr: Expr::Compare(
            Comparison::Less,
            Expr::Name(Name::Previous { output: id("aim") }).into(),
            Expr::Value(Value::Number(70.0)).into(),
        ),
    })]);
    definition.outputs.insert(
        id("aim"),
        output(ValueType::Number, Name::Previous { output: id("aim") }),
    );
    assert_eq!(definition.check(), Ok(()));
    let mut play = Play::unopened(definition.clone());
    let mut second = opening();
    second.follows = Some(Predecessor {
        engagement: id("before"),
        status: EngagementStatus::Completed,
        outputs: [
            (id("aim"), Value::Number(65.0)),
            (id("broken"), Value::Number(f64::NAN)),
        ]
        .into(),
    });
    play.open_with(second).unwrap();
    assert_eq!(play.active(), ["again"]);
    let follows = play.state.opening.as_ref().unwrap().follows.as_ref().unwrap();
    assert_eq!(follows.outputs.len(), 1);
    assert!(Play::open(definition).active().is_empty());
}

#[test]
fn an_output_reads_what_is_there() {
    let mut definition = definition();
    let nothing = Name::Decision { step: id("nowhere") };
    definition
        .outputs
        .insert(id("x"), output(ValueType::Text, nothing));
    assert_eq!(
        definition.check().unwrap_err().to_string(),
        "output `x` refers to decision step `nowhere`, which does not exist"
    );
}
