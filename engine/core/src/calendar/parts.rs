//! What a calendar is made of, before it has been checked. Plain data, with the JSON form in which a
//! calendar is stored; [`super::Calendar::new`] checks it.

use std::fmt;

use jiff::civil::Date;
use serde::{Deserialize, Serialize};

use crate::ids::{IdError, WorkflowId};

/// Names a calendar, such as `hampshire`.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct CalendarId(String);

impl CalendarId {
    /// Checks `text` and wraps it.
    ///
    /// # Errors
    /// When the text breaks the rule that all identifiers share (see [`crate::ids`]).
    pub fn new(text: impl Into<String>) -> Result<Self, IdError> {
        WorkflowId::new(text).map(|id| Self(id.into()))
    }

    /// The identifier as text.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for CalendarId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(&self.0)
    }
}

impl TryFrom<String> for CalendarId {
    type Error = IdError;
    fn try_from(text: String) -> Result<Self, IdError> {
        Self::new(text)
    }
}

impl std::str::FromStr for CalendarId {
    type Err = IdError;
    fn from_str(text: &str) -> Result<Self, IdError> {
        Self::new(text)
    }
}

impl From<CalendarId> for String {
    fn from(id: CalendarId) -> Self {
        id.0
    }
}

impl std::borrow::Borrow<str> for CalendarId {
    fn borrow(&self) -> &str {
        &self.0
    }
}

/// A run of days, both ends included.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub struct DateRange {
    /// The first day.
    pub first: Date,
    /// The last day.
    pub last: Date,
}

impl DateRange {
    /// Says whether `date` is in the range.
    pub fn contains(&self, date: Date) -> bool {
        self.first <= date && date <= self.last
    }
}

impl fmt::Display for DateRange {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} to {}", self.first, self.last)
    }
}

/// A day with a name, such as a bank holiday.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub struct NamedDate {
    /// The day.
    pub date: Date,
    /// What it is called.
    pub name: String,
}

/// How a term falls into half-terms.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Split {
    /// The term is one half-term, as in years of five or six short terms.
    #[default]
    Whole,
    /// One holiday splits the term into two half-terms.
    Break(DateRange),
    /// The half-terms are listed; the days of the term between them are holidays.
    HalfTerms(Vec<DateRange>),
}

/// A term.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub struct TermParts {
    /// Its name, unique within the year, such as `autumn`.
    pub name: String,
    /// Its first day.
    pub first: Date,
    /// Its last day.
    pub last: Date,
    /// Its half-terms.
    #[serde(default)]
    pub split: Split,
}

/// An academic year.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub struct YearParts {
    /// Its name, unique within the calendar, such as `2017-18`.
    pub name: String,
    /// Whether its dates are still subject to change.
    #[serde(default)]
    pub provisional: bool,
    /// Its terms, in order.
    pub terms: Vec<TermParts>,
    /// Days in term on which staff train and pupils stay at home.
    #[serde(default)]
    pub inset_days: Vec<Date>,
    /// Other days in term on which the school is closed.
    #[serde(default)]
    pub closures: Vec<NamedDate>,
}

/// Everything a calendar says.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub struct CalendarParts {
    /// Its name for machines.
    pub id: CalendarId,
    /// Its name for people.
    pub title: String,
    /// Where the dates were published.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub source: Option<String>,
    /// The academic years, in order.
    pub years: Vec<YearParts>,
    /// The bank holidays, in order.
    #[serde(default)]
    pub bank_holidays: Vec<NamedDate>,
}
