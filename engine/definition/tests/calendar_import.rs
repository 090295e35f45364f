//! The public feeds: bank holidays from GOV.UK, school holidays as iCalendar and as JSON. The files are real;
//! `tests/calendar/fixtures/SOURCES.md` says where they come from.
#![expect(
    clippy::unwrap_used,
    clippy::expect_used,
    reason = "a test fails by panicking"
)]

use alongside_core::calendar::{Calendar, CalendarId, NamedDate, Split, TermParts, YearParts};
use alongside_definition::Problems;
use alongside_definition::calendar::{
    DEFAULT_DIVISION, TermDates, parse_bank_holiday_feed, parse_icalendar, parse_term_dates_json,
};
use jiff::civil::Date;
use proptest::prelude::*;

const FEED: &str = include_str!("calendar/fixtures/bank-holidays.json");
const ICS: &str = include_str!("calendar/fixtures/sheffield-school-holidays.ics");
const JSON: &str = include_str!("calendar/fixtures/sheffield-term-dates.json");

fn day(text: &str) -> Date {
    text.parse().unwrap()
}

/// A year as `name: term first to last (half-term holiday)`.
fn shape(years: &[YearParts]) -> Vec<String> {
    let term = |term: &TermParts| {
        let split = match &term.split {
            Split::Whole => String::new(),
            Split::Break(holiday) => format!(" ({holiday})"),
            Split::HalfTerms(half_terms) => format!(" {} half-terms", half_terms.len()),
        };
        format!("{} {} to {}{split}", term.name, term.first, term.last)
    };
    let year = |year: &YearParts| {
        let terms: Vec<String> = year.terms.iter().map(term).collect();
        format!("{}: {}", year.name, terms.join("; "))
    };
    years.iter().map(year).collect()
}

fn calendar(dates: TermDates) -> Calendar {
    let id = CalendarId::new("sheffield").unwrap();
    dates
        .into_calendar("sheffield", id, "Sheffield", None)
        .expect("the real dates make a calendar")
}

fn ics(events: &str) -> String {
    format!(
        "BEGIN:VCALENDAR\r\nVERSION:2.0\r\n{}END:VCALENDAR\r\n",
        events.replace('\n', "\r\n")
    )
}

fn event(name: &str, start: &str, end: &str) -> String {
    format!("BEGIN:VEVENT\nDTSTART;VALUE=DATE:{start}\nDTEND;VALUE=DATE:{end}\nSUMMARY:{name}\nEND:VEVENT\n")
}

/// The holidays of one year, so that an event can be added to them.
fn year_of_events() -> String {
    [
        event("Summer holiday", "20180724", "20180903"),
        event("October half-term", "20181020", "20181029"),
        event("Christmas holiday", "20181222", "20190107"),
        event("Half term", "20190216", "20190225"),
        event("Easter break", "20190406", "20190423"),
        event("May half-term", "20190525", "20190603"),
        event("Summer holiday", "20190724", "20190902"),
    ]
    .concat()
}

fn notes(problems: &Problems) -> Vec<String> {
    let note = |problem: &alongside_definition::Problem| {
        let (line, column) = problems.line_and_column(problem.offset());
        format!(
            "{line}:{column} {} {problem}",
            problem.code.trim_start_matches("alongside::import::")
        )
    };
    problems.iter().map(note).collect()
}

#[test]
fn the_feed_gives_the_bank_holidays_of_one_division() {
    let days = parse_bank_holiday_feed("feed", FEED, DEFAULT_DIVISION).unwrap();
    assert_eq!(
        days.first(),
        Some(&NamedDate {
            date: day("2025-08-25"),
            name: "Summer bank holiday".to_owned()
        })
    );
    let substitute = NamedDate {
        date: day("2026-12-28"),
        name: "Boxing Day".to_owned(),
    };
    assert!(days.contains(&substitute));
    assert_eq!(days.len(), 19);
    let scotland = parse_bank_holiday_feed("feed", FEED, "scotland").unwrap();
    assert!(scotland.iter().any(|holiday| holiday.date == day("2025-12-01")));
}

#[test]
fn what_is_wrong_with_a_feed_is_said_with_its_place() {
    let wrong = |text: &str, division| notes(&parse_bank_holiday_feed("feed", text, division).unwrap_err());
    assert_eq!(
        wrong(FEED, "england-and-wale"),
        ["1:1 unknown-division the feed has no division `england-and-wale`"]
    );
    let broken = FEED.replacen("\"2025-12-25\"", "\"2025-12-45\"", 1);
    assert_eq!(
        wrong(&broken, DEFAULT_DIVISION),
        ["13:24 bad-json `2025-12-45` is not a date"]
    );
    let repeated = FEED.replacen("\"2025-12-26\"", "\"2025-12-25\"", 1);
    assert_eq!(
        wrong(&repeated, DEFAULT_DIVISION),
        ["1:1 duplicate-date `england-and-wales.events[2].date` repeats 2025-12-25"]
    );
    // The feed comes on one line: the place is shown without the rest of it.
    let once: String = FEED.lines().collect();
    let line = once.repeat(100);
    assert!(line.len() > 200_000);
    let found = parse_bank_holiday_feed("feed", &line, DEFAULT_DIVISION).unwrap_err();
    let drawn = found.render(false, 100);
    assert!(drawn.contains("trailing characters"), "{drawn}");
    let place = format!("[feed:1:{}]", once.chars().count() + 1);
    assert!(drawn.contains(&place) && drawn.len() < 1_000, "{drawn}");
    assert_eq!(wrong("<html>", DEFAULT_DIVISION), ["1:1 bad-json expected value"]);
    assert_eq!(
        wrong("{\"england-and-wales\": {\"events\": []}}", DEFAULT_DIVISION),
        ["1:1 nothing-found `england-and-wales.events` is empty"]
    );
    assert_eq!(
        wrong("{}", DEFAULT_DIVISION)[0],
        "1:1 unknown-division the feed has no division `england-and-wales`"
    );
}

#[test]
fn terms_and_half_terms_are_what_lies_between_the_holidays() {
    let dates = parse_term_dates_json("sheffield.json", JSON).unwrap();
    // The file's own list of school days says the same.
    assert_eq!(notes(&dates.notes), [""; 0]);
    assert_eq!(
        shape(&dates.years),
        [
            "2025-26: autumn 2025-09-01 to 2025-12-19 (2025-10-27 to 2025-10-31); \
             spring 2026-01-05 to 2026-03-27 (2026-02-16 to 2026-02-20); \
             summer 2026-04-13 to 2026-07-20 (2026-05-25 to 2026-05-29)",
            "2026-27: autumn 2026-09-01 to 2026-12-18 (2026-10-26 to 2026-10-30); \
             spring 2027-01-04 to 2027-03-25 (2027-02-15 to 2027-02-19); \
             summer 2027-04-12 to 2027-07-21 (2027-05-31 to 2027-06-04)",
            "2027-28: autumn 2027-09-01 to 2027-12-17 (2027-10-25 to 2027-10-29); \
             spring 2028-01-04 to 2028-03-31 (2028-02-14 to 2028-02-18); \
             summer 2028-04-18 to 2028-07-21 (2028-05-29 to 2028-06-02)",
        ]
    );
    let calendar = calendar(dates);
    for (from, to) in [
        ("2025-09-01", "2026-08-31"),
        ("2026-08-31", "2027-08-31"),
        ("2027-08-31", "2028-08-25"),
    ] {
        // The first day of the calendar itself is not after it.
        let first = i64::from(from == "2025-09-01");
        assert_eq!(
            calendar.school_days_between(day(from), day(to)),
            Ok(195 - first),
            "{from}"
        );
    }
}

#[test]
fn icalendar_and_json_say_the_same() {
    let from_ics = parse_icalendar("sheffield.ics", ICS).unwrap();
    let from_json = parse_term_dates_json("sheffield.json", JSON).unwrap();
    assert_eq!(notes(&from_ics.notes), [""; 0]);
    assert_eq!(from_ics.years, from_json.years);
    assert_eq!(from_ics.bank_holidays, from_json.bank_holidays);
}

#[test]
fn the_feed_names_the_bank_holidays_and_adds_those_near_the_terms() {
    let feed = parse_bank_holiday_feed("feed", FEED, DEFAULT_DIVISION).unwrap();
    let mut dates = parse_icalendar("sheffield.ics", ICS).unwrap();
    dates
        .bank_holidays
        .retain(|day| day.name != "Bank holiday" || day.date > "2026-01-01".parse().unwrap());
    dates.merge_bank_holidays(&feed);
    let name = |date: &str| {
        dates
            .bank_holidays
            .iter()
            .find(|found| found.date == day(date))
            .map(|day| &day.name[..])
    };
    assert_eq!(name("2025-12-25"), Some("Christmas Day"));
    assert_eq!(name("2027-05-31"), Some("Spring bank holiday"));
    // The feed ends with 2027: the file's own day stays.
    assert_eq!(name("2028-05-29"), Some("Bank holiday"));
    assert!(dates.bank_holidays.is_sorted());

    let old = NamedDate {
        date: day("2020-05-08"),
        name: "VE Day".to_owned(),
    };
    dates.merge_bank_holidays(&[old]);
    assert!(
        dates
            .bank_holidays
            .iter()
            .all(|found| found.date > day("2025-07-01"))
    );
}

#[test]
fn what_is_wrong_with_term_dates_is_said_with_its_place() {
    let wrong = |text: &str| notes(&parse_term_dates_json("dates", text).unwrap_err());
    let broken = JSON.replacen("2025-12-20", "2025-12-32", 1);
    assert_eq!(wrong(&broken), ["12:26 bad-json `2025-12-32` is not a date"]);
    assert_eq!(
        wrong(&JSON.replacen("\"end\": \"2026-01-04\"", "\"end\": \"2025-01-04\"", 1)),
        [
            "1:1 ends-before-it-begins `academic_years[0].school_holidays[2]` ends on 2025-01-04, before it begins on \
          2025-12-20"
        ]
    );
    assert_eq!(
        wrong("{\"academic_years\": [{\"name\": \"2025-26\", \"school_holidays\": []}]}"),
        ["1:1 nothing-found `academic_years[0].school_holidays` do not enclose the terms of one year"]
    );
    assert_eq!(
        wrong("{\n\"academic_years\": 3}"),
        ["2:19 bad-json invalid type: integer `3`, expected a sequence"]
    );
    assert_eq!(wrong("{}"), ["1:2 bad-json missing field `academic_years`"]);
}

#[test]
fn school_days_that_the_holidays_contradict_are_noted() {
    let text = JSON
        .replacen(
            "{\"date\": \"2025-09-03\", \"week\": 1}",
            "{\"date\": \"2025-10-29\", \"week\": 1}",
            1,
        )
        .replacen(
            "\"pd_days\": []",
            "\"pd_days\": [\"2025-10-24\", \"2031-01-01\"]",
            1,
        );
    let dates = parse_term_dates_json("dates", &text).unwrap();
    assert_eq!(dates.years[0].inset_days, [day("2025-10-24")]);
    assert_eq!(
        notes(&dates.notes),
        [
            "1:1 left-out `pd_days` has 2031-01-01, which is in no academic year of the file",
            "1:1 days-differ the file lists school days that its holidays leave out in 2025-26: 2, the first on \
             2025-10-24",
            "1:1 days-differ the file's holidays leave school days that it does not list in 2025-26: 1, the first on \
             2025-09-03",
        ]
    );
}

#[test]
fn icalendar_events_are_told_apart_by_their_names() {
    let events = [
        year_of_events(),
        event("Hants: Early May bank holiday", "20190506", "20190507"),
        event("INSET day", "20180903", "20180904"),
        // Friday to Monday: two weekdays.
        event("Staff training", "20190118", "20190122"),
        event("Sports day", "20190611", "20190612"),
        event("Training day", "20190213", "20190214").replace("DTEND;VALUE=DATE:20190214\n", ""),
        event("PD day", "20190215", "x").replace("DTEND;VALUE=DATE:x\n", "DURATION:P1D\n"),
        // An end equal to the start is one day, and a long name may be folded over two lines.
        event("Professional dev\n elopment", "20190624", "20190624"),
        event("Holiday club meets", "20190625T090000Z", "20190625T100000Z").replace(";VALUE=DATE", ""),
        event("Assembly holiday", "20190626", "20190627").replace("SUMMARY", "RRULE:FREQ=WEEKLY\nSUMMARY"),
        event("Snow holiday", "20190627", "20190628").replace("SUMMARY", "STATUS:CANCELLED\nSUMMARY"),
        event("Inset day in August", "20190815", "20190816"),
    ]
    .concat();
    let dates = parse_icalendar("hants.ics", &ics(&events)).unwrap();
    assert_eq!(
        shape(&dates.years),
        [
            "2018-19: autumn 2018-09-03 to 2018-12-21 (2018-10-22 to 2018-10-26); \
          spring 2019-01-07 to 2019-04-05 (2019-02-18 to 2019-02-22); \
          summer 2019-04-23 to 2019-07-23 (2019-05-27 to 2019-05-31)"
        ]
    );
    let inset: Vec<String> = dates.years[0]
        .inset_days
        .iter()
        .map(ToString::to_string)
        .collect();
    assert_eq!(
        inset,
        [
            "2018-09-03",
            "2019-01-18",
            "2019-01-21",
            "2019-02-13",
            "2019-02-15",
            "2019-06-24"
        ]
    );
    assert_eq!(dates.bank_holidays[0].name, "Early May bank holiday");
    let notes = notes(&dates.notes);
    let ends: Vec<&str> = notes
        .iter()
        .filter_map(|note| note.split_once(" left-out "))
        .map(|(_, end)| end)
        .collect();
    assert_eq!(
        ends,
        [
            "the INSET day 2019-08-15 is in no term and was left out",
            "`Sports day` is no holiday and no INSET day, and was left out",
            "`Holiday club meets` is not an all-day event, and was left out",
            "`Assembly holiday` repeats, and was left out",
            "`Snow holiday` is cancelled, and was left out",
        ]
    );
    assert!(notes[1].starts_with("56:1 "), "{}", notes[1]);
}

#[test]
fn a_file_that_begins_or_ends_within_a_year_says_so() {
    let events = year_of_events();
    let without_first = events.split_once("END:VEVENT\n").unwrap().1;
    let dates = parse_icalendar("hants.ics", &ics(without_first)).unwrap();
    assert_eq!(dates.years[0].terms[0].first, day("2018-10-29"));
    assert_eq!(
        notes(&dates.notes),
        ["1:1 incomplete-year the first year may lack its start: the file has no summer holiday there"]
    );
}

#[test]
fn what_is_wrong_with_icalendar_is_said_with_its_line() {
    let wrong = |text: &str| notes(&parse_icalendar("hants.ics", text).unwrap_err());
    let events = year_of_events()
        + &event("Odd holiday", "20190631", "20190702")
        + &event("Back", "20190611", "20190601");
    assert_eq!(
        wrong(&ics(&events)),
        [
            "39:1 bad-date DTSTART is `20190631`, which is no date",
            "45:1 bad-range an event runs from 2019-06-11 to 2019-05-31: it must have 1 to 150 days",
        ]
    );
    let nameless = ics(&(year_of_events() + "BEGIN:VEVENT\nSUMMARY:Odd holiday\nEND:VEVENT\n"));
    assert_eq!(wrong(&nameless), ["38:1 missing-date an event has no DTSTART"]);
    assert_eq!(wrong("{}"), ["1:1 bad-icalendar the file is not iCalendar"]);
    assert_eq!(
        wrong(&ics("")),
        ["1:1 nothing-found no term lies between the holidays of the file"]
    );
    let nested = "BEGIN:VCALENDAR\r\n".repeat(100_000);
    assert!(wrong(&nested)[0].starts_with("9:1 too-large "));
}

#[test]
fn an_import_that_makes_no_calendar_says_why() {
    let mut dates = parse_icalendar("sheffield.ics", ICS).unwrap();
    dates.years[1].inset_days.push(day("2026-10-28"));
    let id = CalendarId::new("sheffield").unwrap();
    let problems = dates
        .into_calendar("sheffield.ics", id, "Sheffield", None)
        .unwrap_err();
    assert_eq!(
        problems.iter().map(ToString::to_string).collect::<Vec<_>>(),
        ["the INSET day 2026-10-28 is not in term time in the year `2026-27`"]
    );
}

proptest! {
    #[test]
    fn damaged_files_never_panic(at in 0_usize..9_000, length in 0_usize..60, with in "\\PC{0,12}|BEGIN:VEVENT\r\n|\r\n|2") {
        for text in [FEED, ICS, JSON] {
            let start = at.min(text.len());
            let end = (start + length).min(text.len());
            let (Some(head), Some(tail)) = (text.get(..start), text.get(end..)) else { continue };
            let damaged = format!("{head}{with}{tail}");
            drop(parse_bank_holiday_feed("f", &damaged, DEFAULT_DIVISION));
            drop(parse_icalendar("f", &damaged));
            drop(parse_term_dates_json("f", &damaged));
        }
    }
}
