//! What an engagement may cost: budget, sources, load.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use crate::ids::SourceId;

/// What happens at a limit.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Limit {
    /// People are warned.
    #[default]
    Warn,
    /// What would pass it is refused.
    Refuse,
}

impl Limit {
    fn is_warn(&self) -> bool {
        *self == Self::Warn
    }
}

/// What an engagement may cost.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
pub struct Budget {
    /// Days of the supporter's time.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub days: Option<f64>,
    /// Money, in pounds.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub funding: Option<f64>,
    /// The share of it, between 0 and 1, from which people are warned; 0.8 where none is given.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub warn_at: Option<f64>,
    /// What happens where spending would pass it.
    #[serde(default, skip_serializing_if = "Limit::is_warn")]
    pub over: Limit,
    /// Where it comes from, by name.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub sources: BTreeMap<SourceId, Source>,
}

/// A source of days or money.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Source {
    /// Its title, for people.
    pub title: String,
    /// The days it gives.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub days: Option<f64>,
    /// The money it gives, in pounds.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub funding: Option<f64>,
}

/// How much support a school can take at once, across all its engagements.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
pub struct Load {
    /// The most engagements that may be open at once.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub engagements_max: Option<u32>,
    /// The most planned days that may be open at once.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub days_max: Option<f64>,
    /// What happens where opening another engagement would pass it.
    #[serde(default, skip_serializing_if = "Limit::is_warn")]
    pub over: Limit,
}

/// What a step is planned to cost in money; its days are its effort.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Cost {
    /// Money, in pounds.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub funding: Option<f64>,
    /// The source that pays, for days and money.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub source: Option<SourceId>,
}
