//! Laws of school time, on the county's calendar. Invented calendars are in `invented.rs`.

use proptest::prelude::*;

use super::super::days::{add_days, days_from_to};
use super::*;

/// Any date that can be represented, most of them near the calendar.
fn any_date() -> impl Strategy<Value = Date> {
    let near = days_from_to(Date::ZERO, day("2010-01-01"))..days_from_to(Date::ZERO, day("2045-01-01"));
    let all = days_from_to(Date::ZERO, Date::MIN)..=days_from_to(Date::ZERO, Date::MAX);
    prop_oneof![8 => near, 1 => all].prop_map(|days| add_days(Date::ZERO, days).unwrap())
}

/// A date within the published years.
fn published_date() -> impl Strategy<Value = Date> {
    (0_i64..1_050).prop_map(|days| add_days(day("2017-09-05"), days).unwrap())
}

fn any_span() -> impl Strategy<Value = Span> {
    (0_usize..6, any::<u32>()).prop_map(|(unit, count)| {
        let unit = Unit::ALL[unit];
        Span::new(count % (unit.count_max() + 1), unit).unwrap()
    })
}

fn school_span() -> impl Strategy<Value = Span> {
    (0_usize..4, 0_u32..12).prop_map(|(unit, count)| {
        let units = [
            Unit::SchoolDays,
            Unit::TeachingWeeks,
            Unit::HalfTerms,
            Unit::Terms,
        ];
        Span::new(count, units[unit]).unwrap()
    })
}

proptest! {
    #[test]
    fn no_question_panics(a in any_date(), b in any_date(), length in any_span(), offset in any_span()) {
        let calendar = county();
        for unit in [PeriodUnit::HalfTerm, PeriodUnit::Term] {
            drop(calendar.before_end(a, unit, length));
            drop(calendar.period_containing(unit, a));
            drop(calendar.next_period(unit, a));
        }
        drop(calendar.add(a, length));
        drop(calendar.subtract(a, length));
        drop(calendar.next_every(a, length, None, b));
        drop(calendar.next_every(a, length, Some(offset), b));
        drop(calendar.school_days_between(a, b));
        drop(calendar.day(a));
    }

    #[test]
    fn subtracting_school_days_undoes_adding_them(anchor in published_date(), count in 0_u32..400) {
        let calendar = county();
        prop_assume!(calendar.is_school_day(anchor));
        let length = Span::new(count, Unit::SchoolDays).unwrap();
        let later = calendar.add(anchor, length).unwrap();
        prop_assert_eq!(calendar.school_days_between(anchor, later.date), Ok(i64::from(count)));
        prop_assert_eq!(calendar.subtract(later.date, length).unwrap().date, anchor);
    }

    #[test]
    fn school_time_lands_on_a_school_day_and_in_its_direction(anchor in published_date(), length in school_span()) {
        let calendar = county();
        let later = calendar.add(anchor, length).unwrap();
        prop_assert!(calendar.is_school_day(later.date));
        prop_assert!(later.date > anchor || (length.is_zero() && later.date == anchor));
        if let Ok(earlier) = calendar.subtract(anchor, length) {
            prop_assert!(calendar.is_school_day(earlier.date));
            prop_assert!(earlier.date < anchor || (length.is_zero() && earlier.date == anchor));
        }
    }

    #[test]
    fn a_later_anchor_or_a_longer_span_never_gives_an_earlier_date(
        anchor in published_date(),
        days in 0_i64..30,
        length in school_span(),
        more in 0_u32..5,
    ) {
        let calendar = county();
        let later_anchor = add_days(anchor, days).unwrap();
        let longer = Span::new(length.count() + more, length.unit()).unwrap();
        let date = calendar.add(anchor, length).unwrap().date;
        prop_assert!(calendar.add(later_anchor, length).unwrap().date >= date);
        prop_assert!(calendar.add(anchor, longer).unwrap().date >= date);
        if let (Ok(a), Ok(b)) = (calendar.subtract(anchor, length), calendar.subtract(later_anchor, length)) {
            prop_assert!(a.date <= b.date);
        }
    }

    #[test]
    fn the_next_occurrence_is_the_first_after_the_bound(
        anchor in published_date(),
        after in published_date(),
        length in school_span(),
    ) {
        prop_assume!(!length.is_zero());
        let calendar = county();
        let next = calendar.next_every(anchor, length, None, after).unwrap();
        let bound = after.max(anchor);
        prop_assert!(next.date > bound);
        // The same date by brute force: step from the anchor until the bound is passed.
        let brute = (1_u32..)
            .filter_map(|times| Span::new(length.count() * times, length.unit()).ok())
            .map(|longer| calendar.add(anchor, longer).unwrap().date)
            .find(|date| *date > bound)
            .unwrap();
        prop_assert_eq!(next.date, brute);
    }

    #[test]
    fn provisional_means_that_the_unpublished_can_move_it(anchor in published_date(), length in school_span()) {
        // The same county with its provisional year a week later: what is not provisional stays.
        let mut parts = county_parts();
        parts.years[2].terms[0].first = day("2019-09-11");
        let other = Calendar::new(parts).unwrap();
        let resolved = county().add(anchor, length).unwrap();
        if !resolved.provisional {
            prop_assert_eq!(other.add(anchor, length).unwrap(), resolved);
        }
    }
}
