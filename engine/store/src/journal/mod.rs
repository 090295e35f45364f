//! Owns the durable backend: a journal of our own, and the index that is derived from it.
//!
//! ```text
//! <root>/lock                   who holds the store
//! <root>/format                 the format of the store as a whole (`format.rs`)
//! <root>/before-format-N/       an older store, as it was before it was brought up to date
//! <root>/journal/<position>.seg segments: the truth
//! <root>/journal/anchor         how far the journal was durable
//! <root>/journal/losses.json    streams known to have lost events (only when there are any)
//! <root>/index/                 sled: rebuilt from the journal when missing or damaged
//! <root>/index.damaged-N/       an index that was replaced
//! <root>/meta/<name>.value      workspace values
//! ```
//!
//! How a fault is noticed
//! - A byte changed in the journal: the checksum or the hash chain fails when the stream is read or verified.
//! - A tail cut off, a segment gone: the index and the anchor know how far the journal was durable and which
//!   streams lay there. Opening names them and remembers them in `losses.json`.
//! - A byte changed in the index: sled's checksums, our seals or the totals fail, and the index is rebuilt.
//! - Index and anchor both gone together with the journal's tail, or the whole folder replaced by an older copy or
//!   by another one: the witness, a file outside the folder (`JournalOptions::witness`), holds the head of the log,
//!   and opening is refused. Without a witness nothing is left to tell.
//!
//! Derived data (heads, index changes, timers) is recorded in the journal beside its events, so a rebuild
//! needs the journal alone. Snapshots live in the index only: a rebuild drops them.

mod anchor;
mod batch;
mod counters;
mod end;
mod files;
mod format;
mod list;
mod lock;
mod losses;
mod meta;
mod options;
mod read;
mod recover;
mod replay;
mod salvage;
mod scan;
mod segment;
mod store;
mod verify;
mod walk;
mod witness;
mod writer;

pub use files::{DataFile, FileLayer, ReadFile, RealFiles};
pub use format::{STORE_FORMAT, store_format};
pub use lock::StoreLock;
pub use options::{JournalOptions, Recovery, StoreStats};
pub use salvage::{Salvage, SalvagedStream, salvage};
pub use store::JournalStore;
pub use walk::{JournalSummary, JournalWalk, copy_journal};
pub use witness::bear_witness;

pub(crate) use end::JournalEnd;
