//! Owns the settings of a journal store and what opening it reports.

use std::path::PathBuf;
use std::sync::Arc;

use super::files::{FileLayer, RealFiles};
use crate::answers::Damage;

/// Settings of a journal store; the defaults suit a workspace of thousands of streams.
#[derive(Clone, Debug)]
pub struct JournalOptions {
    /// A segment that has grown to this many bytes is followed by a new one; at least 4 KiB. Default 16 MiB.
    pub segment_bytes_max: u64,
    /// Appends that may wait for the disk at once before another is refused. Default 1024.
    pub queue_max: usize,
    /// Memory for the index's cache, in bytes. Default 8 MiB.
    pub index_cache_bytes: u64,
    /// The index is flushed after this many appends, which bounds what opening replays. Default 1024.
    pub index_flush_appends: u64,
    /// Where the head of the log is kept beside the store, so that a store that was swapped or cut is noticed. The
    /// folder it lies in must be there. Default: nowhere.
    pub witness: Option<PathBuf>,
    /// The files the journal is written through. Default: those of the operating system.
    pub files: Arc<dyn FileLayer>,
}

impl Default for JournalOptions {
    fn default() -> Self {
        Self {
            segment_bytes_max: 16 << 20,
            queue_max: 1024,
            index_cache_bytes: 8 << 20,
            index_flush_appends: 1024,
            witness: None,
            files: Arc::new(RealFiles),
        }
    }
}

/// What opening a journal store had to do.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Recovery {
    /// Groups of the journal's tail that the index did not know yet.
    pub replayed_groups: u64,
    /// Bytes of a torn last write that were cut off; none of it had been acknowledged.
    pub cut_bytes: u64,
    /// Why the index was rebuilt, if it was.
    pub rebuilt: Option<String>,
    /// Where the index it replaces was moved to.
    pub moved_aside: Option<PathBuf>,
    /// Where a store of an older format was copied to before it was brought up to date.
    pub copied_to: Option<PathBuf>,
    /// The streams that are known to be damaged.
    pub damaged: Vec<Damage>,
}

/// What a journal store has done since it was opened.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct StoreStats {
    /// Successful syncs of the journal.
    pub syncs: u64,
    /// Appends that were made durable.
    pub appends: u64,
    /// Events that were made durable.
    pub events: u64,
    /// Bytes written to the journal.
    pub bytes: u64,
    /// Segments begun.
    pub segments: u64,
    /// Flushes of the index.
    pub index_flushes: u64,
}
