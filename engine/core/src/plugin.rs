//! What the rest of the program knows of a plugin: its description, its inputs, its ways to fail.
//!
//! This module knows nothing of WebAssembly. The plugin host fills these types; the definition front end
//! checks workflow files against [`PluginDescription`]; the core keeps digests and outputs in events.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use crate::column::{Cells, Table};
use crate::digest::Digest;
use crate::finding::{Estimate, Explanation, Proposal, ScoreOutput};
use crate::ids::PluginId;
use crate::intervention::Verdict;
use crate::value::{Value, ValueType};

/// The contract a plugin fulfils.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum World {
    /// Computes a finding.
    ScoringRule,
    /// Proposes interventions.
    InterventionStrategy,
    /// Reads files of a kind that the program does not know.
    Importer,
    /// Judges whether an intervention has worked.
    Evaluator,
}

impl World {
    /// Every world, in the order of the contract.
    pub const ALL: [Self; 4] = [
        Self::ScoringRule,
        Self::InterventionStrategy,
        Self::Importer,
        Self::Evaluator,
    ];

    /// The name of the world in the contract.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::ScoringRule => "scoring-rule",
            Self::InterventionStrategy => "intervention-strategy",
            Self::Importer => "importer",
            Self::Evaluator => "evaluator",
        }
    }
}

/// The type of a column's cells.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum CellType {
    /// Numbers.
    Numbers,
    /// Texts.
    Texts,
}

impl CellType {
    /// The type of a column's cells.
    pub fn of(cells: &Cells) -> Self {
        match cells {
            Cells::Numbers(_) => Self::Numbers,
            Cells::Texts(_) => Self::Texts,
        }
    }

    /// The word of the contract.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Numbers => "numbers",
            Self::Texts => "texts",
        }
    }
}

/// A column that a plugin asks for.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ColumnDescription {
    /// Its name.
    pub name: String,
    /// The type of its cells; none where the plugin's contract did not ask for one.
    #[serde(rename = "type", default, skip_serializing_if = "Option::is_none")]
    pub kind: Option<CellType>,
    /// What it holds, in a sentence; empty where the plugin's contract did not ask for one.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub title: String,
    /// Whether a table may lack it.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub optional: bool,
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
    /// The least number allowed.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub at_least: Option<f64>,
    /// The greatest number allowed.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub at_most: Option<f64>,
}

impl ParameterDescription {
    /// Says why a number may not be set, if it may not.
    pub fn out_of_bounds(&self, number: f64) -> Option<String> {
        match (self.at_least, self.at_most) {
            (Some(least), Some(most)) if number < least || number > most => {
                Some(format!("it is from {least} to {most}"))
            }
            (Some(least), None) if number < least => Some(format!("it is at least {least}")),
            (None, Some(most)) if number > most => Some(format!("it is at most {most}")),
            _ => None,
        }
    }
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
    pub columns: Vec<ColumnDescription>,
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

/// What an importer is given.
#[derive(Debug, Clone, PartialEq)]
pub struct ImportInput {
    /// The name of the file, without its folder.
    pub name: String,
    /// Its bytes.
    pub bytes: Vec<u8>,
    /// The parameters, defaults filled in.
    pub parameters: BTreeMap<String, Value>,
}

/// A line of a file that an importer left out.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct RefusedLine {
    /// The line, counted from 1.
    pub line: u32,
    /// The column in which the trouble is, if it is in one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub column: Option<String>,
    /// What is wrong and what to do.
    pub message: String,
}

/// What an importer answered.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct ImportOutput {
    /// The columns of its description, in that order.
    pub table: Table,
    /// The lines it left out, in order.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub refused: Vec<RefusedLine>,
}

/// What happened meanwhile where there was no intervention.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Comparison {
    /// Who is compared with, in words.
    pub title: String,
    /// What was found before.
    pub before: ScoreOutput,
    /// What was found after.
    pub after: ScoreOutput,
}

/// What an evaluator is given.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct EvaluateInput {
    /// What was found before the intervention.
    pub before: ScoreOutput,
    /// What was found after it.
    pub after: ScoreOutput,
    /// What happened elsewhere.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub comparison: Option<Comparison>,
    /// What was predicted, in the unit of the findings.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub prediction: Option<f64>,
    /// What the engagement knows besides.
    #[serde(default)]
    pub facts: BTreeMap<String, Value>,
    /// The parameters, defaults filled in.
    #[serde(default)]
    pub parameters: BTreeMap<String, Value>,
}

/// What an evaluator answered: advice, for a person to take or leave.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Evaluation {
    /// What it advises; none where the figures allow no advice.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub verdict: Option<Verdict>,
    /// The change that it sees, or why it cannot be told.
    pub effect: Estimate,
    /// How it was reached.
    pub explanation: Vec<Explanation>,
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
