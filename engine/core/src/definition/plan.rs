//! The plan of one engagement: its workflow, and the steps that were added to it while it ran.

use std::borrow::Cow;

use super::{Definition, Step};
use crate::ids::StepId;

impl Definition {
    /// The workflow with further steps: each after the last step of the stage that holds it.
    pub fn with_added<'d, 's>(&'d self, added: impl IntoIterator<Item = &'s Step>) -> Cow<'d, Definition> {
        let mut plan = Cow::Borrowed(self);
        for step in added {
            let steps = &mut plan.to_mut().steps;
            let place = place_of(steps, step.parent.as_ref());
            steps.insert(place, step.clone());
        }
        plan
    }
}

/// Where a new last child of `parent` stands: behind everything that the stage holds.
fn place_of(steps: &[Step], parent: Option<&StepId>) -> usize {
    let Some(parent) = parent else { return steps.len() };
    let Some(stage) = steps.iter().position(|step| step.id == *parent) else {
        return steps.len();
    };
    let within = |step: &Step| {
        let mut holder = step.parent.as_ref();
        while let Some(id) = holder {
            if id == parent {
                return true;
            }
            holder = steps.iter().find(|s| s.id == *id).and_then(|s| s.parent.as_ref());
        }
        false
    };
    let inside = steps
        .iter()
        .skip(stage + 1)
        .take_while(|step| within(step))
        .count();
    stage + 1 + inside
}
