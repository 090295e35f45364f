//! The calendars of a workspace.

use std::collections::BTreeMap;
use std::path::Path;

use alongside_core::calendar::{Calendar, CalendarId};

use super::bundle::calendar_texts;
use super::files::{files_in, read_text};
use crate::error::RuntimeError;

/// The calendars that come with every workspace.
pub(crate) fn bundled() -> Result<BTreeMap<CalendarId, Calendar>, RuntimeError> {
    calendar_texts()
        .map(|(name, text)| {
            let calendar = alongside_definition::calendar::parse_calendar(name, &text)
                .map_err(|problems| RuntimeError::Problems(Box::new(problems)))?;
            Ok((calendar.id().clone(), calendar))
        })
        .collect()
}

/// Reads every calendar file of a folder.
pub(crate) fn read_calendars(folder: &Path) -> Result<BTreeMap<CalendarId, Calendar>, RuntimeError> {
    let mut calendars: BTreeMap<CalendarId, Calendar> = BTreeMap::new();
    for path in files_in(folder, "toml")? {
        let name = Path::new("calendars").join(path.file_name().unwrap_or_default());
        let calendar =
            alongside_definition::calendar::parse_calendar(&name.display().to_string(), &read_text(&path)?)
                .map_err(|problems| RuntimeError::Problems(Box::new(problems)))?;
        if let Some(twin) = calendars.insert(calendar.id().clone(), calendar) {
            let id = twin.id();
            return Err(RuntimeError::input_hint(
                "duplicate-calendar",
                format!("two files in {} hold the calendar `{id}`", folder.display()),
                "give one of them another id",
            ));
        }
    }
    Ok(calendars)
}
