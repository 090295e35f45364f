//! The bank holidays that GOV.UK publishes for each part of the United Kingdom, as JSON.

use std::collections::{BTreeMap, BTreeSet};

use alongside_core::calendar::NamedDate;
use serde::Deserialize;

use super::imported::{Day, check_size, json_problem};
use crate::words::{listed, nearest};
use crate::{Problem, Problems};

/// The division of the feed that schools in England and Wales keep.
pub const DEFAULT_DIVISION: &str = "england-and-wales";

#[derive(Deserialize)]
struct Division {
    events: Vec<Event>,
}

#[derive(Deserialize)]
struct Event {
    title: String,
    date: Day,
}

/// Reads the bank holidays of one `division` from the feed of <https://www.gov.uk/bank-holidays.json>.
///
/// The file is `text`; `source_name` is what messages call it.
///
/// # Errors
/// When the text is not the feed, with the line and column; when it has no such division; or when a division
/// is empty or lists a day twice.
pub fn parse_bank_holiday_feed(
    source_name: &str,
    text: &str,
    division: &str,
) -> Result<Vec<NamedDate>, Problems> {
    parse(text, division).map_err(|problem| Problems::new(source_name, text, vec![problem]))
}

fn parse(text: &str, division: &str) -> Result<Vec<NamedDate>, Problem> {
    check_size(text)?;
    let text = text.trim_start_matches('\u{feff}');
    let help = "download the feed again from https://www.gov.uk/bank-holidays.json";
    let mut divisions: BTreeMap<String, Division> =
        serde_json::from_str(text).map_err(|error| json_problem(text, &error, help))?;
    let Some(found) = divisions.remove(division) else {
        let names = || divisions.keys().map(String::as_str);
        let message = format!("the feed has no division `{division}`");
        let help = match nearest(division, names()) {
            Some(meant) => format!("did you mean `{meant}`?"),
            None => format!("use {}", listed(names())),
        };
        return Err(Problem::error("alongside::import::unknown-division", message).help(help));
    };
    if found.events.is_empty() {
        let message = format!("`{division}.events` is empty");
        return Err(Problem::error("alongside::import::nothing-found", message).help(help));
    }
    let mut seen = BTreeSet::new();
    let mut days = Vec::new();
    for (index, event) in found.events.into_iter().enumerate() {
        if !seen.insert(event.date.0) {
            let message = format!("`{division}.events[{index}].date` repeats {}", event.date.0);
            return Err(Problem::error("alongside::import::duplicate-date", message).help(help));
        }
        days.push(NamedDate {
            date: event.date.0,
            name: event.title,
        });
    }
    days.sort();
    Ok(days)
}
