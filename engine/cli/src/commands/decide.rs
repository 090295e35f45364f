//! `decide`: makes a decision and says why.

use alongside_runtime::core::{Actor, Command, OptionId, PersonId, StepId};

use crate::args::Repeatable;
use crate::failure::Failure;
use crate::session::Session;

/// Make a decision: choose, and say why
#[derive(Debug, clap::Args)]
#[command(after_long_help = "\
A decision among named options takes one; a decision on what a strategy plugin proposed takes one or several.

Example:
  alongside decide nle-support-116177 priorities targeted --as nle \\
    --reason 'The gap is in two year groups.'")]
pub(crate) struct Args {
    /// The engagement, or the beginning of its name
    engagement: String,
    /// The decision
    step: StepId,
    /// What is chosen
    #[arg(required = true, value_name = "OPTION")]
    options: Vec<OptionId>,
    /// Who decides
    #[arg(long = "as", value_name = "PERSON")]
    person: PersonId,
    /// Why
    #[arg(long, value_name = "TEXT")]
    reason: String,
    #[command(flatten)]
    repeatable: Repeatable,
}

pub(crate) async fn run(session: &Session, args: Args) -> Result<(), Failure> {
    let command = Command::Decide {
        step: args.step,
        options: args.options,
        reason: args.reason,
    };
    let (by, command_id) = (Actor::Person(args.person), args.repeatable.command_id);
    super::change(session, &args.engagement, command, by, command_id).await
}
