//! The lock file: the plugins that a workspace has agreed to, each pinned to its digest.
//!
//! `alongside.lock` lies beside `alongside.toml` and is written by `alongside plugin add` and `remove` alone. A
//! workspace without one takes whatever component lies in its folder. Tests are below.

use std::path::Path;

use alongside_core::digest::Digest;
use alongside_core::plugin::World;
use serde::{Deserialize, Serialize};

use crate::error::RuntimeError;
use crate::workspace::{read_text, write_atomically};

/// The form of lock files that this release reads and writes.
const FORMAT: u32 = 1;

/// What a workspace has agreed to.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub(crate) struct Lock {
    format: u32,
    /// The plugins, in order of their files.
    #[serde(default, rename = "plugin")]
    pub(crate) plugins: Vec<Locked>,
}

/// A plugin, pinned.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub(crate) struct Locked {
    /// Its name.
    pub(crate) id: String,
    /// Its version.
    pub(crate) version: String,
    /// The world it fulfils.
    pub(crate) world: World,
    /// Its file, within the folder of plugins.
    pub(crate) file: String,
    /// The digest of its component.
    pub(crate) digest: Digest,
}

impl Lock {
    pub(crate) fn new() -> Self {
        Self {
            format: FORMAT,
            plugins: Vec::new(),
        }
    }

    /// Reads the lock file, if there is one.
    pub(crate) fn read(path: &Path) -> Result<Option<Self>, RuntimeError> {
        if !path.is_file() {
            return Ok(None);
        }
        let wrong = |message: String| {
            RuntimeError::input_hint(
                "plugin-lock",
                format!("{}: {message}", path.display()),
                "take the file from a backup; or remove it, look at every plugin with `alongside plugin list`, and add \
                 them again",
            )
        };
        let lock: Self =
            toml::from_str(&read_text(path)?).map_err(|error| wrong(error.message().to_owned()))?;
        if lock.format == FORMAT {
            Ok(Some(lock))
        } else {
            Err(wrong(format!(
                "format {}; this release reads {FORMAT}",
                lock.format
            )))
        }
    }

    /// Writes the lock file.
    pub(crate) fn write(&mut self, path: &Path) -> Result<(), RuntimeError> {
        self.plugins.sort_by(|a, b| a.file.cmp(&b.file));
        let text = toml::to_string(self)
            .map_err(|error| RuntimeError::Internal(format!("the lock file cannot be written: {error}")))?;
        let head = "# The plugins of this workspace, each pinned to its bytes. Written by `alongside plugin add` and \
                    `remove`.\n";
        write_atomically(path, format!("{head}{text}").as_bytes())
    }

    /// Finds a plugin by its file.
    pub(crate) fn of_file(&self, file: &str) -> Option<&Locked> {
        self.plugins.iter().find(|locked| locked.file == file)
    }

    /// Puts a plugin in the place of the one with the same file.
    pub(crate) fn put(&mut self, locked: Locked) {
        self.plugins.retain(|other| other.file != locked.file);
        self.plugins.push(locked);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_lock_survives_its_file_in_order() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("alongside.lock");
        assert_eq!(Lock::read(&path).unwrap(), None);
        let mut lock = Lock::new();
        for name in ["b", "a", "b"] {
            lock.put(Locked {
                id: name.to_owned(),
                version: "1.0.0".to_owned(),
                world: World::ScoringRule,
                file: format!("{name}.wasm"),
                digest: Digest::of(name.as_bytes()),
            });
        }
        lock.write(&path).unwrap();
        let read = Lock::read(&path).unwrap().unwrap();
        let files: Vec<_> = read.plugins.iter().map(|locked| locked.file.as_str()).collect();
        assert_eq!(files, ["a.wasm", "b.wasm"]);
        assert_eq!(read, lock);
        std::fs::write(&path, "format = 9\n").unwrap();
        let error = Lock::read(&path).unwrap_err();
        assert_eq!(error.code(), "plugin-lock");
        assert!(error.to_string().contains("format 9"), "{error}");
    }
}
