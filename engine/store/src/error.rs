//! Owns the one error type of the store and the wording of its messages.
//!
//! Never decides what to do about an error. Messages are fragments that name the file, the place and the
//! remedy.

use std::io;
use std::path::{Path, PathBuf};

use crate::answers::Damage;
use crate::ids::{Position, Sequence, StreamId};

/// Everything that can go wrong in the store.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum StoreError {
    /// A stream, command, index or value name breaks its rule.
    #[error("invalid {what} {text:?}: use {rule}")]
    InvalidId {
        /// Which sort of name.
        what: &'static str,
        /// The text given.
        text: String,
        /// What is allowed.
        rule: &'static str,
    },
    /// An append carries no event.
    #[error("append to {stream} holds no event: an append records at least one")]
    EmptyAppend {
        /// The stream addressed.
        stream: StreamId,
    },
    /// An append contradicts itself.
    #[error("append to {stream} is not consistent: {reason}")]
    InvalidAppend {
        /// The stream addressed.
        stream: StreamId,
        /// What does not fit.
        reason: String,
    },
    /// Something is larger than the store takes.
    #[error("{what} of {stream} is {found}, the limit is {max}")]
    TooLarge {
        /// The stream (or workspace value) addressed.
        stream: String,
        /// What was measured, with its unit.
        what: &'static str,
        /// How much was given.
        found: u64,
        /// How much is allowed.
        max: u64,
    },
    /// Events of a stream are missing or do not match their checksum or hash.
    #[error("stream {stream} is damaged at event {sequence}: {reason}; restore it from a backup")]
    Damaged {
        /// The stream that cannot be trusted.
        stream: StreamId,
        /// The first event that is missing or wrong.
        sequence: Sequence,
        /// What was found.
        reason: String,
    },
    /// Events are missing and nothing that is left says whose they were.
    #[error(
        "{missing} event(s) are missing from the journal at {path} and nothing left says whose they were \
         ({reason}); restore the folder from a backup"
    )]
    EventsLost {
        /// The segment or folder where they should be.
        path: PathBuf,
        /// How many.
        missing: u64,
        /// How it was noticed.
        reason: String,
    },
    /// The journal is not the one that was last written here.
    #[error(
        "the journal at {path} says something else at position {position} than the one that was last written \
         here: it was replaced or changed; put the right one back, or restore the folder from a backup"
    )]
    Replaced {
        /// The folder of the journal.
        path: PathBuf,
        /// The position that was last known.
        position: Position,
    },
    /// Another process holds the store.
    #[error(
        "{path} is in use by process {pid} ({command}) since {since}: wait for it to finish, or stop it",
        path = path.display()
    )]
    Locked {
        /// The process id, 0 when the lock file does not say.
        pid: u32,
        /// The command line of that process.
        command: String,
        /// When it took the lock (RFC 3339, UTC).
        since: String,
        /// The folder that is locked.
        path: PathBuf,
    },
    /// The files were written by a newer release.
    #[error(
        "{path} has format {found}, this release reads up to format {supported}: use a newer release",
        path = path.display()
    )]
    NewerFormat {
        /// The file.
        path: PathBuf,
        /// Its format version.
        found: u16,
        /// The newest version this release reads.
        supported: u16,
    },
    /// The operating system refused.
    #[error("failed to {doing} {path}: {source}{hint}", path = path.display(), hint = io_hint(source))]
    Io {
        /// What was attempted, as a verb.
        doing: &'static str,
        /// The file or folder.
        path: PathBuf,
        /// The reason given.
        source: io::Error,
    },
    /// The index cannot be read or written; the journal is not affected.
    #[error("the index at {path} failed: {reason}; open the store again, the index is rebuilt from the journal",
        path = path.display())]
    Index {
        /// The index folder.
        path: PathBuf,
        /// What happened.
        reason: String,
    },
    /// A write or sync failed earlier; nothing more is accepted until the store is opened again.
    #[error("the store takes no more writes since {reason}: mend the cause and open it again")]
    ReadOnly {
        /// The first failure.
        reason: String,
    },
    /// Too many appends wait.
    #[error("{waiting} appends already wait for the disk: try again in a moment")]
    Busy {
        /// How many the queue holds.
        waiting: usize,
    },
    /// A file beside the journal does not match its checksum.
    #[error("{path} is damaged ({reason}): restore it from a backup", path = path.display())]
    FileDamaged {
        /// The file.
        path: PathBuf,
        /// What was found.
        reason: String,
    },
}

fn io_hint(source: &io::Error) -> &'static str {
    match source.kind() {
        io::ErrorKind::StorageFull | io::ErrorKind::QuotaExceeded => "; free some space and open it again",
        io::ErrorKind::PermissionDenied | io::ErrorKind::ReadOnlyFilesystem => {
            "; the store needs a folder it may write to"
        }
        _ => "",
    }
}

impl StoreError {
    pub(crate) fn io(doing: &'static str, path: &Path, source: io::Error) -> Self {
        Self::Io {
            doing,
            path: path.to_owned(),
            source,
        }
    }
}

impl From<Damage> for StoreError {
    fn from(damage: Damage) -> Self {
        let Damage {
            stream,
            sequence,
            reason,
        } = damage;
        Self::Damaged {
            stream,
            sequence,
            reason,
        }
    }
}
