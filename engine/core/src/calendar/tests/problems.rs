//! Impossible calendars: each problem at its place, and all of them at once.

use super::*;

/// Breaks the county's calendar and returns what is found, as code, place, field and message.
fn found(change: impl FnOnce(&mut CalendarParts)) -> Vec<(&'static str, Place, Field, String)> {
    let mut parts = county_parts();
    change(&mut parts);
    let problems = Calendar::new(parts).unwrap_err();
    assert!(problems.iter().all(|problem| !problem.help().is_empty()));
    problems
        .iter()
        .map(|problem| {
            let code = problem.code().strip_prefix("alongside::calendar::").unwrap();
            (code, problem.place, problem.field, problem.to_string())
        })
        .collect()
}

/// The same for a change that breaks one thing.
fn only(change: impl FnOnce(&mut CalendarParts)) -> (&'static str, Place, Field, String) {
    let mut problems = found(change);
    assert_eq!(problems.len(), 1, "{problems:?}");
    problems.remove(0)
}

fn expect(
    change: impl FnOnce(&mut CalendarParts),
    code: &'static str,
    place: Place,
    field: Field,
    message: &str,
) {
    assert_eq!(only(change), (code, place, field, message.to_owned()));
}

const TERM: Place = Place::Term { year: 0, term: 1 };

#[test]
fn nothing_to_teach() {
    expect(
        |parts| parts.years.clear(),
        "no-years",
        Place::Calendar,
        Field::Whole,
        "the calendar has no academic year",
    );
    expect(
        |parts| parts.years[1].terms.clear(),
        "no-terms",
        Place::Year { year: 1 },
        Field::Whole,
        "the year `2018-19` has no term",
    );
    let flood = |parts: &mut CalendarParts| {
        let days = [
            "2017-11-13",
            "2017-11-14",
            "2017-11-15",
            "2017-11-16",
            "2017-11-17",
        ];
        parts.years[0].closures = days.iter().map(|day| named(day, "flood")).collect();
        parts.years[0].terms[0].split = Split::HalfTerms(vec![
            range("2017-09-04", "2017-10-20"),
            range("2017-11-13", "2017-11-17"),
            range("2017-11-20", "2017-12-20"),
        ]);
    };
    expect(
        flood,
        "no-school-day",
        Place::HalfTerm {
            year: 0,
            term: 0,
            half_term: 1,
        },
        Field::Whole,
        "the half-term 2017-11-13 to 2017-11-17 of `autumn` has no school day",
    );
}

#[test]
fn order_of_dates() {
    expect(
        |parts| parts.years[0].terms[1].last = day("2017-03-29"),
        "ends-before-it-begins",
        TERM,
        Field::Last,
        "the term `spring` ends on 2017-03-29, before it begins on 2018-01-03",
    );
    expect(
        |parts| parts.years[0].terms[1].first = day("2017-12-20"),
        "term-overlap",
        TERM,
        Field::First,
        "the term `spring` begins on 2017-12-20, when `autumn` has not ended: its last day is 2017-12-20",
    );
    let overlap = found(|parts| parts.years.swap(0, 1));
    assert_eq!(
        overlap[0],
        (
            "year-overlap",
            Place::Year { year: 1 },
            Field::First,
            "the year `2017-18` begins on 2017-09-04, when `2018-19` has not ended: its last day is 2019-07-23"
                .to_owned()
        )
    );
    expect(
        |parts| drop(parts.years.remove(1)),
        "year-gap",
        Place::Year { year: 1 },
        Field::Whole,
        "407 days lie between the years `2017-18` and `2019-20`: a year between them seems to be missing",
    );
    expect(
        |parts| {
            parts.years.truncate(1);
            parts.years[0].terms[2].last = day("2018-08-31");
        },
        "year-too-long",
        Place::Year { year: 0 },
        Field::Whole,
        "the year `2017-18` runs from 2017-09-04 to 2018-08-31, 362 days: an academic year has at most 350",
    );
}

#[test]
fn half_terms_and_their_holidays() {
    let holiday = Place::Break { year: 0, term: 1 };
    expect(
        |parts| parts.years[0].terms[1].split = Split::Break(range("2018-04-02", "2018-04-06")),
        "outside-term",
        holiday,
        Field::Whole,
        "the half-term holiday (2018-04-02 to 2018-04-06) is not inside the term `spring` (2018-01-03 to \
         2018-03-29)",
    );
    expect(
        |parts| parts.years[0].terms[1].split = Split::Break(range("2018-02-16", "2018-02-12")),
        "ends-before-it-begins",
        holiday,
        Field::Last,
        "the half-term holiday of `spring` ends on 2018-02-12, before it begins on 2018-02-16",
    );
    // From here on, the year has no INSET days that could fall out of a half-term.
    let split = |half_terms: &[(&str, &str)]| {
        let half_terms = half_terms
            .iter()
            .map(|(first, last)| range(first, last))
            .collect();
        only(|parts| {
            parts.years[0].inset_days.clear();
            parts.years[0].closures.clear();
            parts.years[0].terms[1].split = Split::HalfTerms(half_terms);
        })
    };
    assert_eq!(
        split(&[]),
        (
            "no-half-terms",
            TERM,
            Field::Whole,
            "the term `spring` lists no half-term".to_owned()
        )
    );
    let (code, place, ..) = split(&[("2018-01-03", "2018-02-09"), ("2018-02-09", "2018-03-29")]);
    assert_eq!(
        (code, place),
        (
            "half-term-overlap",
            Place::HalfTerm {
                year: 0,
                term: 1,
                half_term: 1
            }
        )
    );
    let (code, place, ..) = split(&[("2018-01-03", "2018-02-09"), ("2018-02-19", "2018-04-29")]);
    assert_eq!(
        (code, place),
        (
            "outside-term",
            Place::HalfTerm {
                year: 0,
                term: 1,
                half_term: 1
            }
        )
    );
    let (code, place, _, message) = split(&[("2018-01-03", "2018-02-09"), ("2018-02-19", "2018-03-23")]);
    assert_eq!((code, place), ("half-terms-do-not-fill-term", TERM));
    assert_eq!(
        message,
        "the half-terms of `spring` run from 2018-01-03 to 2018-03-23, and the term from 2018-01-03 to \
         2018-03-29: they must begin and end together"
    );
}

#[test]
fn inset_days_and_closures() {
    let inset = Place::InsetDay { year: 1, index: 0 };
    for (date, code, message) in [
        (
            "2018-10-24",
            "closed-out-of-term",
            "the INSET day 2018-10-24 is not in term time in the year `2018-19`",
        ),
        (
            "2018-09-08",
            "closed-anyway",
            "the INSET day 2018-09-08 is a Saturday, when the school is closed anyway",
        ),
        (
            "2019-05-06",
            "closed-anyway",
            "the INSET day 2019-05-06 is a bank holiday, when the school is closed anyway",
        ),
    ] {
        expect(
            |parts| parts.years[1].inset_days.push(day(date)),
            code,
            inset,
            Field::Whole,
            message,
        );
    }
    expect(
        |parts| parts.years[0].inset_days.push(day("2017-09-04")),
        "duplicate-date",
        Place::InsetDay { year: 0, index: 2 },
        Field::Whole,
        "2017-09-04 is listed twice as an INSET day",
    );
    expect(
        |parts| parts.years[0].closures.push(named("2017-09-04", "boiler")),
        "closed-anyway",
        Place::Closure { year: 0, index: 1 },
        Field::Whole,
        "the closure 2017-09-04 is an INSET day, when the school is closed anyway",
    );
    expect(
        |parts| parts.bank_holidays.push(named("2018-05-07", "May Day")),
        "duplicate-date",
        Place::BankHoliday { index: 23 },
        Field::Whole,
        "2018-05-07 is listed twice as a bank holiday",
    );
}

#[test]
fn names_and_limits() {
    expect(
        |parts| parts.title = " ".to_owned(),
        "bad-text",
        Place::Calendar,
        Field::Name,
        "the title of the calendar is empty",
    );
    expect(
        |parts| parts.source = Some("x".repeat(1_001)),
        "bad-text",
        Place::Calendar,
        Field::Source,
        "the source of the calendar is 1001 characters long, and at most 1000 are allowed",
    );
    expect(
        |parts| parts.years[0].closures[0].name = "snow\u{1b}[2J".to_owned(),
        "bad-text",
        Place::Closure { year: 0, index: 0 },
        Field::Name,
        "the name of the day holds a line break or another control character",
    );
    expect(
        |parts| parts.years[0].terms[1].name = "autumn".to_owned(),
        "duplicate-name",
        TERM,
        Field::Name,
        "the name `autumn` is used twice",
    );
    expect(
        |parts| parts.years[1].name = "2017-18".to_owned(),
        "duplicate-name",
        Place::Year { year: 1 },
        Field::Name,
        "the name `2017-18` is used twice",
    );
    expect(
        |parts| parts.bank_holidays.push(named("2218-05-07", "May Day")),
        "date-out-of-range",
        Place::BankHoliday { index: 23 },
        Field::First,
        "2218-05-07 is not between 1900-01-01 and 2199-12-31",
    );
    let many = found(|parts| {
        let one = parts.years[0].terms[0].clone();
        parts.years[0].terms = vec![one; 20];
    });
    assert!(
        many.iter()
            .any(|(_, _, _, message)| message == "there are 20 terms, and at most 12 are allowed")
    );
}

#[test]
fn every_problem_is_reported_at_once() {
    let problems = found(|parts| {
        parts.title.clear();
        parts.years[0].terms[1].first = day("2017-12-01");
        parts.years[1].inset_days.push(day("2018-10-24"));
        parts.years[2].terms[2].last = day("2020-04-01");
        parts.bank_holidays.push(named("2018-05-07", "May Day"));
    });
    let codes: Vec<_> = problems.iter().map(|(code, ..)| *code).collect();
    assert_eq!(
        codes,
        [
            "bad-text",
            "term-overlap",
            "closed-out-of-term",
            "ends-before-it-begins",
            "duplicate-date"
        ]
    );
}
