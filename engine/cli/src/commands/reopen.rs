//! `reopen`: opens a settled step again.

use alongside_runtime::core::Command;

use super::act::{Act, ByAnyone, OnStep, Reason, told};
use crate::failure::Failure;
use crate::session::Session;

/// Open a step again that is done or was set aside: a new round, and the old one stays as it was
#[derive(Debug, clap::Args)]
#[command(mut_args(told(&[("person", "Who opens it again [default: whoever runs the program]")])), after_long_help = "\
What rested on the old round is flagged, so that somebody looks at it again (alongside clear-flag).

Example:
  alongside reopen nle-support-116177 analysis --as nle --reason 'A new head has come.'")]
pub(crate) struct Args {
    #[command(flatten)]
    act: Act<OnStep, ByAnyone, Reason>,
}

pub(crate) async fn run(session: &Session, args: Args) -> Result<(), Failure> {
    let make = |on: OnStep, why: Reason| Command::Reopen {
        step: on.step,
        reason: why.text,
    };
    args.act.ask(session, make).await
}
