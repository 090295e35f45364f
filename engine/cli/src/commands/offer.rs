//! `offer`: offers evidence.

use std::path::PathBuf;

use alongside_runtime::core::Command;

use super::act::{Act, ByPerson, OnEvidence, told};
use super::evidence::Given;
use crate::failure::Failure;
use crate::session::Session;

/// Offer evidence: a few words, a file or a link
#[derive(Debug, clap::Args)]
#[command(
    mut_args(told(&[("step", "The step that asks for it"), ("person", "Who offers it")]))
)]
pub(crate) struct Args {
    #[command(flatten)]
    act: Act<OnEvidence, ByPerson>,
    #[command(flatten)]
    what: What,
}

/// What is offered: one of three forms.
#[derive(Debug, clap::Args)]
#[group(required = true, multiple = false)]
struct What {
    /// A few words
    #[arg(long, value_name = "TEXT")]
    note: Option<String>,
    /// A file; the workspace keeps a copy
    #[arg(long, value_name = "PATH")]
    file: Option<PathBuf>,
    /// A link
    #[arg(long, value_name = "URL")]
    link: Option<String>,
}

impl What {
    fn given(self) -> Given {
        match (self.note, self.file, self.link) {
            (Some(text), _, _) => Given::Note(text),
            (None, Some(path), _) => Given::File(path),
            (None, None, link) => Given::Link(link.unwrap_or_default()),
        }
    }
}

pub(crate) async fn run(session: &Session, args: Args) -> Result<(), Failure> {
    let Args { act, what } = args;
    act.ask_with(session, async |runtime, _, on, _| {
        Ok(Command::Offer {
            step: on.step,
            evidence: on.evidence,
            item: what.given().into_item(runtime).await?,
        })
    })
    .await
}
