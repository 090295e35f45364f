//! Backing up a workspace into a folder that grows by what is new, and restoring it to a new place.
//!
//! ```text
//! DIR/alongside-backup.toml     makes the folder one of backups: its format
//! DIR/objects/ab/<digest>       contents in pieces of at most 1 MiB, each named by its digest, kept once
//! DIR/backups/0001.json         one backup: its files, their pieces, the head of the log; below it its own digest
//! ```
//!
//! A backup takes no lock: the journal only grows, so a copy of it up to some append is a whole log, and what the log
//! names was stored before. The journal is copied first. Nothing in the folder is ever changed; a backup counts only
//! once its list is written, which comes last, after everything has been read back.

mod archive;
mod restore;
mod take;

pub(crate) use archive::{Archive, BackedUpFile, Manifest};
pub use restore::{RestoreRequest, Restored, restore};
pub(crate) use take::JOURNAL;
pub use take::{BackedUp, back_up};
