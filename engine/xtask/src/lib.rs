//! Development tasks of Alongside, behind `cargo xtask`: what a person runs and what CI runs are the same code.
//!
//! Owns the building of the bundled plugins, the demo, the checks of a change, and the transcripts of the examples.
//! Never a part of the program itself: no engine crate depends on it, and it depends on none of them. Its tests
//! stand beside the logic they test.

#![expect(
    clippy::print_stdout,
    reason = "a development task talks to the person who started it"
)]

mod bench;
mod ci;
mod commands;
mod demo;
mod direction;
mod failure;
mod folders;
pub mod plugins;
mod process;
mod project;
mod schema;
mod sources;
mod suite;
pub mod transcript;

pub use crate::commands::run;
pub use crate::failure::Failure;
pub use crate::folders::copy as copy_folder;
