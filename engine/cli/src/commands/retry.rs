//! `retry`: tries a failed step again.

use alongside_runtime::core::{Command, PersonId, StepId};

use crate::args::Repeatable;
use crate::failure::Failure;
use crate::session::{Session, actor};

/// Try a step again whose plugin call failed
#[derive(Debug, clap::Args)]
pub(crate) struct Args {
    /// The engagement, or the beginning of its name
    engagement: String,
    /// The step
    step: StepId,
    /// Who tries it again [default: whoever runs the program]
    #[arg(long = "as", value_name = "PERSON")]
    person: Option<PersonId>,
    #[command(flatten)]
    repeatable: Repeatable,
}

pub(crate) async fn run(session: &Session, args: Args) -> Result<(), Failure> {
    let command = Command::Retry { step: args.step };
    let (by, command_id) = (actor(args.person), args.repeatable.command_id);
    super::change(session, &args.engagement, command, by, command_id).await
}
