//! `open`: opens an engagement.

use std::collections::{BTreeMap, BTreeSet};

use alongside_runtime::core::{CalendarId, EngagementId, PartyId};
use alongside_runtime::{OpenRequest, PartyRequest, Runtime};

use crate::args::Repeatable;
use crate::failure::Failure;
use crate::render::change;
use crate::render::dates::day;
use crate::render::text::quoted;
use crate::session::Session;
use crate::values::{self, CalendarValue, PartyValue, PersonValue};

/// Open an engagement: a workflow, its parties and its people
#[derive(Debug, clap::Args)]
#[command(after_long_help = "\
A school is named by its URN, the six digits by which England numbers its schools; its name is looked up in the \
imported data unless it is given. Persons are ids, such as nle or head: names and addresses never enter the log. Every \
party and every role of the workflow is named once; one person may hold several roles. The engagement stays with the \
workflow as it is now, whatever happens to the file.

Example:
  alongside open nle-support --party partner=116177:'Brockhurst Primary School' \\
    --party supporter=116300:'Oak Tree School' --party authority=Hampshire --calendar partner=hampshire \\
    --person nle=lead --person head=head --person chair=governors --person adviser=commissioner")]
pub(crate) struct Args {
    /// A workflow: the name of its file in the workspace, without .toml, or the path of a file
    workflow: String,
    /// A party: a school by its URN (and its name), or any body by its name
    #[arg(long = "party", value_name = "PARTY=URN[:NAME]|PARTY=NAME", value_parser = values::party)]
    parties: Vec<PartyValue>,
    /// The calendar that a party keeps [default: the workspace's]
    #[arg(long = "calendar", value_name = "PARTY=CALENDAR", value_parser = values::calendar)]
    calendars: Vec<CalendarValue>,
    /// A person and the roles they hold
    #[arg(long = "person", value_name = "PERSON=ROLE[,ROLE]", value_parser = values::person)]
    people: Vec<PersonValue>,
    /// The engagement's name [default: made from the workflow and the school]
    #[arg(long, value_name = "NAME", value_parser = values::id::<EngagementId>)]
    id: Option<EngagementId>,
    /// The engagement's title [default: made from the school and the workflow]
    #[arg(long)]
    title: Option<String>,
    #[command(flatten)]
    repeatable: Repeatable,
}

pub(crate) async fn run(session: &Session, args: Args) -> Result<(), Failure> {
    let request = OpenRequest {
        parties: parties(args.parties, args.calendars)?,
        people: super::join::roles(args.people),
        workflow: args.workflow,
        id: args.id,
        title: args.title,
        ..OpenRequest::default()
    };
    let runtime = session.open().await?;
    let calendars: BTreeSet<CalendarId> = request
        .parties
        .values()
        .filter_map(|party| party.calendar.clone())
        .chain(runtime.settings().default_calendar.clone())
        .collect();
    let workflow = request.workflow.clone();
    let opened = runtime.open_engagement(request, args.repeatable.command_id).await;
    let committed = match opened {
        Ok(committed) => committed,
        Err(error) if error.code() == "opening" => {
            let whole = whole(&runtime, &workflow).await?;
            return Err(Failure::from(error).hint_for(&["opening"], || whole));
        }
        Err(error) => return Err(error.into()),
    };
    let engagement = committed.engagement.clone();
    note_ended(session, &runtime, &calendars).await?;
    change::tell(session, &runtime, &engagement, &[committed]).await
}

/// The whole command, with every party and role that the workflow names, and a calendar where none is the default.
async fn whole(runtime: &Runtime, workflow: &str) -> Result<String, Failure> {
    let definition = runtime.check(workflow).await?.definition;
    let mut hint = format!("name them all: alongside open {}", quoted(workflow));
    for party in definition.parties.keys() {
        hint.push_str(&format!(" --party {party}=WHO"));
    }
    for role in definition.roles.keys() {
        hint.push_str(&format!(" --person PERSON={role}"));
    }
    hint.push_str("; WHO is the URN:NAME of a school, or the name of another body");
    if runtime.settings().default_calendar.is_none() {
        let calendars = runtime.calendars().await?;
        let known: Vec<&str> = calendars.iter().map(|calendar| calendar.id().as_str()).collect();
        hint.push_str(&format!(
            "; a school whose time counts also needs --calendar PARTY=CALENDAR (here: {})",
            known.join(", ")
        ));
    }
    Ok(hint)
}

/// Says which calendars end before today: dates are worked out from their last year, and nobody would see it.
async fn note_ended(
    session: &Session,
    runtime: &Runtime,
    used: &BTreeSet<CalendarId>,
) -> Result<(), Failure> {
    for calendar in runtime.calendars().await? {
        let last = calendar.covers().last;
        if used.contains(calendar.id()) && last < runtime.today() {
            session.screen.note(&format!(
                "The calendar {} ends on {}. Later dates are worked out from its last year and may move: add the years \
                 that follow to its file (alongside calendar --help).",
                calendar.id(),
                day(last)
            ));
        }
    }
    Ok(())
}

fn parties(
    named: Vec<PartyValue>,
    calendars: Vec<CalendarValue>,
) -> Result<BTreeMap<PartyId, PartyRequest>, Failure> {
    let mut parties = BTreeMap::new();
    for PartyValue { party, urn, name } in named {
        let request = PartyRequest {
            urn,
            name,
            calendar: None,
        };
        if parties.insert(party.clone(), request).is_some() {
            return Err(Failure::argument(
                "party-twice",
                format!("the party `{party}` is named twice"),
                "name every party once with --party",
            ));
        }
    }
    for CalendarValue { party, calendar } in calendars {
        match parties.get_mut(&party) {
            Some(request) => request.calendar = Some(calendar),
            None => {
                return Err(Failure::argument(
                    "calendar-of-nobody",
                    format!("there is a calendar for the party `{party}`, but no such party is named"),
                    format!("name it with --party {party}=URN"),
                ));
            }
        }
    }
    Ok(parties)
}
