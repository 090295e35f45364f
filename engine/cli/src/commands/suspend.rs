//! `suspend`: makes an engagement or a step stand still.

use alongside_runtime::core::Command;
use jiff::civil::Date;

use super::act::{Act, ByAnyone, OnStepOrAll, Reason, told};
use crate::failure::Failure;
use crate::session::Session;
use crate::values::date;

/// Make an engagement, or one step with everything in it, stand still for a while
#[derive(Debug, clap::Args)]
#[command(mut_args(told(&[("person", "Who suspends it [default: whoever runs the program]")])), after_long_help = "\
Nothing begins, is done or falls due meanwhile. What the dates do is said by the workflow: they move by the time lost, \
stay, or are counted anew.

Examples:
  alongside suspend nle-support-116177 --until 2019-02-25 --as head --reason 'The head has resigned.'
  alongside suspend nle-support-116177 phase-2 --reason 'Building works.'")]
pub(crate) struct Args {
    #[command(flatten)]
    act: Act<OnStepOrAll, ByAnyone, Reason>,
    /// The day on which it goes on by itself [default: when somebody resumes it]
    #[arg(long, value_name = "DATE", value_parser = date)]
    until: Option<Date>,
}

pub(crate) async fn run(session: &Session, args: Args) -> Result<(), Failure> {
    let Args { act, until } = args;
    let make = |on: OnStepOrAll, why: Reason| Command::Suspend {
        step: on.step,
        until,
        reason: why.text,
    };
    act.ask(session, make).await
}
