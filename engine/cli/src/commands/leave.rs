//! `leave`: takes a member out of a party that has many.

use alongside_runtime::core::{Command, MemberId, PartyId};

use super::act::{Act, ByAnyone, OnEngagement, Reason, told};
use crate::failure::Failure;
use crate::session::Session;
use crate::values::id;

/// Take a member out of a party that has many; its own engagements run on
#[derive(Debug, clap::Args)]
#[command(mut_args(told(&[("person", "Who says so [default: whoever runs the program]")])), after_long_help = "\
Example:
  alongside leave improvement-programme schools brockhurst --reason 'Became an academy.'")]
pub(crate) struct Args {
    #[command(flatten)]
    act: Act<OnEngagement, ByAnyone, Reason>,
    /// The party
    #[arg(value_parser = id::<PartyId>)]
    party: PartyId,
    /// The member
    #[arg(value_parser = id::<MemberId>)]
    member: MemberId,
}

pub(crate) async fn run(session: &Session, args: Args) -> Result<(), Failure> {
    let Args { act, party, member } = args;
    let make = |_, why: Reason| Command::Leave {
        party,
        member,
        reason: why.text,
    };
    act.ask(session, make).await
}
