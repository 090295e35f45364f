//! `decide`: makes a decision and says why.

use alongside_runtime::core::{Command, OptionId};

use super::act::{Act, ByPerson, OnStep, Reason, told};
use crate::failure::Failure;
use crate::session::Session;
use crate::values::id;

/// Make a decision: choose, and say why
#[derive(Debug, clap::Args)]
#[command(
    mut_args(told(&[("step", "The decision"), ("person", "Who decides")])),
    after_long_help = "\
A decision among named options takes one; a decision on what a strategy plugin proposed takes one or several.

Example:
  alongside decide nle-support-116177 priorities targeted --as nle \\
    --reason 'The gap is in two year groups.'"
)]
pub(crate) struct Args {
    #[command(flatten)]
    act: Act<OnStep, ByPerson, Reason>,
    /// What is chosen
    #[arg(required = true, value_name = "OPTION", value_parser = id::<OptionId>)]
    options: Vec<OptionId>,
}

pub(crate) async fn run(session: &Session, args: Args) -> Result<(), Failure> {
    let Args { act, options } = args;
    let make = |on: OnStep, why: Reason| Command::Decide {
        step: on.step,
        options,
        reason: why.text,
    };
    act.ask(session, make).await
}
