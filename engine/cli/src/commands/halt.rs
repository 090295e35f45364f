//! `halt`: halts an intervention.

use alongside_runtime::core::Command;

use super::act::{Act, ByPerson, OnIntervention, Reason, told};
use crate::failure::Failure;
use crate::session::Session;

/// Halt an intervention that does not work: its steps end, its closing steps begin
#[derive(Debug, clap::Args)]
#[command(mut_args(told(&[("person", "Who halts it")])), after_long_help = "\
Example:
  alongside halt nle-support-116177 reading-catch-up --as nle --reason 'No gain after two terms.'")]
pub(crate) struct Args {
    #[command(flatten)]
    act: Act<OnIntervention, ByPerson, Reason>,
}

pub(crate) async fn run(session: &Session, args: Args) -> Result<(), Failure> {
    let make = |on: OnIntervention, why: Reason| Command::Halt {
        intervention: on.intervention,
        reason: why.text,
    };
    args.act.ask(session, make).await
}
