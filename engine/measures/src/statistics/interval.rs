//! Intervals and the confidence with which they are stated.
//!
//! An interval always has finite ends in order; how it was computed is told where it is made. Tests are below.

use std::fmt;

use serde::Serialize;

use super::distribution;
use super::error::{StatisticsError, between, computed};

/// The confidence of an interval, such as 95 %.
#[derive(Debug, Clone, Copy, PartialEq, PartialOrd, Serialize)]
#[serde(into = "f64")]
pub struct Confidence {
    level: f64,
    z: f64,
}

impl Confidence {
    /// 95 %: the house's confidence, with z = 1.959963984540054.
    pub const P95: Self = Self {
        level: 0.95,
        z: 1.959_963_984_540_054,
    };

    /// 99.8 %: the outer limits of a funnel, about three standard errors, with z = 3.090232306167813.
    pub const P99_8: Self = Self {
        level: 0.998,
        z: 3.090_232_306_167_813_5,
    };

    /// Makes a confidence from its level, 0.5 to 0.9999.
    ///
    /// z is the (1 + level) / 2 quantile of the standard normal distribution.
    ///
    /// # Errors
    /// When the level lies outside that range.
    pub fn new(level: f64) -> Result<Self, StatisticsError> {
        between("the confidence", level, 0.5, 0.9999)?;
        if level == Self::P95.level {
            return Ok(Self::P95);
        }
        let z = computed("z", distribution::normal_quantile(f64::midpoint(1.0, level)))?;
        Ok(Self { level, z })
    }

    /// The level, 0.5 to 0.9999.
    pub fn level(self) -> f64 {
        self.level
    }

    /// The two-sided standard normal quantile.
    pub fn z(self) -> f64 {
        self.z
    }

    /// The probability beyond the upper end, such as 0.025.
    pub fn tail(self) -> f64 {
        (1.0 - self.level) / 2.0
    }
}

impl Default for Confidence {
    /// 95 %.
    fn default() -> Self {
        Self::P95
    }
}

impl From<Confidence> for f64 {
    fn from(confidence: Confidence) -> Self {
        confidence.level
    }
}

/// An interval, both ends included.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
pub struct Interval {
    low: f64,
    high: f64,
}

impl Interval {
    /// Makes an interval.
    ///
    /// # Errors
    /// When an end is not finite, or the low end lies above the high end.
    pub fn new(low: f64, high: f64) -> Result<Self, StatisticsError> {
        computed("the low end of the interval", low)?;
        computed("the high end of the interval", high)?;
        between("the low end of the interval", low, f64::MIN, high)?;
        Ok(Self { low, high })
    }

    /// Makes the interval `centre` ± `half`.
    pub(crate) fn around(centre: f64, half: f64) -> Result<Self, StatisticsError> {
        Self::new(centre - half, centre + half)
    }

    /// The low end.
    pub fn low(self) -> f64 {
        self.low
    }

    /// The high end.
    pub fn high(self) -> f64 {
        self.high
    }

    /// The distance between the ends.
    pub fn width(self) -> f64 {
        self.high - self.low
    }

    /// Whether a value lies within, ends included.
    pub fn contains(self, value: f64) -> bool {
        self.low <= value && value <= self.high
    }

    /// Whether zero lies outside: the sign of the estimate can then be told.
    pub fn excludes_zero(self) -> bool {
        !self.contains(0.0)
    }

    /// The interval of the value negated.
    #[must_use]
    pub fn negated(self) -> Self {
        Self {
            low: -self.high,
            high: -self.low,
        }
    }

    /// The interval of a share (0 to 1) in percentage points.
    #[must_use]
    pub(crate) fn in_percent(self) -> Self {
        Self {
            low: self.low * 100.0,
            high: self.high * 100.0,
        }
    }

    /// The interval of the value less a constant.
    pub(crate) fn less(self, constant: f64) -> Result<Self, StatisticsError> {
        Self::new(self.low - constant, self.high - constant)
    }
}

impl fmt::Display for Interval {
    /// Writes `low to high`; a precision applies to both ends.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match f.precision() {
            Some(digits) => write!(f, "{:.digits$} to {:.digits$}", self.low, self.high),
            None => write!(f, "{} to {}", self.low, self.high),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ends_are_finite_and_in_order() {
        assert!(Interval::new(1.0, 0.0).is_err());
        assert!(Interval::new(f64::NAN, 0.0).is_err());
        let interval = Interval::new(-1.5, 2.25).unwrap();
        assert!(interval.contains(2.25) && !interval.contains(2.26) && !interval.excludes_zero());
        assert_eq!(interval.negated(), Interval::new(-2.25, 1.5).unwrap());
        assert_eq!(format!("{interval:.1}"), "-1.5 to 2.2");
    }

    #[test]
    fn a_confidence_knows_its_quantile() {
        assert_eq!(Confidence::new(0.95).unwrap(), Confidence::P95);
        let outer = Confidence::new(0.998).unwrap();
        assert!((outer.z() - Confidence::P99_8.z()).abs() < 1e-12);
        assert!((Confidence::new(0.9).unwrap().z() - 1.644_853_626_951_472).abs() < 1e-12);
        assert!(Confidence::new(1.0).is_err());
        assert!(Confidence::new(f64::NAN).is_err());
    }
}
