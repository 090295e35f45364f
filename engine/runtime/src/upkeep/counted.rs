//! How far long work has come, for whoever waits and watches from another thread.

use std::sync::atomic::{AtomicU64, Ordering};

/// Counts what is done of what there is to do.
#[derive(Debug, Default)]
pub struct Counted {
    done: AtomicU64,
    total: AtomicU64,
}

impl Counted {
    /// How much is done, and of how much; both 0 before that is known.
    pub fn read(&self) -> (u64, u64) {
        (
            self.done.load(Ordering::Relaxed),
            self.total.load(Ordering::Relaxed),
        )
    }

    /// Says how much there is to do more.
    pub(crate) fn expect(&self, more: u64) {
        self.total.fetch_add(more, Ordering::Relaxed);
    }

    /// Says that something was done.
    pub(crate) fn add(&self, done: u64) {
        self.done.fetch_add(done, Ordering::Relaxed);
    }
}
