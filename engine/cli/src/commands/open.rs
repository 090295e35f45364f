//! `open`: opens an engagement.

use std::collections::{BTreeMap, BTreeSet};

use alongside_runtime::core::{CalendarId, EngagementId, MemberId, PartyId};
use alongside_runtime::{MemberRequest, OpenRequest, PartyRequest, Runtime, parse_members};

use crate::args::Repeatable;
use crate::failure::Failure;
use crate::render::change;
use crate::render::dates::day;
use crate::render::text::quoted;
use crate::session::Session;
use crate::values::{self, CalendarValue, MemberFile, PartyValue, PersonValue};

/// The members of parties that have many.
type Members = BTreeMap<PartyId, BTreeMap<MemberId, MemberRequest>>;

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
    --person nle=lead --person head=head --person chair=governors --person adviser=commissioner

A party that has many, such as the schools of a programme, is given its members one by one, or from a CSV file: its \
first line names the columns urn, name, id, group and calendar, as far as they are known, and roles, whose columns hold \
the persons of each school:
  alongside open improvement-programme --party authority=Hampshire --person adviser=commissioner \\
    --member schools=116177:'Brockhurst Primary School' --members schools=schools.csv

A school that comes back has a second engagement, which can see how the first one ended:
  alongside open nle-support --follows nle-support-116177 --party partner=116177 ...")]
pub(crate) struct Args {
    /// A workflow: the name of its file in the workspace, without .toml, or the path of a file
    workflow: String,
    /// A party: a school by its URN (and its name), or any body by its name
    #[arg(long = "party", value_name = "PARTY=URN[:NAME]|PARTY=NAME", value_parser = values::party)]
    parties: Vec<PartyValue>,
    /// A member of a party that has many: a school by its URN (and its name), or any body by its name
    #[arg(long = "member", value_name = "PARTY=URN[:NAME]|PARTY=NAME", value_parser = values::party)]
    member: Vec<PartyValue>,
    /// The members of a party that has many, from a CSV file
    #[arg(long = "members", value_name = "PARTY=FILE", value_parser = values::member_file)]
    members: Vec<MemberFile>,
    /// The engagement that this one follows, or the beginning of its name: its outputs can be read as `previous`
    #[arg(long, value_name = "ENGAGEMENT")]
    follows: Option<String>,
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
    let mut request = OpenRequest {
        parties: parties(args.parties, args.calendars)?,
        people: super::join::roles(args.people),
        members: members(args.member, args.members)?,
        workflow: args.workflow,
        id: args.id,
        title: args.title,
        follows: None,
    };
    let runtime = session.open().await?;
    if let Some(before) = &args.follows {
        request.follows = Some(runtime.resolve(before).await?);
    }
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
    for (id, party) in &definition.parties {
        if party.many {
            hint.push_str(&format!(" --members {id}=FILE"));
        } else {
            hint.push_str(&format!(" --party {id}=WHO"));
        }
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

/// The members of parties that have many: those of files, and those named one by one.
fn members(named: Vec<PartyValue>, files: Vec<MemberFile>) -> Result<Members, Failure> {
    let mut all = Members::new();
    for MemberFile { party, file } in files {
        let text = std::fs::read_to_string(&file).map_err(|error| Failure::file("read", &file, error))?;
        let listed = parse_members(&file.display().to_string(), &text)?;
        for (member, asked) in listed {
            add(&mut all, &party, member, asked)?;
        }
    }
    for PartyValue { party, urn, name } in named {
        let number = urn.map(|urn| urn.to_string());
        let member = super::join::named(None, number, name.as_deref().unwrap_or_default())?;
        let asked = MemberRequest {
            urn,
            name,
            ..MemberRequest::default()
        };
        add(&mut all, &party, member, asked)?;
    }
    Ok(all)
}

fn add(all: &mut Members, party: &PartyId, member: MemberId, asked: MemberRequest) -> Result<(), Failure> {
    let members = all.entry(party.clone()).or_default();
    if members.contains_key(&member) {
        return Err(Failure::argument(
            "member-twice",
            format!("the member `{member}` of the party `{party}` is named twice"),
            "name every member once, with --member or in a file",
        ));
    }
    members.insert(member, asked);
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
