//! Laws that hold on any calendar: sensible ones, and ones that make no sense at all.

use std::collections::BTreeSet;

use proptest::prelude::*;

use super::super::days::{add_days, days_from_to};
use super::*;

fn parts(years: Vec<YearParts>, bank_holidays: BTreeSet<Date>) -> CalendarParts {
    let name = || "closed".to_owned();
    CalendarParts {
        id: CalendarId::new("invented").unwrap(),
        title: "Invented".to_owned(),
        source: None,
        years,
        bank_holidays: bank_holidays
            .into_iter()
            .map(|date| NamedDate { date, name: name() })
            .collect(),
    }
}

fn later(date: Date, days: i64) -> Date {
    add_days(date, days).unwrap()
}

/// A year of `count` terms that begins on `first` and teaches for most of 39 weeks.
fn sensible_year(first: Date, count: i64, gap: i64, split: i64, provisional: bool) -> YearParts {
    let length = 275 / count;
    let terms = (0..count).map(|index| {
        let first = later(first, index * length);
        let last = later(first, length - gap);
        let middle = later(first, length / 2 - 4);
        let split = match split {
            0 => Split::Whole,
            1 => Split::Break(DateRange {
                first: middle,
                last: later(middle, 6),
            }),
            _ => Split::HalfTerms(vec![
                DateRange {
                    first,
                    last: later(first, 12),
                },
                DateRange {
                    first: later(first, 15),
                    last: middle,
                },
                DateRange {
                    first: later(middle, 8),
                    last,
                },
            ]),
        };
        TermParts {
            name: format!("term {index}"),
            first,
            last,
            split,
        }
    });
    let terms = terms.collect();
    YearParts {
        provisional,
        ..year(&format!("{first}"), terms)
    }
}

fn sensible_calendar() -> impl Strategy<Value = Calendar> {
    let years = prop::collection::vec((1_i64..6, 2_i64..9, 0_i64..3, 0_i64..14, any::<bool>()), 1..5);
    let start = days_from_to(Date::ZERO, day("1950-01-01"))..days_from_to(Date::ZERO, day("2150-01-01"));
    let closed = prop::collection::btree_set(0_i64..1_500, 0..30);
    (start, years, closed).prop_map(|(start, years, closed)| {
        let start = add_days(Date::ZERO, start).unwrap();
        let closed = closed.into_iter().map(|days| later(start, days)).collect();
        let years =
            years
                .into_iter()
                .zip(0_i64..)
                .map(|((count, gap, split, jitter, provisional), index)| {
                    sensible_year(later(start, index * 364 + jitter), count, gap, split, provisional)
                });
        Calendar::new(parts(years.collect(), closed)).unwrap()
    })
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(96))]

    #[test]
    fn the_laws_hold_on_any_sensible_calendar(
        calendar in sensible_calendar(),
        days in 0_i64..2_000,
        more in 0_i64..40,
        unit in 0_usize..4,
        count in 0_u32..9,
    ) {
        let anchor = later(calendar.covers().first, days);
        let unit = [Unit::SchoolDays, Unit::TeachingWeeks, Unit::HalfTerms, Unit::Terms][unit];
        let length = Span::new(count, unit).unwrap();
        let found = calendar.add(anchor, length).unwrap();
        prop_assert!(calendar.is_school_day(found.date));
        prop_assert!(found.date > anchor || (count == 0 && found.date == anchor));
        prop_assert!(calendar.add(later(anchor, more), length).unwrap().date >= found.date);
        prop_assert!(found.provisional || found.date <= calendar.covers().last);
        if let Ok(back) = calendar.subtract(anchor, length) {
            prop_assert!(calendar.is_school_day(back.date));
            prop_assert!(back.date < anchor || (count == 0 && back.date == anchor));
        }
        if unit == Unit::SchoolDays && calendar.is_school_day(anchor) {
            prop_assert_eq!(calendar.subtract(found.date, length).unwrap().date, anchor);
        }
        if let Some(period) = unit.period().filter(|_| count > 0) {
            let offset = Span::new(count, Unit::SchoolDays).unwrap();
            let next = calendar.next_every(anchor, length, Some(offset), anchor).unwrap();
            let within = calendar.period_containing(period, next.date).unwrap();
            prop_assert!(calendar.is_school_day(next.date) && next.date > anchor);
            let left = calendar.school_days_between(next.date, within.last_school_day).unwrap();
            prop_assert!(left == i64::from(count) || next.date == within.first_school_day);
        }
    }

    #[test]
    fn every_school_day_is_in_one_half_term_of_one_term(calendar in sensible_calendar(), days in 0_i64..9_000) {
        let date = later(calendar.covers().first, days);
        prop_assume!(calendar.is_school_day(date));
        let half_term = calendar.period_containing(PeriodUnit::HalfTerm, date).unwrap();
        let term = calendar.period_containing(PeriodUnit::Term, date).unwrap();
        prop_assert!(half_term.first_school_day <= date && date <= half_term.last_school_day);
        prop_assert!(term.first <= half_term.first && half_term.last <= term.last);
        prop_assert!(half_term.name.starts_with(&term.name));
        prop_assert!(term.estimated == (date > calendar.covers().last));
    }

    #[test]
    fn nonsense_is_refused_or_answered_without_panicking(
        first in days_from_to(Date::ZERO, Date::MIN)..=days_from_to(Date::ZERO, Date::MAX),
        lengths in prop::collection::vec((-5_i64..120, -5_i64..60, -5_i64..60), 0..12),
        closed in prop::collection::btree_set(0_i64..900, 0..8),
        count in 0_u32..60,
    ) {
        let first = add_days(Date::ZERO, first).unwrap();
        let mut next = first;
        let mut terms = Vec::new();
        for (index, (days, gap, half)) in lengths.into_iter().enumerate() {
            let Some(last) = add_days(next, days) else { break };
            let split = match add_days(next, half).zip(add_days(next, half + 6)) {
                Some((first, last)) if half > 10 => Split::Break(DateRange { first, last }),
                Some((first, last)) if half > 5 => Split::HalfTerms(vec![DateRange { first, last }]),
                _ => Split::Whole,
            };
            terms.push(TermParts { name: format!("term {index}"), first: next, last, split });
            let Some(after) = add_days(last, gap) else { break };
            next = after;
        }
        let closed: BTreeSet<Date> = closed.into_iter().filter_map(|days| add_days(first, days)).collect();
        let chunks = terms.chunks(3).enumerate();
        let mut years: Vec<YearParts> =
            chunks.map(|(index, terms)| year(&format!("year {index}"), terms.to_vec())).collect();
        if let Some(first) = years.first_mut() {
            first.inset_days = closed.iter().copied().take(2).collect();
        }
        match Calendar::new(parts(years, closed)) {
            Err(problems) => prop_assert!(problems.iter().all(|problem| !problem.to_string().is_empty())),
            Ok(calendar) => {
                let length = Span::new(count, Unit::Terms).unwrap();
                drop(calendar.add(first, length));
                drop(calendar.subtract(next, length));
                drop(calendar.next_every(first, length, Some(length), next));
            }
        }
    }
}
