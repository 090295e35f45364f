//! Bringing the store of a workspace up to date with this release, or only trying it on a copy.

use std::path::{Path, PathBuf};

use alongside_store::{EventStore, JournalOptions, JournalStore, STORE_FORMAT, StoreLock, store_format};
use serde::Serialize;

use crate::error::RuntimeError;
use crate::inner::store_options;
use crate::workspace::Layout;

/// What bringing a store up to date came to, or would.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Upgraded {
    /// The format the store had; none where there was no store yet.
    pub from: Option<u16>,
    /// The format of this release.
    pub to: u16,
    /// Whether it was only tried, on a copy.
    pub dry_run: bool,
    /// How many events were read and verified afterwards.
    pub events: u64,
    /// Where the older store was copied to.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub copied_to: Option<PathBuf>,
}

/// Brings the store of the workspace that `start` lies in up to date, and checks it; with `dry_run` tries it on a copy.
///
/// Every command that opens the workspace does the same; this one says what it did.
///
/// # Errors
/// When the store is newer than this release, damaged, in use, or the machine refuses.
pub fn upgrade(start: &Path, dry_run: bool) -> Result<Upgraded, RuntimeError> {
    let start = start
        .canonicalize()
        .map_err(|error| RuntimeError::file("find", start, error))?;
    let layout = Layout::find(&start)?;
    let from = store_format(&layout.store())?;
    let (store, copy) = match dry_run {
        false => (JournalStore::open(&layout.store(), store_options(&layout))?, None),
        true => {
            let copy = Copy::of(&layout)?;
            (
                JournalStore::open(&copy.0, JournalOptions::default())?,
                Some(copy),
            )
        }
    };
    let report = store.verify(None)?;
    if let Some(damage) = report.damaged().next() {
        return Err(alongside_store::StoreError::from(damage.clone()).into());
    }
    let copied_to = store.recovery().copied_to.clone().filter(|_| copy.is_none());
    Ok(Upgraded {
        from,
        to: STORE_FORMAT,
        dry_run,
        events: report.events,
        copied_to,
    })
}

/// A copy of a store to try things on; gone when this is dropped.
struct Copy(PathBuf);

impl Copy {
    fn of(layout: &Layout) -> Result<Self, RuntimeError> {
        let copy = Self(layout.private().join(format!("try-{}", uuid::Uuid::now_v7())));
        let store = layout.store();
        if store.is_dir() {
            let _hold = StoreLock::take(&store)?;
            for part in ["journal", "meta"] {
                copy_files(&store.join(part), &copy.0.join(part))?;
            }
        }
        Ok(copy)
    }
}

impl Drop for Copy {
    fn drop(&mut self) {
        // What is left behind harms nobody.
        let _ = std::fs::remove_dir_all(&self.0);
    }
}

fn copy_files(from: &Path, to: &Path) -> Result<(), RuntimeError> {
    crate::workspace::create_folder(to)?;
    if !from.is_dir() {
        return Ok(());
    }
    let failed = |error| RuntimeError::file("copy", from, error);
    for entry in std::fs::read_dir(from).map_err(failed)? {
        let path = entry.map_err(failed)?.path();
        std::fs::copy(&path, to.join(path.file_name().unwrap_or_default())).map_err(failed)?;
    }
    Ok(())
}
