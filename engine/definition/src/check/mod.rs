//! Checks that need the whole workflow at once.

pub(crate) mod cycles;
pub(crate) mod duplicates;
