//! Choosing from the catalogue: which tiers come first, how many of each, and what to warn of.

use alongside_plugin::prelude::*;

use crate::catalogue::{CATALOGUE, DOCUMENT, Strategy};
use crate::evidence::{Evidence, Situation};

/// The phase of the school, which decides where a threshold lies.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Phase {
    Primary,
    Secondary,
    Unknown,
}

/// A tier with its part of eight places.
type Parts = [(Tier, usize); 3];

/// The order of the tiers and the part that each has. Tier 1 leads, because whole-school strategies are the foundation,
/// except where the source brings phase 3 forward.
fn parts(situation: Situation) -> Parts {
    use Tier::{Disadvantaged, Underperforming, WholeSchool};
    match situation {
        Situation::LargeAndMany => [(Disadvantaged, 3), (WholeSchool, 3), (Underperforming, 2)],
        Situation::Large => [(WholeSchool, 3), (Underperforming, 3), (Disadvantaged, 2)],
        Situation::Some => [(WholeSchool, 4), (Underperforming, 3), (Disadvantaged, 1)],
        Situation::Narrow | Situation::Unknown => {
            [(WholeSchool, 5), (Underperforming, 3), (Disadvantaged, 0)]
        }
    }
}

/// Chooses at most `limit` strategies that are not in place, in the order in which they press.
pub(crate) fn choose(evidence: &Evidence, in_place: &[String], limit: usize) -> Vec<&'static Strategy> {
    let parts = parts(evidence.situation);
    let free = |tier: Tier| {
        CATALOGUE
            .iter()
            .filter(move |strategy| strategy.tier == tier && !in_place.iter().any(|id| id == strategy.id))
    };
    let mut places = quotas(parts, limit);
    // What a tier cannot fill goes to the others that have a part, the leading one first.
    for (place, (tier, _)) in places.iter_mut().zip(parts) {
        *place = (*place).min(free(tier).count());
    }
    for (place, (tier, part)) in (0..3).zip(parts) {
        let taken: usize = places.iter().sum();
        if part > 0
            && let Some(place) = places.get_mut(place)
        {
            *place = (*place + limit.saturating_sub(taken)).min(free(tier).count());
        }
    }
    places
        .into_iter()
        .zip(parts)
        .flat_map(|(places, (tier, _))| free(tier).take(places))
        .collect()
}

/// Divides the places by the parts; what is left over goes to the leading tiers.
fn quotas(parts: Parts, limit: usize) -> [usize; 3] {
    let mut places = parts.map(|(_, part)| limit * part / 8);
    let mut left = limit - places.iter().sum::<usize>();
    for (place, (_, part)) in places.iter_mut().zip(parts) {
        if left > 0 && part > 0 {
            *place += 1;
            left -= 1;
        }
    }
    places
}

/// Puts the chosen strategies into words.
pub(crate) fn proposals(
    chosen: &[&'static Strategy],
    evidence: &Evidence,
    in_place: &[String],
    phase: Phase,
) -> Vec<Proposal> {
    let has_gap = evidence.situation >= Situation::Some;
    let tier_in = |tier: Tier| {
        let known = CATALOGUE
            .iter()
            .filter(|strategy| in_place.iter().any(|id| id == strategy.id));
        chosen
            .iter()
            .copied()
            .chain(known)
            .any(|strategy| strategy.tier == tier)
    };
    let neglected = has_gap && !tier_in(Tier::Disadvantaged);
    let proposal = |(place, strategy): (usize, &&'static Strategy)| {
        let mut reasons = vec![
            evidence.because.clone(),
            of_tier(strategy.tier, evidence.situation).to_owned(),
        ];
        reasons.extend(strategy.said.map(|said| format!("what schools said: {said}")));
        if has_gap && strategy.borderline {
            reasons.push(borderline_warning(phase));
        }
        if place == 0 && neglected {
            reasons.push(
                "warning (figure 14): neither this list nor what is in place has a strategy for disadvantaged pupils, \
                 so thresholds may be served at their expense"
                    .to_owned(),
            );
        }
        if place == 0 && evidence.situation == Situation::LargeAndMany && !tier_in(Tier::WholeSchool) {
            reasons.push(
                "warning (figure 14): neither this list nor what is in place has a whole-school strategy, so faster \
                 progress of some may be bought at the expense of all"
                    .to_owned(),
            );
        }
        Proposal {
            id: strategy.id.to_owned(),
            title: strategy.title.to_owned(),
            tier: strategy.tier,
            reasons,
            source: strategy.source(),
            cost: strategy.cost.map(str::to_owned),
            measure: Some(strategy.measure()),
            conditions: Vec::new(),
        }
    };
    chosen.iter().enumerate().map(proposal).collect()
}

/// Why a tier stands where it stands.
fn of_tier(tier: Tier, situation: Situation) -> &'static str {
    match (tier, situation) {
        (Tier::Disadvantaged, Situation::LargeAndMany) => {
            "with a very significant proportion of eligible pupils and significant gaps to close, strategies for them \
             might come into play more immediately (page 55 onwards)"
        }
        (Tier::Disadvantaged, _) => {
            "specific support for disadvantaged pupils comes after the whole school has been stabilised (figure 19)"
        }
        (Tier::WholeSchool, Situation::LargeAndMany) => {
            "whole-school strategies remain the foundation for closing gaps (figure 11)"
        }
        (Tier::WholeSchool, _) => {
            "whole-school strategies come first: every leader called them the foundation for closing gaps (figure 11)"
        }
        (Tier::Underperforming, _) => {
            "strategies for underperforming pupils are very likely to benefit disadvantaged pupils too (figure 12)"
        }
    }
}

fn borderline_warning(phase: Phase) -> String {
    let borderline = match phase {
        Phase::Primary => "the level 4 borderline of key stage 2",
        Phase::Secondary => "the grade D or C borderline of key stage 4",
        Phase::Unknown => "the borderline of a threshold",
    };
    format!(
        "warning (figure 14): interventions for pupils on {borderline} can widen the gap; choose pupils by what they \
         need, not by how near they are to it"
    )
}

/// Where the catalogue comes from, for the description.
pub(crate) fn source() -> String {
    format!("{DOCUMENT} Figures 10 to 15 and 19")
}
