//! Term dates as the JSON that the `term_dates` generator of UTC Sheffield writes: holidays and bank holidays by
//! academic year, and the list of school days, which is used to check what was understood.

use std::collections::BTreeSet;

use alongside_core::calendar::{Calendar, CalendarId, DateRange, NamedDate, YearParts};
use jiff::civil::Date;
use serde::Deserialize;

use super::holidays::{Holiday, years_between};
use super::imported::{Day, TermDates, check_size, json_problem};
use crate::{Problem, Problems};

#[derive(Deserialize)]
struct File {
    #[serde(default)]
    pd_days: Vec<Day>,
    academic_years: Vec<Year>,
}

#[derive(Deserialize)]
struct Year {
    name: String,
    #[serde(default)]
    provisional: bool,
    #[serde(default)]
    bank_holidays: Vec<Day>,
    school_holidays: Vec<Range>,
    #[serde(default)]
    dates: Vec<Taught>,
}

#[derive(Deserialize)]
struct Range {
    start: Day,
    end: Day,
    #[serde(default)]
    label: String,
}

#[derive(Deserialize)]
struct Taught {
    date: Day,
}

/// Reads term dates in the JSON form of `sheffield_term_dates.json`: `academic_years`, each with
/// `school_holidays` (start, end, label) and `bank_holidays`; `pd_days` are INSET days.
///
/// The file is `text`; `source_name` is what messages call it. Terms are what lies between the holidays.
///
/// # Errors
/// When the text is not such a file, with the line and column; or when a year has no term between its holidays.
pub fn parse_term_dates_json(source_name: &str, text: &str) -> Result<TermDates, Problems> {
    let fail = |problems| Problems::new(source_name, text, problems);
    let file = read(text).map_err(|problem| fail(vec![problem]))?;
    let mut notes = Vec::new();
    let mut problems = Vec::new();
    let mut years = Vec::new();
    let mut bank_holidays: BTreeSet<Date> = BTreeSet::new();
    for (index, year) in file.academic_years.iter().enumerate() {
        bank_holidays.extend(year.bank_holidays.iter().map(|day| day.0));
        match terms_of(index, year) {
            Ok(found) => years.push(found),
            Err(problem) => problems.push(problem),
        }
    }
    if !problems.is_empty() {
        return Err(fail(problems));
    }
    for Day(day) in file.pd_days {
        match years.iter_mut().find(|year| spans(year, day)) {
            Some(year) => year.inset_days.push(day),
            None => {
                let message = format!("`pd_days` has {day}, which is in no academic year of the file");
                notes.push(Problem::warning("alongside::import::left-out", message));
            }
        }
    }
    let bank_holidays: Vec<NamedDate> = bank_holidays.into_iter().map(bank_holiday).collect();
    notes.extend(differences(&years, &bank_holidays, &file.academic_years));
    Ok(TermDates {
        years,
        bank_holidays,
        notes: Problems::new(source_name, text, notes),
    })
}

fn read(text: &str) -> Result<File, Problem> {
    check_size(text)?;
    let help = "the file must have `academic_years`, each with `name` and `school_holidays`";
    let text = text.trim_start_matches('\u{feff}');
    serde_json::from_str(text).map_err(|error| json_problem(text, &error, help))
}

fn terms_of(index: usize, year: &Year) -> Result<YearParts, Problem> {
    let bad = |code, message: String, help: &str| Err(Problem::error(code, message).help(help));
    let mut holidays = Vec::new();
    for (position, holiday) in year.school_holidays.iter().enumerate() {
        let range = DateRange {
            first: holiday.start.0,
            last: holiday.end.0,
        };
        if range.last < range.first {
            let place = format!("academic_years[{index}].school_holidays[{position}]");
            let message = format!(
                "`{place}` ends on {}, before it begins on {}",
                range.last, range.first
            );
            return bad(
                "alongside::import::ends-before-it-begins",
                message,
                "correct one of the dates",
            );
        }
        holidays.push(Holiday {
            range,
            name: holiday.label.clone(),
        });
    }
    let bank_holidays: Vec<NamedDate> = year.bank_holidays.iter().map(|day| bank_holiday(day.0)).collect();
    let mut found = years_between(&holidays, &bank_holidays).years;
    match (found.pop(), found.is_empty()) {
        (Some(only), true) => Ok(YearParts {
            name: year.name.clone(),
            provisional: year.provisional,
            ..only
        }),
        _ => bad(
            "alongside::import::nothing-found",
            format!("`academic_years[{index}].school_holidays` do not enclose the terms of one year"),
            "list the holidays of the year in `school_holidays`, from the summer before it to the summer after it",
        ),
    }
}

/// The file gives bank holidays without their names.
fn bank_holiday(date: Date) -> NamedDate {
    NamedDate {
        date,
        name: "Bank holiday".to_owned(),
    }
}

fn spans(year: &YearParts, day: Date) -> bool {
    let (Some(first), Some(last)) = (year.terms.first(), year.terms.last()) else {
        return false;
    };
    first.first <= day && day <= last.last
}

/// Compares the school days that were understood with those the file lists, year by year.
fn differences(years: &[YearParts], bank_holidays: &[NamedDate], listed: &[Year]) -> Vec<Problem> {
    let Ok(id) = CalendarId::new("imported") else {
        return Vec::new();
    };
    let dates = TermDates {
        years: years.to_vec(),
        bank_holidays: bank_holidays.to_vec(),
        notes: Problems::new("", "", Vec::new()),
    };
    // What makes no calendar is reported when the calendar is made.
    let Ok(calendar) = dates.into_calendar("", id, "Imported", None) else {
        return Vec::new();
    };
    let mut found = Vec::new();
    for (year, listed) in years
        .iter()
        .zip(listed)
        .filter(|(_, listed)| !listed.dates.is_empty())
    {
        let listed: BTreeSet<Date> = listed.dates.iter().map(|taught| taught.date.0).collect();
        let understood = school_days(&calendar, year);
        for (days, message) in [
            (
                &listed - &understood,
                "the file lists school days that its holidays leave out",
            ),
            (
                &understood - &listed,
                "the file's holidays leave school days that it does not list",
            ),
        ] {
            if let Some(first) = days.first() {
                let message = format!("{message} in {}: {}, the first on {first}", year.name, days.len());
                let problem = Problem::warning("alongside::import::days-differ", message);
                found.push(problem.help("compare these days with what the school has published"));
            }
        }
    }
    found
}

fn school_days(calendar: &Calendar, year: &YearParts) -> BTreeSet<Date> {
    let (Some(first), Some(last)) = (year.terms.first(), year.terms.last()) else {
        return BTreeSet::new();
    };
    let days = first
        .first
        .series(jiff::Span::new().days(1))
        .take_while(|day| *day <= last.last);
    days.filter(|day| calendar.is_school_day(*day)).collect()
}
