//! Owns the one thread that writes: it takes every append that waits, writes them with one write, makes them
//! durable with one sync, takes them into the index, and only then answers.
//!
//! A lone append is written at once; company gathers only while the disk is busy. After a failed write or
//! sync nothing more is accepted: what the disk holds is then unknown, and only opening the store again finds
//! out. Tests: `tests/concurrent.rs`, `tests/faults.rs`, `tests/conformance.rs`.

use std::io;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::mpsc::{Receiver, SyncSender};
use std::sync::{Arc, OnceLock, PoisonError};

use super::anchor::AnchorWriter;
use super::end::JournalEnd;
use super::files::DataFile;
use super::options::{JournalOptions, StoreStats};
use super::read::Core;
use super::segment::{SEGMENT_HEADER_BYTES, SegmentHeader, segment_path};
use crate::error::StoreError;
use crate::events::{Append, AppendOutcome, EventHash};
use crate::group::{Derived, GroupStart, Location, encode_group, group_digest};
use crate::ids::{Position, Sequence, StreamId};
use crate::index::{AppliedGroup, Overlay, Tip};

const BATCH_APPENDS_MAX: usize = 512;
const BATCH_BYTES_MAX: usize = 8 << 20;
const SEGMENT_BYTES_MIN: u64 = 4 << 10;

pub(crate) type Answer = Result<AppendOutcome, StoreError>;

/// An append that waits, and where its answer goes.
pub(crate) struct Job {
    pub(crate) append: Append,
    pub(crate) reply: SyncSender<Answer>,
}

/// Counts what the writer has done.
#[derive(Default)]
pub(crate) struct Counters {
    syncs: AtomicU64,
    appends: AtomicU64,
    events: AtomicU64,
    bytes: AtomicU64,
    segments: AtomicU64,
    index_flushes: AtomicU64,
    /// Why nothing more is accepted, once it is not.
    failure: OnceLock<String>,
}

impl Counters {
    pub(crate) fn read(&self) -> StoreStats {
        let read = |counter: &AtomicU64| counter.load(Ordering::Relaxed);
        StoreStats {
            syncs: read(&self.syncs),
            appends: read(&self.appends),
            events: read(&self.events),
            bytes: read(&self.bytes),
            segments: read(&self.segments),
            index_flushes: read(&self.index_flushes),
        }
    }

    fn refusal(&self) -> StoreError {
        StoreError::ReadOnly {
            reason: self.failure.get().cloned().unwrap_or_default(),
        }
    }

    pub(crate) fn read_only(&self) -> Option<StoreError> {
        self.failure.get().map(|_| self.refusal())
    }
}

/// The writing side of a journal.
pub(crate) struct Writer {
    core: Arc<Core>,
    counters: Arc<Counters>,
    options: JournalOptions,
    file: Option<Box<dyn DataFile>>,
    end: JournalEnd,
    anchor: AnchorWriter,
    unflushed: u64,
}

/// What is decided but not yet on disk.
struct Batch<'a> {
    bytes: Vec<u8>,
    overlay: Overlay<'a>,
    end: JournalEnd,
    answers: Vec<(SyncSender<Answer>, Answer)>,
    touched: Vec<(StreamId, Sequence)>,
    events: u64,
}

impl Writer {
    /// Gets ready to write behind the end of the journal.
    pub(crate) fn open(
        core: Arc<Core>,
        counters: Arc<Counters>,
        options: JournalOptions,
        end: JournalEnd,
        sealed: bool,
    ) -> Result<Self, StoreError> {
        let anchor = AnchorWriter::new(core.segments.folder());
        let mut writer = Self {
            core,
            counters,
            options,
            file: None,
            end,
            anchor,
            unflushed: 0,
        };
        if sealed || end.segment == 0 {
            writer.begin_segment()?;
        } else {
            let path = writer.core.segments.path(end.segment);
            let file = writer.options.files.open(&path);
            writer.file = Some(file.map_err(|error| StoreError::io("open", &path, error))?);
        }
        // The index knows the same as the anchor once it is flushed, and only then may the anchor forget.
        writer.core.index.flush()?;
        writer.anchor.restart(&writer.end);
        Ok(writer)
    }

    /// Answers appends until nobody can send any more.
    pub(crate) fn run(mut self, queue: &Receiver<Job>) {
        while let Ok(first) = queue.recv() {
            let mut jobs = vec![first];
            while jobs.len() < BATCH_APPENDS_MAX {
                match queue.try_recv() {
                    Ok(job) => jobs.push(job),
                    Err(_) => break,
                }
            }
            let mut jobs = jobs.into_iter().peekable();
            while jobs.peek().is_some() {
                self.commit(&mut jobs);
            }
            if self.unflushed >= self.options.index_flush_appends.max(1) {
                self.flush_index();
            }
        }
        if self.unflushed > 0 {
            self.flush_index();
        }
    }

    /// Makes as many of the jobs durable as one batch may hold, and answers them.
    fn commit(&mut self, jobs: &mut impl Iterator<Item = Job>) {
        let limit = self.options.segment_bytes_max.max(SEGMENT_BYTES_MIN);
        let mut failure = None;
        if self.counters.failure.get().is_none()
            && self.end.offset >= limit
            && let Err(error) = self.begin_segment()
        {
            self.fail(&error);
            failure = Some(error);
        }
        let core = Arc::clone(&self.core);
        let mut batch = Batch {
            bytes: Vec::new(),
            overlay: Overlay::new(&core.index),
            end: self.end,
            answers: Vec::new(),
            touched: Vec::new(),
            events: 0,
        };
        while batch.bytes.len() < BATCH_BYTES_MAX {
            let Some(Job { append, reply }) = jobs.next() else {
                break;
            };
            let answer = match self.counters.read_only() {
                Some(read_only) => Err(failure.take().unwrap_or(read_only)),
                None => self.stage(&mut batch, append),
            };
            batch.answers.push((reply, answer));
        }
        let written = if batch.bytes.is_empty() {
            Ok(())
        } else {
            self.write(&mut batch)
        };
        let holds = written.is_ok();
        if let Err(error) = written {
            self.fail(&error);
            failure = Some(error);
        }
        for (reply, answer) in batch.answers {
            let answer = match answer {
                // Nothing decided on top of a batch that failed holds.
                Ok(_) if !holds => Err(failure.take().unwrap_or_else(|| self.counters.refusal())),
                answer => answer,
            };
            // Whoever asked may be gone; the append stands all the same.
            let _ = reply.send(answer);
        }
    }

    /// Decides one append against the index and what the batch already holds.
    fn stage(&self, batch: &mut Batch<'_>, append: Append) -> Answer {
        let core = &self.core;
        core.index()?;
        let tip = batch.overlay.tip(&append.stream)?;
        let tip = tip.unwrap_or_else(Tip::new);
        if let Some(damage) = tip.damage_of(&append.stream) {
            return Err(damage.into());
        }
        if tip.commands.may_hold(&append.command_id)
            && let Some((first, last)) = self.recorded(batch, &append, &tip)?
        {
            return Ok(AppendOutcome::Duplicate { first, last });
        }
        if tip.last != append.expected {
            return Ok(AppendOutcome::Conflict { actual: tip.last });
        }
        let bytes_before = batch.bytes.len();
        let staged = self.encode(batch, append, &tip);
        if staged.is_err() {
            batch.bytes.truncate(bytes_before);
            batch.overlay.discard();
        }
        staged
    }

    /// Looks a command up in the batch being written, then in the journal.
    fn recorded(
        &self,
        batch: &Batch<'_>,
        append: &Append,
        tip: &Tip,
    ) -> Result<Option<(Sequence, Sequence)>, StoreError> {
        let mut tip = tip.clone();
        // Groups of this batch are not in the file yet: read them from the buffer.
        while tip.group.segment == self.end.segment && tip.group.offset >= self.end.offset {
            let at = usize::try_from(tip.group.offset - self.end.offset).unwrap_or(usize::MAX);
            let header = batch
                .bytes
                .get(at..)
                .and_then(|bytes| crate::group::Header::decode(bytes).ok());
            let Some(header) = header else { return Ok(None) };
            if header.command_id == append.command_id {
                return Ok(Some((header.first_sequence, header.last_sequence())));
            }
            tip.group = header.previous;
            tip.last = Sequence(header.first_sequence.get() - 1);
            tip.last_hash = header.chain_before;
        }
        self.core.command(&append.stream, &tip, &append.command_id)
    }

    fn encode(&self, batch: &mut Batch<'_>, append: Append, tip: &Tip) -> Answer {
        let Append {
            stream,
            command_id,
            events,
            head,
            snapshot,
            index_ops,
            timers,
            ..
        } = append;
        let derived = Derived {
            head,
            index_ops,
            timers,
        };
        let start = GroupStart {
            stream: &stream,
            command_id: &command_id,
            first_sequence: tip.last.next(),
            first_position: batch.end.next_position,
            batch_position: self.end.next_position,
            previous: tip.group,
            previous_digest: batch.end.digest,
            chain_before: tip.last_hash,
        };
        let at = batch.bytes.len();
        let (len, hashes) = encode_group(&start, &events, &derived, &mut batch.bytes);
        let count = events.len() as u64;
        let last = Sequence(tip.last.get() + count);
        batch.overlay.apply(&AppliedGroup {
            stream: &stream,
            command_id: &command_id,
            first: tip.last.next(),
            last,
            chain_before: tip.last_hash,
            last_hash: hashes.last().copied().unwrap_or(tip.last_hash),
            location: Location {
                segment: self.end.segment,
                offset: self.end.offset + at as u64,
                len,
            },
            derived: &derived,
        })?;
        if let Some(snapshot) = &snapshot {
            let hash = hash_at(snapshot.sequence, tip, &hashes);
            batch.overlay.put_snapshot(&stream, snapshot, hash)?;
        }
        batch.overlay.accept();
        batch.end = JournalEnd {
            segment: self.end.segment,
            offset: self.end.offset + batch.bytes.len() as u64,
            next_position: Position(batch.end.next_position.get() + count),
            digest: group_digest(&batch.bytes[at..]),
        };
        batch.touched.push((stream, last));
        batch.events += count;
        Ok(AppendOutcome::Appended {
            last,
            position: batch.end.last_position(),
        })
    }

    /// Writes and syncs the batch, then takes it into the index.
    fn write(&mut self, batch: &mut Batch<'_>) -> Result<(), StoreError> {
        let path = self.core.segments.path(self.end.segment);
        let Some(file) = self.file.as_mut() else {
            return Err(StoreError::io("write", &path, io::ErrorKind::NotFound.into()));
        };
        let written = file
            .write_all_at(&batch.bytes, self.end.offset)
            .map_err(|error| ("write", error));
        if let Err((doing, error)) = written.and_then(|()| file.sync_data().map_err(|error| ("sync", error)))
        {
            // Best effort: whatever is left behind is cut off or found whole when the store is opened again.
            let cut = file.set_len(self.end.offset).and_then(|()| file.sync_data());
            if let Err(error) = cut {
                tracing::warn!(path = %path.display(), %error, "cannot cut a failed write off the journal");
            }
            return Err(StoreError::io(doing, &path, error));
        }
        self.end = batch.end;
        let appends = batch.touched.len() as u64;
        for (counter, by) in [
            (&self.counters.syncs, 1),
            (&self.counters.appends, appends),
            (&self.counters.events, batch.events),
            (&self.counters.bytes, batch.bytes.len() as u64),
        ] {
            counter.fetch_add(by, Ordering::Relaxed);
        }
        self.unflushed += appends;
        self.anchor.add(
            &self.end,
            batch.touched.iter().map(|(stream, last)| (stream, *last)),
        );
        if let Err(error) = self.core.index.commit(batch.overlay.take(), self.end) {
            // The events are durable, so the answers stand; but nothing read from here on would know them.
            self.lose_index(&error);
        }
        Ok(())
    }

    /// Begins the segment of the next position and makes it durable before anything goes into it.
    fn begin_segment(&mut self) -> Result<(), StoreError> {
        let folder = self.core.segments.folder().to_owned();
        let first_position = self.end.next_position.get();
        let path = segment_path(&folder, first_position);
        let header = SegmentHeader {
            first_position,
            previous_segment: self.end.segment,
            digest_before: self.end.digest,
        };
        let files = &self.options.files;
        let made = files.create(&path).and_then(|mut file| {
            file.write_all_at(&header.encode(), 0)?;
            file.sync_data()?;
            files.sync_dir(&folder)?;
            Ok(file)
        });
        let file = match made {
            Ok(file) => file,
            Err(error) => {
                if error.kind() != io::ErrorKind::AlreadyExists {
                    let _ = std::fs::remove_file(&path);
                }
                return Err(StoreError::io("begin the journal segment", &path, error));
            }
        };
        self.file = Some(file);
        self.end.segment = first_position;
        self.end.offset = SEGMENT_HEADER_BYTES;
        self.core
            .starts
            .write()
            .unwrap_or_else(PoisonError::into_inner)
            .push(first_position);
        self.counters.segments.fetch_add(1, Ordering::Relaxed);
        Ok(())
    }

    fn flush_index(&mut self) {
        if self.core.index_failure.get().is_some() {
            return;
        }
        match self.core.index.flush() {
            Ok(()) => {
                self.unflushed = 0;
                self.anchor.restart(&self.end);
                self.counters.index_flushes.fetch_add(1, Ordering::Relaxed);
            }
            Err(error) => self.lose_index(&error),
        }
    }

    fn lose_index(&mut self, error: &StoreError) {
        tracing::error!(%error, "the index failed; the journal is not affected");
        let _ = self.core.index_failure.set(error.to_string());
        let _ = self.counters.failure.set(error.to_string());
    }

    fn fail(&mut self, error: &StoreError) {
        tracing::error!(%error, "the journal takes no more writes");
        let _ = self.counters.failure.set(error.to_string());
    }
}

/// The hash of the event a snapshot was taken at: the one before this append or one of its own.
fn hash_at(sequence: Sequence, tip: &Tip, hashes: &[EventHash]) -> EventHash {
    let own = sequence
        .get()
        .checked_sub(tip.last.get() + 1)
        .and_then(|at| usize::try_from(at).ok());
    own.and_then(|at| hashes.get(at))
        .copied()
        .unwrap_or(tip.last_hash)
}
