//! Owns the index: what sled holds, all of it derived from the journal (snapshots apart, which can be folded
//! again), every value sealed with a checksum of our own.
//!
//! Never decides whether an append is accepted, and never is the only place something is kept.

mod apply;
mod db;
mod guard;
mod keys;
mod overlay;
mod snapshot;
mod tip;

pub(crate) use apply::AppliedGroup;
pub(crate) use db::{Index, Opened};
pub(crate) use keys::{
    TIMER, TIP, entry_key, entry_prefix, stream_of_tip_key, timer_from_key, timers_end, tip_key,
};
pub(crate) use overlay::Overlay;
pub(crate) use snapshot::SnapshotRecord;
pub(crate) use tip::Tip;
