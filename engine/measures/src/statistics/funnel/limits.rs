//! The exact binomial limits of a funnel.
//!
//! Tests are below and in `tests/vectors.rs`.

use super::super::distribution::Count;
use super::super::error::{StatisticsError, between, computed};
use super::super::interval::{Confidence, Interval};

/// The most pupils for whom binomial probabilities are computed exactly.
const PUPILS_MAX: u64 = 10_000_000;

/// Computes the limits of a funnel for a school of `n` pupils, as shares within 0 to 1: exact binomial, interpolated.
///
/// For each tail probability p: r = the least count with P(R ≤ r) ≥ p; limit = (r − (P(R ≤ r) − p)/P(R = r))/n.
///
/// Source: D. J. Spiegelhalter, Funnel plots for comparing institutional performance, Statistics in Medicine 24 (2005)
/// 1185–1202, appendix A.1.1.
///
/// # Errors
/// When the target is not between 0 and 1, both excluded, or `n` is 0 or more than ten million.
pub fn funnel_limits(n: u64, target: f64, confidence: Confidence) -> Result<Interval, StatisticsError> {
    check_target(target)?;
    check_pupils(n)?;
    let limit = |probability: f64| {
        let count = Count::new(n, target)?;
        let r = count.quantile(probability);
        let beyond = (count.cdf(r) - probability) / count.pmf(r);
        Some(((r as f64 - beyond) / n as f64).clamp(0.0, 1.0))
    };
    let (low, high) = (limit(confidence.tail()), limit(1.0 - confidence.tail()));
    let finite = |limit: Option<f64>| computed("a limit of the funnel", limit.unwrap_or(f64::NAN));
    Interval::new(finite(low)?, finite(high)?)
}

pub(super) fn check_target(target: f64) -> Result<(), StatisticsError> {
    if target == 0.0 || target == 1.0 {
        return Err(StatisticsError::NoSpread {
            what: "results about a target of none or all",
        });
    }
    between("the target share", target, 1e-9, 1.0 - 1e-9)?;
    Ok(())
}

pub(super) fn check_pupils(n: u64) -> Result<(), StatisticsError> {
    between("the number of pupils", n as f64, 1.0, PUPILS_MAX as f64)?;
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn limits_narrow_with_size_and_stay_on_the_scale() {
        let mut width = 2.0;
        for n in [1, 5, 20, 80, 500, 5_000, 1_000_000] {
            let limits = funnel_limits(n, 0.38, Confidence::P99_8).unwrap();
            assert!(
                limits.low() >= 0.0 && limits.high() <= 1.0 && limits.contains(0.38),
                "{n}"
            );
            assert!(limits.width() < width, "{n}");
            width = limits.width();
        }
    }

    #[test]
    fn bad_input_is_refused() {
        assert!(funnel_limits(0, 0.4, Confidence::P95).is_err());
        assert!(funnel_limits(10, 1.0, Confidence::P95).is_err());
        assert!(funnel_limits(10, f64::NAN, Confidence::P95).is_err());
        assert!(funnel_limits(u64::MAX, 0.4, Confidence::P95).is_err());
    }
}
