//! Intervention strategy `tiered-strategies`: the three tiers of strategies that schools used to close gaps.
//!
//! Tier 1 is for the whole school, tier 2 for underperforming pupils, tier 3 for disadvantaged pupils. The findings
//! decide the order: tier 1 leads, unless the gap is large, certain, and concerns a large part of the pupils; then
//! tier 3 leads, as the source says. A strategy already in place is not proposed again. Where a plan could serve one
//! level of accountability at the expense of another (figure 14), a proposal carries a warning among its reasons.
//!
//! An adopted strategy gets a plan: a baseline with its measure, the work itself with a provision map, a half-termly
//! check, a verdict, and a closing step for when it is halted.
//!
//! `catalogue` is the data, `evidence` reads the findings, `plan` chooses, `stage` writes a plan; tests are in `tests/`.

mod catalogue;
mod evidence;
mod plan;
mod stage;

use alongside_plugin::prelude::*;

use crate::evidence::{Evidence, Thresholds};
use crate::plan::Phase;

/// The strategy.
pub struct TieredStrategies;

impl InterventionStrategy for TieredStrategies {
    fn describe() -> Description {
        let version = env!("CARGO_PKG_VERSION");
        Description::new("tiered-strategies", version, "Three tiers of strategies for closing gaps")
            .source(plan::source())
            .parameter(Parameter::number("limit", "how many strategies to propose at most").between(1.0, 21.0).default(8.0))
            .parameter(Parameter::text(
                "finding",
                "the step whose finding decides; without it the most pressing gap among the findings",
            ))
            .parameter(
                Parameter::text("phase", "the phase of the school, for the wording of warnings")
                    .one_of(["primary", "secondary"]),
            )
            .parameter(
                Parameter::number(
                    "large-gap-from",
                    "the gap from which it is large, in percentage points; the source gives no figure",
                )
                .default(20.0),
            )
            .parameter(
                Parameter::number(
                    "large-share-from",
                    "the share of pupils, 0 to 1, from which the group is a very significant proportion; the source \
                     gives no figure",
                )
                .default(0.35),
            )
            .parameter(
                Parameter::text("plan-role", "the role of the workflow that carries out what is adopted").default("lead"),
            )
    }

    fn propose(input: &ProposeInput) -> Result<Vec<Proposal>, Refusal> {
        let parameters = input.parameters();
        let limit = parameters.whole("limit", 1, 21)? as usize;
        let thresholds = Thresholds {
            gap: parameters.number("large-gap-from")?,
            share: parameters.number("large-share-from")?,
        };
        if !(0.0..=1.0).contains(&thresholds.share) {
            return Err(Refusal::new(format!(
                "parameter `large-share-from` is {}: give a share from 0 to 1",
                thresholds.share
            )));
        }
        let evidence = Evidence::read(input, &thresholds)?;
        let chosen = plan::choose(&evidence, &input.in_place, limit);
        Ok(plan::proposals(
            &chosen,
            &evidence,
            &input.in_place,
            phase(input)?,
        ))
    }

    fn plan(input: &PlanInput) -> Result<Option<String>, Refusal> {
        let known = catalogue::CATALOGUE
            .iter()
            .find(|strategy| strategy.id == input.proposal.id);
        let strategy = known.ok_or_else(|| {
            Refusal::new(format!(
                "`{}` is not a strategy of the catalogue",
                input.proposal.id
            ))
        })?;
        let role = input.parameters().text("plan-role")?;
        Ok(Some(stage::of(strategy, role)))
    }
}

alongside_plugin::intervention_strategy!(TieredStrategies);

/// The phase that the step sets, or else the one that the engagement knows.
fn phase(input: &ProposeInput) -> Result<Phase, Refusal> {
    let named = match input.parameters().text_if_any("phase")? {
        Some(phase) => Some(phase),
        None => input.facts().text_if_any("phase")?,
    };
    Ok(match named {
        Some("primary") => Phase::Primary,
        Some("secondary") => Phase::Secondary,
        _ => Phase::Unknown,
    })
}
