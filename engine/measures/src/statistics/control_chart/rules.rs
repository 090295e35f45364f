//! The rules by which points of a control chart are a signal, in the sets of three houses and of Anhøj.
//!
//! Tests are below and in `tests/vectors.rs`.

use std::cmp::Ordering;
use std::collections::{BTreeMap, BTreeSet};
use std::fmt;
use std::str::FromStr;

use serde::Serialize;

use super::super::error::StatisticsError;
use super::ControlChart;

/// A named set of rules.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum RuleSet {
    /// `nhs`: outside the limits; a shift of 7 on one side of the mean; a trend of 7; 2 of 3 near a limit.
    ///
    /// Source: NHS England, Making Data Count; NHSRplotthedots, `ptd_calculate_point_type.R`.
    Nhs,
    /// `ihi-run`: a run chart on the median: a shift of 6, a trend of 5; points on the median, and repeats in a trend,
    /// are skipped. It has no limits.
    ///
    /// Source: R. J. Perla, L. P. Provost, S. K. Murray, The run chart, BMJ Quality & Safety 20 (2011) 46–51.
    IhiRun,
    /// `control`: outside the limits; a shift of 8; a trend of 6; 2 of 3 near a limit; 15 within one sigma.
    ///
    /// Source: L. P. Provost and S. K. Murray, The Health Care Data Guide (2011), chapter 4 (rules of the Institute for
    /// Healthcare Improvement).
    Control,
    /// `anhoej`: an unusually long run or unusually few crossings of the median.
    ///
    /// Source: J. Anhøj and A. V. Olesen, Run charts revisited, PLoS ONE 9 (2014) e113825.
    Anhoej,
}

impl RuleSet {
    /// Every set.
    pub const ALL: [Self; 4] = [Self::Nhs, Self::IhiRun, Self::Control, Self::Anhoej];

    /// The name by which a file asks for it.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Nhs => "nhs",
            Self::IhiRun => "ihi-run",
            Self::Control => "control",
            Self::Anhoej => "anhoej",
        }
    }
}

impl fmt::Display for RuleSet {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.as_str())
    }
}

impl FromStr for RuleSet {
    type Err = StatisticsError;

    fn from_str(text: &str) -> Result<Self, StatisticsError> {
        let found = Self::ALL.into_iter().find(|rules| rules.as_str() == text);
        found.ok_or_else(|| StatisticsError::Unknown {
            what: "set of rules",
            name: text.chars().take(40).collect(),
            known: Self::ALL.map(Self::as_str).join(", "),
        })
    }
}

/// One rule.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Rule {
    /// A point outside the limits.
    Outside,
    /// So many points in a row on one side of the centre.
    Shift,
    /// So many points in a row, each above or each below the one before.
    Trend,
    /// Two of three points in a row between two and three sigma, all three on one side of the centre.
    TwoOfThree,
    /// Fifteen points in a row within one sigma of the centre.
    FifteenInner,
    /// A run of points on one side of the median that is unusually long.
    LongRun,
    /// Unusually few crossings of the median.
    FewCrossings,
}

impl Rule {
    /// The rule in words.
    pub fn title(self) -> &'static str {
        match self {
            Self::Outside => "outside the limits",
            Self::Shift => "a run on one side of the centre",
            Self::Trend => "a run of rises or of falls",
            Self::TwoOfThree => "two of three near a limit",
            Self::FifteenInner => "fifteen in a row close to the centre",
            Self::LongRun => "an unusually long run on one side of the median",
            Self::FewCrossings => "unusually few crossings of the median",
        }
    }
}

/// The signals of one chart by one set of rules.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Signals {
    /// The set of rules.
    pub rules: RuleSet,
    /// For each rule of the set the points that it marks, counted from 0. Rules that look at the chart as a whole mark
    /// the longest run, or every point.
    pub points: BTreeMap<Rule, BTreeSet<usize>>,
}

impl Signals {
    /// Whether any rule found anything.
    pub fn any(&self) -> bool {
        self.points.values().any(|points| !points.is_empty())
    }

    /// The points that a rule marks; empty where the set does not have the rule.
    pub fn of(&self, rule: Rule) -> Vec<usize> {
        self.points
            .get(&rule)
            .map(|points| points.iter().copied().collect())
            .unwrap_or_default()
    }

    /// The rules that mark a point.
    pub fn at(&self, point: usize) -> impl Iterator<Item = Rule> {
        let marked =
            move |(rule, points): (&Rule, &BTreeSet<usize>)| points.contains(&point).then_some(*rule);
        self.points.iter().filter_map(marked)
    }
}

/// Applies a set of rules.
pub(super) fn signals(chart: &ControlChart, rules: RuleSet) -> Signals {
    let points = match rules {
        RuleSet::Nhs => [
            (Rule::Outside, outside(chart)),
            (Rule::Shift, shift(chart, 7)),
            (Rule::Trend, trend(chart, 7)),
            (Rule::TwoOfThree, two_of_three(chart)),
        ]
        .into(),
        RuleSet::IhiRun => [
            (Rule::Shift, shift_on_median(chart, 6)),
            (Rule::Trend, trend_without_repeats(chart, 5)),
        ]
        .into(),
        RuleSet::Control => [
            (Rule::Outside, outside(chart)),
            (Rule::Shift, shift(chart, 8)),
            (Rule::Trend, trend(chart, 6)),
            (Rule::TwoOfThree, two_of_three(chart)),
            (Rule::FifteenInner, fifteen_inner(chart)),
        ]
        .into(),
        RuleSet::Anhoej => super::anhoej::points(chart),
    };
    Signals { rules, points }
}

fn outside(chart: &ControlChart) -> BTreeSet<usize> {
    let values = chart.values().iter().enumerate();
    values
        .filter(|(_, value)| !chart.limits().contains(**value))
        .map(|(index, _)| index)
        .collect()
}

/// Runs of `length` or more on one side of the mean; a point on the mean ends a run.
fn shift(chart: &ControlChart, length: usize) -> BTreeSet<usize> {
    let sides: Vec<(usize, Ordering)> = chart.sides(chart.mean()).enumerate().collect();
    runs(&sides, length)
}

/// Runs of `length` or more on one side of the median; points on the median are skipped.
fn shift_on_median(chart: &ControlChart, length: usize) -> BTreeSet<usize> {
    let sides: Vec<(usize, Ordering)> = chart
        .sides(chart.median())
        .enumerate()
        .filter(|(_, side)| side.is_ne())
        .collect();
    runs(&sides, length)
}

/// The points of runs of at least `length` equal signs other than "equal".
fn runs(signs: &[(usize, Ordering)], length: usize) -> BTreeSet<usize> {
    signs
        .chunk_by(|a, b| a.1 == b.1)
        .filter(|run| run.len() >= length && run[0].1.is_ne())
        .flatten()
        .map(|(index, _)| *index)
        .collect()
}

/// Runs of `length` or more points, each above or each below the one before; an equal point ends a run.
fn trend(chart: &ControlChart, length: usize) -> BTreeSet<usize> {
    let points: Vec<(usize, f64)> = chart.values().iter().copied().enumerate().collect();
    monotone(&points, length)
}

/// As [`trend`], but a point equal to the one before is skipped.
fn trend_without_repeats(chart: &ControlChart, length: usize) -> BTreeSet<usize> {
    let mut points: Vec<(usize, f64)> = chart.values().iter().copied().enumerate().collect();
    points.dedup_by(|later, earlier| later.1 == earlier.1);
    monotone(&points, length)
}

fn monotone(points: &[(usize, f64)], length: usize) -> BTreeSet<usize> {
    let steps: Vec<(usize, Ordering)> = points
        .windows(2)
        .enumerate()
        .map(|(at, pair)| (at, pair[1].1.total_cmp(&pair[0].1)))
        .collect();
    let mut marked = BTreeSet::new();
    for run in steps.chunk_by(|a, b| a.1 == b.1) {
        if run.len() + 1 >= length && run[0].1.is_ne() {
            let start = run[0].0;
            marked.extend(points[start..=start + run.len()].iter().map(|(index, _)| *index));
        }
    }
    marked
}

/// Points between two sigma and the limits, of which two stand in some three in a row that all lie on one side.
fn two_of_three(chart: &ControlChart) -> BTreeSet<usize> {
    let (mean, sigma, limits) = (chart.mean(), chart.sigma(), chart.limits());
    let near = |value: f64| limits.contains(value) && (value - mean).abs() > 2.0 * sigma;
    let sides: Vec<Ordering> = chart.sides(mean).collect();
    let values = chart.values();
    let mut marked = BTreeSet::new();
    for start in 0..values.len().saturating_sub(2) {
        let window = start..start + 3;
        let one_side = sides[window.clone()].iter().all(|side| *side == sides[start]);
        let close: Vec<usize> = window.filter(|index| near(values[*index])).collect();
        if one_side && sides[start].is_ne() && close.len() >= 2 {
            marked.extend(close);
        }
    }
    marked
}

/// Runs of fifteen or more points within one sigma of the mean; nothing where no point varies.
fn fifteen_inner(chart: &ControlChart) -> BTreeSet<usize> {
    let (mean, sigma) = (chart.mean(), chart.sigma());
    if sigma <= 0.0 {
        return BTreeSet::new();
    }
    let inner: Vec<(usize, Ordering)> = chart
        .values()
        .iter()
        .map(|value| {
            if (value - mean).abs() < sigma {
                Ordering::Less
            } else {
                Ordering::Equal
            }
        })
        .enumerate()
        .collect();
    runs(&inner, 15)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn signals_of(values: &[f64], rules: RuleSet) -> Signals {
        ControlChart::provisional(values).unwrap().signals(rules)
    }

    #[test]
    fn names_read_back() {
        for rules in RuleSet::ALL {
            assert_eq!(rules.as_str().parse(), Ok(rules));
        }
        assert_eq!(
            "nsh".parse::<RuleSet>().unwrap_err().to_string(),
            "no set of rules is called `nsh`: known are nhs, ihi-run, control, anhoej"
        );
    }

    #[test]
    fn the_sets_differ_on_the_same_points() {
        // Seven below, then seven above.
        let mut values = vec![10.0, 11.0, 10.0, 11.0, 10.0, 11.0, 10.0];
        values.extend(values.clone().iter().map(|value| value + 2.0));
        let shifts = |rules| signals_of(&values, rules).of(Rule::Shift).len();
        assert_eq!((shifts(RuleSet::Nhs), shifts(RuleSet::Control)), (14, 0));
        assert_eq!(shifts(RuleSet::IhiRun), 14);
    }

    #[test]
    fn a_repeat_ends_a_trend_or_is_skipped() {
        let values = [1.0, 2.0, 3.0, 3.0, 4.0, 5.0, 6.0];
        assert!(signals_of(&values, RuleSet::Control).of(Rule::Trend).is_empty());
        assert_eq!(
            signals_of(&values, RuleSet::IhiRun).of(Rule::Trend),
            [0, 1, 2, 4, 5, 6]
        );
    }

    #[test]
    fn fifteen_close_to_the_centre_are_a_signal() {
        let mut values: Vec<f64> = (0..15).map(|at| if at % 2 == 0 { 49.0 } else { 51.0 }).collect();
        assert_eq!(
            signals_of(&values, RuleSet::Control).of(Rule::FifteenInner).len(),
            15
        );
        values.truncate(14);
        assert!(!signals_of(&values, RuleSet::Control).any());
    }

    #[test]
    fn a_point_tells_its_rules() {
        let mut values = vec![50.0, 51.0, 49.0, 50.0, 51.0, 49.0, 50.0, 51.0, 49.0, 50.0];
        values.push(90.0);
        let signals = signals_of(&values, RuleSet::Nhs);
        assert_eq!(signals.at(10).collect::<Vec<_>>(), [Rule::Outside]);
        // The one far point draws the mean above all others.
        assert_eq!(signals.at(3).collect::<Vec<_>>(), [Rule::Shift]);
    }
}
