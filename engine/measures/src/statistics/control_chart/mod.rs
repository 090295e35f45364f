//! Control charts of individual values (XmR): centre, limits and the signals of named sets of rules.
//!
//! Which points are a signal depends on the house whose rules are used, so each set of rules has a name and a report
//! says which it used. Limits rest on all points, or on those of a baseline. Tests are below, in `rules.rs` and in `tests/vectors.rs`.

mod anhoej;
mod rules;

use serde::Serialize;

use super::error::{StatisticsError, count, number};
use super::interval::Interval;
use super::summary::{mean, median};

pub use anhoej::Anhoej;
pub use rules::{Rule, RuleSet, Signals};

/// The fewest points on which limits are stated.
pub const POINTS_MIN: usize = 10;
/// The most points of one chart.
const POINTS_MAX: usize = 10_000;
/// Three over d₂ of moving ranges of two (1.128), as printed on charts.
const LIMITS_FACTOR: f64 = 2.66;
/// D₄ of moving ranges of two, as printed on charts.
const RANGE_FACTOR: f64 = 3.267;
/// d₂ of moving ranges of two.
const D2: f64 = 1.128;

/// A control chart of individual values and their moving ranges.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct ControlChart {
    values: Vec<f64>,
    mean: f64,
    median: f64,
    mean_moving_range: f64,
    limits: Interval,
    moving_range_limit: f64,
    baseline: usize,
}

impl ControlChart {
    /// Makes the chart of values in the order of time.
    ///
    /// Limits are mean ± 2.66 · mean moving range; the limit of moving ranges is 3.267 · mean moving range.
    ///
    /// Source: D. J. Wheeler, Understanding Variation (2000), chapter 3 and appendix (XmR charts).
    ///
    /// # Errors
    /// When there are fewer than [`POINTS_MIN`] points (limits would say more than they know), more than 10,000, or a
    /// value is not finite.
    pub fn new(values: &[f64]) -> Result<Self, StatisticsError> {
        Self::with_baseline(values, values.len())
    }

    /// Makes the chart with centre and limits from the first `baseline` points, such as those before a round of work
    /// began: what comes after is then judged by what was before.
    ///
    /// Source: as [`ControlChart::new`].
    ///
    /// # Errors
    /// As [`ControlChart::new`], for the points of the baseline; also when there are fewer points than the baseline has.
    pub fn with_baseline(values: &[f64], baseline: usize) -> Result<Self, StatisticsError> {
        count("points of the baseline", baseline, POINTS_MIN, POINTS_MAX)?;
        Self::make(values, baseline)
    }

    /// Makes the chart even of few points, at least 2: its limits are provisional where there are fewer than
    /// [`POINTS_MIN`], and a report must say so or leave them out.
    ///
    /// Source: as [`ControlChart::new`].
    ///
    /// # Errors
    /// When there are fewer than 2 or more than 10,000 points, or a value is not finite.
    pub fn provisional(values: &[f64]) -> Result<Self, StatisticsError> {
        Self::make(values, values.len())
    }

    fn make(values: &[f64], baseline: usize) -> Result<Self, StatisticsError> {
        count("points", values.len(), baseline.max(2), POINTS_MAX)?;
        for value in values {
            number("a point", *value)?;
        }
        let first = &values[..baseline];
        let ranges: Vec<f64> = first.windows(2).map(|pair| (pair[1] - pair[0]).abs()).collect();
        let (mean, mean_moving_range) = (mean(first), mean(&ranges));
        Ok(Self {
            values: values.to_vec(),
            mean,
            median: median(first),
            mean_moving_range,
            limits: Interval::around(mean, LIMITS_FACTOR * mean_moving_range)?,
            moving_range_limit: RANGE_FACTOR * mean_moving_range,
            baseline,
        })
    }

    /// How many points, from the first, the centre and the limits rest on.
    pub fn baseline(&self) -> usize {
        self.baseline
    }

    /// The points, in the order of time.
    pub fn values(&self) -> &[f64] {
        &self.values
    }

    /// The centre line of control charts.
    pub fn mean(&self) -> f64 {
        self.mean
    }

    /// The centre line of run charts.
    pub fn median(&self) -> f64 {
        self.median
    }

    /// The mean distance between neighbouring points.
    pub fn mean_moving_range(&self) -> f64 {
        self.mean_moving_range
    }

    /// The control limits.
    pub fn limits(&self) -> Interval {
        self.limits
    }

    /// The upper limit of moving ranges.
    pub fn moving_range_limit(&self) -> f64 {
        self.moving_range_limit
    }

    /// The standard deviation that the moving ranges imply: mean moving range / 1.128.
    pub fn sigma(&self) -> f64 {
        self.mean_moving_range / D2
    }

    /// Whether there are too few points for the limits to be relied on.
    pub fn is_provisional(&self) -> bool {
        self.baseline < POINTS_MIN
    }

    /// The signals that a set of rules finds.
    ///
    /// Source: the variants of [`RuleSet`].
    pub fn signals(&self, rules: RuleSet) -> Signals {
        rules::signals(self, rules)
    }

    /// The two tests of Anhøj and Olesen for a shift; none where every point lies on the median.
    ///
    /// Source: [`Anhoej`].
    pub fn anhoej(&self) -> Option<Anhoej> {
        anhoej::test(self)
    }

    /// Which side of a centre each point lies on: above, below or on it.
    fn sides(&self, centre: f64) -> impl Iterator<Item = std::cmp::Ordering> {
        self.values.iter().map(move |value| value.total_cmp(&centre))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn limits_below_ten_points_are_refused() {
        let nine = [1.0, 2.0, 1.0, 3.0, 2.0, 1.0, 2.0, 3.0, 1.0];
        assert_eq!(
            ControlChart::new(&nine).unwrap_err().to_string(),
            "9 points of the baseline: at least 10 are needed"
        );
        assert!(ControlChart::provisional(&nine).unwrap().is_provisional());
        assert!(ControlChart::provisional(&nine[..1]).is_err());
        assert!(ControlChart::provisional(&[1.0, f64::NAN]).is_err());
    }

    #[test]
    fn what_comes_after_the_baseline_is_judged_by_it() {
        let mut values = vec![50.0, 51.0, 49.0, 50.0, 51.0, 49.0, 50.0, 51.0, 49.0, 50.0];
        values.extend([54.0, 54.5, 54.0]);
        let chart = ControlChart::with_baseline(&values, 10).unwrap();
        assert_eq!(
            (chart.mean(), chart.baseline(), chart.values().len()),
            (50.0, 10, 13)
        );
        assert_eq!(chart.signals(RuleSet::Nhs).of(Rule::Outside), [10, 11, 12]);
        // Judged by all points, the change hides in its own limits.
        assert!(
            ControlChart::new(&values)
                .unwrap()
                .signals(RuleSet::Nhs)
                .of(Rule::Outside)
                .is_empty()
        );
        assert!(ControlChart::with_baseline(&values, 14).is_err());
        assert!(ControlChart::with_baseline(&values, 9).is_err());
    }

    #[test]
    fn points_that_do_not_vary_give_no_signal() {
        let chart = ControlChart::new(&[60.0; 30]).unwrap();
        assert_eq!(chart.limits().width(), 0.0);
        for rules in RuleSet::ALL {
            assert!(!chart.signals(rules).any(), "{rules}");
        }
        assert_eq!(chart.anhoej(), None);
    }
}
