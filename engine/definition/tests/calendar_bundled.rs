//! The calendars in `workflows/calendars`: each is read without a problem and says what it should.
//!
//! `sheffield.toml` is made from the fixtures; `UPDATE_GOLDEN=1 cargo test -p alongside-definition --test
//! calendar_bundled` writes it again.
#![expect(clippy::unwrap_used, clippy::panic, reason = "a test fails by panicking")]

use std::fs;
use std::path::{Path, PathBuf};

use alongside_core::calendar::{Calendar, CalendarId, Day, PeriodUnit, Span};
use alongside_definition::calendar::{
    DEFAULT_DIVISION, parse_bank_holiday_feed, parse_calendar, parse_term_dates_json, write_calendar,
};
use jiff::civil::Date;

fn folder() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../../workflows/calendars")
}

fn bundled(name: &str) -> Calendar {
    let text = fs::read_to_string(folder().join(name)).unwrap();
    parse_calendar(name, &text).unwrap_or_else(|problems| panic!("{}", problems.render(false, 110)))
}

fn day(text: &str) -> Date {
    text.parse().unwrap()
}

#[test]
fn every_bundled_calendar_is_named_after_its_file() {
    let mut count = 0;
    for entry in fs::read_dir(folder()).unwrap() {
        let path = entry.unwrap().path();
        if path.extension().is_some_and(|end| end == "toml") {
            let name = path.file_name().unwrap().to_str().unwrap().to_owned();
            assert_eq!(format!("{}.toml", bundled(&name).id()), name);
            count += 1;
        }
    }
    assert!(count >= 2);
}

#[test]
fn every_calendar_of_the_readme_is_one() {
    let readme = fs::read_to_string(folder().join("README.md")).unwrap();
    let examples: Vec<&str> = readme
        .split("```toml\n")
        .skip(1)
        .filter_map(|rest| rest.split("```").next())
        .collect();
    assert_eq!(examples.len(), 2);
    for example in examples {
        parse_calendar("README.md", example)
            .unwrap_or_else(|problems| panic!("{}", problems.render(false, 110)));
    }
}

#[test]
fn sheffield_is_what_the_published_files_say() {
    let json = include_str!("calendar/fixtures/sheffield-term-dates.json");
    let feed = include_str!("calendar/fixtures/bank-holidays.json");
    let mut dates = parse_term_dates_json("sheffield-term-dates.json", json).unwrap();
    dates
        .merge_bank_holidays(&parse_bank_holiday_feed("bank-holidays.json", feed, DEFAULT_DIVISION).unwrap());
    let source = "Sheffield City Council, www.sheffield.gov.uk/schools-childcare/school-information-term-dates, by way \
                  of UTCSheffield/term_dates; bank holidays: www.gov.uk/bank-holidays.json, without their names for 2028";
    let id = CalendarId::new("sheffield").unwrap();
    let calendar = dates
        .into_calendar("sheffield", id, "Sheffield schools", Some(source.to_owned()))
        .unwrap();
    let path = folder().join("sheffield.toml");
    if std::env::var_os("UPDATE_GOLDEN").is_some() {
        fs::write(&path, write_calendar(&calendar)).unwrap();
    }
    assert_eq!(bundled("sheffield.toml"), calendar);
}

#[test]
fn hampshire_has_the_school_days_of_its_years() {
    let calendar = bundled("hampshire.toml");
    let mut from = day("2016-09-05");
    // 195 days of which schools make five INSET days; 194 in the year of the Jubilee. The very first day is not
    // after itself.
    for (to, days) in [
        ("2017-08-31", 194),
        ("2018-08-31", 195),
        ("2019-08-31", 195),
        ("2020-08-31", 195),
        ("2021-08-31", 195),
        ("2022-08-31", 194),
    ] {
        let to = day(to);
        assert_eq!(calendar.school_days_between(from, to), Ok(days), "{to}");
        from = to;
    }
    assert!(calendar.parts().years.iter().all(|year| !year.provisional));
}

#[test]
fn hampshire_lists_eight_bank_holidays_a_year_and_no_weekend() {
    let calendar = bundled("hampshire.toml");
    for year in 2017..=2021 {
        let days = calendar
            .parts()
            .bank_holidays
            .iter()
            .filter(|day| day.date.year() == year);
        assert_eq!(days.count(), 8, "{year}");
    }
    for holiday in &calendar.parts().bank_holidays {
        assert_eq!(
            calendar.day(holiday.date).clone(),
            expected(&calendar, holiday.date, &holiday.name)
        );
    }
    fn expected(calendar: &Calendar, date: Date, name: &str) -> Day {
        if date < calendar.covers().first {
            Day::Unknown
        } else {
            Day::BankHoliday(name.to_owned())
        }
    }
}

#[test]
fn a_half_termly_review_in_hampshire_falls_a_week_before_each_end() {
    let calendar = bundled("hampshire.toml");
    let (every, before): (Span, Span) = ("1 half-term".parse().unwrap(), "5 school-days".parse().unwrap());
    let anchor = day("2018-09-24");
    let mut after = anchor;
    let mut found = Vec::new();
    for _ in 0..6 {
        after = calendar
            .next_every(anchor, every, Some(before), after)
            .unwrap()
            .date;
        found.push(after.to_string());
    }
    assert_eq!(
        found,
        [
            "2018-10-12",
            "2018-12-14",
            "2019-02-08",
            "2019-03-29",
            "2019-05-17",
            "2019-07-16"
        ]
    );
    let name = calendar
        .period_containing(PeriodUnit::HalfTerm, anchor)
        .unwrap()
        .name;
    assert_eq!(name, "autumn 1");
}
