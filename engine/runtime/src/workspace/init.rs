//! Making a workspace: a folder with the bundled workflows, calendars and plugins.

use std::path::Path;

use alongside_core::calendar::CalendarId;
use jiff::civil::Date;

use super::files::{create_folder, write_atomically};
use super::settings::{Settings, WORKSPACE_FORMAT};
use super::{Layout, bundle};
use crate::error::RuntimeError;

/// How to make a workspace.
#[derive(Debug, Clone, Default)]
pub struct InitOptions {
    /// Its title; the folder's name where none is given.
    pub title: Option<String>,
    /// The calendar of a party for which none is named.
    pub default_calendar: Option<CalendarId>,
    /// Makes it a rehearsal that starts on this date.
    pub rehearsal_from: Option<Date>,
}

/// A workspace that was made.
#[derive(Debug, Clone)]
pub struct Initialised {
    /// Where everything in it lies.
    pub layout: Layout,
    /// The files that were put into it, by path within the workspace.
    pub files: Vec<String>,
}

/// Makes a workspace in `folder`, which must not be a workspace yet.
///
/// The settings file comes last: a folder without it is not a workspace, so an interrupted start leaves
/// nothing that could be taken for one, and can be repeated.
///
/// # Errors
/// When the folder is a workspace already, or cannot be written.
pub fn init(folder: &Path, options: &InitOptions) -> Result<Initialised, RuntimeError> {
    let layout = Layout::new(folder);
    if layout.settings().exists() {
        return Err(RuntimeError::AlreadyThere(layout.settings()));
    }
    check_calendar(&layout, options)?;
    create_folder(folder)?;
    let mut files = Vec::new();
    for (name, bytes) in bundle::FILES {
        let path = folder.join(name);
        // A file that somebody has put there before is theirs.
        if !path.exists() {
            write_atomically(&path, bytes)?;
            files.push((*name).to_owned());
        }
    }
    let name = folder.canonicalize().ok();
    let name = name
        .as_deref()
        .and_then(Path::file_name)
        .map(|name| name.to_string_lossy().into_owned());
    let settings = Settings {
        format: WORKSPACE_FORMAT,
        title: options
            .title
            .clone()
            .or(name)
            .unwrap_or_else(|| "Engagements".to_owned()),
        default_calendar: options.default_calendar.clone(),
        rehearsal_from: options.rehearsal_from,
        notify: None,
        plugins: crate::packages::PluginSettings::default(),
    };
    write_atomically(&layout.settings(), settings.to_toml().as_bytes())?;
    files.push(super::SETTINGS_FILE.to_owned());
    Ok(Initialised { layout, files })
}

/// Checks, before anything is written, that the default calendar will be there.
fn check_calendar(layout: &Layout, options: &InitOptions) -> Result<(), RuntimeError> {
    let bundled = bundle::calendars();
    match &options.default_calendar {
        Some(id)
            if !bundled.contains(&id.as_str())
                && !layout.calendars().join(format!("{id}.toml")).is_file() =>
        {
            Err(RuntimeError::NotFound {
                what: "calendar",
                name: id.to_string(),
                hint: Some(format!(
                    "calendars that come with a workspace: {}",
                    bundled.join(", ")
                )),
            })
        }
        _ => Ok(()),
    }
}
