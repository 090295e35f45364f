//! Where things are in this repository. Owns the folders and the list of its files; never changes any of them.
//! No tests: it only asks cargo and git.

use std::path::{Path, PathBuf};
use std::process::Command;

use serde_json::Value;

use crate::failure::Failure;
use crate::process;

/// The repository that these tasks belong to.
#[derive(Debug, Clone)]
pub(crate) struct Project {
    root: PathBuf,
}

impl Project {
    /// Finds the repository from the place of this crate.
    pub(crate) fn find() -> Self {
        let crate_folder = std::env::var_os("CARGO_MANIFEST_DIR")
            .map_or_else(|| PathBuf::from(env!("CARGO_MANIFEST_DIR")), PathBuf::from);
        let root = crate_folder
            .ancestors()
            .nth(2)
            .unwrap_or(&crate_folder)
            .to_owned();
        Self { root }
    }

    /// Returns the folder of the repository.
    pub(crate) fn root(&self) -> &Path {
        &self.root
    }

    /// Returns the folder of the plugins, a workspace of its own.
    pub(crate) fn plugins(&self) -> PathBuf {
        self.root.join("plugins")
    }

    /// Prepares cargo for the engine's workspace.
    pub(crate) fn cargo(&self) -> Command {
        process::cargo(&self.root)
    }

    /// Prepares cargo for the plugins' workspace.
    pub(crate) fn plugins_cargo(&self) -> Command {
        process::cargo(&self.plugins())
    }

    /// Builds the `alongside` program and returns its path.
    pub(crate) fn build_program(&self, release: bool) -> Result<PathBuf, Failure> {
        let mut build = self.cargo();
        // With the features of the whole workspace, so that the tests need not build its dependencies again.
        build.args(["build", "--workspace", "--bin", "alongside"]);
        if release {
            build.arg("--release");
        }
        process::run(&mut build)?;
        let profile = if release { "release" } else { "debug" };
        let name = format!("alongside{}", std::env::consts::EXE_SUFFIX);
        Ok(self.target_folder()?.join(profile).join(name))
    }

    /// Returns where cargo puts what it builds.
    fn target_folder(&self) -> Result<PathBuf, Failure> {
        let metadata = metadata(&mut self.cargo())?;
        let folder = metadata.get("target_directory").and_then(Value::as_str);
        folder
            .map(PathBuf::from)
            .ok_or_else(|| Failure::Found("cargo metadata names no target folder".to_owned()))
    }

    /// Lists the repository's files, new ones that are not ignored among them, relative to its folder and sorted.
    pub(crate) fn files(&self) -> Result<Vec<PathBuf>, Failure> {
        let mut git = Command::new("git");
        git.current_dir(&self.root)
            .args(["ls-files", "-z", "--cached", "--others", "--exclude-standard"]);
        let listed = process::output_of(&mut git)?;
        let mut files: Vec<PathBuf> = listed
            .split(|byte| *byte == 0)
            .filter(|name| !name.is_empty())
            .map(|name| PathBuf::from(String::from_utf8_lossy(name).into_owned()))
            .filter(|path| self.root.join(path).is_file())
            .collect();
        files.sort();
        Ok(files)
    }
}

/// Asks cargo for what it knows of a workspace, its whole tree of dependencies included; the lock file is not changed.
pub(crate) fn metadata(cargo: &mut Command) -> Result<Value, Failure> {
    let text = process::output_of(cargo.args(["metadata", "--format-version", "1", "--locked"]))?;
    serde_json::from_slice(&text)
        .map_err(|error| Failure::Found(format!("cargo metadata cannot be read: {error}")))
}
