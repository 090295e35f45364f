//! The boundary: the generated bindings of each version of the contract, and the one place where they meet the types
//! of the rest of the program.
//!
//! The program speaks version 0.2 (`lift`, `lower`). What is of an older version is mapped upward in `older`, and
//! nowhere else; `entry` holds the ways into a component of either. Decides nothing: what a description or an answer
//! may hold is checked in `description` and `answer`.

pub(crate) mod entry;
pub(crate) mod lift;
pub(crate) mod lower;
mod older;
pub(crate) mod v0_1;
pub(crate) mod v0_2;
