//! Copies folders and finds pages in them. Owns nothing but that; never deletes. Tests are below.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

use crate::failure::Failure;

/// Copies a folder and everything in it.
///
/// # Errors
///
/// A file or folder cannot be read or written; what was copied by then stays.
pub fn copy(from: &Path, to: &Path) -> Result<(), Failure> {
    std::fs::create_dir_all(to).map_err(Failure::file("create", to))?;
    for path in entries(from)? {
        let Some(name) = path.file_name() else { continue };
        let target = to.join(name);
        if path.is_dir() {
            copy(&path, &target)?;
        } else {
            std::fs::copy(&path, &target).map_err(Failure::file("copy", &path))?;
        }
    }
    Ok(())
}

/// Finds the pages, HTML and Markdown, of a folder and everything in it.
pub(crate) fn pages(folder: &Path) -> Result<BTreeSet<PathBuf>, Failure> {
    let mut found = BTreeSet::new();
    for path in entries(folder)? {
        if path.is_dir() {
            found.extend(pages(&path)?);
        } else if path
            .extension()
            .is_some_and(|extension| extension == "html" || extension == "md")
        {
            found.insert(path);
        }
    }
    Ok(found)
}

fn entries(folder: &Path) -> Result<Vec<PathBuf>, Failure> {
    let entries = std::fs::read_dir(folder).map_err(Failure::file("read", folder))?;
    entries
        .map(|entry| {
            entry
                .map(|entry| entry.path())
                .map_err(Failure::file("read", folder))
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::{copy, pages};

    #[test]
    fn a_folder_is_copied_whole_and_its_pages_are_found() {
        let place = tempfile::tempdir().unwrap();
        let (from, to) = (place.path().join("from"), place.path().join("to"));
        std::fs::create_dir_all(from.join("data")).unwrap();
        std::fs::write(from.join("README.md"), "a").unwrap();
        std::fs::write(from.join("data/rows.csv"), [0xef, 0xbb, 0xbf, b'x', b'\r', b'\n']).unwrap();
        copy(&from, &to).unwrap();
        assert_eq!(
            std::fs::read(to.join("data/rows.csv")).unwrap(),
            [0xef, 0xbb, 0xbf, b'x', b'\r', b'\n']
        );
        let before = pages(&to).unwrap();
        std::fs::write(to.join("data/report.html"), "b").unwrap();
        let after = pages(&to).unwrap();
        assert_eq!(
            after.difference(&before).collect::<Vec<_>>(),
            [&to.join("data/report.html")]
        );
    }

    #[test]
    fn a_missing_folder_is_named() {
        let place = tempfile::tempdir().unwrap();
        let message = copy(&place.path().join("gone"), &place.path().join("to"))
            .unwrap_err()
            .to_string();
        assert!(
            message.starts_with("cannot read ") && message.contains("gone"),
            "{message}"
        );
    }
}
