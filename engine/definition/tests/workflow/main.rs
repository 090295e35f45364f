//! Tests of workflow files: golden cases, conditions, digests, and what odd text must never do.
#![expect(clippy::unwrap_used, reason = "a test fails by panicking")]
#![expect(clippy::panic, reason = "a test fails by panicking")]

mod catalog;
mod conditions;
mod digest;
mod explained;
mod format;
mod fragments;
mod golden;
mod graph;
mod lints;
mod long_lines;
mod robustness;
mod schema;
