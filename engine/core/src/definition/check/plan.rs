//! Whether undoing steps, adopted plans, ad hoc roles and migrations refer to what there is.

use std::collections::BTreeSet;

use super::DefinitionError;
use crate::definition::{Choice, Definition, Migration, Step, StepKind};

impl Definition {
    /// Checks what changes the plan of a running engagement.
    pub(super) fn check_plan(&self) -> Result<(), DefinitionError> {
        self.steps.iter().try_for_each(|step| {
            self.check_undoing(step)?;
            self.check_insertion(step)
        })?;
        if let Some(role) = self.ad_hoc.iter().find(|role| !self.roles.contains_key(*role)) {
            return Err(elsewhere("ad-hoc", "role", role));
        }
        self.migrations
            .iter()
            .try_for_each(|rule| self.check_migration(rule))
    }

    /// An undoing step is a plain task at top level, begun by a withdrawal and by nothing else.
    fn check_undoing(&self, step: &Step) -> Result<(), DefinitionError> {
        let Some(undone) = &step.undoes else { return Ok(()) };
        let Some(source) = self.step(undone) else {
            return Err(DefinitionError::Dangling {
                step: step.id.clone(),
                what: "step",
                name: undone.to_string(),
            });
        };
        let waits = !step.after.is_empty() || !step.after_some.is_empty();
        let conditional = step.when.is_some() || step.or_when.is_some() || step.skip_when.is_some();
        let reason = if !matches!(step.kind, StepKind::Task { .. }) {
            "only a task can undo a step"
        } else if step.parent.is_some() {
            "a step that undoes another stands at top level"
        } else if waits || conditional || step.repeat.is_some() {
            "a step that undoes another begins with the withdrawal and waits for nothing"
        } else if source.undoes.is_some() {
            "what undoes a step is not undone itself"
        } else {
            return Ok(());
        };
        Err(unworkable(step, reason))
    }

    /// A plan is inserted into a stage.
    fn check_insertion(&self, step: &Step) -> Result<(), DefinitionError> {
        let StepKind::Decision(Choice::Proposals { into: Some(into), .. }) = &step.kind else {
            return Ok(());
        };
        if self.step(into).is_some_and(Step::is_stage) {
            return Ok(());
        }
        Err(DefinitionError::Dangling {
            step: step.id.clone(),
            what: "stage",
            name: into.to_string(),
        })
    }

    /// A migration leads to steps that there are, each by one way, and drops only steps that there are no more.
    fn check_migration(&self, rule: &Migration) -> Result<(), DefinitionError> {
        let place = format!("migrate.\"{}\"", rule.from);
        let mut reached = BTreeSet::new();
        for (from, to) in &rule.map {
            if self.step(to).is_none() {
                return Err(elsewhere(&place, "step", to));
            }
            if !reached.insert(to) {
                return Err(DefinitionError::UnworkableIn {
                    place: place.clone(),
                    reason: format!("two steps become `{to}`"),
                });
            }
            if rule.drop.contains_key(from) {
                return Err(DefinitionError::UnworkableIn {
                    place: place.clone(),
                    reason: format!("`{from}` is both mapped and dropped"),
                });
            }
        }
        if let Some(step) = rule.new.keys().find(|id| self.step(id).is_none()) {
            return Err(elsewhere(&place, "step", step));
        }
        Ok(())
    }
}

fn unworkable(step: &Step, reason: &str) -> DefinitionError {
    DefinitionError::Unworkable {
        step: step.id.clone(),
        reason: reason.to_owned(),
    }
}

fn elsewhere(place: &str, what: &'static str, name: &impl ToString) -> DefinitionError {
    DefinitionError::DanglingIn {
        place: place.to_owned(),
        what,
        name: name.to_string(),
    }
}
