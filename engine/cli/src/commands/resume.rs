//! `resume`: lets what stood still go on.

use alongside_runtime::core::Command;

use super::act::{Act, ByAnyone, OnStepOrAll, Reason, told};
use crate::failure::Failure;
use crate::session::Session;

/// Let an engagement or a step go on that stood still
#[derive(Debug, clap::Args)]
#[command(mut_args(told(&[("person", "Who lets it go on [default: whoever runs the program]")])), after_long_help = "\
Example:
  alongside resume nle-support-116177 --as head --reason 'The new head has begun.'")]
pub(crate) struct Args {
    #[command(flatten)]
    act: Act<OnStepOrAll, ByAnyone, Reason>,
}

pub(crate) async fn run(session: &Session, args: Args) -> Result<(), Failure> {
    let make = |on: OnStepOrAll, why: Reason| Command::Resume {
        step: on.step,
        reason: why.text,
    };
    args.act.ask(session, make).await
}
