//! `upgrade`: brings the store of a workspace up to date with this release.

use alongside_runtime::upgrade;
use serde_json::json;

use crate::failure::Failure;
use crate::render::progress::Progress;
use crate::render::text::count;
use crate::session::{Session, path_word};

/// Bring the log of a workspace that an older release wrote up to date
#[derive(Debug, clap::Args)]
#[command(after_long_help = "\
Every command does this by itself when it opens such a workspace: the older log is copied first, and the copy stays. A \
workspace of a newer release is refused. With --dry-run it is tried on a copy, which is checked and thrown away.")]
pub(crate) struct Args {
    /// Try it on a copy, and say how it went
    #[arg(long)]
    dry_run: bool,
}

pub(crate) fn run(session: &Session, args: Args) -> Result<(), Failure> {
    let screen = &session.screen;
    let progress = Progress::start(screen, "bringing up to date");
    let upgraded = upgrade(&session.start()?, args.dry_run);
    drop(progress);
    let upgraded = upgraded?;
    if screen.json() {
        return screen.print_json(&json!(upgraded));
    }
    let events = count(usize::try_from(upgraded.events).unwrap_or(usize::MAX), "event");
    let to = upgraded.to;
    let mut text = match upgraded.from {
        Some(from) if from < to && args.dry_run => {
            format!(
                "The log has format {from} and would be brought to format {to}: {events} read back on a copy.\n"
            )
        }
        Some(from) if from < to => {
            format!("Brought the log from format {from} to format {to}: {events} read back.\n")
        }
        _ => format!("The log has format {to}, that of this release: {events} read back.\n"),
    };
    if let Some(copy) = &upgraded.copied_to {
        text.push_str(&format!("The older log was copied to {}\n", path_word(copy)));
    }
    screen.tell(&text)
}
