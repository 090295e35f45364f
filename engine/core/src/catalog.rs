//! The catalog: what a workflow file may name besides its own parts.
//!
//! Plain data. The runtime fills it from the plugin host, the measure registry and the workflow files of the workspace;
//! the definition front end checks workflow files against it, and so never names any of them. It reads nothing and decides nothing.
//! Tests are below.

use std::collections::{BTreeMap, BTreeSet};

use semver::{Version, VersionReq};

use crate::definition::{Definition, Party, Role, WorkflowRequirement};
use crate::ids::{DataKindId, MeasureId, OutputId, PartyId, PluginId, RoleId, WorkflowId};
use crate::plugin::{PluginRecord, World};
use crate::value::ValueType;

/// What a measure registry tells of a measure.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct MeasureEntry {
    /// Its title, for people.
    pub title: String,
    /// The kinds of dataset that hold it.
    pub data_kinds: BTreeSet<DataKindId>,
}

/// What an `engagement` step may know of the workflow that its children run.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct WorkflowEntry {
    /// Its name.
    pub id: WorkflowId,
    /// Its version.
    pub version: Version,
    /// Its title, for people.
    pub title: String,
    /// Its parties.
    pub parties: BTreeMap<PartyId, Party>,
    /// Its roles.
    pub roles: BTreeMap<RoleId, Role>,
    /// What it hands on, with the type of each.
    pub outputs: BTreeMap<OutputId, ValueType>,
    /// The workflows that its own `engagement` steps start, in order of name.
    pub children: BTreeSet<WorkflowId>,
}

impl WorkflowEntry {
    /// What a catalog tells of a compiled workflow.
    pub fn of(definition: &Definition) -> Self {
        Self {
            id: definition.id.clone(),
            version: definition.version.clone(),
            title: definition.title.clone(),
            parties: definition.parties.clone(),
            roles: definition.roles.clone(),
            outputs: definition
                .outputs
                .iter()
                .map(|(id, output)| (id.clone(), output.kind))
                .collect(),
            children: definition
                .child_plans()
                .map(|(_, plan)| plan.workflow.id.clone())
                .collect(),
        }
    }
}

/// The plugins, measures, kinds of dataset and workflows that are there.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Catalog {
    /// The plugins, any number of versions of each.
    pub plugins: Vec<PluginRecord>,
    /// The measures, by name.
    pub measures: BTreeMap<MeasureId, MeasureEntry>,
    /// The kinds of dataset.
    pub data_kinds: BTreeSet<DataKindId>,
    /// The workflows that child engagements may run, any number of versions of each.
    pub workflows: Vec<WorkflowEntry>,
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

    /// The highest version of a workflow that fulfils a requirement.
    pub fn workflow(&self, requirement: &WorkflowRequirement) -> Option<&WorkflowEntry> {
        self.workflow_versions(&requirement.id)
            .filter(|entry| requirement.version.matches(&entry.version))
            .max_by(|a, b| a.version.cmp(&b.version))
    }

    /// Every version of a workflow, in the order of the catalog.
    pub fn workflow_versions<'a, 'i>(
        &'a self,
        id: &'i WorkflowId,
    ) -> impl Iterator<Item = &'a WorkflowEntry> + use<'a, 'i> {
        self.workflows.iter().filter(move |entry| entry.id == *id)
    }

    /// The names of the workflows, each once, in order.
    pub fn workflow_ids(&self) -> BTreeSet<&WorkflowId> {
        self.workflows.iter().map(|entry| &entry.id).collect()
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

    #[test]
    fn finds_the_highest_version_of_a_workflow_that_fits() {
        let id = WorkflowId::new("school-support").unwrap();
        let workflow = |version: &str| {
            WorkflowEntry::of(&Definition::new(id.clone(), version.parse().unwrap(), "Support"))
        };
        let catalog = Catalog {
            workflows: vec![workflow("2.1.0"), workflow("2.10.0"), workflow("3.0.0")],
            ..Catalog::default()
        };
        let find = |version: &str| {
            let version = version.parse().unwrap();
            let requirement = WorkflowRequirement {
                id: id.clone(),
                version,
            };
            catalog
                .workflow(&requirement)
                .map(|found| found.version.to_string())
        };
        assert_eq!(find("^2"), Some("2.10.0".to_owned()));
        assert_eq!(find("*"), Some("3.0.0".to_owned()));
        assert_eq!(find("^4"), None);
        assert_eq!(catalog.workflow_ids().len(), 1);
    }
}
