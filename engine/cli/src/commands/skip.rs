//! `skip`: sets a step aside.

use alongside_runtime::core::Command;

use super::act::{Act, ByPerson, OnStep, Reason, told};
use crate::failure::Failure;
use crate::session::Session;

/// Set an optional or manually started step aside: it will not be done
#[derive(Debug, clap::Args)]
#[command(mut_args(told(&[("person", "Who sets it aside")])))]
pub(crate) struct Args {
    #[command(flatten)]
    act: Act<OnStep, ByPerson, Reason>,
}

pub(crate) async fn run(session: &Session, args: Args) -> Result<(), Failure> {
    let make = |on: OnStep, why: Reason| Command::SetAside {
        step: on.step,
        reason: why.text,
    };
    args.act.ask(session, make).await
}
