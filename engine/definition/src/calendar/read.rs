//! Reads a calendar file of format 1.

mod year;

use alongside_core::calendar::{Calendar, CalendarId, CalendarParts, Field, NamedDate, Place};
use jiff::civil::Date;
use toml::de::DeTable;

use super::places::{Places, may_follow_from_gaps};
use super::reader::{Placed, Reader, Table, Value, shortened};
use crate::{Problem, Problems};

/// The longest calendar file, in bytes.
pub const CALENDAR_BYTES_MAX: usize = 1 << 20;

/// The one format there is.
const FORMAT: &str = "1";

/// Reads the calendar file `source_name`, whose content is `text`.
///
/// # Errors
/// Every problem of the file at once: keys that are missing, unknown or of a wrong type, and dates that make
/// no possible calendar. If the file is not TOML, only the problems of its syntax.
pub fn parse_calendar(source_name: &str, text: &str) -> Result<Calendar, Problems> {
    parse(text).map_err(|problems| Problems::new(source_name, text, problems))
}

fn parse(text: &str) -> Result<Calendar, Vec<Problem>> {
    if text.len() > CALENDAR_BYTES_MAX {
        let message = format!(
            "the file has {} bytes, and at most {CALENDAR_BYTES_MAX} are read",
            text.len()
        );
        let problem = Problem::error("alongside::calendar::too-large", message);
        return Err(vec![problem.help("split the calendar into several files")]);
    }
    let (document, errors) = DeTable::parse_recoverable(text);
    if !errors.is_empty() {
        return Err(errors.iter().map(syntax_problem).collect());
    }
    let span = document.span();
    let root = Table {
        entries: document.get_ref(),
        // An empty file has nothing to underline but its start.
        span: (span.start, span.end),
        what: "the file",
    };
    let mut file = File::default();
    file.places.remember(Place::Calendar, Field::Whole, root.span());
    if !file.format(root) {
        return Err(file.reader.problems);
    }
    let parts = file.calendar(root);
    file.check(parts)
}

fn syntax_problem(error: &toml::de::Error) -> Problem {
    // The syntax knows how many days a month has.
    let (code, help) = if error.message().starts_with("invalid date") {
        (
            "alongside::calendar::bad-date",
            "write a real date as year-month-day, such as 2017-09-04",
        )
    } else {
        let help = "the file must be TOML: `key = value` lines under headings such as `[[year]]`";
        ("alongside::calendar::syntax", help)
    };
    let problem = Problem::error(code, error.message());
    problem.at(error.span().unwrap_or(0..0), "here").help(help)
}

/// A calendar file while it is read.
#[derive(Default)]
struct File {
    reader: Reader,
    places: Places,
}

impl File {
    /// Says whether the file is of the format that is read here.
    fn format(&mut self, root: Table<'_>) -> bool {
        let Some(value) = root.entries.get("format") else {
            let problem = Problem::error(
                "alongside::calendar::missing-key",
                "`format` is missing in the file",
            );
            let problem = problem.at(0..0, "it belongs at the top");
            self.reader
                .problems
                .push(problem.help("add `format = 1` as the first line"));
            return true;
        };
        let Some(number) = value.get_ref().as_integer() else {
            self.reader
                .wrong_type("format", value, "a number", "write `format = 1`");
            return true;
        };
        if number.as_str() == FORMAT {
            return true;
        }
        let message = format!(
            "the file is of format {}, and this program reads format 1",
            number.as_str()
        );
        let problem = Problem::error("alongside::calendar::unknown-format", message);
        let help = "use a newer program, or write the calendar in format 1";
        self.reader
            .problems
            .push(problem.at(value.span(), "this format").help(help));
        false
    }

    fn calendar(&mut self, root: Table<'_>) -> Option<CalendarParts> {
        self.reader
            .only(root, &["format", "calendar", "year", "bank-holidays"]);
        let heading = self.reader.table(root, "calendar", "the calendar");
        if !root.entries.contains_key("calendar") {
            self.reader.incomplete = true;
            let message = "`[calendar]` is missing in the file";
            let problem = Problem::error("alongside::calendar::missing-key", message);
            let help = "add `[calendar]` with an `id` and a `title`";
            self.reader
                .problems
                .push(problem.at(0..0, "it belongs near the top").help(help));
        }
        let (id, title, source) = heading.map(|heading| self.heading(heading)).unwrap_or_default();
        let mut years = Vec::new();
        for value in self
            .reader
            .list(root, "year", "write each year under its own `[[year]]`")
        {
            if let Some(table) = self.reader.as_table("year", value, "the year") {
                let year = self.year(table, years.len());
                years.push(year);
            }
        }
        let bank_holidays = self.bank_holidays(root);
        // What is missing of the heading is a problem already; the rest is checked all the same.
        let id = id.or_else(|| CalendarId::new("unnamed").ok())?;
        let title = title.unwrap_or_else(|| "unnamed".to_owned());
        Some(CalendarParts {
            id,
            title,
            source,
            years,
            bank_holidays,
        })
    }

    fn heading(&mut self, table: Table<'_>) -> (Option<CalendarId>, Option<String>, Option<String>) {
        self.places.remember(Place::Calendar, Field::Whole, table.span());
        self.reader.only(table, &["id", "title", "source"]);
        let id = self
            .reader
            .text(table, "id", "\"hampshire\"")
            .and_then(|id| self.id(&id));
        let title = self.reader.text(table, "title", "\"Hampshire schools\"");
        let source = self
            .reader
            .text_if_any(table, "source", "\"www.example.org/term-dates\"");
        (
            id,
            self.named(Place::Calendar, Field::Name, title),
            self.named(Place::Calendar, Field::Source, source),
        )
    }

    fn id(&mut self, text: &Placed<String>) -> Option<CalendarId> {
        match CalendarId::new(text.value.as_str()) {
            Ok(id) => Some(id),
            Err(error) => {
                self.reader.incomplete = true;
                let problem = Problem::error("alongside::calendar::bad-id", error.to_string());
                let help = "write a short name such as `hampshire`";
                self.reader
                    .problems
                    .push(problem.at(text.span.clone(), "this name").help(help));
                None
            }
        }
    }

    /// Remembers where a text stands and hands it on.
    fn named(&mut self, place: Place, field: Field, text: Option<Placed<String>>) -> Option<String> {
        let text = text?;
        self.places.remember(place, field, text.span);
        Some(text.value)
    }

    fn bank_holidays(&mut self, root: Table<'_>) -> Vec<NamedDate> {
        let Some(table) = self.reader.table(root, "bank-holidays", "the bank holidays") else {
            return Vec::new();
        };
        let mut entries: Vec<(&toml::Spanned<toml::de::DeString<'_>>, &Value<'_>)> =
            table.entries.iter().collect();
        entries.sort_by_key(|(key, _)| key.span().start);
        let mut days = Vec::new();
        for (key, value) in entries {
            let name = self
                .reader
                .as_text(&shortened(key.get_ref()), value, "\"Boxing Day\"");
            let date: Option<Date> = key.get_ref().parse().ok();
            // Only the plain form is a date here: jiff would read times and zones as well.
            let date = date.filter(|date| date.to_string() == **key.get_ref());
            let Some(date) = date else {
                let _: Option<()> = self.reader.no_such_date(key.get_ref(), key.span());
                continue;
            };
            let Some(name) = name else { continue };
            let place = Place::BankHoliday { index: days.len() };
            self.places.remember(place, Field::Whole, key.span());
            self.places.remember(place, Field::Name, name.span);
            days.push(NamedDate {
                date,
                name: name.value,
            });
        }
        days
    }

    /// Checks the calendar as a whole and adds what is wrong with it to what is wrong with the file.
    fn check(self, parts: Option<CalendarParts>) -> Result<Calendar, Vec<Problem>> {
        let mut problems = self.reader.problems;
        let Some(parts) = parts else { return Err(problems) };
        match Calendar::new(parts) {
            Ok(calendar) if problems.is_empty() => Ok(calendar),
            Ok(_) => Err(problems),
            Err(found) => {
                let found = found
                    .iter()
                    .filter(|problem| !(self.reader.incomplete && may_follow_from_gaps(problem)))
                    .map(|problem| self.places.problem(problem));
                problems.extend(found);
                Err(problems)
            }
        }
    }
}
