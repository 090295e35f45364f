//! Adding and removing plugins: the folder and the lock file change together, the lock file last.

use std::path::{Path, PathBuf};

use alongside_core::digest::Digest;
use alongside_plugin_host::PluginHost;

use super::installed::{Judged, PluginStanding, PluginView, admissible, view};
use super::lock::{Lock, Locked};
use super::manifest::{Manifest, Signed};
use super::settings::PluginSettings;
use super::signature::{PublicKey, SecretKey};
use crate::error::RuntimeError;
use crate::inner::Inner;
use crate::runtime::Runtime;
use crate::workspace::{files_in, read, remove, write_atomically};

/// How to add a plugin.
#[derive(Debug, Clone, Default)]
pub struct AddOptions {
    /// The component, a folder that holds one, or a project that was built.
    pub from: PathBuf,
    /// Takes the place of a file that is there and differs.
    pub replace: bool,
}

/// A plugin that was added.
#[derive(Debug, Clone, PartialEq)]
pub struct Added {
    /// The plugin as it stands now.
    pub plugin: PluginView,
    /// The digest of the file whose place it took.
    pub replaced: Option<Digest>,
    /// Whether it was there before, byte for byte.
    pub unchanged: bool,
}

impl Runtime {
    /// Adds a plugin to the workspace and pins it. Engagements that run stay on what they are pinned to.
    ///
    /// # Errors
    /// When there is no component, when it cannot be loaded, when its manifest lies, when it is not signed where that is
    /// asked for, and when another file is in its place.
    pub async fn add_plugin(&self, options: AddOptions) -> Result<Added, RuntimeError> {
        self.run(move |inner| inner.add_plugin(&options)).await
    }

    /// Removes a plugin from the workspace: all of its versions, or one. Engagements that run keep theirs.
    ///
    /// # Errors
    /// When there is none.
    pub async fn remove_plugin(&self, id: &str, version: Option<&str>) -> Result<Vec<String>, RuntimeError> {
        let (id, version) = (id.to_owned(), version.map(str::to_owned));
        self.run(move |inner| inner.remove_plugin(&id, version.as_deref()))
            .await
    }
}

impl Inner {
    fn add_plugin(&self, options: &AddOptions) -> Result<Added, RuntimeError> {
        let (layout, settings) = (self.shelf.layout()?, &self.settings.plugins);
        let from = component_of(&options.from)?;
        let bytes = read(&from)?;
        let shown = from
            .file_name()
            .unwrap_or_default()
            .to_string_lossy()
            .into_owned();
        let plugin = self.load_plugin(&shown, &bytes)?;
        let record = plugin.record().clone();
        let manifest = Manifest::read(&from)?;
        admissible(&shown, &record, manifest.as_ref(), false, settings)?;
        let description = &record.description;
        // A component that lies in the folder already stays where it is.
        let file = match from
            .parent()
            .is_some_and(|folder| same_folder(folder, &layout.plugins()))
        {
            true => shown,
            false => format!("{}-{}.wasm", description.id, description.version),
        };
        let target = layout.plugins().join(&file);
        let mut lock = self.lock_or_what_is_there(&file)?;
        let there = if target.is_file() {
            Some(Digest::of(&read(&target)?))
        } else {
            None
        };
        let agreed = lock.of_file(&file).map(|locked| locked.digest);
        let other = [there, agreed]
            .into_iter()
            .flatten()
            .find(|digest| *digest != record.digest);
        if let (Some(other), false) = (other, options.replace) {
            return Err(RuntimeError::input_hint(
                "plugin-in-the-way",
                format!(
                    "plugins/{file} is there already, with the digest {}; this one has {}",
                    other.short(),
                    record.digest.short()
                ),
                "give the new one a new version, or take its place with --replace",
            ));
        }
        if there != Some(record.digest) {
            write_atomically(&target, &bytes)?;
        }
        if let Some(manifest) = &manifest {
            write_atomically(&Manifest::beside(&target), manifest.to_toml()?.as_bytes())?;
        }
        lock.put(Locked {
            id: description.id.to_string(),
            version: description.version.to_string(),
            world: description.world,
            file: file.clone(),
            digest: record.digest,
        });
        lock.write(&layout.plugin_lock())?;
        let judged = Judged {
            plugin: Some(plugin),
            manifest,
            standing: PluginStanding::Locked,
            refusal: None,
        };
        Ok(Added {
            plugin: view(&file, &bytes, &judged, settings),
            replaced: other,
            unchanged: agreed == Some(record.digest) && there == agreed,
        })
    }

    /// The lock file. Where there is none yet, what lies in the folder is agreed to, but for the file to be added.
    fn lock_or_what_is_there(&self, adding: &str) -> Result<Lock, RuntimeError> {
        let layout = self.shelf.layout()?;
        if let Some(lock) = Lock::read(&layout.plugin_lock())? {
            return Ok(lock);
        }
        let mut lock = Lock::new();
        for component in self.shelf.components()? {
            if component.name != adding {
                let record = self
                    .load_plugin(&component.name, &component.bytes)?
                    .record()
                    .clone();
                lock.put(Locked {
                    id: record.description.id.to_string(),
                    version: record.description.version.to_string(),
                    world: record.description.world,
                    file: component.name,
                    digest: record.digest,
                });
            }
        }
        Ok(lock)
    }

    fn remove_plugin(&self, id: &str, version: Option<&str>) -> Result<Vec<String>, RuntimeError> {
        let layout = self.shelf.layout()?;
        let mut lock = self.lock_or_what_is_there("")?;
        let wanted =
            |locked: &Locked| locked.id == id && version.is_none_or(|version| locked.version == version);
        let files: Vec<String> = lock
            .plugins
            .iter()
            .filter(|locked| wanted(locked))
            .map(|locked| locked.file.clone())
            .collect();
        if files.is_empty() {
            let known: Vec<String> = lock
                .plugins
                .iter()
                .map(|locked| format!("{}@{}", locked.id, locked.version))
                .collect();
            return Err(RuntimeError::NotFound {
                what: "plugin",
                name: version.map_or_else(|| id.to_owned(), |version| format!("{id}@{version}")),
                hint: Some(format!("plugins here: {}", known.join(", "))),
            });
        }
        lock.plugins.retain(|locked| !wanted(locked));
        // First the list: a file that is left over is refused, one that is missing would be missed.
        lock.write(&layout.plugin_lock())?;
        for file in &files {
            let component = layout.plugins().join(file);
            remove(&Manifest::beside(&component))?;
            remove(&component)?;
        }
        Ok(files)
    }
}

fn same_folder(one: &Path, other: &Path) -> bool {
    matches!((one.canonicalize(), other.canonicalize()), (Ok(one), Ok(other)) if one == other)
}

/// Makes a key to sign with, and gives the public key that others may trust.
///
/// # Errors
/// When the file is there already, or cannot be written.
pub(crate) fn make_key(path: &Path) -> Result<PublicKey, RuntimeError> {
    let key = SecretKey::generate()?;
    key.write(path)?;
    Ok(key.public())
}

/// Signs a package: writes the signature into its manifest.
pub(crate) fn sign(
    host: &PluginHost,
    package: &Path,
    key: &Path,
) -> Result<(PathBuf, PublicKey), RuntimeError> {
    let component = component_of(package)?;
    let shown = component
        .file_name()
        .unwrap_or_default()
        .to_string_lossy()
        .into_owned();
    let record = host.load(&shown, &read(&component)?)?.record().clone();
    let mut manifest = Manifest::read(&component)?.unwrap_or_else(|| Manifest::of(&record, None, None));
    manifest.signature = None;
    admissible(&shown, &record, Some(&manifest), true, &PluginSettings::default())?;
    let key = SecretKey::read(key)?;
    let about = &manifest.plugin;
    manifest.signature = Some(Signed {
        key: key.public(),
        signature: key.sign(&about.id, &about.version, &about.digest),
    });
    let path = Manifest::beside(&component);
    write_atomically(&path, manifest.to_toml()?.as_bytes())?;
    Ok((path, key.public()))
}

/// Finds the component that a person means: a file, a folder with one, or a project that was built.
pub(crate) fn component_of(from: &Path) -> Result<PathBuf, RuntimeError> {
    if from.is_file() {
        let manifest = from.extension().is_some_and(|extension| extension == "toml");
        return Ok(if manifest {
            from.with_extension("wasm")
        } else {
            from.to_owned()
        });
    }
    for folder in [from.join("build"), from.to_owned()] {
        let found = files_in(&folder, "wasm")?;
        match found.as_slice() {
            [] => {}
            [one] => return Ok(one.clone()),
            several => {
                let names: Vec<String> = several.iter().map(|path| path.display().to_string()).collect();
                return Err(RuntimeError::input_hint(
                    "plugin-which",
                    format!("{} holds several components", folder.display()),
                    format!("name one: {}", names.join(", ")),
                ));
            }
        }
    }
    Err(RuntimeError::NotFound {
        what: "plugin component",
        name: from.display().to_string(),
        hint: Some("name a .wasm file, or the folder of a project after `alongside plugin build`".to_owned()),
    })
}
