//! One event of an iCalendar file: its days, its name, and where it stands.

use std::ops::Range;

use alongside_core::calendar::DateRange;
use icalendar::parser::{Component, Property};
use jiff::civil::Date;

use super::super::reader::shortened;
use crate::Problem;

/// How deep components may be nested; real files have two levels.
const NESTING_MAX: usize = 8;
/// The most events in one file.
const EVENTS_MAX: usize = 10_000;
/// The longest event, in days.
const EVENT_DAYS_MAX: i64 = 150;

/// An all-day event.
pub(super) struct Event {
    pub(super) range: DateRange,
    pub(super) name: String,
}

/// Where each event stands in the text, in order. Refuses what no real calendar has.
pub(super) fn event_places(text: &str) -> Result<Vec<Range<usize>>, Problem> {
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
pub(super) struct Lines<'a> {
    pub(super) text: &'a str,
    pub(super) event: Range<usize>,
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

/// Notes that an event does not count.
pub(super) fn left_out(name: &str, reason: &str, place: &Lines<'_>) -> Problem {
    let message = format!("`{}` {reason}, and was left out", shortened(name));
    Problem::warning("alongside::import::left-out", message).at(place.of("SUMMARY"), "this event")
}

/// Reads an event; a warning if it is none that counts, an error if its dates are wrong.
pub(super) fn all_day(component: &Component<'_>, place: &Lines<'_>) -> Result<Event, Problem> {
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
