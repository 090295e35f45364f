//! Digests of what a plugin is built from, so that a change is noticed whatever the compiler.
//!
//! Tests are below.

use std::fs;
use std::path::{Path, PathBuf};

/// What every plugin is built from, besides its own folder.
const SHARED: [&str; 5] = ["Cargo.toml", "Cargo.lock", "sdk/Cargo.toml", "sdk/src", "wit"];

/// Computes the digest of some bytes.
pub(super) fn digest_of(bytes: &[u8]) -> String {
    blake3::hash(bytes).to_hex().to_string()
}

/// Computes the digest of everything that a plugin is built from. Tests, READMEs and the component itself are no part.
pub(super) fn digest_of_plugin(folder: &Path, name: &str) -> Result<String, String> {
    let own = ["Cargo.toml", "src"].map(|part| format!("{name}/{part}"));
    digest_of_parts(folder, SHARED.into_iter().chain(own.iter().map(String::as_str)))
}

/// Computes the digest of files and folders, by their names and contents.
pub(super) fn digest_of_parts<'a>(
    folder: &Path,
    parts: impl Iterator<Item = &'a str>,
) -> Result<String, String> {
    let mut files = Vec::new();
    for part in parts {
        gather(&folder.join(part), &mut files)?;
    }
    files.sort();
    let mut hasher = blake3::Hasher::new();
    for file in files {
        let bytes = fs::read(&file).map_err(|error| format!("failed to read {}: {error}", file.display()))?;
        let name = file.strip_prefix(folder).unwrap_or(&file);
        for part in name.components() {
            hasher.update(part.as_os_str().as_encoded_bytes()).update(b"/");
        }
        hasher.update(blake3::hash(&bytes).as_bytes());
    }
    Ok(hasher.finalize().to_hex().to_string())
}

/// Lists the files at a path, which is a file or a folder.
fn gather(path: &Path, files: &mut Vec<PathBuf>) -> Result<(), String> {
    if path.is_file() {
        files.push(path.to_owned());
        return Ok(());
    }
    let fail = |error| format!("failed to list {}: {error}", path.display());
    for entry in fs::read_dir(path).map_err(fail)? {
        gather(&entry.map_err(fail)?.path(), files)?;
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_change_of_name_or_content_changes_the_digest() {
        let folder = tempfile::tempdir().unwrap();
        let write = |name: &str, text: &str| fs::write(folder.path().join(name), text).unwrap();
        let digest = || digest_of_parts(folder.path(), ["src", "Cargo.toml"].into_iter()).unwrap();
        fs::create_dir_all(folder.path().join("src/deep")).unwrap();
        write("Cargo.toml", "a");
        write("src/deep/lib.rs", "b");
        let before = digest();
        write("README.md", "no part of it");
        assert_eq!(digest(), before);
        write("src/deep/lib.rs", "c");
        let changed = digest();
        assert_ne!(changed, before);
        fs::rename(
            folder.path().join("src/deep/lib.rs"),
            folder.path().join("src/deep/main.rs"),
        )
        .unwrap();
        assert_ne!(digest(), changed);
        assert!(
            digest_of_parts(folder.path(), ["nothing"].into_iter())
                .unwrap_err()
                .contains("nothing")
        );
    }
}
