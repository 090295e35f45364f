//! School time: calendars of terms and holidays, spans such as `10 school-days`, and the dates they lead to.
//!
//! Owns civil-date arithmetic on one school's calendar. It never reads a clock and never reads a file: the
//! text form of a calendar belongs to `alongside-definition`. A date that rests on a year marked provisional,
//! or on terms nobody has published yet, is answered all the same and marked provisional.
//!
//! How each unit counts is written down in [`Calendar::add`]; how unpublished terms are estimated, in
//! [`Calendar::estimated_until`]. Tests are in `calendar/tests/`.

mod days;
mod error;
mod estimate;
mod parts;
mod problem;
mod query;
mod recur;
mod resolve;
mod span;
mod timeline;
mod validate;

#[cfg(test)]
mod tests;

pub use error::CalendarError;
pub use parts::{CalendarId, CalendarParts, DateRange, NamedDate, Split, TermParts, YearParts};
pub use problem::{CalendarProblem, Field, Place, Problem, TextRule};
pub use query::{Calendar, Day, Period, Resolved};
pub use span::{PeriodUnit, Span, SpanError, Unit};
