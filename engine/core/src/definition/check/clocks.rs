//! Whether reminders, escalations, deadlines and schedules can work. What they name is checked with the other names.

use super::DefinitionError;
use crate::decide::ROUNDS_MAX;
use crate::definition::Step;

/// The most reminders, and the most escalations, that hang on one due date.
pub(super) const PER_DUE_MAX: usize = 16;

/// Checks what a step does by the clock.
pub(super) fn check(step: &Step) -> Result<(), DefinitionError> {
    let hangs = !step.remind.is_empty() || !step.escalate.is_empty();
    let many = step.remind.len().max(step.escalate.len()) > PER_DUE_MAX;
    let repeat = step.repeat.as_ref();
    let schedule = repeat.and_then(|repeat| repeat.schedule.as_ref());
    let reason = if hangs && step.due.is_none() {
        "it is reminded of and escalated by its due date, and has none".to_owned()
    } else if many {
        format!("it has more than {PER_DUE_MAX} reminders or escalations")
    } else if schedule.is_some() && repeat.is_some_and(|repeat| repeat.every.is_some()) {
        "it repeats by two clocks".to_owned()
    } else if schedule.is_some_and(|schedule| !(1..=ROUNDS_MAX).contains(&schedule.spans.len())) {
        format!("its schedule must have between 1 and {ROUNDS_MAX} rounds")
    } else if let Some(span) = schedule.and_then(|schedule| schedule.spans.iter().find(|span| span.is_zero()))
    {
        format!("its schedule has rounds `{span}` apart")
    } else {
        return Ok(());
    };
    Err(DefinitionError::Unworkable {
        step: step.id.clone(),
        reason,
    })
}
