//! Proportions of pupils, and Wilson's interval.
//!
//! A proportion is kept as its two counts, so that it can be pooled and withheld. Tests are below, in
//! `tests/vectors.rs` and in `tests/statistics.rs`.

use serde::Serialize;

use super::error::{StatisticsError, between, computed, pupils};
use super::interval::{Confidence, Interval};

/// A number of pupils who achieved, out of a number of pupils.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
pub struct Proportion {
    achieved: u64,
    pupils: u64,
}

impl Proportion {
    /// Makes the proportion `achieved` of `n` pupils.
    ///
    /// # Errors
    /// When there are no pupils, more than [`COUNT_MAX`](super::COUNT_MAX), or more achieved than there are.
    pub fn new(achieved: u64, n: u64) -> Result<Self, StatisticsError> {
        pupils(n)?;
        if achieved > n {
            return Err(StatisticsError::MoreThanAll { count: achieved, n });
        }
        Ok(Self { achieved, pupils: n })
    }

    /// Makes the proportion nearest to a published percentage (0 to 100) of `n` pupils.
    ///
    /// The count is percent · n / 100, rounded to a whole pupil. It is the true count where the percentage was rounded
    /// to a whole number and `n` is at most 100; beyond that it may be off by n / 200 pupils.
    ///
    /// # Errors
    /// As [`Proportion::new`], and when the percentage lies outside 0 to 100.
    pub fn from_percent(percent: f64, n: u64) -> Result<Self, StatisticsError> {
        between("the percentage", percent, 0.0, 100.0)?;
        Self::new((percent / 100.0 * n as f64).round() as u64, n)
    }

    /// The pupils who achieved.
    pub fn achieved(self) -> u64 {
        self.achieved
    }

    /// The pupils in all: the denominator.
    pub fn pupils(self) -> u64 {
        self.pupils
    }

    /// The proportion, 0 to 1.
    pub fn share(self) -> f64 {
        self.achieved as f64 / self.pupils as f64
    }

    /// The proportion in per cent, 0 to 100.
    pub fn percent(self) -> f64 {
        self.share() * 100.0
    }

    /// The proportion of both together.
    ///
    /// # Errors
    /// When there are more pupils than [`COUNT_MAX`](super::COUNT_MAX).
    pub fn pooled_with(self, other: Self) -> Result<Self, StatisticsError> {
        Self::new(self.achieved + other.achieved, self.pupils + other.pupils)
    }

    /// The binomial variance p(1 − p)/n of the share.
    pub(crate) fn variance(self) -> f64 {
        let p = self.share();
        p * (1.0 - p) / self.pupils as f64
    }

    /// The interval of the share by Wilson's score method, within 0 to 1.
    ///
    /// (p + z²/2n ± z·√(p(1−p)/n + z²/4n²)) / (1 + z²/n). It always contains the share, and has a width even where
    /// none or all achieved.
    ///
    /// Source: E. B. Wilson, Probable inference, the law of succession, and statistical inference, Journal of the
    /// American Statistical Association 22 (1927) 209–212; R. G. Newcombe, Two-sided confidence intervals for the
    /// single proportion, Statistics in Medicine 17 (1998) 857–872, method 3.
    ///
    /// # Errors
    /// None for a proportion that was made: the result is checked all the same.
    pub fn wilson(self, confidence: Confidence) -> Result<Interval, StatisticsError> {
        let (n, p, z) = (self.pupils as f64, self.share(), confidence.z());
        let z2 = z * z;
        let scale = 1.0 + z2 / n;
        let centre = p + z2 / (2.0 * n);
        let half = z * (p * (1.0 - p) / n + z2 / (4.0 * n * n)).sqrt();
        // At none and all the ends are exactly 0 and 1, which rounding may miss by a hair.
        let low = if self.achieved == 0 {
            0.0
        } else {
            ((centre - half) / scale).clamp(0.0, p)
        };
        let high = if self.achieved == self.pupils {
            1.0
        } else {
            ((centre + half) / scale).clamp(p, 1.0)
        };
        Interval::new(computed("the low end", low)?, computed("the high end", high)?)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn impossible_counts_are_refused() {
        assert!(Proportion::new(0, 0).is_err());
        assert_eq!(
            Proportion::new(6, 5).unwrap_err().to_string(),
            "6 of 5 pupils is more than there are"
        );
        assert!(Proportion::new(1, u64::MAX).is_err());
        assert!(Proportion::from_percent(f64::NAN, 5).is_err());
        assert!(Proportion::from_percent(100.1, 5).is_err());
        assert!(Proportion::from_percent(50.0, 0).is_err());
    }

    #[test]
    fn published_percentages_give_back_their_counts() {
        for n in 1..=100_u64 {
            for k in 0..=n {
                let percent = (k as f64 / n as f64 * 100.0).round();
                assert_eq!(
                    Proportion::from_percent(percent, n).unwrap().achieved(),
                    k,
                    "{k}/{n}"
                );
            }
        }
    }

    #[test]
    fn none_and_all_have_a_width() {
        let none = Proportion::new(0, 6).unwrap().wilson(Confidence::P95).unwrap();
        assert!(none.low() == 0.0 && none.high() > 0.3);
        let all = Proportion::new(6, 6).unwrap().wilson(Confidence::P95).unwrap();
        assert!(all.high() == 1.0 && all.low() < 0.7);
    }
}
