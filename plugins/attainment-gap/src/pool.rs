//! The arithmetic: which years can be pooled, the pooled gap, and what may be shown of it.

use alongside_plugin::prelude::*;
use alongside_plugin::statistics::{Interval, Proportion};
use alongside_plugin::suppression::{self, Showing};

use crate::Question;
use crate::table::{Cohorts, Figures};

/// One of the latest years.
pub(crate) struct Year {
    pub(crate) name: String,
    pub(crate) outcome: Result<Pair, String>,
}

/// Both groups in one year.
#[derive(Clone, Copy)]
pub(crate) struct Pair {
    pub(crate) group: Proportion,
    pub(crate) other: Proportion,
    pub(crate) all: u64,
}

/// The latest years, used and skipped, in order.
pub(crate) struct Pool {
    pub(crate) years: Vec<Year>,
    few: u64,
}

/// A gap that may be shown.
pub(crate) struct Gap {
    pub(crate) value: f64,
    pub(crate) interval: Interval,
    pub(crate) group: Proportion,
    pub(crate) other: Proportion,
}

impl Gap {
    fn new(group: Proportion, other: Proportion, higher_is_better: bool) -> Self {
        let behind = if higher_is_better {
            other.minus(group)
        } else {
            group.minus(other)
        };
        let points = |share: f64| share * 100.0;
        Self {
            value: points(behind.value),
            interval: Interval {
                low: points(behind.interval.low),
                high: points(behind.interval.high),
            },
            group,
            other,
        }
    }

    pub(crate) fn excludes_zero(&self) -> bool {
        self.interval.low > 0.0 || self.interval.high < 0.0
    }
}

impl Pool {
    /// Takes the latest years of the school and says of each whether it can be used.
    pub(crate) fn new(cohorts: &Cohorts, question: &Question) -> Self {
        let years = cohorts.school_years();
        let latest = years.len().saturating_sub(question.years);
        let year = |name: &&str| Year {
            name: (*name).to_owned(),
            outcome: pair(cohorts, question, name),
        };
        Self {
            years: years.iter().skip(latest).map(year).collect(),
            few: question.few,
        }
    }

    /// The years that are pooled, in order.
    pub(crate) fn used(&self) -> impl Iterator<Item = (&str, Pair)> {
        self.years
            .iter()
            .filter_map(|year| Some((year.name.as_str(), *year.outcome.as_ref().ok()?)))
    }

    /// Both groups over all pooled years; none where no year can be used.
    fn pooled(&self) -> Option<Pair> {
        self.used().map(|(_, pair)| pair).reduce(|a, b| Pair {
            group: a.group.pooled_with(b.group),
            other: a.other.pooled_with(b.other),
            all: a.all + b.all,
        })
    }

    /// The pooled gap, or why it is withheld.
    pub(crate) fn gap(&self, question: &Question) -> Result<Gap, String> {
        let Some(pair) = self.pooled() else {
            return Err(match self.years.len() {
                0 => "the table has no row for the school".to_owned(),
                1 => "the latest year has no figures for both groups".to_owned(),
                count => format!("none of the latest {count} years has figures for both groups"),
            });
        };
        let showing = suppression::pair(pair.group.n(), pair.other.n(), self.few);
        let few = |group: &str| {
            format!(
                "{} or fewer pupils are behind the figure for `{group}`, so the figures of both groups are withheld",
                self.few
            )
        };
        match (showing.first, showing.second) {
            (Showing::Shown, Showing::Shown) => {
                Ok(Gap::new(pair.group, pair.other, question.higher_is_better))
            }
            (Showing::Few, _) => Err(few(question.group)),
            _ => Err(few(question.comparison)),
        }
    }

    /// The group's share of the pooled cohorts.
    pub(crate) fn share(&self) -> f64 {
        self.pooled()
            .map_or(0.0, |pair| pair.group.n() as f64 / pair.all as f64)
    }

    /// Whether single years may be shown. Not if any of them has few pupils in a group: its figures could be worked
    /// out from the pooled ones and those of the other years.
    pub(crate) fn single_years_shown(&self) -> bool {
        self.used().all(|(_, pair)| {
            suppression::pair(pair.group.n(), pair.other.n(), self.few)
                .difference
                .is_shown()
        })
    }

    /// The gap in the latest pooled year, if single years may be shown.
    pub(crate) fn gap_latest(&self, question: &Question) -> Option<f64> {
        let (_, pair) = self.used().last().filter(|_| self.single_years_shown())?;
        Some(Gap::new(pair.group, pair.other, question.higher_is_better).value)
    }

    /// The gap to the comparison group nationally, each year weighted by the group's pupils in it; none unless every
    /// pooled year has a national figure.
    pub(crate) fn gap_national(&self, cohorts: &Cohorts, question: &Question) -> Option<f64> {
        let group = self.pooled()?.group;
        let mut weighted = 0.0;
        for (year, pair) in self.used() {
            let percent = cohorts.get("national", year, question.comparison)?.percent.ok()?;
            weighted += percent * pair.group.n() as f64;
        }
        let behind = weighted / group.n() as f64 - group.value() * 100.0;
        Some(if question.higher_is_better {
            behind
        } else {
            -behind
        })
    }
}

/// Both groups of one year, or why the year is skipped.
fn pair(cohorts: &Cohorts, question: &Question, year: &str) -> Result<Pair, String> {
    let group = proportion(cohorts.get("school", year, question.group), question.group)?;
    let other = proportion(
        cohorts.get("school", year, question.comparison),
        question.comparison,
    )?;
    let both = group.n() + other.n();
    let all = cohorts
        .get("school", year, "all")
        .and_then(|figures| figures.cohort.ok())
        .unwrap_or(both);
    Ok(Pair {
        group,
        other,
        all: all.max(both),
    })
}

fn proportion(figures: Option<Figures>, group: &str) -> Result<Proportion, String> {
    let figures = figures.ok_or_else(|| format!("the table has no row for `{group}`"))?;
    let because = |what: &str, missing| format!("`{group}` has no {what}: {}", words(missing));
    let cohort = figures.cohort.map_err(|missing| because("cohort", missing))?;
    if cohort == 0 {
        return Err(format!("`{group}` has no pupils"));
    }
    let percent = figures
        .percent
        .map_err(|missing| because("percentage", missing))?;
    Proportion::from_percent(percent, cohort)
        .ok_or_else(|| format!("`{group}`: {percent} is not a percentage"))
}

/// A missing reason in words.
fn words(missing: Missing) -> &'static str {
    match missing {
        Missing::Suppressed => "suppressed, few pupils",
        Missing::NotEntered => "no pupils were entered",
        Missing::NotPublished => "not published",
        Missing::NotApplicable => "does not apply to this school",
        Missing::NewSchool => "a new school without results yet",
        Missing::LowCoverage => "too few pupils covered",
        Missing::Blank => "blank",
    }
}
