//! What an administrator may set about running plugins: the limits of a call, and where compiled code is kept.
//!
//! Holds values only; `engine`, `sandbox`, `input` and `answer` enforce them. Tested with those.

use std::path::PathBuf;
use std::time::Duration;

/// What one plugin and one call of it may use. Beyond a limit the call fails with a message that names the limit;
/// nothing else suffers.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Limits {
    /// The largest component, in bytes. Default 64 MiB (a Python plugin carries its interpreter: 18 MB).
    pub component_bytes_max: usize,
    /// How long one call may run before it is cut off. Default 5 s; rounded up to the host's tick of 10 ms.
    pub call_time_max: Duration,
    /// The memory of one call, over all its memories, in bytes. Default 128 MiB; plugins in interpreted languages
    /// need at least 32 MiB.
    pub memory_bytes_max: usize,
    /// The call stack, in bytes. Default 512 KiB. Holds for all plugins of a host.
    pub stack_bytes_max: usize,
    /// The elements of each table. Default 100,000.
    pub table_elements_max: usize,
    /// The core instances, memories and tables that a component may consist of, each. Default 128.
    pub instances_max: usize,
    /// The rows of an input table. Default 1,000,000.
    pub input_rows_max: usize,
    /// The size of an input, in bytes, columns and texts together. Default 64 MiB.
    pub input_bytes_max: usize,
    /// The size of an answer, in bytes, as it is copied out of the plugin. Default 4 MiB.
    pub answer_bytes_max: usize,
    /// The lines that one call may log. Default 1,000.
    pub log_lines_max: usize,
    /// The bytes that one call may log, over all lines. Default 64 KiB.
    pub log_bytes_max: usize,
}

impl Default for Limits {
    fn default() -> Self {
        Self {
            component_bytes_max: 64 << 20,
            call_time_max: Duration::from_secs(5),
            memory_bytes_max: 128 << 20,
            stack_bytes_max: 512 << 10,
            table_elements_max: 100_000,
            instances_max: 128,
            input_rows_max: 1_000_000,
            input_bytes_max: 64 << 20,
            answer_bytes_max: 4 << 20,
            log_lines_max: 1_000,
            log_bytes_max: 64 << 10,
        }
    }
}

/// How a [`PluginHost`](crate::PluginHost) is set up.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct HostSettings {
    /// What a plugin may use.
    pub limits: Limits,
    /// The folder for compiled code; created, private to its owner, where it is missing. Without it every load
    /// compiles. Nothing in it is worth a backup.
    pub cache_dir: Option<PathBuf>,
}
