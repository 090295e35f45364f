//! School holidays as iCalendar: all-day events whose names say what they are.

mod event;

use std::collections::BTreeSet;

use alongside_core::calendar::{DateRange, NamedDate, YearParts};
use icalendar::parser::{Component, read_components, unfold};
use jiff::civil::{Date, Weekday};

use self::event::{Event, Lines, all_day, event_places, left_out};
use super::holidays::{Found, Holiday, years_between};
use super::imported::{TermDates, check_size};
use crate::{Problem, Problems, Severity};

/// The most INSET days in one event.
const INSET_DAYS_MAX: i64 = 14;

/// What an event says of its days.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Kind {
    BankHoliday,
    Inset,
    Holiday,
    Other,
}

/// What the events of a file say.
#[derive(Default)]
struct Events {
    holidays: Vec<Holiday>,
    bank_holidays: Vec<NamedDate>,
    inset_days: BTreeSet<Date>,
    /// What keeps the file from being used.
    problems: Vec<Problem>,
    /// What was left out or looks odd.
    notes: Vec<Problem>,
}

/// Reads school holidays, bank holidays and INSET days from an iCalendar file.
///
/// The file is `text`; `source_name` is what messages call it. Only all-day events count, told apart by their
/// names: a single day called a bank holiday (or after one), an INSET or training day, and whatever is called
/// a holiday, a half-term or a break; a place in front of the name, as in `Sheffield: Easter holiday`, is
/// ignored. Other events are left out and noted. The end of an event is the day after its last, as the format
/// says. Terms are what lies between the holidays.
///
/// # Errors
/// When the text is not iCalendar, when a date is none or an event ends before it begins, each with its line;
/// or when no term lies between the holidays.
pub fn parse_icalendar(source_name: &str, text: &str) -> Result<TermDates, Problems> {
    let mut notes = Vec::new();
    match parse(text, &mut notes) {
        Ok((years, bank_holidays)) => Ok(TermDates {
            years,
            bank_holidays,
            notes: Problems::new(source_name, text, notes),
        }),
        Err(problems) => Err(Problems::new(source_name, text, problems)),
    }
}

fn parse(text: &str, notes: &mut Vec<Problem>) -> Result<(Vec<YearParts>, Vec<NamedDate>), Vec<Problem>> {
    let mut events = read_events(text).map_err(|problem| vec![problem])?;
    notes.append(&mut events.notes);
    if !events.problems.is_empty() {
        return Err(events.problems);
    }
    let mut bank_holidays = events.bank_holidays;
    bank_holidays.sort();
    bank_holidays.dedup_by_key(|day| day.date);
    let found = years_between(&events.holidays, &bank_holidays);
    if found.years.is_empty() {
        let message = "no term lies between the holidays of the file";
        let problem = Problem::error("alongside::import::nothing-found", message);
        let help =
            "the file must have all-day events such as `Christmas holiday`, from one summer to the next";
        return Err(vec![problem.help(help)]);
    }
    notes.extend(incomplete(&found));
    let mut years = found.years;
    for day in events.inset_days {
        let in_term = |year: &&mut YearParts| {
            let mut terms = year.terms.iter();
            terms.any(|term| term.first <= day && day <= term.last)
        };
        match years.iter_mut().find(in_term) {
            Some(year) => year.inset_days.push(day),
            None => {
                let message = format!("the INSET day {day} is in no term and was left out");
                notes.push(Problem::warning("alongside::import::left-out", message));
            }
        }
    }
    Ok((years, bank_holidays))
}

/// Notes that the file may not have all of its first or last year.
fn incomplete(found: &Found) -> Option<Problem> {
    let which = if found.starts_within_a_year {
        "first year may lack its start"
    } else if found.ends_within_a_year {
        "last year may lack its end"
    } else {
        return None;
    };
    let message = format!("the {which}: the file has no summer holiday there");
    let problem = Problem::warning("alongside::import::incomplete-year", message);
    Some(problem.help("compare its terms with what the school has published"))
}

/// Reads every event of the file.
fn read_events(text: &str) -> Result<Events, Problem> {
    check_size(text)?;
    let places = event_places(text)?;
    let unfolded = unfold(text.trim_start_matches('\u{feff}'));
    let components = read_components(&unfolded).map_err(|_| {
        let problem = Problem::error("alongside::import::bad-icalendar", "the file is not iCalendar");
        let problem = problem.at(0..0, "it must begin with BEGIN:VCALENDAR");
        problem.help("export the calendar again as .ics")
    })?;
    let mut events = Events::default();
    let components = components.iter().flat_map(|root| &root.components);
    for (index, component) in components.filter(|part| part.name == "VEVENT").enumerate() {
        let event = places.get(index).cloned().unwrap_or(0..0);
        events.take(component, &Lines { text, event });
    }
    Ok(events)
}

impl Events {
    fn take(&mut self, component: &Component<'_>, place: &Lines<'_>) {
        let Event { range, name } = match all_day(component, place) {
            Ok(event) => event,
            Err(problem) if problem.severity == Severity::Warning => return self.notes.push(problem),
            Err(problem) => return self.problems.push(problem),
        };
        match kind(range, &name) {
            Kind::BankHoliday => self.bank_holidays.push(NamedDate {
                date: range.first,
                name,
            }),
            Kind::Inset => self.inset_days.extend(weekdays(range)),
            Kind::Holiday => self.holidays.push(Holiday { range, name }),
            Kind::Other => self
                .notes
                .push(left_out(&name, "is no holiday and no INSET day", place)),
        }
    }
}

fn kind(range: DateRange, name: &str) -> Kind {
    let name = name.to_lowercase();
    let called = |words: &[&str]| words.iter().any(|word| name.contains(word));
    let days = range.last.duration_since(range.first).as_hours() / 24 + 1;
    let bank_holidays = [
        "bank holiday",
        "good friday",
        "easter monday",
        "christmas day",
        "boxing day",
        "new year",
    ];
    let inset = [
        "inset",
        "training day",
        "staff training",
        "professional development",
        "pd day",
    ];
    if days == 1 && called(&bank_holidays) {
        Kind::BankHoliday
    } else if days <= INSET_DAYS_MAX && called(&inset) {
        Kind::Inset
    } else if called(&["holiday", "half-term", "half term", "break", "vacation"]) {
        Kind::Holiday
    } else {
        Kind::Other
    }
}

fn weekdays(range: DateRange) -> impl Iterator<Item = Date> {
    let days = range
        .first
        .series(jiff::Span::new().days(1))
        .take_while(move |day| *day <= range.last);
    days.filter(|day| !matches!(day.weekday(), Weekday::Saturday | Weekday::Sunday))
}
