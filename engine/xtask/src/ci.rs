//! Everything that must hold before a change is taken: what a person runs and what CI runs. Owns the stages, their
//! order and the report at the end; each stage's work is done elsewhere. Tests of the choice of stages are below.

use std::time::{Duration, Instant};

use crate::failure::Failure;
use crate::process;
use crate::project::Project;
use crate::{direction, plugins, schema, sources, suite};

/// One thing that is checked.
pub(crate) struct Stage {
    /// What `--only` and `--skip` call it.
    pub(crate) name: &'static str,
    /// What holds when it passes.
    pub(crate) about: &'static str,
    run: fn(&Project) -> Result<(), Failure>,
}

/// All stages, the quick ones first; the tests come last, so that their counts close the output.
pub(crate) const STAGES: [Stage; 11] = [
    Stage {
        name: "format",
        about: "the sources are formatted",
        run: format,
    },
    Stage {
        name: "sources",
        about: "files are short, name no machine, link to what is there",
        run: sources::check,
    },
    Stage {
        name: "schema",
        about: "workflow files are valid by the schema that editors read",
        run: schema::check,
    },
    Stage {
        name: "direction",
        about: "crates depend on each other in one direction",
        run: direction::check,
    },
    Stage {
        name: "deny",
        about: "licences and sources of dependencies are allowed",
        run: deny,
    },
    Stage {
        name: "clippy",
        about: "no warnings",
        run: clippy,
    },
    Stage {
        name: "generated",
        about: "what is generated is what its generator writes",
        run: generated,
    },
    Stage {
        name: "docs",
        about: "the documentation builds without warnings",
        run: docs,
    },
    Stage {
        name: "doctests",
        about: "the examples in the documentation work",
        run: suite::documentation,
    },
    Stage {
        name: "plugin-tests",
        about: "the plugins pass their tests",
        run: suite::plugins,
    },
    Stage {
        name: "tests",
        about: "the engine passes its tests",
        run: suite::engine,
    },
];

/// Runs the chosen stages, all of them to the end, and reports those that failed.
///
/// # Errors
///
/// At least one stage failed; the failure names each.
pub(crate) fn run(project: &Project, only: &[String], skip: &[String]) -> Result<(), Failure> {
    let chosen = choose(only, skip)?;
    let mut failed = Vec::new();
    let mut times = Vec::new();
    for (number, stage) in chosen.iter().enumerate() {
        if number > 0 && number + 1 == chosen.len() {
            report(&times);
        }
        println!(
            "\n== {}: {} ({} of {})",
            stage.name,
            stage.about,
            number + 1,
            chosen.len()
        );
        let started = Instant::now();
        let result = (stage.run)(project);
        times.push((stage.name, started.elapsed(), result.is_ok()));
        if let Err(failure) = result {
            println!("{}: {failure}", stage.name);
            failed.push(stage.name);
        }
    }
    if failed.is_empty() {
        return Ok(());
    }
    report(&times);
    Err(Failure::Found(format!(
        "{} of {} stages failed: {}\n  run one again with `cargo xtask ci --only NAME`",
        failed.len(),
        chosen.len(),
        failed.join(", ")
    )))
}

/// Chooses the stages to run.
fn choose(only: &[String], skip: &[String]) -> Result<Vec<&'static Stage>, Failure> {
    for name in only.iter().chain(skip) {
        if !STAGES.iter().any(|stage| stage.name == name) {
            let names = STAGES.map(|stage| stage.name).join(", ");
            return Err(Failure::Arguments(format!(
                "there is no stage `{name}`; there are: {names}"
            )));
        }
    }
    let is_chosen = |stage: &&Stage| {
        let named = |names: &[String]| names.iter().any(|name| name == stage.name);
        (only.is_empty() || named(only)) && !named(skip)
    };
    Ok(STAGES.iter().filter(is_chosen).collect())
}

/// Prints how long each stage took and which failed.
fn report(times: &[(&'static str, Duration, bool)]) {
    println!();
    for (name, time, passed) in times {
        println!(
            "{name:>14} {:>7.1} s  {}",
            time.as_secs_f64(),
            if *passed { "passed" } else { "FAILED" }
        );
    }
}

fn format(project: &Project) -> Result<(), Failure> {
    process::run(project.cargo().args(["fmt", "--all", "--check"]))?;
    process::run(project.plugins_cargo().args(["fmt", "--all", "--check"]))
}

fn clippy(project: &Project) -> Result<(), Failure> {
    let all = [
        "clippy",
        "--workspace",
        "--all-targets",
        "--locked",
        "--",
        "--deny",
        "warnings",
    ];
    process::run(project.cargo().args(all))?;
    process::run(project.plugins_cargo().args(all))
}

fn docs(project: &Project) -> Result<(), Failure> {
    for mut cargo in [project.cargo(), project.plugins_cargo()] {
        cargo.env("RUSTDOCFLAGS", "--deny warnings");
        process::run(cargo.args([
            "doc",
            "--workspace",
            "--no-deps",
            "--document-private-items",
            "--locked",
        ]))?;
    }
    Ok(())
}

fn deny(project: &Project) -> Result<(), Failure> {
    if !process::succeeds(project.cargo().args(["deny", "--version"])) {
        return Err(Failure::Found(
            "cargo-deny is not installed: `cargo install --locked cargo-deny`, or leave it out with `--skip deny`".to_owned(),
        ));
    }
    // Advisories are left out: deny.toml says why.
    let checks = ["bans", "licenses", "sources"];
    let in_workspace = |manifest: &str| {
        let mut cargo = project.cargo();
        cargo.args([
            "deny",
            "--locked",
            "--manifest-path",
            manifest,
            "--config",
            "deny.toml",
            "check",
        ]);
        cargo
    };
    process::run(in_workspace("Cargo.toml").args(checks))?;
    // The same rules hold for the plugins, but the exceptions are the engine's.
    let unused = [
        "unmatched-skip",
        "unmatched-skip-root",
        "unnecessary-skip",
        "unused-wrapper",
    ];
    process::run(
        in_workspace("plugins/Cargo.toml")
            .args(unused.map(|lint| ["--allow", lint]).concat())
            .args(checks),
    )
}

fn generated(_: &Project) -> Result<(), Failure> {
    plugins::build(true).map_err(Failure::Found)
}

#[cfg(test)]
mod tests {
    use super::{STAGES, choose};

    fn names(only: &[&str], skip: &[&str]) -> Vec<&'static str> {
        let owned = |names: &[&str]| names.iter().map(|name| (*name).to_owned()).collect::<Vec<_>>();
        choose(&owned(only), &owned(skip))
            .unwrap()
            .iter()
            .map(|stage| stage.name)
            .collect()
    }

    #[test]
    fn all_stages_run_unless_told_otherwise_and_the_tests_come_last() {
        assert_eq!(names(&[], &[]), STAGES.map(|stage| stage.name));
        assert_eq!(names(&[], &[]).last(), Some(&"tests"));
    }

    #[test]
    fn stages_are_chosen_in_their_own_order() {
        assert_eq!(names(&["deny", "format"], &[]), ["format", "deny"]);
        assert_eq!(names(&["deny", "format"], &["deny"]), ["format"]);
        assert!(!names(&[], &["deny"]).contains(&"deny"));
    }

    #[test]
    fn an_unknown_stage_is_refused_with_the_names_there_are() {
        let message = choose(&["test".to_owned()], &[]).err().unwrap().to_string();
        assert!(
            message.starts_with("there is no stage `test`; there are: format, sources"),
            "{message}"
        );
    }
}
