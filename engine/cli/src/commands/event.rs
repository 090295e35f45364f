//! `event`: reports an outside event.

use alongside_runtime::core::{Command, OutsideEventId, PersonId};

use super::act::{Act, ByAnyone, OnEngagement, told};
use super::fields::{described, record};
use crate::failure::Failure;
use crate::session::Session;
use crate::values::{self, FieldValue, id};

/// Report that something happened outside, such as an inspection
#[derive(Debug, clap::Args)]
#[command(
    mut_args(told(&[("person", "Who reports it [default: whoever runs the program]")])),
    after_long_help = "\
The workflow says which events it listens to, what each records, and what it sets off.

Examples:
  alongside event nle-support-116177 inspection --note 'Two days in May' --set judgement=good
  alongside event nle-support-116177 change-of-head --note 'From September' --successor new-head"
)]
pub(crate) struct Args {
    #[command(flatten)]
    act: Act<OnEngagement, ByAnyone>,
    /// The event, as the workflow names it
    #[arg(value_parser = id::<OutsideEventId>)]
    event: OutsideEventId,
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
    let Args {
        act,
        event,
        note,
        fields,
        successor,
    } = args;
    let mut known = Vec::new();
    let reported = act.ask_with(session, async |runtime, engagement, _, _| {
        let events = runtime.show(engagement).await?.events;
        let listened = events.into_iter().find(|listened| listened.event == event);
        let record = match listened {
            Some(listened) => {
                known = listened.record;
                record(event.as_str(), fields, &known)?
            }
            // The engagement refuses the event itself, and knows which ones there are.
            None => Default::default(),
        };
        Ok(Command::Report {
            event,
            note,
            record,
            successor,
        })
    });
    let reported = reported.await;
    reported.map_err(|failure| {
        failure.hint_for(&["missing-fields"], || {
            format!(
                "set each with --set FIELD=VALUE: it records {}",
                described(&known)
            )
        })
    })
}
