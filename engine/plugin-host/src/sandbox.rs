//! What one call may touch: its limits on memory, and its log. Nothing else reaches a plugin.
//!
//! A [`Sandbox`] lives as long as one call. Tested in `tests/contract/misbehaviour.rs`.

use thiserror::Error;
use wasmtime::ResourceLimiter;

use crate::contract::{v0_1, v0_2};
use crate::settings::Limits;

/// A limit that a plugin ran into.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
pub(crate) enum LimitError {
    #[error("asked for more than {limit} bytes of memory")]
    Memory { limit: usize },
    #[error("asked for a table of more than {limit} elements")]
    Table { limit: usize },
    #[error("logged more than {limit} lines")]
    LogLines { limit: usize },
    #[error("logged more than {limit} bytes")]
    LogBytes { limit: usize },
}

/// The state of one call.
pub(crate) struct Sandbox {
    memory_bytes: usize,
    memory_bytes_max: usize,
    table_elements_max: usize,
    instances_max: usize,
    log: Vec<String>,
    log_bytes: usize,
    log_lines_max: usize,
    log_bytes_max: usize,
}

impl Sandbox {
    pub(crate) fn new(limits: &Limits) -> Self {
        Self {
            memory_bytes: 0,
            memory_bytes_max: limits.memory_bytes_max,
            table_elements_max: limits.table_elements_max,
            instances_max: limits.instances_max,
            log: Vec::new(),
            log_bytes: 0,
            log_lines_max: limits.log_lines_max,
            log_bytes_max: limits.log_bytes_max,
        }
    }

    /// The memory held, over all memories, in bytes.
    pub(crate) fn memory_bytes(&self) -> usize {
        self.memory_bytes
    }

    /// Ends the call and gives what it logged.
    pub(crate) fn into_log(self) -> Vec<String> {
        self.log
    }
}

impl ResourceLimiter for Sandbox {
    fn memory_growing(&mut self, current: usize, desired: usize, _: Option<usize>) -> wasmtime::Result<bool> {
        let total = self.memory_bytes.saturating_add(desired.saturating_sub(current));
        if total > self.memory_bytes_max {
            return Err(LimitError::Memory {
                limit: self.memory_bytes_max,
            }
            .into());
        }
        self.memory_bytes = total;
        Ok(true)
    }

    fn table_growing(&mut self, _: usize, desired: usize, _: Option<usize>) -> wasmtime::Result<bool> {
        if desired > self.table_elements_max {
            return Err(LimitError::Table {
                limit: self.table_elements_max,
            }
            .into());
        }
        Ok(true)
    }

    fn instances(&self) -> usize {
        self.instances_max
    }

    fn tables(&self) -> usize {
        self.instances_max
    }

    fn memories(&self) -> usize {
        self.instances_max
    }
}

impl Sandbox {
    fn note(&mut self, level: &str, message: &str) -> wasmtime::Result<()> {
        if self.log.len() >= self.log_lines_max {
            return Err(LimitError::LogLines {
                limit: self.log_lines_max,
            }
            .into());
        }
        self.log_bytes = self.log_bytes.saturating_add(message.len());
        if self.log_bytes > self.log_bytes_max {
            return Err(LimitError::LogBytes {
                limit: self.log_bytes_max,
            }
            .into());
        }
        self.log.push(format!("{level}: {}", printable(message)));
        Ok(())
    }
}

impl v0_1::types::Host for Sandbox {}

impl v0_1::host_log::Host for Sandbox {
    fn log(&mut self, level: v0_1::host_log::Level, message: String) -> wasmtime::Result<()> {
        use v0_1::host_log::Level;
        let level = match level {
            Level::Debug => "debug",
            Level::Info => "info",
            Level::Warning => "warning",
            Level::Error => "error",
        };
        self.note(level, &message)
    }
}

impl v0_2::types::Host for Sandbox {}

impl v0_2::host_log::Host for Sandbox {
    fn log(&mut self, level: v0_2::host_log::Level, message: String) -> wasmtime::Result<()> {
        use v0_2::host_log::Level;
        let level = match level {
            Level::Debug => "debug",
            Level::Info => "info",
            Level::Warning => "warning",
            Level::Error => "error",
        };
        self.note(level, &message)
    }
}

/// Takes what could play tricks on a terminal out of a text that a plugin wrote.
pub(crate) fn printable(text: &str) -> String {
    text.chars()
        .map(|c| {
            if c.is_control() && c != '\n' && c != '\t' {
                '\u{fffd}'
            } else {
                c
            }
        })
        .collect()
}
