//! `retry`: tries a failed step again.

use alongside_runtime::core::Command;

use super::act::{Act, ByAnyone, OnStep, told};
use crate::failure::Failure;
use crate::session::Session;

/// Try a step again whose plugin call failed
#[derive(Debug, clap::Args)]
#[command(mut_args(told(&[("person", "Who tries it again [default: whoever runs the program]")])))]
pub(crate) struct Args {
    #[command(flatten)]
    act: Act<OnStep, ByAnyone>,
}

pub(crate) async fn run(session: &Session, args: Args) -> Result<(), Failure> {
    let make = |on: OnStep, _| Command::Retry { step: on.step };
    args.act.ask(session, make).await
}
