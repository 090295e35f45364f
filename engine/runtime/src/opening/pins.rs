//! Pinning: the exact plugins and the exact workflows of children that an engagement lives with, kept for as long as
//! its log is.

use std::collections::BTreeMap;

use alongside_core::command::PluginPin;
use alongside_core::definition::{Definition, PluginRequirement, StepKind};
use alongside_core::ids::{PluginId, WorkflowId};
use alongside_core::member::ChildPin;
use alongside_core::plugin::World;

use crate::error::RuntimeError;
use crate::inner::Inner;

impl Inner {
    /// Pins the plugins that a workflow names to exact components, which are kept for as long as the log is.
    pub(crate) fn pin_plugins(
        &self,
        definition: &Definition,
    ) -> Result<BTreeMap<PluginId, PluginPin>, RuntimeError> {
        let wanted: Vec<(&PluginRequirement, World)> = definition
            .steps
            .iter()
            .filter_map(|step| match &step.kind {
                StepKind::Score { plugin, .. } => Some((plugin, World::ScoringRule)),
                StepKind::Recommend { plugin, .. } => Some((plugin, World::InterventionStrategy)),
                _ => None,
            })
            .collect();
        let mut pins = BTreeMap::new();
        if wanted.is_empty() {
            return Ok(pins);
        }
        let catalog = self.catalog()?;
        for (requirement, world) in wanted {
            let Some(record) = catalog.plugin(&requirement.id, world, &requirement.version) else {
                // The workflow was checked against the same plugins a moment ago.
                return Err(RuntimeError::NotFound {
                    what: "plugin",
                    name: requirement.id.to_string(),
                    hint: None,
                });
            };
            self.keep_plugin(record)?;
            let version = record.description.version.to_string();
            let digest = record.digest;
            pins.insert(requirement.id.clone(), PluginPin { version, digest });
        }
        Ok(pins)
    }

    /// Pins the workflows of child engagements to the highest versions that fit. Each child pins its own when it opens.
    pub(crate) fn pin_workflows(
        &self,
        definition: &Definition,
    ) -> Result<BTreeMap<WorkflowId, ChildPin>, RuntimeError> {
        let mut pins = BTreeMap::new();
        if definition.child_plans().next().is_none() {
            return Ok(pins);
        }
        let known = self.known_workflows()?;
        for (step, plan) in definition.child_plans() {
            let wanted = &plan.workflow;
            // Steps that start engagements of one workflow start them of one version: one that fits them all.
            let fits = |known: &&Definition| {
                definition
                    .child_plans()
                    .map(|(_, plan)| &plan.workflow)
                    .filter(|other| other.id == wanted.id)
                    .all(|other| other.version.matches(&known.version))
            };
            let fitting = known.iter().filter(|known| known.id == wanted.id).filter(fits);
            let Some(best) = fitting.max_by(|a, b| a.version.cmp(&b.version)) else {
                return Err(RuntimeError::NotFound {
                    what: "workflow",
                    name: format!("{}@{}", wanted.id, wanted.version),
                    hint: Some(format!(
                        "`{}` starts engagements of it: put its file here",
                        step.id
                    )),
                });
            };
            let digest = self.blobs.put(&best.canonical())?;
            let version = best.version.to_string();
            pins.insert(wanted.id.clone(), ChildPin { version, digest });
        }
        Ok(pins)
    }
}
