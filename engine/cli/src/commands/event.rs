//! `event`: reports an outside event.

use std::collections::BTreeMap;

use alongside_runtime::core::{Command, OutsideEventId, PersonId};

use crate::args::Repeatable;
use crate::failure::Failure;
use crate::session::{Session, actor};

/// Report that something happened outside, such as an inspection
#[derive(Debug, clap::Args)]
pub(crate) struct Args {
    /// The engagement, or the beginning of its name
    engagement: String,
    /// The event, as the workflow names it
    event: OutsideEventId,
    /// What happened
    #[arg(long, value_name = "TEXT")]
    note: String,
    /// Who reports it [default: whoever runs the program]
    #[arg(long = "as", value_name = "PERSON")]
    person: Option<PersonId>,
    #[command(flatten)]
    repeatable: Repeatable,
}

pub(crate) async fn run(session: &Session, args: Args) -> Result<(), Failure> {
    let command = Command::Report {
        event: args.event,
        note: args.note,
        record: BTreeMap::new(),
        successor: None,
    };
    let (by, command_id) = (actor(args.person), args.repeatable.command_id);
    super::change(session, &args.engagement, command, by, command_id).await
}
