//! Small facts about civil days, and about the days of a calendar's parts.

use std::collections::BTreeSet;

use jiff::civil::{Date, Weekday};

use super::parts::{DateRange, Split, TermParts, YearParts};

/// Days from `from` to `to`, negative when `to` is the earlier.
pub(super) fn days_from_to(from: Date, to: Date) -> i64 {
    to.duration_since(from).as_hours() / 24
}

/// The date `days` later, or earlier when negative; none outside the representable range.
pub(super) fn add_days(date: Date, days: i64) -> Option<Date> {
    let days = jiff::Span::new().try_days(days).ok()?;
    date.checked_add(days).ok()
}

/// The Monday of the week of `date`; the date itself where the calendar of all dates begins mid-week.
pub(super) fn monday_of(date: Date) -> Date {
    add_days(date, -weekday_offset(date)).unwrap_or(date)
}

/// Days since Monday, 0 to 6.
pub(super) fn weekday_offset(date: Date) -> i64 {
    i64::from(date.weekday().to_monday_zero_offset())
}

/// Says whether `date` is a Saturday or a Sunday.
pub(super) fn is_weekend(date: Date) -> bool {
    matches!(date.weekday(), Weekday::Saturday | Weekday::Sunday)
}

/// The half-terms of a term as dates, in order, whatever their order was checked to be.
pub(super) fn half_term_ranges(term: &TermParts) -> Vec<DateRange> {
    match &term.split {
        Split::Whole => vec![DateRange {
            first: term.first,
            last: term.last,
        }],
        Split::Break(holiday) => {
            let last = add_days(holiday.first, -1).unwrap_or(holiday.first);
            let first = add_days(holiday.last, 1).unwrap_or(holiday.last);
            vec![
                DateRange {
                    first: term.first,
                    last,
                },
                DateRange {
                    first,
                    last: term.last,
                },
            ]
        }
        Split::HalfTerms(half_terms) => half_terms.clone(),
    }
}

/// From the first day of a year's first term to the last day of its last; none when it has no term.
pub(super) fn year_range(year: &YearParts) -> Option<DateRange> {
    let (first, last) = (year.terms.first()?, year.terms.last()?);
    Some(DateRange {
        first: first.first,
        last: last.last,
    })
}

/// The weekdays and others on which the school is closed by name in `year`.
pub(super) fn closed_days(year: &YearParts, bank_holidays: &BTreeSet<Date>) -> BTreeSet<Date> {
    let mut closed = bank_holidays.clone();
    closed.extend(year.inset_days.iter().copied());
    closed.extend(year.closures.iter().map(|day| day.date));
    closed
}

/// The Mondays to Fridays of `range` that are not closed.
pub(super) fn school_days(range: DateRange, closed: &BTreeSet<Date>) -> impl Iterator<Item = Date> {
    let mut next = Some(range.first);
    std::iter::from_fn(move || {
        let day = next.filter(|day| *day <= range.last)?;
        next = day.tomorrow().ok();
        Some(day)
    })
    .filter(move |day| !is_weekend(*day) && !closed.contains(day))
}

/// Why a day is closed whatever its term, if it is.
pub(super) fn closed_reason(day: Date, bank_holidays: &BTreeSet<Date>) -> Option<&'static str> {
    match day.weekday() {
        Weekday::Saturday => Some("a Saturday"),
        Weekday::Sunday => Some("a Sunday"),
        _ if bank_holidays.contains(&day) => Some("a bank holiday"),
        _ => None,
    }
}
