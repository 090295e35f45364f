//! The answer in words: the years, the thresholds, the rule that fired. Shows no figure that is withheld.

use alongside_plugin::prelude::*;
use alongside_plugin::rounding::shown;
use alongside_plugin::statistics::{Interval, Proportion};

use crate::pool::{Gap, Pair, Pool};
use crate::{Question, UNIT};

/// Explains a gap that is shown.
pub(crate) fn found(
    input: &ScoreInput,
    question: &Question,
    pool: &Pool,
    gap: &Gap,
    national: Option<f64>,
    (band, rule): (&str, &str),
) -> Explanation {
    let mut why = Explanation::default();
    measure(&mut why, input, question);
    years(&mut why, question, pool, pool.single_years_shown());
    why.outcome(
        "gap",
        format!(
            "{} percentage points, 95 % interval {}",
            shown(gap.value, 1),
            range(gap.interval)
        ),
        gap.value,
        UNIT,
    );
    why.below(|why| {
        for (group, found) in [(question.group, gap.group), (question.comparison, gap.other)] {
            why.input(group, proportion(found), found.value() * 100.0, "%");
        }
        why.weight(
            format!("share of {}", question.group),
            format!("{} % of the pooled cohorts", shown(pool.share() * 100.0, 1)),
            pool.share() * 100.0,
            "%",
        );
        why.line("certainty", certainty(gap));
    });
    why.line(
        "national",
        match national {
            Some(points) => format!(
                "{} percentage points behind `{}` nationally in the same years (the published variant of the gap, \
                 with the sign turned)",
                shown(points, 1),
                question.comparison
            ),
            None => format!("no national figure for `{}` in every pooled year", question.comparison),
        },
    );
    why.rule("band", format!("{band}: {} is {rule}", shown(gap.value, 1)));
    why.below(|why| {
        let (wide, narrow) = (question.wide_from, question.narrow_below);
        why.threshold("wide", format!("from {wide} percentage points"), wide, UNIT);
        why.threshold(
            "narrow",
            format!("below {narrow} percentage points"),
            narrow,
            UNIT,
        );
    });
    why
}

/// Explains why a gap is withheld.
pub(crate) fn withheld(input: &ScoreInput, question: &Question, pool: &Pool, reason: &str) -> Explanation {
    let mut why = Explanation::default();
    measure(&mut why, input, question);
    years(&mut why, question, pool, false);
    why.rule("band", format!("withheld: {reason}"));
    why.below(|why| {
        why.threshold(
            "suppression",
            format!(
                "figures of {} or fewer pupils, and those of the other group",
                question.few
            ),
            question.few as f64,
            "pupils",
        );
    });
    why
}

fn measure(why: &mut Explanation, input: &ScoreInput, question: &Question) {
    let fact = |name| input.facts().text_if_any(name).ok().flatten();
    let name = match (fact("measure-title"), fact("measure")) {
        (Some(title), Some(id)) => format!("{title} ({id})"),
        (Some(text), None) | (None, Some(text)) => text.to_owned(),
        (None, None) => "not named".to_owned(),
    };
    let school = fact("school").map_or_else(String::new, |school| format!(", school {school}"));
    why.line("measure", format!("{name}{school}"));
    let formula = if question.higher_is_better {
        format!("`{}` minus `{}`", question.comparison, question.group)
    } else {
        format!(
            "`{}` minus `{}`, because lower is better",
            question.group, question.comparison
        )
    };
    why.line(
        "gap means",
        format!("{formula}: above 0, `{}` is behind", question.group),
    );
}

fn years(why: &mut Explanation, question: &Question, pool: &Pool, single_years_shown: bool) {
    let used = pool.used().count();
    let detail = format!(
        "{used} pooled, {} skipped, of the latest {} asked for",
        pool.years.len() - used,
        question.years
    );
    why.section("years", detail, |why| {
        for year in &pool.years {
            match &year.outcome {
                Ok(pair) => why.section(&year.name, "pooled", |why| {
                    one_year(why, question, pair, single_years_shown)
                }),
                Err(reason) => why.line(&year.name, format!("skipped: {reason}")),
            }
        }
        if used > 0 && !single_years_shown {
            why.line(
                "single years",
                format!(
                    "their percentages are not shown: a year has {} or fewer pupils in a group",
                    question.few
                ),
            );
        }
    });
    if used > 0 {
        why.line(
            "counts",
            "worked out from percentages of the cohorts to the nearest pupil; where the percentages were rounded, a \
             count may be off by a pupil or so in a large cohort",
        );
    }
}

fn one_year(why: &mut Explanation, question: &Question, pair: &Pair, single_years_shown: bool) {
    for (name, it) in [(question.group, pair.group), (question.comparison, pair.other)] {
        let detail = if single_years_shown {
            proportion(it)
        } else if it.n() <= question.few {
            format!("{} or fewer pupils", question.few)
        } else {
            format!("{} pupils", it.n())
        };
        why.line(name, detail);
    }
}

fn proportion(it: Proportion) -> String {
    let wilson = it.wilson();
    let percent = Interval {
        low: wilson.low * 100.0,
        high: wilson.high * 100.0,
    };
    format!(
        "{} %, {} of {} pupils, 95 % interval {}",
        shown(it.value() * 100.0, 1),
        it.successes(),
        it.n(),
        range(percent)
    )
}

fn certainty(gap: &Gap) -> &'static str {
    if gap.excludes_zero() {
        "the interval leaves out 0"
    } else {
        "the interval includes 0: a gap of this size can arise by chance in cohorts of this size"
    }
}

fn range(interval: Interval) -> String {
    format!("{} to {}", shown(interval.low, 1), shown(interval.high, 1))
}
