//! `repair`: keeps what is sound of a damaged workspace.

use std::path::PathBuf;
use std::sync::Arc;

use alongside_runtime::{Counted, RepairRequest, Repaired, RepairedEngagement, repair};
use serde_json::json;

use crate::failure::Failure;
use crate::render::progress::Progress;
use crate::render::text::count;
use crate::session::{Session, path_word};

/// Repair a damaged workspace: keep every intact engagement, and say exactly what is given up
#[derive(Debug, clap::Args)]
#[command(after_long_help = "\
Each engagement is kept as far as its events vouch for one another from the first on; a backup fills in what it has of the \
rest. The damaged log is set aside inside the folder .alongside and stays as it was. Nobody else may use the workspace \
meanwhile. Look first with --dry-run: it changes nothing.

Examples:
  alongside repair --dry-run
  alongside repair --from /media/disk/alongside")]
pub(crate) struct Args {
    /// A folder of backups to take from what is damaged here
    #[arg(long, value_name = "DIR")]
    from: Option<PathBuf>,
    /// Only show what would happen
    #[arg(long)]
    dry_run: bool,
}

pub(crate) fn run(session: &Session, args: Args) -> Result<(), Failure> {
    let screen = &session.screen;
    let counted = Arc::new(Counted::default());
    let request = RepairRequest {
        from: args.from,
        dry_run: args.dry_run,
    };
    let progress = Progress::counting(screen, "repairing", &counted);
    let repaired = repair(&session.start()?, &request, &counted);
    drop(progress);
    let repaired = repaired?;
    if screen.json() {
        return screen.print_json(&json!(repaired));
    }
    screen.print(&told(&repaired))?;
    match (repaired.needed, repaired.dry_run) {
        (false, _) => {}
        (true, true) => screen.note("\nThis was a look; nothing was changed."),
        (true, false) => screen.note("\nNext:\n  alongside verify"),
    }
    Ok(())
}

fn told(repaired: &Repaired) -> String {
    if !repaired.needed {
        return "Nothing is damaged: there is nothing to repair.\n".to_owned();
    }
    let number = |number: u64, thing| count(usize::try_from(number).unwrap_or(usize::MAX), thing);
    let mut text = String::from("Found:\n");
    text.extend(repaired.reasons.iter().map(|reason| format!("  {reason}\n")));
    let (kept, given_up) = match repaired.dry_run {
        true => ("would be kept", "would be given up"),
        false => ("kept", "given up"),
    };
    if repaired.intact > 0 {
        let intact = number(repaired.intact, "engagement");
        text.push_str(&format!(
            "{intact} whole, and {kept}.
"
        ));
    }
    for found in &repaired.engagements {
        text.push_str(&line(found, kept, given_up));
    }
    if repaired.nobodys > 0 {
        let events = number(repaired.nobodys, "event");
        text.push_str(&format!(
            "{events} {given_up}: nothing is left that says whose.\n"
        ));
    }
    for file in &repaired.files {
        let fate = match (file.brought_back, repaired.dry_run) {
            (true, true) => "would be brought back from the backup",
            (true, false) => "brought back from the backup",
            (false, _) => given_up,
        };
        text.push_str(&format!("{}: {fate}.\n", file.file));
    }
    if let Some(aside) = &repaired.set_aside {
        text.push_str(&format!("The damaged log was set aside: {}\n", path_word(aside)));
    }
    text
}

fn line(found: &RepairedEngagement, kept: &str, given_up: &str) -> String {
    let RepairedEngagement {
        engagement, known, ..
    } = found;
    let range = |from: u64, to: u64| match from == to {
        true => format!("event {from}"),
        false => format!("events {from} to {to}"),
    };
    let mut parts = Vec::new();
    if found.kept > 0 {
        parts.push(format!("{} {kept}", range(1, found.kept)));
    }
    if found.brought_back > 0 {
        parts.push(format!("{} of them from the backup", found.brought_back));
    }
    if found.kept < *known {
        parts.push(format!("{} {given_up}", range(found.kept + 1, *known)));
    }
    format!("{engagement}: {}.\n", parts.join(", "))
}
