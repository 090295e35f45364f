//! `roles`: changes the roles that a person holds.

use alongside_runtime::core::{Command, PersonId, RoleId};

use super::act::{Act, ByAnyone, OnEngagement, Reason, told};
use crate::failure::Failure;
use crate::session::Session;
use crate::values::id;

/// Change the roles that a person holds; a person may be new to the engagement
#[derive(Debug, clap::Args)]
#[command(mut_args(told(&[("person", "Who says so [default: whoever runs the program]")])), after_long_help = "\
Name all the roles that the person holds from now on. `alongside show` says who holds which; `alongside hand-over` \
passes all the work of a person on.

Examples:
  alongside roles nle-support-116177 deputy head --reason 'Acting head from January.'
  alongside roles nle-support-116177 deputy --none --reason 'Has left the school.'")]
pub(crate) struct Args {
    #[command(flatten)]
    act: Act<OnEngagement, ByAnyone, Reason>,
    /// The person
    #[arg(value_name = "PERSON", value_parser = id::<PersonId>)]
    holder: PersonId,
    /// The roles that the person holds from now on
    #[arg(value_name = "ROLE", value_delimiter = ',', required_unless_present = "none", value_parser = id::<RoleId>)]
    roles: Vec<RoleId>,
    /// The person holds no role any more
    #[arg(long, conflicts_with = "roles")]
    none: bool,
}

pub(crate) async fn run(session: &Session, args: Args) -> Result<(), Failure> {
    let make = |_, why: Reason| Command::ChangeRoles {
        person: args.holder,
        roles: args.roles.into_iter().collect(),
        reason: why.text,
    };
    args.act.ask(session, make).await
}
