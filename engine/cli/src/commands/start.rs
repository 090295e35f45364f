//! `start`: starts a step that waits for a person to start it.

use alongside_runtime::core::Command;

use super::act::{Act, ByPerson, OnStep, told};
use crate::failure::Failure;
use crate::session::Session;

/// Start a step that waits for a person to start it
#[derive(Debug, clap::Args)]
#[command(mut_args(told(&[("person", "Who starts it")])))]
pub(crate) struct Args {
    #[command(flatten)]
    act: Act<OnStep, ByPerson>,
}

pub(crate) async fn run(session: &Session, args: Args) -> Result<(), Failure> {
    let make = |on: OnStep, _| Command::Start { step: on.step };
    args.act.ask(session, make).await
}
