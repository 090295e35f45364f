//! Why a date could not be worked out.

use jiff::civil::Date;
use thiserror::Error;

use super::parts::CalendarId;
use super::span::Span;

/// Says why a question to a calendar has no answer.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
pub enum CalendarError {
    /// The date, or what it leads to, is before the first term.
    #[error(
        "{date} needs school time before the first term of calendar `{calendar}`, which covers {first} to {last}: add the earlier academic year to the calendar"
    )]
    BeforeFirstTerm {
        /// The calendar that was asked.
        calendar: CalendarId,
        /// The date that was asked about.
        date: Date,
        /// The first day of the first term.
        first: Date,
        /// The last day of the last published term.
        last: Date,
    },
    /// The date, or what it leads to, is further ahead than terms are estimated.
    #[error(
        "{date} needs school time after {until}, the last day calendar `{calendar}` can estimate (it covers {first} to {last}): add the later academic years to the calendar"
    )]
    PastEstimate {
        /// The calendar that was asked.
        calendar: CalendarId,
        /// The date that was asked about.
        date: Date,
        /// The first day of the first term.
        first: Date,
        /// The last day of the last published term.
        last: Date,
        /// The last day that can be estimated.
        until: Date,
    },
    /// A date would leave the range of representable dates.
    #[error("{date} and {span} lead out of the years that can be represented")]
    OutOfRange {
        /// The date that was asked about.
        date: Date,
        /// The span that was added or subtracted.
        span: Span,
    },
    /// A repeating rule would never move on.
    #[error("a rule cannot repeat every `{every}`: the count must be at least 1")]
    ZeroRepeat {
        /// The refused rule.
        every: Span,
    },
    /// A repeating rule asks for an end that its unit does not have.
    #[error("`{every}` has no end to count back from: `before-end` goes with half-terms or terms")]
    NoEnd {
        /// The refused rule.
        every: Span,
    },
}

impl CalendarError {
    /// The stable code of this error.
    pub const fn code(&self) -> &'static str {
        match self {
            Self::BeforeFirstTerm { .. } => "calendar-before-first-term",
            Self::PastEstimate { .. } => "calendar-past-estimate",
            Self::OutOfRange { .. } => "calendar-out-of-range",
            Self::ZeroRepeat { .. } => "calendar-zero-repeat",
            Self::NoEnd { .. } => "calendar-no-end",
        }
    }
}
