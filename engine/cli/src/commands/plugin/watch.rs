//! `plugin watch`: builds and tries a plugin again whenever one of its files changes.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::time::{Duration, SystemTime};

use alongside_runtime::Bench;

use super::{build, test};
use crate::failure::Failure;
use crate::session::Session;

/// How often to look.
const LOOK_EVERY: Duration = Duration::from_millis(300);

/// Build and test a plugin again whenever one of its files changes
#[derive(Debug, clap::Args)]
#[command(after_long_help = "\
Goes on until it is interrupted. What a tool or a case says against the source is told, and the next change is awaited.

Examples:
  alongside plugin watch late-arrivals")]
pub(crate) struct Args {
    /// The folder of the project
    #[arg(value_name = "FOLDER", default_value = ".")]
    project: PathBuf,
    /// End after so many rounds
    #[arg(long, value_name = "NUMBER", hide = true)]
    rounds: Option<u32>,
}

pub(crate) fn run(session: &Session, args: Args) -> Result<(), Failure> {
    let bench = Bench::new(&session.start()?)?;
    let mut seen = BTreeMap::new();
    let mut rounds = 0;
    loop {
        let now = files(&args.project);
        if now == seen {
            std::thread::sleep(LOOK_EVERY);
            continue;
        }
        seen = now;
        if let Err(failure) = round(session, &bench, &args.project) {
            if matches!(failure, Failure::Pipe | Failure::Output(_)) {
                return Err(failure);
            }
            failure.tell(&session.screen);
        }
        rounds += 1;
        if args.rounds == Some(rounds) {
            return Ok(());
        }
        session
            .screen
            .note("Waiting for the next change; interrupt to end.");
    }
}

fn round(session: &Session, bench: &Bench, project: &Path) -> Result<(), Failure> {
    let built = bench.build(project)?;
    session.screen.tell(&build::told(&built))?;
    let tried = bench.test(project, None, &[])?;
    test::tell(&session.screen, &tried, false).map(drop)
}

/// The files that a person writes, with the time of their last change. What cannot be read is not there.
fn files(project: &Path) -> BTreeMap<PathBuf, SystemTime> {
    let mut found = BTreeMap::new();
    let mut folders = vec![project.to_owned()];
    while let Some(folder) = folders.pop() {
        for entry in std::fs::read_dir(folder).into_iter().flatten().flatten() {
            let name = entry.file_name().to_string_lossy().into_owned();
            let Ok(metadata) = entry.metadata() else { continue };
            let made =
                ["build", "target", "node_modules", "__pycache__", "Cargo.lock"].contains(&name.as_str());
            if made || name.starts_with('.') {
                continue;
            }
            if metadata.is_dir() {
                folders.push(entry.path());
            } else if let Ok(changed) = metadata.modified() {
                found.insert(entry.path(), changed);
            }
        }
    }
    found
}
