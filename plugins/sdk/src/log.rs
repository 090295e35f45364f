//! The log of the current call. The host shows it when the call fails; it has a budget of lines and bytes.
//!
//! Outside WebAssembly, in a test, lines go to standard error.

#[cfg(target_arch = "wasm32")]
use crate::bindings::host_log;

/// Writes a line for the plugin's author.
pub fn debug(message: &str) {
    write(Level::Debug, message);
}

/// Writes a line for whoever looks into the call.
pub fn info(message: &str) {
    write(Level::Info, message);
}

/// Writes a line about something that looks wrong.
pub fn warning(message: &str) {
    write(Level::Warning, message);
}

/// Writes a line about what is about to make the call fail.
pub fn error(message: &str) {
    write(Level::Error, message);
}

#[derive(Debug, Clone, Copy)]
enum Level {
    Debug,
    Info,
    Warning,
    Error,
}

#[cfg(target_arch = "wasm32")]
fn write(level: Level, message: &str) {
    let level = match level {
        Level::Debug => host_log::Level::Debug,
        Level::Info => host_log::Level::Info,
        Level::Warning => host_log::Level::Warning,
        Level::Error => host_log::Level::Error,
    };
    host_log::log(level, message);
}

#[cfg(not(target_arch = "wasm32"))]
fn write(level: Level, message: &str) {
    use std::io::Write;
    // A test whose standard error is closed loses the line and nothing else.
    let _ = writeln!(std::io::stderr(), "{level:?}: {message}");
}
