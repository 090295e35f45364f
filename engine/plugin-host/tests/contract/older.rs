//! Plugins built against version 0.1 of the contract keep running, and mean what they meant.

use std::collections::BTreeMap;

use alongside_core::finding::{Explanation, LineKind, ScoreOutput};
use alongside_core::plugin::PlanInput;
use alongside_core::value::Value;
use alongside_plugin_host::{Limits, Plugin};

use crate::bundled::gap_input;
use crate::support::{host, named, plugin, propose_input, text};

/// A rule built against 0.1.
const RULE: &[u8] = include_bytes!("../fixtures/attainment-gap-1.0.0.wasm");
/// A strategy built against 0.1 before there were plans.
const STRATEGY: &[u8] = include_bytes!("../fixtures/tiered-strategies-1.0.0.wasm");
/// A strategy built against 0.1 that plans.
const PLANNING: &[u8] = include_bytes!("../fixtures/tiered-strategies-1.1.0.wasm");

fn older(bytes: &[u8]) -> Plugin {
    let plugin = host(Limits::default()).load("older", bytes).unwrap();
    assert_eq!(plugin.contract(), "0.1");
    plugin
}

/// The words of an explanation, without what the older contract could not say.
fn words(tree: &[Explanation]) -> Vec<String> {
    let below = |line: &Explanation| words(&line.children).join("; ");
    tree.iter()
        .map(|line| format!("{}: {} [{}]", line.label, line.detail, below(line)))
        .collect()
}

fn all_notes(tree: &[Explanation]) -> bool {
    tree.iter()
        .all(|line| line.kind == LineKind::Note && line.value.is_none() && all_notes(&line.children))
}

#[test]
fn an_older_rule_finds_what_the_current_one_finds() {
    let rule = older(RULE);
    let columns = &rule.record().description.columns;
    assert!(
        columns
            .iter()
            .all(|column| column.kind.is_none() && !column.optional)
    );
    let found: ScoreOutput = rule.score(&gap_input()).unwrap();
    let now = plugin("attainment-gap").score(&gap_input()).unwrap();
    assert!(all_notes(&found.explanation));
    assert_eq!(words(&found.explanation), words(&now.explanation));
    assert_eq!(
        ScoreOutput {
            explanation: Vec::new(),
            ..found
        },
        ScoreOutput {
            explanation: Vec::new(),
            ..now
        }
    );
}

#[test]
fn an_older_strategy_reads_findings_of_today_and_proposes_the_same() {
    let finding = plugin("attainment-gap").score(&gap_input()).unwrap();
    let mut input = propose_input(&[("limit", Value::Number(4.0))]);
    input.findings = BTreeMap::from([("gap".to_owned(), finding)]);
    let now = plugin("tiered-strategies").propose(&input).unwrap();
    for bytes in [STRATEGY, PLANNING] {
        assert_eq!(older(bytes).propose(&input).unwrap(), now);
    }
}

#[test]
fn an_older_strategy_plans_if_it_could() {
    let proposal = older(PLANNING).propose(&propose_input(&[])).unwrap().remove(0);
    let mut input = PlanInput {
        proposal,
        parameters: BTreeMap::new(),
    };
    assert_eq!(older(STRATEGY).plan(&input).unwrap(), None);
    input.parameters = named(&[("plan-role", text("head"))]);
    let plan = older(PLANNING).plan(&input).unwrap();
    assert!(plan.as_ref().is_some_and(|plan| plan.starts_with("[[stage]]")));
    assert_eq!(plugin("tiered-strategies").plan(&input).unwrap(), plan);
}

#[test]
fn an_older_rule_refuses_in_its_own_words() {
    let mut input = gap_input();
    input.parameters = named(&[("years", Value::Number(11.0))]);
    let error = older(RULE).score(&input).unwrap_err();
    assert!(error.message.contains("`years`"), "{error}");
}
