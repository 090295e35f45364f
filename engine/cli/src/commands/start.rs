//! `start`: starts a step that waits for a person to start it.

use alongside_runtime::core::{Actor, Command, PersonId, StepId};

use crate::args::Repeatable;
use crate::failure::Failure;
use crate::session::Session;

/// Start a step that waits for a person to start it
#[derive(Debug, clap::Args)]
pub(crate) struct Args {
    /// The engagement, or the beginning of its name
    engagement: String,
    /// The step
    step: StepId,
    /// Who starts it
    #[arg(long = "as", value_name = "PERSON")]
    person: PersonId,
    #[command(flatten)]
    repeatable: Repeatable,
}

pub(crate) async fn run(session: &Session, args: Args) -> Result<(), Failure> {
    let command = Command::Start { step: args.step };
    let (by, command_id) = (Actor::Person(args.person), args.repeatable.command_id);
    super::change(session, &args.engagement, command, by, command_id).await
}
