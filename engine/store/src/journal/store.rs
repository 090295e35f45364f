//! Owns the durable store as callers see it: opening, handing appends to the writer, closing.
//!
//! Never does the work itself: see `recover.rs`, `writer.rs`, `read.rs`, `list.rs`, `verify.rs`.

use std::collections::BTreeMap;
use std::path::Path;
use std::sync::mpsc::{SyncSender, TrySendError, sync_channel};
use std::sync::{Arc, Mutex, OnceLock, PoisonError, RwLock};
use std::thread::JoinHandle;

use super::counters::Counters;
use super::files::create_folder;
use super::format;
use super::lock::StoreLock;
use super::meta;
use super::options::{JournalOptions, Recovery, StoreStats};
use super::read::Core;
use super::recover::recover;
use super::segment::list_segments;
use super::witness;
use super::writer::{Job, Writer};
use crate::answers::{
    Head, HeadPage, Holding, Loaded, LogHead, QueryPage, RecordedCommand, TimerPage, VerifyReport,
};
use crate::error::StoreError;
use crate::events::{Append, AppendOutcome, RecordedEvent};
use crate::ids::{CommandId, Name, Position, Sequence, StreamId};
use crate::limits::check_append;
use crate::store::EventStore;

/// Keeps streams in a journal on disk, with an index in sled.
///
/// One process at a time holds a folder. Dropping the store finishes what waits, flushes the index and gives
/// the folder free.
pub struct JournalStore {
    // Dropped in this order: no more appends, then the writer ends, then the index closes, then the lock.
    queue: Option<SyncSender<Job>>,
    writer: Option<JoinHandle<()>>,
    core: Arc<Core>,
    counters: Arc<Counters>,
    recovery: Recovery,
    queue_max: usize,
    meta: Mutex<()>,
    _lock: StoreLock,
}

impl JournalStore {
    /// Opens the store in a folder, making it where there is none.
    ///
    /// # Errors
    /// `Locked` when another process holds it, `NewerFormat` when a newer release wrote it, `EventsLost` when
    /// acknowledged events are gone and nothing tells whose, `Io` when the machine refuses. A damaged stream
    /// is not an error here: see [`JournalStore::recovery`].
    pub fn open(root: &Path, options: JournalOptions) -> Result<Self, StoreError> {
        create_folder(root)?;
        let lock = StoreLock::take(root)?;
        let copied_to = format::bring_up_to_date(root)?;
        let mut recovered = recover(root, &options)?;
        recovered.report.copied_to = copied_to;
        let starts = list_segments(recovered.segments.folder())?;
        let core = Arc::new(Core {
            root: root.to_owned(),
            witness: options.witness.clone(),
            segments: recovered.segments,
            starts: RwLock::new(starts),
            index: recovered.index,
            damaged: recovered.damaged,
            index_failure: OnceLock::new(),
            bookmarks: Mutex::new(BTreeMap::new()),
        });
        let counters = Arc::new(Counters::default());
        let queue_max = options.queue_max.max(1);
        let writer = Writer::open(
            Arc::clone(&core),
            Arc::clone(&counters),
            options,
            recovered.end,
            recovered.sealed,
        )?;
        let (queue, jobs) = sync_channel(queue_max);
        let thread = std::thread::Builder::new().name("alongside-journal".into());
        let writer = thread
            .spawn(move || writer.run(&jobs))
            .map_err(|error| StoreError::io("start the writer of", root, error))?;
        Ok(Self {
            queue: Some(queue),
            writer: Some(writer),
            core,
            counters,
            recovery: recovered.report,
            queue_max,
            meta: Mutex::new(()),
            _lock: lock,
        })
    }

    /// Tells what opening had to do: replay, cut off a torn write, rebuild the index, name damaged streams.
    #[must_use]
    pub fn recovery(&self) -> &Recovery {
        &self.recovery
    }

    /// Tells what the store has done since it was opened.
    #[must_use]
    pub fn stats(&self) -> StoreStats {
        self.counters.read()
    }

    /// Tells why the store takes no more writes, if a write failed.
    #[must_use]
    pub fn failure(&self) -> Option<StoreError> {
        self.counters.read_only()
    }
}

impl Drop for JournalStore {
    fn drop(&mut self) {
        drop(self.queue.take());
        if let Some(writer) = self.writer.take()
            && writer.join().is_err()
        {
            tracing::error!(root = %self.core.root.display(), "the writer of the journal ended badly");
        }
    }
}

impl EventStore for JournalStore {
    fn append(&self, append: Append) -> Result<AppendOutcome, StoreError> {
        check_append(&append)?;
        if let Some(error) = self.counters.read_only() {
            return Err(error);
        }
        let ended = || StoreError::ReadOnly {
            reason: "its writer has ended".into(),
        };
        let queue = self.queue.as_ref().ok_or_else(ended)?;
        let (reply, answer) = sync_channel(1);
        match queue.try_send(Job { append, reply }) {
            Ok(()) => answer.recv().unwrap_or_else(|_| Err(ended())),
            Err(TrySendError::Full(_)) => Err(StoreError::Busy {
                waiting: self.queue_max,
            }),
            Err(TrySendError::Disconnected(_)) => Err(ended()),
        }
    }

    fn find_command(
        &self,
        stream: &StreamId,
        command_id: &CommandId,
    ) -> Result<Option<(Sequence, Sequence)>, StoreError> {
        self.core.find_command(stream, command_id)
    }

    fn commands(&self, stream: &StreamId) -> Result<Vec<RecordedCommand>, StoreError> {
        self.core.commands(stream)
    }

    fn load(&self, stream: &StreamId) -> Result<Option<Loaded>, StoreError> {
        self.core.load(stream)
    }

    fn head(&self, stream: &StreamId) -> Result<Option<Head>, StoreError> {
        self.core.head(stream)
    }

    fn heads(&self, cursor: Option<&StreamId>, limit: usize) -> Result<HeadPage, StoreError> {
        self.core.heads(cursor, limit)
    }

    fn read_stream(
        &self,
        stream: &StreamId,
        from: Sequence,
        limit: usize,
    ) -> Result<Vec<RecordedEvent>, StoreError> {
        match self.core.tip(stream)? {
            Some(tip) => self.core.events(stream, &tip, from, limit),
            None => Ok(Vec::new()),
        }
    }

    fn read_all(&self, from: Position, limit: usize) -> Result<Vec<RecordedEvent>, StoreError> {
        self.core.read_all(from, limit)
    }

    fn query(
        &self,
        index: &Name,
        prefix: &[u8],
        cursor: Option<&[u8]>,
        limit: usize,
    ) -> Result<QueryPage, StoreError> {
        self.core.query(index, prefix, cursor, limit)
    }

    fn claim_timers(&self, until_day: i32, limit: usize) -> Result<TimerPage, StoreError> {
        self.core.claim_timers(until_day, limit)
    }

    fn verify(&self, stream: Option<&StreamId>) -> Result<VerifyReport, StoreError> {
        self.core.verify(stream)
    }

    fn verify_whole(&self) -> Result<VerifyReport, StoreError> {
        self.core.verify_whole()
    }

    fn log_head(&self) -> Result<LogHead, StoreError> {
        Ok(self.core.index()?.meta().end.head())
    }

    fn holds(&self, head: &LogHead) -> Result<Holding, StoreError> {
        let end = self.core.index()?.meta().end;
        witness::holds(&self.core.segments, &end, head)
    }

    fn put_meta(&self, name: &Name, value: &[u8]) -> Result<(), StoreError> {
        let _one_at_a_time = self.meta.lock().unwrap_or_else(PoisonError::into_inner);
        meta::put_meta(&self.core.root, name, value)
    }

    fn get_meta(&self, name: &Name) -> Result<Option<Vec<u8>>, StoreError> {
        meta::get_meta(&self.core.root, name)
    }
}
