//! Owns the one thread that writes: it takes every append that waits, writes them with one write, makes them
//! durable with one sync, takes them into the index, and only then answers.
//!
//! A lone append is written at once; company gathers only while the disk is busy. After a failed write or
//! sync nothing more is accepted: what the disk holds is then unknown, and only opening the store again finds
//! out. Tests: `tests/concurrent.rs`, `tests/faults.rs`, `tests/conformance.rs`.

use std::io;
use std::sync::atomic::Ordering;
use std::sync::mpsc::{Receiver, SyncSender};
use std::sync::{Arc, PoisonError};

use super::anchor::AnchorWriter;
use super::batch::Batch;
use super::counters::Counters;
use super::end::JournalEnd;
use super::files::DataFile;
use super::options::JournalOptions;
use super::read::Core;
use super::segment::{SEGMENT_HEADER_BYTES, SegmentHeader, segment_path};
use super::witness::{Witnessed, read_witness, write_witness};
use crate::error::StoreError;
use crate::events::{Append, AppendOutcome};

const BATCH_APPENDS_MAX: usize = 512;
const BATCH_BYTES_MAX: usize = 8 << 20;
const SEGMENT_BYTES_MIN: u64 = 4 << 10;

pub(crate) type Answer = Result<AppendOutcome, StoreError>;

/// An append that waits, and where its answer goes.
pub(crate) struct Job {
    pub(crate) append: Append,
    pub(crate) reply: SyncSender<Answer>,
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
        match writer.options.witness.as_deref().map(read_witness).transpose()? {
            Some(Witnessed::Head(head)) if head == writer.end.head() => {}
            Some(Witnessed::Head(_) | Witnessed::Nothing) => writer.bear_witness(),
            // One that cannot be read stays until something is written, so that a check can name it.
            Some(Witnessed::Unreadable(_)) | None => {}
        }
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
        let mut batch = Batch::new(&core, self.end);
        let mut answers = Vec::new();
        while batch.bytes.len() < BATCH_BYTES_MAX {
            let Some(Job { append, reply }) = jobs.next() else {
                break;
            };
            let answer = match self.counters.read_only() {
                Some(read_only) => Err(failure.take().unwrap_or(read_only)),
                None => batch.stage(append),
            };
            answers.push((reply, answer));
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
        for (reply, answer) in answers {
            let answer = match answer {
                // Nothing decided on top of a batch that failed holds.
                Ok(_) if !holds => Err(failure.take().unwrap_or_else(|| self.counters.refusal())),
                answer => answer,
            };
            // Whoever asked may be gone; the append stands all the same.
            let _ = reply.send(answer);
        }
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
                self.bear_witness();
                self.counters.index_flushes.fetch_add(1, Ordering::Relaxed);
            }
            Err(error) => self.lose_index(&error),
        }
    }

    /// Keeps the head of the log outside the store. A failure costs only what the witness could have told.
    fn bear_witness(&self) {
        if let Some(path) = &self.options.witness
            && let Err(error) = write_witness(path, &self.end.head())
        {
            tracing::warn!(path = %path.display(), %error, "cannot write the witness of the journal");
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
