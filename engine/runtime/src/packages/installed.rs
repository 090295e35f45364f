//! What lies in the folder of plugins, and how each stands: agreed to, changed since, missing, signed or not.

use std::collections::BTreeMap;
use std::path::Path;

use alongside_core::digest::Digest;
use alongside_core::ids::EngagementId;
use alongside_core::plugin::{
    ColumnDescription, FieldDescription, ParameterDescription, PluginRecord, World,
};
use alongside_plugin_host::Plugin;
use serde::Serialize;

use super::lock::{Lock, Locked};
use super::manifest::Manifest;
use super::settings::PluginSettings;
use crate::error::RuntimeError;
use crate::inner::Inner;
use crate::runtime::Runtime;
use crate::shelf::Component;
use crate::workspace::{Layout, bundled_components};

/// How a plugin stands in a workspace.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum PluginStanding {
    /// It comes with this program.
    Bundled,
    /// It was added, and is what it was then.
    Locked,
    /// It lies there, and the workspace has no lock file.
    Unlocked,
    /// It is refused.
    Refused,
    /// It was added, and its file is gone.
    Missing,
}

impl PluginStanding {
    /// The word.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Bundled => "bundled",
            Self::Locked => "locked",
            Self::Unlocked => "unlocked",
            Self::Refused => "refused",
            Self::Missing => "missing",
        }
    }
}

/// A plugin of a workspace, for people.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub struct PluginView {
    /// The name of its file.
    pub file: String,
    /// Its name; the file's where it could not be loaded.
    pub id: String,
    /// Its version.
    pub version: Option<String>,
    /// The world it fulfils.
    pub world: Option<World>,
    /// Its title.
    pub title: Option<String>,
    /// Where its rule or its catalogue comes from.
    pub source: Option<String>,
    /// Who answers for it, as its manifest says.
    pub authority: Option<String>,
    /// Its licence, as its manifest says.
    pub licence: Option<String>,
    /// The version of the contract it was built against.
    pub contract: Option<&'static str>,
    /// The size of its component, in bytes.
    pub bytes: Option<usize>,
    /// The digest of its component.
    pub digest: Option<Digest>,
    /// Who signed it: the name of the trusted key, or the key.
    pub signed_by: Option<String>,
    /// Whether that key is trusted here.
    pub trusted: bool,
    /// How it stands.
    pub standing: PluginStanding,
    /// Why it is refused.
    pub problem: Option<String>,
    /// What to do about it.
    pub hint: Option<String>,
    /// The columns it asks for, or answers.
    pub columns: Vec<ColumnDescription>,
    /// The parameters it takes.
    pub parameters: Vec<ParameterDescription>,
    /// The fields of its findings.
    pub fields: Vec<FieldDescription>,
    /// The bands of its findings.
    pub bands: Vec<String>,
}

/// An engagement that is pinned to a plugin.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub struct PinnedBy {
    /// The engagement.
    pub engagement: EngagementId,
    /// The plugin.
    pub id: String,
    /// The version it is pinned to.
    pub version: String,
    /// The digest it is pinned to.
    pub digest: Digest,
    /// What is wrong with the component that is kept for it, if anything is.
    pub problem: Option<String>,
}

/// A component that was looked at.
pub(crate) struct Judged {
    pub(crate) plugin: Option<Plugin>,
    pub(crate) manifest: Option<Manifest>,
    pub(crate) standing: PluginStanding,
    pub(crate) refusal: Option<RuntimeError>,
}

/// Judges the components of one workspace.
pub(crate) struct Judge<'a> {
    layout: &'a Layout,
    settings: &'a PluginSettings,
    lock: Option<Lock>,
    bundled: Vec<Digest>,
}

impl<'a> Judge<'a> {
    pub(crate) fn new(layout: &'a Layout, settings: &'a PluginSettings) -> Result<Self, RuntimeError> {
        Ok(Self {
            layout,
            settings,
            lock: Lock::read(&layout.plugin_lock())?,
            bundled: bundled_components().map(|(_, bytes)| Digest::of(bytes)).collect(),
        })
    }

    /// Looks at a component in the folder. `load` is asked only for what may be loaded.
    pub(crate) fn judge(
        &self,
        component: &Component,
        load: impl FnOnce(&str, &[u8]) -> Result<Plugin, RuntimeError>,
    ) -> Judged {
        let digest = Digest::of(&component.bytes);
        let mut judged = Judged {
            plugin: None,
            manifest: None,
            standing: PluginStanding::Refused,
            refusal: None,
        };
        match self.standing(&component.name, &digest) {
            Ok(standing) => judged.standing = standing,
            Err(refusal) => {
                judged.refusal = Some(refusal);
                return judged;
            }
        }
        let admitted = load(&component.name, &component.bytes).and_then(|plugin| {
            let record = plugin.record().clone();
            judged.plugin = Some(plugin);
            judged.manifest = Manifest::read(&self.layout.plugins().join(&component.name))?;
            let bundled = self.bundled.contains(&digest);
            admissible(
                &component.name,
                &record,
                judged.manifest.as_ref(),
                bundled,
                self.settings,
            )
        });
        if let Err(refusal) = admitted {
            judged.standing = PluginStanding::Refused;
            judged.refusal = Some(refusal);
        }
        judged
    }

    fn standing(&self, file: &str, digest: &Digest) -> Result<PluginStanding, RuntimeError> {
        let locked = self.lock.as_ref().and_then(|lock| lock.of_file(file));
        match locked {
            Some(locked) if locked.digest == *digest => Ok(PluginStanding::Locked),
            Some(locked) => Err(RuntimeError::input_hint(
                "plugin-changed",
                format!(
                    "plugins/{file} has changed since it was added: {} {} was agreed to with the digest {}, and the file \
                     has {}",
                    locked.id,
                    locked.version,
                    locked.digest.short(),
                    digest.short()
                ),
                format!(
                    "put the file back; or, if you want what it is now: alongside plugin add plugins/{file} --replace"
                ),
            )),
            None if self.bundled.contains(digest) => Ok(PluginStanding::Bundled),
            None if self.lock.is_none() => Ok(PluginStanding::Unlocked),
            None => Err(RuntimeError::input_hint(
                "plugin-not-added",
                format!("plugins/{file} lies there and was never added: it is not in alongside.lock"),
                format!("alongside plugin add plugins/{file}, or take the file away"),
            )),
        }
    }

    /// The plugins that were added and whose files are gone.
    fn missing(&self, there: &[Component]) -> Vec<&Locked> {
        let gone = |locked: &&Locked| !there.iter().any(|component| component.name == locked.file);
        self.lock
            .iter()
            .flat_map(|lock| &lock.plugins)
            .filter(gone)
            .collect()
    }
}

/// Whether a component may be used, by its manifest and by who signed it.
pub(super) fn admissible(
    file: &str,
    record: &PluginRecord,
    manifest: Option<&Manifest>,
    bundled: bool,
    settings: &PluginSettings,
) -> Result<(), RuntimeError> {
    if let Some(manifest) = manifest {
        manifest.check(record).map_err(|lie| {
            RuntimeError::input_hint(
                "plugin-manifest",
                format!("{file}: {lie}"),
                "build the package again, or ask whoever made it for one that is whole",
            )
        })?;
    }
    if !settings.signed || bundled {
        return Ok(());
    }
    let name = &record.description.id;
    match manifest.and_then(|manifest| manifest.signature.as_ref()) {
        None => Err(RuntimeError::input_hint(
            "plugin-unsigned",
            format!("{file}: plugin `{name}` is not signed, and this workspace asks for signatures"),
            "ask whoever made it to sign it (`alongside plugin sign FILE --key KEY`), or set `signed = false` under \
             `[plugins]` in alongside.toml",
        )),
        Some(signed) if !settings.trusted.values().any(|key| *key == signed.key) => {
            Err(RuntimeError::input_hint(
                "plugin-untrusted",
                format!(
                    "{file}: plugin `{name}` is signed by {}, which is not trusted here",
                    signed.key
                ),
                "if you know whose key that is, add it in alongside.toml: [plugins.trusted] name = \"KEY\"",
            ))
        }
        Some(_) => Ok(()),
    }
}

/// Who signed, by the name of the trusted key or by the key, and whether it is trusted.
pub(super) fn signer(manifest: Option<&Manifest>, settings: &PluginSettings) -> (Option<String>, bool) {
    let Some(signed) = manifest.and_then(|manifest| manifest.signature.as_ref()) else {
        return (None, false);
    };
    match settings.trusted.iter().find(|(_, key)| **key == signed.key) {
        Some((name, _)) => (Some(name.clone()), true),
        None => (Some(signed.key.to_string()), false),
    }
}

/// A view of a component that was judged.
pub(super) fn view(file: &str, bytes: &[u8], judged: &Judged, settings: &PluginSettings) -> PluginView {
    let (signed_by, trusted) = signer(judged.manifest.as_ref(), settings);
    let about = judged.manifest.as_ref().map(|manifest| &manifest.plugin);
    let mut view = PluginView {
        bytes: Some(bytes.len()),
        digest: Some(Digest::of(bytes)),
        signed_by,
        trusted,
        authority: about.and_then(|about| about.authority.clone()),
        licence: about.and_then(|about| about.licence.clone()),
        problem: judged.refusal.as_ref().map(ToString::to_string),
        hint: judged.refusal.as_ref().and_then(RuntimeError::hint),
        ..bare(file, judged.standing)
    };
    if let Some(plugin) = &judged.plugin {
        let description = &plugin.record().description;
        view.id = description.id.to_string();
        view.version = Some(description.version.to_string());
        view.world = Some(description.world);
        view.title = Some(description.title.clone());
        view.source = Some(description.source.clone());
        view.contract = Some(plugin.contract());
        view.columns.clone_from(&description.columns);
        view.parameters.clone_from(&description.parameters);
        view.fields.clone_from(&description.fields);
        view.bands.clone_from(&description.bands);
    }
    view
}

/// Looks at a component that lies anywhere. What its manifest or its signature lacks is part of the view.
pub(crate) fn look(
    file: &Path,
    bytes: &[u8],
    settings: &PluginSettings,
    load: impl FnOnce(&str) -> Result<Plugin, RuntimeError>,
) -> Result<PluginView, RuntimeError> {
    let name = file
        .file_name()
        .unwrap_or_default()
        .to_string_lossy()
        .into_owned();
    let plugin = load(&name)?;
    let bundled = bundled_components().any(|(_, bundled)| bundled == bytes);
    let manifest = Manifest::read(file)?;
    let refusal = admissible(&name, plugin.record(), manifest.as_ref(), bundled, settings).err();
    let standing = match (&refusal, bundled) {
        (Some(_), _) => PluginStanding::Refused,
        (None, true) => PluginStanding::Bundled,
        (None, false) => PluginStanding::Unlocked,
    };
    let judged = Judged {
        plugin: Some(plugin),
        manifest,
        standing,
        refusal,
    };
    Ok(view(&name, bytes, &judged, settings))
}

/// A view of a file of which nothing more is known.
fn bare(file: &str, standing: PluginStanding) -> PluginView {
    let stem = Path::new(file).file_stem().unwrap_or_default();
    PluginView {
        file: file.to_owned(),
        id: stem.to_string_lossy().into_owned(),
        version: None,
        world: None,
        title: None,
        source: None,
        authority: None,
        licence: None,
        contract: None,
        bytes: None,
        digest: None,
        signed_by: None,
        trusted: false,
        standing,
        problem: None,
        hint: None,
        columns: Vec::new(),
        parameters: Vec::new(),
        fields: Vec::new(),
        bands: Vec::new(),
    }
}

impl Runtime {
    /// Every plugin of the workspace, in order of its file, and what was added and is gone.
    ///
    /// # Errors
    /// When the folder or the lock file cannot be read. What is wrong with a single plugin is part of its view.
    pub async fn plugins(&self) -> Result<Vec<PluginView>, RuntimeError> {
        self.run(Inner::plugin_views).await
    }

    /// Every plugin that an open engagement is pinned to, with what is wrong with the component kept for it.
    ///
    /// # Errors
    /// When the engagements cannot be read.
    pub async fn plugin_pins(&self) -> Result<Vec<PinnedBy>, RuntimeError> {
        self.run(Inner::plugin_pins).await
    }
}

impl Inner {
    fn plugin_views(&self) -> Result<Vec<PluginView>, RuntimeError> {
        let settings = &self.settings.plugins;
        let judge = Judge::new(self.shelf.layout()?, settings)?;
        let components = self.shelf.components()?;
        let mut views: Vec<PluginView> = components
            .iter()
            .map(|component| {
                let judged = judge.judge(component, |name, bytes| self.load_plugin(name, bytes));
                view(&component.name, &component.bytes, &judged, settings)
            })
            .collect();
        views.extend(judge.missing(&components).into_iter().map(|locked| PluginView {
            id: locked.id.clone(),
            version: Some(locked.version.clone()),
            world: Some(locked.world),
            digest: Some(locked.digest),
            problem: Some(format!("plugins/{} was added and is gone", locked.file)),
            hint: Some(format!(
                "put the file back, or take it off the list: alongside plugin remove {}",
                locked.id
            )),
            ..bare(&locked.file, PluginStanding::Missing)
        }));
        views.sort_by(|a, b| a.file.cmp(&b.file));
        Ok(views)
    }

    fn plugin_pins(&self) -> Result<Vec<PinnedBy>, RuntimeError> {
        let mut looked_at: BTreeMap<Digest, Option<String>> = BTreeMap::new();
        let mut pins = Vec::new();
        for summary in self.listing()?.engagements {
            if summary.closed_on.is_some() {
                continue;
            }
            let state = self.current(&summary.id)?.state;
            let Some(opening) = &state.opening else { continue };
            for (id, pin) in &opening.plugins {
                let problem = looked_at
                    .entry(pin.digest)
                    .or_insert_with(|| self.blobs.get(&pin.digest).err().map(|error| error.to_string()));
                pins.push(PinnedBy {
                    engagement: summary.id.clone(),
                    id: id.to_string(),
                    version: pin.version.clone(),
                    digest: pin.digest,
                    problem: problem.clone(),
                });
            }
        }
        Ok(pins)
    }
}
