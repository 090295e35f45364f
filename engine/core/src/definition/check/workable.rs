//! Whether a step has only what its kind can honour.

use super::DefinitionError;
use crate::definition::{Repeat, SomeOf, Step, StepKind};

/// Checks that a step has only what its kind can honour.
pub(super) fn check(step: &Step) -> Result<(), DefinitionError> {
    let kind = &step.kind;
    let by_person = matches!(kind, StepKind::Task { .. } | StepKind::Decision(_));
    let evident = by_person || matches!(kind, StepKind::Stage | StepKind::Milestone);
    let endless =
        |repeat: &Repeat| !repeat.is_clocked() && repeat.until.is_none() && repeat.rounds_max.is_none();
    let parameters = match kind {
        StepKind::Score { with, .. } | StepKind::Recommend { with, .. } => Some(with),
        _ => None,
    };
    let broken = parameters.and_then(|with| with.iter().find(|(_, value)| !value.is_finite()));
    let reason = if step.approve.is_some() && !by_person {
        "only tasks and decisions are approved".to_owned()
    } else if !step.evidence.is_empty() && !evident {
        format!("a {} takes no evidence", kind.as_str())
    } else if matches!(kind, StepKind::Wait(wait) if wait.until.is_none() && wait.event.is_none()) {
        "it waits for neither a date nor an event".to_owned()
    } else if step.is_milestone() && step.repeat.is_some() {
        "a milestone is reached once and does not repeat".to_owned()
    } else if step.repeat.as_ref().is_some_and(endless) {
        "it repeats without a clock and without an end".to_owned()
    } else if let Some(some) = step.after_some.iter().find(|some| !is_possible(some)) {
        format!("it waits for {} of {} steps", some.at_least, some.of.len())
    } else if let Some((name, _)) = broken {
        format!("the parameter `{name}` is not a finite number")
    } else {
        return Ok(());
    };
    Err(DefinitionError::Unworkable {
        step: step.id.clone(),
        reason,
    })
}

/// Whether a group has as many steps as must be complete, and asks for at least one.
fn is_possible(some: &SomeOf) -> bool {
    let at_least = usize::try_from(some.at_least).unwrap_or(usize::MAX);
    (1..=some.of.len()).contains(&at_least)
}
