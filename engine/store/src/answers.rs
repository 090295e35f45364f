//! Owns what comes out of the store: loaded streams, lists, timers and the report of a verification.
//!
//! Never holds a reference into a store: an answer is a copy. A list says which streams it could not
//! vouch for, so that a shorter answer is never mistaken for a whole one.

use crate::events::{RecordedEvent, Snapshot};
use crate::ids::{Position, Sequence, StreamId};

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
