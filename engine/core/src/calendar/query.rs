//! The checked calendar and the plain questions to it. Tests are in `tests/queries.rs`.

use std::fmt;
use std::sync::Arc;

use jiff::civil::Date;
use serde::{Deserialize, Serialize};

use super::days::is_weekend;
use super::error::CalendarError;
use super::parts::{CalendarId, CalendarParts, DateRange};
use super::problem::{CalendarProblem, Field, Place, Problem};
use super::span::PeriodUnit;
use super::timeline::{Slot, Timeline};
use super::validate::problems;
use crate::digest::Digest;

/// The terms, half-terms, holidays and INSET days of one school, checked and laid out for questions.
///
/// Schools teach from Monday to Friday. Cloning is cheap. The stored form is that of [`CalendarParts`], and
/// reading it checks it again. Two calendars are equal when their parts are.
#[derive(Clone, Serialize, Deserialize)]
#[serde(try_from = "CalendarParts", into = "CalendarParts")]
pub struct Calendar(Arc<Inner>);

struct Inner {
    parts: CalendarParts,
    revision: Digest,
    timeline: Timeline,
}

/// A date that was worked out on a calendar.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct Resolved {
    /// The date.
    pub date: Date,
    /// Whether it rests on a provisional year or on estimated terms, and so may still move.
    pub provisional: bool,
}

/// A term or a half-term.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub struct Period {
    /// The academic year it belongs to, such as `2017-18`.
    pub year: String,
    /// Its name: that of the term, with a number if the term has several half-terms, such as `autumn 1`.
    pub name: String,
    /// Its first day, moved over a weekend.
    pub first: Date,
    /// Its last day, moved back over a weekend.
    pub last: Date,
    /// The first day on which the school teaches.
    pub first_school_day: Date,
    /// The last day on which the school teaches.
    pub last_school_day: Date,
    /// Whether its dates may still change.
    pub provisional: bool,
    /// Whether it is an estimate: nobody has published it.
    pub estimated: bool,
}

/// What a calendar knows about one day.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Day {
    /// The school teaches.
    School,
    /// A Saturday or a Sunday.
    Weekend,
    /// A bank holiday, with its name.
    BankHoliday(String),
    /// A day of staff training.
    Inset,
    /// Closed for another reason, which is given.
    Closure(String),
    /// Between terms or half-terms.
    Holiday,
    /// Before the first term, or beyond what can be estimated.
    Unknown,
}

impl Calendar {
    /// Checks `parts` and lays the calendar out. Lists of single days are put in order of time.
    ///
    /// # Errors
    /// Every problem there is, in the order of the file.
    pub fn new(mut parts: CalendarParts) -> Result<Self, Vec<CalendarProblem>> {
        let problems = problems(&parts);
        if !problems.is_empty() {
            return Err(problems);
        }
        // The order in which days are listed says nothing, so it must not change the revision.
        parts.bank_holidays.sort();
        for year in &mut parts.years {
            year.inset_days.sort_unstable();
            year.closures.sort();
        }
        let Some(timeline) = Timeline::new(&parts) else {
            let problem = Problem::NoYears;
            return Err(vec![CalendarProblem {
                place: Place::Calendar,
                field: Field::Whole,
                problem,
            }]);
        };
        let revision = revision_of(&parts);
        Ok(Self(Arc::new(Inner {
            parts,
            revision,
            timeline,
        })))
    }

    /// Its name for machines.
    pub fn id(&self) -> &CalendarId {
        &self.0.parts.id
    }

    /// Its name for people.
    pub fn title(&self) -> &str {
        &self.0.parts.title
    }

    /// The digest of everything it says: changed content is a changed revision.
    pub fn revision(&self) -> Digest {
        self.0.revision
    }

    /// Everything it says.
    pub fn parts(&self) -> &CalendarParts {
        &self.0.parts
    }

    pub(super) fn timeline(&self) -> &Timeline {
        &self.0.timeline
    }

    /// From the first day of its first term to the last day of its last published term.
    pub fn covers(&self) -> DateRange {
        self.timeline().published
    }

    /// The last day for which it estimates terms that nobody has published.
    ///
    /// The last complete year (at least 280 days from first to last) is repeated for twenty years beyond the
    /// last published term, each time moved by 52 or 53 whole weeks. A year published in part is completed
    /// with the missing terms of that pattern; if no year is complete, with plain weekdays. Whatever rests on
    /// an estimate is marked provisional.
    pub fn estimated_until(&self) -> Date {
        self.timeline().until
    }

    /// Says whether the school teaches on `date`; false where the calendar knows nothing.
    pub fn is_school_day(&self, date: Date) -> bool {
        self.timeline().days.binary_search(&date).is_ok()
    }

    /// Says what the calendar knows about `date`.
    pub fn day(&self, date: Date) -> Day {
        let parts = self.parts();
        if self.is_school_day(date) {
            return Day::School;
        }
        if date < self.covers().first || self.estimated_until() < date {
            return Day::Unknown;
        }
        if is_weekend(date) {
            return Day::Weekend;
        }
        if let Some(day) = parts.bank_holidays.iter().find(|day| day.date == date) {
            return Day::BankHoliday(day.name.clone());
        }
        if parts.years.iter().any(|year| year.inset_days.contains(&date)) {
            return Day::Inset;
        }
        let closure = parts
            .years
            .iter()
            .flat_map(|year| &year.closures)
            .find(|day| day.date == date);
        closure.map_or(Day::Holiday, |day| Day::Closure(day.name.clone()))
    }

    /// The term or half-term that contains `date`; none in a holiday or where the calendar knows nothing.
    pub fn period_containing(&self, unit: PeriodUnit, date: Date) -> Option<Period> {
        let slots = self.timeline().slots(unit);
        let slot = slots.get(slots.partition_point(|slot| slot.last < date))?;
        (slot.first <= date).then(|| slot.into())
    }

    /// The first term or half-term that begins after `date`.
    ///
    /// # Errors
    /// [`CalendarError::BeforeFirstTerm`] and [`CalendarError::PastEstimate`].
    pub fn next_period(&self, unit: PeriodUnit, date: Date) -> Result<Period, CalendarError> {
        self.check_covered(date)?;
        let slots = self.timeline().slots(unit);
        let slot = slots.get(slots.partition_point(|slot| slot.first <= date));
        slot.map(Period::from).ok_or_else(|| self.past_estimate(date))
    }

    /// Counts the school days after `from`, up to and including `to`; negative when `to` is the earlier, zero
    /// when they are the same day. A task due on Monday is three school days overdue on Thursday.
    ///
    /// # Errors
    /// [`CalendarError::BeforeFirstTerm`] and [`CalendarError::PastEstimate`].
    pub fn school_days_between(&self, from: Date, to: Date) -> Result<i64, CalendarError> {
        self.check_covered(from)?;
        self.check_covered(to)?;
        let through = |date| i64::try_from(self.timeline().days_through(date)).unwrap_or(i64::MAX);
        Ok(through(to) - through(from))
    }

    pub(super) fn check_covered(&self, date: Date) -> Result<(), CalendarError> {
        if date < self.covers().first {
            return Err(self.before_first_term(date));
        }
        if self.estimated_until() < date {
            return Err(self.past_estimate(date));
        }
        Ok(())
    }

    pub(super) fn before_first_term(&self, date: Date) -> CalendarError {
        let DateRange { first, last } = self.covers();
        CalendarError::BeforeFirstTerm {
            calendar: self.id().clone(),
            date,
            first,
            last,
        }
    }

    pub(super) fn past_estimate(&self, date: Date) -> CalendarError {
        let DateRange { first, last } = self.covers();
        let until = self.estimated_until();
        CalendarError::PastEstimate {
            calendar: self.id().clone(),
            date,
            first,
            last,
            until,
        }
    }
}

/// The identifier and the revision: the rest would fill pages.
impl fmt::Debug for Calendar {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Calendar({} at {})", self.id(), self.revision().short())
    }
}

impl PartialEq for Calendar {
    fn eq(&self, other: &Self) -> bool {
        self.parts() == other.parts()
    }
}

impl Eq for Calendar {}

impl TryFrom<CalendarParts> for Calendar {
    type Error = String;

    fn try_from(parts: CalendarParts) -> Result<Self, String> {
        let id = parts.id.clone();
        Self::new(parts).map_err(|problems| {
            let problems: Vec<String> = problems.iter().map(ToString::to_string).collect();
            format!("the calendar `{id}` is impossible: {}", problems.join("; "))
        })
    }
}

impl From<Calendar> for CalendarParts {
    fn from(calendar: Calendar) -> Self {
        calendar.parts().clone()
    }
}

impl From<&Slot> for Period {
    fn from(slot: &Slot) -> Self {
        Self {
            year: slot.year.clone(),
            name: slot.name.clone(),
            first: slot.first,
            last: slot.last,
            first_school_day: slot.first_school_day,
            last_school_day: slot.last_school_day,
            provisional: slot.provisional,
            estimated: slot.estimated,
        }
    }
}

/// The digest of the JSON form, whose fields and lists have a fixed order.
fn revision_of(parts: &CalendarParts) -> Digest {
    // Strings, dates and lists always have a JSON form; were that ever untrue, the debug form serves as well.
    let canonical = serde_json::to_vec(parts).unwrap_or_else(|_| format!("{parts:?}").into_bytes());
    Digest::of(&canonical)
}
