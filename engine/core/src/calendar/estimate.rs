//! Terms nobody has published yet, estimated from the last complete year. Tests are in `tests/estimates.rs`.

use std::collections::BTreeSet;

use jiff::civil::Date;

use super::days::{add_days, days_from_to, school_days};
use super::parts::DateRange;
use super::timeline::{HalfTermDays, TermDays};

/// How many years beyond the last published term are estimated.
const YEARS_AHEAD: i64 = 20;
/// From how many days between its first and its last a year counts as complete: forty weeks.
const COMPLETE_YEAR_DAYS: i64 = 280;
/// How far from its first day an incomplete year is filled with weekdays: forty-six weeks.
const FILLED_YEAR_DAYS: i64 = 322;

/// Projects the last complete year forward, for twenty years beyond `published_last`.
///
/// Each copy is moved by whole weeks, 52 or 53, so that weekdays stay and the season does not drift. Of the
/// copies, a term counts when its middle lies after `published_last`; what it would share with published
/// dates is cut off. Where no year is complete, the longest is filled up with weekdays first.
pub(super) fn estimated_terms(
    published: &[TermDays],
    published_last: Date,
    bank_holidays: &BTreeSet<Date>,
) -> Vec<TermDays> {
    let pattern = pattern_year(published);
    let Some(horizon) = add_days(published_last, YEARS_AHEAD * 365) else {
        return Vec::new();
    };
    let Some(pattern_first) = pattern.first().and_then(first_day) else {
        return Vec::new();
    };
    let years = days_from_to(pattern_first, horizon) / 365 + 1;
    let mut terms = Vec::new();
    for year in 0..=years {
        let shift = shift_days(year);
        let Some(first) = add_days(pattern_first, shift).filter(|first| *first <= horizon) else {
            break;
        };
        let name = year_name(first);
        terms.extend(
            pattern
                .iter()
                .filter_map(|term| moved(term, shift, &name, published_last, bank_holidays)),
        );
    }
    terms
}

/// Days by which a year's dates move in `years` years: whole weeks, nearest to the mean Gregorian year of
/// 365.2425 days.
fn shift_days(years: i64) -> i64 {
    (years * 3_652_425 + 35_000) / 70_000 * 7
}

/// Names an academic year by the year of its first day, such as `2022-23`.
fn year_name(first: Date) -> String {
    let year = i32::from(first.year());
    format!("{year}-{:02}", (year + 1).rem_euclid(100))
}

fn first_day(term: &TermDays) -> Option<Date> {
    term.half_terms.first().map(|half_term| half_term.range.first)
}

fn last_day(term: &TermDays) -> Option<Date> {
    term.half_terms.last().map(|half_term| half_term.range.last)
}

/// The last complete year's terms; without one, the longest year's terms and a filler behind them.
fn pattern_year(published: &[TermDays]) -> Vec<TermDays> {
    let years: Vec<&[TermDays]> = published.chunk_by(|a, b| a.year == b.year).collect();
    let length = |year: &[TermDays]| {
        let first = year.first().and_then(first_day);
        let last = year.last().and_then(last_day);
        first
            .zip(last)
            .map_or(0, |(first, last)| days_from_to(first, last) + 1)
    };
    if let Some(complete) = years.iter().rev().find(|year| length(year) >= COMPLETE_YEAR_DAYS) {
        return complete.to_vec();
    }
    let Some(longest) = years.iter().max_by_key(|year| length(year)) else {
        return Vec::new();
    };
    let mut terms = longest.to_vec();
    terms.extend(filler(longest));
    terms
}

/// A term of plain weekdays from the end of an incomplete year to where a year usually ends.
fn filler(year: &[TermDays]) -> Option<TermDays> {
    let first = add_days(last_day(year.last()?)?, 1)?;
    let last = add_days(first_day(year.first()?)?, FILLED_YEAR_DAYS - 1)?;
    let range = DateRange { first, last };
    let days = school_days(range, &BTreeSet::new()).collect();
    Some(TermDays {
        year: year.first()?.year.clone(),
        name: "not yet published".to_owned(),
        provisional: true,
        estimated: true,
        half_terms: vec![HalfTermDays { range, days }],
    })
}

/// A copy of `term` moved by `shift` days, without what is already published; none if nothing is left.
fn moved(
    term: &TermDays,
    shift: i64,
    year: &str,
    published_last: Date,
    bank_holidays: &BTreeSet<Date>,
) -> Option<TermDays> {
    let first = add_days(first_day(term)?, shift)?;
    let last = add_days(last_day(term)?, shift)?;
    let middle = add_days(first, days_from_to(first, last) / 2)?;
    if middle <= published_last {
        return None;
    }
    let after = add_days(published_last, 1)?;
    let half_terms: Vec<HalfTermDays> = term
        .half_terms
        .iter()
        .filter_map(|half_term| {
            let range = DateRange {
                first: add_days(half_term.range.first, shift)?.max(after),
                last: add_days(half_term.range.last, shift)?,
            };
            let days: Vec<Date> = half_term
                .days
                .iter()
                .filter_map(|day| add_days(*day, shift))
                .filter(|day| *day > published_last && !bank_holidays.contains(day))
                .collect();
            (!days.is_empty()).then_some(HalfTermDays { range, days })
        })
        .collect();
    (!half_terms.is_empty()).then(|| TermDays {
        year: year.to_owned(),
        name: term.name.clone(),
        provisional: true,
        estimated: true,
        half_terms,
    })
}
