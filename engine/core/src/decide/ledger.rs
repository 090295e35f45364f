//! The ledger: entering what was spent, and keeping within the budget.
//!
//! A budget has lines: days and money, of the whole and of each source. Spending beyond a line is refused or goes
//! through with a warning, as the workflow says. Tests: `tests/behaviour/decide_ledger.rs`.

use super::people::reason;
use super::{Draft, Rejection};
use crate::definition::{Limit, Spent};
use crate::event::Event;
use crate::ledger::{BudgetLine, Expense, limit};
use crate::notice::{Notice, Occasion};

/// The share of a budget from which people are warned, where the workflow gives none.
const WARN_AT: f64 = 0.8;

/// The largest amount that can be entered at once, in days or pounds.
const AMOUNT_MAX: f64 = 1e9;

/// What two sums may differ by and still be the same: a millionth of a day or of a pound.
const TOLERANCE: f64 = 1e-6;

impl Draft<'_> {
    pub(super) fn spend(&mut self, expense: &Expense) -> Result<(), Rejection> {
        self.person_or_administrator()?;
        let expense = self.checked(expense)?;
        let budget = &self.context.definition.budget;
        for (of, amount) in amounts(&expense) {
            for line in lines(&expense, of) {
                let spent = self.state.spent(of, line.source.as_ref());
                if spent + amount < -TOLERANCE {
                    return Err(Rejection::Amount {
                        problem: "more would be taken back than was spent",
                    });
                }
                let most = limit(budget, &line).filter(|_| budget.over == Limit::Refuse && amount > 0.0);
                if let Some(most) = most.filter(|most| spent + amount > most + TOLERANCE) {
                    return Err(Rejection::OverBudget {
                        line: line.to_string(),
                        spent: figure(of, spent),
                        budget: figure(of, most),
                        asked: figure(of, amount),
                    });
                }
            }
        }
        self.emit(Event::Spent {
            expense: expense.clone(),
        })?;
        for (of, _) in amounts(&expense).filter(|(_, amount)| *amount > 0.0) {
            for line in lines(&expense, of) {
                self.warn(line)?;
            }
        }
        Ok(())
    }

    /// Checks an expense, and gives it the source that its step is planned to be paid from, where it names none.
    fn checked(&self, expense: &Expense) -> Result<Expense, Rejection> {
        let note = reason(&expense.note)?.to_owned();
        if expense.on > self.context.now.today {
            return Err(Rejection::Dates {
                problem: "what is entered as spent must have been spent by today",
            });
        }
        let mut entered = amounts(expense).map(|(_, amount)| amount).peekable();
        let problem = if entered.peek().is_none() {
            Some("it has neither days nor money")
        } else if entered.any(|amount| !amount.is_finite() || amount == 0.0 || amount.abs() > AMOUNT_MAX) {
            Some("it must be a number other than zero, and at most a thousand million")
        } else {
            None
        };
        if let Some(problem) = problem {
            return Err(Rejection::Amount { problem });
        }
        let planned = match &expense.step {
            Some(step) => self
                .step(step)?
                .cost
                .as_ref()
                .and_then(|cost| cost.source.clone()),
            None => None,
        };
        let source = expense.source.clone().or(planned);
        let sources = &self.context.definition.budget.sources;
        if let Some(source) = source.as_ref().filter(|source| !sources.contains_key(*source)) {
            return Err(Rejection::UnknownSource {
                origin: source.clone(),
                known: sources.keys().cloned().collect(),
            });
        }
        Ok(Expense {
            note,
            source,
            ..expense.clone()
        })
    }

    /// Warns people, once, of a line that is nearly spent.
    fn warn(&mut self, line: BudgetLine) -> Result<(), Rejection> {
        let budget = &self.context.definition.budget;
        let Some(most) = limit(budget, &line) else {
            return Ok(());
        };
        let spent = self.state.spent(line.of, line.source.as_ref());
        let warned = self.state.warned.contains(&line);
        if warned || spent + TOLERANCE < most * budget.warn_at.unwrap_or(WARN_AT) {
            return Ok(());
        }
        self.emit_engine(Event::BudgetWarned {
            line: line.clone(),
            spent,
            budget: most,
        })?;
        let (of, spent) = (line.of, figure(line.of, spent));
        self.emit_engine(Event::NoticeRaised {
            notice: Notice {
                message: format!("{spent} of {} are spent of {line}", figure(of, most)),
                occasion: Occasion::Budget(line),
                round: None,
                to: self.context.definition.ad_hoc.clone(),
                due: None,
            },
        })
    }
}

/// The amounts of an expense.
fn amounts(expense: &Expense) -> impl Iterator<Item = (Spent, f64)> + use<> {
    let days = expense.days.map(|days| (Spent::Days, days));
    let funding = expense.funding.map(|funding| (Spent::Funding, funding));
    days.into_iter().chain(funding)
}

/// The lines that an expense is entered on: the whole, and its source.
fn lines(expense: &Expense, of: Spent) -> impl Iterator<Item = BudgetLine> {
    let source = expense.source.iter().map(move |source| BudgetLine {
        of,
        source: Some(source.clone()),
    });
    [BudgetLine { of, source: None }].into_iter().chain(source)
}

/// An amount, in words.
fn figure(of: Spent, amount: f64) -> String {
    match of {
        Spent::Days => format!("{amount} days"),
        Spent::Funding => format!("£{amount}"),
    }
}
