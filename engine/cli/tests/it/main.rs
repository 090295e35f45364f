//! Tests of the program as people and scripts use it.

#![cfg(unix)]
#![expect(clippy::unwrap_used, clippy::panic, reason = "a test fails by panicking")]

mod codes;
mod drive;
mod durability;
mod golden;
mod machine;
mod process;
mod reference;
mod support;
