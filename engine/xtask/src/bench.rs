//! Measures how long a person waits: whole commands of the release build on a workspace of a size an authority reaches.
//!
//! Owns the measuring and the table; the workspace is filled by the example `bench_workspace`. Tests of the figures are
//! below.

use std::path::Path;
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

use crate::failure::Failure;
use crate::process;
use crate::project::Project;

/// How often each command is run before it is measured, so that the disk's cache is warm.
const WARM_UP_RUNS: usize = 3;
/// How often each command is measured.
const RUNS: usize = 30;

/// How large the workspace is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Size {
    /// How many engagements it holds.
    pub(crate) engagements: usize,
    /// How many events each engagement has at least.
    pub(crate) events: usize,
}

impl Default for Size {
    fn default() -> Self {
        Self {
            engagements: 1_000,
            events: 200,
        }
    }
}

/// Fills a workspace and prints how long commands on it take, beside the time of a program that does nothing.
///
/// # Errors
///
/// Something cannot be built, or a command fails.
pub(crate) fn run(project: &Project, size: Size) -> Result<(), Failure> {
    let program = project.build_program(true)?;
    let place = tempfile::tempdir().map_err(Failure::file("create", std::env::temp_dir()))?;
    let workspace = place.path().join("workspace");
    let started = Instant::now();
    fill(project, &workspace, size)?;
    println!(
        "filled in {:.1} s, building included",
        started.elapsed().as_secs_f64()
    );

    let middle = format!("bench-{}", size.engagements / 2);
    let commands: [(&Path, &[&str]); 5] = [
        (Path::new("true"), &[]),
        (&program, &["--version"]),
        (&program, &["show", &middle]),
        (&program, &["next"]),
        (&program, &["list"]),
    ];
    println!(
        "\nmilliseconds of wall time, {RUNS} runs each{:>18}{:>9}{:>9}",
        "least", "median", "most"
    );
    for (program, arguments) in commands {
        let times = measure(program, arguments, &workspace)?;
        let name = program
            .file_name()
            .unwrap_or(program.as_os_str())
            .to_string_lossy();
        let shown = format!("{name} {}", arguments.join(" "));
        println!(
            "{shown:<46}{:>9.2}{:>9.2}{:>9.2}",
            times.least, times.median, times.most
        );
    }
    Ok(())
}

/// Fills a workspace with engagements that are in the middle of their work.
fn fill(project: &Project, workspace: &Path, size: Size) -> Result<(), Failure> {
    let mut cargo = project.cargo();
    cargo.args([
        "run",
        "--quiet",
        "--release",
        "--package",
        "xtask",
        "--example",
        "bench_workspace",
        "--",
    ]);
    process::run(
        cargo
            .arg(workspace)
            .args([size.engagements, size.events].map(|number| number.to_string())),
    )
}

/// Runs a command again and again; what it prints is thrown away, as a person's terminal would take it at once.
fn measure(program: &Path, arguments: &[&str], workspace: &Path) -> Result<Times, Failure> {
    let mut times = Vec::with_capacity(RUNS);
    for run in 0..WARM_UP_RUNS + RUNS {
        let mut command = Command::new(program);
        command.args(arguments).env("ALONGSIDE_WORKSPACE", workspace);
        command
            .stdin(Stdio::null())
            .stdout(Stdio::null())
            .stderr(Stdio::null());
        let started = Instant::now();
        process::quietly(&mut command)?;
        if run >= WARM_UP_RUNS {
            times.push(started.elapsed());
        }
    }
    Ok(Times::of(times))
}

/// What was measured of one command, in milliseconds.
#[derive(Debug, PartialEq)]
struct Times {
    least: f64,
    median: f64,
    most: f64,
}

impl Times {
    /// Sums up measured times; of an even number, the median is the mean of the two in the middle.
    fn of(mut times: Vec<Duration>) -> Self {
        times.sort();
        let at = |index: usize| times.get(index).copied().unwrap_or_default().as_secs_f64() * 1e3;
        let last = times.len().saturating_sub(1);
        Self {
            least: at(0),
            median: f64::midpoint(at(last / 2), at(times.len() / 2)),
            most: at(last),
        }
    }
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use super::Times;

    fn times(milliseconds: &[u64]) -> Times {
        Times::of(milliseconds.iter().copied().map(Duration::from_millis).collect())
    }

    #[test]
    fn least_median_and_most_do_not_depend_on_the_order() {
        assert_eq!(
            times(&[9, 1, 4]),
            Times {
                least: 1.0,
                median: 4.0,
                most: 9.0
            }
        );
        assert_eq!(
            times(&[4, 9, 1, 6]),
            Times {
                least: 1.0,
                median: 5.0,
                most: 9.0
            }
        );
        assert_eq!(
            times(&[7]),
            Times {
                least: 7.0,
                median: 7.0,
                most: 7.0
            }
        );
    }
}
