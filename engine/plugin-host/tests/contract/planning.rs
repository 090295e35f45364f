//! Plans: asked of strategies that make them, bounded, and missing from strategies of before.

use std::time::Duration;

use alongside_core::finding::{Proposal, Tier};
use alongside_core::plugin::{CallFailure, PlanInput};
use alongside_core::value::Value;
use alongside_plugin_host::{Limits, PLAN_BYTES_MAX, Plugin};

use crate::support::{component, host, named, plugin, propose_input, text};

fn proposal(id: &str) -> Proposal {
    Proposal {
        id: id.parse().unwrap(),
        title: "Something".to_owned(),
        tier: Tier::Disadvantaged,
        reasons: vec!["somebody must".to_owned()],
        source: "a test".to_owned(),
        cost: None,
        measure: Some("what it brings".to_owned()),
        conditions: Vec::new(),
    }
}

fn asked(parameters: &[(&str, Value)], id: &str) -> PlanInput {
    PlanInput {
        proposal: proposal(id),
        parameters: named(parameters),
    }
}

fn failure(planner: &Plugin, way: &str) -> (CallFailure, String) {
    let error = planner
        .plan(&asked(&[("as", text(way))], "something"))
        .unwrap_err();
    assert_eq!((error.plugin.as_str(), error.function), ("planner", "plan"));
    (error.failure, error.message)
}

#[test]
fn the_bundled_strategy_plans_what_it_proposes_the_same_every_time() {
    let strategies = plugin("tiered-strategies");
    let proposals = strategies.propose(&propose_input(&[])).unwrap();
    let input = PlanInput {
        proposal: proposals[0].clone(),
        parameters: named(&[("plan-role", text("head"))]),
    };
    let plan = strategies.plan(&input).unwrap().unwrap();
    assert!(
        plan.starts_with("[[stage]]") && plan.contains(r#"role = "head""#),
        "{plan}"
    );
    assert_eq!(strategies.plan(&input).unwrap().as_ref(), Some(&plan));
}

#[test]
fn a_strategy_may_have_no_plan() {
    let none = plugin("planner").plan(&asked(&[("as", text("no-plan"))], "something"));
    assert_eq!(none.unwrap(), None);
}

#[test]
fn a_plan_is_bounded_and_is_text() {
    let planner = plugin("planner");
    let (failure_of_size, message) = failure(&planner, "enormous");
    assert_eq!(failure_of_size, CallFailure::Misbehaved);
    assert!(
        message.contains(&format!("at most {PLAN_BYTES_MAX} are read")),
        "{message}"
    );
    let (failure_of_text, message) = failure(&planner, "control-characters");
    assert_eq!(failure_of_text, CallFailure::Misbehaved);
    assert!(message.contains("control character"), "{message}");
}

#[test]
fn a_refusal_an_endless_loop_and_a_rule_are_told_apart() {
    let (refused, message) = failure(&plugin("planner"), "refuse");
    assert_eq!(
        (refused, message.as_str()),
        (CallFailure::Refused, "nobody plans this")
    );
    let limits = Limits {
        call_time_max: Duration::from_millis(300),
        ..Limits::default()
    };
    let quick = host(limits).load("planner", &component("planner")).unwrap();
    assert_eq!(failure(&quick, "endless-loop").0, CallFailure::TimedOut);
    let rule = plugin("attainment-gap")
        .plan(&asked(&[], "something"))
        .unwrap_err();
    assert!(
        rule.to_string()
            .contains("this call needs a `intervention-strategy`"),
        "{rule}"
    );
}
