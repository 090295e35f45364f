//! The bundled plugins in the real sandbox: they describe themselves, answer, and answer the same bytes again.

use std::collections::BTreeMap;

use alongside_core::column::{Column, Missing};
use alongside_core::digest::Digest;
use alongside_core::finding::{LineKind, Tier};
use alongside_core::plugin::{CellType, ScoreInput, World};
use alongside_core::value::Value;
use alongside_plugin_host::{HostSettings, Limits, PluginHost};

use crate::support::{component, host, named, numbers, plugin, propose_input, score_input, text, texts};

/// Three years of a school: one of them suppressed.
pub(crate) fn gap_columns() -> Vec<Column> {
    let years = ["2016-17", "2016-17", "2017-18", "2017-18", "2018-19", "2018-19"];
    let groups = ["disadvantaged", "other"].repeat(3);
    let suppressed = Err(Missing::Suppressed);
    vec![
        texts("scope", &["school"; 6]),
        texts("year", &years),
        texts("group", &groups),
        numbers("cohort", [19.0, 21.0, 3.0, 30.0, 20.0, 20.0].map(Ok).to_vec()),
        numbers(
            "percent",
            vec![Ok(37.0), Ok(67.0), suppressed, suppressed, Ok(45.0), Ok(75.0)],
        ),
    ]
}

pub(crate) fn gap_input() -> ScoreInput {
    ScoreInput {
        facts: named(&[
            ("measure", text("ks2-rwm-exp")),
            ("higher-is-better", Value::Boolean(true)),
        ]),
        ..score_input(gap_columns(), &[])
    }
}

#[test]
fn each_says_what_it_is() {
    let gap = plugin("attainment-gap");
    let record = gap.record();
    assert_eq!(record.description.id.as_str(), "attainment-gap");
    assert_eq!(record.description.world, World::ScoringRule);
    let columns: Vec<_> = record
        .description
        .columns
        .iter()
        .map(|column| column.name.as_str())
        .collect();
    assert_eq!(columns, ["scope", "year", "group", "cohort", "percent"]);
    assert_eq!(record.description.columns[3].kind, Some(CellType::Numbers));
    assert_eq!(gap.contract(), "0.2");
    assert_eq!(record.description.bands, ["wide", "some", "narrow", "withheld"]);
    assert_eq!(record.digest, Digest::of(&component("attainment-gap")));
    let tiers = plugin("tiered-strategies");
    assert_eq!(tiers.record().description.world, World::InterventionStrategy);
    assert!(tiers.record().description.source.contains("System leadership"));
}

#[test]
fn a_gap_is_found_pooled_and_explained() {
    let output = plugin("attainment-gap").score(&gap_input()).unwrap();
    assert_eq!(output.estimate.years, ["2016-17", "2018-19"]);
    assert_eq!(output.estimate.n, Some(80));
    assert_eq!(output.estimate.value, Some(29.706_066));
    assert_eq!(output.band.as_deref(), Some("wide"));
    assert_eq!(output.values["share"], Value::Number(0.4875));
    assert_eq!(output.values["excludes-zero"], Value::Boolean(true));
    let rule = output
        .explanation
        .iter()
        .find(|line| line.label == "band")
        .unwrap();
    assert_eq!(rule.kind, LineKind::Rule);
    let wide = &rule.children[0];
    assert_eq!((wide.kind, wide.value), (LineKind::Threshold, Some(20.0)));
    assert_eq!(wide.unit.as_deref(), Some("percentage points"));
    let years = output
        .explanation
        .iter()
        .find(|line| line.label == "years")
        .unwrap();
    let skipped = years
        .children
        .iter()
        .find(|line| line.label == "2017-18")
        .unwrap();
    assert!(
        skipped
            .detail
            .starts_with("skipped: `disadvantaged` has no percentage: suppressed")
    );
}

#[test]
fn columns_that_were_not_asked_for_change_nothing() {
    let gap = plugin("attainment-gap");
    let mut more = gap_input();
    more.table.columns.insert(0, texts("upn", &["secret"; 6]));
    assert_eq!(gap.score(&more), gap.score(&gap_input()));
}

#[test]
fn the_same_input_gives_the_same_bytes_in_any_host() {
    let bytes = |host: &PluginHost| {
        let gap = host.load("gap", &component("attainment-gap")).unwrap();
        serde_json::to_vec(&gap.score(&gap_input()).unwrap()).unwrap()
    };
    let warm = host(Limits::default());
    let cold = PluginHost::new(HostSettings::default());
    let first = bytes(&warm);
    assert_eq!(bytes(&warm), first);
    assert_eq!(bytes(&cold), first, "compiled just now or taken from the cache");
    let text = String::from_utf8(first).unwrap();
    assert!(text.contains("\"value\":29.706066,"), "{text}");
}

#[test]
fn strategies_follow_from_the_finding() {
    let finding = plugin("attainment-gap").score(&gap_input()).unwrap();
    let tiers = plugin("tiered-strategies");
    let mut input = propose_input(&[("limit", Value::Number(4.0))]);
    input.findings = BTreeMap::from([("gap".to_owned(), finding)]);
    let led = tiers.propose(&input).unwrap();
    let order: Vec<_> = led.iter().map(|proposal| proposal.tier.number()).collect();
    assert_eq!(
        order,
        [3, 3, 1, 2],
        "a wide and certain gap of nearly half the pupils"
    );
    assert!(
        led[0].reasons[0]
            .contains("the gap of `gap` is 29.7 percentage points, wide, for 49 % of the pupils")
    );
    input.in_place = led.iter().map(|proposal| proposal.id.to_string()).collect();
    let next = tiers.propose(&input).unwrap();
    assert!(
        next.iter()
            .all(|proposal| led.iter().all(|before| before.id != proposal.id))
    );
    assert_eq!(tiers.propose(&input), tiers.propose(&input));
    let without = tiers.propose(&propose_input(&[])).unwrap();
    assert_eq!(without[0].tier, Tier::WholeSchool);
}

#[test]
fn calls_from_many_threads_agree() {
    let gap = plugin("attainment-gap");
    let expected = gap.score(&gap_input()).unwrap();
    std::thread::scope(|scope| {
        let call = || (0..20).all(|_| gap.score(&gap_input()).unwrap() == expected);
        let calls: Vec<_> = (0..4).map(|_| scope.spawn(call)).collect();
        assert!(calls.into_iter().all(|call| call.join().unwrap()));
    });
}
