//! The boundary: the generated bindings of each version of the contract, and the one place where they meet the types
//! of the rest of the program. A later version gets a module beside `v0_1`; older ones are mapped upward here.
//!
//! Decides nothing: what a description or an answer may hold is checked in `description` and `answer`.

pub(crate) mod lift;
pub(crate) mod lower;
pub(crate) mod v0_1;
