//! Effect sizes: Hedges' g with its interval.
//!
//! Months of progress are in `months.rs`. Tests are below and in `tests/vectors.rs`.

use serde::Serialize;

use super::error::{StatisticsError, between, computed, deviation, number, pupils};
use super::interval::{Confidence, Interval};

/// The scores of one group of pupils, summed up.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
pub struct GroupScores {
    /// Their mean.
    pub mean: f64,
    /// Their standard deviation, divided by n − 1.
    pub sd: f64,
    /// How many there are, at least 2.
    pub n: u64,
}

impl GroupScores {
    fn check(&self) -> Result<(), StatisticsError> {
        number("the mean score", self.mean)?;
        between("the standard deviation", self.sd, 0.0, 1e12)?;
        pupils(self.n)?;
        let n = usize::try_from(self.n).unwrap_or(usize::MAX);
        super::error::count("pupils in a group", n, 2, usize::MAX)
    }
}

/// A standardised difference of two group means.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
pub struct EffectSize {
    /// Cohen's d: the difference of the means over the pooled standard deviation.
    pub d: f64,
    /// The pooled standard deviation.
    pub pooled_sd: f64,
    /// The factor that takes the bias out of d in small groups.
    pub j: f64,
    /// Hedges' g = J · d.
    pub g: f64,
    /// The variance of g.
    pub variance: f64,
    /// The interval of g: g ± z · √variance.
    pub interval: Interval,
}

/// Computes Hedges' g of `first` against `second`: positive where the first scored higher.
///
/// s² = ((n₁−1)s₁² + (n₂−1)s₂²)/(n₁+n₂−2); d = (m₁−m₂)/s; J = 1 − 3/(4·df − 1) with df = n₁+n₂−2; g = J·d;
/// var g = J² · ((n₁+n₂)/(n₁n₂) + d²/(2(n₁+n₂))).
///
/// Source: L. V. Hedges and I. Olkin, Statistical Methods for Meta-Analysis (1985), chapter 5; M. Borenstein and
/// others, Introduction to Meta-Analysis (2009), chapter 4, equations 4.18 to 4.24.
///
/// # Errors
/// When a group has fewer than two pupils, a number is not usable, or no score varies.
pub fn hedges_g(
    first: GroupScores,
    second: GroupScores,
    confidence: Confidence,
) -> Result<EffectSize, StatisticsError> {
    first.check()?;
    second.check()?;
    let (n1, n2) = (first.n as f64, second.n as f64);
    let freedom = n1 + n2 - 2.0;
    let pooled = (((n1 - 1.0) * first.sd.powi(2) + (n2 - 1.0) * second.sd.powi(2)) / freedom).sqrt();
    if deviation("the pooled standard deviation", pooled).is_err() {
        return Err(StatisticsError::NoSpread { what: "the scores" });
    }
    let d = (first.mean - second.mean) / pooled;
    let j = 1.0 - 3.0 / (4.0 * freedom - 1.0);
    let g = computed("the effect size", j * d)?;
    let variance = j.powi(2) * ((n1 + n2) / (n1 * n2) + d.powi(2) / (2.0 * (n1 + n2)));
    let variance = computed("the variance of the effect size", variance)?;
    Ok(EffectSize {
        d,
        pooled_sd: pooled,
        j,
        g,
        variance,
        interval: Interval::around(g, confidence.z() * variance.sqrt())?,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn group(mean: f64, sd: f64, n: u64) -> GroupScores {
        GroupScores { mean, sd, n }
    }

    #[test]
    fn the_sign_follows_the_first_group() {
        let more = hedges_g(group(105.0, 6.0, 20), group(100.0, 6.0, 20), Confidence::P95).unwrap();
        let less = hedges_g(group(100.0, 6.0, 20), group(105.0, 6.0, 20), Confidence::P95).unwrap();
        assert!(more.g > 0.0 && more.g == -less.g && more.interval.contains(more.g));
        assert!(more.g.abs() < more.d.abs());
    }

    #[test]
    fn bad_groups_are_refused() {
        let good = group(100.0, 6.0, 20);
        for bad in [
            group(f64::NAN, 6.0, 20),
            group(100.0, -1.0, 20),
            group(100.0, 6.0, 1),
            group(100.0, f64::INFINITY, 20),
        ] {
            assert!(hedges_g(bad, good, Confidence::P95).is_err(), "{bad:?}");
        }
        let flat = group(100.0, 0.0, 20);
        assert_eq!(
            hedges_g(flat, flat, Confidence::P95).unwrap_err().to_string(),
            "the scores do not vary: nothing can be measured against their spread"
        );
    }
}
