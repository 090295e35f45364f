//! `assign`: assigns a step to a person.

use alongside_runtime::core::{Command, PersonId};

use super::act::{Act, ByAnyone, OnStep, Reason, told};
use crate::failure::Failure;
use crate::session::Session;
use crate::values::id;

/// Assign a step to a person who holds its role; due dates and holds stay
#[derive(Debug, clap::Args)]
#[command(mut_args(told(&[("person", "Who assigns it [default: whoever runs the program]")])), after_long_help = "\
Example:
  alongside assign nle-support-116177 learning-walk deputy --as head \\
    --reason 'The deputy knows the classes.'")]
pub(crate) struct Args {
    #[command(flatten)]
    act: Act<OnStep, ByAnyone, Reason>,
    /// The person who is to do it
    #[arg(value_name = "PERSON", value_parser = id::<PersonId>)]
    to: PersonId,
}

pub(crate) async fn run(session: &Session, args: Args) -> Result<(), Failure> {
    let Args { act, to } = args;
    let make = |on: OnStep, why: Reason| Command::Assign {
        step: on.step,
        to,
        reason: why.text,
    };
    act.ask(session, make).await
}
