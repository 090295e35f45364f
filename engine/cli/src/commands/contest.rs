//! `contest`: contests evidence.

use alongside_runtime::core::{Actor, Command, EvidenceId, PersonId, StepId};

use crate::args::Repeatable;
use crate::failure::Failure;
use crate::session::Session;

/// Contest evidence that was offered: something better must be offered
#[derive(Debug, clap::Args)]
pub(crate) struct Args {
    /// The engagement, or the beginning of its name
    engagement: String,
    /// The step
    step: StepId,
    /// The item of evidence
    evidence: EvidenceId,
    /// Who contests it: never the person who offered it
    #[arg(long = "as", value_name = "PERSON")]
    person: PersonId,
    /// Why
    #[arg(long, value_name = "TEXT")]
    reason: String,
    #[command(flatten)]
    repeatable: Repeatable,
}

pub(crate) async fn run(session: &Session, args: Args) -> Result<(), Failure> {
    let command = Command::Contest {
        step: args.step,
        evidence: args.evidence,
        reason: args.reason,
    };
    let (by, command_id) = (Actor::Person(args.person), args.repeatable.command_id);
    super::change(session, &args.engagement, command, by, command_id).await
}
