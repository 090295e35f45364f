//! The workspace folder: where everything lies, its settings, and how files in it are written.
//!
//! `alongside.toml`, `workflows/`, `calendars/` and `plugins/` belong to people; `.alongside/` belongs to the
//! program: the store, and `blobs/` for whatever is named by its digest (definitions, components, datasets,
//! evidence).

mod blobs;
mod bundle;
mod calendars;
mod files;
mod init;
mod settings;

pub(crate) use blobs::Blobs;
pub(crate) use bundle::components as bundled_components;
pub(crate) use calendars::{bundled as bundled_calendars, read_calendars};
pub(crate) use files::{
    FILE_BYTES_MAX, create_folder, files_in, read, read_text, remove, write_atomically, write_privately,
};
pub use init::{InitOptions, Initialised, init};
pub use settings::{NotifySettings, Settings};

use std::path::{Path, PathBuf};

use crate::error::RuntimeError;

/// The settings file, which makes a folder a workspace.
pub(crate) const SETTINGS_FILE: &str = "alongside.toml";

/// Where everything in a workspace lies.
#[derive(Debug, Clone)]
pub struct Layout {
    root: PathBuf,
}

impl Layout {
    /// The layout of the workspace at `root`.
    pub fn new(root: impl Into<PathBuf>) -> Self {
        Self { root: root.into() }
    }

    /// Finds the workspace that `start` lies in: the folder itself, or the nearest one above it.
    ///
    /// # Errors
    /// When neither it nor any folder above it is a workspace.
    pub fn find(start: &Path) -> Result<Self, RuntimeError> {
        start
            .ancestors()
            .find(|folder| folder.join(SETTINGS_FILE).is_file())
            .map(Self::new)
            .ok_or_else(|| RuntimeError::NotAWorkspace(start.to_owned()))
    }

    /// The folder.
    pub fn root(&self) -> &Path {
        &self.root
    }

    /// The settings.
    pub fn settings(&self) -> PathBuf {
        self.root.join(SETTINGS_FILE)
    }

    /// Workflow files.
    pub fn workflows(&self) -> PathBuf {
        self.root.join("workflows")
    }

    /// Calendar files.
    pub fn calendars(&self) -> PathBuf {
        self.root.join("calendars")
    }

    /// Plugin components.
    pub fn plugins(&self) -> PathBuf {
        self.root.join("plugins")
    }

    /// The plugins that were agreed to, each pinned to its bytes.
    pub fn plugin_lock(&self) -> PathBuf {
        self.root.join("alongside.lock")
    }

    /// Reports, where nobody names another place.
    pub fn reports(&self) -> PathBuf {
        self.root.join("reports")
    }

    /// Notices that were handed over.
    pub fn outbox(&self) -> PathBuf {
        self.root.join("outbox")
    }

    /// What belongs to the program.
    pub(crate) fn private(&self) -> PathBuf {
        self.root.join(".alongside")
    }

    pub(crate) fn store(&self) -> PathBuf {
        self.private().join("store")
    }

    /// The head of the log, beside the store that holds the log.
    pub(crate) fn witness(&self) -> PathBuf {
        self.private().join("head")
    }

    pub(crate) fn blobs(&self) -> PathBuf {
        self.private().join("blobs")
    }

    pub(crate) fn cache(&self) -> PathBuf {
        self.private().join("cache")
    }
}
