//! The shelf: where workflows, calendars and plugins are taken from. A workspace has folders; a rehearsal in memory has
//! what it was given, and touches no file.
//!
//! Owns the difference between the two and nothing else. Tests: the runtime's own, and the scenario files.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::sync::{Mutex, MutexGuard, PoisonError};

use alongside_core::calendar::{Calendar, CalendarId};
use alongside_core::plugin::PluginRecord;

use crate::error::RuntimeError;
use crate::workspace::{Layout, bundled_calendars, files_in, read, read_calendars, read_text};

/// Where workflows, calendars and plugins are taken from.
pub(crate) enum Shelf {
    /// The folders of a workspace.
    Folder(Layout),
    /// What a rehearsal was given.
    Memory(Given),
}

/// What a rehearsal in memory was given.
#[derive(Debug, Default)]
pub(crate) struct Given {
    /// Workflow texts, by the name they were given under.
    pub(crate) workflows: Mutex<BTreeMap<String, String>>,
    /// Calendars beside the bundled ones.
    pub(crate) calendars: Mutex<BTreeMap<CalendarId, Calendar>>,
    /// Plugins whose answers are given by hand: what they would say of themselves.
    pub(crate) described: Mutex<Vec<PluginRecord>>,
}

/// A component in a workspace, or one that comes with the program.
pub(crate) struct Component {
    /// The name of its file.
    pub(crate) name: String,
    /// Its bytes.
    pub(crate) bytes: Vec<u8>,
}

/// A workflow's text.
pub(crate) struct WorkflowText {
    /// The file, or the name under which it was given.
    pub(crate) path: PathBuf,
    /// What messages call it.
    pub(crate) shown: String,
    /// The text.
    pub(crate) text: String,
}

impl Shelf {
    /// The folders, if there are any.
    pub(crate) fn layout(&self) -> Result<&Layout, RuntimeError> {
        match self {
            Self::Folder(layout) => Ok(layout),
            Self::Memory(_) => Err(RuntimeError::input(
                "in-memory",
                "this is a rehearsal in memory: it has no folder",
            )),
        }
    }

    /// What a rehearsal was given; none for a workspace.
    pub(crate) fn given(&self) -> Option<&Given> {
        match self {
            Self::Folder(_) => None,
            Self::Memory(given) => Some(given),
        }
    }

    /// Finds a workflow: a file, or the name of one.
    pub(crate) fn workflow(&self, name: &str) -> Result<WorkflowText, RuntimeError> {
        match self {
            Self::Folder(layout) => in_folder(layout, name),
            Self::Memory(given) => given.workflow(name),
        }
    }

    /// Every workflow there is, in order of name.
    pub(crate) fn workflows(&self) -> Result<Vec<WorkflowText>, RuntimeError> {
        match self {
            Self::Folder(layout) => files_in(&layout.workflows(), "toml")?
                .into_iter()
                .map(|path| read_workflow(layout, path))
                .collect(),
            Self::Memory(given) => Ok(lock(&given.workflows)
                .iter()
                .map(|(name, text)| given_text(name, text))
                .collect()),
        }
    }

    /// Every calendar there is.
    pub(crate) fn calendars(&self) -> Result<BTreeMap<CalendarId, Calendar>, RuntimeError> {
        match self {
            Self::Folder(layout) => read_calendars(&layout.calendars()),
            Self::Memory(given) => {
                let mut calendars = bundled_calendars()?;
                calendars.extend(lock(&given.calendars).clone());
                Ok(calendars)
            }
        }
    }

    /// The components of a workspace's plugins, in order of name; a rehearsal has those that come with the program.
    pub(crate) fn components(&self) -> Result<Vec<Component>, RuntimeError> {
        match self {
            Self::Folder(layout) => files_in(&layout.plugins(), "wasm")?
                .into_iter()
                .map(|path| {
                    let name = path.file_name().unwrap_or_default();
                    Ok(Component {
                        name: name.to_string_lossy().into_owned(),
                        bytes: read(&path)?,
                    })
                })
                .collect(),
            Self::Memory(_) => Ok(Vec::new()),
        }
    }
}

impl Given {
    fn workflow(&self, name: &str) -> Result<WorkflowText, RuntimeError> {
        let workflows = lock(&self.workflows);
        match workflows.get(name) {
            Some(text) => Ok(given_text(name, text)),
            None => Err(RuntimeError::NotFound {
                what: "workflow",
                name: name.to_owned(),
                hint: Some(match workflows.is_empty() {
                    true => "give its text first".to_owned(),
                    false => {
                        let known: Vec<&str> = workflows.keys().map(String::as_str).collect();
                        format!("workflows that were given: {}", known.join(", "))
                    }
                }),
            }),
        }
    }
}

fn given_text(name: &str, text: &str) -> WorkflowText {
    WorkflowText {
        path: PathBuf::from(name),
        shown: name.to_owned(),
        text: text.to_owned(),
    }
}

fn in_folder(layout: &Layout, name: &str) -> Result<WorkflowText, RuntimeError> {
    let as_path = PathBuf::from(name);
    if as_path.is_file() {
        return read_workflow(layout, as_path);
    }
    let folder = layout.workflows();
    let named = folder.join(format!("{name}.toml"));
    if named.is_file() {
        return read_workflow(layout, named);
    }
    let files = files_in(&folder, "toml")?;
    let stem = |path: &PathBuf| Some(path.file_stem()?.to_string_lossy().into_owned());
    // Somebody may know it by the name that it has in engagements.
    let meant = files.iter().find(|path| has_id(path, name)).and_then(stem);
    let known: Vec<String> = files.iter().filter_map(stem).collect();
    Err(RuntimeError::NotFound {
        what: "workflow",
        name: name.to_owned(),
        hint: Some(match meant {
            Some(file) => format!("the file of the workflow `{name}` is `{file}`: write that"),
            None => format!("workflows here: {}; or name a file", known.join(", ")),
        }),
    })
}

/// Whether a file is of the workflow with this name, as far as can be seen without understanding all of it.
fn has_id(path: &Path, name: &str) -> bool {
    let Ok(text) = read_text(path) else { return false };
    let ids = text.lines().filter_map(|line| {
        let (key, value) = line.split_once('=')?;
        (key.trim() == "id").then(|| value.split('#').next().unwrap_or_default().trim())
    });
    // The first name in a file is the workflow's own.
    ids.map(|value| value.trim_matches(['"', '\''])).next() == Some(name)
}

fn read_workflow(layout: &Layout, path: PathBuf) -> Result<WorkflowText, RuntimeError> {
    let text = read_text(&path)?;
    let shown = shown(layout.root(), &path);
    Ok(WorkflowText { path, shown, text })
}

fn shown(root: &Path, path: &Path) -> String {
    path.strip_prefix(root).unwrap_or(path).display().to_string()
}

/// Locks what no panic can leave half-changed.
pub(crate) fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}
