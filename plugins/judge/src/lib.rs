//! An evaluator for the tests of the host, with one way to misbehave, which its parameter `as` names. Never shipped.
//!
//! The effect is the change less the change elsewhere; without a comparison it withholds it.

use alongside_plugin::prelude::*;

/// The evaluator.
pub struct Judge;

impl Evaluator for Judge {
    fn describe() -> Description {
        Description::new("judge", env!("CARGO_PKG_VERSION"), "Change against a comparison")
            .source("the tests of the plugin host")
            .parameter(
                Parameter::number(
                    "adopt-from",
                    "the effect from which to adopt, in the unit of the findings",
                )
                .default(5.0),
            )
            .parameter(Parameter::text(
                "as",
                "how to misbehave; not at all where it is not set",
            ))
    }

    fn evaluate(input: &EvaluateInput) -> Result<Evaluation, Refusal> {
        let unit = &input.after.estimate.unit;
        let change =
            |before: &ScoreOutput, after: &ScoreOutput| Some(after.estimate.value? - before.estimate.value?);
        let mut why = Explanation::default();
        let here = change(&input.before, &input.after);
        let elsewhere = input
            .comparison
            .as_ref()
            .and_then(|with| change(&with.before, &with.after));
        let (Some(here), Some(elsewhere)) = (here, elsewhere) else {
            why.rule(
                "effect",
                "withheld: there is no comparison, and schools that were low rise anyway",
            );
            let answer = Evaluation::new(Estimate::withheld("there is no comparison", unit), why);
            return Ok(match input.parameters().text_if_any("as")? {
                Some("verdict-without-effect") => answer.verdict(Verdict::Adopt),
                _ => answer,
            });
        };
        let effect = here - elsewhere;
        let enough = input.parameters().number("adopt-from")?;
        why.outcome("change here", "after less before", here, unit);
        why.outcome("change elsewhere", "after less before", elsewhere, unit);
        why.threshold("adopt", "from this effect on", enough, unit);
        let verdict = if effect >= enough {
            Verdict::Adopt
        } else {
            Verdict::Adapt
        };
        Ok(Evaluation::new(Estimate::of(effect, unit), why).verdict(verdict))
    }
}

alongside_plugin::evaluator!(Judge);
