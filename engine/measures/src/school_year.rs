//! School years, September to August, named by both calendar years: `2018-19`.
//!
//! One year alone is never accepted: it would leave open whether it is the start or the end. Tests are below.

use std::fmt;

use serde::{Deserialize, Serialize};
use thiserror::Error;

/// A school year, known by the calendar year in which it starts.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct SchoolYear(u16);

/// Says why something is not a school year.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
#[error("`{text}` is not a school year: {reason}")]
pub struct SchoolYearError {
    /// The refused text, cut to a printable length.
    pub text: String,
    /// What is wrong, and the form that is expected.
    pub reason: String,
}

impl SchoolYear {
    /// The first year in which a school year may start.
    pub const START_MIN: u16 = 1988;
    /// The last year in which a school year may start.
    pub const START_MAX: u16 = 2098;

    /// Makes the school year that starts in the calendar year `start`.
    ///
    /// # Errors
    /// When `start` lies outside 1988 to 2098.
    pub fn starting(start: u16) -> Result<Self, SchoolYearError> {
        if (Self::START_MIN..=Self::START_MAX).contains(&start) {
            Ok(Self(start))
        } else {
            Err(SchoolYearError {
                text: start.to_string(),
                reason: format!(
                    "it must start between {} and {}",
                    Self::START_MIN,
                    Self::START_MAX
                ),
            })
        }
    }

    /// The calendar year in which it starts.
    pub fn start(self) -> u16 {
        self.0
    }

    /// The calendar year in which it ends.
    pub fn end(self) -> u16 {
        self.0 + 1
    }
}

impl fmt::Display for SchoolYear {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(&format!("{}-{:02}", self.start(), self.end() % 100))
    }
}

impl std::str::FromStr for SchoolYear {
    type Err = SchoolYearError;

    /// Reads `2018-19`, `2018/19`, `2018-2019` or `2018/2019`.
    fn from_str(text: &str) -> Result<Self, SchoolYearError> {
        let refuse = |reason: String| SchoolYearError {
            text: text.chars().take(80).collect(),
            reason,
        };
        let form = || refuse("write both years, such as 2018-19".to_owned());
        let digits = |part: &str| part.bytes().all(|byte| byte.is_ascii_digit());
        let (start, end) = text.trim().split_once(['-', '/']).ok_or_else(form)?;
        if start.len() != 4 || !matches!(end.len(), 2 | 4) || !digits(start) || !digits(end) {
            return Err(form());
        }
        let start: u16 = start.parse().map_err(|_| form())?;
        let written: u16 = end.parse().map_err(|_| form())?;
        let modulus = if end.len() == 2 { 100 } else { 10_000 };
        if (start + 1) % modulus != written {
            return Err(refuse(format!("{start} is followed by {}", start + 1)));
        }
        Self::starting(start).map_err(|error| refuse(error.reason))
    }
}

impl TryFrom<String> for SchoolYear {
    type Error = SchoolYearError;

    fn try_from(text: String) -> Result<Self, SchoolYearError> {
        text.parse()
    }
}

impl From<SchoolYear> for String {
    fn from(year: SchoolYear) -> Self {
        year.to_string()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn reads_the_usual_forms() {
        for text in ["2018-19", "2018/19", "2018-2019", " 2018/2019 "] {
            assert_eq!(
                text.parse::<SchoolYear>().unwrap().to_string(),
                "2018-19",
                "{text}"
            );
        }
        assert_eq!("1999-00".parse::<SchoolYear>().unwrap().end(), 2000);
        assert_eq!("1999-00".parse::<SchoolYear>().unwrap().to_string(), "1999-00");
    }

    #[test]
    fn refuses_one_year_alone_and_years_that_do_not_follow() {
        for bad in [
            "",
            "2018",
            "18-19",
            "2018-18",
            "2018-20",
            "2018-2018",
            "1800-01",
            "2018-1x",
            "9999-00",
        ] {
            assert!(bad.parse::<SchoolYear>().is_err(), "{bad}");
        }
        let message = "2018".parse::<SchoolYear>().unwrap_err().to_string();
        assert_eq!(
            message,
            "`2018` is not a school year: write both years, such as 2018-19"
        );
    }
}
