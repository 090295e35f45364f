//! From school holidays to terms: what lies between two holidays is taught.
//!
//! Public files list holidays far more often than terms. What is called a half-term parts two half-terms of one
//! term. Else a holiday of four weeks or more, or one called after the summer, parts two years; one of twelve
//! days or more, or one called after Christmas or Easter, parts two terms; any other parts two half-terms.

use std::collections::BTreeSet;

use alongside_core::calendar::{DateRange, NamedDate, Split, TermParts, YearParts};
use jiff::civil::{Date, Weekday};

/// From how many days a holiday is a summer holiday, which parts two academic years.
const SUMMER_DAYS: i64 = 28;
/// From how many days a holiday without a telling name parts two terms: a week has nine, with its weekends.
const BETWEEN_TERMS_DAYS: i64 = 12;

/// A school holiday, both ends included.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Holiday {
    pub(super) range: DateRange,
    pub(super) name: String,
}

/// What parts one stretch of teaching from the next.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Boundary {
    HalfTerm,
    Term,
    Year,
}

/// The years found between holidays.
#[derive(Debug, Default)]
pub(super) struct Found {
    pub(super) years: Vec<YearParts>,
    /// Whether the first holiday is too short to be a summer holiday, so that the first year may lack its start.
    pub(super) starts_within_a_year: bool,
    /// Whether the last holiday is too short to be a summer holiday, so that the last year may lack its end.
    pub(super) ends_within_a_year: bool,
}

/// Finds the years, terms and half-terms that lie between `holidays`.
pub(super) fn years_between(holidays: &[Holiday], bank_holidays: &[NamedDate]) -> Found {
    let closed: BTreeSet<Date> = bank_holidays.iter().map(|day| day.date).collect();
    let holidays = merged(holidays, &closed);
    let mut found = Found {
        starts_within_a_year: holidays
            .first()
            .is_none_or(|holiday| boundary(holiday) != Boundary::Year),
        ends_within_a_year: holidays
            .last()
            .is_none_or(|holiday| boundary(holiday) != Boundary::Year),
        ..Found::default()
    };
    let mut years: Vec<Vec<Vec<DateRange>>> = Vec::new();
    for pair in holidays.windows(2) {
        let [before, after] = pair else { continue };
        let Some(taught) = taught_between(before.range, after.range, &closed) else {
            continue;
        };
        let edge = boundary(before);
        if years.is_empty() || edge == Boundary::Year {
            years.push(Vec::new());
        }
        let Some(terms) = years.last_mut() else { continue };
        if terms.is_empty() || edge == Boundary::Term {
            terms.push(Vec::new());
        }
        if let Some(term) = terms.last_mut() {
            term.push(taught);
        }
    }
    found.years = years.into_iter().filter_map(|terms| year(&terms)).collect();
    found
}

fn days(range: DateRange) -> i64 {
    range.last.duration_since(range.first).as_hours() / 24 + 1
}

fn boundary(holiday: &Holiday) -> Boundary {
    let name = holiday.name.to_lowercase();
    let called = |words: &[&str]| words.iter().any(|word| name.contains(word));
    if called(&["half-term", "half term"]) {
        Boundary::HalfTerm
    } else if days(holiday.range) >= SUMMER_DAYS || called(&["summer"]) {
        Boundary::Year
    } else if days(holiday.range) >= BETWEEN_TERMS_DAYS || called(&["christmas", "easter"]) {
        Boundary::Term
    } else {
        Boundary::HalfTerm
    }
}

fn taught(date: Date, closed: &BTreeSet<Date>) -> bool {
    !matches!(date.weekday(), Weekday::Saturday | Weekday::Sunday) && !closed.contains(&date)
}

/// The first and the last day taught between two holidays, if any.
fn taught_between(before: DateRange, after: DateRange, closed: &BTreeSet<Date>) -> Option<DateRange> {
    let mut first = before.last.tomorrow().ok()?;
    while first < after.first && !taught(first, closed) {
        first = first.tomorrow().ok()?;
    }
    let mut last = after.first.yesterday().ok()?;
    while last > first && !taught(last, closed) {
        last = last.yesterday().ok()?;
    }
    (first < after.first && first <= last).then_some(DateRange { first, last })
}

/// Puts holidays in order and joins those with nothing taught between them, as July and August are.
fn merged(holidays: &[Holiday], closed: &BTreeSet<Date>) -> Vec<Holiday> {
    let mut sorted = holidays.to_vec();
    sorted.sort();
    let mut merged: Vec<Holiday> = Vec::new();
    for holiday in sorted {
        match merged.last_mut() {
            Some(before)
                if holiday.range.first <= before.range.last
                    || taught_between(before.range, holiday.range, closed).is_none() =>
            {
                before.range.last = before.range.last.max(holiday.range.last);
                if !before.name.contains(&holiday.name) {
                    before.name = format!("{}, {}", before.name, holiday.name);
                }
            }
            _ => merged.push(holiday),
        }
    }
    merged
}

fn year(terms: &[Vec<DateRange>]) -> Option<YearParts> {
    let first = terms.first()?.first()?.first;
    let seasons: Vec<&str> = terms
        .iter()
        .filter_map(|term| term.first())
        .map(|range| season(range.first))
        .collect();
    let distinct = seasons.iter().collect::<BTreeSet<_>>().len() == seasons.len();
    let terms = terms
        .iter()
        .zip(&seasons)
        .enumerate()
        .filter_map(|(index, (half_terms, season))| {
            let name = if distinct {
                (*season).to_owned()
            } else {
                format!("term {}", index + 1)
            };
            Some(TermParts {
                name,
                first: half_terms.first()?.first,
                last: half_terms.last()?.last,
                split: split(half_terms),
            })
        });
    Some(YearParts {
        name: year_name(first),
        provisional: false,
        terms: terms.collect(),
        inset_days: Vec::new(),
        closures: Vec::new(),
    })
}

fn split(half_terms: &[DateRange]) -> Split {
    match half_terms {
        [] | [_] => Split::Whole,
        [first, second] => {
            // From Monday to Friday, as people write a half-term holiday.
            let none = BTreeSet::new();
            let before = DateRange {
                first: first.first,
                last: first.last,
            };
            taught_between(before, *second, &none).map_or(Split::Whole, Split::Break)
        }
        several => Split::HalfTerms(several.to_vec()),
    }
}

fn season(first: Date) -> &'static str {
    match first.month() {
        1..=3 => "spring",
        4..=7 => "summer",
        _ => "autumn",
    }
}

/// The usual name of the academic year that begins on `first`, such as `2017-18`.
pub(super) fn year_name(first: Date) -> String {
    let year = i32::from(first.year());
    format!("{year}-{:02}", (year + 1).rem_euclid(100))
}
