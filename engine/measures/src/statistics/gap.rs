//! The two gaps between disadvantaged pupils and others, and the interval of a difference of proportions.
//!
//! The gap within the school compares a school's disadvantaged pupils with its others; the published difference
//! compares them with others nationally. Neither is ever stated without its interval. Tests are below and in
//! `tests/vectors.rs`.

use serde::Serialize;

use super::error::{StatisticsError, between};
use super::interval::{Confidence, Interval};
use super::proportion::Proportion;

/// A difference of two proportions, as shares, with its interval.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
pub struct Difference {
    /// The first proportion minus the second, −1 to 1.
    pub value: f64,
    /// Its interval, within −1 to 1.
    pub interval: Interval,
}

/// Computes `first` minus `second` with Newcombe's hybrid score interval, without continuity correction.
///
/// d − √((p₁−l₁)² + (u₂−p₂)²) to d + √((u₁−p₁)² + (p₂−l₂)²), where l and u are the Wilson limits of each proportion.
///
/// Source: R. G. Newcombe, Interval estimation for the difference between independent proportions: comparison of
/// eleven methods, Statistics in Medicine 17 (1998) 873–890, method 10.
///
/// # Errors
/// None for proportions that were made: the result is checked all the same.
pub fn newcombe(
    first: Proportion,
    second: Proportion,
    confidence: Confidence,
) -> Result<Difference, StatisticsError> {
    let (p1, p2) = (first.share(), second.share());
    let (w1, w2) = (first.wilson(confidence)?, second.wilson(confidence)?);
    let value = p1 - p2;
    let below = (p1 - w1.low()).hypot(w2.high() - p2);
    let above = (w1.high() - p1).hypot(p2 - w2.low());
    let interval = Interval::new((value - below).max(-1.0), (value + above).min(1.0))?;
    Ok(Difference { value, interval })
}

/// The attainment gap within a school: others minus disadvantaged pupils, in percentage points.
///
/// Positive where disadvantaged pupils are behind on a measure of which more is better.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
pub struct Gap {
    /// The pupils who are not disadvantaged.
    pub other: Proportion,
    /// The disadvantaged pupils.
    pub disadvantaged: Proportion,
    /// Others minus disadvantaged, −100 to 100.
    pub points: f64,
    /// Its interval by [`newcombe`], in points.
    pub interval: Interval,
}

impl Gap {
    /// Computes the gap between a school's other and its disadvantaged pupils.
    ///
    /// Source: notes on measures and statistics of Alongside ("attainment gap: other % minus disadvantaged %"); the interval as in
    /// [`newcombe`].
    ///
    /// # Errors
    /// As [`newcombe`].
    pub fn between(
        other: Proportion,
        disadvantaged: Proportion,
        confidence: Confidence,
    ) -> Result<Self, StatisticsError> {
        let difference = newcombe(other, disadvantaged, confidence)?;
        Ok(Self {
            other,
            disadvantaged,
            points: difference.value * 100.0,
            interval: difference.interval.in_percent(),
        })
    }

    /// The pupils behind the gap, both groups together.
    pub fn pupils(&self) -> u64 {
        self.other.pupils() + self.disadvantaged.pupils()
    }
}

/// The published difference: disadvantaged pupils of a school minus other pupils nationally, in percentage points.
///
/// Negative where disadvantaged pupils are behind on a measure of which more is better: the sign is the opposite of
/// [`Gap`]'s.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
pub struct NationalDifference {
    /// The school's disadvantaged pupils.
    pub disadvantaged: Proportion,
    /// The percentage of other pupils nationally.
    pub national_other_percent: f64,
    /// Disadvantaged minus national other, −100 to 100.
    pub points: f64,
    /// Its interval in points: Wilson's of the school's percentage less the national one, which is taken as known.
    pub interval: Interval,
}

impl NationalDifference {
    /// Computes the difference from the counts of the school and the national percentage.
    ///
    /// Source: Department for Education, key stage 2 performance tables 2018/19, column `DIFFN_RWM_EXP` ("difference
    /// between school percentage of disadvantaged pupils and national percentage of other pupils").
    ///
    /// # Errors
    /// When the national percentage lies outside 0 to 100.
    pub fn new(
        disadvantaged: Proportion,
        national_other_percent: f64,
        confidence: Confidence,
    ) -> Result<Self, StatisticsError> {
        let points = published_difference(disadvantaged.percent(), national_other_percent)?;
        let interval = disadvantaged
            .wilson(confidence)?
            .in_percent()
            .less(national_other_percent)?;
        Ok(Self {
            disadvantaged,
            national_other_percent,
            points,
            interval,
        })
    }
}

/// Computes the difference as it is published: a school's percentage of disadvantaged pupils, as published, minus the
/// national percentage of others, in percentage points.
///
/// It is exact to the rounding of the two percentages, and has no interval: [`NationalDifference`] has one.
///
/// Source: as [`NationalDifference::new`].
///
/// # Errors
/// When a percentage lies outside 0 to 100.
pub fn published_difference(
    disadvantaged_percent: f64,
    national_other_percent: f64,
) -> Result<f64, StatisticsError> {
    between(
        "the percentage of disadvantaged pupils",
        disadvantaged_percent,
        0.0,
        100.0,
    )?;
    between(
        "the national percentage of others",
        national_other_percent,
        0.0,
        100.0,
    )?;
    Ok(disadvantaged_percent - national_other_percent)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(achieved: u64, pupils: u64) -> Proportion {
        Proportion::new(achieved, pupils).unwrap()
    }

    #[test]
    fn the_two_gaps_have_opposite_signs() {
        let (other, disadvantaged) = (of(78, 147), of(31, 87));
        let gap = Gap::between(other, disadvantaged, Confidence::P95).unwrap();
        assert!(gap.points > 0.0 && gap.interval.contains(gap.points));
        assert_eq!(gap.pupils(), 234);
        let national = NationalDifference::new(disadvantaged, 53.0, Confidence::P95).unwrap();
        assert!(national.points < 0.0 && national.interval.contains(national.points));
    }

    #[test]
    fn an_impossible_percentage_is_refused() {
        assert!(published_difference(101.0, 71.0).is_err());
        assert!(published_difference(50.0, f64::NAN).is_err());
        assert!(NationalDifference::new(of(1, 2), -1.0, Confidence::P95).is_err());
    }

    #[test]
    fn all_against_none_stays_within_the_scale() {
        let gap = Gap::between(of(9, 9), of(0, 7), Confidence::P95).unwrap();
        assert_eq!(gap.points, 100.0);
        assert!(gap.interval.high() == 100.0 && gap.interval.low() > 0.0);
    }
}
