//! Logs that releases wrote, kept as fixtures in `fixtures/logs`: where they lie and how their readable form is written
//! and read. Never changes a fixture. Tests: `old_logs.rs`; the folders and files are told in `fixtures/logs/README.md`.

use std::path::{Path, PathBuf};

use alongside_core::digest::Digest;
use alongside_core::event::StoredEvent;
use alongside_core::state::State;
use alongside_store::{EventStore, JournalOptions, JournalStore, Sequence, StreamId};

/// The workspace as the release left it, within a kept folder.
pub const WORKSPACE: &str = "workspace";
/// The events of an engagement, one per line.
pub const EVENTS: &str = "events.jsonl";
/// The workflow that an engagement is pinned to, as the workspace stores it.
pub const DEFINITION: &str = "definition.json";
/// The state that the events fold to.
pub const STATE: &str = "state.json";
/// The digest of the state after each event, one per line.
pub const STATES: &str = "states.txt";

/// A workspace that a release wrote, with what its engagements must fold to.
#[derive(Debug, Clone)]
pub struct KeptWorkspace {
    /// The folder that holds both.
    pub folder: PathBuf,
}

/// What is kept of one engagement beside the workspace.
#[derive(Debug, Clone)]
pub struct KeptLog {
    /// The engagement's name.
    pub engagement: String,
    /// The folder that holds its files.
    pub folder: PathBuf,
}

/// The folder of all kept logs; each release that changed a stored form has a folder in it.
pub fn logs_folder() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("fixtures/logs")
}

/// Every kept workspace of every release, in order.
pub fn kept_workspaces() -> Vec<KeptWorkspace> {
    folders_in(&logs_folder())
        .iter()
        .flat_map(|release| folders_in(release))
        .map(|folder| KeptWorkspace { folder })
        .collect()
}

impl KeptWorkspace {
    /// The release that wrote it and its name, such as `0.1.0/midway`.
    pub fn name(&self) -> String {
        let place = self.folder.strip_prefix(logs_folder()).unwrap_or(&self.folder);
        place.display().to_string()
    }

    /// The engagements in it.
    pub fn logs(&self) -> Vec<KeptLog> {
        let folders = folders_in(&self.folder).into_iter();
        folders
            .filter(|folder| !folder.ends_with(WORKSPACE))
            .map(|folder| KeptLog {
                engagement: folder.file_name().unwrap_or_default().display().to_string(),
                folder,
            })
            .collect()
    }
}

impl KeptLog {
    /// One of its files, as text.
    pub fn read(&self, file: &str) -> String {
        let path = self.folder.join(file);
        std::fs::read_to_string(&path).unwrap_or_else(|error| panic!("{}: {error}", path.display()))
    }

    /// Its events in their stored form.
    pub fn events(&self) -> Vec<StoredEvent> {
        self.read(EVENTS).lines().map(event_of_line).collect()
    }
}

/// An event as a line of [`EVENTS`]: kind, version, time in microseconds since 1970, payload to the byte.
pub fn line_of_event(event: &StoredEvent) -> String {
    let payload = String::from_utf8_lossy(&event.payload);
    let StoredEvent {
        kind,
        version,
        time_micros,
        ..
    } = event;
    format!(r#"{{"kind":"{kind}","version":{version},"time-micros":{time_micros},"payload":{payload}}}"#)
}

fn event_of_line(line: &str) -> StoredEvent {
    let event: serde_json::Value =
        serde_json::from_str(line).unwrap_or_else(|error| panic!("not an event: {error}: {line}"));
    let field = |name: &str| event.get(name).unwrap_or(&serde_json::Value::Null);
    let payload = line
        .split_once(r#""payload":"#)
        .and_then(|(_, rest)| rest.strip_suffix('}'));
    let read = (|| {
        Some(StoredEvent {
            kind: field("kind").as_str()?.to_owned(),
            version: field("version").as_u64()?.try_into().ok()?,
            time_micros: field("time-micros").as_i64()?,
            payload: payload?.as_bytes().to_vec(),
        })
    })();
    read.unwrap_or_else(|| panic!("not an event: {line}"))
}

/// A state as the text of [`STATE`].
pub fn text_of_state(state: &State) -> String {
    let text = serde_json::to_string_pretty(state);
    text.unwrap_or_else(|error| panic!("the state cannot be written: {error}")) + "\n"
}

/// A state as a line of [`STATES`]: the beginning of the digest of its serialised form.
pub fn digest_of_state(state: &State) -> String {
    let bytes = serde_json::to_vec(state);
    Digest::of(&bytes.unwrap_or_else(|error| panic!("the state cannot be written: {error}"))).short()
}

/// The events of an engagement as the store of a workspace reads them; the whole store is verified first.
///
/// Opens the store as the program does: an index comes into being beside the journal.
pub fn events_in_store(workspace: &Path, engagement: &str) -> Vec<StoredEvent> {
    let read = || {
        let store = JournalStore::open(&workspace.join(".alongside/store"), JournalOptions::default())?;
        let report = store.verify(None)?;
        assert!(report.is_sound(), "{}: {report:?}", workspace.display());
        store.read_stream(&StreamId::new(engagement)?, Sequence::FIRST, usize::MAX)
    };
    let events = read().unwrap_or_else(|error| panic!("{}: {error}", workspace.display()));
    let stored = events.into_iter().map(|event| StoredEvent {
        kind: event.kind,
        version: event.version,
        time_micros: event.time_micros,
        payload: event.payload,
    });
    stored.collect()
}

fn folders_in(folder: &Path) -> Vec<PathBuf> {
    let entries = std::fs::read_dir(folder).unwrap_or_else(|error| panic!("{}: {error}", folder.display()));
    let mut found: Vec<PathBuf> = entries
        .filter_map(|entry| Some(entry.ok()?.path()))
        .filter(|path| path.is_dir())
        .collect();
    found.sort();
    found
}
