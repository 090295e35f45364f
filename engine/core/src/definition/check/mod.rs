//! The promises that a compiled definition keeps, verified once more when one is read back from disk.
//!
//! The front end reports the same mistakes with file, line and column; here they can only mean damage or a
//! bug, so the first one is enough. One file for each concern; tests: `tests/behaviour/definition_check*.rs`.

mod children;
mod clocks;
mod cycles;
mod money;
mod outside;
mod people;
mod plan;
mod references;
mod workable;

use std::collections::BTreeMap;

use thiserror::Error;

use super::{Definition, FORMAT, Step};
use crate::ids::StepId;

/// Says which promise a definition breaks.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
pub enum DefinitionError {
    /// The definition was written by a newer release.
    #[error("the definition has format {found}; this release reads format {FORMAT}")]
    Format {
        /// The format found.
        found: u32,
    },
    /// Two steps share a name.
    #[error("two steps are named `{0}`")]
    DuplicateStep(StepId),
    /// A step stands before its stage, or its stage is not a stage.
    #[error("step `{0}` does not follow the stage that holds it")]
    Misplaced(StepId),
    /// Something refers to what does not exist, or is not of the needed kind.
    #[error("step `{step}` refers to {what} `{name}`, which does not exist")]
    Dangling {
        /// The step that refers.
        step: StepId,
        /// What kind of thing it refers to.
        what: &'static str,
        /// The name that leads nowhere.
        name: String,
    },
    /// Something other than a step refers to what does not exist.
    #[error("{place} refers to {what} `{name}`, which does not exist")]
    DanglingIn {
        /// What refers, in words.
        place: String,
        /// What kind of thing it refers to.
        what: &'static str,
        /// The name that leads nowhere.
        name: String,
    },
    /// Something other than a step cannot work.
    #[error("{place} cannot work: {reason}")]
    UnworkableIn {
        /// What cannot work, in words.
        place: String,
        /// What is wrong with it.
        reason: String,
    },
    /// Steps wait for each other.
    #[error("step `{0}` waits for itself through `after`")]
    Cycle(StepId),
    /// A step has what its kind cannot honour, or lacks what it needs.
    #[error("step `{step}` cannot work: {reason}")]
    Unworkable {
        /// The step.
        step: StepId,
        /// What is wrong with it.
        reason: String,
    },
}

impl Definition {
    /// Verifies every promise the core relies on.
    ///
    /// # Errors
    /// The first promise that is broken.
    pub fn check(&self) -> Result<(), DefinitionError> {
        if self.format != FORMAT {
            return Err(DefinitionError::Format { found: self.format });
        }
        let mut seen: BTreeMap<&StepId, &Step> = BTreeMap::new();
        for step in &self.steps {
            if let Some(parent) = &step.parent
                && !seen.get(parent).is_some_and(|stage| stage.is_stage())
            {
                return Err(DefinitionError::Misplaced(step.id.clone()));
            }
            if seen.insert(&step.id, step).is_some() {
                return Err(DefinitionError::DuplicateStep(step.id.clone()));
            }
        }
        self.steps
            .iter()
            .try_for_each(|step| self.check_references(step).and_then(|()| workable::check(step)))?;
        self.check_outside()?;
        self.check_outputs()?;
        self.steps.iter().try_for_each(clocks::check)?;
        self.check_people()?;
        self.check_money()?;
        self.check_plan()?;
        self.check_cycles()
    }
}
