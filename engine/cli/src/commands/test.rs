//! `test`: runs scenario files, and tells what is not as expected.
//!
//! Owns finding the files, running several at once, and how the outcome looks; what a scenario is belongs to the runtime.

use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Mutex, PoisonError};
use std::time::Instant;

use alongside_runtime::{Mismatch, RuntimeError, SCENARIO_SUFFIX, ScenarioRun, run_scenario};
use serde_json::{Value, json};

use crate::exit::Exit;
use crate::failure::Failure;
use crate::render::text::count;
use crate::session::Session;

/// How deep folders are looked into.
const DEPTH_MAX: usize = 16;

/// How many files are run at most.
const FILES_MAX: usize = 10_000;

/// Run scenario files: what is done in them is done in memory, and what they expect is compared
#[derive(Debug, clap::Args)]
#[command(after_long_help = "\
A scenario file, NAME.scenario.toml, gives a workflow, people and a calendar, then does one thing after another on its \
dates and says what it expects. No workspace is needed and nothing is written. A scenario ends at its first difference. \
Folders are searched with everything in them. How to write one: tests/scenarios/README.md of the project.

Exit codes: 0 all as expected; 1 something was not; 4 a file is wrong; 5 there is no such file, or none at all.

Examples:
  alongside test workflows
  alongside test tests/scenarios/07-pdsa-loop.scenario.toml --json")]
pub(crate) struct Args {
    /// Scenario files, or folders that hold them [default: the current folder]
    #[arg(value_name = "PATH")]
    paths: Vec<PathBuf>,
}

pub(crate) fn run(session: &Session, args: Args) -> Result<(), Failure> {
    let paths = match args.paths.is_empty() {
        true => vec![PathBuf::from(".")],
        false => args.paths,
    };
    let files = files(&paths)?;
    let begun = Instant::now();
    let outcomes = run_all(&files);
    let report = Report {
        session,
        outcomes: files.iter().zip(&outcomes).collect(),
    };
    report.tell(begun)
}

/// Every scenario file that the paths name or hold, each once, in order.
fn files(paths: &[PathBuf]) -> Result<Vec<PathBuf>, Failure> {
    let mut files = Vec::new();
    for path in paths {
        match path.is_dir() {
            true => search(path, 0, &mut files)?,
            false if path.is_file() => files.push(path.clone()),
            false => {
                return Err(RuntimeError::NotFound {
                    what: "scenario file or folder",
                    name: path.display().to_string(),
                    hint: None,
                }
                .into());
            }
        }
    }
    files.sort();
    files.dedup();
    if files.is_empty() {
        let names: Vec<String> = paths.iter().map(|path| path.display().to_string()).collect();
        return Err(RuntimeError::NotFound {
            what: "scenario file in",
            name: names.join(", "),
            hint: Some(format!("the name of a scenario file ends in {SCENARIO_SUFFIX}")),
        }
        .into());
    }
    Ok(files)
}

fn search(folder: &Path, depth: usize, files: &mut Vec<PathBuf>) -> Result<(), Failure> {
    let listing = |error| Failure::Machine {
        action: "list",
        path: folder.to_owned(),
        error,
    };
    for entry in std::fs::read_dir(folder).map_err(listing)? {
        let path = entry.map_err(listing)?.path();
        let name = path
            .file_name()
            .unwrap_or_default()
            .to_string_lossy()
            .into_owned();
        let link = path.is_symlink();
        if path.is_dir() && !link && !name.starts_with('.') && name != "target" && depth < DEPTH_MAX {
            search(&path, depth + 1, files)?;
        } else if name.ends_with(SCENARIO_SUFFIX) && path.is_file() {
            files.push(path);
        }
    }
    match files.len() > FILES_MAX {
        true => Err(Failure::argument(
            "too-many-files",
            format!("{} holds more than {FILES_MAX} scenario files", folder.display()),
            "name a smaller folder",
        )),
        false => Ok(()),
    }
}

type Outcome = Result<ScenarioRun, RuntimeError>;

/// Runs every file, as many at once as the machine has processors.
fn run_all(files: &[PathBuf]) -> Vec<Outcome> {
    let workers = std::thread::available_parallelism()
        .map_or(1, usize::from)
        .min(files.len());
    let next = AtomicUsize::new(0);
    let done: Mutex<Vec<(usize, Outcome)>> = Mutex::new(Vec::new());
    std::thread::scope(|scope| {
        for _ in 0..workers {
            scope.spawn(|| {
                while let Some((index, file)) = {
                    let index = next.fetch_add(1, Ordering::Relaxed);
                    files.get(index).map(|file| (index, file))
                } {
                    let outcome = run_scenario(file);
                    done.lock()
                        .unwrap_or_else(PoisonError::into_inner)
                        .push((index, outcome));
                }
            });
        }
    });
    let mut done = done.into_inner().unwrap_or_else(PoisonError::into_inner);
    done.sort_by_key(|(index, _)| *index);
    done.into_iter().map(|(_, outcome)| outcome).collect()
}

struct Report<'a> {
    session: &'a Session,
    outcomes: Vec<(&'a PathBuf, &'a Outcome)>,
}

impl Report<'_> {
    fn tell(&self, begun: Instant) -> Result<(), Failure> {
        let differ = self
            .outcomes
            .iter()
            .filter(|(_, outcome)| differs(outcome))
            .count();
        let wrong = self
            .outcomes
            .iter()
            .filter(|(_, outcome)| outcome.is_err())
            .count();
        let screen = &self.session.screen;
        if screen.json() {
            let files: Vec<Value> = self
                .outcomes
                .iter()
                .map(|(file, outcome)| as_json(file, outcome))
                .collect();
            screen.print_json(&json!({ "ok": differ + wrong == 0, "files": files }))?;
        } else {
            for (file, outcome) in &self.outcomes {
                self.tell_one(file, outcome)?;
            }
            let good = self.outcomes.len() - differ - wrong;
            let mut line = format!("{}: {good} as expected", count(self.outcomes.len(), "scenario"));
            if differ > 0 {
                line.push_str(&format!(", {differ} not"));
            }
            if wrong > 0 {
                line.push_str(&format!(", {wrong} with problems"));
            }
            screen.tell(&line)?;
            tracing::info!(
                milliseconds = begun.elapsed().as_millis(),
                "all scenarios have run"
            );
        }
        match (differ, wrong) {
            (0, 0) => Ok(()),
            (0, _) => Err(Failure::Told(Exit::Input)),
            _ => Err(Failure::Told(Exit::Failure)),
        }
    }

    fn tell_one(&self, file: &Path, outcome: &Outcome) -> Result<(), Failure> {
        let screen = &self.session.screen;
        let styles = screen.styles();
        let shown = file.display();
        match outcome {
            Ok(run) if run.mismatches.is_empty() => screen.tell(&format!(
                "ok    {shown} ({})",
                count(run.done, "entry").replace("entrys", "entries")
            )),
            Ok(run) => {
                let (on, off) = (styles.error.render(), styles.error.render_reset());
                screen.print(&format!("{on}FAIL{off}  {shown}{}", told(file, &run.mismatches)))
            }
            Err(error) => {
                let (on, off) = (styles.error.render(), styles.error.render_reset());
                if let RuntimeError::Problems(problems) = error {
                    screen.say_problems(problems);
                }
                let hint = error
                    .hint()
                    .map(|hint| format!("\n      hint: {hint}"))
                    .unwrap_or_default();
                screen.print(&format!("{on}WRONG{off} {shown}: {error}{hint}"))
            }
        }
    }
}

/// What is not as expected, place by place.
fn told(file: &Path, mismatches: &[Mismatch]) -> String {
    let mut text = String::new();
    let mut entry = None;
    for mismatch in mismatches {
        if entry != Some(mismatch.entry) {
            entry = Some(mismatch.entry);
            let which = match mismatch.entry {
                0 => "given".to_owned(),
                number => format!("entry {number}"),
            };
            text.push_str(&format!("\n      {which}: {}", mismatch.doing));
        }
        let path = match mismatch.path.as_str() {
            "" => String::new(),
            path => format!(" {path}"),
        };
        text.push_str(&format!("\n      {}:{}:{path}", file.display(), mismatch.line));
        text.push_str(&format!("\n        - expected {}", mismatch.expected));
        text.push_str(&format!("\n        + found    {}", mismatch.found));
    }
    text
}

fn differs(outcome: &Outcome) -> bool {
    outcome.as_ref().is_ok_and(|run| !run.mismatches.is_empty())
}

fn as_json(file: &Path, outcome: &Outcome) -> Value {
    match outcome {
        Ok(run) => {
            let mut told = json!({ "file": file, "ok": run.mismatches.is_empty() });
            if let (Value::Object(fields), Ok(Value::Object(run))) = (&mut told, serde_json::to_value(run)) {
                fields.extend(run);
            }
            told
        }
        Err(error) => {
            let problems = match error {
                RuntimeError::Problems(problems) => problems.to_json(),
                _ => json!([]),
            };
            json!({
                "file": file,
                "ok": false,
                "error": { "code": error.code(), "message": error.to_string(), "hint": error.hint() },
                "problems": problems,
            })
        }
    }
}
