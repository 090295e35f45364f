//! Term dates as an importer understood them, and the calendar they make.

use std::collections::BTreeMap;

use alongside_core::calendar::{Calendar, CalendarId, CalendarParts, NamedDate, YearParts};
use jiff::ToSpan as _;
use jiff::civil::Date;
use serde::de::Error as _;
use serde::{Deserialize, Deserializer};

use super::reader::shortened;

use crate::{Problem, Problems};

/// How many days before the first term and after the last one a bank holiday still belongs to the calendar.
const SURROUNDING_DAYS: i64 = 60;

/// The longest file that is imported, in bytes.
pub(super) const IMPORT_BYTES_MAX: usize = 4 << 20;

/// The term dates found in a public file.
#[derive(Debug)]
pub struct TermDates {
    /// The academic years, in order.
    pub years: Vec<YearParts>,
    /// The bank holidays the file names, in order.
    pub bank_holidays: Vec<NamedDate>,
    /// What was left out or looks odd; warnings only.
    pub notes: Problems,
}

impl TermDates {
    /// Adds the bank holidays of `feed` that fall near the terms. Where both name a day, the feed's name stays.
    pub fn merge_bank_holidays(&mut self, feed: &[NamedDate]) {
        let terms = || self.years.iter().flat_map(|year| &year.terms);
        let first = terms().map(|term| term.first).min();
        let last = terms().map(|term| term.last).max();
        let (Some(first), Some(last)) = (first, last) else {
            return;
        };
        let around = SURROUNDING_DAYS.days();
        let from = first.checked_sub(around).unwrap_or(first);
        let to = last.checked_add(around).unwrap_or(last);
        let mut days: BTreeMap<Date, String> = self
            .bank_holidays
            .drain(..)
            .map(|day| (day.date, day.name))
            .collect();
        for day in feed.iter().filter(|day| from <= day.date && day.date <= to) {
            days.insert(day.date, day.name.clone());
        }
        self.bank_holidays = days
            .into_iter()
            .map(|(date, name)| NamedDate { date, name })
            .collect();
    }

    /// Makes a calendar of the term dates read from the file `source_name`.
    ///
    /// # Errors
    /// Every reason why the dates make no possible calendar.
    pub fn into_calendar(
        self,
        source_name: &str,
        id: CalendarId,
        title: impl Into<String>,
        source: Option<String>,
    ) -> Result<Calendar, Problems> {
        let Self {
            years, bank_holidays, ..
        } = self;
        let parts = CalendarParts {
            id,
            title: title.into(),
            source,
            years,
            bank_holidays,
        };
        Calendar::new(parts).map_err(|found| {
            let problems = found
                .iter()
                .map(|problem| Problem::error(problem.code(), problem.to_string()).help(problem.help()));
            Problems::new(source_name, "", problems.collect())
        })
    }
}

/// A date in a JSON file, as year-month-day.
#[derive(Debug, Clone, Copy)]
pub(super) struct Day(pub(super) Date);

impl<'de> Deserialize<'de> for Day {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = String::deserialize(deserializer)?;
        let date = Date::strptime("%Y-%m-%d", &text);
        date.map(Self)
            .map_err(|_| D::Error::custom(format!("`{}` is not a date", shortened(&text))))
    }
}

/// Refuses a file that is too large to be what it should be.
pub(super) fn check_size(text: &str) -> Result<(), Problem> {
    if text.len() <= IMPORT_BYTES_MAX {
        return Ok(());
    }
    let message = format!(
        "the file has {} bytes, and at most {IMPORT_BYTES_MAX} are read",
        text.len()
    );
    Err(Problem::error("alongside::import::too-large", message).help("check that it is the right file"))
}

/// Turns an error of the JSON reader into a problem at its line and column.
pub(super) fn json_problem(text: &str, error: &serde_json::Error, help: &str) -> Problem {
    let line_start: usize = text
        .split_inclusive('\n')
        .take(error.line().saturating_sub(1))
        .map(str::len)
        .sum();
    let offset = line_start + error.column().saturating_sub(1);
    let message = error.to_string();
    // The place is shown by the drawing; the reader's own words repeat it at their end.
    let message = message
        .rsplit_once(" at line ")
        .map_or(message.as_str(), |(message, _)| message);
    Problem::error("alongside::import::bad-json", message)
        .at(offset..offset + 1, "here")
        .help(help)
}
