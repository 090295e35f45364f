//! `add`: adds a task to the plan of one engagement.

use std::collections::BTreeSet;

use alongside_runtime::Runtime;
use alongside_runtime::core::{
    Command, EngagementId, EvidenceRequirement, Field, PartyId, RoleId, Step, StepId, StepKind, TimePoint,
    TimeRule,
};

use super::act::{Act, ByPerson, OnStep, Reason, told};
use crate::failure::Failure;
use crate::session::Session;
use crate::values::{self, DueValue, NewEvidenceValue, NewFieldValue, id};

/// Add a task to the plan of one engagement while it runs
#[derive(Debug, clap::Args)]
#[command(
    mut_args(told(&[("step", "A name for the task"), ("person", "Who adds it: a role that the workflow lets add steps")])),
    after_long_help = "\
The workflow says which roles may add tasks. The task stands at the end of its stage and begins like any other.

Example:
  alongside add nle-support-116177 phonics-audit --in phase-2 --title 'Audit of phonics' --role lead \\
    --due '10 school-days' --evidence audit-note:head --as nle --reason 'Year 1 results fell.'"
)]
pub(crate) struct Args {
    #[command(flatten)]
    act: Act<OnStep, ByPerson, Reason>,
    #[command(flatten)]
    task: Task,
}

/// What the task is.
#[derive(Debug, clap::Args)]
struct Task {
    /// Its title
    #[arg(long)]
    title: String,
    /// The role that does it
    #[arg(long, value_parser = id::<RoleId>)]
    role: RoleId,
    /// The stage that it belongs to [default: none]
    #[arg(long = "in", value_name = "STAGE", value_parser = id::<StepId>)]
    stage: Option<StepId>,
    /// What to do, for the person who does it
    #[arg(long, value_name = "TEXT")]
    guidance: Option<String>,
    /// A step that it waits for
    #[arg(long, value_name = "STEP", value_parser = id::<StepId>)]
    after: Vec<StepId>,
    /// By when it is due: a date, or how long after it has begun
    #[arg(long, value_name = "DATE|SPAN", value_parser = values::due)]
    due: Option<DueValue>,
    /// The party whose school time counts [default: as the workflow says]
    #[arg(long, value_name = "PARTY", value_parser = id::<PartyId>)]
    calendar: Option<PartyId>,
    /// The days of work that it takes
    #[arg(long, value_name = "DAYS", value_parser = values::days)]
    effort: Option<f64>,
    /// Evidence that it needs, and the role that accepts it
    #[arg(long, value_name = "EVIDENCE[:ROLE]", value_parser = values::new_evidence)]
    evidence: Vec<NewEvidenceValue>,
    /// A field that it records, and its type: text, number, boolean, date or texts
    #[arg(long, value_name = "FIELD[:TYPE]", value_parser = values::new_field)]
    record: Vec<NewFieldValue>,
    /// Its stage can be done without it
    #[arg(long)]
    optional: bool,
}

pub(crate) async fn run(session: &Session, args: Args) -> Result<(), Failure> {
    let Args { act, task } = args;
    act.ask_with(session, async |runtime, engagement, on, why| {
        Ok(Command::AddStep {
            step: Box::new(task.step(on.step, runtime, engagement).await?),
            reason: why.text,
        })
    })
    .await
}

impl Task {
    async fn step(self, name: StepId, runtime: &Runtime, engagement: &EngagementId) -> Result<Step, Failure> {
        let due = match self.due {
            None => None,
            Some(due) => Some(TimeRule {
                point: point(due),
                calendar: calendar(self.calendar, runtime, engagement).await?,
            }),
        };
        let record = self.record.into_iter().map(field).collect();
        Ok(Step {
            guidance: self.guidance,
            parent: self.stage,
            role: Some(self.role),
            after: self.after.into_iter().collect::<BTreeSet<_>>(),
            due,
            effort_days: self.effort,
            evidence: self.evidence.into_iter().map(requirement).collect(),
            optional: self.optional,
            ..Step::new(name, self.title, StepKind::Task { record })
        })
    }
}

/// The party whose school time counts: the one named, or the workflow's.
async fn calendar(
    named: Option<PartyId>,
    runtime: &Runtime,
    engagement: &EngagementId,
) -> Result<PartyId, Failure> {
    if let Some(named) = named {
        return Ok(named);
    }
    runtime.calendar_party(engagement).await?.ok_or_else(|| {
        Failure::argument(
            "which-calendar",
            "the workflow does not say whose school time counts",
            "name the party with --calendar",
        )
    })
}

fn point(due: DueValue) -> TimePoint {
    match due {
        DueValue::On(date) => TimePoint::On(date),
        DueValue::After(span) => TimePoint::After(span),
    }
}

fn field(NewFieldValue { field, kind }: NewFieldValue) -> Field {
    Field {
        title: title(field.as_str()),
        id: field,
        kind,
        optional: false,
        unit: None,
    }
}

fn requirement(asked: NewEvidenceValue) -> EvidenceRequirement {
    EvidenceRequirement {
        title: title(asked.evidence.as_str()),
        id: asked.evidence,
        accepted_by: asked.accepted_by,
    }
}

/// A title made from a name, as workflow files have it where they give none.
fn title(name: &str) -> String {
    crate::render::text::sentence(&name.replace('-', " "))
}
