//! The contract between the host and plugins, tested over the bundled plugins and one that misbehaves on purpose.
//!
//! The components are the committed ones; `cargo xtask plugins --check` proves that they are what their source gives.

#![expect(clippy::unwrap_used, clippy::panic, reason = "a test fails by panicking")]

mod bundled;
mod cache;
mod misbehaviour;
mod older;
mod planning;
mod refusal;
mod support;
mod worlds;
