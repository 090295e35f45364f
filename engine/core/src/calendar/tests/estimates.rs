//! Terms that nobody has published.

use super::*;

fn half_terms(calendar: &Calendar, from: &str, count: usize) -> Vec<Period> {
    let mut found = Vec::new();
    let mut after = day(from);
    for _ in 0..count {
        let period = calendar.next_period(PeriodUnit::HalfTerm, after).unwrap();
        after = period.first;
        found.push(period);
    }
    found
}

#[test]
fn the_last_year_is_repeated_by_whole_weeks() {
    let calendar = county();
    let estimated = half_terms(&calendar, "2020-07-22", 7);
    let firsts: Vec<String> = estimated.iter().map(|period| period.first.to_string()).collect();
    // The published firsts of 2019-20 and 364 days, then 728 days.
    assert_eq!(
        firsts,
        [
            "2020-09-02",
            "2020-11-02",
            "2021-01-04",
            "2021-02-22",
            "2021-04-19",
            "2021-05-31",
            "2021-09-01"
        ]
    );
    assert!(
        estimated
            .iter()
            .all(|period| period.estimated && period.provisional)
    );
    assert_eq!(
        (estimated[0].year.as_str(), estimated[0].name.as_str()),
        ("2020-21", "autumn 1")
    );
    assert_eq!(estimated[6].year, "2021-22");
}

#[test]
fn estimates_keep_their_season_for_twenty_years() {
    let calendar = county();
    assert_eq!(calendar.covers(), range("2017-09-04", "2020-07-22"));
    let until = calendar.estimated_until();
    assert!(until > day("2040-01-01") && until < day("2041-12-31"), "{until}");
    let mut after = day("2020-08-01");
    let mut autumns = 0;
    while let Ok(term) = calendar.next_period(PeriodUnit::Term, after) {
        after = term.first;
        if term.name == "autumn" {
            autumns += 1;
            let fourth = jiff::civil::date(term.first.year(), 9, 4);
            assert!(
                days::days_from_to(fourth, term.first).abs() <= 4,
                "{}",
                term.first
            );
            assert_eq!(term.first.weekday(), jiff::civil::Weekday::Wednesday);
        }
    }
    assert_eq!(autumns, 20);
}

#[test]
fn a_year_published_in_part_is_completed_from_the_year_before() {
    let mut parts = county_parts();
    parts.years[2].terms.truncate(1);
    parts.years[2].provisional = false;
    let calendar = Calendar::new(parts).unwrap();
    let found = half_terms(&calendar, "2019-09-10", 4);
    let names: Vec<_> = found
        .iter()
        .map(|period| (period.name.as_str(), period.first.to_string(), period.estimated))
        .collect();
    assert_eq!(
        names,
        [
            ("autumn 2", "2019-11-04".to_owned(), false),
            ("spring 1", "2020-01-06".to_owned(), true),
            ("spring 2", "2020-02-24".to_owned(), true),
            ("summer 1", "2020-04-21".to_owned(), true),
        ]
    );
    // Bank holidays already known count in estimated terms.
    assert!(!calendar.is_school_day(day("2020-05-08")));
    let last_published = day("2019-12-20");
    assert!(
        !calendar
            .add(day("2019-12-19"), span("1 school-day"))
            .unwrap()
            .provisional
    );
    let next = calendar.add(last_published, span("1 school-day")).unwrap();
    assert_eq!(
        next,
        Resolved {
            date: day("2020-01-06"),
            provisional: true
        }
    );
}

#[test]
fn without_a_complete_year_the_rest_of_it_is_plain_weekdays() {
    let mut parts = county_parts();
    parts.years.truncate(1);
    parts.years[0].terms.truncate(1);
    parts.years[0].inset_days.truncate(1);
    parts.years[0].closures.clear();
    let calendar = Calendar::new(parts).unwrap();
    let next = calendar.add(day("2017-12-20"), span("1 school-day")).unwrap();
    assert_eq!(
        next,
        Resolved {
            date: day("2017-12-21"),
            provisional: true
        }
    );
    let period = calendar
        .period_containing(PeriodUnit::Term, day("2018-03-01"))
        .unwrap();
    assert_eq!(
        (period.name.as_str(), period.estimated),
        ("not yet published", true)
    );
    let autumn = calendar.next_period(PeriodUnit::Term, day("2018-08-01")).unwrap();
    assert_eq!(
        (autumn.name.as_str(), autumn.year.as_str()),
        ("autumn", "2018-19")
    );
    assert_eq!(autumn.first, day("2018-09-03"));
}

#[test]
fn an_estimated_term_is_cut_where_published_dates_end() {
    // Spring ends two weeks later than the pattern's summer would begin: summer follows at once.
    let mut parts = county_parts();
    parts.years[2].terms.truncate(2);
    parts.years[2].terms[1].last = day("2020-05-01");
    let calendar = Calendar::new(parts).unwrap();
    let summer = calendar.next_period(PeriodUnit::Term, day("2020-03-01")).unwrap();
    assert_eq!(
        (summer.name.as_str(), summer.first),
        ("summer", day("2020-05-04"))
    );
}
