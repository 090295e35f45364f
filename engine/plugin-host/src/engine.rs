//! The engine that all plugins of a host share: its settings, which decide what is deterministic, and the linker,
//! which decides what a plugin can reach.
//!
//! Started when the first plugin is loaded, so that a command which never calls one pays nothing. Tested through
//! `tests/contract/`.

use std::fmt::Display;

use wasmtime::component::{HasSelf, Linker};
use wasmtime::{Config, Engine};

use crate::contract::{v0_1, v0_2};
use crate::sandbox::Sandbox;
use crate::settings::Limits;
use crate::ticker::Ticker;

/// A started engine with what it can offer to a plugin.
pub(crate) struct Started {
    pub(crate) engine: Engine,
    pub(crate) linker: Linker<Sandbox>,
    pub(crate) ticker: Ticker,
}

/// Starts the engine.
///
/// # Errors
/// What the engine says when this machine or these limits do not suit it.
pub(crate) fn start(limits: &Limits) -> Result<Started, String> {
    let engine = Engine::new(&config(limits)).map_err(reason)?;
    let mut linker = Linker::new(&engine);
    v0_1::Every::add_to_linker::<_, HasSelf<_>>(&mut linker, |sandbox| sandbox).map_err(reason)?;
    v0_2::Every::add_to_linker::<_, HasSelf<_>>(&mut linker, |sandbox| sandbox).map_err(reason)?;
    Ok(Started {
        engine,
        linker,
        ticker: Ticker::default(),
    })
}

/// Puts an engine's error and what caused it into one line.
pub(crate) fn reason(error: impl Into<wasmtime::Error>) -> String {
    let chain: Vec<String> = error.into().chain().map(one_line).collect();
    chain.join(": ")
}

fn one_line(error: impl Display) -> String {
    error
        .to_string()
        .lines()
        .map(str::trim)
        .filter(|line| !line.is_empty())
        .collect::<Vec<_>>()
        .join(" ")
}

/// The settings. Each that is not the default is there so that a call gives the same bytes on every machine, or so
/// that a plugin cannot take more than it was given.
fn config(limits: &Limits) -> Config {
    let mut config = Config::new();
    config.wasm_component_model(true);
    // The same bits on every machine.
    config.cranelift_nan_canonicalization(true);
    config.wasm_relaxed_simd(false);
    config.relaxed_simd_deterministic(true);
    // A call can be cut off, and cannot use up the stack of the thread it runs on.
    config.epoch_interruption(true);
    config.max_wasm_stack(limits.stack_bytes_max);
    config.async_stack_size(limits.stack_bytes_max.saturating_mul(2));
    // What no plugin needs is not there.
    config.concurrency_support(false);
    config.wasm_memory64(false);
    config
}
