//! What can be asked of `cargo xtask`. Owns the arguments and the help; never does the work itself. Tests are below.

use std::ffi::OsString;

use lexopt::{Arg, Parser, ValueExt as _};

use crate::failure::Failure;
use crate::project::Project;
use crate::{bench, ci, demo, direction, plugins, sources, suite};

/// What `--help` says, but for the stages.
const HELP: &str = "\
Development tasks of Alongside.

Usage: cargo xtask <TASK>

Tasks:
  demo                           build everything and run a real engagement from start to end
  test                           run every test
  ci [--only NAME] [--skip NAME] run everything a change must pass; both may be repeated
  plugins [--check]              build the bundled plugins, or check that they are what their sources give
  direction                      check which crate depends on which
  sources                        check the size of sources, links, and that no machine is named
  bench [--engagements N] [--events N]
                                 measure commands on a workspace of 1,000 engagements with 200 events each
  help                           print this

Stages of `ci`:
";

/// One task, as asked for.
#[derive(Debug, PartialEq, Eq)]
enum Task {
    Bench(bench::Size),
    Help,
    Demo,
    Test,
    Ci { only: Vec<String>, skip: Vec<String> },
    Plugins { check: bool },
    Direction,
    Sources,
}

/// Does what the arguments ask for.
///
/// # Errors
///
/// The arguments say nothing known, or the task failed.
pub fn run(arguments: impl IntoIterator<Item = OsString>) -> Result<(), Failure> {
    let project = Project::find();
    match parse(arguments)? {
        Task::Help => {
            help();
            Ok(())
        }
        Task::Bench(size) => bench::run(&project, size),
        Task::Demo => demo::run(&project),
        Task::Test => suite::run(&project),
        Task::Ci { only, skip } => ci::run(&project, &only, &skip),
        Task::Plugins { check } => plugins::build(check).map_err(Failure::Found),
        Task::Direction => direction::check(&project),
        Task::Sources => sources::check(&project),
    }
}

fn help() {
    print!("{HELP}");
    for stage in &ci::STAGES {
        println!("  {:<30} {}", stage.name, stage.about);
    }
}

fn parse(arguments: impl IntoIterator<Item = OsString>) -> Result<Task, Failure> {
    read(&mut Parser::from_args(arguments)).map_err(|error| Failure::Arguments(error.to_string()))
}

fn read(parser: &mut Parser) -> Result<Task, lexopt::Error> {
    let mut task = match parser.next()? {
        None | Some(Arg::Short('h') | Arg::Long("help")) => return Ok(Task::Help),
        Some(Arg::Value(name)) => named(&name.string()?)?,
        Some(other) => return Err(other.unexpected()),
    };
    while let Some(argument) = parser.next()? {
        match (&mut task, argument) {
            (_, Arg::Short('h') | Arg::Long("help")) => return Ok(Task::Help),
            (Task::Bench(size), Arg::Long("engagements")) => size.engagements = parser.value()?.parse()?,
            (Task::Bench(size), Arg::Long("events")) => size.events = parser.value()?.parse()?,
            (Task::Ci { only, .. }, Arg::Long("only")) => only.push(parser.value()?.string()?),
            (Task::Ci { skip, .. }, Arg::Long("skip")) => skip.push(parser.value()?.string()?),
            (Task::Plugins { check }, Arg::Long("check")) => *check = true,
            (_, other) => return Err(other.unexpected()),
        }
    }
    Ok(task)
}

fn named(name: &str) -> Result<Task, lexopt::Error> {
    Ok(match name {
        "help" => Task::Help,
        "bench" => Task::Bench(bench::Size::default()),
        "demo" => Task::Demo,
        "test" => Task::Test,
        "ci" => Task::Ci {
            only: Vec::new(),
            skip: Vec::new(),
        },
        "plugins" => Task::Plugins { check: false },
        "direction" => Task::Direction,
        "sources" => Task::Sources,
        _ => return Err(format!("there is no task `{name}`").into()),
    })
}

#[cfg(test)]
mod tests {
    use super::{HELP, Task, named, parse};
    use crate::bench::Size;

    fn task(arguments: &[&str]) -> Task {
        parse(arguments.iter().map(Into::into)).unwrap()
    }

    fn refusal(arguments: &[&str]) -> String {
        parse(arguments.iter().map(Into::into)).unwrap_err().to_string()
    }

    #[test]
    fn arguments_become_tasks() {
        assert_eq!(task(&["demo"]), Task::Demo);
        let size = Size {
            engagements: 30,
            ..Size::default()
        };
        assert_eq!(task(&["bench", "--engagements", "30"]), Task::Bench(size));
        assert_eq!(task(&["plugins"]), Task::Plugins { check: false });
        assert_eq!(task(&["plugins", "--check"]), Task::Plugins { check: true });
        let [only, skip] =
            [["clippy", "docs"], ["docs", "deny"]].map(|names| names.map(str::to_owned).to_vec());
        let arguments = [
            "ci",
            "--only",
            "clippy",
            "--skip=docs",
            "--skip",
            "deny",
            "--only",
            "docs",
        ];
        assert_eq!(task(&arguments), Task::Ci { only, skip });
    }

    #[test]
    fn help_is_given_whenever_it_is_asked_for() {
        for arguments in [
            &[][..],
            &["--help"],
            &["-h"],
            &["help"],
            &["ci", "--only", "docs", "--help"],
        ] {
            assert_eq!(task(arguments), Task::Help);
        }
    }

    #[test]
    fn what_is_not_known_is_refused_by_name() {
        assert!(refusal(&["bild"]).contains("`bild`"));
        assert!(refusal(&["demo", "--only", "x"]).contains("--only"));
        assert!(refusal(&["ci", "clippy"]).contains("clippy"));
        assert!(refusal(&["bench", "--events", "many"]).contains("many"));
    }

    #[test]
    fn every_task_in_the_help_is_known() {
        let tasks = HELP
            .lines()
            .skip_while(|line| *line != "Tasks:")
            .skip(1)
            .take_while(|line| !line.is_empty());
        let tasks = tasks.filter(|line| !line.starts_with("   "));
        let names: Vec<_> = tasks.filter_map(|line| line.split_whitespace().next()).collect();
        assert!(
            names.contains(&"ci") && names.iter().all(|name| named(name).is_ok()),
            "{names:?}"
        );
    }
}
