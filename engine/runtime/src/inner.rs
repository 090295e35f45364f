//! What an open workspace holds: its settings, its store, its clock, and what was read from files once.
//!
//! The modules around it give it its verbs, each in a file of its own: `commit`, `dispatch`, `opening`, `data`, `tick`,
//! `views`.

use std::collections::BTreeMap;
use std::path::Path;
use std::sync::{Arc, Mutex, OnceLock, PoisonError};

use alongside_core::calendar::{Calendar, CalendarId};
use alongside_core::definition::Definition;
use alongside_core::digest::Digest;
use alongside_core::ids::EngagementId;
use alongside_core::state::State;
use alongside_measures::{Dataset, Registry};
use alongside_plugin_host::{HostSettings, Limits, Plugin, PluginHost};
use alongside_store::{EventStore, JournalOptions, JournalStore, Name};
use jiff::civil::Date;

use crate::clock::Clock;
use crate::error::RuntimeError;
use crate::workspace::{Blobs, Layout, Settings, read_calendars};

/// The name under which the store keeps the date of a rehearsal.
const REHEARSAL_DATE: &str = "rehearsal-date";

pub(crate) struct Inner {
    pub(crate) layout: Layout,
    pub(crate) settings: Settings,
    pub(crate) store: Arc<dyn EventStore>,
    pub(crate) clock: Clock,
    pub(crate) blobs: Blobs,
    registry: OnceLock<Registry>,
    calendars: OnceLock<Arc<BTreeMap<CalendarId, Calendar>>>,
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
            Arc::new(JournalStore::open(&layout.store(), JournalOptions::default())?);
        let clock = match settings.rehearsal_from {
            None => Clock::Machine,
            Some(from) => Clock::rehearsal(rehearsal_date(&*store)?.unwrap_or(from)),
        };
        let cache_dir = Some(layout.cache());
        Ok(Self {
            blobs: Blobs::new(layout.blobs()),
            host: PluginHost::new(HostSettings {
                limits: Limits::default(),
                cache_dir,
            }),
            layout,
            settings,
            store,
            clock,
            registry: OnceLock::new(),
            calendars: OnceLock::new(),
            definitions: Mutex::default(),
            plugins: Mutex::default(),
        })
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
        if let Some(calendars) = self.calendars.get() {
            return Ok(Arc::clone(calendars));
        }
        let calendars = Arc::new(read_calendars(&self.layout.calendars())?);
        Ok(Arc::clone(self.calendars.get_or_init(|| calendars)))
    }

    /// The workflow an engagement is pinned to.
    pub(crate) fn definition_of(
        &self,
        engagement: &EngagementId,
        state: &State,
    ) -> Result<Arc<Definition>, RuntimeError> {
        let damaged = |reason: String| RuntimeError::Log {
            engagement: engagement.clone(),
            reason,
        };
        let pin = state
            .workflow
            .as_ref()
            .ok_or_else(|| damaged("it does not begin with an opening".into()))?;
        let mut cache = self.definitions.lock().unwrap_or_else(PoisonError::into_inner);
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
        let mut cache = self.plugins.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(plugin) = cache.get(digest) {
            return Ok(Arc::clone(plugin));
        }
        let plugin = Arc::new(self.host.load(&digest.short(), &self.blobs.get(digest)?)?);
        cache.insert(*digest, Arc::clone(&plugin));
        Ok(plugin)
    }

    /// Loads a component from a file, to learn what it is.
    pub(crate) fn load_plugin(&self, path: &Path, bytes: &[u8]) -> Result<Plugin, RuntimeError> {
        let name = path.file_name().unwrap_or_default().to_string_lossy();
        Ok(self.host.load(&name, bytes)?)
    }

    /// A dataset by the digest of its canonical form.
    pub(crate) fn dataset(&self, digest: &Digest) -> Result<Dataset, RuntimeError> {
        let bytes = self.blobs.get(digest)?;
        Dataset::from_bytes(&bytes)
            .map_err(|error| RuntimeError::input("dataset", format!("dataset {}: {error}", digest.short())))
    }
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
