//! Owns the few file operations the journal writes with, as a layer that tests can put faults into.
//!
//! The journal's segments are written and read through it; the lock, the anchor and the index are not. Never retries:
//! a failed sync is reported once and final. Tests: `tests/faults.rs`.

use std::fmt::Debug;
use std::fs::{File, OpenOptions};
use std::io;
use std::os::unix::fs::{DirBuilderExt, FileExt, OpenOptionsExt};
use std::path::Path;
use std::sync::Arc;

use crate::error::StoreError;

/// A file being written.
pub trait DataFile: Send {
    /// Writes all bytes at a place.
    ///
    /// # Errors
    /// When the operating system takes fewer bytes or none; what is in the file then is unknown.
    fn write_all_at(&mut self, bytes: &[u8], offset: u64) -> io::Result<()>;

    /// Makes what was written durable (`fdatasync`).
    ///
    /// # Errors
    /// When the disk refuses; what was written since the last success may then be lost.
    fn sync_data(&mut self) -> io::Result<()>;

    /// Cuts the file to a length.
    ///
    /// # Errors
    /// When the operating system refuses.
    fn set_len(&mut self, len: u64) -> io::Result<()>;
}

/// A file being read, by many at once.
pub trait ReadFile: Send + Sync {
    /// Reads into the buffer from a place on; 0 at the end of the file.
    ///
    /// # Errors
    /// When the operating system refuses.
    fn read_at(&self, buffer: &mut [u8], offset: u64) -> io::Result<usize>;

    /// Tells how long the file is now.
    ///
    /// # Errors
    /// When the operating system refuses.
    fn len(&self) -> io::Result<u64>;

    /// Tells whether nothing is in it.
    ///
    /// # Errors
    /// When the operating system refuses.
    fn is_empty(&self) -> io::Result<bool> {
        Ok(self.len()? == 0)
    }
}

impl ReadFile for File {
    fn read_at(&self, buffer: &mut [u8], offset: u64) -> io::Result<usize> {
        FileExt::read_at(self, buffer, offset)
    }

    fn len(&self) -> io::Result<u64> {
        Ok(self.metadata()?.len())
    }
}

/// Creates and opens the files the journal writes.
pub trait FileLayer: Send + Sync + Debug {
    /// Opens a file that is there, for reading.
    ///
    /// # Errors
    /// When it cannot be opened.
    fn read(&self, path: &Path) -> io::Result<Arc<dyn ReadFile>> {
        Ok(Arc::new(File::open(path)?))
    }

    /// Creates a file that is not there yet.
    ///
    /// # Errors
    /// When it is there or cannot be created.
    fn create(&self, path: &Path) -> io::Result<Box<dyn DataFile>>;

    /// Opens a file that is there, for writing.
    ///
    /// # Errors
    /// When it cannot be opened.
    fn open(&self, path: &Path) -> io::Result<Box<dyn DataFile>>;

    /// Makes the names in a folder durable.
    ///
    /// # Errors
    /// When the disk refuses.
    fn sync_dir(&self, path: &Path) -> io::Result<()>;
}

/// The files of the operating system, readable and writable by their owner alone.
#[derive(Clone, Copy, Debug, Default)]
pub struct RealFiles;

struct RealFile(File);

impl DataFile for RealFile {
    fn write_all_at(&mut self, bytes: &[u8], offset: u64) -> io::Result<()> {
        self.0.write_all_at(bytes, offset)
    }

    fn sync_data(&mut self) -> io::Result<()> {
        self.0.sync_data()
    }

    fn set_len(&mut self, len: u64) -> io::Result<()> {
        self.0.set_len(len)
    }
}

impl FileLayer for RealFiles {
    fn create(&self, path: &Path) -> io::Result<Box<dyn DataFile>> {
        let file = OpenOptions::new()
            .write(true)
            .create_new(true)
            .mode(0o600)
            .open(path)?;
        Ok(Box::new(RealFile(file)))
    }

    fn open(&self, path: &Path) -> io::Result<Box<dyn DataFile>> {
        Ok(Box::new(RealFile(OpenOptions::new().write(true).open(path)?)))
    }

    fn sync_dir(&self, path: &Path) -> io::Result<()> {
        File::open(path)?.sync_all()
    }
}

/// Makes a folder durable in the folder above it.
pub(crate) fn sync_folder(path: &Path) -> Result<(), StoreError> {
    RealFiles
        .sync_dir(path)
        .map_err(|error| StoreError::io("sync", path, error))
}

/// Creates a folder and those above it, for the owner alone, and makes the new names durable.
pub(crate) fn create_folder(path: &Path) -> Result<(), StoreError> {
    if path.is_dir() {
        return Ok(());
    }
    let parent = path.parent().filter(|parent| !parent.as_os_str().is_empty());
    if let Some(parent) = parent {
        create_folder(parent)?;
    }
    let made = std::fs::DirBuilder::new().mode(0o700).create(path);
    match made {
        Err(error) if error.kind() != io::ErrorKind::AlreadyExists || !path.is_dir() => {
            Err(StoreError::io("create", path, error))
        }
        _ => parent.map_or(Ok(()), sync_folder),
    }
}

/// Puts a file in the place of another so that one or the other is there after a crash.
pub(crate) fn replace_file(path: &Path, bytes: &[u8]) -> Result<(), StoreError> {
    let temporary = path.with_extension("new");
    let fail = |doing| {
        let temporary = temporary.clone();
        move |error| {
            let _ = std::fs::remove_file(&temporary);
            StoreError::io(doing, &temporary, error)
        }
    };
    let mut options = OpenOptions::new();
    options.write(true).create(true).truncate(true).mode(0o600);
    let file = options.open(&temporary).map_err(fail("create"))?;
    file.write_all_at(bytes, 0).map_err(fail("write"))?;
    file.sync_all().map_err(fail("sync"))?;
    std::fs::rename(&temporary, path).map_err(fail("rename"))?;
    path.parent().map_or(Ok(()), sync_folder)
}
