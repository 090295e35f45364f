//! Owns `lock`: one process at a time holds a store, and another is told which.
//!
//! The lock is an advisory lock of the operating system on the open file, so it ends with the process however
//! that ends; what the file says is only for people. Never removes the file. Tests: at the foot of this file.

use std::fs::{File, OpenOptions};
use std::io::Read;
use std::os::unix::fs::{FileExt, OpenOptionsExt};
use std::path::Path;

use rustix::fs::{FlockOperation, flock};
use serde::{Deserialize, Serialize};

use crate::error::StoreError;

#[derive(Serialize, Deserialize)]
struct Holder {
    pid: u32,
    command: String,
    since: String,
}

/// The lock on a store: nobody else opens it until this is dropped.
#[derive(Debug)]
pub struct StoreLock {
    _file: File,
}

impl StoreLock {
    /// Takes the lock of a folder without waiting.
    ///
    /// # Errors
    /// `Locked` when another process holds it, `Io` when the lock file cannot be written.
    pub fn take(root: &Path) -> Result<Self, StoreError> {
        let path = root.join("lock");
        let mut options = OpenOptions::new();
        options
            .read(true)
            .write(true)
            .create(true)
            .truncate(false)
            .mode(0o600);
        let mut file = options
            .open(&path)
            .map_err(|error| StoreError::io("open", &path, error))?;
        match flock(&file, FlockOperation::NonBlockingLockExclusive) {
            Ok(()) => {}
            Err(rustix::io::Errno::WOULDBLOCK) => return Err(locked(&mut file, root)),
            Err(error) => return Err(StoreError::io("lock", &path, error.into())),
        }
        let holder = Holder {
            pid: std::process::id(),
            command: std::env::args_os()
                .map(|word| word.to_string_lossy().into_owned())
                .collect::<Vec<_>>()
                .join(" "),
            since: jiff::Timestamp::now().strftime("%Y-%m-%dT%H:%M:%SZ").to_string(),
        };
        let text = serde_json::to_vec(&holder).unwrap_or_default();
        let written = file.set_len(0).and_then(|()| file.write_all_at(&text, 0));
        written.map_err(|error| StoreError::io("write", &path, error))?;
        Ok(Self { _file: file })
    }
}

fn locked(file: &mut File, root: &Path) -> StoreError {
    let mut text = String::new();
    let holder: Option<Holder> = file
        .take(64 << 10)
        .read_to_string(&mut text)
        .ok()
        .and_then(|_| serde_json::from_str(&text).ok());
    let unknown = || Holder {
        pid: 0,
        command: "unknown program".into(),
        since: "an unknown time".into(),
    };
    let Holder { pid, command, since } = holder.unwrap_or_else(unknown);
    StoreError::Locked {
        pid,
        command,
        since,
        path: root.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_second_is_told_who_holds_the_lock_and_a_stale_file_is_no_lock() {
        let root = tempfile::tempdir().unwrap();
        std::fs::write(root.path().join("lock"), "left behind by a process that is gone").unwrap();
        let held = StoreLock::take(root.path()).unwrap();
        let Err(StoreError::Locked {
            pid,
            command,
            since,
            path,
        }) = StoreLock::take(root.path())
        else {
            panic!("the lock was given twice");
        };
        assert_eq!(pid, std::process::id());
        assert!(
            !command.is_empty() && since.starts_with("20") && since.ends_with('Z'),
            "{command} {since}"
        );
        assert_eq!(path, root.path());
        drop(held);
        assert!(StoreLock::take(root.path()).is_ok());
    }
}
