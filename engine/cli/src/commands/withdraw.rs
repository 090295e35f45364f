//! `withdraw`: withdraws from an engagement.

use alongside_runtime::core::Command;

use super::act::{Act, ByAnyone, OnEngagement, Reason, told};
use crate::failure::Failure;
use crate::session::Session;

/// Withdraw from an engagement: what was done and can be undone is undone, the latest first
#[derive(Debug, clap::Args)]
#[command(mut_args(told(&[("person", "Who withdraws [default: whoever runs the program]")])), after_long_help = "\
Unlike `alongside end`, which stops at once. The engagement ends when everything is undone.

Example:
  alongside withdraw nle-support-116177 --as head --reason 'The trust takes the school on.'")]
pub(crate) struct Args {
    #[command(flatten)]
    act: Act<OnEngagement, ByAnyone, Reason>,
}

pub(crate) async fn run(session: &Session, args: Args) -> Result<(), Failure> {
    let make = |_, why: Reason| Command::Withdraw { reason: why.text };
    args.act.ask(session, make).await
}
