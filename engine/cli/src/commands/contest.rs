//! `contest`: contests evidence.

use alongside_runtime::core::Command;

use super::act::{Act, ByPerson, OnEvidence, Reason, told};
use crate::failure::Failure;
use crate::session::Session;

/// Contest evidence that was offered: something better must be offered
#[derive(Debug, clap::Args)]
#[command(mut_args(told(&[("person", "Who contests it: never the person who offered it")])))]
pub(crate) struct Args {
    #[command(flatten)]
    act: Act<OnEvidence, ByPerson, Reason>,
}

pub(crate) async fn run(session: &Session, args: Args) -> Result<(), Failure> {
    let make = |on: OnEvidence, why: Reason| Command::Contest {
        step: on.step,
        evidence: on.evidence,
        reason: why.text,
    };
    args.act.ask(session, make).await
}
