//! `approve`: approves what another person handed in.

use alongside_runtime::core::{Actor, Command, PersonId, StepId};

use crate::args::Repeatable;
use crate::failure::Failure;
use crate::session::Session;

/// Approve what another person handed in
#[derive(Debug, clap::Args)]
pub(crate) struct Args {
    /// The engagement, or the beginning of its name
    engagement: String,
    /// The step
    step: StepId,
    /// Who approves it: never the person who handed it in
    #[arg(long = "as", value_name = "PERSON")]
    person: PersonId,
    #[command(flatten)]
    repeatable: Repeatable,
}

pub(crate) async fn run(session: &Session, args: Args) -> Result<(), Failure> {
    let command = Command::Approve { step: args.step };
    let (by, command_id) = (Actor::Person(args.person), args.repeatable.command_id);
    super::change(session, &args.engagement, command, by, command_id).await
}
