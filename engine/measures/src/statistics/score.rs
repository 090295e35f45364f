//! The mean of pupils' scores, and its interval.
//!
//! Tests are below.

use serde::Serialize;

use super::distribution::t_quantile;
use super::effect_size::GroupScores;
use super::error::{StatisticsError, count, number};
use super::interval::{Confidence, Interval};
use super::summary::{mean, variance};

/// The most pupils of one mean.
const PUPILS_MAX: usize = 10_000_000;

/// The mean of pupils' scores.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
pub struct MeanScore {
    /// The mean, the standard deviation (divided by n − 1) and the number of pupils.
    pub scores: GroupScores,
    /// The interval of the mean: mean ± t · s / √n, with n − 1 degrees of freedom.
    pub interval: Interval,
}

impl MeanScore {
    /// Computes the mean of scores with its interval.
    ///
    /// Source: Student, The probable error of a mean, Biometrika 6 (1908) 1–25.
    ///
    /// # Errors
    /// When there are fewer than two pupils, too many, or a score is not finite.
    pub fn new(scores: &[f64], confidence: Confidence) -> Result<Self, StatisticsError> {
        count("pupils with a score", scores.len(), 2, PUPILS_MAX)?;
        for score in scores {
            number("a score", *score)?;
        }
        let (mean, sd, n) = (mean(scores), variance(scores).sqrt(), scores.len() as f64);
        let half = t_quantile(1.0 - confidence.tail(), n - 1.0) * sd / n.sqrt();
        Ok(Self {
            scores: GroupScores {
                mean,
                sd,
                n: scores.len() as u64,
            },
            interval: Interval::around(mean, half)?,
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Worked by hand: s² = 10/4, t(0.975; 4) = 2.776445.
    #[test]
    fn the_interval_is_student_s() {
        let result = MeanScore::new(&[98.0, 99.0, 100.0, 101.0, 102.0], Confidence::P95).unwrap();
        assert_eq!((result.scores.mean, result.scores.n), (100.0, 5));
        let half = 2.776_445_105_197_793 * (2.5_f64 / 5.0).sqrt();
        assert!((result.interval.high() - (100.0 + half)).abs() < 1e-9);
    }

    #[test]
    fn one_pupil_has_no_interval() {
        assert!(MeanScore::new(&[100.0], Confidence::P95).is_err());
        assert!(MeanScore::new(&[100.0, f64::NAN], Confidence::P95).is_err());
        assert_eq!(
            MeanScore::new(&[7.0; 9], Confidence::P95)
                .unwrap()
                .interval
                .width(),
            0.0
        );
    }
}
