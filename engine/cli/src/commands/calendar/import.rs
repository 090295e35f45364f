//! `calendar import`: makes a calendar from a public file.

use std::path::PathBuf;

use alongside_runtime::CalendarRequest;
use alongside_runtime::core::CalendarId;
use serde_json::json;

use super::show::described;
use crate::failure::Failure;
use crate::session::Session;

/// Make a calendar from a public file: iCalendar, term dates as JSON, or another calendar file
#[derive(Debug, clap::Args)]
#[command(after_long_help = "\
Terms are what lies between the holidays of an iCalendar file; look at the result before you rely on it (--preview). \
The bank holidays of https://www.gov.uk/bank-holidays.json can be added to a calendar on the way in \
(--bank-holidays), or later by importing that file with --id. Dates that are pending move at the next `tick`, and the \
log says so.

Examples:
  alongside calendar import terms.ics --id sheffield --bank-holidays bank-holidays.json
  alongside calendar import bank-holidays.json --id sheffield")]
pub(crate) struct Args {
    /// The file
    file: PathBuf,
    /// The calendar's name [default: from the name of the file]
    #[arg(long, value_name = "ID")]
    id: Option<CalendarId>,
    /// The calendar's title
    #[arg(long)]
    title: Option<String>,
    /// The GOV.UK feed of bank holidays, to be added
    #[arg(long, value_name = "FILE")]
    bank_holidays: Option<PathBuf>,
    /// The division of that feed [default: england-and-wales]
    #[arg(long, value_name = "NAME")]
    division: Option<String>,
    /// Take the place of a calendar of the same name
    #[arg(long)]
    replace: bool,
    /// Show what would be kept, and keep nothing
    #[arg(long)]
    preview: bool,
}

pub(crate) async fn run(session: &Session, args: Args) -> Result<(), Failure> {
    let runtime = session.open().await?;
    let preview = args.preview;
    let request = CalendarRequest {
        file: args.file,
        id: args.id,
        title: args.title,
        bank_holidays: args.bank_holidays,
        division: args.division,
        replace: args.replace,
        preview,
    };
    let imported = runtime.import_calendar(request).await?;
    let screen = &session.screen;
    if screen.json() {
        return screen.print_json(&json!({
            "calendar": imported.calendar.parts(),
            "file": imported.path,
            "replaces": imported.replaces,
            "kept": !preview,
            "notes": imported.notes.as_ref().map_or_else(|| json!([]), |notes| notes.to_json()),
        }));
    }
    if let Some(notes) = &imported.notes {
        screen.warn_problems(notes);
    }
    if preview {
        screen.print(&described(&imported.calendar, screen))?;
        screen.note("This was a preview; nothing was kept.");
        return Ok(());
    }
    screen.tell(&described(&imported.calendar, screen))?;
    let done = if imported.replaces { "Replaced" } else { "Wrote" };
    screen.note(&format!("{done} {}", imported.path.display()));
    screen.note("\nNext:\n  alongside tick    moves the dates that depend on it");
    Ok(())
}
