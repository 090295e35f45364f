//! `escalate`: raises an escalation.

use alongside_runtime::core::{Command, EscalationId, StepId};

use super::act::{Act, ByAnyone, OnEngagement, Reason, told};
use crate::failure::Failure;
use crate::session::Session;
use crate::values::id;

/// Raise an escalation: the workflow says who is told and what it sets off
#[derive(Debug, clap::Args)]
#[command(mut_args(told(&[("person", "Who raises it [default: whoever runs the program]")])), after_long_help = "\
Example:
  alongside escalate nle-support-116177 no-cooperation --step learning-walk --as nle \\
    --reason 'Two visits were cancelled.'")]
pub(crate) struct Args {
    #[command(flatten)]
    act: Act<OnEngagement, ByAnyone, Reason>,
    /// The kind of escalation, as the workflow names it
    #[arg(value_parser = id::<EscalationId>)]
    escalation: EscalationId,
    /// The step that it is about
    #[arg(long, value_parser = id::<StepId>)]
    step: Option<StepId>,
}

pub(crate) async fn run(session: &Session, args: Args) -> Result<(), Failure> {
    let Args {
        act,
        escalation,
        step,
    } = args;
    let make = |_, why: Reason| Command::Escalate {
        escalation,
        step,
        reason: why.text,
    };
    act.ask(session, make).await
}
