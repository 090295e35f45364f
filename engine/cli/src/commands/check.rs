//! `check`: says everything that is wrong with workflow files.

use alongside_runtime::{Checked, Runtime, RuntimeError};
use serde_json::{Value, json};

use crate::exit::Exit;
use crate::failure::Failure;
use crate::render::text::count;
use crate::session::Session;

/// Check workflow files: every problem at once, each with its place and what to do
#[derive(Debug, clap::Args)]
#[command(after_long_help = "\
Problems go to standard error, the list of files to standard output. A file with errors ends the command with exit
code 4; warnings alone do not.

Examples:
  alongside check
  alongside check nle-support
  alongside check drafts/our-programme.toml --json")]
pub(crate) struct Args {
    /// Files, or names of workflows in the workspace [default: every workflow of the workspace]
    #[arg(value_name = "FILE|NAME")]
    workflows: Vec<String>,
}

pub(crate) async fn run(session: &Session, args: Args) -> Result<(), Failure> {
    let runtime = session.open().await?;
    let workflows = match args.workflows.is_empty() {
        false => args.workflows,
        true => of_workspace(&runtime).await?,
    };
    let screen = &session.screen;
    let mut files = Vec::new();
    let mut wrong = 0;
    for workflow in &workflows {
        match runtime.check(workflow).await {
            Ok(checked) => {
                if !screen.json() {
                    tell(session, workflow, &checked)?;
                }
                files.push(as_json(&checked));
            }
            Err(RuntimeError::Problems(problems)) => {
                wrong += 1;
                if !screen.json() {
                    screen.say_problems(&problems);
                    screen.print(&format!("{problems}\n"))?;
                }
                let (file, problems) = (problems.source_name(), problems.to_json());
                files.push(json!({ "file": file, "ok": false, "problems": problems }));
            }
            Err(other) => return Err(other.into()),
        }
    }
    if screen.json() {
        screen.print_json(&json!({ "ok": wrong == 0, "files": files }))?;
        return if wrong == 0 {
            Ok(())
        } else {
            Err(Failure::Told(Exit::Input))
        };
    }
    if workflows.is_empty() {
        screen.note("There are no workflows in this workspace.");
    }
    if wrong == 0 {
        return Ok(());
    }
    let verb = if wrong == 1 { "is" } else { "are" };
    Err(Failure::Argument {
        code: "file-problems",
        message: format!("{} of {} {verb} wrong", wrong, count(workflows.len(), "file")),
        hint: None,
    })
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
        screen.say_problems(warnings);
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
