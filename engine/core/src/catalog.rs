//! The catalog: what a workflow file may name besides its own parts.
//!
//! Plain data. The runtime fills it from the plugin host and the measure registry; the definition front end
//! checks workflow files against it, and so never names either. It reads nothing and decides nothing.
//! Tests are below.

use std::collections::{BTreeMap, BTreeSet};

use semver::VersionReq;

use crate::ids::{DataKindId, MeasureId, PluginId};
use crate::plugin::{PluginRecord, World};

/// What a measure registry tells of a measure.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct MeasureEntry {
    /// Its title, for people.
    pub title: String,
    /// The kinds of dataset that hold it.
    pub data_kinds: BTreeSet<DataKindId>,
}

/// The plugins, measures and kinds of dataset that are there.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Catalog {
    /// The plugins, any number of versions of each.
    pub plugins: Vec<PluginRecord>,
    /// The measures, by name.
    pub measures: BTreeMap<MeasureId, MeasureEntry>,
    /// The kinds of dataset.
    pub data_kinds: BTreeSet<DataKindId>,
}

impl Catalog {
    /// Every version of a plugin, in the order of the catalog.
    pub fn versions<'a, 'i>(
        &'a self,
        id: &'i PluginId,
    ) -> impl Iterator<Item = &'a PluginRecord> + use<'a, 'i> {
        self.plugins
            .iter()
            .filter(move |record| record.description.id == *id)
    }

    /// The highest version of a plugin that fulfils a contract and a version requirement.
    pub fn plugin(&self, id: &PluginId, world: World, version: &VersionReq) -> Option<&PluginRecord> {
        self.versions(id)
            .filter(|record| {
                record.description.world == world && version.matches(&record.description.version)
            })
            .max_by(|a, b| a.description.version.cmp(&b.description.version))
    }

    /// The names of the plugins that fulfil a contract, each once, in order.
    pub fn plugin_ids(&self, world: World) -> BTreeSet<&PluginId> {
        let fulfilling = self
            .plugins
            .iter()
            .filter(|record| record.description.world == world);
        fulfilling.map(|record| &record.description.id).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::digest::Digest;
    use crate::plugin::PluginDescription;

    fn record(id: &str, version: &str, world: World) -> PluginRecord {
        PluginRecord {
            description: PluginDescription {
                id: PluginId::new(id).unwrap(),
                version: version.parse().unwrap(),
                world,
                title: "A plugin".to_owned(),
                source: "tests".to_owned(),
                columns: Vec::new(),
                parameters: Vec::new(),
                fields: Vec::new(),
                bands: Vec::new(),
            },
            digest: Digest::of(version.as_bytes()),
        }
    }

    #[test]
    fn finds_the_highest_version_that_fits() {
        let catalog = Catalog {
            plugins: vec![
                record("gap", "0.1.9", World::ScoringRule),
                record("gap", "0.1.10", World::ScoringRule),
                record("gap", "0.2.0", World::ScoringRule),
                record("gap", "0.1.11", World::InterventionStrategy),
                record("tiers", "0.1.0", World::InterventionStrategy),
            ],
            ..Catalog::default()
        };
        let gap = PluginId::new("gap").unwrap();
        let find = |world, requirement: &str| {
            let found = catalog.plugin(&gap, world, &requirement.parse().unwrap());
            found.map(|record| record.description.version.to_string())
        };
        assert_eq!(find(World::ScoringRule, "^0.1"), Some("0.1.10".to_owned()));
        assert_eq!(find(World::ScoringRule, "*"), Some("0.2.0".to_owned()));
        assert_eq!(find(World::ScoringRule, "^1"), None);
        assert_eq!(find(World::InterventionStrategy, "*"), Some("0.1.11".to_owned()));
        assert_eq!(catalog.versions(&gap).count(), 4);
        let names: Vec<&str> = catalog
            .plugin_ids(World::InterventionStrategy)
            .into_iter()
            .map(PluginId::as_str)
            .collect();
        assert_eq!(names, ["gap", "tiers"]);
    }
}
