//! What could be named where a command line leaves out an engagement or a step: looked up in the workspace, for a hint.
//! Tests: the golden cases.

use std::ffi::OsString;
use std::path::PathBuf;

use alongside_runtime::Runtime;
use alongside_runtime::core::EngagementId;
use alongside_runtime::executor;
use clap::error::{ContextKind, ContextValue, ErrorKind};

/// How many names a hint lists at most.
const NAMES_MAX: usize = 12;

/// The names that could stand where one is missing; none where nothing is missing, or there is no workspace to look into.
pub(crate) fn hint(error: &clap::Error, arguments: &[OsString]) -> Option<String> {
    if error.kind() != ErrorKind::MissingRequiredArgument {
        return None;
    }
    let Some(ContextValue::Strings(missing)) = error.get(ContextKind::InvalidArg) else {
        return None;
    };
    let lacks = |name: &str| missing.iter().any(|missing| missing == name);
    if !lacks("<ENGAGEMENT>") && !lacks("<STEP>") {
        return None;
    }
    let executor = executor::Builder::new_current_thread().build().ok()?;
    executor.block_on(async {
        let runtime = Runtime::open(&folder(arguments)?).await.ok()?;
        match lacks("<ENGAGEMENT>") {
            true => engagements(&runtime).await,
            false => steps(&runtime, &named(&runtime, arguments).await?).await,
        }
    })
}

/// The workspace that is named, or the current folder.
fn folder(arguments: &[OsString]) -> Option<PathBuf> {
    let mut words = arguments.iter();
    while let Some(word) = words.next() {
        if word == "--workspace" {
            return words.next().map(PathBuf::from);
        }
        if let Some(folder) = word.to_str().and_then(|word| word.strip_prefix("--workspace=")) {
            return Some(PathBuf::from(folder));
        }
    }
    let said = std::env::var_os("ALONGSIDE_WORKSPACE").map(PathBuf::from);
    said.or_else(|| std::env::current_dir().ok())
}

/// The first word that names an engagement.
async fn named(runtime: &Runtime, arguments: &[OsString]) -> Option<EngagementId> {
    // The first two words are the program's name and the command's.
    for word in arguments.iter().skip(2).filter_map(|word| word.to_str()) {
        if let Ok(engagement) = runtime.resolve(word).await {
            return Some(engagement);
        }
    }
    None
}

async fn engagements(runtime: &Runtime) -> Option<String> {
    let listing = runtime.list().await.ok()?;
    let names: Vec<String> = listing.engagements.iter().map(|one| one.id.to_string()).collect();
    match names.is_empty() {
        true => Some("no engagement has been opened yet: see `alongside open --help`".to_owned()),
        false => Some(format!("engagements here: {}", listed(&names))),
    }
}

/// The steps, what is being worked on first.
async fn steps(runtime: &Runtime, engagement: &EngagementId) -> Option<String> {
    let view = runtime.show(engagement).await.ok()?;
    let (at_work, others): (Vec<_>, Vec<_>) = view
        .steps
        .iter()
        .partition(|step| matches!(step.status, Some("active" | "enabled" | "failed")));
    let names: Vec<String> = at_work
        .iter()
        .chain(&others)
        .map(|step| step.id.to_string())
        .collect();
    Some(format!("steps of {engagement}: {}", listed(&names)))
}

/// The first names, and how many more there are.
fn listed(names: &[String]) -> String {
    let shown = names.get(..NAMES_MAX).unwrap_or(names).join(", ");
    match names.len().saturating_sub(NAMES_MAX) {
        0 => shown,
        more => format!("{shown} and {more} more"),
    }
}
