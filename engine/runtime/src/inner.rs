//! What an open workspace holds: its settings, its store, its clock, and what was read from files once.
//!
//! The modules around it give it its verbs, each in a file of its own: `commit`, `dispatch`, `opening`, `data`, `tick`,
//! `views`.

use std::borrow::Cow;
use std::collections::BTreeMap;
use std::path::Path;
use std::sync::{Arc, Mutex, OnceLock};

use alongside_core::calendar::{Calendar, CalendarId};
use alongside_core::definition::Definition;
use alongside_core::digest::Digest;
use alongside_core::ids::EngagementId;
use alongside_core::state::State;
use alongside_measures::{Dataset, Registry};
use alongside_plugin_host::{HostSettings, Plugin, PluginHost};
use alongside_store::{EventStore, JournalOptions, JournalStore, MemoryStore, Name};
use jiff::civil::Date;

use crate::answers::Answers;
use crate::clock::Clock;
use crate::error::RuntimeError;
use crate::notices::Channels;
use crate::shelf::{Given, Shelf, lock};
use crate::workspace::{Blobs, Layout, Settings, bundled_components};

/// The name under which the store keeps the date of a rehearsal.
const REHEARSAL_DATE: &str = "rehearsal-date";

pub(crate) struct Inner {
    pub(crate) shelf: Shelf,
    pub(crate) settings: Settings,
    pub(crate) store: Arc<dyn EventStore>,
    pub(crate) clock: Clock,
    pub(crate) blobs: Blobs,
    pub(crate) channels: Channels,
    /// The latest state of each engagement of a rehearsal, whose log no other process changes and no disk damages.
    pub(crate) latest: Mutex<BTreeMap<EngagementId, Arc<State>>>,
    /// The plugins' answers, where they are given by hand.
    pub(crate) answers: Option<Answers>,
    registry: OnceLock<Registry>,
    calendars: Mutex<Option<Arc<BTreeMap<CalendarId, Calendar>>>>,
    definitions: Mutex<BTreeMap<Digest, Arc<Definition>>>,
    host: PluginHost,
    plugins: Mutex<BTreeMap<Digest, Arc<Plugin>>>,
}

impl Inner {
    pub(crate) fn open(start: &Path) -> Result<Self, RuntimeError> {
        let start = start
            .canonicalize()
            .map_err(|error| RuntimeError::file("find", start, error))?;
        let layout = Layout::find(&start)?;
        let settings = Settings::read(&layout.settings())?;
        let store: Arc<dyn EventStore> =
            Arc::new(JournalStore::open(&layout.store(), store_options(&layout))?);
        let clock = match settings.rehearsal_from {
            None => Clock::Machine,
            Some(from) => Clock::rehearsal(rehearsal_date(&*store)?.unwrap_or(from)),
        };
        let cache_dir = Some(layout.cache());
        Ok(Self {
            blobs: Blobs::new(layout.blobs()),
            host: PluginHost::new(HostSettings {
                limits: settings.plugins.limits.limits(),
                cache_dir,
            }),
            channels: Channels::of(&layout, &settings),
            shelf: Shelf::Folder(layout),
            settings,
            store,
            clock,
            answers: None,
            latest: Mutex::default(),
            registry: OnceLock::new(),
            calendars: Mutex::default(),
            definitions: Mutex::default(),
            plugins: Mutex::default(),
        })
    }

    /// A rehearsal that touches no file: the store, the blobs and whatever is given to it are in memory.
    pub(crate) fn in_memory(from: Date, answers: Option<Answers>) -> Self {
        Self {
            shelf: Shelf::Memory(Given::default()),
            settings: Settings::of_rehearsal(from),
            store: Arc::new(MemoryStore::new()),
            clock: Clock::rehearsal(from),
            blobs: Blobs::in_memory(),
            channels: Channels::none(),
            latest: Mutex::default(),
            answers,
            registry: OnceLock::new(),
            calendars: Mutex::default(),
            definitions: Mutex::default(),
            host: PluginHost::new(HostSettings::default()),
            plugins: Mutex::default(),
        }
    }

    /// Moves a rehearsal to a date, durably.
    pub(crate) fn set_rehearsal_date(&self, date: Date) -> Result<(), RuntimeError> {
        self.store
            .put_meta(&Name::new(REHEARSAL_DATE)?, date.to_string().as_bytes())?;
        self.clock.set(date);
        Ok(())
    }

    pub(crate) fn registry(&self) -> &Registry {
        self.registry.get_or_init(Registry::bundled)
    }

    /// The calendars of the workspace, read once.
    pub(crate) fn calendars(&self) -> Result<Arc<BTreeMap<CalendarId, Calendar>>, RuntimeError> {
        let mut known = lock(&self.calendars);
        if let Some(calendars) = &*known {
            return Ok(Arc::clone(calendars));
        }
        let calendars = Arc::new(self.shelf.calendars()?);
        *known = Some(Arc::clone(&calendars));
        Ok(calendars)
    }

    /// Forgets the calendars, so that they are looked up again.
    pub(crate) fn forget_calendars(&self) {
        *lock(&self.calendars) = None;
    }

    /// The plan of an engagement: the workflow it is pinned to, with the steps that were added to it.
    pub(crate) fn definition_of(
        &self,
        engagement: &EngagementId,
        state: &State,
    ) -> Result<Arc<Definition>, RuntimeError> {
        let workflow = self.workflow_of(engagement, state)?;
        match workflow.with_added(state.added.iter().map(|added| &added.step)) {
            Cow::Borrowed(_) => Ok(workflow),
            Cow::Owned(plan) => Ok(Arc::new(plan)),
        }
    }

    /// The workflow an engagement is pinned to.
    fn workflow_of(&self, engagement: &EngagementId, state: &State) -> Result<Arc<Definition>, RuntimeError> {
        let damaged = |reason: String| RuntimeError::Log {
            engagement: engagement.clone(),
            reason,
        };
        let pin = state
            .workflow
            .as_ref()
            .ok_or_else(|| damaged("it does not begin with an opening".into()))?;
        let mut cache = lock(&self.definitions);
        if let Some(definition) = cache.get(&pin.digest) {
            return Ok(Arc::clone(definition));
        }
        let bytes = self.blobs.get(&pin.digest)?;
        let definition: Definition = serde_json::from_slice(&bytes)
            .map_err(|error| damaged(format!("its workflow cannot be read: {error}")))?;
        definition.check().map_err(|error| RuntimeError::Definition {
            engagement: engagement.clone(),
            error,
        })?;
        let definition = Arc::new(definition);
        cache.insert(pin.digest, Arc::clone(&definition));
        Ok(definition)
    }

    /// A plugin by the digest of its component.
    pub(crate) fn plugin(&self, digest: &Digest) -> Result<Arc<Plugin>, RuntimeError> {
        if self.shelf.given().is_some()
            && let Some(plugin) = bundled_plugins()?
                .iter()
                .find(|plugin| plugin.record().digest == *digest)
        {
            return Ok(Arc::clone(plugin));
        }
        let mut cache = lock(&self.plugins);
        if let Some(plugin) = cache.get(digest) {
            return Ok(Arc::clone(plugin));
        }
        let plugin = Arc::new(self.host.load(&digest.short(), &self.blobs.get(digest)?)?);
        cache.insert(*digest, Arc::clone(&plugin));
        Ok(plugin)
    }

    /// Loads a component, to learn what it is.
    pub(crate) fn load_plugin(&self, name: &str, bytes: &[u8]) -> Result<Plugin, RuntimeError> {
        Ok(self.host.load(name, bytes)?)
    }

    /// A dataset by the digest of its canonical form.
    pub(crate) fn dataset(&self, digest: &Digest) -> Result<Dataset, RuntimeError> {
        let bytes = self.blobs.get(digest)?;
        Dataset::from_bytes(&bytes)
            .map_err(|error| RuntimeError::input("dataset", format!("dataset {}: {error}", digest.short())))
    }
}

/// The settings of a workspace's store.
pub(crate) fn store_options(layout: &Layout) -> JournalOptions {
    JournalOptions {
        witness: Some(layout.witness()),
        ..JournalOptions::default()
    }
}

/// The plugins that come with the program: compiled once, for every rehearsal of this process.
pub(crate) fn bundled_plugins() -> Result<&'static [Arc<Plugin>], RuntimeError> {
    static LOADED: Mutex<Option<&'static [Arc<Plugin>]>> = Mutex::new(None);
    let mut loaded = lock(&LOADED);
    if let Some(plugins) = *loaded {
        return Ok(plugins);
    }
    let host = PluginHost::new(HostSettings::default());
    let plugins: Vec<Arc<Plugin>> = bundled_components()
        .map(|(name, bytes)| Ok(Arc::new(host.load(name, bytes)?)))
        .collect::<Result<_, RuntimeError>>()?;
    let plugins: &'static [Arc<Plugin>] = plugins.leak();
    *loaded = Some(plugins);
    Ok(plugins)
}

fn rehearsal_date(store: &dyn EventStore) -> Result<Option<Date>, RuntimeError> {
    let Some(bytes) = store.get_meta(&Name::new(REHEARSAL_DATE)?)? else {
        return Ok(None);
    };
    let text = String::from_utf8_lossy(&bytes);
    match text.parse() {
        Ok(date) => Ok(Some(date)),
        Err(_) => Err(RuntimeError::input(
            "rehearsal-date",
            format!("`{text}` is not a date"),
        )),
    }
}
