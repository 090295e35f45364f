//! The ways in which loading or calling a plugin fails, in words that say what to do.
//!
//! Carries no engine types, so that nobody above this crate needs to know of them.

use std::fmt;

use alongside_core::plugin::CallFailure;
use thiserror::Error;

/// Says why a plugin could not be loaded.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
pub enum PluginError {
    /// The component is larger than the limit.
    #[error(
        "plugin `{plugin}` has {bytes} bytes, more than the {limit} allowed: strip it, or raise the limit"
    )]
    TooLarge {
        /// The plugin, as the caller named it.
        plugin: String,
        /// Its size.
        bytes: usize,
        /// The limit.
        limit: usize,
    },
    /// The bytes are no component.
    #[error("plugin `{plugin}` is not a WebAssembly component: {reason}; {remedy}")]
    NotAComponent {
        /// The plugin, as the caller named it.
        plugin: String,
        /// What was found instead.
        reason: String,
        /// What to do.
        remedy: String,
    },
    /// The component wants something that the contract does not offer.
    #[error("plugin `{plugin}` imports `{import}`, which a plugin is not given: {remedy}")]
    UnknownImport {
        /// The plugin, as the caller named it.
        plugin: String,
        /// The import, as the component names it.
        import: String,
        /// What to do.
        remedy: String,
    },
    /// The component fulfils no world of the contract, or more than one.
    #[error(
        "plugin `{plugin}` must fulfil one world, `scoring-rule`, `intervention-strategy`, `importer` or `evaluator`: \
             it exports {found}; build it against `alongside:plugin@0.2.0`"
    )]
    World {
        /// The plugin, as the caller named it.
        plugin: String,
        /// What it exports.
        found: String,
    },
    /// The component speaks another version of the contract.
    #[error(
        "plugin `{plugin}` exports `{export}`, but this program speaks version {spoken} of the contract: {remedy}"
    )]
    Version {
        /// The plugin, as the caller named it.
        plugin: String,
        /// The export, as the component names it.
        export: String,
        /// The version this program speaks.
        spoken: &'static str,
        /// What to do.
        remedy: String,
    },
    /// The component uses the contract's names with other types or functions.
    #[error(
        "plugin `{plugin}` does not match the contract: {reason}; build it against `alongside:plugin@0.2.0`"
    )]
    Shape {
        /// The plugin, as the caller named it.
        plugin: String,
        /// What does not match.
        reason: String,
    },
    /// The plugin could not say what it is.
    #[error(transparent)]
    Describe(#[from] CallError),
    /// What the plugin says of itself breaks a rule of the contract.
    #[error("plugin `{plugin}` describes itself wrongly: {problem}")]
    Description {
        /// The plugin, as the caller named it.
        plugin: String,
        /// The rule and the place.
        problem: String,
    },
    /// The engine itself could not start on this machine.
    #[error("failed to start the plugin engine: {reason}")]
    Engine {
        /// What it said.
        reason: String,
    },
}

/// Says how one call of a plugin failed. Displays as one sentence; the log is beside it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CallError {
    /// The plugin, by its id (while it is being loaded, as the caller named it).
    pub plugin: String,
    /// The function of the contract: `describe`, `score`, `propose`, `plan`, `read` or `evaluate`.
    pub function: &'static str,
    /// How it failed, which decides whether trying again could help.
    pub failure: CallFailure,
    /// What happened, naming the column, the row or the limit, and the remedy where there is one.
    pub message: String,
    /// What the plugin had logged by then, each line with its level, such as `error: ...`.
    pub log: Vec<String>,
}

impl fmt::Display for CallError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let verb = match self.failure {
            CallFailure::Refused => "refused its input",
            CallFailure::Misbehaved => "misbehaved",
            CallFailure::TimedOut => "was cut off",
            CallFailure::Unavailable => "was not available",
        };
        write!(
            f,
            "plugin `{}` {verb} in `{}`: {}",
            self.plugin, self.function, self.message
        )
    }
}

impl std::error::Error for CallError {}
