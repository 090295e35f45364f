//! Owns what goes into the store: events, appends and the derived data that travels with them.
//!
//! Never interprets a payload, a head, a snapshot or an index value: they are bytes of the caller. Limits
//! are in `limits.rs`.

use crate::ids::{CommandId, Name, Position, Sequence, StreamId};

/// The blake3 hash of an event, chained to the event before it.
pub type EventHash = [u8; 32];

/// An event as the caller hands it in.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NewEvent {
    /// The type of the event, 1 to 64 printable ASCII characters.
    pub kind: String,
    /// The version of the payload's format.
    pub version: u16,
    /// When it happened: microseconds since 1970-01-01T00:00:00 UTC, from the caller's clock.
    pub time_micros: i64,
    /// The content, at most 1 MiB.
    pub payload: Vec<u8>,
}

/// An event as the store keeps it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RecordedEvent {
    /// The stream it belongs to.
    pub stream: StreamId,
    /// Its number in the stream, from 1.
    pub sequence: Sequence,
    /// Its number in the store, from 1.
    pub position: Position,
    /// When it happened: microseconds since 1970-01-01T00:00:00 UTC.
    pub time_micros: i64,
    /// The type of the event.
    pub kind: String,
    /// The version of the payload's format.
    pub version: u16,
    /// Hash of this event and, through the chain, of all before it in the stream (see `chain.rs`).
    pub hash: EventHash,
    /// The content.
    pub payload: Vec<u8>,
}

/// A folded state kept so that loading need not fold from the first event.
///
/// A store may drop a snapshot at any time; it never serves one that does not match the event chain.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Snapshot {
    /// The last event folded in.
    pub sequence: Sequence,
    /// The version of the snapshot's format.
    pub version: u16,
    /// The state, at most 1 MiB.
    pub bytes: Vec<u8>,
}

/// A change of one index entry.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum IndexOp {
    /// Sets the value under a key, replacing any other.
    Put {
        /// The index.
        index: Name,
        /// The key, 1 to 512 bytes.
        key: Vec<u8>,
        /// The value, at most 2 KiB.
        value: Vec<u8>,
    },
    /// Removes a key; a key that is not there is no error.
    Delete {
        /// The index.
        index: Name,
        /// The key.
        key: Vec<u8>,
    },
}

/// A timer of a stream.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct TimerEntry {
    /// The civil date it is due on, as days since 1970-01-01.
    pub due_day: i32,
    /// What the caller knows it by, 1 to 256 bytes; with the day it is unique in the stream.
    pub key: Vec<u8>,
}

/// One atomic addition to a stream: all of it becomes durable or none of it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Append {
    /// The stream.
    pub stream: StreamId,
    /// The last sequence the caller has seen; 0 for a new stream.
    pub expected: Sequence,
    /// The command that caused it; a second append under it writes nothing.
    pub command_id: CommandId,
    /// The events, 1 to 4096.
    pub events: Vec<NewEvent>,
    /// A small summary of the stream for lists, at most 64 KiB; `None` leaves the one there is.
    pub head: Option<Vec<u8>>,
    /// The folded state, at a sequence from `expected` to the last event of this append.
    pub snapshot: Option<Snapshot>,
    /// Changes of index entries, in order.
    pub index_ops: Vec<IndexOp>,
    /// Replaces all timers of the stream; `None` leaves them.
    pub timers: Option<Vec<TimerEntry>>,
}

impl Append {
    /// Starts an append of events with no derived data.
    #[must_use]
    pub fn new(stream: StreamId, expected: Sequence, command_id: CommandId, events: Vec<NewEvent>) -> Self {
        Self {
            stream,
            expected,
            command_id,
            events,
            head: None,
            snapshot: None,
            index_ops: Vec::new(),
            timers: None,
        }
    }
}

/// What became of an append.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum AppendOutcome {
    /// The events are durable.
    Appended {
        /// The last sequence of the stream now.
        last: Sequence,
        /// The position of the last event.
        position: Position,
    },
    /// The stream has moved on (or is shorter); nothing was written.
    Conflict {
        /// The last sequence of the stream.
        actual: Sequence,
    },
    /// The command is already recorded; nothing was written.
    Duplicate {
        /// The first event it caused.
        first: Sequence,
        /// The last event it caused.
        last: Sequence,
    },
}
