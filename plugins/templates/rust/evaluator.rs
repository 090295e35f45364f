//! Evaluator `NAME`: the change less the change elsewhere.

use alongside_plugin::prelude::*;

/// The evaluator.
pub struct Change;

impl Evaluator for Change {
    fn describe() -> Description {
        Description::new("NAME", env!("CARGO_PKG_VERSION"), "Change against a comparison")
            .source("say here which document the rule comes from, and where in it")
            .parameter(
                Parameter::number("adopt-from", "the effect from which to adopt, in the unit of the findings").default(5.0),
            )
    }

    fn evaluate(input: &EvaluateInput) -> Result<Evaluation, Refusal> {
        let unit = &input.after.estimate.unit;
        let mut why = Explanation::default();
        let here = change(&input.before, &input.after);
        let with = input.comparison.as_ref();
        let elsewhere = with.and_then(|with| Some((&with.title, change(&with.before, &with.after)?)));
        let (Some(here), Some((title, elsewhere))) = (here, elsewhere) else {
            why.rule("effect", "withheld: schools chosen because they were low rise anyway");
            return Ok(Evaluation::new(Estimate::withheld("there is no comparison", unit), why));
        };
        let effect = here - elsewhere;
        let enough = input.parameters().number("adopt-from")?;
        let (verdict, word) = match effect {
            effect if effect >= enough => (Verdict::Adopt, "adopt"),
            effect if effect > 0.0 => (Verdict::Adapt, "adapt"),
            _ => (Verdict::Abandon, "abandon"),
        };
        why.outcome("change here", "after less before", here, unit);
        why.outcome("change elsewhere", title, elsewhere, unit);
        why.threshold("adopt", "from this effect on", enough, unit);
        why.rule("verdict", word);
        Ok(Evaluation::new(Estimate::of(effect, unit), why).verdict(verdict))
    }
}

fn change(before: &ScoreOutput, after: &ScoreOutput) -> Option<f64> {
    Some(after.estimate.value? - before.estimate.value?)
}

alongside_plugin::evaluator!(Change);
