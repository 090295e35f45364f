//! Owns what the writer counts, and the first failure that ended its writing.

use std::sync::OnceLock;
use std::sync::atomic::{AtomicU64, Ordering};

use super::options::StoreStats;
use crate::error::StoreError;

/// Counts what the writer has done.
#[derive(Default)]
pub(crate) struct Counters {
    pub(crate) syncs: AtomicU64,
    pub(crate) appends: AtomicU64,
    pub(crate) events: AtomicU64,
    pub(crate) bytes: AtomicU64,
    pub(crate) segments: AtomicU64,
    pub(crate) index_flushes: AtomicU64,
    /// Why nothing more is accepted, once it is not.
    pub(crate) failure: OnceLock<String>,
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

    pub(crate) fn refusal(&self) -> StoreError {
        StoreError::ReadOnly {
            reason: self.failure.get().cloned().unwrap_or_default(),
        }
    }

    pub(crate) fn read_only(&self) -> Option<StoreError> {
        self.failure.get().map(|_| self.refusal())
    }
}
