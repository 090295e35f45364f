//! The words that refusals have in common.

use crate::ids::{RoleId, StepId};
use crate::migration::MigrationRefusal;
use crate::state::Status;

/// Who may do what some may not.
pub(super) fn permitted(roles: &[RoleId]) -> String {
    if roles.is_empty() {
        return "only whoever runs the program may".to_owned();
    }
    format!("it takes one of the roles {}", list(roles))
}

/// What is on hold, or is not.
pub(super) fn what(step: Option<&StepId>) -> String {
    step.map_or_else(|| "the engagement".to_owned(), |step| format!("`{step}`"))
}

/// How a step stands, in the words of a sentence.
pub(super) fn standing(status: Status) -> &'static str {
    match status {
        Status::Available => "has not begun",
        Status::Enabled => "has not been started",
        Status::Active => "is being worked on",
        Status::Failed => "has failed",
        Status::Completed => "is done",
        Status::SetAside => "was set aside",
        Status::Terminated => "was ended",
    }
}

pub(super) fn sentences(refusals: &[MigrationRefusal]) -> String {
    refusals
        .iter()
        .map(ToString::to_string)
        .collect::<Vec<_>>()
        .join("; ")
}

pub(super) fn list<T: std::fmt::Display>(items: &[T]) -> String {
    items
        .iter()
        .map(|item| format!("`{item}`"))
        .collect::<Vec<_>>()
        .join(", ")
}
