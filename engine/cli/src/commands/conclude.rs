//! `conclude`: gives the verdict on an intervention.

use alongside_runtime::core::{Command, Verdict};

use super::act::{Act, ByPerson, OnIntervention, Reason, told};
use crate::failure::Failure;
use crate::session::Session;

/// The verdicts.
#[derive(Debug, Clone, Copy, PartialEq, Eq, clap::ValueEnum)]
enum Concluded {
    /// It works: it becomes what the school does
    Adopt,
    /// It goes on, changed
    Adapt,
    /// It stops
    Abandon,
}

impl From<Concluded> for Verdict {
    fn from(verdict: Concluded) -> Self {
        match verdict {
            Concluded::Adopt => Self::Adopt,
            Concluded::Adapt => Self::Adapt,
            Concluded::Abandon => Self::Abandon,
        }
    }
}

/// Give the verdict on an intervention: adopt, adapt or abandon
#[derive(Debug, clap::Args)]
#[command(mut_args(told(&[("person", "Who gives it")])), after_long_help = "\
Example:
  alongside conclude nle-support-116177 reading-catch-up adapt --as nle --reason 'It helps in Year 4.'")]
pub(crate) struct Args {
    #[command(flatten)]
    act: Act<OnIntervention, ByPerson, Reason>,
    /// What becomes of it
    #[arg(value_enum)]
    verdict: Concluded,
}

pub(crate) async fn run(session: &Session, args: Args) -> Result<(), Failure> {
    let Args { act, verdict } = args;
    let make = |on: OnIntervention, why: Reason| Command::Conclude {
        intervention: on.intervention,
        verdict: verdict.into(),
        reason: why.text,
    };
    act.ask(session, make).await
}
