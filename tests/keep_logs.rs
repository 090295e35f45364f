//! Keeps the logs of this release: runs the worked example and leaves what it wrote, midway and at its exit, in a new
//! folder of `fixtures/logs`, beside what it must fold to for ever.
//!
//! Started by a person, once, before a release that changes a stored form: see `fixtures/logs/README.md`. Never
//! touches what is kept already. What it writes is read by `old_logs.rs`.

#![expect(clippy::print_stdout, reason = "it talks to the person who started it")]

use std::error::Error;
use std::path::Path;

use alongside_core::event::{StoredEvent, decode};
use alongside_core::state::State;
use alongside_tests::{
    DEFINITION, EVENTS, Example, STATE, STATES, WORKSPACE, digest_of_state, events_in_store, line_of_event,
    logs, logs_folder, text_of_state,
};

/// What is kept of a workspace: neither what can be made again (index, compiled plugins, reports) nor `plugins`,
/// whose components lie among the blobs.
const PARTS: [&str; 6] = [
    "alongside.toml",
    "calendars",
    "workflows",
    ".alongside/blobs",
    ".alongside/store/journal",
    ".alongside/store/meta",
];

/// The command after which the engagement is kept midway: evidence is contested, steps are open, timers pending.
const MIDWAY: &str = "contest";

type Failure = Box<dyn Error>;

fn main() -> Result<(), Failure> {
    let release = logs_folder().join(env!("CARGO_PKG_VERSION"));
    if release.exists() {
        return Err(format!("{} is there: what is kept is never changed", release.display()).into());
    }
    // Made elsewhere, so that a run that fails leaves nothing half-kept.
    let made = tempfile::tempdir()?;
    let example = Example::copy("hampshire-primary");
    let workspace = example.path().join("workspace");
    for step in example.steps() {
        let output = example.program(&step).output()?;
        if output.status.success() != step.succeeds {
            let said = String::from_utf8_lossy(&output.stderr);
            return Err(format!("{:?} did not end as its page says: {said}", step.arguments).into());
        }
        if step.arguments.iter().any(|word| word == MIDWAY) {
            keep(&workspace, &made.path().join("midway"))?;
        }
    }
    keep(&workspace, &made.path().join("exit"))?;
    xtask::copy_folder(made.path(), &release)?;
    println!("kept in {}: read it, then commit it", release.display());
    Ok(())
}

fn keep(workspace: &Path, folder: &Path) -> Result<(), Failure> {
    let kept = folder.join(WORKSPACE);
    std::fs::create_dir_all(&kept)?;
    for part in PARTS {
        let (from, to) = (workspace.join(part), kept.join(part));
        if from.is_dir() {
            xtask::copy_folder(&from, &to)?;
        } else {
            std::fs::copy(&from, &to)?;
        }
    }
    let logs = logs(workspace);
    for engagement in logs.as_object().into_iter().flat_map(|logs| logs.keys()) {
        keep_log(workspace, engagement, &folder.join(engagement))?;
    }
    Ok(())
}

/// Writes the readable form of an engagement's log and what it folds to.
fn keep_log(workspace: &Path, engagement: &str, folder: &Path) -> Result<(), Failure> {
    let events = events_in_store(workspace, engagement);
    let mut state = State::default();
    let mut states = Vec::new();
    for event in &events {
        state.evolve(&decode(event)?);
        states.push(digest_of_state(&state) + "\n");
    }
    let pin = state
        .workflow
        .as_ref()
        .ok_or("an engagement without a workflow")?;
    let digest = pin.digest.to_string();
    let blob = workspace
        .join(".alongside/blobs")
        .join(&digest[..2])
        .join(&digest);
    std::fs::create_dir_all(folder)?;
    std::fs::copy(blob, folder.join(DEFINITION))?;
    std::fs::write(folder.join(EVENTS), lines(&events))?;
    std::fs::write(folder.join(STATE), text_of_state(&state))?;
    std::fs::write(folder.join(STATES), states.concat())?;
    Ok(())
}

fn lines(events: &[StoredEvent]) -> String {
    events.iter().map(|event| line_of_event(event) + "\n").collect()
}
