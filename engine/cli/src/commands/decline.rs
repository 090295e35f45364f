//! `decline`: declines what another person handed in.

use alongside_runtime::core::Command;

use super::act::{Act, ByPerson, OnStep, Reason, told};
use crate::failure::Failure;
use crate::session::Session;

/// Decline what another person handed in: it is theirs to do again
#[derive(Debug, clap::Args)]
#[command(mut_args(told(&[("person", "Who declines it: never the person who handed it in")])))]
pub(crate) struct Args {
    #[command(flatten)]
    act: Act<OnStep, ByPerson, Reason>,
}

pub(crate) async fn run(session: &Session, args: Args) -> Result<(), Failure> {
    let make = |on: OnStep, why: Reason| Command::Decline {
        step: on.step,
        reason: why.text,
    };
    args.act.ask(session, make).await
}
