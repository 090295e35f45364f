//! Why a statistic cannot be computed, and the checks that keep its inputs and outputs finite.
//!
//! Every function of the statistics is total: what cannot be computed is one of these errors, never NaN and never
//! a panic. Tests are below.

use thiserror::Error;

/// The largest magnitude of a number that the statistics take: squares and sums of a million such stay finite.
pub const MAGNITUDE_MAX: f64 = 1e12;

/// The most pupils, schools or points that are counted in one number.
pub const COUNT_MAX: u64 = 1_000_000_000_000;

/// Says why a statistic cannot be computed.
#[derive(Debug, Clone, PartialEq, Error)]
#[non_exhaustive]
pub enum StatisticsError {
    /// A number is NaN or infinite, or a result would be.
    #[error("{what} is not a finite number")]
    NotFinite {
        /// The number.
        what: &'static str,
    },
    /// A number lies outside its range.
    #[error("{what} is {value}: it must lie between {least} and {most}")]
    OutOfRange {
        /// The number.
        what: &'static str,
        /// What it is.
        value: f64,
        /// The least that is taken.
        least: f64,
        /// The most that is taken.
        most: f64,
    },
    /// More pupils achieved than there are.
    #[error("{count} of {n} pupils is more than there are")]
    MoreThanAll {
        /// The pupils who achieved.
        count: u64,
        /// The pupils in all.
        n: u64,
    },
    /// Nothing to compute from, or not enough.
    #[error("{found} {what}: at least {least} are needed")]
    TooFew {
        /// What is counted.
        what: &'static str,
        /// How many there are.
        found: usize,
        /// How many are needed.
        least: usize,
    },
    /// More than is taken at once.
    #[error("{found} {what}: at most {most} are taken")]
    TooMany {
        /// What is counted.
        what: &'static str,
        /// How many there are.
        found: usize,
        /// How many are taken.
        most: usize,
    },
    /// All values are equal, so that nothing can be measured against their spread.
    #[error("{what} do not vary: nothing can be measured against their spread")]
    NoSpread {
        /// The values.
        what: &'static str,
    },
    /// The same thing is given twice.
    #[error("{what} {name} is given twice")]
    Twice {
        /// What kind of thing.
        what: &'static str,
        /// Which one.
        name: String,
    },
    /// A name that stands for nothing here.
    #[error("no {what} is called `{name}`: known are {known}")]
    Unknown {
        /// What kind of thing.
        what: &'static str,
        /// The name that was used.
        name: String,
        /// The names that are known.
        known: String,
    },
}

/// Checks that an input is finite and no larger than [`MAGNITUDE_MAX`] either way.
pub(crate) fn number(what: &'static str, value: f64) -> Result<f64, StatisticsError> {
    between(what, value, -MAGNITUDE_MAX, MAGNITUDE_MAX)
}

/// Checks that an input is finite and within a range, both ends included.
pub(crate) fn between(what: &'static str, value: f64, least: f64, most: f64) -> Result<f64, StatisticsError> {
    if !value.is_finite() {
        return Err(StatisticsError::NotFinite { what });
    }
    if value < least || value > most {
        return Err(StatisticsError::OutOfRange {
            what,
            value,
            least,
            most,
        });
    }
    Ok(value)
}

/// Checks that a standard deviation is large enough to divide by.
pub(crate) fn deviation(what: &'static str, value: f64) -> Result<f64, StatisticsError> {
    const LEAST: f64 = 1e-9;
    between(what, value, LEAST, MAGNITUDE_MAX)
}

/// Checks that a result is finite.
pub(crate) fn computed(what: &'static str, value: f64) -> Result<f64, StatisticsError> {
    if value.is_finite() {
        Ok(value)
    } else {
        Err(StatisticsError::NotFinite { what })
    }
}

/// Checks that there are enough of something, and not too many.
pub(crate) fn count(
    what: &'static str,
    found: usize,
    least: usize,
    most: usize,
) -> Result<(), StatisticsError> {
    if found < least {
        Err(StatisticsError::TooFew { what, found, least })
    } else if found > most {
        Err(StatisticsError::TooMany { what, found, most })
    } else {
        Ok(())
    }
}

/// Checks that a number of pupils is at least one and no more than [`COUNT_MAX`].
pub(crate) fn pupils(n: u64) -> Result<f64, StatisticsError> {
    between("the number of pupils", n as f64, 1.0, COUNT_MAX as f64)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_are_finite_and_bounded() {
        assert_eq!(number("x", 2.0), Ok(2.0));
        assert_eq!(
            number("x", f64::NAN),
            Err(StatisticsError::NotFinite { what: "x" })
        );
        assert!(number("x", f64::INFINITY).is_err());
        assert_eq!(
            number("x", 1e13).unwrap_err().to_string(),
            "x is 10000000000000: it must lie between -1000000000000 and 1000000000000"
        );
        assert!(deviation("x", 1e-300).is_err());
        assert!(computed("x", f64::NAN).is_err());
        assert!(pupils(0).is_err());
        assert!(pupils(u64::MAX).is_err());
    }

    #[test]
    fn counts_say_how_many_are_needed() {
        let message = count("points", 1, 2, 5).unwrap_err().to_string();
        assert_eq!(message, "1 points: at least 2 are needed");
        let message = count("points", 6, 2, 5).unwrap_err().to_string();
        assert_eq!(message, "6 points: at most 5 are taken");
    }
}
