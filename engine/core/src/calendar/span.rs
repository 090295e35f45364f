//! Lengths of school time: a count and its unit, always written together. Tests are in `tests/spans.rs`.

use std::fmt;

use serde::{Deserialize, Serialize};
use thiserror::Error;

/// A unit of school time.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Unit {
    /// Calendar days, holidays and weekends included.
    Days,
    /// Days on which the school teaches.
    SchoolDays,
    /// Calendar weeks of seven days.
    Weeks,
    /// Weeks, Monday to Sunday, with at least one school day.
    TeachingWeeks,
    /// Half-terms.
    HalfTerms,
    /// Terms.
    Terms,
}

/// A unit that has a first and a last day on a calendar.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum PeriodUnit {
    /// A half-term.
    HalfTerm,
    /// A term.
    Term,
}

impl Unit {
    /// Every unit, shortest first.
    pub const ALL: [Self; 6] = [
        Self::Days,
        Self::SchoolDays,
        Self::Weeks,
        Self::TeachingWeeks,
        Self::HalfTerms,
        Self::Terms,
    ];

    /// The unit as it is written for a count of one.
    pub const fn singular(self) -> &'static str {
        match self {
            Self::Days => "day",
            Self::SchoolDays => "school-day",
            Self::Weeks => "week",
            Self::TeachingWeeks => "teaching-week",
            Self::HalfTerms => "half-term",
            Self::Terms => "term",
        }
    }

    /// The unit as it is written for any other count.
    pub const fn plural(self) -> &'static str {
        match self {
            Self::Days => "days",
            Self::SchoolDays => "school-days",
            Self::Weeks => "weeks",
            Self::TeachingWeeks => "teaching-weeks",
            Self::HalfTerms => "half-terms",
            Self::Terms => "terms",
        }
    }

    /// The largest count a span of this unit may have: about ten years.
    pub const fn count_max(self) -> u32 {
        match self {
            Self::Days => 3_660,
            Self::SchoolDays => 2_000,
            Self::Weeks => 522,
            Self::TeachingWeeks => 400,
            Self::HalfTerms | Self::Terms => 60,
        }
    }

    /// The period this unit counts, for units that have an end to count back from.
    pub const fn period(self) -> Option<PeriodUnit> {
        match self {
            Self::HalfTerms => Some(PeriodUnit::HalfTerm),
            Self::Terms => Some(PeriodUnit::Term),
            Self::Days | Self::SchoolDays | Self::Weeks | Self::TeachingWeeks => None,
        }
    }

    /// Says whether the unit needs a calendar: all do except days and weeks.
    pub const fn needs_calendar(self) -> bool {
        !matches!(self, Self::Days | Self::Weeks)
    }
}

impl fmt::Display for Unit {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.plural())
    }
}

impl fmt::Display for PeriodUnit {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(match self {
            Self::HalfTerm => "half-term",
            Self::Term => "term",
        })
    }
}

/// A length of school time, such as `10 school-days` or `1 half-term`.
///
/// The text form is a whole number, a space, and a unit in the singular or the plural. A count of zero is
/// allowed: `0 school-days` moves a date to the next school day if it is not one.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct Span {
    count: u32,
    unit: Unit,
}

/// Says why a text is not a span.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
pub enum SpanError {
    /// The text is empty.
    #[error("a length of time is missing: write a number and a unit, such as `10 school-days`")]
    Empty,
    /// There is a number and no unit.
    #[error(
        "`{text}` has no unit: write `{text} days`, or one of school-days, weeks, teaching-weeks, half-terms, terms"
    )]
    NoUnit {
        /// The number that was read.
        text: String,
    },
    /// The text does not start with a whole number.
    #[error(
        "`{text}` does not start with a whole number: write a number and a unit, such as `10 school-days`"
    )]
    NoCount {
        /// The refused text, cut to a printable length.
        text: String,
    },
    /// The unit is not one of ours.
    #[error(
        "`{text}` is not a unit of time{}: use days, school-days, weeks, teaching-weeks, half-terms or terms",
        suggestion.map(|unit| format!(" (did you mean `{unit}`?)")).unwrap_or_default()
    )]
    UnknownUnit {
        /// The refused unit, cut to a printable length.
        text: String,
        /// The unit that was probably meant.
        suggestion: Option<Unit>,
    },
    /// The count is larger than the unit allows.
    #[error("`{text}` is too long: at most {max} {unit} are allowed")]
    TooLong {
        /// The refused text, cut to a printable length.
        text: String,
        /// The largest count allowed.
        max: u32,
        /// The unit.
        unit: Unit,
    },
}

impl SpanError {
    /// The stable code of this error.
    pub const fn code(&self) -> &'static str {
        match self {
            Self::Empty => "span-empty",
            Self::NoUnit { .. } => "span-without-unit",
            Self::NoCount { .. } => "span-without-count",
            Self::UnknownUnit { .. } => "span-unknown-unit",
            Self::TooLong { .. } => "span-too-long",
        }
    }
}

impl Span {
    /// Makes a span.
    ///
    /// # Errors
    /// [`SpanError::TooLong`] when `count` is above [`Unit::count_max`].
    pub fn new(count: u32, unit: Unit) -> Result<Self, SpanError> {
        if count > unit.count_max() {
            return Err(SpanError::TooLong {
                text: format!("{count} {unit}"),
                max: unit.count_max(),
                unit,
            });
        }
        Ok(Self { count, unit })
    }

    /// How many of the unit.
    pub const fn count(self) -> u32 {
        self.count
    }

    /// The unit.
    pub const fn unit(self) -> Unit {
        self.unit
    }

    /// Says whether the count is zero.
    pub const fn is_zero(self) -> bool {
        self.count == 0
    }
}

impl fmt::Display for Span {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let unit = if self.count == 1 {
            self.unit.singular()
        } else {
            self.unit.plural()
        };
        f.pad(&format!("{} {unit}", self.count))
    }
}

impl std::str::FromStr for Span {
    type Err = SpanError;

    fn from_str(text: &str) -> Result<Self, SpanError> {
        let text = text.trim();
        if text.is_empty() {
            return Err(SpanError::Empty);
        }
        let digits = text.bytes().take_while(u8::is_ascii_digit).count();
        let (number, rest) = text.split_at(digits);
        let unit_text = rest.trim_start();
        let separated = unit_text.len() < rest.len() || rest.is_empty();
        if number.is_empty() || !(separated || unit_text.starts_with(char::is_alphabetic)) {
            return Err(SpanError::NoCount {
                text: printable(text),
            });
        }
        if unit_text.is_empty() {
            return Err(SpanError::NoUnit {
                text: printable(number),
            });
        }
        let unit = Unit::ALL
            .into_iter()
            .find(|unit| unit_text == unit.singular() || unit_text == unit.plural())
            .filter(|_| separated)
            .ok_or_else(|| SpanError::UnknownUnit {
                text: printable(if separated { unit_text } else { text }),
                suggestion: closest_unit(unit_text),
            })?;
        let too_long = || SpanError::TooLong {
            text: printable(text),
            max: unit.count_max(),
            unit,
        };
        let count = number.parse().map_err(|_| too_long())?;
        Self::new(count, unit).map_err(|_| too_long())
    }
}

impl TryFrom<String> for Span {
    type Error = SpanError;
    fn try_from(text: String) -> Result<Self, SpanError> {
        text.parse()
    }
}

impl From<Span> for String {
    fn from(span: Span) -> Self {
        span.to_string()
    }
}

/// Cuts a text to what a message can show.
fn printable(text: &str) -> String {
    text.chars().take(60).collect()
}

/// Finds the unit whose letters are those of `text`, whatever the case, the separator and the plural.
fn closest_unit(text: &str) -> Option<Unit> {
    let letters = |text: &str| -> String {
        let mut letters: String = text
            .chars()
            .take(40)
            .filter(|c| c.is_alphabetic())
            .flat_map(char::to_lowercase)
            .collect();
        if letters.ends_with('s') {
            letters.pop();
        }
        letters
    };
    let wanted = letters(text);
    let same = Unit::ALL
        .into_iter()
        .find(|unit| letters(unit.singular()) == wanted);
    same.or(match wanted.as_str() {
        "workingday" | "weekday" | "teachingday" => Some(Unit::SchoolDays),
        "schoolweek" => Some(Unit::TeachingWeeks),
        _ => None,
    })
}
