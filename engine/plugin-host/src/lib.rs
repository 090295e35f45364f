//! Runs scoring rules, intervention strategies, importers and evaluators as sandboxed WebAssembly components.
//!
//! A [`PluginHost`] loads a component, refuses it unless it keeps to the contract in `plugins/wit`, and gives a
//! [`Plugin`] that can be called. Every call has an instance of its own, no capability but a log, and limits on time,
//! memory, stack, input and answer; whatever a plugin does ends as a [`CallError`] of that one call. The types that go
//! in and come out are those of `alongside_core::plugin`. Calls are synchronous and may take as long as
//! [`Limits::call_time_max`]: an asynchronous caller puts them on a blocking thread.
//!
//! Nothing here knows of engagements, workflows or files of a workspace but the folder for compiled code.
//! The contract's tests, over the bundled plugins and one that misbehaves on purpose, are in `tests/contract/`.

mod answer;
mod cache;
mod contract;
mod description;
mod encode;
mod engine;
mod error;
mod failure;
mod host;
mod input;
mod plugin;
mod rounding;
mod sandbox;
mod settings;
mod surface;
mod ticker;

pub use answer::PLAN_BYTES_MAX;
pub use encode::encode;
pub use error::{CallError, PluginError};
pub use host::PluginHost;
pub use plugin::{Called, Plugin, Question, Reply};
pub use settings::{HostSettings, Limits};

/// The version of the contract that this host speaks.
pub const CONTRACT_VERSION: &str = "0.2.0";
