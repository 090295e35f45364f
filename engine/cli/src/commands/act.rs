//! What commands that change one engagement have in common: what is named, who acts, why, and that they can be given
//! again. Such a command is a few lines: its help, and the command of the core that it stands for.

use alongside_runtime::Runtime;
use alongside_runtime::core::{Actor, Command, EngagementId, EvidenceId, OptionId, PersonId, StepId};
use clap::{Arg, Args};

use crate::args::Repeatable;
use crate::failure::Failure;
use crate::render::change;
use crate::session::{Session, actor, submit};
use crate::values::id;

/// A change of one engagement: what it is about, who acts, and why where a reason is asked for.
#[derive(Debug, Args)]
pub(crate) struct Act<On: Args, By: Args, Why: Args = Unsaid> {
    #[command(flatten)]
    pub(crate) on: On,
    #[command(flatten)]
    by: By,
    #[command(flatten)]
    why: Why,
    #[command(flatten)]
    repeatable: Repeatable,
}

/// What a change is about.
pub(crate) trait Target {
    /// The engagement, as it was typed.
    fn engagement(&self) -> &str;
}

/// Who makes a change.
pub(crate) trait Who {
    /// The one who acts.
    fn actor(self) -> Actor;
}

/// One engagement.
#[derive(Debug, Args)]
pub(crate) struct OnEngagement {
    /// The engagement, or the beginning of its name
    pub(crate) engagement: String,
}

/// A step of an engagement.
#[derive(Debug, Args)]
pub(crate) struct OnStep {
    /// The engagement, or the beginning of its name
    engagement: String,
    /// The step
    #[arg(value_parser = id::<StepId>)]
    pub(crate) step: StepId,
}

/// A step of an engagement, or all of it.
#[derive(Debug, Args)]
pub(crate) struct OnStepOrAll {
    /// The engagement, or the beginning of its name
    engagement: String,
    /// The step, with everything in it [default: the whole engagement]
    #[arg(value_parser = id::<StepId>)]
    pub(crate) step: Option<StepId>,
}

/// An adopted intervention of an engagement.
#[derive(Debug, Args)]
pub(crate) struct OnIntervention {
    /// The engagement, or the beginning of its name
    engagement: String,
    /// The intervention, as `alongside interventions` names it
    #[arg(value_parser = id::<OptionId>)]
    pub(crate) intervention: OptionId,
}

/// An item of evidence of a step.
#[derive(Debug, Args)]
pub(crate) struct OnEvidence {
    /// The engagement, or the beginning of its name
    engagement: String,
    /// The step
    #[arg(value_parser = id::<StepId>)]
    pub(crate) step: StepId,
    /// The item of evidence
    #[arg(value_parser = id::<EvidenceId>)]
    pub(crate) evidence: EvidenceId,
}

macro_rules! targets {
    ($($target:ty),*) => {$(
        impl Target for $target {
            fn engagement(&self) -> &str {
                &self.engagement
            }
        }
    )*};
}

targets!(OnEngagement, OnStep, OnStepOrAll, OnIntervention, OnEvidence);

/// A person, who must say who they are.
#[derive(Debug, Args)]
pub(crate) struct ByPerson {
    /// Who does it
    #[arg(long = "as", value_name = "PERSON", value_parser = id::<PersonId>)]
    person: PersonId,
}

/// A person, or whoever runs the program.
#[derive(Debug, Clone, Args)]
pub(crate) struct ByAnyone {
    /// Who does it [default: whoever runs the program]
    #[arg(long = "as", value_name = "PERSON", value_parser = id::<PersonId>)]
    person: Option<PersonId>,
}

impl Who for ByPerson {
    fn actor(self) -> Actor {
        Actor::Person(self.person)
    }
}

impl Who for ByAnyone {
    fn actor(self) -> Actor {
        actor(self.person)
    }
}

/// No reason is asked for.
#[derive(Debug, Args)]
pub(crate) struct Unsaid {}

/// A reason, which must be given.
#[derive(Debug, Args)]
pub(crate) struct Reason {
    /// Why
    #[arg(long = "reason", value_name = "TEXT")]
    pub(crate) text: String,
}

/// A reason, where there is something to say.
#[derive(Debug, Args)]
pub(crate) struct ReasonIfAny {
    /// Why, where there is something to say
    #[arg(long = "reason", value_name = "TEXT")]
    pub(crate) text: Option<String>,
}

impl<On: Args + Target, By: Args + Who, Why: Args> Act<On, By, Why> {
    /// Gives the engagement the command that `make` makes, and tells what it did.
    pub(crate) async fn ask(
        self,
        session: &Session,
        make: impl FnOnce(On, Why) -> Command,
    ) -> Result<(), Failure> {
        self.ask_with(session, async |_, _, on, why| Ok(make(on, why)))
            .await
    }

    /// The same for a command that cannot be made before the engagement has been looked at.
    pub(crate) async fn ask_with(
        self,
        session: &Session,
        make: impl AsyncFnOnce(&Runtime, &EngagementId, On, Why) -> Result<Command, Failure>,
    ) -> Result<(), Failure> {
        let (runtime, engagement) = session.find(self.on.engagement()).await?;
        let command = make(&runtime, &engagement, self.on, self.why).await?;
        let by = self.by.actor();
        let committed = submit(&runtime, &engagement, command, by, self.repeatable.command_id).await?;
        change::tell(session, &runtime, &engagement, &[committed]).await
    }
}

/// Gives shared arguments the help that suits one command: `#[command(mut_args(told(&[("step", "The decision")])))]`.
pub(crate) fn told(helps: &'static [(&'static str, &'static str)]) -> impl Fn(Arg) -> Arg {
    move |arg| match helps.iter().find(|(name, _)| arg.get_id() == name) {
        Some((_, help)) => arg.help(*help),
        None => arg,
    }
}
