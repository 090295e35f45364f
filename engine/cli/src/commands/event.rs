//! `event`: reports an outside event to one engagement, or to all that a school takes part in.

use std::collections::BTreeMap;

use alongside_runtime::core::{Command, EngagementId, Field, OutsideEventId, PersonId, Urn, Value};
use alongside_runtime::{Committed, Runtime};
use serde_json::json;

use super::act::{ByAnyone, Who as _, told};
use super::fields::{described, record};
use crate::args::Repeatable;
use crate::failure::Failure;
use crate::render::change::{self, sentences};
use crate::session::{Session, submit};
use crate::values::{self, FieldValue, id};

/// Report that something happened outside, such as an inspection
#[derive(Debug, clap::Args)]
#[command(
    allow_missing_positional = true,
    mut_args(told(&[("person", "Who reports it [default: whoever runs the program]")])),
    after_long_help = "\
The workflow says which events it listens to, what each records, and what it sets off. With --school the event is \
reported to every open engagement that the school takes part in and whose workflow listens to it.

Examples:
  alongside event nle-support-116177 inspection --note 'Two days in May' --set judgement=good
  alongside event nle-support-116177 change-of-head --note 'From September' --successor new-head
  alongside event --school 116177 inspection --note 'Two days in May' --set judgement=good"
)]
pub(crate) struct Args {
    /// The engagement, or the beginning of its name
    #[arg(required_unless_present = "school", conflicts_with = "school")]
    engagement: Option<String>,
    /// The event, as the workflow names it
    #[arg(value_parser = id::<OutsideEventId>)]
    event: OutsideEventId,
    /// Report it to every open engagement of this school
    #[arg(long, value_name = "URN", value_parser = id::<Urn>)]
    school: Option<Urn>,
    #[command(flatten)]
    by: ByAnyone,
    #[command(flatten)]
    what: What,
    #[command(flatten)]
    repeatable: Repeatable,
}

/// What is reported.
#[derive(Debug, clap::Args)]
struct What {
    /// What happened
    #[arg(long, value_name = "TEXT")]
    note: String,
    /// What the event records
    #[arg(long = "set", value_name = "FIELD=VALUE", value_parser = values::field)]
    fields: Vec<FieldValue>,
    /// Who follows, where the event changes the holder of a role; may be new to the engagement
    #[arg(long, value_name = "PERSON", value_parser = id::<PersonId>)]
    successor: Option<PersonId>,
}

pub(crate) async fn run(session: &Session, args: Args) -> Result<(), Failure> {
    let runtime = session.open().await?;
    if let Some(urn) = args.school {
        return to_school(session, &runtime, urn, args).await;
    }
    let engagement = runtime
        .resolve(args.engagement.as_deref().unwrap_or_default())
        .await?;
    let committed = report(&runtime, &engagement, &args).await?;
    change::tell(session, &runtime, &engagement, &[committed]).await
}

/// Reports it to one engagement.
async fn report(runtime: &Runtime, engagement: &EngagementId, args: &Args) -> Result<Committed, Failure> {
    let known = listened(runtime, engagement, &args.event).await?;
    let record = match &known {
        Some(known) => record(args.event.as_str(), args.what.fields.clone(), known)?,
        // The engagement refuses the event itself, and knows which ones there are.
        None => BTreeMap::<_, Value>::new(),
    };
    let command = Command::Report {
        event: args.event.clone(),
        note: args.what.note.clone(),
        record,
        successor: args.what.successor.clone(),
    };
    let (by, command_id) = (args.by.clone().actor(), args.repeatable.command_id.clone());
    let reported = submit(runtime, engagement, command, by, command_id).await;
    reported.map_err(|failure| {
        failure.hint_for(&["missing-fields"], || {
            let known = described(&known.unwrap_or_default());
            format!("set each with --set FIELD=VALUE: it records {known}")
        })
    })
}

/// What the event records in an engagement; none where its workflow does not listen to it.
async fn listened(
    runtime: &Runtime,
    engagement: &EngagementId,
    event: &OutsideEventId,
) -> Result<Option<Vec<Field>>, Failure> {
    let events = runtime.show(engagement).await?.events;
    let found = events.into_iter().find(|known| known.event == *event);
    Ok(found.map(|known| known.record))
}

/// Reports it to every open engagement of a school that listens.
async fn to_school(session: &Session, runtime: &Runtime, urn: Urn, args: Args) -> Result<(), Failure> {
    let listening = runtime.listening(urn, args.event.clone()).await?;
    let mut told = Vec::new();
    let mut refused = None;
    for engagement in &listening {
        match report(runtime, engagement, &args).await {
            Ok(committed) => told.push(committed),
            Err(failure) => {
                refused = Some(failure);
                break;
            }
        }
    }
    tell(session, urn, &told)?;
    refused.map_or(Ok(()), Err)
}

fn tell(session: &Session, urn: Urn, told: &[Committed]) -> Result<(), Failure> {
    let screen = &session.screen;
    if screen.json() {
        let changes = told.iter().map(|committed| {
            json!({
                "engagement": committed.engagement,
                "repeated": committed.repeated,
                "events": committed.sentences(),
            })
        });
        let changes: Vec<_> = changes.collect();
        return screen.print_json(&json!({ "school": urn, "changes": changes }));
    }
    for committed in told {
        screen.tell(&format!("{}\n", committed.engagement))?;
        screen.tell(&sentences(&committed.sentences(), screen.width(), "  "))?;
    }
    Ok(())
}
