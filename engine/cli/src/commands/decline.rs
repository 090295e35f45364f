//! `decline`: declines what another person handed in.

use alongside_runtime::core::{Actor, Command, PersonId, StepId};

use crate::args::Repeatable;
use crate::failure::Failure;
use crate::session::Session;

/// Decline what another person handed in: it is theirs to do again
#[derive(Debug, clap::Args)]
pub(crate) struct Args {
    /// The engagement, or the beginning of its name
    engagement: String,
    /// The step
    step: StepId,
    /// Who declines it: never the person who handed it in
    #[arg(long = "as", value_name = "PERSON")]
    person: PersonId,
    /// Why
    #[arg(long, value_name = "TEXT")]
    reason: String,
    #[command(flatten)]
    repeatable: Repeatable,
}

pub(crate) async fn run(session: &Session, args: Args) -> Result<(), Failure> {
    let command = Command::Decline {
        step: args.step,
        reason: args.reason,
    };
    let (by, command_id) = (Actor::Person(args.person), args.repeatable.command_id);
    super::change(session, &args.engagement, command, by, command_id).await
}
