//! `approve`: approves what another person handed in.

use alongside_runtime::core::Command;

use super::act::{Act, ByPerson, OnStep, told};
use crate::failure::Failure;
use crate::session::Session;

/// Approve what another person handed in
#[derive(Debug, clap::Args)]
#[command(mut_args(told(&[("person", "Who approves it: never the person who handed it in")])))]
pub(crate) struct Args {
    #[command(flatten)]
    act: Act<OnStep, ByPerson>,
}

pub(crate) async fn run(session: &Session, args: Args) -> Result<(), Failure> {
    let make = |on: OnStep, _| Command::Approve { step: on.step };
    args.act.ask(session, make).await
}
