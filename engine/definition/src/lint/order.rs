//! Which steps certainly end before others begin, by `after` alone.

use std::collections::{BTreeMap, BTreeSet};

use alongside_core::definition::{Definition, Step};
use alongside_core::ids::StepId;

/// For each step, every step that must have ended before it can begin in the ordinary way. What `or-when` or an
/// outside event may bring forward is not considered: a plan is read in its order.
#[derive(Debug)]
pub(super) struct Order<'a> {
    before: BTreeMap<&'a StepId, BTreeSet<&'a StepId>>,
}

impl<'a> Order<'a> {
    pub(super) fn of(definition: &'a Definition) -> Self {
        let mut order = Self {
            before: definition
                .steps
                .iter()
                .map(|step| (&step.id, BTreeSet::new()))
                .collect(),
        };
        // The front end refuses circles, so this comes to rest after at most as many rounds as there are steps.
        for _ in 0..=definition.steps.len() {
            let mut changed = false;
            for step in &definition.steps {
                changed |= order.extend(definition, step);
            }
            if !changed {
                break;
            }
        }
        order
    }

    /// Adds what comes before a step; says whether there was something to add.
    fn extend(&mut self, definition: &'a Definition, step: &'a Step) -> bool {
        let mut found: BTreeSet<&'a StepId> = BTreeSet::new();
        let all_of_some = step
            .after_some
            .iter()
            .filter(|some| usize::try_from(some.at_least).is_ok_and(|least| least >= some.of.len()))
            .flat_map(|some| &some.of);
        for source in step.after.iter().chain(all_of_some) {
            found.insert(source);
            found.extend(self.before.get(source).into_iter().flatten());
            // A stage has ended only once what it holds has ended.
            let held = definition
                .steps
                .iter()
                .filter(|inner| definition.ancestors(inner).any(|stage| stage.id == *source));
            found.extend(held.map(|inner| &inner.id));
        }
        if let Some(parent) = &step.parent {
            found.extend(self.before.get(parent).into_iter().flatten());
        }
        let Some(known) = self.before.get_mut(&step.id) else {
            return false;
        };
        let count = known.len();
        known.extend(found);
        known.len() > count
    }

    /// Whether `first` has ended before `second` begins.
    pub(super) fn precedes(&self, first: &StepId, second: &StepId) -> bool {
        self.before
            .get(second)
            .is_some_and(|before| before.contains(first))
    }
}
