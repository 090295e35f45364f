//! A store that fails as stores do: before an append, or after it is durable and before anybody is told; that says
//! somebody was faster; that cannot be read for a moment.

use std::io;
use std::path::PathBuf;
use std::sync::{Arc, Mutex, PoisonError};

use alongside_store::{
    Append, AppendOutcome, CommandId, EventStore, Head, HeadPage, Holding, Loaded, LogHead, MemoryStore,
    Name, Position, QueryPage, RecordedCommand, RecordedEvent, Sequence, StoreError, StreamId, TimerPage,
    VerifyReport,
};

use super::random::Random;

/// A store in memory that outlives the process which uses it, and fails now and then.
pub(super) struct FaultyStore {
    kept: Arc<MemoryStore>,
    random: Mutex<Random>,
    /// One call in so many fails; 0 for never.
    rate: usize,
}

impl FaultyStore {
    pub(super) fn new(kept: Arc<MemoryStore>, seed: u64, rate: usize) -> Self {
        let random = Mutex::new(Random(seed));
        Self { kept, random, rate }
    }

    fn strikes(&self) -> bool {
        let mut random = self.random.lock().unwrap_or_else(PoisonError::into_inner);
        self.rate > 0 && random.one_in(self.rate)
    }

    fn below(&self, limit: usize) -> usize {
        self.random
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .below(limit)
    }

    fn refuse(doing: &'static str, kind: io::ErrorKind) -> StoreError {
        StoreError::Io {
            doing,
            path: PathBuf::from("simulated"),
            source: kind.into(),
        }
    }

    fn readable(&self) -> Result<(), StoreError> {
        match self.strikes() && self.below(4) == 0 {
            true => Err(Self::refuse("read", io::ErrorKind::Other)),
            false => Ok(()),
        }
    }
}

impl EventStore for FaultyStore {
    fn append(&self, append: Append) -> Result<AppendOutcome, StoreError> {
        if !self.strikes() {
            return self.kept.append(append);
        }
        match self.below(3) {
            0 => Err(Self::refuse("write", io::ErrorKind::StorageFull)),
            // It is durable, and nobody is told.
            1 => match self.kept.append(append)? {
                AppendOutcome::Appended { .. } => Err(Self::refuse("sync", io::ErrorKind::Other)),
                other => Ok(other),
            },
            // As if somebody had been faster: it must be decided again.
            _ => Ok(AppendOutcome::Conflict {
                actual: append.expected,
            }),
        }
    }

    fn find_command(
        &self,
        stream: &StreamId,
        command_id: &CommandId,
    ) -> Result<Option<(Sequence, Sequence)>, StoreError> {
        self.kept.find_command(stream, command_id)
    }

    fn commands(&self, stream: &StreamId) -> Result<Vec<RecordedCommand>, StoreError> {
        self.kept.commands(stream)
    }

    fn load(&self, stream: &StreamId) -> Result<Option<Loaded>, StoreError> {
        self.readable()?;
        self.kept.load(stream)
    }

    fn head(&self, stream: &StreamId) -> Result<Option<Head>, StoreError> {
        self.readable()?;
        self.kept.head(stream)
    }

    fn heads(&self, cursor: Option<&StreamId>, limit: usize) -> Result<HeadPage, StoreError> {
        self.kept.heads(cursor, limit)
    }

    fn read_stream(
        &self,
        stream: &StreamId,
        from: Sequence,
        limit: usize,
    ) -> Result<Vec<RecordedEvent>, StoreError> {
        self.readable()?;
        self.kept.read_stream(stream, from, limit)
    }

    fn read_all(&self, from: Position, limit: usize) -> Result<Vec<RecordedEvent>, StoreError> {
        self.kept.read_all(from, limit)
    }

    fn query(
        &self,
        index: &Name,
        prefix: &[u8],
        cursor: Option<&[u8]>,
        limit: usize,
    ) -> Result<QueryPage, StoreError> {
        self.kept.query(index, prefix, cursor, limit)
    }

    fn claim_timers(&self, until_day: i32, limit: usize) -> Result<TimerPage, StoreError> {
        self.kept.claim_timers(until_day, limit)
    }

    fn verify(&self, stream: Option<&StreamId>) -> Result<VerifyReport, StoreError> {
        self.kept.verify(stream)
    }

    fn verify_whole(&self) -> Result<VerifyReport, StoreError> {
        self.kept.verify_whole()
    }

    fn log_head(&self) -> Result<LogHead, StoreError> {
        self.kept.log_head()
    }

    fn holds(&self, head: &LogHead) -> Result<Holding, StoreError> {
        self.kept.holds(head)
    }

    fn put_meta(&self, name: &Name, value: &[u8]) -> Result<(), StoreError> {
        match self.strikes() {
            true => Err(Self::refuse("write", io::ErrorKind::StorageFull)),
            false => self.kept.put_meta(name, value),
        }
    }

    fn get_meta(&self, name: &Name) -> Result<Option<Vec<u8>>, StoreError> {
        self.kept.get_meta(name)
    }
}
