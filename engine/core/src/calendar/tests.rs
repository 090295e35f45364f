//! Tests of school time, one file for each concern, on one calendar: three years of an English county, the
//! last of them provisional.

mod arithmetic;
mod estimates;
mod invented;
mod problems;
mod properties;
mod queries;
mod repeats;
mod spans;

use std::sync::LazyLock;

use jiff::civil::Date;

use super::*;

fn day(text: &str) -> Date {
    text.parse().unwrap()
}

fn range(first: &str, last: &str) -> DateRange {
    DateRange {
        first: day(first),
        last: day(last),
    }
}

fn span(text: &str) -> Span {
    text.parse().unwrap()
}

/// A term with one week of half-term holiday, which begins on the Monday `holiday`.
fn term(name: &str, first: &str, holiday: &str, last: &str) -> TermParts {
    let monday = day(holiday);
    let friday = days::add_days(monday, 4).unwrap();
    TermParts {
        name: name.to_owned(),
        first: day(first),
        last: day(last),
        split: Split::Break(DateRange {
            first: monday,
            last: friday,
        }),
    }
}

fn year(name: &str, terms: Vec<TermParts>) -> YearParts {
    YearParts {
        name: name.to_owned(),
        provisional: false,
        terms,
        inset_days: Vec::new(),
        closures: Vec::new(),
    }
}

fn named(date: &str, name: &str) -> NamedDate {
    NamedDate {
        date: day(date),
        name: name.to_owned(),
    }
}

fn county_parts() -> CalendarParts {
    let mut first = year(
        "2017-18",
        vec![
            term("autumn", "2017-09-04", "2017-10-23", "2017-12-20"),
            term("spring", "2018-01-03", "2018-02-12", "2018-03-29"),
            term("summer", "2018-04-16", "2018-05-28", "2018-07-23"),
        ],
    );
    first.inset_days = vec![day("2017-09-04"), day("2018-01-03")];
    first.closures = vec![named("2018-03-02", "snow")];
    let second = year(
        "2018-19",
        vec![
            term("autumn", "2018-09-03", "2018-10-22", "2018-12-21"),
            term("spring", "2019-01-07", "2019-02-18", "2019-04-05"),
            term("summer", "2019-04-23", "2019-05-27", "2019-07-23"),
        ],
    );
    let mut third = year(
        "2019-20",
        vec![
            term("autumn", "2019-09-04", "2019-10-28", "2019-12-20"),
            term("spring", "2020-01-06", "2020-02-17", "2020-04-03"),
            term("summer", "2020-04-20", "2020-05-25", "2020-07-22"),
        ],
    );
    third.provisional = true;
    CalendarParts {
        id: CalendarId::new("county").unwrap(),
        title: "A county".to_owned(),
        source: None,
        years: vec![first, second, third],
        bank_holidays: [
            "2017-12-25",
            "2017-12-26",
            "2018-01-01",
            "2018-03-30",
            "2018-04-02",
            "2018-05-07",
            "2018-05-28",
            "2018-08-27",
            "2018-12-25",
            "2018-12-26",
            "2019-01-01",
            "2019-04-19",
            "2019-04-22",
            "2019-05-06",
            "2019-05-27",
            "2019-08-26",
            "2019-12-25",
            "2019-12-26",
            "2020-01-01",
            "2020-04-10",
            "2020-04-13",
            "2020-05-08",
            "2020-05-25",
        ]
        .iter()
        .map(|date| named(date, "Bank holiday"))
        .collect(),
    }
}

fn county() -> Calendar {
    static COUNTY: LazyLock<Calendar> = LazyLock::new(|| Calendar::new(county_parts()).unwrap());
    COUNTY.clone()
}
