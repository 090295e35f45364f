//! `backup`: copies the workspace into a folder of backups.

use std::path::PathBuf;
use std::sync::Arc;

use alongside_runtime::{Counted, back_up};
use serde_json::json;

use crate::failure::Failure;
use crate::render::progress::Progress;
use crate::render::text::count;
use crate::session::{Session, path_word};

/// Back the workspace up into a folder elsewhere
#[derive(Debug, clap::Args)]
#[command(after_long_help = "\
Others may go on working meanwhile: the backup holds the whole log up to some moment, and everything it names. Only \
what is new since the last backup is written, and everything is read back before the backup counts. Earlier backups in \
the folder stay as they are. A workspace that is damaged is not backed up: the message says what is damaged.

Compiled plugins are left out; they are made again.

Examples:
  alongside backup /media/disk/alongside
  alongside restore /media/disk/alongside programme-restored")]
pub(crate) struct Args {
    /// The folder of backups; made where it is missing
    folder: PathBuf,
}

pub(crate) fn run(session: &Session, args: Args) -> Result<(), Failure> {
    let screen = &session.screen;
    let counted = Arc::new(Counted::default());
    let progress = Progress::counting(screen, "backing up", &counted);
    let made = back_up(&session.start()?, &args.folder, &counted);
    drop(progress);
    let made = made?;
    if screen.json() {
        return screen.print_json(&json!(made));
    }
    let number = |number: u64, thing| count(usize::try_from(number).unwrap_or(usize::MAX), thing);
    screen.tell(&format!(
        "Backed up as {}: {}, {}, {}; {}\nHead of the log: {}\n",
        made.backup,
        count(made.engagements.len(), "engagement"),
        number(made.events, "event"),
        number(made.files, "file"),
        if made.new_bytes == 0 {
            "nothing was new"
        } else {
            "what was new was written and read back"
        },
        made.head,
    ))?;
    screen.note(&format!(
        "\nTo bring it back elsewhere:\n  alongside restore {} FOLDER",
        path_word(&args.folder)
    ));
    Ok(())
}
