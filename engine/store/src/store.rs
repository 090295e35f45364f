//! Owns the contract of a store.
//!
//! The contract has no closures and no open transactions, so that a database server can stand behind it. One
//! conformance suite (`tests/conformance.rs`) runs on every backend.

use crate::answers::{
    Head, HeadPage, Holding, Loaded, LogHead, QueryPage, RecordedCommand, TimerPage, VerifyReport,
};
use crate::error::StoreError;
use crate::events::{Append, AppendOutcome, RecordedEvent};
use crate::ids::{CommandId, Name, Position, Sequence, StreamId};

/// Keeps streams of events and what is derived from them.
///
/// Every call blocks until it is done; many threads may call at once. An answer never omits what damage took
/// away without saying so.
pub trait EventStore: Send + Sync {
    /// Adds events to a stream, together with their derived data, as one atomic unit.
    ///
    /// The command id is looked at first: a repeated command answers `Duplicate` even when `expected` is
    /// stale. When this answers `Appended` the events are durable.
    ///
    /// # Errors
    /// When the append breaks a limit, the stream is damaged, or the disk refuses. After an error of the
    /// disk nothing of the append is acknowledged, and repeating it under the same command id is safe.
    fn append(&self, append: Append) -> Result<AppendOutcome, StoreError>;

    /// Finds the first and last event that a command recorded in a stream; `None` for a command that is new.
    ///
    /// # Errors
    /// When what is needed of the stream is damaged or cannot be read.
    fn find_command(
        &self,
        stream: &StreamId,
        command_id: &CommandId,
    ) -> Result<Option<(Sequence, Sequence)>, StoreError>;

    /// Lists what each command recorded in a stream, in order; empty for a stream that is not there.
    ///
    /// # Errors
    /// When what is needed of the stream is damaged or cannot be read.
    fn commands(&self, stream: &StreamId) -> Result<Vec<RecordedCommand>, StoreError>;

    /// Gives the latest snapshot of a stream and the events after it; `None` for a stream that is not there.
    ///
    /// # Errors
    /// When what is needed of the stream is damaged or cannot be read.
    fn load(&self, stream: &StreamId) -> Result<Option<Loaded>, StoreError>;

    /// Gives the summary of one stream; `None` for a stream that is not there.
    ///
    /// # Errors
    /// When the stream's summary is damaged or cannot be read.
    fn head(&self, stream: &StreamId) -> Result<Option<Head>, StoreError>;

    /// Lists all streams with their summaries in the order of their names, those after `cursor`.
    ///
    /// # Errors
    /// When the list cannot be read; a damaged stream is an entry of the list, not an error of the call.
    fn heads(&self, cursor: Option<&StreamId>, limit: usize) -> Result<HeadPage, StoreError>;

    /// Reads at most `limit` events of a stream from a sequence on; empty for a stream that is not there.
    ///
    /// # Errors
    /// When an event in the range is damaged or cannot be read.
    fn read_stream(
        &self,
        stream: &StreamId,
        from: Sequence,
        limit: usize,
    ) -> Result<Vec<RecordedEvent>, StoreError>;

    /// Reads at most `limit` events of all streams from a position on, in the order they became durable.
    ///
    /// Stops early before a damaged place; asking from that place gives the error.
    ///
    /// # Errors
    /// When the first event in the range is damaged or cannot be read.
    fn read_all(&self, from: Position, limit: usize) -> Result<Vec<RecordedEvent>, StoreError>;

    /// Lists at most `limit` entries of an index whose keys start with `prefix` and come after `cursor`.
    ///
    /// # Errors
    /// When the index cannot be read.
    fn query(
        &self,
        index: &Name,
        prefix: &[u8],
        cursor: Option<&[u8]>,
        limit: usize,
    ) -> Result<QueryPage, StoreError>;

    /// Lists at most `limit` timers due on or before a day (days since 1970-01-01).
    ///
    /// A timer stays until an append to its stream replaces the stream's timers, so that a crash between
    /// claiming and firing loses none; firing under a command id made from stream, day and key fires it once.
    ///
    /// # Errors
    /// When the timers cannot be read.
    fn claim_timers(&self, until_day: i32, limit: usize) -> Result<TimerPage, StoreError>;

    /// Reads and checks every event of one stream or of all.
    ///
    /// # Errors
    /// When the check itself cannot be carried out; damage is in the report.
    fn verify(&self, stream: Option<&StreamId>) -> Result<VerifyReport, StoreError>;

    /// Checks what lies beside the streams: that the log as a whole is one unbroken chain, and what is derived
    /// from it. The report names no streams.
    ///
    /// # Errors
    /// When the check itself cannot be carried out; what is wrong is in the report.
    fn verify_whole(&self) -> Result<VerifyReport, StoreError>;

    /// Tells how far the log reaches and the chained digest of all of it.
    ///
    /// # Errors
    /// When it cannot be read.
    fn log_head(&self) -> Result<LogHead, StoreError>;

    /// Tells whether the log holds a head that was taken earlier.
    ///
    /// # Errors
    /// When the log cannot be read.
    fn holds(&self, head: &LogHead) -> Result<Holding, StoreError>;

    /// Keeps a small value of the workspace, at most 64 KiB, durable when this returns.
    ///
    /// # Errors
    /// When the value is too large or cannot be written; the old value then still stands.
    fn put_meta(&self, name: &Name, value: &[u8]) -> Result<(), StoreError>;

    /// Gives a small value of the workspace.
    ///
    /// # Errors
    /// When the value is damaged or cannot be read.
    fn get_meta(&self, name: &Name) -> Result<Option<Vec<u8>>, StoreError>;
}

/// Walks all events of a store in the order they became durable.
///
/// Ends after the first error.
pub struct Export<'a> {
    store: &'a dyn EventStore,
    next: Position,
    page: std::vec::IntoIter<RecordedEvent>,
    page_events: usize,
    ended: bool,
}

/// Starts a walk over all events of a store from a position on, read in pages of 256.
#[must_use]
pub fn export(store: &dyn EventStore, from: Position) -> Export<'_> {
    Export {
        store,
        next: from,
        page: Vec::new().into_iter(),
        page_events: 256,
        ended: false,
    }
}

impl Iterator for Export<'_> {
    type Item = Result<RecordedEvent, StoreError>;

    fn next(&mut self) -> Option<Self::Item> {
        if self.page.as_slice().is_empty() && !self.ended {
            match self.store.read_all(self.next, self.page_events) {
                Ok(events) => self.page = events.into_iter(),
                Err(error) => {
                    self.ended = true;
                    return Some(Err(error));
                }
            }
        }
        let Some(event) = self.page.next() else {
            self.ended = true;
            return None;
        };
        self.next = event.position.next();
        Some(Ok(event))
    }
}
