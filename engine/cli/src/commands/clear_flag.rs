//! `clear-flag`: says that a flagged step stands.

use alongside_runtime::core::Command;

use super::act::{Act, ByAnyone, OnStep, Reason, told};
use crate::failure::Failure;
use crate::session::Session;

/// Say that a flagged step has been looked at again and stands
#[derive(Debug, clap::Args)]
#[command(mut_args(told(&[("person", "Who has looked at it [default: whoever runs the program]")])), after_long_help = "\
Example:
  alongside clear-flag nle-support-116177 plan --as nle --reason 'The plan still fits.'")]
pub(crate) struct Args {
    #[command(flatten)]
    act: Act<OnStep, ByAnyone, Reason>,
}

pub(crate) async fn run(session: &Session, args: Args) -> Result<(), Failure> {
    let make = |on: OnStep, why: Reason| Command::ClearFlag {
        step: on.step,
        reason: why.text,
    };
    args.act.ask(session, make).await
}
