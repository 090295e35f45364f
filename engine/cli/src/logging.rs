//! What the engine says of its work while it works: to standard error, only when asked for.

use tracing_subscriber::EnvFilter;

/// The variable that says in detail what is logged.
pub(crate) const FILTER: &str = "ALONGSIDE_LOG";

/// Sets the log up where `verbose` (how often `-v` was given) or the environment asks for it.
pub(crate) fn start(verbose: u8, color: bool) {
    let filter = match (std::env::var(FILTER), verbose) {
        (Ok(filter), _) if !filter.is_empty() => filter,
        (_, 0) => return,
        (_, 1) => every_crate("info"),
        (_, 2) => every_crate("debug"),
        _ => every_crate("trace"),
    };
    let filter = EnvFilter::try_new(&filter).unwrap_or_else(|_| EnvFilter::new(every_crate("info")));
    // A second call, in a test, finds the log set up; that is as good.
    let _ = tracing_subscriber::fmt()
        .with_env_filter(filter)
        .with_writer(std::io::stderr)
        .with_ansi(color)
        .without_time()
        .try_init();
}

/// Our own crates speak; those below them would drown them.
fn every_crate(level: &str) -> String {
    [
        "cli",
        "runtime",
        "store",
        "plugin_host",
        "measures",
        "definition",
        "core",
    ]
    .map(|name| format!("alongside_{name}={level}"))
    .join(",")
}
