//! Whether budgets, sources and costs are amounts that can be kept to, and whether every source exists.

use super::DefinitionError;
use crate::definition::{Definition, Step};

impl Definition {
    pub(super) fn check_money(&self) -> Result<(), DefinitionError> {
        let budget = &self.budget;
        let sources = budget
            .sources
            .values()
            .flat_map(|source| [source.days, source.funding]);
        let mut amounts = [budget.days, budget.funding].into_iter().chain(sources).flatten();
        let share = |share: f64| (0.0..=1.0).contains(&share);
        let reason = if amounts.any(|amount| !is_amount(amount)) {
            "an amount is not a number from zero upwards"
        } else if !budget.warn_at.is_none_or(share) {
            "`warn-at` is not a share between 0 and 1"
        } else {
            return self.steps.iter().try_for_each(|step| self.check_money_of(step));
        };
        Err(DefinitionError::UnworkableIn {
            place: "`budget`".to_owned(),
            reason: reason.to_owned(),
        })
    }

    fn check_money_of(&self, step: &Step) -> Result<(), DefinitionError> {
        let cost = step.cost.as_ref();
        let funding = cost.and_then(|cost| cost.funding);
        if step
            .effort_days
            .into_iter()
            .chain(funding)
            .any(|amount| !is_amount(amount))
        {
            return Err(DefinitionError::Unworkable {
                step: step.id.clone(),
                reason: "its effort or cost is not a number from zero upwards".to_owned(),
            });
        }
        let source = cost.and_then(|cost| cost.source.as_ref());
        match source.filter(|source| !self.budget.sources.contains_key(*source)) {
            None => Ok(()),
            Some(source) => Err(DefinitionError::Dangling {
                step: step.id.clone(),
                what: "source",
                name: source.to_string(),
            }),
        }
    }
}

fn is_amount(amount: f64) -> bool {
    amount.is_finite() && amount >= 0.0
}
