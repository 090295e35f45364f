//! Notices: what people are told, and whether it has been handed over.
//!
//! A notice is raised by an event; handing it over is an effect, so that it is handed over once, whatever happens to
//! the process in between.

use std::collections::BTreeSet;

use jiff::civil::Date;
use serde::{Deserialize, Serialize};

use crate::ids::{EscalationId, RoleId};
use crate::ledger::BudgetLine;
use crate::round::Round;

/// Why people are told.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Occasion {
    /// A `notify` step.
    Notify,
    /// A due date comes near.
    Reminder,
    /// Something was escalated.
    Escalation(EscalationId),
    /// A budget is nearly spent.
    Budget(BudgetLine),
}

/// What people are told.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Notice {
    /// Why.
    pub occasion: Occasion,
    /// The step it is about.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub round: Option<Round>,
    /// The roles that are told; where empty, everybody with a part.
    #[serde(default, skip_serializing_if = "BTreeSet::is_empty")]
    pub to: BTreeSet<RoleId>,
    /// What they are told.
    pub message: String,
    /// By when something is due, if something is.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub due: Option<Date>,
}
