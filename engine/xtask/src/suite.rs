//! Runs the tests of both workspaces. Owns which runner is used; never decides what is tested. No tests of its own: it
//! only wires.

use std::process::Command;

use crate::failure::Failure;
use crate::process;
use crate::project::Project;

/// Runs every test: those of the plugins, the examples in the documentation, and last, so that its counts close the
/// output, the engine's.
pub(crate) fn run(project: &Project) -> Result<(), Failure> {
    plugins(project)?;
    documentation(project)?;
    engine(project)
}

/// Runs the engine's tests.
pub(crate) fn engine(project: &Project) -> Result<(), Failure> {
    tests(project, project.cargo())
}

/// Runs the plugins' tests, natively.
pub(crate) fn plugins(project: &Project) -> Result<(), Failure> {
    tests(project, project.plugins_cargo())
}

/// Runs the examples in the documentation of both workspaces.
pub(crate) fn documentation(project: &Project) -> Result<(), Failure> {
    for mut cargo in [project.plugins_cargo(), project.cargo()] {
        process::run(cargo.args(["test", "--workspace", "--doc", "--locked"]))?;
    }
    Ok(())
}

/// Runs the tests of one workspace: with nextest where it is installed, else with cargo itself.
fn tests(project: &Project, mut cargo: Command) -> Result<(), Failure> {
    if has_nextest(project) {
        process::run(cargo.args(["nextest", "run", "--workspace", "--locked"]))
    } else {
        process::run(cargo.args(["test", "--workspace", "--lib", "--bins", "--tests", "--locked"]))
    }
}

fn has_nextest(project: &Project) -> bool {
    process::succeeds(project.cargo().args(["nextest", "--version"]))
}
