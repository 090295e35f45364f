//! `restore`: makes a workspace from a backup.

use std::path::PathBuf;
use std::sync::Arc;

use alongside_runtime::{Counted, RestoreRequest, restore};
use serde_json::json;

use crate::failure::Failure;
use crate::render::progress::Progress;
use crate::render::text::count;
use crate::session::{Session, path_word};

/// Make a workspace from a backup, in a new folder
#[derive(Debug, clap::Args)]
#[command(after_long_help = "\
The whole backup is checked before anything is written, and the whole workspace once it is. The folder must be missing \
or empty: nothing is ever restored over a workspace that is in use.

Examples:
  alongside restore /media/disk/alongside programme-restored
  alongside restore /media/disk/alongside programme-in-may --backup 0012")]
pub(crate) struct Args {
    /// The folder of backups
    from: PathBuf,
    /// The folder of the new workspace: missing or empty
    to: PathBuf,
    /// The backup [default: the latest]
    #[arg(long, value_name = "NAME")]
    backup: Option<String>,
}

pub(crate) fn run(session: &Session, args: Args) -> Result<(), Failure> {
    let screen = &session.screen;
    let counted = Arc::new(Counted::default());
    let request = RestoreRequest {
        from: args.from,
        to: args.to,
        backup: args.backup,
    };
    let progress = Progress::counting(screen, "restoring", &counted);
    let restored = restore(&request, &counted);
    drop(progress);
    let restored = restored?;
    if screen.json() {
        return screen.print_json(&json!(restored));
    }
    let number = |number: u64, thing| count(usize::try_from(number).unwrap_or(usize::MAX), thing);
    screen.tell(&format!(
        "Restored {} into {}: {}, {}; all of it is sound.\n",
        restored.backup,
        path_word(&request.to),
        count(restored.engagements.len(), "engagement"),
        number(restored.events, "event"),
    ))?;
    screen.note(&format!(
        "\nNext:\n  cd {}\n  alongside doctor",
        path_word(&request.to)
    ));
    Ok(())
}
