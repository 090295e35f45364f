//! What can be wrong with a calendar, and where: enough for a file's reader to underline the very words.

use jiff::civil::Date;
use thiserror::Error;

use super::parts::DateRange;

/// Where in a calendar a problem lies. All indexes count from zero.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Place {
    /// The calendar as a whole.
    Calendar,
    /// An academic year.
    Year {
        /// Which year.
        year: usize,
    },
    /// A term.
    Term {
        /// Which year.
        year: usize,
        /// Which term of the year.
        term: usize,
    },
    /// The holiday that splits a term.
    Break {
        /// Which year.
        year: usize,
        /// Which term of the year.
        term: usize,
    },
    /// A listed half-term.
    HalfTerm {
        /// Which year.
        year: usize,
        /// Which term of the year.
        term: usize,
        /// Which half-term of the term.
        half_term: usize,
    },
    /// An INSET day.
    InsetDay {
        /// Which year.
        year: usize,
        /// Which of the year's INSET days.
        index: usize,
    },
    /// Another closure.
    Closure {
        /// Which year.
        year: usize,
        /// Which of the year's closures.
        index: usize,
    },
    /// A bank holiday.
    BankHoliday {
        /// Which bank holiday.
        index: usize,
    },
}

/// Which part of the place is at fault.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Field {
    /// All of it.
    Whole,
    /// Its name or title.
    Name,
    /// Its first day.
    First,
    /// Its last day.
    Last,
    /// Where its dates were published.
    Source,
}

/// The rules for a name, a title or a source.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Error)]
pub enum TextRule {
    /// It has no visible character.
    #[error("is empty")]
    Empty,
    /// It is longer than its limit.
    #[error("is {length} characters long, and at most {max} are allowed")]
    TooLong {
        /// Its length in characters.
        length: usize,
        /// The limit in characters.
        max: usize,
    },
    /// It would break lines or disturb a terminal.
    #[error("holds a line break or another control character")]
    Control,
}

/// One thing that is wrong with a calendar.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
#[error("{problem}")]
pub struct CalendarProblem {
    /// Where it lies.
    pub place: Place,
    /// Which part of the place.
    pub field: Field,
    /// What it is.
    pub problem: Problem,
}

/// The kinds of problem.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
pub enum Problem {
    /// There is no academic year.
    #[error("the calendar has no academic year")]
    NoYears,
    /// A year has no term.
    #[error("the year `{year}` has no term")]
    NoTerms {
        /// The year.
        year: String,
    },
    /// A list is longer than its limit.
    #[error("there are {count} {what}, and at most {max} are allowed")]
    TooMany {
        /// What is counted.
        what: &'static str,
        /// How many there are.
        count: usize,
        /// How many are allowed.
        max: usize,
    },
    /// A name is empty, too long, or not printable.
    #[error("{what} {rule}")]
    BadText {
        /// What has the name.
        what: &'static str,
        /// The rule it breaks.
        rule: TextRule,
    },
    /// Two years, or two terms of one year, have the same name.
    #[error("the name `{name}` is used twice")]
    DuplicateName {
        /// The name.
        name: String,
    },
    /// A date lies outside the years a calendar may describe.
    #[error("{date} is not between {first} and {last}")]
    DateOutOfRange {
        /// The date.
        date: Date,
        /// The first date allowed.
        first: Date,
        /// The last date allowed.
        last: Date,
    },
    /// Something ends before it begins.
    #[error("{what} ends on {last}, before it begins on {first}")]
    EndsBeforeItBegins {
        /// What it is, with its name.
        what: String,
        /// Its first day.
        first: Date,
        /// Its last day.
        last: Date,
    },
    /// A term begins before the one before it has ended.
    #[error(
        "the term `{term}` begins on {first}, when `{before}` has not ended: its last day is {before_last}"
    )]
    TermOverlap {
        /// The later term.
        term: String,
        /// Its first day.
        first: Date,
        /// The term before it in the file.
        before: String,
        /// That term's last day.
        before_last: Date,
    },
    /// A year begins before the one before it has ended.
    #[error(
        "the year `{year}` begins on {first}, when `{before}` has not ended: its last day is {before_last}"
    )]
    YearOverlap {
        /// The later year.
        year: String,
        /// Its first day.
        first: Date,
        /// The year before it in the file.
        before: String,
        /// That year's last day.
        before_last: Date,
    },
    /// A year is longer than an academic year can be.
    #[error("the year `{year}` runs from {range}, {days} days: an academic year has at most {max}")]
    YearTooLong {
        /// The year.
        year: String,
        /// Its days.
        range: DateRange,
        /// How many days that is.
        days: i64,
        /// How many are allowed.
        max: i64,
    },
    /// Two neighbouring years are too far apart: one between them is missing.
    #[error(
        "{days} days lie between the years `{before}` and `{year}`: a year between them seems to be missing"
    )]
    YearGap {
        /// The later year.
        year: String,
        /// The year before it.
        before: String,
        /// The days between them.
        days: i64,
    },
    /// A holiday or half-term is not inside its term.
    #[error("{what} ({range}) is not inside the term `{term}` ({term_range})")]
    OutsideTerm {
        /// What it is.
        what: &'static str,
        /// Its days.
        range: DateRange,
        /// The term.
        term: String,
        /// The term's days.
        term_range: DateRange,
    },
    /// A list of half-terms is empty.
    #[error("the term `{term}` lists no half-term")]
    NoHalfTerms {
        /// The term.
        term: String,
    },
    /// A half-term begins before the one before it has ended.
    #[error(
        "a half-term of `{term}` begins on {first}, when the one before it has not ended: its last day is {before_last}"
    )]
    HalfTermOverlap {
        /// The term.
        term: String,
        /// The half-term's first day.
        first: Date,
        /// The last day of the one before it.
        before_last: Date,
    },
    /// The listed half-terms leave out the first or the last day of their term.
    #[error(
        "the half-terms of `{term}` run from {range}, and the term from {term_range}: they must begin and end together"
    )]
    HalfTermsDoNotFillTerm {
        /// The term.
        term: String,
        /// From the first half-term's first day to the last one's last.
        range: DateRange,
        /// The term's days.
        term_range: DateRange,
    },
    /// A half-term has no day on which the school teaches.
    #[error("the half-term {range} of `{term}` has no school day")]
    NoSchoolDay {
        /// The term.
        term: String,
        /// The half-term's days.
        range: DateRange,
    },
    /// A date is listed twice.
    #[error("{date} is listed twice as {what}")]
    DuplicateDate {
        /// What it is listed as.
        what: &'static str,
        /// The date.
        date: Date,
    },
    /// An INSET day or closure is not in term.
    #[error("{what} {date} is not in term time in the year `{year}`")]
    ClosedOutOfTerm {
        /// What it is.
        what: &'static str,
        /// The date.
        date: Date,
        /// The year that lists it.
        year: String,
    },
    /// An INSET day or closure is on a day that is closed anyway.
    #[error("{what} {date} is {reason}, when the school is closed anyway")]
    ClosedAnyway {
        /// What it is.
        what: &'static str,
        /// The date.
        date: Date,
        /// Why the school is closed: a Saturday, a Sunday, a bank holiday, an INSET day.
        reason: &'static str,
    },
}

impl CalendarProblem {
    /// The stable code of this problem.
    pub const fn code(&self) -> &'static str {
        match self.problem {
            Problem::NoYears => "alongside::calendar::no-years",
            Problem::NoTerms { .. } => "alongside::calendar::no-terms",
            Problem::TooMany { .. } => "alongside::calendar::too-many",
            Problem::BadText { .. } => "alongside::calendar::bad-text",
            Problem::DuplicateName { .. } => "alongside::calendar::duplicate-name",
            Problem::DateOutOfRange { .. } => "alongside::calendar::date-out-of-range",
            Problem::EndsBeforeItBegins { .. } => "alongside::calendar::ends-before-it-begins",
            Problem::TermOverlap { .. } => "alongside::calendar::term-overlap",
            Problem::YearOverlap { .. } => "alongside::calendar::year-overlap",
            Problem::YearTooLong { .. } => "alongside::calendar::year-too-long",
            Problem::YearGap { .. } => "alongside::calendar::year-gap",
            Problem::OutsideTerm { .. } => "alongside::calendar::outside-term",
            Problem::NoHalfTerms { .. } => "alongside::calendar::no-half-terms",
            Problem::HalfTermOverlap { .. } => "alongside::calendar::half-term-overlap",
            Problem::HalfTermsDoNotFillTerm { .. } => "alongside::calendar::half-terms-do-not-fill-term",
            Problem::NoSchoolDay { .. } => "alongside::calendar::no-school-day",
            Problem::DuplicateDate { .. } => "alongside::calendar::duplicate-date",
            Problem::ClosedOutOfTerm { .. } => "alongside::calendar::closed-out-of-term",
            Problem::ClosedAnyway { .. } => "alongside::calendar::closed-anyway",
        }
    }

    /// What to do about it.
    pub const fn help(&self) -> &'static str {
        match self.problem {
            Problem::NoYears => "add a year with its terms",
            Problem::NoTerms { .. } => "add its terms, each with a name, a first and a last day",
            Problem::TooMany { .. } => "split the calendar, or check that nothing was pasted twice",
            Problem::BadText { .. } => "give it a short name on one line",
            Problem::DuplicateName { .. } => "give each its own name",
            Problem::DateOutOfRange { .. } => "check the year of the date",
            Problem::EndsBeforeItBegins { .. } => "swap the two dates, or correct the year",
            Problem::TermOverlap { .. } => "correct one of the dates, and list terms in order of time",
            Problem::YearOverlap { .. } => "correct one of the dates, and list years in order of time",
            Problem::YearTooLong { .. } => "check the years of its first and last term",
            Problem::YearGap { .. } => "add the missing year, or start a new calendar after the gap",
            Problem::OutsideTerm { .. } => {
                "move it between the first and the last day of the term, with school days on both sides"
            }
            Problem::NoHalfTerms { .. } => "list at least one half-term, or leave the list out",
            Problem::HalfTermOverlap { .. } => {
                "correct one of the dates, and list half-terms in order of time"
            }
            Problem::HalfTermsDoNotFillTerm { .. } => {
                "start the first half-term with the term, and end the last one with it"
            }
            Problem::NoSchoolDay { .. } => "check its dates against the bank holidays and closures",
            Problem::DuplicateDate { .. } => "remove one of the two",
            Problem::ClosedOutOfTerm { .. } => "move it into a term, or remove it",
            Problem::ClosedAnyway { .. } => "remove it, or correct the date",
        }
    }
}
