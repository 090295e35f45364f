//! One run of the program: what was said for every command, and the ways in which commands reach the runtime.

use std::path::PathBuf;

use alongside_runtime::core::{Actor, Command, EngagementId, PersonId, StepId};
use alongside_runtime::{Committed, Runtime, RuntimeError};

use crate::failure::Failure;
use crate::render::screen::Screen;
use crate::render::text::quoted;

/// One run of the program.
#[derive(Debug)]
pub(crate) struct Session {
    /// Where output goes.
    pub(crate) screen: Screen,
    /// The workspace that was named.
    pub(crate) workspace: Option<PathBuf>,
}

impl Session {
    /// The folder in which to look for a workspace: the one named, or the current one.
    pub(crate) fn start(&self) -> Result<PathBuf, Failure> {
        match &self.workspace {
            Some(folder) => Ok(folder.clone()),
            None => std::env::current_dir().map_err(|error| {
                let message = format!("failed to find the current folder: {error}");
                Failure::argument("current-folder", message, "name the workspace with --workspace")
            }),
        }
    }

    /// Opens the workspace: the one named, or the one that the current folder lies in.
    pub(crate) async fn open(&self) -> Result<Runtime, Failure> {
        Ok(Runtime::open(&self.start()?).await?)
    }

    /// Opens the workspace and finds an engagement in it.
    pub(crate) async fn find(&self, engagement: &str) -> Result<(Runtime, EngagementId), Failure> {
        let runtime = self.open().await?;
        let engagement = runtime.resolve(engagement).await?;
        Ok((runtime, engagement))
    }
}

/// A command to an engagement that is found.
pub(crate) async fn submit(
    runtime: &Runtime,
    engagement: &EngagementId,
    command: Command,
    by: Actor,
    command_id: Option<String>,
) -> Result<Committed, Failure> {
    let step = step_of(&command).cloned();
    let doing = matches!(command, Command::Complete { .. });
    let result = runtime.submit(engagement, command, by, command_id).await;
    result.map_err(|error| match step {
        Some(step) => hinted(error, engagement, &step, doing),
        None => error.into(),
    })
}

/// Says what to do in terms of commands where the runtime cannot.
fn hinted(error: RuntimeError, engagement: &EngagementId, step: &StepId, doing: bool) -> Failure {
    let codes = [
        "wrong-status",
        "wrong-kind",
        "not-created",
        "nothing-offered",
        "nothing-proposed",
        "already-proposed",
    ];
    let decision = doing && error.code() == "wrong-kind" && error.to_string().contains("is a decision");
    let failure = Failure::from(error)
        .hint_for(&["required"], || {
            "only an optional step, or one that is started by hand, can be set aside".to_owned()
        })
        .hint_for(&codes, || match decision {
            true => {
                format!("decide it: alongside decide {engagement} {step} OPTION --as PERSON --reason TEXT")
            }
            false => format!("see how it stands: alongside why {engagement} {step}"),
        })
        .hint_for(&["missing-evidence"], || match doing {
            true => "add it: --note EVIDENCE=TEXT, --file EVIDENCE=PATH or --link EVIDENCE=URL".to_owned(),
            false => format!(
                "offer it first: alongside offer {engagement} {step} EVIDENCE --as PERSON --note TEXT"
            ),
        });
    failure.or_hint(&["unknown-step"], || {
        format!("see the steps there are: alongside show {engagement} --all")
    })
}

fn step_of(command: &Command) -> Option<&StepId> {
    match command {
        Command::Start { step }
        | Command::Complete { step, .. }
        | Command::Decide { step, .. }
        | Command::Offer { step, .. }
        | Command::Accept { step, .. }
        | Command::Contest { step, .. }
        | Command::Approve { step }
        | Command::Decline { step, .. }
        | Command::SetAside { step, .. }
        | Command::Retry { step }
        | Command::Claim { step }
        | Command::Release { step, .. }
        | Command::Assign { step, .. }
        | Command::Delegate { step, .. }
        | Command::Reopen { step, .. }
        | Command::ClearFlag { step, .. }
        | Command::MoveTimer { step, .. } => Some(step),
        Command::Suspend { step, .. } | Command::Resume { step, .. } | Command::Escalate { step, .. } => {
            step.as_ref()
        }
        _ => None,
    }
}

/// A person who acts, or whoever runs the program where nobody is named.
pub(crate) fn actor(person: Option<PersonId>) -> Actor {
    person.map_or(Actor::Administrator, Actor::Person)
}

/// A path as one word of a command line.
pub(crate) fn path_word(path: &std::path::Path) -> String {
    quoted(&path.display().to_string())
}
