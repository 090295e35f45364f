//! `event`: reports an outside event.

use std::collections::BTreeMap;

use alongside_runtime::core::{Command, OutsideEventId};

use super::act::{Act, ByAnyone, OnEngagement, told};
use crate::failure::Failure;
use crate::session::Session;
use crate::values::id;

/// Report that something happened outside, such as an inspection
#[derive(Debug, clap::Args)]
#[command(mut_args(told(&[("person", "Who reports it [default: whoever runs the program]")])))]
pub(crate) struct Args {
    #[command(flatten)]
    act: Act<OnEngagement, ByAnyone>,
    /// The event, as the workflow names it
    #[arg(value_parser = id::<OutsideEventId>)]
    event: OutsideEventId,
    /// What happened
    #[arg(long, value_name = "TEXT")]
    note: String,
}

pub(crate) async fn run(session: &Session, args: Args) -> Result<(), Failure> {
    let Args { act, event, note } = args;
    let make = |_, _| Command::Report {
        event,
        note,
        record: BTreeMap::new(),
        successor: None,
    };
    act.ask(session, make).await
}
