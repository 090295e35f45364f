//! `check`: says everything that is wrong with workflow files, and with the workspace's calendars.

use alongside_runtime::core::Calendar;
use alongside_runtime::input::Problems;
use alongside_runtime::{Checked, Runtime, RuntimeError};
use serde_json::{Value, json};

use crate::exit::Exit;
use crate::failure::Failure;
use crate::render::dates::day;
use crate::render::text::count;
use crate::session::Session;

/// Check workflow files: every problem at once, each with its place and what to do
#[derive(Debug, clap::Args)]
#[command(after_long_help = "\
Problems go to standard error, the list of files to standard output. A file with errors ends the command with exit \
code 4; warnings alone do not. Measures and plugins are those of the workspace, so a file is checked from within one; \
it may lie anywhere. With --json the result is data on standard output, good or not.

Examples:
  alongside check
  alongside check nle-support
  alongside check drafts/our-programme.toml --json")]
pub(crate) struct Args {
    /// Files, or names of workflows in the workspace [default: every workflow and calendar of it]
    #[arg(value_name = "FILE|NAME")]
    workflows: Vec<String>,
}

pub(crate) async fn run(session: &Session, args: Args) -> Result<(), Failure> {
    let runtime = session.open().await?;
    let everything = args.workflows.is_empty();
    let workflows = match everything {
        false => args.workflows,
        true => of_workspace(&runtime).await?,
    };
    let mut checks = Checks {
        session,
        files: Vec::new(),
        wrong: 0,
    };
    for workflow in &workflows {
        match runtime.check(workflow).await {
            Ok(checked) => checks.good(workflow, &checked)?,
            Err(RuntimeError::Problems(problems)) => checks.wrong(&problems)?,
            Err(other) => return Err(other.into()),
        }
    }
    if everything {
        match runtime.calendars().await {
            Ok(calendars) => calendars
                .iter()
                .try_for_each(|calendar| checks.good_calendar(calendar))?,
            Err(RuntimeError::Problems(problems)) => checks.wrong(&problems)?,
            Err(other) => return Err(other.into()),
        }
    }
    checks.end()
}

/// What was found so far.
struct Checks<'a> {
    session: &'a Session,
    files: Vec<Value>,
    wrong: usize,
}

impl Checks<'_> {
    fn good(&mut self, workflow: &str, checked: &Checked) -> Result<(), Failure> {
        self.files.push(as_json(checked));
        match self.session.screen.json() {
            true => Ok(()),
            false => tell(self.session, workflow, checked),
        }
    }

    fn good_calendar(&mut self, calendar: &Calendar) -> Result<(), Failure> {
        let covers = calendar.covers();
        self.files.push(json!({
            "ok": true,
            "calendar": calendar.id(),
            "first": covers.first,
            "last": covers.last,
            "problems": [],
        }));
        let screen = &self.session.screen;
        match screen.json() {
            true => Ok(()),
            false => screen.print(&format!(
                "calendar {}: good, {} to {}",
                calendar.id(),
                day(covers.first),
                day(covers.last)
            )),
        }
    }

    fn wrong(&mut self, problems: &Problems) -> Result<(), Failure> {
        self.wrong += 1;
        let (file, found) = (problems.source_name(), problems.to_json());
        self.files
            .push(json!({ "file": file, "ok": false, "problems": found }));
        let screen = &self.session.screen;
        if screen.json() {
            return Ok(());
        }
        screen.say_problems(problems);
        screen.print(&format!("{problems}\n"))
    }

    fn end(self) -> Result<(), Failure> {
        let screen = &self.session.screen;
        if screen.json() {
            screen.print_json(&json!({ "ok": self.wrong == 0, "files": self.files }))?;
            return if self.wrong == 0 {
                Ok(())
            } else {
                Err(Failure::Told(Exit::Input))
            };
        }
        if self.files.is_empty() {
            screen.note("There are no workflows and no calendars in this workspace.");
        }
        if self.wrong == 0 {
            return Ok(());
        }
        let verb = if self.wrong == 1 { "is" } else { "are" };
        Err(Failure::Argument {
            code: "file-problems",
            message: format!(
                "{} of {} {verb} wrong",
                self.wrong,
                count(self.files.len(), "file")
            ),
            hint: None,
        })
    }
}

async fn of_workspace(runtime: &Runtime) -> Result<Vec<String>, Failure> {
    let files = runtime.workflow_files().await?;
    Ok(files.iter().map(|file| file.display().to_string()).collect())
}

fn tell(session: &Session, workflow: &str, checked: &Checked) -> Result<(), Failure> {
    let screen = &session.screen;
    let definition = &checked.definition;
    let mut line = format!(
        "{}@{}: good, {}",
        definition.id,
        definition.version,
        count(definition.steps.len(), "step")
    );
    if let Some(warnings) = &checked.warnings {
        screen.warn_problems(warnings);
        line.push_str(&format!(", {}", warnings.summary()));
    }
    if workflow.ends_with(".toml") && !workflow.ends_with(&format!("{}.toml", definition.id)) {
        line.push_str(&format!(" ({workflow})"));
    }
    screen.print(&line)
}

fn as_json(checked: &Checked) -> Value {
    let problems = checked
        .warnings
        .as_ref()
        .map_or_else(|| json!([]), |warnings| warnings.to_json());
    json!({
        "file": checked.path,
        "ok": true,
        "workflow": checked.definition.id,
        "version": checked.definition.version.to_string(),
        "digest": checked.digest.to_string(),
        "problems": problems,
    })
}
