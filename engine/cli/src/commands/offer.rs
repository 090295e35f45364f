//! `offer`: offers evidence.

use std::path::PathBuf;

use alongside_runtime::core::{Actor, Command, EvidenceId, PersonId, StepId};

use super::evidence::Given;
use crate::args::Repeatable;
use crate::failure::Failure;
use crate::render::change;
use crate::session::{Session, submit};

/// Offer evidence: a few words, a file or a link
#[derive(Debug, clap::Args)]
pub(crate) struct Args {
    /// The engagement, or the beginning of its name
    engagement: String,
    /// The step that asks for it
    step: StepId,
    /// The item of evidence
    evidence: EvidenceId,
    #[command(flatten)]
    what: What,
    /// Who offers it
    #[arg(long = "as", value_name = "PERSON")]
    person: PersonId,
    #[command(flatten)]
    repeatable: Repeatable,
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
    let (runtime, engagement) = session.find(&args.engagement).await?;
    let item = args.what.given().into_item(&runtime).await?;
    let command = Command::Offer {
        step: args.step,
        evidence: args.evidence,
        item,
    };
    let (by, command_id) = (Actor::Person(args.person), args.repeatable.command_id);
    let committed = submit(&runtime, &engagement, command, by, command_id).await?;
    change::tell(session, &runtime, &engagement, &[committed]).await
}
