//! What the rest of the program knows of a plugin: its description, its inputs, its ways to fail.
//!
//! This module knows nothing of WebAssembly. The plugin host fills these types; the definition front end
//! checks workflow files against [`PluginDescription`]; the core keeps digests and outputs in events.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use crate::column::Table;
use crate::digest::Digest;
use crate::finding::{Proposal, ScoreOutput};
use crate::ids::PluginId;
use crate::value::{Value, ValueType};

/// The contract a plugin fulfils.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum World {
    /// Computes a finding.
    ScoringRule,
    /// Proposes interventions.
    InterventionStrategy,
}

impl World {
    /// The name of the world in the contract.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::ScoringRule => "scoring-rule",
            Self::InterventionStrategy => "intervention-strategy",
        }
    }
}

/// A parameter that a workflow may set in a step's `with` table.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct ParameterDescription {
    /// Its name.
    pub name: String,
    /// Its type.
    #[serde(rename = "type")]
    pub kind: ValueType,
    /// What it means, in a sentence.
    pub title: String,
    /// Whether a step must set it.
    pub required: bool,
    /// What holds where a step does not set it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub default: Option<Value>,
    /// The values allowed; any where empty.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub allowed: Vec<String>,
}

/// A value that a scoring rule puts into its finding, readable in conditions as `findings.<step>.<name>`.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct FieldDescription {
    /// Its name.
    pub name: String,
    /// Its type.
    #[serde(rename = "type")]
    pub kind: ValueType,
    /// What it means, in a sentence.
    pub title: String,
}

/// What a plugin says of itself.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct PluginDescription {
    /// Its name.
    pub id: PluginId,
    /// Its version, semantic.
    pub version: semver::Version,
    /// The contract it fulfils.
    pub world: World,
    /// Its title, for people.
    pub title: String,
    /// Where its rule or catalogue comes from.
    pub source: String,
    /// The columns it needs; it is given only those.
    pub columns: Vec<String>,
    /// The parameters it takes.
    pub parameters: Vec<ParameterDescription>,
    /// The values it adds to a finding beyond the estimate's own.
    pub fields: Vec<FieldDescription>,
    /// The bands it may answer.
    pub bands: Vec<String>,
}

/// A plugin's description with the digest of the component that gave it.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct PluginRecord {
    /// What the plugin says of itself.
    pub description: PluginDescription,
    /// The digest of its component.
    pub digest: Digest,
}

/// What a scoring rule is given.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct ScoreInput {
    /// The columns it asked for.
    pub table: Table,
    /// What the engagement knows that is not in a table, such as the measure's unit and direction.
    pub facts: BTreeMap<String, Value>,
    /// The step's parameters, defaults filled in.
    pub parameters: BTreeMap<String, Value>,
}

/// What a strategy plugin is given.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct ProposeInput {
    /// The findings it may look at, by the name of the step that produced each.
    pub findings: BTreeMap<String, ScoreOutput>,
    /// What the engagement knows besides.
    pub facts: BTreeMap<String, Value>,
    /// Strategies already in place, by proposal id.
    pub in_place: Vec<String>,
    /// The step's parameters, defaults filled in.
    pub parameters: BTreeMap<String, Value>,
}

/// What a strategy plugin is given to plan an intervention that it proposed.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct PlanInput {
    /// The proposal, as it was adopted.
    pub proposal: Proposal,
    /// The step's parameters, defaults filled in.
    pub parameters: BTreeMap<String, Value>,
}

/// How a plugin call failed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum CallFailure {
    /// The plugin looked at its input and refused it; the same input is refused again.
    Refused,
    /// The plugin trapped, ran out of memory or stack, or answered what the contract does not allow.
    Misbehaved,
    /// The plugin was cut off for taking too long: a failure of the machinery, not a result.
    TimedOut,
    /// The plugin, its data or a limit was missing or unreadable on this machine.
    Unavailable,
}

impl CallFailure {
    /// Whether trying again without a change could end differently.
    pub fn is_transient(self) -> bool {
        matches!(self, Self::TimedOut | Self::Unavailable)
    }
}
