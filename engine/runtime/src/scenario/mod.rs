//! Scenario files: a workflow, people and dates that are given, then what is done and what is expected, step by step.
//!
//! A file is read by `file`, run by `run` in a rehearsal in memory, and compared by `check`. Nothing here writes
//! anywhere. Tests: `tests/scenarios/` of the project, and the golden files of the command line.

mod check;
mod expect;
mod file;
mod run;
mod toml;

pub use run::{Mismatch, ScenarioRun, run_scenario};

/// How the name of a scenario file ends.
pub const SCENARIO_SUFFIX: &str = ".scenario.toml";
