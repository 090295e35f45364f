//! Compiled code on disk, so that the first call after a start costs milliseconds instead of a compilation.
//!
//! An entry is keyed by the component, the engine's version and its settings, and carries a checksum of our own,
//! verified before the engine sees a byte of it. Entries are written whole or not at all, readable by their owner
//! alone; a damaged or foreign one is ignored and written anew, and a folder that cannot be written costs a
//! compilation, never a failure. Tests are below and in `tests/contract/cache.rs`.

use std::fs::{self, File, OpenOptions};
use std::hash::{Hash, Hasher};
use std::io::{self, Write};
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::SystemTime;

use alongside_core::digest::Digest;
use wasmtime::Engine;
use wasmtime::component::Component;

/// The first bytes of an entry: what it is, and the version of its form.
const MAGIC: &[u8; 16] = b"alongside-code-1";
const HEADER_BYTES: usize = MAGIC.len() + 32 + 32;
/// The most entries kept; beyond it the oldest go.
const ENTRIES_MAX: usize = 64;
const EXTENSION: &str = "code";

/// The key of a component's compiled code under one engine.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Key(blake3::Hash);

impl Key {
    pub(crate) fn new(component: &Digest, engine: &Engine) -> Self {
        let mut hasher = KeyHasher(blake3::Hasher::new());
        hasher.write(component.to_string().as_bytes());
        engine.precompile_compatibility_hash().hash(&mut hasher);
        Self(hasher.0.finalize())
    }

    fn file(&self, dir: &Path) -> PathBuf {
        dir.join(self.0.to_hex().as_str()).with_extension(EXTENSION)
    }
}

struct KeyHasher(blake3::Hasher);

impl Hasher for KeyHasher {
    fn write(&mut self, bytes: &[u8]) {
        self.0.update(bytes);
    }

    fn finish(&self) -> u64 {
        let hash = self.0.finalize();
        hash.as_bytes()
            .iter()
            .take(8)
            .fold(0, |number, byte| (number << 8) | u64::from(*byte))
    }
}

/// Loads the compiled code of a component, if a sound entry is there.
#[expect(
    unsafe_code,
    reason = "the engine can only take compiled code back through an unsafe function"
)]
pub(crate) fn load(dir: &Path, key: Key, engine: &Engine) -> Option<Component> {
    let code = read(&key.file(dir), key)?;
    // SAFETY: `deserialize` wants bytes that `serialize` produced. The folder and the file belong to this user and
    // nobody else can write to them, and the checksum written together with the bytes holds, for this key, which
    // covers the engine's version and settings.
    match unsafe { Component::deserialize(engine, code) } {
        Ok(component) => Some(component),
        Err(error) => {
            tracing::debug!(%error, "compiled code was not accepted; compiling again");
            None
        }
    }
}

/// Reads an entry and gives its code if the file is private, whole, and made for this key.
fn read(path: &Path, key: Key) -> Option<Vec<u8>> {
    let mut bytes = match private_bytes(path) {
        Ok(bytes) => bytes,
        Err(error) if error.kind() == io::ErrorKind::NotFound => return None,
        Err(error) => {
            tracing::warn!(path = %path.display(), %error, "compiled code was not read; compiling again");
            return None;
        }
    };
    let header = bytes.get(..HEADER_BYTES)?;
    let sound = header == header_of(key, bytes.get(HEADER_BYTES..)?);
    if !sound {
        tracing::warn!(path = %path.display(), "compiled code is damaged; compiling again");
        return None;
    }
    Some(bytes.split_off(HEADER_BYTES))
}

fn header_of(key: Key, code: &[u8]) -> Vec<u8> {
    [MAGIC.as_slice(), key.0.as_bytes(), blake3::hash(code).as_bytes()].concat()
}

#[cfg(unix)]
fn private_bytes(path: &Path) -> io::Result<Vec<u8>> {
    use std::io::Read;
    use std::os::unix::fs::MetadataExt;

    let mut file = File::open(path)?;
    let metadata = file.metadata()?;
    let folder = fs::metadata(path.parent().unwrap_or(path))?;
    for (metadata, what) in [(&metadata, "the file"), (&folder, "the folder")] {
        if metadata.mode() & 0o022 != 0 {
            return Err(io::Error::other(format!("others may write to {what}")));
        }
        if metadata.uid() != rustix::process::geteuid().as_raw() {
            return Err(io::Error::other(format!("{what} belongs to another user")));
        }
    }
    let mut bytes = Vec::new();
    file.read_to_end(&mut bytes)?;
    Ok(bytes)
}

#[cfg(not(unix))]
fn private_bytes(path: &Path) -> io::Result<Vec<u8>> {
    fs::read(path)
}

/// Keeps the compiled code of a component. What goes wrong is logged and costs the next start a compilation.
pub(crate) fn store(dir: &Path, key: Key, component: &Component) {
    let written = component
        .serialize()
        .map_err(io::Error::other)
        .and_then(|code| write(dir, key, &code));
    if let Err(error) = written {
        tracing::warn!(folder = %dir.display(), %error, "compiled code was not kept");
    }
}

fn write(dir: &Path, key: Key, code: &[u8]) -> io::Result<()> {
    static COUNTER: AtomicU64 = AtomicU64::new(0);
    create_private_dir(dir)?;
    let unique = COUNTER.fetch_add(1, Ordering::Relaxed);
    let temporary = dir.join(format!("{}-{unique}.tmp", std::process::id()));
    let outcome = write_whole(&temporary, key, code).and_then(|()| fs::rename(&temporary, key.file(dir)));
    if outcome.is_err() {
        // What matters is the first error; a temporary file left behind is swept with the old entries.
        let _ = fs::remove_file(&temporary);
        return outcome;
    }
    sync_dir(dir)?;
    sweep(dir)
}

fn write_whole(path: &Path, key: Key, code: &[u8]) -> io::Result<()> {
    let mut options = OpenOptions::new();
    options.write(true).create_new(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    let mut file = options.open(path)?;
    file.write_all(&header_of(key, code))?;
    file.write_all(code)?;
    file.sync_all()
}

fn create_private_dir(dir: &Path) -> io::Result<()> {
    let mut builder = fs::DirBuilder::new();
    builder.recursive(true);
    #[cfg(unix)]
    std::os::unix::fs::DirBuilderExt::mode(&mut builder, 0o700);
    builder.create(dir)
}

#[cfg(unix)]
fn sync_dir(dir: &Path) -> io::Result<()> {
    File::open(dir)?.sync_all()
}

#[cfg(not(unix))]
fn sync_dir(_: &Path) -> io::Result<()> {
    Ok(())
}

/// Removes the oldest entries beyond the most that are kept.
fn sweep(dir: &Path) -> io::Result<()> {
    let mut entries: Vec<(SystemTime, PathBuf)> = Vec::new();
    for entry in fs::read_dir(dir)? {
        let entry = entry?;
        // An entry that is gone by now was swept, or put in its place, by another process.
        if let Ok(metadata) = entry.metadata() {
            entries.push((metadata.modified()?, entry.path()));
        }
    }
    entries.retain(|(_, path)| {
        path.extension()
            .is_some_and(|extension| extension == EXTENSION || extension == "tmp")
    });
    entries.sort();
    let surplus = entries.len().saturating_sub(ENTRIES_MAX);
    entries
        .iter()
        .take(surplus)
        .try_for_each(|(_, path)| fs::remove_file(path))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn key(number: u8) -> Key {
        Key(blake3::hash(&[number]))
    }

    #[test]
    fn an_entry_comes_back_whole_and_only_under_its_key() {
        let dir = tempfile::tempdir().unwrap();
        let dir = dir.path().join("code");
        write(&dir, key(1), b"machine code").unwrap();
        assert_eq!(read(&key(1).file(&dir), key(1)).unwrap(), b"machine code");
        fs::rename(key(1).file(&dir), key(2).file(&dir)).unwrap();
        assert_eq!(
            read(&key(2).file(&dir), key(2)),
            None,
            "an entry of another key under this name"
        );
    }

    #[test]
    fn no_damaged_entry_is_ever_accepted() {
        let dir = tempfile::tempdir().unwrap();
        let dir = dir.path().join("code");
        write(&dir, key(1), b"machine code").unwrap();
        let path = key(1).file(&dir);
        let whole = fs::read(&path).unwrap();
        for position in 0..whole.len() {
            let mut damaged = whole.clone();
            damaged[position] ^= 0x10;
            fs::write(&path, damaged).unwrap();
            assert_eq!(read(&path, key(1)), None, "byte {position} flipped");
            fs::write(&path, &whole[..position]).unwrap();
            assert_eq!(read(&path, key(1)), None, "cut off at {position}");
        }
        fs::write(&path, &whole).unwrap();
        assert!(read(&path, key(1)).is_some());
    }

    #[cfg(unix)]
    #[test]
    fn what_others_may_write_is_not_trusted() {
        use std::os::unix::fs::{MetadataExt, PermissionsExt};
        let dir = tempfile::tempdir().unwrap();
        let dir = dir.path().join("code");
        write(&dir, key(1), b"machine code").unwrap();
        let path = key(1).file(&dir);
        assert_eq!(fs::metadata(&path).unwrap().mode() & 0o777, 0o600);
        assert_eq!(fs::metadata(&dir).unwrap().mode() & 0o777, 0o700);
        fs::set_permissions(&path, fs::Permissions::from_mode(0o620)).unwrap();
        assert_eq!(read(&path, key(1)), None);
        fs::set_permissions(&path, fs::Permissions::from_mode(0o600)).unwrap();
        fs::set_permissions(&dir, fs::Permissions::from_mode(0o777)).unwrap();
        assert_eq!(read(&path, key(1)), None);
    }

    #[test]
    fn the_oldest_entries_go() {
        let dir = tempfile::tempdir().unwrap();
        for number in 0..=u8::try_from(ENTRIES_MAX).unwrap() {
            write(dir.path(), key(number), &[number]).unwrap();
        }
        assert_eq!(fs::read_dir(dir.path()).unwrap().count(), ENTRIES_MAX);
        let last = key(u8::try_from(ENTRIES_MAX).unwrap());
        assert!(last.file(dir.path()).exists());
    }
}
