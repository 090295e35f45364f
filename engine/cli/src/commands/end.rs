//! `end`: ends an engagement before its exit.

use alongside_runtime::core::Command;

use super::act::{Act, ByAnyone, OnEngagement, Reason, told};
use crate::failure::Failure;
use crate::session::Session;

/// End an engagement before its exit; nothing can be changed in it afterwards
#[derive(Debug, clap::Args)]
#[command(mut_args(told(&[("person", "Who ends it [default: whoever runs the program]")])))]
pub(crate) struct Args {
    #[command(flatten)]
    act: Act<OnEngagement, ByAnyone, Reason>,
}

pub(crate) async fn run(session: &Session, args: Args) -> Result<(), Failure> {
    let make = |_, why: Reason| Command::End { reason: why.text };
    args.act.ask(session, make).await
}
