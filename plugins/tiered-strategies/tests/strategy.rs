//! What is proposed in each situation, as ordinary Rust.

#![expect(clippy::unwrap_used, reason = "a test fails by panicking")]

use std::collections::BTreeSet;

use alongside_plugin::prelude::*;
use alongside_plugin::statistics::Interval;
use tiered_strategies::TieredStrategies;

fn gap(value: f64, low: f64, band: &str, share: f64) -> ScoreOutput {
    let mut why = Explanation::default();
    why.line("gap", "as invented for this test");
    let estimate = Estimate::of(value, "percentage points").interval(Interval {
        low,
        high: value + 10.0,
    });
    ScoreOutput::new(estimate, why)
        .band(band)
        .field("share", share)
        .field("excludes-zero", low > 0.0)
}

fn input() -> testing::Input {
    testing::Input::for_strategy::<TieredStrategies>()
}

fn propose(input: &testing::Input) -> Vec<Proposal> {
    testing::propose::<TieredStrategies>(input).unwrap()
}

fn tiers(proposals: &[Proposal]) -> String {
    let number = |proposal: &Proposal| match proposal.tier {
        Tier::WholeSchool => '1',
        Tier::Underperforming => '2',
        Tier::Disadvantaged => '3',
    };
    proposals.iter().map(number).collect()
}

fn warnings(proposals: &[Proposal]) -> Vec<&str> {
    let reasons = proposals.iter().flat_map(|proposal| &proposal.reasons);
    reasons
        .filter(|reason| reason.starts_with("warning"))
        .map(String::as_str)
        .collect()
}

#[test]
fn the_whole_catalogue_is_there_with_its_source() {
    let all = propose(
        &input()
            .finding("gap", gap(25.0, 5.0, "wide", 0.2))
            .parameter("limit", 21.0),
    );
    assert_eq!(tiers(&all), "111111112222222333333");
    let ids: BTreeSet<_> = all.iter().map(|proposal| proposal.id.as_str()).collect();
    assert_eq!(ids.len(), 21);
    for proposal in &all {
        assert!(proposal.source.contains("Figure 1"), "{}", proposal.source);
        assert!(proposal.measure.is_some() && proposal.reasons.len() >= 2);
    }
    let with_a_cost = all.iter().filter(|proposal| proposal.cost.is_some()).count();
    assert_eq!(with_a_cost, 6, "only where the document names one");
}

#[test]
fn tier_3_leads_only_for_a_large_gap_of_many() {
    let order = |gap: ScoreOutput| tiers(&propose(&input().finding("gap", gap)));
    assert_eq!(order(gap(25.0, 5.0, "wide", 0.40)), "33311122");
    assert_eq!(
        order(gap(20.0, 1.0, "wide", 0.35)),
        "33311122",
        "the thresholds themselves count"
    );
    assert_eq!(order(gap(25.0, 5.0, "wide", 0.34)), "11122233");
    assert_eq!(
        order(gap(25.0, -5.0, "wide", 0.40)),
        "11112223",
        "it could be chance"
    );
    assert_eq!(order(gap(19.0, 5.0, "some", 0.40)), "11112223");
    assert_eq!(order(gap(3.0, -5.0, "narrow", 0.40)), "11111222");
    assert_eq!(
        order(gap(-6.0, -15.0, "some", 0.40)),
        "11111222",
        "the group is ahead"
    );
    assert_eq!(tiers(&propose(&input())), "11111222");
}

#[test]
fn the_reasons_name_the_finding_and_the_threshold() {
    let led = propose(&input().finding("gap", gap(25.0, 5.0, "wide", 0.40)));
    let because = &led.first().unwrap().reasons;
    assert!(because[0].contains("the gap of `gap` is 25.0 percentage points, wide, for 40 % of the pupils"));
    assert!(because[0].contains("at least 20, for at least 35 % of the pupils"));
    assert!(because[1].contains("might come into play more immediately"));
    let withheld = ScoreOutput {
        estimate: Estimate::withheld("few", "percentage points"),
        ..gap(1.0, 0.0, "some", 0.1)
    };
    let led = propose(&input().finding("gap", withheld));
    assert!(led[0].reasons[0].contains("withheld: few"));
}

#[test]
fn what_is_in_place_is_not_proposed_again() {
    let first = propose(&input());
    let second = propose(
        &first
            .iter()
            .fold(input(), |input, proposal| input.in_place(&proposal.id)),
    );
    assert_eq!(
        tiers(&second),
        "1112222",
        "three of tier 1 and four of tier 2 are left, and tier 3 has no part"
    );
    assert!(
        second
            .iter()
            .all(|proposal| first.iter().all(|before| before.id != proposal.id))
    );
    let everything = propose(
        &input()
            .finding("gap", gap(25.0, 5.0, "wide", 0.4))
            .parameter("limit", 21.0),
    );
    let nothing = propose(
        &everything
            .iter()
            .fold(input(), |input, proposal| input.in_place(&proposal.id)),
    );
    assert_eq!(nothing, []);
}

#[test]
fn the_limit_holds_and_the_leading_tier_has_the_last_place() {
    for limit in 1..=21_u32 {
        let some = propose(
            &input()
                .finding("gap", gap(25.0, 5.0, "wide", 0.4))
                .parameter("limit", f64::from(limit)),
        );
        assert_eq!(some.len(), limit as usize);
        assert_eq!(some[0].tier, Tier::Disadvantaged);
    }
}

#[test]
fn serving_the_borderline_at_the_expense_of_others_is_warned_of() {
    let wide = || input().finding("gap", gap(25.0, 5.0, "wide", 0.2));
    let primary = propose(&wide().parameter("phase", "primary"));
    assert_eq!(warnings(&primary).len(), 2);
    assert!(warnings(&primary)[0].contains("level 4 borderline"));
    let secondary = propose(&wide().fact("phase", "secondary"));
    assert!(warnings(&secondary)[0].contains("grade D or C"));
    assert_eq!(
        warnings(&propose(&input())),
        Vec::<&str>::new(),
        "there is no gap to widen"
    );
    let one = propose(&wide().parameter("limit", 1.0));
    assert!(warnings(&one)[0].contains("has a strategy for disadvantaged pupils"));
    assert_eq!(
        warnings(&propose(
            &wide().parameter("limit", 1.0).in_place("leadership-champion")
        ))
        .len(),
        0
    );
    let only_tier_3 = propose(
        &input()
            .finding("gap", gap(25.0, 5.0, "wide", 0.4))
            .parameter("limit", 1.0),
    );
    assert!(warnings(&only_tier_3)[0].contains("whole-school strategy"));
}

#[test]
fn the_most_pressing_of_several_gaps_decides() {
    let both = input()
        .finding("gap-maths", gap(25.0, 5.0, "wide", 0.4))
        .finding("gap-reading", gap(30.0, -1.0, "wide", 0.4))
        .finding(
            "walk",
            ScoreOutput {
                estimate: Estimate::of(2.0, "points"),
                ..gap(0.0, 0.0, "some", 0.0)
            },
        );
    let led = propose(&both);
    assert_eq!(tiers(&led), "33311122");
    assert!(led[0].reasons[0].contains("`gap-maths`"));
    let chosen = propose(&both.clone().parameter("finding", "gap-reading"));
    assert_eq!(tiers(&chosen), "11112223");
    let refusal = testing::propose::<TieredStrategies>(&both.parameter("finding", "nothing")).unwrap_err();
    assert!(
        refusal.message.contains("`gap-maths`, `gap-reading`, `walk`"),
        "{}",
        refusal.message
    );
}

#[test]
fn impossible_parameters_are_refused() {
    let refusal = |input: testing::Input| testing::propose::<TieredStrategies>(&input).unwrap_err().message;
    assert!(refusal(input().parameter("limit", 0.0)).contains("from 1 to 21"));
    assert!(refusal(input().parameter("large-share-from", 35.0)).contains("from 0 to 1"));
}

#[test]
fn every_strategy_has_a_plan_for_the_role_that_carries_it_out() {
    let input = input()
        .finding("gap", gap(25.0, 5.0, "wide", 0.2))
        .parameter("limit", 21.0);
    for proposal in propose(&input) {
        let id = proposal.id.clone();
        let plan = testing::plan::<TieredStrategies>(&input.clone().parameter("plan-role", "head"), proposal)
            .unwrap()
            .unwrap();
        assert_eq!(plan.matches("[[stage]]").count(), 1, "{id}");
        assert_eq!(plan.matches("[[stage.step]]").count(), 5, "{id}");
        assert_eq!(plan.matches("role = \"head\"").count(), 6, "{id}");
        assert!(plan.contains("start = \"called\""), "{id}");
    }
}

#[test]
fn a_proposal_of_somebody_else_has_no_plan_here() {
    let mut foreign = propose(&input().finding("gap", gap(25.0, 5.0, "wide", 0.2))).remove(0);
    foreign.id = "magic".to_owned();
    let refusal = testing::plan::<TieredStrategies>(&input(), foreign).unwrap_err();
    assert_eq!(refusal.message, "`magic` is not a strategy of the catalogue");
}
