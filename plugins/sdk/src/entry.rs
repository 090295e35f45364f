//! The way into a plugin: what the registration macros wrap around each function.

use std::sync::Once;

/// Runs a function of the plugin; should it panic, the message reaches the host's log before the call ends.
#[doc(hidden)]
pub fn call<T>(function: impl FnOnce() -> T) -> T {
    static HOOK: Once = Once::new();
    // Outside WebAssembly a panic belongs to the test that runs, and is left alone.
    if cfg!(target_arch = "wasm32") {
        HOOK.call_once(|| std::panic::set_hook(Box::new(|panic| crate::log::error(&panic.to_string()))));
    }
    function()
}
