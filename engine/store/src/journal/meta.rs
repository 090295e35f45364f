//! Owns `meta/`: small values of the workspace, one synced file each.
//!
//! A value is replaced as a whole or stays as it was. Never indexes or caches them. Tests: at the foot of
//! this file and `tests/conformance.rs`.

use std::io;
use std::path::Path;

use super::files::{create_folder, replace_file};
use crate::error::StoreError;
use crate::ids::Name;
use crate::limits::check_meta;

pub(crate) fn put_meta(root: &Path, name: &Name, value: &[u8]) -> Result<(), StoreError> {
    check_meta(name.as_str(), value)?;
    let folder = root.join("meta");
    create_folder(&folder)?;
    let mut bytes = value.to_vec();
    bytes.extend_from_slice(&seal(name, value).to_le_bytes());
    // The ending keeps "..", and any name the store uses itself, out of the folder's names.
    replace_file(&folder.join(format!("{name}.value")), &bytes)
}

pub(crate) fn get_meta(root: &Path, name: &Name) -> Result<Option<Vec<u8>>, StoreError> {
    let path = root.join("meta").join(format!("{name}.value"));
    let bytes = match std::fs::read(&path) {
        Ok(bytes) => bytes,
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(None),
        Err(error) => return Err(StoreError::io("read", &path, error)),
    };
    let sound = bytes
        .split_last_chunk::<4>()
        .filter(|(value, crc)| seal(name, value) == u32::from_le_bytes(**crc));
    match sound {
        Some((value, _)) => Ok(Some(value.to_vec())),
        None => Err(StoreError::FileDamaged {
            path,
            reason: "the checksum does not match".into(),
        }),
    }
}

fn seal(name: &Name, value: &[u8]) -> u32 {
    crc32c::crc32c_append(crc32c::crc32c(name.as_str().as_bytes()), value)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_value_reads_back_and_a_changed_one_is_named() {
        let root = tempfile::tempdir().unwrap();
        let name = Name::new("rehearsal.date").unwrap();
        assert_eq!(get_meta(root.path(), &name).unwrap(), None);
        put_meta(root.path(), &name, b"2026-09-01").unwrap();
        put_meta(root.path(), &name, b"2026-09-02").unwrap();
        assert_eq!(
            get_meta(root.path(), &name).unwrap(),
            Some(b"2026-09-02".to_vec())
        );
        let path = root.path().join("meta/rehearsal.date.value");
        let mut bytes = std::fs::read(&path).unwrap();
        bytes[9] ^= 1;
        std::fs::write(&path, bytes).unwrap();
        let error = get_meta(root.path(), &name).unwrap_err();
        assert!(error.to_string().contains("rehearsal.date.value"), "{error}");
    }
}
