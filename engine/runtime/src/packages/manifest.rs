//! The manifest of a package: what a component says of itself, with what it cannot say: whose it is, its licence, its
//! digest, and who signed it. It lies beside the component under the same name: `late-arrivals.wasm`,
//! `late-arrivals.toml`.
//!
//! Whatever a manifest says is held against the component: a manifest that lies is refused. Tests are below.

use std::path::{Path, PathBuf};

use alongside_core::digest::Digest;
use alongside_core::plugin::{ColumnDescription, ParameterDescription, PluginRecord, World};
use serde::{Deserialize, Serialize};

use super::signature::{PublicKey, Signature};
use crate::error::RuntimeError;
use crate::workspace::read_text;

/// The form of manifests that this release reads and writes.
const FORMAT: u32 = 1;

/// The manifest of a package.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub struct Manifest {
    /// The form of the manifest.
    pub format: u32,
    /// The plugin.
    pub plugin: About,
    /// The columns it asks for, or answers.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub columns: Vec<ColumnDescription>,
    /// The parameters it takes.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub parameters: Vec<ParameterDescription>,
    /// Who signed it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub signature: Option<Signed>,
}

/// What a plugin is, and whose.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub struct About {
    /// Its name.
    pub id: String,
    /// Its version.
    pub version: String,
    /// The world it fulfils.
    pub world: World,
    /// Its title.
    pub title: String,
    /// Where its rule or its catalogue comes from.
    pub source: String,
    /// Who answers for it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub authority: Option<String>,
    /// The licence under which it may be used.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub licence: Option<String>,
    /// The digest of the component.
    pub digest: Digest,
}

/// A signature with its key.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub struct Signed {
    /// The key.
    pub key: PublicKey,
    /// What it signed with.
    pub signature: Signature,
}

impl Manifest {
    /// The manifest of a component.
    pub(crate) fn of(record: &PluginRecord, authority: Option<String>, licence: Option<String>) -> Self {
        let description = &record.description;
        Self {
            format: FORMAT,
            plugin: About {
                id: description.id.to_string(),
                version: description.version.to_string(),
                world: description.world,
                title: description.title.clone(),
                source: description.source.clone(),
                authority,
                licence,
                digest: record.digest,
            },
            columns: description.columns.clone(),
            parameters: description.parameters.clone(),
            signature: None,
        }
    }

    /// Where the manifest of a component lies.
    pub(crate) fn beside(component: &Path) -> PathBuf {
        component.with_extension("toml")
    }

    /// Reads the manifest beside a component, if there is one.
    pub(crate) fn read(component: &Path) -> Result<Option<Self>, RuntimeError> {
        let path = Self::beside(component);
        if !path.is_file() {
            return Ok(None);
        }
        let manifest: Self = toml::from_str(&read_text(&path)?).map_err(|error| {
            RuntimeError::input_hint(
                "plugin-manifest",
                format!("{}: {}", path.display(), error.message()),
                "build the package again: `alongside plugin build`",
            )
        })?;
        if manifest.format == FORMAT {
            return Ok(Some(manifest));
        }
        Err(RuntimeError::input_hint(
            "plugin-manifest",
            format!(
                "{} has format {}; this release reads {FORMAT}",
                path.display(),
                manifest.format
            ),
            "use a newer release, or ask for a package of this format",
        ))
    }

    /// The manifest as a file.
    pub(crate) fn to_toml(&self) -> Result<String, RuntimeError> {
        toml::to_string(self)
            .map(|text| format!("# What this package holds. Written by `alongside plugin build`.\n{text}"))
            .map_err(|error| RuntimeError::Internal(format!("the manifest cannot be written: {error}")))
    }

    /// Holds the manifest against its component.
    ///
    /// # Errors
    /// The first thing that is not so, in words.
    pub(crate) fn check(&self, record: &PluginRecord) -> Result<(), String> {
        let truth = Self::of(record, None, None);
        let (said, is) = (&self.plugin, &truth.plugin);
        if said.digest != is.digest {
            return Err(format!(
                "its manifest is of another component: it names the digest {}, and this one has {}",
                said.digest.short(),
                is.digest.short()
            ));
        }
        let texts = [
            ("id", &said.id, &is.id),
            ("version", &said.version, &is.version),
            ("title", &said.title, &is.title),
            ("source", &said.source, &is.source),
        ];
        for (what, said, is) in texts {
            if said != is {
                return Err(format!(
                    "its manifest says {what} `{said}`, and the component says `{is}`"
                ));
            }
        }
        if said.world != is.world {
            return Err(format!(
                "its manifest says world `{}`, and the component is of `{}`",
                said.world.as_str(),
                is.world.as_str()
            ));
        }
        if self.columns != truth.columns {
            return Err("its manifest names other columns than the component".to_owned());
        }
        if self.parameters != truth.parameters {
            return Err("its manifest names other parameters than the component".to_owned());
        }
        match &self.signature {
            Some(signed)
                if !signed
                    .key
                    .signed(&signed.signature, &is.id, &is.version, &is.digest) =>
            {
                Err(
                    "its signature does not hold: it was made for another component, name or version"
                        .to_owned(),
                )
            }
            _ => Ok(()),
        }
    }
}

#[cfg(test)]
mod tests {
    use alongside_core::ids::PluginId;
    use alongside_core::plugin::{CellType, PluginDescription};
    use alongside_core::value::{Value, ValueType};

    use super::*;
    use crate::packages::signature::SecretKey;

    fn record() -> PluginRecord {
        PluginRecord {
            description: PluginDescription {
                id: PluginId::new("late-arrivals").unwrap(),
                version: semver::Version::new(1, 0, 0),
                world: World::ScoringRule,
                title: "Late arrivals".to_owned(),
                source: "a policy".to_owned(),
                columns: vec![ColumnDescription {
                    name: "late".to_owned(),
                    kind: Some(CellType::Numbers),
                    title: "sessions".to_owned(),
                    optional: false,
                }],
                parameters: vec![ParameterDescription {
                    name: "high-from".to_owned(),
                    kind: ValueType::Number,
                    title: "from when".to_owned(),
                    required: false,
                    default: Some(Value::Number(5.0)),
                    allowed: Vec::new(),
                    at_least: Some(0.0),
                    at_most: None,
                }],
                fields: Vec::new(),
                bands: Vec::new(),
            },
            digest: Digest::of(b"component"),
        }
    }

    #[test]
    fn a_manifest_survives_its_file() {
        let mut manifest = Manifest::of(&record(), Some("An authority".to_owned()), None);
        let key = SecretKey::generate().unwrap();
        manifest.signature = Some(Signed {
            key: key.public(),
            signature: key.sign("late-arrivals", "1.0.0", &record().digest),
        });
        let text = manifest.to_toml().unwrap();
        assert_eq!(toml::from_str::<Manifest>(&text).unwrap(), manifest, "{text}");
        assert_eq!(manifest.check(&record()), Ok(()));
    }

    #[test]
    fn every_lie_is_named() {
        let lie = |change: fn(&mut Manifest)| {
            let mut manifest = Manifest::of(&record(), None, None);
            change(&mut manifest);
            manifest.check(&record()).unwrap_err()
        };
        assert!(lie(|m| m.plugin.digest = Digest::of(b"other")).contains("another component"));
        assert!(lie(|m| m.plugin.id = "gap".to_owned()).contains("says id `gap`"));
        assert!(lie(|m| m.plugin.version = "2.0.0".to_owned()).contains("says version `2.0.0`"));
        assert!(lie(|m| m.plugin.world = World::Importer).contains("says world `importer`"));
        assert!(lie(|m| m.columns.clear()).contains("other columns"));
        assert!(lie(|m| m.parameters.clear()).contains("other parameters"));
        let forged = lie(|m| {
            let key = SecretKey::generate().unwrap();
            let signature = key.sign("gap", "1.0.0", &m.plugin.digest);
            m.signature = Some(Signed {
                key: key.public(),
                signature,
            });
        });
        assert!(forged.contains("signature does not hold"), "{forged}");
    }
}
