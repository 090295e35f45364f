//! Support for the cross-crate tests: the program, the worked example, the logs kept from older releases, and a
//! generator of seeded numbers.
//!
//! These tests run the program as a person does, in folders of their own. What a test proves stands in the test.

#![expect(clippy::panic, reason = "a test fails by panicking")]

mod kept;

pub use kept::{
    DEFINITION, EVENTS, KeptLog, KeptWorkspace, STATE, STATES, WORKSPACE, digest_of_state, events_in_store,
    kept_workspaces, line_of_event, logs_folder, text_of_state,
};

use std::path::{Path, PathBuf};
use std::process::{Command, Output, Stdio};

use tempfile::TempDir;
use xtask::transcript::{Entry, Transcript};

/// The commands that change an engagement; each takes `--command-id`.
const CHANGING: [&str; 13] = [
    "open", "start", "do", "decide", "offer", "accept", "contest", "approve", "decline", "skip", "retry",
    "event", "end",
];

/// The root of the project.
pub fn project() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR"))
        .parent()
        .map_or_else(|| PathBuf::from(".."), Path::to_owned)
}

/// The folder that holds the built program: two above the running test.
pub fn programs() -> PathBuf {
    let test =
        std::env::current_exe().unwrap_or_else(|error| panic!("failed to find the running test: {error}"));
    let folder = test.ancestors().nth(2).map(Path::to_owned).unwrap_or_default();
    let program = folder.join("alongside");
    assert!(
        program.is_file(),
        "{} is not built: run the tests of the whole workspace, or `cargo build -p alongside-cli`",
        program.display()
    );
    folder
}

/// The examples that have a page with a transcript.
pub fn examples() -> Vec<PathBuf> {
    let folder = project().join("examples");
    let entries = std::fs::read_dir(&folder).unwrap_or_else(|error| panic!("{}: {error}", folder.display()));
    let mut found: Vec<PathBuf> = entries
        .filter_map(|entry| Some(entry.ok()?.path()))
        .filter(|path| path.join("README.md").is_file())
        .collect();
    found.sort();
    found
}

/// A copy of the worked example in a folder of its own, with the commands of its page.
pub struct Example {
    /// The copy; gone when this is dropped.
    pub folder: TempDir,
    entries: Vec<Entry>,
}

/// One command of the worked example.
#[derive(Debug, Clone)]
pub struct Step {
    /// The folder in which it runs, within the example's.
    pub folder: PathBuf,
    /// Its arguments, the program left out.
    pub arguments: Vec<String>,
    /// Whether the page says that it ends well.
    pub succeeds: bool,
}

impl Example {
    /// Copies the example called `name`.
    pub fn copy(name: &str) -> Self {
        let source = project().join("examples").join(name);
        let folder = tempfile::tempdir().unwrap_or_else(|error| panic!("no folder for a test: {error}"));
        xtask::copy_folder(&source, folder.path()).unwrap_or_else(|error| panic!("{error}"));
        let transcript =
            Transcript::read(&source.join("README.md")).unwrap_or_else(|error| panic!("{error}"));
        Self {
            folder,
            entries: transcript.entries().to_vec(),
        }
    }

    /// The commands of the page, every changing one under an id of its own, so that it may be repeated.
    pub fn steps(&self) -> Vec<Step> {
        let mut folder = PathBuf::new();
        let mut steps = Vec::new();
        for (number, entry) in self.entries.iter().enumerate() {
            match entry.words.split_first() {
                Some((program, to)) if program == "cd" => folder.extend(to),
                Some((program, arguments)) if program == "alongside" => {
                    let mut arguments = arguments.to_vec();
                    if arguments.iter().any(|word| CHANGING.contains(&word.as_str())) {
                        arguments.extend(["--command-id".to_owned(), format!("example-{number}")]);
                    }
                    let succeeds = entry.ending == xtask::transcript::Ending::Success;
                    steps.push(Step {
                        folder: folder.clone(),
                        arguments,
                        succeeds,
                    });
                }
                _ => {}
            }
        }
        steps
    }

    /// The folder of the copy.
    pub fn path(&self) -> &Path {
        self.folder.path()
    }

    /// Prepares the program for one of the example's commands.
    pub fn program(&self, step: &Step) -> Command {
        program_in(&self.path().join(&step.folder), &step.arguments)
    }
}

/// Prepares the program with arguments, to run in `folder`.
pub fn program_in(folder: &Path, arguments: &[String]) -> Command {
    let mut command = Command::new(programs().join("alongside"));
    command.args(arguments).current_dir(folder).stdin(Stdio::null());
    command
        .env("NO_COLOR", "1")
        .env("TZ", "UTC")
        .env_remove("ALONGSIDE_WORKSPACE");
    command
}

/// Runs the program to its end.
pub fn run_in(folder: &Path, arguments: &[&str]) -> Output {
    let arguments: Vec<String> = arguments.iter().map(|&word| word.to_owned()).collect();
    let output = program_in(folder, &arguments).output();
    output.unwrap_or_else(|error| panic!("failed to run alongside: {error}"))
}

/// Every engagement of a workspace with its whole log, as the program tells it.
pub fn logs(workspace: &Path) -> serde_json::Value {
    let listing = run_in(workspace, &["list", "--json"]);
    assert!(
        listing.status.success(),
        "{}",
        String::from_utf8_lossy(&listing.stderr)
    );
    let listing: serde_json::Value = json(&listing.stdout);
    let engagements = listing
        .get("engagements")
        .and_then(serde_json::Value::as_array)
        .cloned()
        .unwrap_or_default();
    let logs = engagements
        .iter()
        .filter_map(|engagement| engagement.get("id")?.as_str())
        .map(|id| {
            let history = run_in(workspace, &["history", id, "--all", "--json"]);
            assert!(
                history.status.success(),
                "{}",
                String::from_utf8_lossy(&history.stderr)
            );
            (id.to_owned(), json(&history.stdout))
        });
    serde_json::Value::Object(logs.collect())
}

fn json(bytes: &[u8]) -> serde_json::Value {
    serde_json::from_slice(bytes)
        .unwrap_or_else(|error| panic!("not JSON: {error}\n{}", String::from_utf8_lossy(bytes)))
}

/// A small generator of numbers (SplitMix64): the same seed gives the same run on every machine.
pub struct Seeded(u64);

impl Seeded {
    /// Takes the seed from the environment variable `ALONGSIDE_SEED`, or the given one, and prints it.
    pub fn new(seed: u64) -> Self {
        let named = std::env::var("ALONGSIDE_SEED")
            .ok()
            .and_then(|text| text.parse().ok());
        let seed = named.unwrap_or(seed);
        eprint_seed(seed);
        Self(seed)
    }

    /// A number below `bound`, which must not be zero.
    pub fn below(&mut self, bound: u64) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut mixed = self.0;
        mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        (mixed ^ (mixed >> 31)) % bound
    }
}

#[expect(clippy::print_stderr, reason = "a seeded test says its seed")]
fn eprint_seed(seed: u64) {
    eprintln!("seed {seed}: set ALONGSIDE_SEED={seed} to repeat this run");
}
