//! Calendars of the workspace: made from public files, or brought up to date with the feed of bank holidays.
//!
//! Owns which kind of file is which and where a calendar is kept; how each kind is read is the definition
//! crate's. Tests: the golden cases of the
//! command line, which is how a calendar gets in.

use std::path::{Path, PathBuf};

use alongside_core::calendar::{Calendar, CalendarId};
use alongside_definition::calendar::{
    DEFAULT_DIVISION, TermDates, parse_bank_holiday_feed, parse_calendar, parse_icalendar,
    parse_term_dates_json, write_calendar,
};
use alongside_definition::{Problem, Problems};

use crate::error::RuntimeError;
use crate::inner::Inner;
use crate::runtime::Runtime;
use crate::workspace::{read_text, write_atomically};

/// What a person says to import a calendar.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct CalendarRequest {
    /// The file: iCalendar, term dates as JSON, a calendar file (TOML), or the GOV.UK feed of bank holidays, which
    /// is added to the calendar that `id` names.
    pub file: PathBuf,
    /// The calendar's name; made from the name of the file where none is given.
    pub id: Option<CalendarId>,
    /// Its title.
    pub title: Option<String>,
    /// The GOV.UK feed of bank holidays, to be added.
    pub bank_holidays: Option<PathBuf>,
    /// The division of that feed; England and Wales where none is given.
    pub division: Option<String>,
    /// Whether it may take the place of a calendar of the same name.
    pub replace: bool,
    /// Whether it is only looked at: nothing is kept then.
    pub preview: bool,
}

/// A calendar that was read, and kept unless it was only looked at.
#[derive(Debug)]
pub struct CalendarImported {
    /// The calendar.
    pub calendar: Calendar,
    /// The file that holds it, or would.
    pub path: PathBuf,
    /// Whether it takes the place of another.
    pub replaces: bool,
    /// What was left out or looks odd; none where nothing does.
    pub notes: Option<Problems>,
}

/// The kinds of file a calendar is read from.
enum Kind {
    ICalendar,
    TermDates,
    BankHolidays,
    Toml,
}

impl Runtime {
    /// Reads a calendar from a file and keeps it in the workspace. Pending dates follow at the next tick.
    ///
    /// # Errors
    /// Every problem of the file at once; or that there is a calendar of that name already.
    pub async fn import_calendar(&self, request: CalendarRequest) -> Result<CalendarImported, RuntimeError> {
        self.run(move |inner| inner.import_calendar(&request)).await
    }
}

impl Inner {
    fn import_calendar(&self, request: &CalendarRequest) -> Result<CalendarImported, RuntimeError> {
        let text = read_text(&request.file)?;
        let kind = kind_of(&request.file, &text)?;
        let (calendar, notes) = match kind {
            Kind::BankHolidays => (self.with_bank_holidays(request, &request.file, &text)?, None),
            Kind::ICalendar => from_term_dates(request, parse_icalendar(&shown(&request.file), &text))?,
            Kind::TermDates => from_term_dates(request, parse_term_dates_json(&shown(&request.file), &text))?,
            Kind::Toml => (renamed(request, &text)?, None),
        };
        let path = self
            .shelf
            .layout()?
            .calendars()
            .join(format!("{}.toml", calendar.id()));
        let replaces = self.calendars()?.contains_key(calendar.id());
        if replaces && !request.replace && !matches!(kind, Kind::BankHolidays) && !request.preview {
            return Err(RuntimeError::input_hint(
                "calendar-exists",
                format!("there is a calendar `{}` already", calendar.id()),
                "replace it with --replace, or choose another name with --id",
            ));
        }
        if replaces && !path.is_file() {
            return Err(RuntimeError::input_hint(
                "calendar-elsewhere",
                format!(
                    "the calendar `{}` is kept in a file of another name",
                    calendar.id()
                ),
                format!("rename that file to {}", path.display()),
            ));
        }
        if !request.preview {
            write_atomically(&path, write_calendar(&calendar).as_bytes())?;
        }
        Ok(CalendarImported {
            calendar,
            path,
            replaces,
            notes,
        })
    }

    /// The calendar that the request names, with the bank holidays of a feed.
    fn with_bank_holidays(
        &self,
        request: &CalendarRequest,
        file: &Path,
        text: &str,
    ) -> Result<Calendar, RuntimeError> {
        let Some(id) = &request.id else {
            return Err(RuntimeError::input_hint(
                "calendar-needed",
                format!(
                    "{} holds bank holidays alone, which are no calendar",
                    file.display()
                ),
                "name the calendar they belong to with --id",
            ));
        };
        let calendars = self.calendars()?;
        let Some(calendar) = calendars.get(id) else {
            let known: Vec<&str> = calendars.keys().map(CalendarId::as_str).collect();
            let hint = Some(format!("calendars here: {}", known.join(", ")));
            return Err(RuntimeError::NotFound {
                what: "calendar",
                name: id.to_string(),
                hint,
            });
        };
        let parts = calendar.parts().clone();
        let mut dates = TermDates {
            years: parts.years,
            bank_holidays: parts.bank_holidays,
            notes: Problems::new("", "", Vec::new()),
        };
        dates.merge_bank_holidays(&feed(request, file, text)?);
        dates
            .into_calendar(
                &shown(file),
                parts.id,
                request.title.clone().unwrap_or(parts.title),
                parts.source,
            )
            .map_err(problems)
    }
}

/// Tells the kinds apart by what is in the file, not by its name.
fn kind_of(file: &Path, text: &str) -> Result<Kind, RuntimeError> {
    let start = text.trim_start_matches('\u{feff}').trim_start();
    if start
        .get(..15)
        .is_some_and(|start| start.eq_ignore_ascii_case("BEGIN:VCALENDAR"))
    {
        Ok(Kind::ICalendar)
    } else if start.starts_with('{') && text.contains("\"academic_years\"") {
        Ok(Kind::TermDates)
    } else if start.starts_with('{') {
        Ok(Kind::BankHolidays)
    } else if file.extension().is_some_and(|extension| extension == "toml") {
        Ok(Kind::Toml)
    } else {
        Err(RuntimeError::input_hint(
            "unknown-calendar-file",
            format!("{} is no calendar that is known", file.display()),
            "give an iCalendar file (.ics), term dates as JSON, a calendar file (.toml), or the bank holidays of \
             https://www.gov.uk/bank-holidays.json",
        ))
    }
}

fn from_term_dates(
    request: &CalendarRequest,
    dates: Result<TermDates, Problems>,
) -> Result<(Calendar, Option<Problems>), RuntimeError> {
    let mut dates = dates.map_err(problems)?;
    if let Some(file) = &request.bank_holidays {
        dates.merge_bank_holidays(&feed(request, file, &read_text(file)?)?);
    }
    let id = name_of(request)?;
    let title = request.title.clone().unwrap_or_else(|| title_of(&id));
    let source = shown(&request.file);
    let notes = std::mem::replace(&mut dates.notes, Problems::new("", "", Vec::new()));
    let calendar = dates
        .into_calendar(&source, id, title, Some(source.clone()))
        .map_err(problems)?;
    Ok((calendar, (!notes.is_empty()).then_some(notes)))
}

/// A calendar file under the name and title that the request gives it.
fn renamed(request: &CalendarRequest, text: &str) -> Result<Calendar, RuntimeError> {
    let name = shown(&request.file);
    let calendar = parse_calendar(&name, text).map_err(problems)?;
    let mut parts = calendar.parts().clone();
    if let Some(id) = &request.id {
        parts.id = id.clone();
    }
    if let Some(title) = &request.title {
        parts.title.clone_from(title);
    }
    Calendar::new(parts).map_err(|found| {
        let found = found
            .iter()
            .map(|p| Problem::error(p.code(), p.to_string()).help(p.help()));
        problems(Problems::new(&name, text, found.collect()))
    })
}

fn feed(
    request: &CalendarRequest,
    file: &Path,
    text: &str,
) -> Result<Vec<alongside_core::calendar::NamedDate>, RuntimeError> {
    let division = request.division.as_deref().unwrap_or(DEFAULT_DIVISION);
    parse_bank_holiday_feed(&shown(file), text, division).map_err(problems)
}

fn name_of(request: &CalendarRequest) -> Result<CalendarId, RuntimeError> {
    if let Some(id) = &request.id {
        return Ok(id.clone());
    }
    let stem = request.file.file_stem().unwrap_or_default().to_string_lossy();
    CalendarId::new(stem.to_lowercase().replace(['_', ' '], "-")).map_err(|error| {
        RuntimeError::input_hint("calendar-name", error.to_string(), "name the calendar with --id")
    })
}

/// `north-shire` as `North shire`.
fn title_of(id: &CalendarId) -> String {
    let words = id.as_str().replace('-', " ");
    let mut letters = words.chars();
    letters
        .next()
        .map_or_else(String::new, |first| first.to_uppercase().chain(letters).collect())
}

fn shown(file: &Path) -> String {
    file.file_name()
        .unwrap_or_default()
        .to_string_lossy()
        .into_owned()
}

fn problems(found: Problems) -> RuntimeError {
    RuntimeError::Problems(Box::new(found))
}
