//! Runs the `console` blocks of one page. Owns the copy that they run in; the comparing is the transcript's. No tests:
//! it only wires.

use std::path::Path;

use crate::failure::Failure;
use crate::folders;
use crate::project::Project;
use crate::transcript::{Outcome, Shell, Transcript};

/// Runs a page's commands in a copy of its folder, and compares what they print or writes it down.
///
/// # Errors
///
/// A command does not do what the page says; on updating, only a wrong ending counts.
pub(crate) fn run(project: &Project, page: &Path, update: bool) -> Result<(), Failure> {
    let page = page.canonicalize().map_err(Failure::file("read", page))?;
    let transcript = Transcript::read(&page)?;
    let program = project.build_program(false)?;
    let place = tempfile::tempdir().map_err(Failure::file("create", std::env::temp_dir()))?;
    folders::copy(page.parent().unwrap_or(&page), place.path())?;
    let mut shell = Shell::new(place.path(), program.parent().unwrap_or(&program))?;
    let mut outcomes: Vec<Outcome> = Vec::new();
    for entry in transcript.entries() {
        let outcome = shell.run(entry)?;
        if update {
            transcript.check_ending(entry, &outcome)?;
        } else {
            transcript.check(entry, &outcome)?;
        }
        outcomes.push(outcome);
    }
    if update {
        std::fs::write(&page, transcript.updated(&outcomes)).map_err(Failure::file("write", &page))?;
    }
    println!(
        "{} commands of {} do what the page says",
        outcomes.len(),
        page.display()
    );
    Ok(())
}
