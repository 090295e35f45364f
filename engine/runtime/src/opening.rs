//! Opening engagements: from what a person says to a command, with everything pinned. Children open through the same
//! path, with what their parent gives them.

mod load;
mod member_list;
mod members;
mod pins;

pub use member_list::parse_members;
pub use members::MemberRequest;

use std::collections::{BTreeMap, BTreeSet};

use alongside_core::calendar::CalendarId;
use alongside_core::command::{Actor, Command, Opening, PartyRecord};
use alongside_core::definition::{Definition, PartyKind};
use alongside_core::ids::{EngagementId, MemberId, PartyId, PersonId, RoleId};
use alongside_core::state::State;
use alongside_core::urn::Urn;
use alongside_store::CommandId;

use crate::commit::{Committed, Current, stream};
use crate::dispatch::Notices;
use crate::error::RuntimeError;
use crate::inner::Inner;
use crate::library::Checked;
use crate::runtime::Runtime;

/// A party, as a person names it.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct PartyRequest {
    /// The school's number.
    pub urn: Option<Urn>,
    /// Its name; looked up in the imported data where none is given.
    pub name: Option<String>,
    /// Its calendar; the workspace's default where none is given.
    pub calendar: Option<CalendarId>,
}

/// What a person says to open an engagement.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct OpenRequest {
    /// The workflow: a file, or a name in the workspace's `workflows` folder.
    pub workflow: String,
    /// The engagement's name; made from the workflow and the school where none is given.
    pub id: Option<EngagementId>,
    /// Its title.
    pub title: Option<String>,
    /// The parties.
    pub parties: BTreeMap<PartyId, PartyRequest>,
    /// The people and the roles they hold.
    pub people: BTreeMap<PersonId, BTreeSet<RoleId>>,
    /// The members of the parties that have many.
    pub members: BTreeMap<PartyId, BTreeMap<MemberId, MemberRequest>>,
    /// The engagement that it follows: what that one handed on can be read as `previous`.
    pub follows: Option<EngagementId>,
}

impl Runtime {
    /// Opens an engagement and attaches the data that the workspace has for it.
    ///
    /// # Errors
    /// When the workflow has problems, the parties or people do not fit it, a school is unknown, a plugin is
    /// missing, or the name is taken.
    pub async fn open_engagement(
        &self,
        request: OpenRequest,
        command_id: Option<String>,
    ) -> Result<Committed, RuntimeError> {
        self.run(move |inner| inner.open_engagement(&request, command_id.as_deref()))
            .await
    }
}

impl Inner {
    pub(crate) fn open_engagement(
        &self,
        request: &OpenRequest,
        command_id: Option<&str>,
    ) -> Result<Committed, RuntimeError> {
        check_names(request)?;
        let checked = self.check(&request.workflow)?;
        let engagement = match &request.id {
            Some(id) => id.clone(),
            None => self.free_name(&checked.definition, request, command_id)?,
        };
        let committed = match self.opened_before(&engagement, command_id)? {
            Some(committed) => committed,
            None => self.open_now(&engagement, &checked, request, command_id)?,
        };
        let attached = self.attach_known_data(committed)?;
        self.dispatch(&attached, Notices::All)
    }

    /// Attaches the data that the workspace has for a newly opened engagement; repeated after an interruption it adds
    /// nothing twice.
    pub(crate) fn attach_known_data(&self, mut committed: Committed) -> Result<Committed, RuntimeError> {
        let engagement = committed.engagement.clone();
        for (data, dataset) in self.datasets_for(&committed)? {
            let command = Command::AttachData { data, dataset };
            let attached = self.submit(&engagement, &command, &Actor::Administrator, None)?;
            committed.events.extend(attached.events);
            committed.state = attached.state;
            committed.definition = attached.definition;
            committed.elsewhere.extend(attached.elsewhere);
        }
        Ok(committed)
    }

    fn opened_before(
        &self,
        engagement: &EngagementId,
        command_id: Option<&str>,
    ) -> Result<Option<Committed>, RuntimeError> {
        if self.store.head(&stream(engagement)?)?.is_none() {
            return Ok(None);
        }
        if let Some(id) = command_id
            && let Some((first, last)) = self
                .store
                .find_command(&stream(engagement)?, &CommandId::new(id)?)?
        {
            return self.as_committed(engagement, first, last).map(Some);
        }
        Err(RuntimeError::input_hint(
            "engagement-exists",
            format!("there is an engagement `{engagement}` already"),
            "choose another name with --id",
        ))
    }

    fn open_now(
        &self,
        engagement: &EngagementId,
        checked: &Checked,
        request: &OpenRequest,
        command_id: Option<&str>,
    ) -> Result<Committed, RuntimeError> {
        let definition = &checked.definition;
        let parties = self.parties(definition, request)?;
        let title = request
            .title
            .clone()
            .unwrap_or_else(|| title(definition, &parties));
        let opening = Opening {
            parties,
            people: request.people.clone(),
            members: self.members(request)?,
            follows: self.predecessor(definition, request.follows.as_ref())?,
            ..Opening::new(engagement.clone(), title)
        };
        let opening = self.completed_opening(definition, opening)?;
        self.open_as(definition, opening, command_id)
    }

    /// Opens an engagement with everything that was settled. The load of its schools is checked on the way.
    pub(crate) fn open_as(
        &self,
        definition: &Definition,
        opening: Opening,
        command_id: Option<&str>,
    ) -> Result<Committed, RuntimeError> {
        let warnings = self.check_load(definition, &opening)?;
        // What the log will refer to is kept before the log refers to it.
        self.blobs.put(&definition.canonical())?;
        let current = Current {
            definition: definition.clone().into(),
            state: State::default(),
        };
        let id = match command_id {
            Some(text) => CommandId::new(text)?,
            None => CommandId::new(uuid::Uuid::now_v7().to_string())?,
        };
        let engagement = opening.engagement.clone();
        let by = match opening.parent {
            None => Actor::Administrator,
            Some(_) => Actor::Engine,
        };
        let command = Command::Open(Box::new(opening));
        let committed = self
            .try_commit(&engagement, current, &command, &by, &id)?
            .ok_or_else(|| RuntimeError::Busy(engagement.clone()))?;
        Ok(Committed {
            warnings,
            ..committed
        })
    }

    /// Fills in what an opening leaves to the workspace: the calendars of schools, and everything that is pinned.
    pub(crate) fn completed_opening(
        &self,
        definition: &Definition,
        mut opening: Opening,
    ) -> Result<Opening, RuntimeError> {
        let default = self.default_calendar()?;
        for (id, record) in &mut opening.parties {
            let school = definition
                .parties
                .get(id)
                .is_some_and(|party| party.kind == PartyKind::School);
            if school && record.calendar.is_none() {
                record.calendar.clone_from(&default);
            }
        }
        for member in opening.members.values_mut().flat_map(BTreeMap::values_mut) {
            if member.urn.is_some() && member.calendar.is_none() {
                member.calendar.clone_from(&default);
            }
        }
        opening.plugins = self.pin_plugins(definition)?;
        opening.workflows = self.pin_workflows(definition)?;
        Ok(opening)
    }

    fn parties(
        &self,
        definition: &Definition,
        request: &OpenRequest,
    ) -> Result<BTreeMap<PartyId, PartyRecord>, RuntimeError> {
        let mut parties = BTreeMap::new();
        for (id, asked) in &request.parties {
            let name = match (&asked.name, asked.urn) {
                (Some(name), _) => name.clone(),
                (None, Some(urn)) => self.school_name(urn)?,
                (None, None) => definition
                    .parties
                    .get(id)
                    .map_or_else(|| id.to_string(), |p| p.title.clone()),
            };
            let calendar = match &asked.calendar {
                Some(calendar) => Some(self.known_calendar(calendar)?),
                None => None,
            };
            parties.insert(
                id.clone(),
                PartyRecord {
                    name,
                    urn: asked.urn,
                    calendar,
                },
            );
        }
        // A party that has many stands for its members: nobody needs to name it.
        for (id, party) in definition.parties.iter().filter(|(_, party)| party.many) {
            parties.entry(id.clone()).or_insert_with(|| PartyRecord {
                name: party.title.clone(),
                urn: None,
                calendar: None,
            });
        }
        Ok(parties)
    }

    fn known_calendar(&self, id: &CalendarId) -> Result<CalendarId, RuntimeError> {
        let calendars = self.calendars()?;
        if calendars.contains_key(id) {
            return Ok(id.clone());
        }
        let known: Vec<&str> = calendars.keys().map(CalendarId::as_str).collect();
        let hint = Some(format!("calendars here: {}", known.join(", ")));
        Err(RuntimeError::NotFound {
            what: "calendar",
            name: id.to_string(),
            hint,
        })
    }

    /// The workspace's default calendar, or its only one.
    fn default_calendar(&self) -> Result<Option<CalendarId>, RuntimeError> {
        match &self.settings.default_calendar {
            Some(id) => self.known_calendar(id).map(Some),
            None => {
                let calendars = self.calendars()?;
                let mut ids = calendars.keys();
                Ok(ids.next().filter(|_| ids.next().is_none()).cloned())
            }
        }
    }

    /// The first free name made from the workflow and the school it is about. A repeated command finds the name
    /// it had taken.
    fn free_name(
        &self,
        definition: &Definition,
        request: &OpenRequest,
        command_id: Option<&str>,
    ) -> Result<EngagementId, RuntimeError> {
        let subject = definition
            .calendar
            .as_ref()
            .and_then(|party| request.parties.get(party)?.urn);
        let urn = subject.or_else(|| request.parties.values().find_map(|party| party.urn));
        let base = match urn {
            Some(urn) => format!("{}-{urn}", definition.id),
            None => definition.id.to_string(),
        };
        for n in 1..1_000 {
            let name = if n == 1 {
                base.clone()
            } else {
                format!("{base}-{n}")
            };
            let id = EngagementId::new(name)
                .map_err(|error| RuntimeError::input("engagement-name", error.to_string()))?;
            let taken = self.store.head(&stream(&id)?)?.is_some();
            if !taken {
                return Ok(id);
            }
            if let Some(command_id) = command_id
                && self
                    .store
                    .find_command(&stream(&id)?, &CommandId::new(command_id)?)?
                    .is_some()
            {
                return Ok(id);
            }
        }
        Err(RuntimeError::input_hint(
            "engagement-name",
            "no free name was found",
            "choose one with --id",
        ))
    }
}

/// Refuses people whose names would look like the program itself in histories.
fn check_names(request: &OpenRequest) -> Result<(), RuntimeError> {
    let of_members = request.members.values().flat_map(BTreeMap::values);
    let mut people = request
        .people
        .keys()
        .chain(of_members.flat_map(|member| member.people.keys()));
    match people.find(|person| Actor::is_reserved_name(person)) {
        None => Ok(()),
        Some(person) => Err(RuntimeError::input_hint(
            "reserved-person",
            format!("no person can be called `{person}`: histories say it of the program itself"),
            "choose another name for the person, such as `office`",
        )),
    }
}

/// A title from the workflow and the parties: the school that is helped, else the first school.
fn title(definition: &Definition, parties: &BTreeMap<PartyId, PartyRecord>) -> String {
    let subject = definition.calendar.as_ref().and_then(|party| parties.get(party));
    let school = subject.or_else(|| parties.values().find(|party| party.urn.is_some()));
    school.map_or_else(
        || definition.title.clone(),
        |school| format!("{}: {}", school.name, definition.title),
    )
}
