//! `claim`: takes a step of one's role for oneself.

use alongside_runtime::core::Command;

use super::act::{Act, ByPerson, OnStep, told};
use crate::failure::Failure;
use crate::session::Session;

/// Take a step of your role for yourself: nobody else does it then
#[derive(Debug, clap::Args)]
#[command(mut_args(told(&[("person", "Who takes it")])), after_long_help = "\
Example:
  alongside claim nle-support-116177 learning-walk --as nle")]
pub(crate) struct Args {
    #[command(flatten)]
    act: Act<OnStep, ByPerson>,
}

pub(crate) async fn run(session: &Session, args: Args) -> Result<(), Failure> {
    let make = |on: OnStep, _| Command::Claim { step: on.step };
    args.act.ask(session, make).await
}
