//! School holidays as iCalendar: all-day events whose names say what they are.

use std::collections::BTreeSet;
use std::ops::Range;

use alongside_core::calendar::{DateRange, NamedDate, YearParts};
use icalendar::parser::{Component, Property, read_components, unfold};
use jiff::civil::{Date, Weekday};

use super::gathered::gathered;
use super::holidays::{Holiday, years_between};
use super::imported::{TermDates, check_size};
use super::reader::shortened;
use crate::{Problem, Problems};

/// How deep components may be nested; real files have two levels.
const NESTING_MAX: usize = 8;
/// The most events in one file.
const EVENTS_MAX: usize = 10_000;
/// The longest event, in days.
const EVENT_DAYS_MAX: i64 = 150;
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

/// An all-day event.
struct Event {
    range: DateRange,
    name: String,
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
            notes: gathered(source_name, text, notes),
        }),
        Err(problems) => Err(gathered(source_name, text, problems)),
    }
}

fn parse(text: &str, notes: &mut Vec<Problem>) -> Result<(Vec<YearParts>, Vec<NamedDate>), Vec<Problem>> {
    check_size(text).map_err(|problem| vec![problem])?;
    let places = event_places(text).map_err(|problem| vec![problem])?;
    let unfolded = unfold(text.trim_start_matches('\u{feff}'));
    let components = read_components(&unfolded).map_err(|_| {
        let problem = Problem::error("alongside::import::bad-icalendar", "the file is not iCalendar");
        vec![
            problem
                .at(0..0, "it must begin with BEGIN:VCALENDAR")
                .help("export the calendar again as .ics"),
        ]
    })?;
    let mut problems = Vec::new();
    let mut holidays = Vec::new();
    let mut bank_holidays = Vec::new();
    let mut inset_days = BTreeSet::new();
    let events = components
        .iter()
        .flat_map(|root| &root.components)
        .filter(|part| part.name == "VEVENT");
    for (index, component) in events.enumerate() {
        let place = Lines {
            text,
            event: places.get(index).cloned().unwrap_or(0..0),
        };
        let event = match all_day(component, &place) {
            Ok(event) => event,
            Err(problem) if problem.severity == crate::Severity::Warning => {
                notes.push(problem);
                continue;
            }
            Err(problem) => {
                problems.push(problem);
                continue;
            }
        };
        match kind(&event) {
            Kind::BankHoliday => bank_holidays.push(NamedDate {
                date: event.range.first,
                name: event.name,
            }),
            Kind::Inset => inset_days.extend(weekdays(event.range)),
            Kind::Holiday => holidays.push(Holiday {
                range: event.range,
                name: event.name,
            }),
            Kind::Other => notes.push(left_out(&event.name, "is no holiday and no INSET day", &place)),
        }
    }
    if !problems.is_empty() {
        return Err(problems);
    }
    bank_holidays.sort();
    bank_holidays.dedup_by_key(|day| day.date);
    let found = years_between(&holidays, &bank_holidays);
    if found.years.is_empty() {
        let message = "no term lies between the holidays of the file";
        let problem = Problem::error("alongside::import::nothing-found", message);
        let help =
            "the file must have all-day events such as `Christmas holiday`, from one summer to the next";
        return Err(vec![problem.help(help)]);
    }
    if found.starts_within_a_year || found.ends_within_a_year {
        let which = if found.starts_within_a_year {
            "first year may lack its start"
        } else {
            "last year may lack its end"
        };
        let message = format!("the {which}: the file has no summer holiday there");
        notes.push(
            Problem::warning("alongside::import::incomplete-year", message)
                .help("compare its terms with what the school has published"),
        );
    }
    let mut years = found.years;
    for day in inset_days {
        let year = years.iter_mut().find(|year| {
            year.terms
                .iter()
                .any(|term| term.first <= day && day <= term.last)
        });
        match year {
            Some(year) => year.inset_days.push(day),
            None => {
                let message = format!("the INSET day {day} is in no term and was left out");
                notes.push(Problem::warning("alongside::import::left-out", message));
            }
        }
    }
    Ok((years, bank_holidays))
}

/// Where each event stands in the text, in order. Refuses what no real calendar has.
fn event_places(text: &str) -> Result<Vec<Range<usize>>, Problem> {
    let mut places: Vec<Range<usize>> = Vec::new();
    let mut depth = 0_usize;
    let mut offset = 0;
    for line in text.split_inclusive('\n') {
        let upper = line
            .trim_start_matches('\u{feff}')
            .trim_end()
            .to_ascii_uppercase();
        if upper.starts_with("BEGIN:") {
            depth += 1;
            if upper == "BEGIN:VEVENT" {
                places.push(offset..offset + line.len());
            }
        } else if upper.starts_with("END:") {
            depth = depth.saturating_sub(1);
            if let Some(last) = places.last_mut().filter(|_| upper == "END:VEVENT") {
                last.end = offset + line.len();
            }
        }
        offset += line.len();
        if depth > NESTING_MAX || places.len() > EVENTS_MAX {
            let message = format!(
                "the file has more than {EVENTS_MAX} events, or parts nested more than {NESTING_MAX} deep"
            );
            let problem = Problem::error("alongside::import::too-large", message);
            return Err(problem
                .at(offset.saturating_sub(line.len())..offset, "from here")
                .help("check that it is the right file"));
        }
    }
    Ok(places)
}

/// Finds the lines of one event.
struct Lines<'a> {
    text: &'a str,
    event: Range<usize>,
}

impl Lines<'_> {
    /// The line of the property `name`, or the first line of the event.
    fn of(&self, name: &str) -> Range<usize> {
        let event = self.text.get(self.event.clone()).unwrap_or_default();
        let mut start = self.event.start;
        for line in event.split_inclusive('\n') {
            if line
                .get(..name.len())
                .is_some_and(|head| head.eq_ignore_ascii_case(name))
            {
                return start..start + line.trim_end().len();
            }
            start += line.len();
        }
        self.event.start..self.event.start + event.lines().next().map_or(0, str::len)
    }
}

fn left_out(name: &str, reason: &str, place: &Lines<'_>) -> Problem {
    let message = format!("`{}` {reason}, and was left out", shortened(name));
    Problem::warning("alongside::import::left-out", message).at(place.of("SUMMARY"), "this event")
}

/// Reads an event; a warning if it is none that counts, an error if its dates are wrong.
fn all_day(component: &Component<'_>, place: &Lines<'_>) -> Result<Event, Problem> {
    let text = |name: &str| {
        component
            .find_prop(name)
            .map(|property| property.val.clone().unescape_text().as_str().trim().to_owned())
    };
    let name = text("SUMMARY").unwrap_or_default();
    let name = name
        .rsplit_once(": ")
        .map_or(name.as_str(), |(_, name)| name)
        .to_owned();
    if text("STATUS").is_some_and(|status| status.eq_ignore_ascii_case("CANCELLED")) {
        return Err(left_out(&name, "is cancelled", place));
    }
    if component.find_prop("RRULE").is_some() || component.find_prop("RDATE").is_some() {
        return Err(left_out(&name, "repeats", place));
    }
    let Some(start) = component.find_prop("DTSTART") else {
        let problem = Problem::error("alongside::import::missing-date", "an event has no DTSTART");
        return Err(problem
            .at(place.of("BEGIN"), "this event")
            .help("export the calendar again as .ics"));
    };
    let Some(first) = date(start, place)? else {
        return Err(left_out(&name, "is not an all-day event", place));
    };
    let last = match component.find_prop("DTEND") {
        Some(end) => date(end, place)?.and_then(|day_after| day_after.yesterday().ok()),
        None => {
            duration_days(component).and_then(|days| first.checked_add(jiff::Span::new().days(days - 1)).ok())
        }
    };
    // Some programs write an end equal to the start for one day, and one day without an end is one day.
    let last = last.map_or(first, |last| {
        if first.yesterday().is_ok_and(|before| before == last) {
            first
        } else {
            last
        }
    });
    let days = last.duration_since(first).as_hours() / 24 + 1;
    if !(1..=EVENT_DAYS_MAX).contains(&days) {
        let message =
            format!("an event runs from {first} to {last}: it must have 1 to {EVENT_DAYS_MAX} days");
        let problem = Problem::error("alongside::import::bad-range", message);
        return Err(problem
            .at(place.of("DTEND"), "the day after its last")
            .help("correct one of the dates"));
    }
    Ok(Event {
        range: DateRange { first, last },
        name,
    })
}

/// Reads a date; none if the value is a moment and not a day.
fn date(property: &Property<'_>, place: &Lines<'_>) -> Result<Option<Date>, Problem> {
    let value = property.val.as_str().trim();
    if value.len() != 8 && value.contains('T') {
        return Ok(None);
    }
    let parsed = Date::strptime("%Y%m%d", value).ok().filter(|_| value.len() == 8);
    parsed.map(Some).ok_or_else(|| {
        let name = property.name.as_str();
        let message = format!("{name} is `{}`, which is no date", shortened(value));
        let problem = Problem::error("alongside::import::bad-date", message);
        problem
            .at(place.of(name), "this date")
            .help("a date has eight digits, such as 20170904")
    })
}

/// Reads a duration in whole days or weeks, such as `P1D`.
fn duration_days(component: &Component<'_>) -> Option<i64> {
    let property = component.find_prop("DURATION")?;
    let text = property
        .val
        .as_str()
        .trim()
        .trim_start_matches('+')
        .strip_prefix('P')?;
    let (number, unit) = text.split_at_checked(text.len().checked_sub(1)?)?;
    let count: i64 = number
        .parse()
        .ok()
        .filter(|count| (1..=EVENT_DAYS_MAX).contains(count))?;
    match unit {
        "D" => Some(count),
        "W" => Some(count * 7),
        _ => None,
    }
}

fn kind(event: &Event) -> Kind {
    let name = event.name.to_lowercase();
    let called = |words: &[&str]| words.iter().any(|word| name.contains(word));
    let days = event.range.last.duration_since(event.range.first).as_hours() / 24 + 1;
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
