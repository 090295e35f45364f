//! `accept`: accepts evidence.

use alongside_runtime::core::Command;

use super::act::{Act, ByPerson, OnEvidence, told};
use crate::failure::Failure;
use crate::session::Session;

/// Accept evidence that was offered
#[derive(Debug, clap::Args)]
#[command(mut_args(told(&[("person", "Who accepts it: never the person who offered it")])))]
pub(crate) struct Args {
    #[command(flatten)]
    act: Act<OnEvidence, ByPerson>,
}

pub(crate) async fn run(session: &Session, args: Args) -> Result<(), Failure> {
    let make = |on: OnEvidence, _| Command::Accept {
        step: on.step,
        evidence: on.evidence,
    };
    args.act.ask(session, make).await
}
