//! What is asked of every file of the repository: sources of a readable size, no trace of the machine it was written
//! on, no link to a file that is not there.
//!
//! Owns the reading of the files; each rule is a module of its own with its tests. Never changes a file.

mod links;
mod machine;
mod size;

use std::collections::BTreeSet;
use std::path::PathBuf;

use crate::failure::Failure;
use crate::project::Project;

/// Checks every file that git keeps or would keep.
///
/// # Errors
///
/// Every offence, each with its place and what to do.
pub(crate) fn check(project: &Project) -> Result<(), Failure> {
    let files = project.files()?;
    let known: BTreeSet<PathBuf> = files.iter().cloned().collect();
    let machine = machine::Machine::of(project.root());
    let mut offences = Vec::new();
    for path in &files {
        let bytes = std::fs::read(project.root().join(path)).map_err(Failure::file("read", path))?;
        offences.extend(machine.offences(path, &bytes));
        let Ok(text) = std::str::from_utf8(&bytes) else {
            continue;
        };
        match path.extension().and_then(std::ffi::OsStr::to_str) {
            Some("rs") => offences.extend(size::offence(path, text)),
            Some("md") => offences.extend(links::offences(path, text, &known)),
            _ => {}
        }
    }
    if offences.is_empty() {
        println!("{} files are as they should be", files.len());
        return Ok(());
    }
    Err(Failure::Found(format!(
        "to mend in the sources:\n  {}",
        offences.join("\n  ")
    )))
}
