//! `hand-over`: hands the work of a person over to another.

use alongside_runtime::core::{Command, PersonId};

use super::act::{Act, ByAnyone, OnEngagement, Reason, told};
use crate::failure::Failure;
use crate::session::Session;
use crate::values::id;

/// Hand every role and every open step of one person over to another; dates and holds stay
#[derive(Debug, clap::Args)]
#[command(mut_args(told(&[("person", "Who says so [default: whoever runs the program]")])), after_long_help = "\
Example:
  alongside hand-over nle-support-116177 head new-head --reason 'The head leaves at Easter.'")]
pub(crate) struct Args {
    #[command(flatten)]
    act: Act<OnEngagement, ByAnyone, Reason>,
    /// Who leaves
    #[arg(value_parser = id::<PersonId>)]
    from: PersonId,
    /// Who follows; may be new to the engagement
    #[arg(value_parser = id::<PersonId>)]
    to: PersonId,
}

pub(crate) async fn run(session: &Session, args: Args) -> Result<(), Failure> {
    let Args { act, from, to } = args;
    let make = |_, why: Reason| Command::HandOver {
        from,
        to,
        reason: why.text,
    };
    act.ask(session, make).await
}
