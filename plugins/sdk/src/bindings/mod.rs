//! The generated bindings of the two worlds. Written by `cargo xtask plugins` from `plugins/wit`; not edited by hand.
//!
//! A plugin does not name this module: the types it needs are at the top of the crate.

#![expect(
    unsafe_code,
    unused_qualifications,
    clippy::allow_attributes,
    clippy::allow_attributes_without_reason,
    clippy::panic,
    clippy::unwrap_used,
    reason = "generated"
)]

#[doc(hidden)]
#[rustfmt::skip]
pub mod intervention_strategy;
#[doc(hidden)]
#[rustfmt::skip]
pub mod scoring_rule;

#[cfg(target_arch = "wasm32")]
pub(crate) use scoring_rule::alongside::plugin::host_log;
pub use scoring_rule::alongside::plugin::types;
