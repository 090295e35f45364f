//! Verbs that arrange the rehearsal itself: what it is given, what is opened, how time moves.

use std::collections::BTreeMap;

use alongside_core::calendar::{Calendar, CalendarId, Span};
use alongside_core::command::{Actor, Command, DatasetRef};
use alongside_core::definition::{Definition, PartyKind};
use alongside_core::digest::Digest;
use alongside_core::ids::{DataId, EngagementId, MemberId, PartyId, PersonId, RoleId};
use alongside_core::urn::Urn;
use alongside_definition::calendar::parse_calendar;
use jiff::civil::Date;
use serde::Deserialize;
use serde_json::{Value as Json, json};

use super::arguments::{OneOrMany, arguments};
use super::money::{GivenMember, in_words, roles};
use super::work::Reason;
use super::{Call, Perform, submit, told, wrong};
use crate::commit::day_number;
use crate::error::RuntimeError;
use crate::opening::{MemberRequest, OpenRequest, PartyRequest};
use crate::rehearsal::PluginAnswers;
use crate::rehearsal::session::PROTOCOL;

/// How far time moves at once, in days: thirty years.
const ADVANCE_DAYS_MAX: i32 = 10_958;

arguments! {
    /// Says which protocol is spoken, and by which release.
    Hello {
        /// The version that the program speaks; any other than that of this release is refused.
        protocol: Option<u32>,
    }
    /// Begins anew: everything that was given and opened is forgotten.
    Reset {
        /// The date at which time stands then; where it stands now, where none is given.
        from: Option<Date>,
        /// Who answers for plugins: `by-hand`, or `bundled` for those that come with the program.
        #[serde(default)]
        plugins: PluginAnswers,
    }
    /// Keeps the text of a workflow, after checking it.
    Workflow {
        /// The text.
        text: String,
        /// The name it is opened under; its own id where none is given.
        name: Option<String>,
    }
    /// Keeps the text of a calendar, in the place of one of the same name, and works pending dates out again.
    GivenCalendar {
        /// The text.
        text: String,
    }
    /// Opens an engagement; the envelope's `engagement` is its name. From then on it is the one that is meant where none is named.
    Open {
        /// The name of a workflow that was given, or its text; the only one that was given where none is named.
        workflow: Option<String>,
        /// Its title.
        title: Option<String>,
        /// The parties; every party of the workflow, with numbers made up for schools, where none is given.
        parties: Option<BTreeMap<PartyId, GivenParty>>,
        /// The people and their roles; for every role a person of its name, where none is given.
        people: Option<BTreeMap<PersonId, OneOrMany<RoleId>>>,
        /// The members of the parties that have many, by party and by name.
        #[serde(default)]
        members: BTreeMap<PartyId, BTreeMap<MemberId, GivenMember>>,
        /// The engagement that this one follows: what that one handed on can be read as `previous`.
        follows: Option<EngagementId>,
        /// The calendar of the schools that name none.
        calendar: Option<CalendarId>,
    }
    /// Attaches a dataset of which nothing is known but its school year. Plugins that answer by hand need no more.
    Data {
        /// The slot.
        data: DataId,
        /// The school year, such as `2018-19`.
        year: String,
        /// The file it would have been read from.
        #[serde(default)]
        source: Reason,
    }
    /// Lets time pass: to a date, by a length of time, or to the next timer; what is due on the way happens.
    Advance {
        /// A date such as `2019-01-31`, a length of time such as `3 school-days`, or `next-timer`.
        to: String,
        /// The calendar by which school time is counted; that of the engagement's workflow where none is given.
        calendar: Option<CalendarId>,
    }
    /// Lets today do its work again: what is due happens, what plugins owe is asked for.
    Tick {}
}

/// A party, as it is given.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case", default)]
pub(crate) struct GivenParty {
    urn: Option<Urn>,
    name: Option<String>,
    calendar: Option<CalendarId>,
}

impl Perform for Hello {
    fn perform(self: Box<Self>, _: &Call<'_>) -> Result<Json, RuntimeError> {
        match self.protocol {
            Some(asked) if asked != PROTOCOL => Err(RuntimeError::input_hint(
                "protocol",
                format!("this release speaks protocol {PROTOCOL}, not {asked}"),
                "use a release that speaks it",
            )),
            _ => Ok(json!({ "protocol": PROTOCOL, "release": env!("CARGO_PKG_VERSION") })),
        }
    }
}

impl Perform for Reset {
    fn perform(self: Box<Self>, call: &Call<'_>) -> Result<Json, RuntimeError> {
        Ok(json!({ "today": call.today() }))
    }

    fn begins_anew(&self, today: Date) -> Option<(Date, PluginAnswers)> {
        Some((self.from.unwrap_or(today), self.plugins))
    }
}

impl Perform for Workflow {
    fn perform(self: Box<Self>, call: &Call<'_>) -> Result<Json, RuntimeError> {
        let name = give(call, &self.text, self.name)?;
        let checked = call.inner().check(&name)?;
        let warnings = checked.warnings.as_ref().map(|warnings| warnings.to_json());
        Ok(json!({
            "name": name,
            "workflow": checked.definition.id,
            "version": checked.definition.version.to_string(),
            "digest": checked.digest.to_string(),
            "warnings": warnings.unwrap_or_else(|| json!([])),
        }))
    }
}

/// Keeps a workflow's text under a name, or under its own id and version; what is wrong with it is not kept.
fn give(call: &Call<'_>, text: &str, name: Option<String>) -> Result<String, RuntimeError> {
    let shown = name.clone().unwrap_or_else(|| "workflow".to_owned());
    let definition = call.inner().check_text(&shown, text)?.definition;
    let name = name.unwrap_or_else(|| definition.id.to_string());
    call.rehearsal.give_workflow(&name, text)?;
    Ok(name)
}

impl Perform for GivenCalendar {
    fn perform(self: Box<Self>, call: &Call<'_>) -> Result<Json, RuntimeError> {
        let calendar = parse_calendar("calendar", &self.text)
            .map_err(|problems| RuntimeError::Problems(Box::new(problems)))?;
        let id = call.rehearsal.give_calendar(calendar)?;
        call.inner().follow_calendars()?;
        Ok(json!({ "calendar": id }))
    }
}

impl Perform for Open {
    fn perform(self: Box<Self>, call: &Call<'_>) -> Result<Json, RuntimeError> {
        let workflow = match &self.workflow {
            Some(text) if text.contains('\n') => give(call, text, None)?,
            Some(name) => name.clone(),
            None => call.rehearsal.only_workflow()?,
        };
        let definition = call.inner().check(&workflow)?.definition;
        let mut parties = match self.parties {
            Some(parties) => parties
                .into_iter()
                .map(|(id, party)| (id, party.into()))
                .collect(),
            None => every_party(&definition),
        };
        for (id, party) in &mut parties {
            let kind = definition.parties.get(id);
            party.name.get_or_insert_with(|| {
                kind.map_or_else(|| in_words(id.as_str()), |party| party.title.clone())
            });
            let school = kind.is_none_or(|party| party.kind == PartyKind::School);
            if school && party.calendar.is_none() {
                party.calendar.clone_from(&self.calendar);
            }
        }
        let people = match self.people {
            Some(people) => roles(people),
            None => every_role(&definition)?,
        };
        let request = OpenRequest {
            workflow,
            id: call.engagement.cloned(),
            title: self.title,
            parties,
            people,
            members: members(self.members, self.calendar.as_ref()),
            follows: self.follows,
        };
        let committed = call.inner().open_engagement(&request, call.command_id)?;
        call.rehearsal.opened(committed.engagement.clone());
        Ok(told(&committed))
    }
}

impl From<GivenParty> for PartyRequest {
    fn from(party: GivenParty) -> Self {
        Self {
            urn: party.urn,
            name: party.name,
            calendar: party.calendar,
        }
    }
}

/// The members, with the calendar of the schools that name none.
fn members(
    given: BTreeMap<PartyId, BTreeMap<MemberId, GivenMember>>,
    calendar: Option<&CalendarId>,
) -> BTreeMap<PartyId, BTreeMap<MemberId, MemberRequest>> {
    let asked = |(id, member): (MemberId, GivenMember)| {
        let mut asked = member.into_request(&id);
        if asked.calendar.is_none() {
            asked.calendar = calendar.cloned();
        }
        (id, asked)
    };
    given
        .into_iter()
        .map(|(party, members)| (party, members.into_iter().map(asked).collect()))
        .collect()
}

/// Every party of a workflow that stands for one, schools with numbers that are made up.
fn every_party(definition: &Definition) -> BTreeMap<PartyId, PartyRequest> {
    let single = definition.parties.iter().filter(|(_, party)| !party.many);
    let mut urns = (Urn::SMALLEST + 1..=Urn::LARGEST).filter_map(|number| Urn::new(number).ok());
    single
        .map(|(id, party)| {
            let urn = match party.kind {
                PartyKind::School => urns.next(),
                PartyKind::Authority => None,
            };
            let request = PartyRequest {
                urn,
                ..PartyRequest::default()
            };
            (id.clone(), request)
        })
        .collect()
}

/// For every role a person of its name.
fn every_role(
    definition: &Definition,
) -> Result<BTreeMap<PersonId, std::collections::BTreeSet<RoleId>>, RuntimeError> {
    definition
        .roles
        .keys()
        .map(|role| {
            let person = PersonId::new(role.as_str()).map_err(|error| wrong(error.to_string()))?;
            Ok((person, [role.clone()].into()))
        })
        .collect()
}

impl Perform for Data {
    fn perform(self: Box<Self>, call: &Call<'_>) -> Result<Json, RuntimeError> {
        let engagement = call.engagement()?;
        let dataset = DatasetRef {
            digest: Digest::of(format!("{} {}", self.data, self.year).as_bytes()),
            year: self.year,
            source: self.source.0,
        };
        let data = self.data;
        let command = Command::AttachData { data, dataset };
        let as_administrator = Call {
            by: &Actor::Administrator,
            ..*call
        };
        submit(&as_administrator, &engagement, &command)
    }
}

impl Perform for Advance {
    fn perform(self: Box<Self>, call: &Call<'_>) -> Result<Json, RuntimeError> {
        let target = match self.to.as_str() {
            "next-timer" => next_timer(call)?,
            text => match (text.parse::<Date>(), text.parse::<Span>()) {
                (Ok(date), _) => date,
                (_, Ok(span)) => later(call, span, self.calendar.as_ref())?,
                (_, Err(error)) => {
                    return Err(RuntimeError::input_hint(
                        "wrong-argument",
                        format!("`to`: {error}"),
                        "give a date such as 2019-01-31, a length of time such as `3 school-days`, or `next-timer`",
                    ));
                }
            },
        };
        move_to(call, target)?;
        Ok(json!({ "today": call.today() }))
    }
}

/// Lets time pass to a date, if it is not too far away.
fn move_to(call: &Call<'_>, target: Date) -> Result<(), RuntimeError> {
    if day_number(target) - day_number(call.today()) > ADVANCE_DAYS_MAX {
        return Err(RuntimeError::input_hint(
            "too-far",
            format!("{target} is more than {ADVANCE_DAYS_MAX} days away"),
            "advance in several steps",
        ));
    }
    call.inner().tick(Some(target)).map(|_| ())
}

/// The day on which the next timer fires.
fn next_timer(call: &Call<'_>) -> Result<Date, RuntimeError> {
    let today = day_number(call.today());
    let page = call.inner().store.claim_timers(i32::MAX, usize::MAX)?;
    let next = page
        .timers
        .iter()
        .map(|timer| timer.due_day)
        .filter(|day| *day > today);
    match next.min() {
        Some(day) => Ok(crate::tick::date_of(day)),
        None => Err(RuntimeError::input_hint(
            "no-timer",
            "no timer is pending",
            "advance to a date instead",
        )),
    }
}

/// The day that lies so long after today.
fn later(call: &Call<'_>, span: Span, named: Option<&CalendarId>) -> Result<Date, RuntimeError> {
    let calendars = call.inner().calendars()?;
    let calendar: Option<&Calendar> = match named {
        Some(id) => calendars.get(id),
        None => of_engagement(call)?.and_then(|id| calendars.get(&id)),
    };
    // Days and weeks need no calendar, and any will do for them.
    let any = || {
        (!span.unit().needs_calendar())
            .then(|| calendars.values().next())
            .flatten()
    };
    let Some(calendar) = calendar.or_else(any) else {
        return Err(RuntimeError::input_hint(
            "calendar-needed",
            format!("`{span}` is school time, and nothing says whose"),
            "name a `calendar`, or advance to a date",
        ));
    };
    match calendar.add(call.today(), span) {
        Ok(resolved) => Ok(resolved.date),
        Err(error) => Err(wrong(error.to_string())),
    }
}

/// The calendar that an engagement's workflow counts by.
fn of_engagement(call: &Call<'_>) -> Result<Option<CalendarId>, RuntimeError> {
    let Ok(engagement) = call.engagement() else {
        return Ok(None);
    };
    let current = call.inner().current(&engagement)?;
    let opening = current.state.opening.as_ref();
    let named = current
        .definition
        .calendar
        .as_ref()
        .and_then(|party| opening?.parties.get(party)?.calendar.clone());
    let first = || opening?.parties.values().find_map(|party| party.calendar.clone());
    Ok(named.or_else(first))
}

impl Perform for Tick {
    fn perform(self: Box<Self>, call: &Call<'_>) -> Result<Json, RuntimeError> {
        call.inner().tick(None)?;
        Ok(json!({ "today": call.today() }))
    }
}
