//! `end`: ends an engagement before its exit.

use alongside_runtime::core::{Command, PersonId};

use crate::args::Repeatable;
use crate::failure::Failure;
use crate::session::{Session, actor};

/// End an engagement before its exit; nothing can be changed in it afterwards
#[derive(Debug, clap::Args)]
pub(crate) struct Args {
    /// The engagement, or the beginning of its name
    engagement: String,
    /// Why
    #[arg(long, value_name = "TEXT")]
    reason: String,
    /// Who ends it [default: whoever runs the program]
    #[arg(long = "as", value_name = "PERSON")]
    person: Option<PersonId>,
    #[command(flatten)]
    repeatable: Repeatable,
}

pub(crate) async fn run(session: &Session, args: Args) -> Result<(), Failure> {
    let command = Command::End { reason: args.reason };
    let (by, command_id) = (actor(args.person), args.repeatable.command_id);
    super::change(session, &args.engagement, command, by, command_id).await
}
