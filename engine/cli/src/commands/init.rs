//! `init`: makes a workspace.

use std::path::{Path, PathBuf};

use alongside_runtime::core::CalendarId;
use alongside_runtime::{InitOptions, init};
use jiff::civil::Date;
use serde_json::json;

use crate::failure::Failure;
use crate::session::{Session, path_word};
use crate::values;

/// Make a workspace: a folder with the bundled workflows, calendars and plugins
#[derive(Debug, clap::Args)]
#[command(after_long_help = "\
A workspace belongs to people (alongside.toml, workflows, calendars, plugins) except for the folder .alongside, which \
holds the log of every engagement and belongs to the program. Files that are there already are left as they are.

Beside the workflows lies their schema. An editor with Taplo or Tombi (for Visual Studio Code the extension Even Better \
TOML) finds it by the first line of a workflow, `#:schema workflow.schema.json`, and then completes keys and marks \
mistakes while you type. Keep that line in files of your own.

Examples:
  alongside init programme
  alongside init rehearsal --rehearsal-from 2018-09-03 --calendar hampshire")]
pub(crate) struct Args {
    /// The folder; made where it is missing
    folder: PathBuf,
    /// The title of the workspace [default: the folder's name]
    #[arg(long)]
    title: Option<String>,
    /// The calendar of a school for which `open` names none
    #[arg(long, value_name = "ID")]
    calendar: Option<CalendarId>,
    /// Make it a rehearsal that starts on this date: time moves only by `tick --to`
    #[arg(long, value_name = "DATE", value_parser = values::date)]
    rehearsal_from: Option<Date>,
}

pub(crate) fn run(session: &Session, args: Args) -> Result<(), Failure> {
    let options = InitOptions {
        title: args.title,
        default_calendar: args.calendar,
        rehearsal_from: args.rehearsal_from,
    };
    let made = init(&args.folder, &options)?;
    let screen = &session.screen;
    if screen.json() {
        return screen.print_json(&json!({ "workspace": made.layout.root(), "files": made.files }));
    }
    let mut text = format!("Made a workspace in {}:\n", args.folder.display());
    text.extend(made.files.iter().map(|file| format!("  {file}\n")));
    screen.tell(&text)?;
    let enter = match args.folder.as_path() {
        here if here == Path::new(".") => String::new(),
        folder => format!("  cd {}\n", path_word(folder)),
    };
    screen.note(&format!(
        "\nNext:\n{enter}  alongside check\n  alongside open --help\n\nAn editor that knows Taplo or Tombi checks \
         workflows as you type: their first line names the schema."
    ));
    Ok(())
}
