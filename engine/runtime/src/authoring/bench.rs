//! A place to try plugins out: the real sandbox with the limits of the workspace around, or the usual ones outside.
//!
//! Opens no workspace and holds no lock, so that it can be used while one is at work.

use std::path::{Path, PathBuf};

use alongside_plugin_host::{HostSettings, Plugin, PluginHost};

use crate::error::RuntimeError;
use crate::packages::{self, LimitShown, PluginSettings, PluginView, PublicKey};
use crate::workspace::{Layout, Settings, read};

/// A place to try plugins out.
#[derive(Debug, Clone)]
pub struct Bench {
    host: PluginHost,
    settings: PluginSettings,
    workspace: Option<PathBuf>,
}

impl Bench {
    /// Makes a bench with the limits of the workspace that `start` lies in, or with the usual ones.
    ///
    /// # Errors
    /// When the settings of that workspace are wrong.
    pub fn new(start: &Path) -> Result<Self, RuntimeError> {
        let start = start
            .canonicalize()
            .map_err(|error| RuntimeError::file("find", start, error))?;
        let layout = Layout::find(&start).ok();
        let settings = match &layout {
            Some(layout) => Settings::read(&layout.settings())?.plugins,
            None => PluginSettings::default(),
        };
        Ok(Self {
            host: PluginHost::new(HostSettings {
                limits: settings.limits.limits(),
                cache_dir: layout.as_ref().map(Layout::cache).or_else(cache_of_user),
            }),
            settings,
            workspace: layout.map(|layout| layout.root().to_owned()),
        })
    }

    /// The workspace whose limits hold, if there is one.
    pub fn workspace(&self) -> Option<&Path> {
        self.workspace.as_deref()
    }

    /// Every limit as it holds.
    pub fn limits(&self) -> Vec<LimitShown> {
        self.settings.limits.shown()
    }

    /// Looks at a component: a file, a folder with one, or a project that was built.
    ///
    /// # Errors
    /// When there is none, or it cannot be loaded. A manifest that lies is part of the view.
    pub fn inspect(&self, from: &Path) -> Result<PluginView, RuntimeError> {
        let file = packages::component_of(from)?;
        let bytes = read(&file)?;
        packages::look(&file, &bytes, &self.settings, |name| {
            Ok(self.host.load(name, &bytes)?)
        })
    }

    /// Signs a package: writes the signature into its manifest. Gives the manifest's path.
    ///
    /// # Errors
    /// When there is no component, it cannot be loaded, its manifest lies, or the key cannot be read.
    pub fn sign(&self, package: &Path, key: &Path) -> Result<(PathBuf, PublicKey), RuntimeError> {
        packages::sign(&self.host, package, key)
    }

    /// Loads a component. `name` stands for it in messages.
    pub(super) fn load(&self, name: &str, bytes: &[u8]) -> Result<Plugin, RuntimeError> {
        Ok(self.host.load(name, bytes)?)
    }
}

/// Makes a key to sign with, and gives the public key that others may trust.
///
/// # Errors
/// When the file is there already, or cannot be written.
pub fn make_signing_key(path: &Path) -> Result<PublicKey, RuntimeError> {
    packages::make_key(path)
}

/// Where a person's compiled code is kept outside of workspaces.
fn cache_of_user() -> Option<PathBuf> {
    let set = |name| {
        std::env::var_os(name)
            .filter(|value| !value.is_empty())
            .map(PathBuf::from)
    };
    let base = set("XDG_CACHE_HOME").or_else(|| std::env::home_dir().map(|home| home.join(".cache")))?;
    Some(base.join("alongside").join("code"))
}
