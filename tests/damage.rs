//! Damage is named, never served: after truncating or flipping bytes anywhere in the store the program either gives
//! the right answer or says which engagement is damaged; it never panics and never answers wrongly.

#![expect(clippy::panic, reason = "a test fails by panicking")]

use std::path::{Path, PathBuf};

use alongside_tests::{Example, Seeded, logs, run_in};

const WORKSPACE: &str = "workspace";

/// How many damages are tried, each on a fresh copy.
const DAMAGES: usize = 120;

/// The exit code for damaged data.
const EXIT_DAMAGED: i32 = 7;

#[test]
fn damage_anywhere_is_named_or_harmless() {
    let example = Example::copy("hampshire-primary");
    for step in example.steps() {
        let output = example.program(&step).output();
        let output = output.unwrap_or_else(|error| panic!("failed to run alongside: {error}"));
        assert_eq!(output.status.success(), step.succeeds, "{:?}", step.arguments);
    }
    let workspace = example.path().join(WORKSPACE);
    let expected = logs(&workspace);
    let engagements: Vec<String> = expected
        .as_object()
        .map(|map| map.keys().cloned().collect())
        .unwrap_or_default();
    assert!(!engagements.is_empty(), "the example opened no engagement");
    let files = stored_files(&workspace);
    let mut seeded = Seeded::new(0xda_4a6e);
    let (mut right, mut named) = (0, 0);
    for _ in 0..DAMAGES {
        let copy = tempfile::tempdir().unwrap_or_else(|error| panic!("no folder for a test: {error}"));
        xtask::copy_folder(&workspace, copy.path()).unwrap_or_else(|error| panic!("{error}"));
        let file = pick(&files, &mut seeded);
        let what = damage(&copy.path().join(file), &mut seeded);
        for engagement in &engagements {
            let output = run_in(copy.path(), &["history", engagement, "--all", "--json"]);
            let context = format!("{} of {}", what, file.display());
            let message = String::from_utf8_lossy(&output.stderr);
            if output.status.success() {
                let answer: Option<serde_json::Value> = serde_json::from_slice(&output.stdout).ok();
                assert_eq!(
                    answer.as_ref(),
                    expected.get(engagement),
                    "a wrong answer after {context}"
                );
                right += 1;
            } else {
                assert_eq!(
                    output.status.code(),
                    Some(EXIT_DAMAGED),
                    "after {context}: {message}"
                );
                let says = message.contains(engagement.as_str()) || message.contains(".alongside");
                assert!(says, "after {context} nothing damaged is named: {message}");
                named += 1;
            }
            assert!(
                !message.contains("panicked"),
                "a panic after {context}: {message}"
            );
        }
    }
    assert!(
        right > 0 && named > 0,
        "{right} right answers and {named} named damages: the test tests nothing"
    );
}

/// The files that hold what was stored: journal, index, blobs, by path within the workspace.
fn stored_files(workspace: &Path) -> Vec<PathBuf> {
    let mut found = Vec::new();
    let mut folders = vec![workspace.join(".alongside")];
    while let Some(folder) = folders.pop() {
        let entries =
            std::fs::read_dir(&folder).unwrap_or_else(|error| panic!("{}: {error}", folder.display()));
        for path in entries.filter_map(|entry| Some(entry.ok()?.path())) {
            let skipped = path.ends_with("cache") || path.ends_with("lock");
            match (path.is_dir(), skipped) {
                (_, true) => {}
                (true, false) => folders.push(path),
                (false, false) => found.extend(path.strip_prefix(workspace).map(Path::to_owned)),
            }
        }
    }
    found.sort();
    found
}

/// Picks a journal file half of the time, else any.
fn pick<'f>(files: &'f [PathBuf], seeded: &mut Seeded) -> &'f Path {
    let journal: Vec<&PathBuf> = files
        .iter()
        .filter(|file| file.components().any(|part| part.as_os_str() == "journal"))
        .collect();
    let index = |len: usize, seeded: &mut Seeded| usize::try_from(seeded.below(len as u64)).unwrap_or(0);
    if seeded.below(2) == 0 && !journal.is_empty() {
        let at = index(journal.len(), seeded);
        return journal.get(at).map_or(Path::new(""), |path| path.as_path());
    }
    let at = index(files.len(), seeded);
    files.get(at).map_or(Path::new(""), PathBuf::as_path)
}

/// Truncates the file, flips a byte of it, or overwrites a region with zeros; says which.
fn damage(path: &Path, seeded: &mut Seeded) -> String {
    let mut bytes = std::fs::read(path).unwrap_or_else(|error| panic!("{}: {error}", path.display()));
    if bytes.is_empty() {
        return "nothing (the file is empty)".to_owned();
    }
    let at = usize::try_from(seeded.below(bytes.len() as u64)).unwrap_or(0);
    let what = match seeded.below(3) {
        0 => {
            bytes.truncate(at);
            format!("cutting off at byte {at}")
        }
        1 => {
            if let Some(byte) = bytes.get_mut(at) {
                *byte ^= 1 << seeded.below(8);
            }
            format!("flipping a bit of byte {at}")
        }
        _ => {
            let end = (at + 64).min(bytes.len());
            if let Some(region) = bytes.get_mut(at..end) {
                region.fill(0);
            }
            format!("zeroing bytes {at} to {end}")
        }
    };
    std::fs::write(path, bytes).unwrap_or_else(|error| panic!("{}: {error}", path.display()));
    what
}
