//! Keeps the events of Alongside: **the journal is the truth, sled is an index of it.**
//!
//! Owns streams of events and what is derived from them: heads, snapshots, index entries, timers. It knows
//! streams, records and bytes; it knows nothing of engagements, and never looks into a payload.
//!
//! - [`EventStore`] is the contract; [`MemoryStore`] and [`JournalStore`] stand behind it.
//! - One suite, `tests/conformance.rs`, runs on both. `tests/reopen.rs`, `damage.rs`, `faults.rs`,
//!   `process.rs` and `concurrent.rs` are about the durable one.
//! - What lies on disk, and how each fault is noticed, is told at the top of `journal/mod.rs`.
//!
//! ```
//! use alongside_store::{Append, AppendOutcome, CommandId, EventStore, MemoryStore, NewEvent, Sequence, StreamId};
//!
//! # fn main() -> Result<(), alongside_store::StoreError> {
//! let store = MemoryStore::new();
//! let stream = StreamId::new("urn-116050")?;
//! let opened = NewEvent { kind: "opened".into(), version: 1, time_micros: 0, payload: b"{}".to_vec() };
//! let append = Append::new(stream.clone(), Sequence::ZERO, CommandId::new("open")?, vec![opened]);
//!
//! assert!(matches!(store.append(append.clone())?, AppendOutcome::Appended { last: Sequence(1), .. }));
//! // The same command again writes nothing.
//! assert!(matches!(store.append(append)?, AppendOutcome::Duplicate { .. }));
//! assert_eq!(store.read_stream(&stream, Sequence::FIRST, 10)?.len(), 1);
//! # Ok(())
//! # }
//! ```

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
    Damage, DueTimer, Head, HeadPage, Holding, IndexEntry, Loaded, LogHead, QueryPage, RecordedCommand,
    StreamReport, TimerPage, VerifyReport,
};
pub use chain::event_hash;
pub use error::StoreError;
pub use events::{Append, AppendOutcome, EventHash, IndexOp, NewEvent, RecordedEvent, Snapshot, TimerEntry};
pub use ids::{CommandId, Name, Position, Sequence, StreamId};
pub use journal::{
    DataFile, FileLayer, JournalOptions, JournalStore, JournalSummary, JournalWalk, ReadFile, RealFiles,
    Recovery, STORE_FORMAT, Salvage, SalvagedStream, StoreLock, StoreStats, bear_witness, copy_journal,
    salvage, store_format,
};
pub use limits::{
    APPEND_BYTES_MAX, APPEND_EVENTS_MAX, HEAD_BYTES_MAX, INDEX_KEY_BYTES_MAX, INDEX_OPS_MAX,
    INDEX_VALUE_BYTES_MAX, KIND_BYTES_MAX, META_BYTES_MAX, PAYLOAD_BYTES_MAX, SNAPSHOT_BYTES_MAX,
    STREAM_EVENTS_MAX, TIMER_KEY_BYTES_MAX, TIMERS_MAX,
};
pub use memory::MemoryStore;
pub use store::{EventStore, Export, export};
