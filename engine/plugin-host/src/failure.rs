//! From what the engine reports to what a person can act on.
//!
//! Knows every way in which a call can end badly and nothing of how it began. Tested in `tests/contract/misbehaviour.rs`.

use alongside_core::plugin::CallFailure;
use wasmtime::Trap;

use crate::engine::reason;
use crate::sandbox::LimitError;
use crate::settings::Limits;

/// A call that ended badly, before the plugin's name and its log are put to it.
#[derive(Debug)]
pub(crate) struct Failed {
    pub(crate) failure: CallFailure,
    pub(crate) message: String,
}

impl Failed {
    pub(crate) fn refused(message: impl Into<String>) -> Self {
        Self {
            failure: CallFailure::Refused,
            message: message.into(),
        }
    }

    pub(crate) fn misbehaved(message: impl Into<String>) -> Self {
        Self {
            failure: CallFailure::Misbehaved,
            message: message.into(),
        }
    }

    pub(crate) fn unavailable(message: impl Into<String>) -> Self {
        Self {
            failure: CallFailure::Unavailable,
            message: message.into(),
        }
    }
}

/// Says in words how a call ended.
pub(crate) fn classify(error: wasmtime::Error, limits: &Limits, log: &[String]) -> Failed {
    if let Some(limit) = error.downcast_ref::<LimitError>() {
        return Failed::misbehaved(format!("it {limit}"));
    }
    if let Some(trap) = error.downcast_ref::<Trap>() {
        return trapped(*trap, limits, log);
    }
    let reason = reason(error);
    if reason.contains("fuel allocated for hostcalls") {
        return Failed::misbehaved(format!(
            "it handed over more than {} bytes at once",
            limits.answer_bytes_max
        ));
    }
    Failed::misbehaved(reason)
}

fn trapped(trap: Trap, limits: &Limits, log: &[String]) -> Failed {
    match trap {
        Trap::Interrupt => Failed {
            failure: CallFailure::TimedOut,
            message: format!(
                "it ran longer than {} ms; an endless loop, too much data, or a limit too low for this machine",
                limits.call_time_max.as_millis()
            ),
        },
        Trap::StackOverflow => Failed::misbehaved(format!(
            "it used up its call stack of {} bytes; look for a function that calls itself without end",
            limits.stack_bytes_max
        )),
        Trap::MemoryOutOfBounds => Failed::misbehaved(
            "it reached outside its memory; a function that calls itself without end shows this way too",
        ),
        Trap::UnreachableCodeReached => match last_error(log) {
            Some(line) => Failed::misbehaved(format!("it stopped itself: {line}")),
            None => {
                Failed::misbehaved("it stopped itself without a message (a panic or an uncaught exception)")
            }
        },
        other => Failed::misbehaved(other.to_string()),
    }
}

fn last_error(log: &[String]) -> Option<&str> {
    log.iter().rev().find_map(|line| line.strip_prefix("error: "))
}
