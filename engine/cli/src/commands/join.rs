//! `join`: adds a member to a party that has many.

use std::collections::{BTreeMap, BTreeSet};

use alongside_runtime::core::{CalendarId, Command, GroupId, Member, MemberId, PartyId, PersonId, RoleId};

use super::act::{Act, ByAnyone, OnEngagement, told};
use crate::failure::Failure;
use crate::session::Session;
use crate::values::{self, BodyValue, PersonValue, id};

/// Add a member to a party that has many: a school that joins a programme later
#[derive(Debug, clap::Args)]
#[command(
    mut_args(told(&[("person", "Who says so [default: whoever runs the program]")])),
    after_long_help = "\
Steps that start an engagement for each member start one for the new member too, and wait for it.

Example:
  alongside join improvement-programme schools 116177:'Brockhurst Primary School' --group north \\
    --calendar hampshire --person head-brockhurst=head"
)]
pub(crate) struct Args {
    #[command(flatten)]
    act: Act<OnEngagement, ByAnyone>,
    /// The party
    #[arg(value_parser = id::<PartyId>)]
    party: PartyId,
    /// The member: a school by its URN (and its name), or any body by its name
    #[arg(value_name = "URN[:NAME]|NAME", value_parser = values::body)]
    member: BodyValue,
    /// A name for the member in commands [default: its URN, or made from its name]
    #[arg(long, value_name = "NAME", value_parser = id::<MemberId>)]
    id: Option<MemberId>,
    /// The group that it belongs to
    #[arg(long, value_parser = id::<GroupId>)]
    group: Option<GroupId>,
    /// The calendar that it keeps
    #[arg(long, value_parser = id::<CalendarId>)]
    calendar: Option<CalendarId>,
    /// A person of its own, and the roles they hold in its engagements
    #[arg(long = "person", value_name = "PERSON=ROLE[,ROLE]", value_parser = values::person)]
    people: Vec<PersonValue>,
}

pub(crate) async fn run(session: &Session, args: Args) -> Result<(), Failure> {
    let Args {
        act,
        party,
        member,
        id,
        group,
        calendar,
        people,
    } = args;
    act.ask_with(session, async |runtime, _, _, _| {
        let name = match (member.name, member.urn) {
            (Some(name), _) => name,
            (None, Some(urn)) => runtime.school_name(urn).await?,
            (None, None) => String::new(),
        };
        let calendar = calendar.or_else(|| runtime.settings().default_calendar.clone());
        Ok(Command::Join {
            party,
            member: named(id, member.urn.map(|urn| urn.to_string()), &name)?,
            details: Box::new(Member {
                name,
                urn: member.urn,
                calendar,
                group,
                people: roles(people),
            }),
        })
    })
    .await
}

/// The member's name in commands: the one given, its number, or its name as a name in commands is written.
pub(super) fn named(given: Option<MemberId>, urn: Option<String>, name: &str) -> Result<MemberId, Failure> {
    if let Some(given) = given {
        return Ok(given);
    }
    let made = urn.unwrap_or_else(|| values::as_id(name));
    made.parse().map_err(|_| {
        Failure::argument(
            "member-name",
            format!("no name for commands can be made from `{name}`"),
            "choose one with --id",
        )
    })
}

pub(super) fn roles(people: Vec<PersonValue>) -> BTreeMap<PersonId, BTreeSet<RoleId>> {
    let mut all: BTreeMap<PersonId, BTreeSet<RoleId>> = BTreeMap::new();
    for PersonValue { person, roles } in people {
        all.entry(person).or_default().extend(roles);
    }
    all
}
