//! Owns what comes out of the store: loaded streams, lists, timers, the head of the log and the report of a
//! verification.
//!
//! Never holds a reference into a store: an answer is a copy. A list says which streams it could not
//! vouch for, so that a shorter answer is never mistaken for a whole one.

use std::fmt;
use std::str::FromStr;

use crate::events::{EventHash, RecordedEvent, Snapshot};
use crate::ids::{CommandId, Position, Sequence, StreamId};

/// A stream that cannot be trusted, and from where.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Damage {
    /// The stream.
    pub stream: StreamId,
    /// The first event that is missing or wrong.
    pub sequence: Sequence,
    /// What was found.
    pub reason: String,
}

/// What is needed to fold a stream.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Loaded {
    /// The last sequence of the stream.
    pub last: Sequence,
    /// The latest summary, if one was ever given.
    pub head: Option<Vec<u8>>,
    /// The latest snapshot that matches the chain, if there is one.
    pub snapshot: Option<Snapshot>,
    /// The events after the snapshot (all events without one), in order.
    pub events: Vec<RecordedEvent>,
}

/// The summary of one stream.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Head {
    /// The stream.
    pub stream: StreamId,
    /// Its last sequence.
    pub last: Sequence,
    /// The latest summary, if one was ever given.
    pub bytes: Option<Vec<u8>>,
}

/// One page of the streams of the store, in the order of their names.
#[derive(Clone, Debug, PartialEq, Eq, Default)]
pub struct HeadPage {
    /// The streams; a damaged one stands in its place as the error.
    pub entries: Vec<Result<Head, Damage>>,
    /// Pass this as the cursor to get the next page; `None` at the end.
    pub next: Option<StreamId>,
}

/// One entry of an index.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct IndexEntry {
    /// The key.
    pub key: Vec<u8>,
    /// The value.
    pub value: Vec<u8>,
}

/// One page of an index, in the order of the keys.
#[derive(Clone, Debug, PartialEq, Eq, Default)]
pub struct QueryPage {
    /// The entries.
    pub entries: Vec<IndexEntry>,
    /// Pass this as the cursor to get the next page; `None` at the end.
    pub next: Option<Vec<u8>>,
    /// Streams whose damage may have cost this index entries.
    pub damaged: Vec<Damage>,
}

/// A timer that is due.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct DueTimer {
    /// The civil date it is due on, as days since 1970-01-01.
    pub due_day: i32,
    /// The stream it belongs to.
    pub stream: StreamId,
    /// What the caller knows it by.
    pub key: Vec<u8>,
}

/// The timers that are due, in the order of day, stream and key.
#[derive(Clone, Debug, PartialEq, Eq, Default)]
pub struct TimerPage {
    /// The timers.
    pub timers: Vec<DueTimer>,
    /// Streams whose damage may have cost timers.
    pub damaged: Vec<Damage>,
}

/// What one command recorded in a stream.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RecordedCommand {
    /// The command.
    pub id: CommandId,
    /// The first event it caused.
    pub first: Sequence,
    /// The last event it caused.
    pub last: Sequence,
}

/// How far the log of the whole store reaches, and what it says up to there.
///
/// The digest chains over everything before it: two logs with the same head hold the same events in the same
/// order. Written `POSITION:DIGEST`, it can be kept anywhere and later be asked for with
/// [`crate::EventStore::holds`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, Default)]
pub struct LogHead {
    /// The last position.
    pub position: Position,
    /// The chained digest of everything up to it; all zero for an empty log.
    pub digest: EventHash,
}

impl fmt::Display for LogHead {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}:", self.position)?;
        self.digest.iter().try_for_each(|byte| write!(f, "{byte:02x}"))
    }
}

impl FromStr for LogHead {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        let read = || {
            let (position, digest) = text.split_once(':')?;
            Some(Self {
                position: Position(position.parse().ok()?),
                digest: *blake3::Hash::from_hex(digest).ok()?.as_bytes(),
            })
        };
        read().ok_or_else(|| format!("{text:?} is not a head: it is written POSITION:DIGEST, with 64 digits"))
    }
}

/// Whether a log holds a head: whether it is the log the head was taken of, or what that log has become.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Holding {
    /// It does.
    Holds,
    /// The log ends before it.
    Shorter,
    /// The log says something else there.
    Differs,
    /// Damage at that place leaves it open.
    Unknown,
}

/// The verdict on one stream.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct StreamReport {
    /// The stream.
    pub stream: StreamId,
    /// The last sequence it is known to have had.
    pub last: Sequence,
    /// What is wrong with it; `None` when every event verifies.
    pub damage: Option<Damage>,
}

/// What a verification found.
#[derive(Clone, Debug, PartialEq, Eq, Default)]
pub struct VerifyReport {
    /// The streams looked at, in the order of their names.
    pub streams: Vec<StreamReport>,
    /// How many events were read and verified.
    pub events: u64,
    /// The last position of the store.
    pub last_position: Position,
    /// What is wrong beside the streams (a file header, the chain of the whole journal, the index).
    pub problems: Vec<String>,
}

impl VerifyReport {
    /// Tells whether nothing at all was found wrong.
    #[must_use]
    pub fn is_sound(&self) -> bool {
        self.problems.is_empty() && self.streams.iter().all(|stream| stream.damage.is_none())
    }

    /// Lists the damaged streams.
    pub fn damaged(&self) -> impl Iterator<Item = &Damage> {
        self.streams.iter().filter_map(|stream| stream.damage.as_ref())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_head_reads_back_as_it_is_written_and_nothing_else_does() {
        let head = LogHead {
            position: Position(1204),
            digest: [0x5f; 32],
        };
        assert_eq!(head.to_string().parse(), Ok(head));
        for wrong in ["", "12", "12:", ":5f5f", "x:5f", "12:5f5f"] {
            assert!(wrong.parse::<LogHead>().is_err(), "{wrong}");
        }
    }
}
