//! Contents named by their digest: kept once, verified whenever they are read from a file. Tests are below.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::sync::{Mutex, PoisonError};

use alongside_core::digest::Digest;

use super::files::{read, write_atomically};
use crate::error::RuntimeError;

/// Whatever is named by its digest.
#[derive(Debug)]
pub(crate) enum Blobs {
    /// Files in a folder.
    Folder(PathBuf),
    /// Contents that end with the process.
    Memory(Mutex<BTreeMap<Digest, Vec<u8>>>),
}

impl Blobs {
    pub(crate) fn new(folder: PathBuf) -> Self {
        Self::Folder(folder)
    }

    pub(crate) fn in_memory() -> Self {
        Self::Memory(Mutex::default())
    }

    /// Keeps `bytes`, durably; keeping the same bytes again costs a look.
    pub(crate) fn put(&self, bytes: &[u8]) -> Result<Digest, RuntimeError> {
        let digest = Digest::of(bytes);
        match self {
            Self::Folder(folder) => {
                let path = path(folder, &digest);
                if get(path.clone(), &digest).is_err() {
                    write_atomically(&path, bytes)?;
                }
            }
            Self::Memory(kept) => {
                let mut kept = kept.lock().unwrap_or_else(PoisonError::into_inner);
                kept.entry(digest).or_insert_with(|| bytes.to_vec());
            }
        }
        Ok(digest)
    }

    /// Reads what is kept under `digest`, and verifies it.
    pub(crate) fn get(&self, digest: &Digest) -> Result<Vec<u8>, RuntimeError> {
        match self {
            Self::Folder(folder) => get(path(folder, digest), digest),
            Self::Memory(kept) => {
                let kept = kept.lock().unwrap_or_else(PoisonError::into_inner);
                kept.get(digest).cloned().ok_or_else(|| RuntimeError::Blob {
                    path: PathBuf::from(digest.to_string()),
                    reason: "nothing was kept under this digest".to_owned(),
                })
            }
        }
    }
}

fn path(folder: &Path, digest: &Digest) -> PathBuf {
    let name = digest.to_string();
    let (prefix, _) = name.split_at(2);
    folder.join(prefix).join(name)
}

fn get(path: PathBuf, digest: &Digest) -> Result<Vec<u8>, RuntimeError> {
    if !path.is_file() {
        return Err(RuntimeError::Blob {
            path,
            reason: "the stored file is gone".to_owned(),
        });
    }
    let bytes = read(&path)?;
    if Digest::of(&bytes) == *digest {
        Ok(bytes)
    } else {
        let reason = "the stored file has changed: it no longer matches its digest".to_owned();
        Err(RuntimeError::Blob { path, reason })
    }
}

#[cfg(test)]
mod tests {
    use std::sync::Barrier;

    use super::*;

    #[test]
    fn many_threads_keep_the_same_bytes_at_once() {
        const THREADS: usize = 16;
        let folder = tempfile::tempdir().unwrap();
        let blobs = Blobs::new(folder.path().to_owned());
        for round in 0_u8..8 {
            let bytes = vec![round; 20_000];
            let start = Barrier::new(THREADS);
            std::thread::scope(|scope| {
                for _ in 0..THREADS {
                    scope.spawn(|| {
                        start.wait();
                        let digest = blobs.put(&bytes).unwrap();
                        assert_eq!(blobs.get(&digest).unwrap(), bytes);
                    });
                }
            });
            let kept = path(folder.path(), &Digest::of(&bytes));
            let beside: Vec<_> = std::fs::read_dir(kept.parent().unwrap())
                .unwrap()
                .map(|entry| entry.unwrap().file_name())
                .filter(|name| name.to_string_lossy().ends_with(".partial"))
                .collect();
            assert!(beside.is_empty(), "left behind: {beside:?}");
        }
    }
}
