//! Tests of the report: golden files, hostile texts, what is withheld, and engagements in every state.
//!
//! `UPDATE_GOLDEN=1 cargo test -p alongside-runtime report` writes the golden files; look at them before keeping them.

mod cases;
mod disclosure;
mod golden;
mod hostile;
mod page;
mod sample;
mod states;
