//! Scoring rule `attainment-gap`: how far one group of pupils is behind another on a measure.
//!
//! The gap is the other pupils' percentage minus the group's, in percentage points, so that a positive gap means that
//! the group is behind (for a measure where lower is better the sign is turned). The latest years are pooled, because
//! cohorts are small: half of all schools have eight disadvantaged pupils or fewer in a year. The interval is
//! Newcombe's for a difference of two proportions. Where few pupils stand behind either group, both are withheld.
//!
//! `table` reads the rows, `pool` does the arithmetic, `explain` puts it into words; tests are in `tests/`.

mod explain;
mod pool;
mod table;

use alongside_plugin::prelude::*;
use alongside_plugin::suppression::FEW;

use crate::pool::{Gap, Pool};
use crate::table::Cohorts;

const UNIT: &str = "percentage points";

/// The rule.
pub struct AttainmentGap;

/// What a step asked for, and what the engagement knows of the measure.
struct Question<'a> {
    group: &'a str,
    comparison: &'a str,
    years: usize,
    wide_from: f64,
    narrow_below: f64,
    few: u64,
    higher_is_better: bool,
}

impl ScoringRule for AttainmentGap {
    fn describe() -> Description {
        let points = "in percentage points";
        Description::new("attainment-gap", env!("CARGO_PKG_VERSION"), "Attainment gap between two groups of pupils")
            .source(
                "Gap as in the published key stage tables (other pupils minus disadvantaged pupils); Wilson (1927) and \
                 Newcombe (1998, method 10) intervals; suppression as in the published tables",
            )
            .texts("scope", "whose figures a row holds: `school`, or `national` for comparison")
            .texts("year", "the school year, such as 2018-19")
            .texts("group", "the group of pupils")
            .numbers("cohort", "the pupils of the group in that year")
            .numbers("percent", "the percentage of them that reach the standard")
            .parameter(
                Parameter::text("group", "the group whose gap is asked for, as the table names it")
                    .default("disadvantaged"),
            )
            .parameter(
                Parameter::text("comparison", "the group it is compared with, as the table names it").default("other"),
            )
            .parameter(Parameter::number("years", "how many of the latest years to pool").between(1.0, 10.0).default(3.0))
            .parameter(
                Parameter::number("wide-from", &format!("the gap from which it is wide, {points}")).default(20.0),
            )
            .parameter(
                Parameter::number("narrow-below", &format!("the gap below which it is narrow, {points}")).default(8.0),
            )
            .field(Field::number("share", "share of the group in the pooled cohorts, 0 to 1"))
            .field(Field::number("percent-group", "pooled percentage of the group reaching the standard"))
            .field(Field::number("percent-other", "pooled percentage of the comparison group reaching the standard"))
            .field(Field::number("cohort-group", "pupils of the group in the pooled cohorts"))
            .field(Field::number("cohort-other", "pupils of the comparison group in the pooled cohorts"))
            .field(Field::number("gap-latest", &format!("the gap in the latest pooled year alone, {points}")))
            .field(Field::number(
                "gap-national",
                &format!("the gap to the comparison group nationally in the same years, {points}"),
            ))
            .field(Field::boolean("excludes-zero", "whether the interval of the gap leaves out zero"))
            .bands(["wide", "some", "narrow", "withheld"])
    }

    fn score(input: &ScoreInput) -> Result<ScoreOutput, Refusal> {
        let question = Question::read(input)?;
        let cohorts = Cohorts::read(input)?;
        let pool = Pool::new(&cohorts, &question);
        match pool.gap(&question) {
            Ok(gap) => Ok(found(input, &question, &cohorts, &pool, gap)),
            Err(reason) => {
                let why = explain::withheld(input, &question, &pool, &reason);
                Ok(ScoreOutput::new(Estimate::withheld(reason, UNIT), why).band("withheld"))
            }
        }
    }
}

alongside_plugin::scoring_rule!(AttainmentGap);

impl<'a> Question<'a> {
    fn read(input: &'a ScoreInput) -> Result<Self, Refusal> {
        let (parameters, facts) = (input.parameters(), input.facts());
        let question = Self {
            group: parameters.text("group")?,
            comparison: parameters.text("comparison")?,
            years: parameters.whole("years", 1, 10)? as usize,
            wide_from: parameters.number("wide-from")?,
            narrow_below: parameters.number("narrow-below")?,
            few: match facts.get("suppress-at-most") {
                Some(_) => facts.whole("suppress-at-most", 0, 1_000_000)?.into(),
                None => FEW,
            },
            higher_is_better: facts.boolean_if_any("higher-is-better")?.unwrap_or(true),
        };
        if question.narrow_below > question.wide_from {
            return Err(Refusal::new(format!(
                "parameter `narrow-below` is {}, above `wide-from`, {}: a gap cannot be narrow and wide",
                question.narrow_below, question.wide_from
            )));
        }
        if question.group == question.comparison {
            return Err(Refusal::new(
                "parameters `group` and `comparison` name the same group",
            ));
        }
        Ok(question)
    }

    fn bands(&self) -> Bands<'static> {
        Bands::below_all("narrow")
            .from(self.narrow_below, "some")
            .from(self.wide_from, "wide")
    }
}

/// Puts the answer together when there is a gap to show.
fn found(input: &ScoreInput, question: &Question, cohorts: &Cohorts, pool: &Pool, gap: Gap) -> ScoreOutput {
    let (band, rule) = question.bands().of(gap.value);
    let national = pool.gap_national(cohorts, question);
    let why = explain::found(input, question, pool, &gap, national, (band, &rule));
    let estimate = Estimate::of(gap.value, UNIT)
        .interval(gap.interval)
        .pupils(gap.group.n() + gap.other.n())
        .years(pool.used().map(|(year, _)| year.to_owned()));
    ScoreOutput::new(estimate, why)
        .band(band)
        .field("share", pool.share())
        .field("percent-group", gap.group.value() * 100.0)
        .field("percent-other", gap.other.value() * 100.0)
        .field("cohort-group", gap.group.n() as f64)
        .field("cohort-other", gap.other.n() as f64)
        .maybe("gap-latest", pool.gap_latest(question))
        .maybe("gap-national", national)
        .field("excludes-zero", gap.excludes_zero())
}
