//! `release`: gives a step back to its role.

use alongside_runtime::core::Command;

use super::act::{Act, ByAnyone, OnStep, ReasonIfAny, told};
use crate::failure::Failure;
use crate::session::Session;

/// Give a step back to its role: anybody who holds the role may do it again
#[derive(Debug, clap::Args)]
#[command(mut_args(told(&[("person", "Who gives it back [default: whoever runs the program]")])), after_long_help = "\
Example:
  alongside release nle-support-116177 learning-walk --as nle --reason 'I am away that week.'")]
pub(crate) struct Args {
    #[command(flatten)]
    act: Act<OnStep, ByAnyone, ReasonIfAny>,
}

pub(crate) async fn run(session: &Session, args: Args) -> Result<(), Failure> {
    let make = |on: OnStep, why: ReasonIfAny| Command::Release {
        step: on.step,
        reason: why.text,
    };
    args.act.ask(session, make).await
}
