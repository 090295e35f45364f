//! The ledger of an engagement: what was budgeted, what is planned, what was spent, by whom and from which source.
//!
//! Planned is what the steps say that they take: of every round that was not set aside or ended, and of every step that
//! has not come up yet, once. What only an outside event or a withdrawal would begin is not planned.

use std::collections::BTreeMap;

use alongside_core::definition::{Definition, Spent, Start, Step};
use alongside_core::ids::SourceId;
use alongside_core::ledger::Entered;
use alongside_core::state::{State, Status};
use serde::{Deserialize, Serialize};

/// The ledger of an engagement.
#[derive(Debug, Clone, PartialEq, Default, Serialize)]
pub struct LedgerView {
    /// Days and money, in all and from each source.
    pub lines: Vec<LedgerLine>,
    /// What each person entered, of days and of money.
    pub entered_by: BTreeMap<String, Amounts>,
    /// What was spent, in the order in which it was entered.
    pub entries: Vec<Entered>,
}

/// Days and money.
#[derive(Debug, Clone, Copy, PartialEq, Default, Serialize, Deserialize)]
pub struct Amounts {
    /// Days of work.
    pub days: f64,
    /// Money, in pounds.
    pub funding: f64,
}

/// Days or money: in all, or from one source.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct LedgerLine {
    /// Days or money.
    pub of: Spent,
    /// The source; none for the whole.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub source: Option<SourceId>,
    /// What it is called.
    pub title: String,
    /// What there is; none where no limit is set.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub budget: Option<f64>,
    /// What the steps say that they take.
    pub planned: f64,
    /// What was spent.
    pub spent: f64,
}

impl LedgerView {
    /// Works the ledger out.
    pub(crate) fn of(definition: &Definition, state: &State) -> Self {
        let mut entered_by: BTreeMap<String, Amounts> = BTreeMap::new();
        for entered in &state.ledger {
            let amounts = entered_by.entry(entered.by.to_string()).or_default();
            amounts.days += entered.expense.days.unwrap_or_default();
            amounts.funding += entered.expense.funding.unwrap_or_default();
        }
        Self {
            lines: lines(definition, state),
            entered_by,
            entries: state.ledger.clone(),
        }
    }

    /// Days or money in all.
    pub fn whole(&self, of: Spent) -> Option<&LedgerLine> {
        self.lines
            .iter()
            .find(|line| line.of == of && line.source.is_none())
    }
}

/// What an engagement is planned to take: of days or money, in all or from one source.
pub(crate) fn planned(definition: &Definition, state: &State, of: Spent, source: Option<&SourceId>) -> f64 {
    let steps = definition.steps.iter().filter(|step| {
        let pays = step.cost.as_ref().and_then(|cost| cost.source.as_ref());
        source.is_none() || pays == source
    });
    let amounts = steps.map(|step| {
        let once = match of {
            Spent::Days => step.effort_days,
            Spent::Funding => step.cost.as_ref().and_then(|cost| cost.funding),
        };
        once.unwrap_or_default() * rounds(state, step)
    });
    // Not `sum`, whose empty sum is -0.0.
    amounts.fold(0.0, |total, amount| total + amount)
}

/// How many rounds of a step count.
fn rounds(state: &State, step: &Step) -> f64 {
    let Some(rounds) = state.steps.get(&step.id).filter(|rounds| !rounds.is_empty()) else {
        let called = step.start == Start::Called || step.undoes.is_some();
        return if called { 0.0 } else { 1.0 };
    };
    let counted = |status: Status| !matches!(status, Status::SetAside | Status::Terminated);
    let number = rounds.iter().filter(|round| counted(round.status)).count();
    f64::from(u32::try_from(number).unwrap_or(u32::MAX))
}

fn lines(definition: &Definition, state: &State) -> Vec<LedgerLine> {
    let budget = &definition.budget;
    let line = |of: Spent, source: Option<&SourceId>, title: String, budget: Option<f64>| LedgerLine {
        of,
        source: source.cloned(),
        title,
        budget,
        planned: planned(definition, state, of, source),
        spent: state.spent(of, source),
    };
    let mut lines = vec![
        line(Spent::Days, None, "days".to_owned(), budget.days),
        line(Spent::Funding, None, "funding".to_owned(), budget.funding),
    ];
    for (id, source) in &budget.sources {
        lines.push(line(Spent::Days, Some(id), source.title.clone(), source.days));
        lines.push(line(
            Spent::Funding,
            Some(id),
            source.title.clone(),
            source.funding,
        ));
    }
    lines.retain(|line| line.budget.is_some() || line.planned != 0.0 || line.spent != 0.0);
    lines
}
