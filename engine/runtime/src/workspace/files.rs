//! Reading with a bound, and writing so that a file is either the old one or the new one, durably.

use std::fs::{self, File};
use std::io::{Read, Write};
use std::path::{Path, PathBuf};

use crate::error::RuntimeError;

/// The largest file that is read into memory, in bytes.
pub(crate) const FILE_BYTES_MAX: u64 = 256 << 20;

/// Reads a file of at most [`FILE_BYTES_MAX`].
pub(crate) fn read(path: &Path) -> Result<Vec<u8>, RuntimeError> {
    let failed = |error| RuntimeError::file("read", path, error);
    let file = File::open(path).map_err(failed)?;
    let mut bytes = Vec::new();
    file.take(FILE_BYTES_MAX + 1)
        .read_to_end(&mut bytes)
        .map_err(failed)?;
    if bytes.len() as u64 > FILE_BYTES_MAX {
        return Err(RuntimeError::input(
            "file-too-large",
            format!("{} is larger than {} MiB", path.display(), FILE_BYTES_MAX >> 20),
        ));
    }
    Ok(bytes)
}

/// Reads a text file.
pub(crate) fn read_text(path: &Path) -> Result<String, RuntimeError> {
    String::from_utf8(read(path)?).map_err(|error| {
        let line = error
            .as_bytes()
            .iter()
            .take(error.utf8_error().valid_up_to())
            .filter(|b| **b == b'\n');
        RuntimeError::input_hint(
            "not-utf-8",
            format!(
                "{} is not UTF-8 text: see line {}",
                path.display(),
                line.count() + 1
            ),
            "save the file as UTF-8",
        )
    })
}

/// Writes a file so that after a crash it is either what it was or what it should be, and is durable when
/// this returns. Creates missing folders.
pub(crate) fn write_atomically(path: &Path, bytes: &[u8]) -> Result<(), RuntimeError> {
    let failed = |error| RuntimeError::file("write", path, error);
    let folder = path.parent().unwrap_or_else(|| Path::new("."));
    create_folder(folder)?;
    let mut name = path.file_name().unwrap_or_default().to_owned();
    // A name of its own for each write: several threads may keep the same blob at once.
    name.push(format!(".{}.partial", uuid::Uuid::now_v7()));
    let partial = folder.join(name);
    let written = (|| {
        let mut file = File::create(&partial)?;
        file.write_all(bytes)?;
        file.sync_all()?;
        fs::rename(&partial, path)?;
        sync_folder(folder)
    })();
    written.map_err(|error| {
        // The error of the write is what matters; a leftover partial file harms nobody.
        let _ = fs::remove_file(&partial);
        failed(error)
    })
}

/// Writes a file that is not there yet, for its owner's eyes alone, durably.
pub(crate) fn write_privately(path: &Path, bytes: &[u8]) -> Result<(), RuntimeError> {
    let mut options = fs::OpenOptions::new();
    options.write(true).create_new(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    let written = options.open(path).and_then(|mut file| {
        file.write_all(bytes)?;
        file.sync_all()
    });
    written.map_err(|error| RuntimeError::file("write", path, error))
}

/// Removes a file, if it is there.
pub(crate) fn remove(path: &Path) -> Result<(), RuntimeError> {
    match fs::remove_file(path) {
        Err(error) if error.kind() != std::io::ErrorKind::NotFound => {
            Err(RuntimeError::file("remove", path, error))
        }
        _ => Ok(()),
    }
}

/// Creates a folder and what is missing above it, durably.
pub(crate) fn create_folder(folder: &Path) -> Result<(), RuntimeError> {
    if folder.as_os_str().is_empty() || folder.is_dir() {
        return Ok(());
    }
    let parent = folder.parent().filter(|parent| !parent.as_os_str().is_empty());
    if let Some(parent) = parent {
        create_folder(parent)?;
    }
    match fs::create_dir(folder) {
        Ok(()) => {}
        Err(error) if error.kind() == std::io::ErrorKind::AlreadyExists => return Ok(()),
        Err(error) => return Err(RuntimeError::file("create the folder", folder, error)),
    }
    sync_folder(parent.unwrap_or_else(|| Path::new(".")))
        .map_err(|error| RuntimeError::file("create the folder", folder, error))
}

fn sync_folder(folder: &Path) -> std::io::Result<()> {
    let folder = if folder.as_os_str().is_empty() {
        Path::new(".")
    } else {
        folder
    };
    File::open(folder)?.sync_all()
}

/// The files of a folder with an extension, in order of name; none where there is no folder.
pub(crate) fn files_in(folder: &Path, extension: &str) -> Result<Vec<PathBuf>, RuntimeError> {
    let failed = |error| RuntimeError::file("list", folder, error);
    if !folder.is_dir() {
        return Ok(Vec::new());
    }
    let mut found = Vec::new();
    for entry in fs::read_dir(folder).map_err(failed)? {
        let path = entry.map_err(failed)?.path();
        if path.extension().is_some_and(|found| found == extension) && path.is_file() {
            found.push(path);
        }
    }
    found.sort();
    Ok(found)
}
