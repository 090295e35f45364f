//! Scoring rule `NAME`: the share of sessions to which pupils came late.

use alongside_plugin::prelude::*;

/// The rule.
pub struct Rule;

impl ScoringRule for Rule {
    fn describe() -> Description {
        Description::new("NAME", env!("CARGO_PKG_VERSION"), "Share of sessions with late arrival")
            .source("say here which document the rule comes from, and where in it")
            .numbers("sessions", "half-day sessions of a pupil")
            .numbers("late", "those to which the pupil came late")
            .parameter(
                Parameter::number("high-from", "the percentage from which it is high")
                    .between(0.0, 100.0)
                    .default(5.0),
            )
            .field(Field::number("pupils", "pupils with figures"))
            .bands(["high", "usual"])
    }

    fn score(input: &ScoreInput) -> Result<ScoreOutput, Refusal> {
        let (mut sessions, mut late, mut pupils) = (0.0, 0.0, 0_u32);
        for (row, pair) in input.numbers("sessions")?.iter().zip(input.numbers("late")?.iter()).enumerate() {
            // A row without figures says why; this rule leaves it out.
            let (Ok(of), Ok(were)) = pair else { continue };
            if were > of {
                return Err(Refusal::new("more late arrivals than sessions").in_column("late").in_row(row));
            }
            (sessions, late, pupils) = (sessions + of, late + were, pupils + 1);
        }
        if sessions == 0.0 {
            return Err(Refusal::new("no pupil has figures"));
        }
        let percent = 100.0 * late / sessions;
        let high_from = input.parameters().number("high-from")?;
        let (band, rule) = Bands::below_all("usual").from(high_from, "high").of(percent);
        let mut why = Explanation::default();
        why.input("sessions", format!("of {pupils} pupils"), sessions, "sessions");
        why.input("late", "of these", late, "sessions");
        why.rule("band", format!("{band}: {rule}"));
        why.below(|why| why.threshold("high", "from this percentage on", high_from, "%"));
        Ok(ScoreOutput::new(Estimate::of(percent, "%").pupils(pupils.into()), why)
            .band(band)
            .field("pupils", f64::from(pupils)))
    }
}

alongside_plugin::scoring_rule!(Rule);
