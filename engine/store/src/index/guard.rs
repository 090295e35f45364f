//! Owns calling sled: no panic of it gets out, and its errors are sorted into "the machine refused" and "the
//! files are damaged".
//!
//! Never repairs anything. Tests: `tests/damage.rs`, `tests/faults.rs`.

use std::io::ErrorKind;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::Path;

use crate::error::StoreError;

/// Why sled did not answer.
#[derive(Debug)]
pub(crate) enum Trouble {
    /// The operating system refused: a full disk, missing rights, too many files. Rebuilding would not help.
    Machine(std::io::Error),
    /// What the files hold cannot be used.
    Damaged(String),
    /// Another holder of sled's own lock, for a moment: one closing in this process.
    Held,
}

impl Trouble {
    pub(crate) fn into_error(self, path: &Path) -> StoreError {
        match self {
            Self::Machine(source) => StoreError::io("use the index at", path, source),
            Self::Damaged(reason) => StoreError::Index {
                path: path.to_owned(),
                reason,
            },
            Self::Held => StoreError::Index {
                path: path.to_owned(),
                reason: "sled's own lock is held".into(),
            },
        }
    }
}

/// Runs a call of sled; a panic in it becomes damage.
pub(crate) fn guarded<T>(call: impl FnOnce() -> sled::Result<T>) -> Result<T, Trouble> {
    // What a panic may leave half-changed is sled's memory, and sled is not used after trouble.
    match catch_unwind(AssertUnwindSafe(call)) {
        Ok(Ok(value)) => Ok(value),
        Ok(Err(error)) => Err(sort(error)),
        Err(panic) => {
            let text = panic.downcast_ref::<String>().map(String::as_str);
            let text = text
                .or_else(|| panic.downcast_ref::<&str>().copied())
                .unwrap_or("no message");
            match machine_trouble_in(text) {
                Some(kind) => Err(Trouble::Machine(std::io::Error::new(kind, text.to_owned()))),
                None => Err(Trouble::Damaged(format!("sled gave up: {text}"))),
            }
        }
    }
}

fn sort(error: sled::Error) -> Trouble {
    match error {
        sled::Error::Io(error) if error.to_string().contains("could not acquire lock") => Trouble::Held,
        sled::Error::Io(error) => match error.kind() {
            ErrorKind::UnexpectedEof
            | ErrorKind::InvalidData
            | ErrorKind::InvalidInput
            | ErrorKind::NotFound
            | ErrorKind::IsADirectory
            | ErrorKind::NotADirectory => Trouble::Damaged(error.to_string()),
            ErrorKind::Other => match machine_trouble_in(&error.to_string()) {
                Some(_) => Trouble::Machine(error),
                None => Trouble::Damaged(error.to_string()),
            },
            _ => Trouble::Machine(error),
        },
        other => Trouble::Damaged(other.to_string()),
    }
}

/// Recognises a refusal of the operating system in the text of a panic, where sled unwraps its own errors.
fn machine_trouble_in(text: &str) -> Option<ErrorKind> {
    const SIGNS: [(&str, ErrorKind); 8] = [
        ("StorageFull", ErrorKind::StorageFull),
        ("No space left", ErrorKind::StorageFull),
        ("QuotaExceeded", ErrorKind::QuotaExceeded),
        ("FileTooLarge", ErrorKind::FileTooLarge),
        ("PermissionDenied", ErrorKind::PermissionDenied),
        ("ReadOnlyFilesystem", ErrorKind::ReadOnlyFilesystem),
        ("Too many open files", ErrorKind::Other),
        ("Input/output error", ErrorKind::Other),
    ];
    SIGNS
        .iter()
        .find(|(sign, _)| text.contains(sign))
        .map(|&(_, kind)| kind)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_full_disk_is_not_damage_and_a_bad_file_is() {
        let full = || Err::<(), _>(sled::Error::Io(ErrorKind::StorageFull.into()));
        assert!(matches!(guarded(full), Err(Trouble::Machine(_))));
        let cut = || Err::<(), _>(sled::Error::Io(ErrorKind::UnexpectedEof.into()));
        assert!(matches!(guarded(cut), Err(Trouble::Damaged(_))));
        let corrupt = || Err::<(), _>(sled::Error::ReportableBug("x".into()));
        assert!(matches!(guarded(corrupt), Err(Trouble::Damaged(_))));
        let held = || {
            Err::<(), _>(sled::Error::Io(std::io::Error::other(
                "could not acquire lock on db",
            )))
        };
        assert!(matches!(guarded(held), Err(Trouble::Held)));
        assert!(machine_trouble_in("called `unwrap()` on Io(Os { code: 28, kind: StorageFull })").is_some());
        assert!(machine_trouble_in("index out of bounds").is_none());
    }
}
