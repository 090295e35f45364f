//! Files named by their digest: written once, verified whenever they are read. Tests are below.

use std::path::PathBuf;

use alongside_core::digest::Digest;

use super::files::{read, write_atomically};
use crate::error::RuntimeError;

/// A folder of content-addressed files.
#[derive(Debug, Clone)]
pub(crate) struct Blobs {
    folder: PathBuf,
}

impl Blobs {
    pub(crate) fn new(folder: PathBuf) -> Self {
        Self { folder }
    }

    fn path(&self, digest: &Digest) -> PathBuf {
        let name = digest.to_string();
        let (prefix, _) = name.split_at(2);
        self.folder.join(prefix).join(name)
    }

    /// Keeps `bytes`, durably; keeping the same bytes again costs a look.
    pub(crate) fn put(&self, bytes: &[u8]) -> Result<Digest, RuntimeError> {
        let digest = Digest::of(bytes);
        let path = self.path(&digest);
        if self.get(&digest).is_err() {
            write_atomically(&path, bytes)?;
        }
        Ok(digest)
    }

    /// Reads what is kept under `digest`, and verifies it.
    pub(crate) fn get(&self, digest: &Digest) -> Result<Vec<u8>, RuntimeError> {
        let path = self.path(digest);
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
            let kept = blobs.path(&Digest::of(&bytes));
            let beside: Vec<_> = std::fs::read_dir(kept.parent().unwrap())
                .unwrap()
                .map(|entry| entry.unwrap().file_name())
                .filter(|name| name.to_string_lossy().ends_with(".partial"))
                .collect();
            assert!(beside.is_empty(), "left behind: {beside:?}");
        }
    }
}
