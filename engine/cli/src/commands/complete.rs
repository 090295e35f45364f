//! `do`: says that a task is done, with what it records and its evidence.

use std::collections::{BTreeMap, BTreeSet};

use alongside_runtime::Runtime;
use alongside_runtime::core::{Actor, Command, EngagementId, EvidenceId, Field, PersonId, StepId};

use super::evidence::Given;
use super::fields::{described, record};
use crate::args::Repeatable;
use crate::failure::Failure;
use crate::render::change;
use crate::session::{Session, submit};
use crate::values::{self, EvidenceValue, FieldValue};

/// Do a task: record what it asks for and offer its evidence; or complete a stage by hand
#[derive(Debug, clap::Args)]
#[command(
    name = "do",
    after_long_help = "\
Evidence that is given is offered first; then the task is done. If the task is refused, the evidence stays offered. \
`alongside next ENGAGEMENT` says which fields and evidence a task asks for.

Values: text as it is, numbers such as 12.5, yes or no, dates such as 2019-01-31, lists with commas.

Example:
  alongside do nle-support-116177 check-visit --as nle --set gains-held=yes \\
    --file note-of-visit=visit.pdf"
)]
pub(crate) struct Args {
    /// The engagement, or the beginning of its name
    engagement: String,
    /// The task, or a stage to complete by hand
    #[arg(value_parser = values::id::<StepId>)]
    step: StepId,
    /// Who does it
    #[arg(long = "as", value_name = "PERSON", value_parser = values::id::<PersonId>)]
    person: PersonId,
    /// What the task records
    #[arg(long = "set", alias = "record", value_name = "FIELD=VALUE", value_parser = values::field)]
    fields: Vec<FieldValue>,
    /// Offer a few words as evidence
    #[arg(long = "note", value_name = "EVIDENCE=TEXT", value_parser = values::evidence)]
    notes: Vec<EvidenceValue>,
    /// Offer a file as evidence; the workspace keeps a copy
    #[arg(long = "file", value_name = "EVIDENCE=PATH", value_parser = values::evidence)]
    files: Vec<EvidenceValue>,
    /// Offer a link as evidence
    #[arg(long = "link", value_name = "EVIDENCE=URL", value_parser = values::evidence)]
    links: Vec<EvidenceValue>,
    #[command(flatten)]
    repeatable: Repeatable,
}

pub(crate) async fn run(session: &Session, args: Args) -> Result<(), Failure> {
    let evidence = evidence(args.notes, args.files, args.links)?;
    let (runtime, engagement) = session.find(&args.engagement).await?;
    let fields = runtime.fields_of(&engagement, &args.step).await?;
    let record = match fields.is_empty() && !is_done_by_hand(&runtime, &engagement, &args.step).await? {
        // The engagement refuses the step itself, and knows which was meant.
        true => BTreeMap::new(),
        false => record(args.step.as_str(), args.fields, &fields)?,
    };
    let by = Actor::Person(args.person);
    let id = args.repeatable.command_id;
    let mut commits = Vec::new();
    for (evidence, given) in evidence {
        let offer_id = id.as_ref().map(|id| format!("{id} offer {evidence}"));
        let item = given.into_item(&runtime).await?;
        let command = Command::Offer {
            step: args.step.clone(),
            evidence,
            item,
        };
        commits.push(submit(&runtime, &engagement, command, by.clone(), offer_id).await?);
    }
    let offered = !commits.is_empty();
    let command = Command::Complete {
        step: args.step.clone(),
        record,
    };
    match submit(&runtime, &engagement, command, by, id).await {
        Ok(done) => {
            commits.push(done);
            change::tell(session, &runtime, &engagement, &commits).await
        }
        Err(failure) => {
            if offered {
                session
                    .screen
                    .note("The evidence was offered and stays so; the task is not done.");
            }
            Err(hinted(failure, &fields))
        }
    }
}

/// Says whether the workflow has such a step, and a person does it or completes it.
async fn is_done_by_hand(
    runtime: &Runtime,
    engagement: &EngagementId,
    step: &StepId,
) -> Result<bool, Failure> {
    let view = runtime.show(engagement).await?;
    let known = view.steps.iter().find(|known| known.id == *step);
    Ok(known.is_some_and(|step| matches!(step.kind, "task" | "stage")))
}

/// Brings the evidence of all three forms together; each item once.
fn evidence(
    notes: Vec<EvidenceValue>,
    files: Vec<EvidenceValue>,
    links: Vec<EvidenceValue>,
) -> Result<Vec<(EvidenceId, Given)>, Failure> {
    let notes = notes
        .into_iter()
        .map(|value| (value.evidence, Given::Note(value.text)));
    let files = files
        .into_iter()
        .map(|value| (value.evidence, Given::File(value.text.into())));
    let links = links
        .into_iter()
        .map(|value| (value.evidence, Given::Link(value.text)));
    let given: Vec<(EvidenceId, Given)> = notes.chain(files).chain(links).collect();
    let mut seen = BTreeSet::new();
    match given.iter().find(|(evidence, _)| !seen.insert(evidence)) {
        None => Ok(given),
        Some((evidence, _)) => Err(Failure::argument(
            "evidence-twice",
            format!("the evidence `{evidence}` is given twice"),
            "give it once, as --note, --file or --link",
        )),
    }
}

fn hinted(failure: Failure, fields: &[Field]) -> Failure {
    failure.hint_for(&["missing-fields"], || {
        format!(
            "set each with --set FIELD=VALUE: it records {}",
            described(fields)
        )
    })
}
