//! Whether steps wait for each other in a circle.

use std::collections::BTreeSet;

use super::DefinitionError;
use crate::definition::{Definition, SomeOf};
use crate::ids::StepId;

impl Definition {
    /// Plays the steps through: a step begins after its stage has begun and what it waits for has ended; a
    /// stage ends after its steps have. Where that comes to a halt, steps wait for each other.
    pub(super) fn check_cycles(&self) -> Result<(), DefinitionError> {
        let mut begun: BTreeSet<&StepId> = BTreeSet::new();
        let mut ended: BTreeSet<&StepId> = BTreeSet::new();
        loop {
            let before = begun.len() + ended.len();
            for step in &self.steps {
                let in_stage = step.parent.as_ref().is_none_or(|stage| begun.contains(stage));
                let enough = |some: &SomeOf| {
                    let count = some.of.iter().filter(|id| ended.contains(id)).count();
                    count >= usize::try_from(some.at_least).unwrap_or(usize::MAX)
                };
                let all = step.after.iter().all(|id| ended.contains(id));
                if in_stage && all && step.after_some.iter().all(enough) {
                    begun.insert(&step.id);
                }
            }
            for step in self.steps.iter().rev() {
                let mut children = self.steps.iter().filter(|s| s.parent.as_ref() == Some(&step.id));
                if begun.contains(&step.id) && children.all(|child| ended.contains(&child.id)) {
                    ended.insert(&step.id);
                }
            }
            if ended.len() == self.steps.len() {
                return Ok(());
            }
            if begun.len() + ended.len() == before {
                let stuck = self.steps.iter().find(|step| !begun.contains(&step.id));
                return stuck.map_or(Ok(()), |step| Err(DefinitionError::Cycle(step.id.clone())));
            }
        }
    }
}
