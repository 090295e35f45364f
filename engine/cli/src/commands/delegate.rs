//! `delegate`: lets another person do one's step.

use alongside_runtime::core::{Command, PersonId};

use super::act::{Act, ByPerson, OnStep, Reason, told};
use crate::failure::Failure;
use crate::session::Session;
use crate::values::id;

/// Let another person do your step: you accept the result, or send it back
#[derive(Debug, clap::Args)]
#[command(mut_args(told(&[("person", "Whose step it is")])), after_long_help = "\
The step stays yours: `alongside approve` accepts what the other person hands in, `alongside decline` sends it back.

Example:
  alongside delegate nle-support-116177 learning-walk deputy --as nle --reason 'Two visits on one day.'")]
pub(crate) struct Args {
    #[command(flatten)]
    act: Act<OnStep, ByPerson, Reason>,
    /// The person who is to do it
    #[arg(value_name = "PERSON", value_parser = id::<PersonId>)]
    to: PersonId,
}

pub(crate) async fn run(session: &Session, args: Args) -> Result<(), Failure> {
    let Args { act, to } = args;
    let make = |on: OnStep, why: Reason| Command::Delegate {
        step: on.step,
        to,
        reason: why.text,
    };
    act.ask(session, make).await
}
