//! The ledger of an engagement: days and money spent, by whom, for what, from which source.

use jiff::civil::Date;
use serde::{Deserialize, Serialize};

use crate::command::Actor;
use crate::definition::{Budget, Spent};
use crate::ids::{SourceId, StepId};

/// Something spent. Amounts are positive; a correction is negative.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Expense {
    /// The day on which it was spent.
    pub on: Date,
    /// Days of work.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub days: Option<f64>,
    /// Money, in pounds.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub funding: Option<f64>,
    /// The source that pays.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub source: Option<SourceId>,
    /// The step it was spent on.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub step: Option<StepId>,
    /// Who provided it, and for what, in words.
    pub note: String,
}

/// An expense as it was entered.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Entered {
    /// What was spent.
    pub expense: Expense,
    /// Who entered it.
    pub by: Actor,
    /// When.
    pub entered_on: Date,
}

/// Names a limit that was reached: of the whole budget, or of one of its sources.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct BudgetLine {
    /// Days or money.
    pub of: Spent,
    /// The source; none for the whole budget.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub source: Option<SourceId>,
}

impl std::fmt::Display for BudgetLine {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let of = match self.of {
            Spent::Days => "days",
            Spent::Funding => "money",
        };
        match &self.source {
            None => write!(f, "the budget in {of}"),
            Some(source) => write!(f, "the source `{source}` in {of}"),
        }
    }
}

/// What a line of the budget gives, if the workflow says.
pub(crate) fn limit(budget: &Budget, line: &BudgetLine) -> Option<f64> {
    let source = line.source.as_ref().map(|source| budget.sources.get(source));
    match (source, line.of) {
        (None, Spent::Days) => budget.days,
        (None, Spent::Funding) => budget.funding,
        (Some(source), Spent::Days) => source?.days,
        (Some(source), Spent::Funding) => source?.funding,
    }
}
