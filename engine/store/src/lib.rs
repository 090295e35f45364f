//! Keeps the events of Alongside: **the journal is the truth, sled is an index of it.**
//!
//! The store knows streams, records and index entries; it knows nothing of engagements.

mod answers;
mod chain;
mod error;
mod events;
mod group;
mod ids;
mod index;
mod journal;
mod limits;
mod memory;
mod store;

pub use answers::{
    Damage, DueTimer, Head, HeadPage, IndexEntry, Loaded, QueryPage, StreamReport, TimerPage, VerifyReport,
};
pub use error::StoreError;
pub use events::{Append, AppendOutcome, EventHash, IndexOp, NewEvent, RecordedEvent, Snapshot, TimerEntry};
pub use ids::{CommandId, Name, Position, Sequence, StreamId};
pub use journal::{DataFile, FileLayer, JournalOptions, JournalStore, RealFiles, Recovery, StoreStats};
pub use limits::{
    APPEND_BYTES_MAX, APPEND_EVENTS_MAX, HEAD_BYTES_MAX, INDEX_KEY_BYTES_MAX, INDEX_OPS_MAX,
    INDEX_VALUE_BYTES_MAX, KIND_BYTES_MAX, META_BYTES_MAX, PAYLOAD_BYTES_MAX, SNAPSHOT_BYTES_MAX,
    STREAM_EVENTS_MAX, TIMER_KEY_BYTES_MAX, TIMERS_MAX,
};
pub use memory::MemoryStore;
pub use store::{EventStore, Export, export};
