//! Opening engagements: from what a person says to a command, with everything pinned.

use std::collections::{BTreeMap, BTreeSet};

use alongside_core::calendar::CalendarId;
use alongside_core::command::{Actor, Command, Opening, PartyRecord, PluginPin};
use alongside_core::definition::{Definition, PartyKind, PluginRequirement, StepKind};
use alongside_core::ids::{EngagementId, PartyId, PersonId, PluginId, RoleId};
use alongside_core::plugin::World;
use alongside_core::state::State;
use alongside_core::urn::Urn;
use alongside_store::CommandId;

use crate::commit::{Committed, Current, stream};
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
        let mut committed = match self.opened_before(&engagement, command_id)? {
            Some(committed) => committed,
            None => self.open_now(&engagement, &checked, request, command_id)?,
        };
        // Attaching follows the opening; repeated after an interruption it adds nothing twice.
        for (data, dataset) in self.datasets_for(&committed)? {
            let command = Command::AttachData { data, dataset };
            let attached = self.submit(&engagement, &command, &Actor::Administrator, None)?;
            committed.events.extend(attached.events);
            committed.state = attached.state;
        }
        self.dispatch(&committed)
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
            plugins: self.pin_plugins(definition)?,
            ..Opening::new(engagement.clone(), title)
        };
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
        let command = Command::Open(Box::new(opening));
        self.try_commit(engagement, current, &command, &Actor::Administrator, &id)?
            .ok_or_else(|| RuntimeError::Busy(engagement.clone()))
    }

    fn parties(
        &self,
        definition: &Definition,
        request: &OpenRequest,
    ) -> Result<BTreeMap<PartyId, PartyRecord>, RuntimeError> {
        let mut parties = BTreeMap::new();
        for (id, asked) in &request.parties {
            let school = definition
                .parties
                .get(id)
                .is_none_or(|party| party.kind == PartyKind::School);
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
                None if school => self.default_calendar()?,
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

    /// Pins the plugins that a workflow names to exact components, which are kept for as long as the log is.
    pub(crate) fn pin_plugins(
        &self,
        definition: &Definition,
    ) -> Result<BTreeMap<PluginId, PluginPin>, RuntimeError> {
        let wanted: Vec<(&PluginRequirement, World)> = definition
            .steps
            .iter()
            .filter_map(|step| match &step.kind {
                StepKind::Score { plugin, .. } => Some((plugin, World::ScoringRule)),
                StepKind::Recommend { plugin, .. } => Some((plugin, World::InterventionStrategy)),
                _ => None,
            })
            .collect();
        let mut pins = BTreeMap::new();
        if wanted.is_empty() {
            return Ok(pins);
        }
        let catalog = self.catalog()?;
        for (requirement, world) in wanted {
            let Some(record) = catalog.plugin(&requirement.id, world, &requirement.version) else {
                // The workflow was checked against the same plugins a moment ago.
                return Err(RuntimeError::NotFound {
                    what: "plugin",
                    name: requirement.id.to_string(),
                    hint: None,
                });
            };
            self.keep_plugin(record)?;
            let version = record.description.version.to_string();
            let digest = record.digest;
            pins.insert(requirement.id.clone(), PluginPin { version, digest });
        }
        Ok(pins)
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
    match request
        .people
        .keys()
        .find(|person| Actor::is_reserved_name(person))
    {
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
