//! Interventions: strategies that were adopted, from their baseline to their verdict.

use jiff::civil::Date;
use serde::{Deserialize, Serialize};

use crate::command::Actor;
use crate::finding::Proposal;
use crate::ids::StepId;
use crate::round::Round;

/// What is concluded of an intervention (DESIGN's words; PDSA's *act*).
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Verdict {
    /// It works: it becomes what the school does.
    Adopt,
    /// It goes on, changed.
    Adapt,
    /// It stops.
    Abandon,
}

impl Verdict {
    /// The word used in files and messages.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Adopt => "adopt",
            Self::Adapt => "adapt",
            Self::Abandon => "abandon",
        }
    }
}

/// Where an intervention stands.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Standing {
    /// Its plan is being fetched.
    Planning,
    /// It runs.
    Running,
    /// It was halted; its closing steps may still run.
    Halted {
        /// When.
        on: Date,
        /// By whom.
        by: Actor,
        /// Why.
        reason: String,
    },
    /// A verdict has been given.
    Concluded {
        /// The verdict.
        verdict: Verdict,
        /// When.
        on: Date,
        /// By whom.
        by: Actor,
        /// Why.
        reason: String,
    },
}

/// An adopted strategy.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Intervention {
    /// The proposal, as it was adopted.
    pub proposal: Proposal,
    /// The decision that adopted it.
    pub decided: Round,
    /// When.
    pub adopted_on: Date,
    /// By whom.
    pub adopted_by: Actor,
    /// The stage that its plan was inserted as, once it has one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub stage: Option<StepId>,
    /// How it stands.
    pub standing: Standing,
}
