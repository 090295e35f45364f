//! Owns the backend that keeps everything in memory, for tests and rehearsals.
//!
//! Never touches a disk: what it acknowledges ends with the process. Tests: `tests/conformance.rs`.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::{Mutex, MutexGuard, PoisonError};

use crate::answers::{
    DueTimer, Head, HeadPage, Holding, IndexEntry, Loaded, LogHead, QueryPage, RecordedCommand, StreamReport,
    TimerPage, VerifyReport,
};
use crate::chain::{CHAIN_START, chain_hash};
use crate::error::StoreError;
use crate::events::{Append, AppendOutcome, EventHash, IndexOp, RecordedEvent, Snapshot, TimerEntry};
use crate::ids::{CommandId, Name, Position, Sequence, StreamId};
use crate::limits::{check_append, check_meta};
use crate::store::EventStore;

#[derive(Default)]
struct Stream {
    /// Positions of its events in `Inner::log`, as indexes.
    events: Vec<usize>,
    last_hash: EventHash,
    head: Option<Vec<u8>>,
    snapshot: Option<Snapshot>,
    commands: BTreeMap<CommandId, (Sequence, Sequence)>,
    timers: BTreeSet<TimerEntry>,
}

#[derive(Default)]
struct Inner {
    log: Vec<RecordedEvent>,
    /// The head after each append, in order.
    chain: Vec<LogHead>,
    streams: BTreeMap<StreamId, Stream>,
    indexes: BTreeMap<(Name, Vec<u8>), Vec<u8>>,
    timers: BTreeSet<DueTimer>,
    meta: BTreeMap<Name, Vec<u8>>,
}

/// Keeps streams in memory.
#[derive(Default)]
pub struct MemoryStore {
    inner: Mutex<Inner>,
}

impl MemoryStore {
    /// Makes an empty store.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    fn lock(&self) -> MutexGuard<'_, Inner> {
        // An append changes the data only after it can no longer fail, so a poisoned lock is still sound.
        self.inner.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Inner {
    fn append(&mut self, append: Append) -> AppendOutcome {
        let stream = self.streams.entry(append.stream.clone());
        let known = match &stream {
            std::collections::btree_map::Entry::Occupied(entry) => Some(entry.get()),
            std::collections::btree_map::Entry::Vacant(_) => None,
        };
        if let Some((first, last)) = known.and_then(|stream| stream.commands.get(&append.command_id)) {
            return AppendOutcome::Duplicate {
                first: *first,
                last: *last,
            };
        }
        let actual = Sequence(known.map_or(0, |stream| stream.events.len() as u64));
        if actual != append.expected {
            return AppendOutcome::Conflict { actual };
        }
        let stream = stream.or_insert_with(|| Stream {
            last_hash: CHAIN_START,
            ..Stream::default()
        });
        let mut sequence = actual;
        let before = self.chain.last().copied().unwrap_or_default();
        for event in append.events {
            sequence = sequence.next();
            stream.last_hash = chain_hash(&stream.last_hash, &append.stream, sequence, &event);
            stream.events.push(self.log.len());
            self.log.push(RecordedEvent {
                stream: append.stream.clone(),
                sequence,
                position: Position(self.log.len() as u64 + 1),
                time_micros: event.time_micros,
                kind: event.kind,
                version: event.version,
                hash: stream.last_hash,
                payload: event.payload,
            });
        }
        stream
            .commands
            .insert(append.command_id, (actual.next(), sequence));
        stream.head = append.head.or(stream.head.take());
        stream.snapshot = append.snapshot.or(stream.snapshot.take());
        if let Some(timers) = append.timers {
            let due = |timer: TimerEntry| DueTimer {
                due_day: timer.due_day,
                stream: append.stream.clone(),
                key: timer.key,
            };
            for timer in std::mem::take(&mut stream.timers) {
                self.timers.remove(&due(timer));
            }
            stream.timers = timers.into_iter().collect();
            self.timers.extend(stream.timers.iter().cloned().map(due));
        }
        for op in append.index_ops {
            match op {
                IndexOp::Put { index, key, value } => self.indexes.insert((index, key), value),
                IndexOp::Delete { index, key } => self.indexes.remove(&(index, key)),
            };
        }
        let position = Position(self.log.len() as u64);
        let mut hasher = blake3::Hasher::new();
        hasher.update(&before.digest).update(&stream.last_hash);
        self.chain.push(LogHead {
            position,
            digest: *hasher.finalize().as_bytes(),
        });
        AppendOutcome::Appended {
            last: sequence,
            position,
        }
    }

    fn events(&self, stream: &Stream, from: Sequence, limit: usize) -> Vec<RecordedEvent> {
        let skip = usize::try_from(from.get().saturating_sub(1)).unwrap_or(usize::MAX);
        stream
            .events
            .iter()
            .skip(skip)
            .take(limit)
            .filter_map(|&at| self.log.get(at).cloned())
            .collect()
    }

    fn report(&self, name: &StreamId, stream: &Stream) -> StreamReport {
        StreamReport {
            stream: name.clone(),
            last: Sequence(stream.events.len() as u64),
            damage: None,
        }
    }
}

impl EventStore for MemoryStore {
    fn append(&self, append: Append) -> Result<AppendOutcome, StoreError> {
        check_append(&append)?;
        Ok(self.lock().append(append))
    }

    fn find_command(
        &self,
        stream: &StreamId,
        command_id: &CommandId,
    ) -> Result<Option<(Sequence, Sequence)>, StoreError> {
        let inner = self.lock();
        Ok(inner
            .streams
            .get(stream)
            .and_then(|known| known.commands.get(command_id))
            .copied())
    }

    fn commands(&self, stream: &StreamId) -> Result<Vec<RecordedCommand>, StoreError> {
        let inner = self.lock();
        let kept = inner.streams.get(stream).into_iter();
        let mut commands: Vec<RecordedCommand> = kept
            .flat_map(|kept| &kept.commands)
            .map(|(id, &(first, last))| RecordedCommand {
                id: id.clone(),
                first,
                last,
            })
            .collect();
        commands.sort_by_key(|command| command.first);
        Ok(commands)
    }

    fn load(&self, stream: &StreamId) -> Result<Option<Loaded>, StoreError> {
        let inner = self.lock();
        Ok(inner.streams.get(stream).map(|stream| {
            let from = stream
                .snapshot
                .as_ref()
                .map_or(Sequence::FIRST, |snapshot| snapshot.sequence.next());
            Loaded {
                last: Sequence(stream.events.len() as u64),
                head: stream.head.clone(),
                snapshot: stream.snapshot.clone(),
                events: inner.events(stream, from, usize::MAX),
            }
        }))
    }

    fn head(&self, stream: &StreamId) -> Result<Option<Head>, StoreError> {
        let inner = self.lock();
        Ok(inner.streams.get(stream).map(|kept| Head {
            stream: stream.clone(),
            last: Sequence(kept.events.len() as u64),
            bytes: kept.head.clone(),
        }))
    }

    fn heads(&self, cursor: Option<&StreamId>, limit: usize) -> Result<HeadPage, StoreError> {
        let inner = self.lock();
        let mut page = HeadPage::default();
        for (name, stream) in inner.streams.iter() {
            if cursor.is_some_and(|cursor| name <= cursor) {
                continue;
            }
            if page.entries.len() == limit {
                page.next = page
                    .entries
                    .last()
                    .and_then(|entry| entry.as_ref().ok())
                    .map(|head| head.stream.clone());
                break;
            }
            page.entries.push(Ok(Head {
                stream: name.clone(),
                last: Sequence(stream.events.len() as u64),
                bytes: stream.head.clone(),
            }));
        }
        Ok(page)
    }

    fn read_stream(
        &self,
        stream: &StreamId,
        from: Sequence,
        limit: usize,
    ) -> Result<Vec<RecordedEvent>, StoreError> {
        let inner = self.lock();
        Ok(inner
            .streams
            .get(stream)
            .map(|stream| inner.events(stream, from, limit))
            .unwrap_or_default())
    }

    fn read_all(&self, from: Position, limit: usize) -> Result<Vec<RecordedEvent>, StoreError> {
        let skip = usize::try_from(from.get().saturating_sub(1)).unwrap_or(usize::MAX);
        Ok(self.lock().log.iter().skip(skip).take(limit).cloned().collect())
    }

    fn query(
        &self,
        index: &Name,
        prefix: &[u8],
        cursor: Option<&[u8]>,
        limit: usize,
    ) -> Result<QueryPage, StoreError> {
        let inner = self.lock();
        let start = (index.clone(), prefix.to_vec());
        let mut page = QueryPage::default();
        for ((name, key), value) in inner.indexes.range(start..) {
            if name != index || !key.starts_with(prefix) {
                break;
            }
            if cursor.is_some_and(|cursor| key.as_slice() <= cursor) {
                continue;
            }
            if page.entries.len() == limit {
                page.next = page.entries.last().map(|entry| entry.key.clone());
                break;
            }
            page.entries.push(IndexEntry {
                key: key.clone(),
                value: value.clone(),
            });
        }
        Ok(page)
    }

    fn claim_timers(&self, until_day: i32, limit: usize) -> Result<TimerPage, StoreError> {
        let inner = self.lock();
        let due = inner
            .timers
            .iter()
            .take_while(|timer| timer.due_day <= until_day)
            .take(limit);
        Ok(TimerPage {
            timers: due.cloned().collect(),
            damaged: Vec::new(),
        })
    }

    fn verify(&self, stream: Option<&StreamId>) -> Result<VerifyReport, StoreError> {
        let inner = self.lock();
        let chosen = inner
            .streams
            .iter()
            .filter(|(name, _)| stream.is_none_or(|stream| stream == *name));
        let streams: Vec<_> = chosen.map(|(name, stream)| inner.report(name, stream)).collect();
        Ok(VerifyReport {
            events: streams.iter().map(|report| report.last.get()).sum(),
            streams,
            last_position: Position(inner.log.len() as u64),
            problems: Vec::new(),
        })
    }

    fn verify_whole(&self) -> Result<VerifyReport, StoreError> {
        Ok(VerifyReport {
            last_position: self.log_head()?.position,
            ..VerifyReport::default()
        })
    }

    fn log_head(&self) -> Result<LogHead, StoreError> {
        Ok(self.lock().chain.last().copied().unwrap_or_default())
    }

    fn holds(&self, head: &LogHead) -> Result<Holding, StoreError> {
        let inner = self.lock();
        let known = inner.chain.iter().find(|known| known.position >= head.position);
        Ok(match known {
            _ if *head == LogHead::default() => Holding::Holds,
            Some(known) if known == head => Holding::Holds,
            Some(_) => Holding::Differs,
            None => Holding::Shorter,
        })
    }

    fn put_meta(&self, name: &Name, value: &[u8]) -> Result<(), StoreError> {
        check_meta(name.as_str(), value)?;
        self.lock().meta.insert(name.clone(), value.to_vec());
        Ok(())
    }

    fn get_meta(&self, name: &Name) -> Result<Option<Vec<u8>>, StoreError> {
        Ok(self.lock().meta.get(name).cloned())
    }
}
