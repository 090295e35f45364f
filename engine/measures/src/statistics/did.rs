//! Difference in differences: what changed where there was support, less what changed where there was none.
//!
//! It nets off what happened everywhere. It does not net off regression to the mean where the supported schools were
//! chosen because they were low: compare with schools of a similar start for that. Tests are below and in
//! `tests/vectors.rs`.

use serde::Serialize;

use super::distribution;
use super::error::{StatisticsError, computed};
use super::interval::{Confidence, Interval};
use super::proportion::Proportion;

/// One group before and after.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
pub struct BeforeAfter {
    /// Before the support.
    pub before: Proportion,
    /// After it.
    pub after: Proportion,
}

impl BeforeAfter {
    /// The change of the share, −1 to 1.
    pub fn change(self) -> f64 {
        self.after.share() - self.before.share()
    }

    fn variance(self) -> f64 {
        self.before.variance() + self.after.variance()
    }
}

/// A test of a difference against zero.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
pub struct ZTest {
    /// The difference over its standard error.
    pub z: f64,
    /// The two-sided p-value.
    pub p: f64,
}

/// A difference in differences, as shares.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
pub struct DifferenceInDifferences {
    /// The change of the supported pupils minus that of the comparison.
    pub value: f64,
    /// Its standard error, counting only the chance of who was in each cohort.
    pub standard_error: f64,
    /// Its interval: value ± z · standard error.
    pub interval: Interval,
    /// The test against zero; none where all or no pupils achieved in each of the four cells, so that the standard
    /// error is zero and says nothing.
    pub test: Option<ZTest>,
}

/// Computes (supported after − before) − (comparison after − before).
///
/// The variance is Σ p(1−p)/n over the four cells; the value equals the interaction of a linear regression of the
/// pupils' results on group and time.
///
/// Source: J. D. Angrist and J.-S. Pischke, Mostly Harmless Econometrics (2009), section 5.2; the variance of
/// independent binomial proportions.
///
/// # Errors
/// None for proportions that were made: the result is checked all the same.
pub fn difference_in_differences(
    supported: BeforeAfter,
    comparison: BeforeAfter,
    confidence: Confidence,
) -> Result<DifferenceInDifferences, StatisticsError> {
    let value = supported.change() - comparison.change();
    let standard_error = (supported.variance() + comparison.variance()).sqrt();
    let interval = Interval::around(value, confidence.z() * standard_error)?;
    let test = if standard_error > 0.0 {
        let z = computed("z", value / standard_error)?;
        Some(ZTest {
            z,
            p: distribution::normal_two_sided(z),
        })
    } else {
        None
    };
    Ok(DifferenceInDifferences {
        value,
        standard_error,
        interval,
        test,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn cell(before: (u64, u64), after: (u64, u64)) -> BeforeAfter {
        BeforeAfter {
            before: Proportion::new(before.0, before.1).unwrap(),
            after: Proportion::new(after.0, after.1).unwrap(),
        }
    }

    #[test]
    fn a_change_everywhere_is_netted_off() {
        let same = cell((10, 40), (20, 40));
        let result = difference_in_differences(same, same, Confidence::P95).unwrap();
        assert_eq!(result.value, 0.0);
        assert_eq!(result.test.map(|test| test.p), Some(1.0));
    }

    #[test]
    fn without_variance_there_is_no_test() {
        let result =
            difference_in_differences(cell((0, 9), (9, 9)), cell((0, 9), (0, 9)), Confidence::P95).unwrap();
        assert_eq!((result.value, result.test), (1.0, None));
    }
}
