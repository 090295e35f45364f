//! Findings and proposals: what plugins produced, in the form in which the log keeps it.
//!
//! A finding is never a bare number: it carries its interval, the pupils and years behind it, the reason
//! where it is withheld, the plugin that computed it, and the digest of what went in.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use crate::digest::Digest;
use crate::ids::{OptionId, PluginId};
use crate::value::Value;

/// An estimate with its uncertainty. Every number is rounded by the contract to 6 decimal places.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Estimate {
    /// The estimate, unless withheld.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub value: Option<f64>,
    /// Lower end of the 95 % interval.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub low: Option<f64>,
    /// Upper end of the 95 % interval.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub high: Option<f64>,
    /// How many pupils (or other units) stand behind it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub n: Option<u64>,
    /// The unit, such as `percentage points`.
    pub unit: String,
    /// The school years pooled, in order, such as `2018-19`.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub years: Vec<String>,
    /// Why the value is withheld, in words.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub withheld: Option<String>,
}

/// What a line of an explanation tells.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum LineKind {
    /// Anything else worth reading.
    #[default]
    Note,
    /// Something the rule was given.
    Input,
    /// How much a part counts.
    Weight,
    /// A number that another was compared with.
    Threshold,
    /// The rule that fired, or did not.
    Rule,
    /// Something the rule worked out.
    Outcome,
}

impl LineKind {
    /// Every kind, in the order of the contract.
    pub const ALL: [Self; 6] = [
        Self::Note,
        Self::Input,
        Self::Weight,
        Self::Threshold,
        Self::Rule,
        Self::Outcome,
    ];

    /// The word of the contract.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Note => "note",
            Self::Input => "input",
            Self::Weight => "weight",
            Self::Threshold => "threshold",
            Self::Rule => "rule",
            Self::Outcome => "outcome",
        }
    }

    #[expect(clippy::trivially_copy_pass_by_ref, reason = "serde hands over a reference")]
    fn is_note(&self) -> bool {
        *self == Self::Note
    }
}

/// One line of an explanation; lines form a tree.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
pub struct Explanation {
    /// What it tells.
    #[serde(default, skip_serializing_if = "LineKind::is_note")]
    pub kind: LineKind,
    /// What this line is about, such as `disadvantaged, 2018-19`.
    pub label: String,
    /// What was found, in words and figures.
    pub detail: String,
    /// The figure that the line is about.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub value: Option<f64>,
    /// The unit of the figure.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub unit: Option<String>,
    /// The lines below it.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub children: Vec<Explanation>,
}

impl Explanation {
    /// Whether every figure of the line and of those below it is finite.
    pub fn is_finite(&self) -> bool {
        self.value.is_none_or(f64::is_finite) && self.children.iter().all(Self::is_finite)
    }
}

/// What a scoring rule answered.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct ScoreOutput {
    /// The main estimate.
    pub estimate: Estimate,
    /// A named band, such as `wide`, if the rule has bands.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub band: Option<String>,
    /// Further named values, declared in the plugin's description.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub values: BTreeMap<String, Value>,
    /// How it was reached.
    pub explanation: Vec<Explanation>,
}

/// Where a plugin's answer came from, enough to run it again.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Provenance {
    /// The plugin.
    pub plugin: PluginId,
    /// Its version.
    pub version: String,
    /// The digest of its component.
    pub digest: Digest,
    /// The parameters it was given.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub parameters: BTreeMap<String, Value>,
    /// The digest of the input it saw, in canonical form.
    pub input: Digest,
}

/// A finding: a scoring rule's answer with its provenance.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Finding {
    /// What was found.
    pub output: ScoreOutput,
    /// Where it came from.
    pub provenance: Provenance,
}

/// Which pupils a strategy is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Tier {
    /// Tier 1: the whole school.
    WholeSchool,
    /// Tier 2: underperforming pupils.
    Underperforming,
    /// Tier 3: disadvantaged pupils.
    Disadvantaged,
}

impl Tier {
    /// The number of the tier, 1 to 3.
    pub fn number(self) -> u8 {
        match self {
            Self::WholeSchool => 1,
            Self::Underperforming => 2,
            Self::Disadvantaged => 3,
        }
    }

    /// The tier in words.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::WholeSchool => "whole-school",
            Self::Underperforming => "underperforming pupils",
            Self::Disadvantaged => "disadvantaged pupils",
        }
    }
}

/// One strategy that a plugin proposes.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Proposal {
    /// Names the strategy.
    pub id: OptionId,
    /// Its title, for people.
    pub title: String,
    /// Which pupils it is for.
    pub tier: Tier,
    /// Why it is proposed here, one sentence a reason.
    pub reasons: Vec<String>,
    /// What is known of it: a document and a place in it.
    pub source: String,
    /// What it asks of the school: staff, time, money, in words.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub cost: Option<String>,
    /// How its effect can be seen.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub measure: Option<String>,
    /// What must hold for it to work, a sentence each.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub conditions: Vec<String>,
}

/// What a strategy plugin answered, with its provenance.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Recommendation {
    /// The proposals, the most pressing first.
    pub proposals: Vec<Proposal>,
    /// Where they came from.
    pub provenance: Provenance,
}
