//! Owns the format of a store as a whole: which it has, that a newer one is refused, and that an older one is brought
//! up to date after a copy of it was made.
//!
//! ```text
//! format 1    no `format` file; a journal of segments of format 1
//! format 2    `format`: the number and its checksum; the head of the log is witnessed outside the store
//! ```
//!
//! Segments and groups say their own format besides. Never changes a segment. Tests: `tests/formats.rs`.

use std::path::{Path, PathBuf};

use super::files::{create_folder, replace_file, sync_folder};
use super::segment::list_segments;
use crate::error::StoreError;

/// The newest format of a store that this release reads, and the one it writes.
pub const STORE_FORMAT: u16 = 2;

fn format_path(root: &Path) -> PathBuf {
    root.join("format")
}

fn text(format: u16) -> String {
    let number = format.to_string();
    format!("{number} {:08x}\n", crc32c::crc32c(number.as_bytes()))
}

/// Tells the format of the store in a folder; `None` where there is no store yet.
///
/// A format file that cannot be believed counts as the current format: the segments say theirs themselves.
///
/// # Errors
/// When the folder cannot be read.
pub fn store_format(root: &Path) -> Result<Option<u16>, StoreError> {
    let path = format_path(root);
    match std::fs::read_to_string(&path) {
        Ok(said) => {
            let number = said
                .split(' ')
                .next()
                .and_then(|number| number.parse::<u16>().ok());
            Ok(Some(
                number
                    .filter(|number| text(*number) == said)
                    .unwrap_or(STORE_FORMAT),
            ))
        }
        Err(error) if error.kind() == std::io::ErrorKind::InvalidData => Ok(Some(STORE_FORMAT)),
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => {
            let journal = root.join("journal");
            let begun = journal.is_dir() && !list_segments(&journal)?.is_empty();
            Ok(begun.then_some(1))
        }
        Err(error) => Err(StoreError::io("read", &path, error)),
    }
}

/// Refuses a newer store and brings an older one up to date; gives where the older one was copied to.
///
/// The format file comes last: whatever is interrupted before it begins anew.
pub(crate) fn bring_up_to_date(root: &Path) -> Result<Option<PathBuf>, StoreError> {
    let found = store_format(root)?;
    let copied = match found {
        Some(found) if found > STORE_FORMAT => {
            return Err(StoreError::NewerFormat {
                path: format_path(root),
                found,
                supported: STORE_FORMAT,
            });
        }
        Some(STORE_FORMAT) => return Ok(None),
        None => None,
        Some(older) => {
            let copy = root.join(format!("before-format-{STORE_FORMAT}"));
            tracing::info!(older, copy = %copy.display(), "bringing the store up to date");
            for part in ["journal", "meta"] {
                copy_files(&root.join(part), &copy.join(part))?;
            }
            Some(copy)
        }
    };
    replace_file(&format_path(root), text(STORE_FORMAT).as_bytes())?;
    Ok(copied)
}

/// Copies the files of a folder, durably; none where there is no folder.
fn copy_files(from: &Path, to: &Path) -> Result<(), StoreError> {
    if !from.is_dir() {
        return Ok(());
    }
    create_folder(to)?;
    for entry in std::fs::read_dir(from).map_err(|error| StoreError::io("list", from, error))? {
        let path = entry.map_err(|error| StoreError::io("list", from, error))?.path();
        let target = to.join(path.file_name().unwrap_or_default());
        let copied = std::fs::copy(&path, &target).and_then(|_| std::fs::File::open(&target)?.sync_all());
        copied.map_err(|error| StoreError::io("copy", &path, error))?;
    }
    sync_folder(to)
}
