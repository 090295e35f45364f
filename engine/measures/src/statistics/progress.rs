//! The interval of a progress score, and the national standard deviation behind a published one.
//!
//! The standard deviations by measure and year are in the measure registry. Tests are below and in `tests/vectors.rs`.

use super::error::{StatisticsError, between, computed, number, pupils};
use super::interval::Interval;

/// The factor of the published confidence intervals: 1.96, not a longer quantile.
const PUBLISHED_Z: f64 = 1.96;

/// Computes the published 95 % interval of a school's progress score: score ± 1.96 · σ / √n.
///
/// `sd` is the national standard deviation of pupils' scores in that year, in points; `n` the pupils in the measure,
/// not the cohort: those with prior attainment.
///
/// Source: Department for Education, Primary school accountability in 2019: a technical guide, annex on confidence
/// intervals; Secondary accountability measures, annex on Progress 8 confidence intervals.
///
/// # Errors
/// When the score is not finite, the standard deviation is not positive, or there are no pupils.
pub fn progress_interval(score: f64, sd: f64, n: u64) -> Result<Interval, StatisticsError> {
    number("the progress score", score)?;
    between("the national standard deviation", sd, 0.0, 1e6)?;
    Interval::around(score, PUBLISHED_Z * sd / pupils(n)?.sqrt())
}

/// Computes the national standard deviation that published limits imply: (upper − lower) · √n / (2 · 1.96).
///
/// Limits are published to one or two decimals, so that one school gives a rough answer; the median over many schools
/// gives a good one.
///
/// Source: [`progress_interval`], solved for σ.
///
/// # Errors
/// When a limit is not finite, the limits are in the wrong order, or there are no pupils.
pub fn implied_deviation(lower: f64, upper: f64, n: u64) -> Result<f64, StatisticsError> {
    number("the lower limit", lower)?;
    number("the upper limit", upper)?;
    let width = Interval::new(lower, upper)?.width();
    computed(
        "the standard deviation",
        width / 2.0 / PUBLISHED_Z * pupils(n)?.sqrt(),
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_implied_deviation_undoes_the_interval() {
        let interval = progress_interval(-0.32, 1.2285, 156).unwrap();
        let sd = implied_deviation(interval.low(), interval.high(), 156).unwrap();
        assert!((sd - 1.2285).abs() < 1e-12);
    }

    #[test]
    fn bad_input_is_refused() {
        assert!(progress_interval(f64::NAN, 1.0, 5).is_err());
        assert!(progress_interval(0.0, -1.0, 5).is_err());
        assert!(progress_interval(0.0, 1.0, 0).is_err());
        assert!(implied_deviation(1.0, 0.0, 5).is_err());
    }
}
