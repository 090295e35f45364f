//! CEL strings mean what CEL's own interpreter says they mean, wherever every name is known.

use std::collections::HashMap;
use std::sync::Arc;

use alongside_core::definition::{Condition, FindingField, Name, StepProperty};
use alongside_core::evaluate::evaluate;
use alongside_core::value::Value;
use alongside_definition::load;
use cel::{Context, Program};
use proptest::prelude::*;

use crate::catalog::catalog;

const HEAD: &str = r#"
format = 1
[workflow]
id = "w"
version = "1.0.0"
title = "W"
[parties]
partner = { title = "Partner school" }
[roles]
head = { title = "Headteacher", party = "partner" }
[events]
change-of-head = { title = "A new headteacher" }
[[step]]
id = "plan"
kind = "task"
role = "head"
record = [{ id = "review-by", type = "date" }, { id = "aim", type = "text" }, { id = "agreed", type = "boolean" }]
[[step]]
id = "gap-now"
kind = "score"
plugin = "attainment-gap"
[[step]]
id = "strategies"
kind = "recommend"
plugin = "tiered-strategies"
[[step]]
id = "adopt"
kind = "decision"
role = "head"
options-from = "strategies"
[[step]]
id = "m"
kind = "milestone"
"#;

/// Compiles a condition as the `when` of a milestone.
fn compile(condition: &str) -> Condition {
    let text = format!("{HEAD}when = '''{condition}'''\n");
    match load("w.toml", &text, &catalog()) {
        Ok(loaded) => loaded.definition.steps.last().unwrap().when.clone().unwrap(),
        Err(problems) => panic!("{}", problems.render(false, 100)),
    }
}

/// What every name stands for.
#[derive(Debug, Clone)]
struct World {
    value: f64,
    share: f64,
    rounds: u32,
    events: u32,
    agreed: bool,
    withheld: bool,
    aim: String,
    review_by: String,
    today: String,
    adopted: Vec<String>,
}

impl World {
    fn look_up(&self, name: &Name) -> Option<Value> {
        let date = |text: &str| Value::Date(text.parse().unwrap());
        Some(match name {
            Name::Today => date(&self.today),
            Name::Finding {
                field: FindingField::Value,
                ..
            } => Value::Number(self.value),
            Name::Finding {
                field: FindingField::Withheld,
                ..
            } => Value::Boolean(self.withheld),
            Name::Finding {
                field: FindingField::Declared(_),
                ..
            } => Value::Number(self.share),
            Name::Record { field, .. } => match field.as_str() {
                "review-by" => date(&self.review_by),
                "aim" => Value::Text(self.aim.clone()),
                _ => Value::Boolean(self.agreed),
            },
            Name::Step {
                property: StepProperty::Rounds,
                ..
            } => Value::Number(f64::from(self.rounds)),
            Name::Event { .. } => Value::Number(f64::from(self.events)),
            Name::Decision { .. } => Value::Texts(self.adopted.clone()),
            _ => return None,
        })
    }

    /// What CEL's interpreter answers; dates are texts to it, which order the same way.
    fn interpret(&self, condition: &str) -> bool {
        type Part = (&'static str, cel::Value);
        fn map(parts: Vec<Part>) -> cel::Value {
            parts.into_iter().collect::<HashMap<&str, cel::Value>>().into()
        }
        let mut context = Context::default();
        context.add_variable_from_value("today", self.today.clone());
        let gap = || {
            map(vec![
                ("value", self.value.into()),
                ("share", self.share.into()),
                ("withheld", self.withheld.into()),
            ])
        };
        context.add_variable_from_value("findings", map(vec![("gap_now", gap()), ("gap-now", gap())]));
        let plan = map(vec![
            ("review_by", self.review_by.clone().into()),
            ("aim", self.aim.clone().into()),
            ("agreed", self.agreed.into()),
        ]);
        context.add_variable_from_value("records", map(vec![("plan", plan)]));
        let rounds = map(vec![("rounds", f64::from(self.rounds).into())]);
        context.add_variable_from_value("steps", map(vec![("plan", rounds)]));
        context.add_variable_from_value(
            "events",
            map(vec![("change_of_head", f64::from(self.events).into())]),
        );
        context.add_variable_from_value("decisions", map(vec![("adopt", self.adopted.clone().into())]));
        context.add_function("date", |text: Arc<String>| text).unwrap();
        match Program::compile(condition).unwrap().execute(&context).unwrap() {
            cel::Value::Bool(answer) => answer,
            other => panic!("{condition} answers {other:?}"),
        }
    }
}

fn date() -> impl Strategy<Value = String> {
    (2018..2021i32, 1..=12i32, 1..=28i32).prop_map(|(year, month, day)| format!("{year}-{month:02}-{day:02}"))
}

fn text() -> impl Strategy<Value = String> {
    prop::sample::select(vec!["phonics", "tutoring", "year 6", "é \"x\""]).prop_map(str::to_owned)
}

fn world() -> impl Strategy<Value = World> {
    let numbers = (-4..40i32, 0..8i32, 0..3u32, 0..3u32);
    let others = (
        any::<bool>(),
        any::<bool>(),
        text(),
        date(),
        date(),
        prop::collection::vec(text(), 0..3),
    );
    (numbers, others).prop_map(
        |((value, share, rounds, events), (agreed, withheld, aim, review_by, today, adopted))| World {
            value: f64::from(value),
            share: f64::from(share) / 8.0,
            rounds,
            events,
            agreed,
            withheld,
            aim,
            review_by,
            today,
            adopted,
        },
    )
}

fn number_expression() -> impl Strategy<Value = String> {
    let leaf = prop_oneof![
        (-40..40i32).prop_map(|eighths| format!("{:?}", f64::from(eighths) / 8.0)),
        prop::sample::select(vec![
            "findings.gap_now.value",
            "findings[\"gap-now\"].share",
            "steps.plan.rounds",
            "events.change_of_head",
        ])
        .prop_map(str::to_owned),
    ];
    leaf.prop_recursive(3, 8, 2, |inner| {
        prop_oneof![
            (
                inner.clone(),
                prop::sample::select(vec!["+", "-", "*"]),
                inner.clone()
            )
                .prop_map(|(a, how, b)| format!("({a}) {how} {b}")),
            (inner.clone(), 1..5i32).prop_map(|(a, by)| format!("({a}) / {by}.0")),
            inner.prop_map(|a| format!("-({a})")),
        ]
    })
}

fn quoted(text: &str) -> String {
    format!("\"{}\"", text.replace('"', "\\\""))
}

fn condition() -> impl Strategy<Value = String> {
    let order = || prop::sample::select(vec!["<", "<=", ">", ">=", "==", "!="]);
    let leaf = prop_oneof![
        prop::sample::select(vec![
            "true",
            "false",
            "records.plan.agreed",
            "findings.gap_now.withheld"
        ])
        .prop_map(str::to_owned),
        (number_expression(), order(), number_expression()).prop_map(|(a, how, b)| format!("{a} {how} {b}")),
        (order(), date()).prop_map(|(how, date)| format!("today {how} date('{date}')")),
        order().prop_map(|how| format!("today {how} records.plan.review_by")),
        text().prop_map(|text| format!("records.plan.aim == {}", quoted(&text))),
        prop::collection::vec(text(), 0..3).prop_map(|texts| {
            let texts: Vec<String> = texts.iter().map(|text| quoted(text)).collect();
            format!("records.plan.aim in [{}]", texts.join(", "))
        }),
        text().prop_map(|text| format!("{} in decisions.adopt", quoted(&text))),
        (order(), 0..3i32).prop_map(|(how, count)| format!("size(decisions.adopt) {how} {count}")),
        Just("has(findings.gap_now.value)".to_owned()),
    ];
    leaf.prop_recursive(4, 12, 3, |inner| {
        prop_oneof![
            (
                inner.clone(),
                prop::sample::select(vec!["&&", "||", "==", "!="]),
                inner.clone()
            )
                .prop_map(|(a, how, b)| format!("({a}) {how} ({b})")),
            (inner.clone(), inner.clone(), inner.clone()).prop_map(|(a, b, c)| format!("{a} && {b} || {c}")),
            (inner.clone(), inner.clone(), inner.clone())
                .prop_map(|(a, b, c)| format!("({a}) ? ({b}) : ({c})")),
            inner.prop_map(|a| format!("!({a})")),
        ]
    })
    .prop_filter("longer than a condition may be", |text| text.len() <= 512)
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 256, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn the_core_agrees_with_the_interpreter(condition in condition(), world in world()) {
        let compiled = compile(&condition);
        let answer = evaluate(&compiled.expr, &|name| world.look_up(name));
        prop_assert_eq!(answer, Some(Value::Boolean(world.interpret(&condition))), "{}", condition);
    }
}

#[test]
fn a_table_reads_back_as_the_expression_it_is() {
    let golden = crate::golden::cases()
        .into_iter()
        .find(|(name, _)| name == "good-conditions.toml")
        .unwrap()
        .1;
    let loaded = load("w.toml", &golden, &catalog()).unwrap();
    let mut text = golden.clone();
    for condition in loaded
        .definition
        .steps
        .iter()
        .filter_map(|step| step.when.as_ref())
    {
        let step = loaded
            .definition
            .steps
            .iter()
            .find(|step| step.when.as_ref() == Some(condition))
            .unwrap();
        text.push_str(&format!(
            "[[step]]\nid = \"again-{}\"\nkind = \"milestone\"\nwhen = '''{}'''\n",
            step.id, condition.source
        ));
    }
    let again = match load("w.toml", &text, &catalog()) {
        Ok(again) => again.definition,
        Err(problems) => panic!("{}", problems.render(false, 100)),
    };
    let mut compared = 0;
    for step in again
        .steps
        .iter()
        .filter(|step| step.id.as_str().starts_with("again-"))
    {
        let original = again
            .steps
            .iter()
            .find(|other| format!("again-{}", other.id) == step.id.as_str())
            .unwrap();
        assert_eq!(
            step.when.as_ref().unwrap().expr,
            original.when.as_ref().unwrap().expr,
            "{}",
            step.id
        );
        compared += 1;
    }
    assert!(compared > 15);
}

#[test]
fn whole_numbers_divide_as_numbers_do() {
    let condition = compile("7 / 2 == 3.5");
    assert_eq!(evaluate(&condition.expr, &|_| None), Some(Value::Boolean(true)));
}
