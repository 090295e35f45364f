//! Opening again: after a clean end, after a crash at any byte, without the index, with leftovers of others.

#![expect(clippy::unwrap_used, reason = "a test fails by panicking")]

mod support;

use std::fs::OpenOptions;
use std::os::unix::fs::FileExt;
use std::path::Path;

use alongside_store::{
    AppendOutcome, EventStore, JournalOptions, JournalStore, Position, Sequence, StoreError,
};
use support::{answers, append, copy_folder, full_append, name, open, open_small, segments, stream};

/// A closed store with a few streams over several small segments.
fn history(root: &Path) {
    let store = open_small(root);
    for n in 0..60 {
        let to = format!("s{}", n % 5);
        store
            .append(full_append(&to, (n / 5) * 2, &format!("c{n}"), 2))
            .unwrap();
    }
}

/// Copies what a killed process would leave: the index from before, the journal from after.
fn with_older_index(journal_of: &Path, index_of: &Path, to: &Path) {
    copy_folder(journal_of, to);
    std::fs::remove_dir_all(to.join("index")).unwrap();
    copy_folder(&index_of.join("index"), &to.join("index"));
}

#[test]
fn everything_acknowledged_is_there_after_a_clean_end() {
    let root = tempfile::tempdir().unwrap();
    history(root.path());
    assert!(segments(root.path()).len() > 2, "several segments");
    let store = open(root.path());
    assert_eq!(store.recovery(), &alongside_store::Recovery::default());
    let all = answers(&store);
    assert_eq!(
        (
            all.all.len(),
            all.heads.len(),
            all.timers.len(),
            all.indexes.len()
        ),
        (120, 5, 10, 5)
    );
    drop(store);
    let store = open(root.path());
    assert_eq!(answers(&store), all);
    assert!(store.verify(None).unwrap().is_sound());
}

#[test]
fn the_tail_the_index_missed_is_replayed() {
    let (before, after, mixed) = (
        tempfile::tempdir().unwrap(),
        tempfile::tempdir().unwrap(),
        tempfile::tempdir().unwrap(),
    );
    history(before.path());
    copy_folder(before.path(), after.path());
    let store = open_small(after.path());
    for n in 0..30 {
        store
            .append(full_append("s1", 24 + n, &format!("later {n}"), 1))
            .unwrap();
    }
    let expected = answers(&store);
    drop(store);
    with_older_index(after.path(), before.path(), mixed.path());
    let store = open(mixed.path());
    assert_eq!(store.recovery().replayed_groups, 30);
    assert_eq!(store.recovery().rebuilt, None);
    assert_eq!(answers(&store), expected);
    assert!(store.verify(None).unwrap().is_sound());
    let again = store.append(full_append("s1", 0, "later 7", 1)).unwrap();
    assert_eq!(
        again,
        AppendOutcome::Duplicate {
            first: Sequence(32),
            last: Sequence(32)
        }
    );
}

#[test]
fn a_write_torn_at_any_byte_is_cut_off_whole() {
    let (before, after) = (tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap());
    let store = open(before.path());
    store.append(full_append("a", 0, "c1", 2)).unwrap();
    store.append(full_append("b", 0, "c1", 1)).unwrap();
    let expected = answers(&store);
    drop(store);
    copy_folder(before.path(), after.path());
    let store = open(after.path());
    store.append(full_append("a", 2, "c2", 3)).unwrap();
    drop(store);
    let segment = segments(after.path()).pop().unwrap();
    let whole = std::fs::read(&segment).unwrap();
    let sound = std::fs::metadata(segments(before.path()).pop().unwrap())
        .unwrap()
        .len() as usize;
    assert!(whole.len() > sound + 300);
    let tear = |bytes: &[u8], what: String| {
        let root = tempfile::tempdir().unwrap();
        copy_folder(before.path(), root.path());
        std::fs::write(segments(root.path()).pop().unwrap(), bytes).unwrap();
        let store = open(root.path());
        assert_eq!(store.recovery().cut_bytes, (bytes.len() - sound) as u64, "{what}");
        assert!(
            store.recovery().damaged.is_empty() && store.recovery().rebuilt.is_none(),
            "{what}"
        );
        assert_eq!(answers(&store), expected, "{what}");
        let position = support::appended(&store.append(full_append("a", 2, "c2", 1)).unwrap());
        assert_eq!(position, (3, 4), "{what}");
        drop(store);
        let store = open(root.path());
        assert_eq!(store.read_all(Position(1), 9).unwrap().len(), 4, "{what}");
        assert!(store.verify(None).unwrap().is_sound(), "{what}");
    };
    // Every byte would take minutes of opening: every 23rd, each end, and blocks that never reached the disk.
    for len in (sound + 1..whole.len()).filter(|len| (len - sound) % 23 == 1 || whole.len() - len < 3) {
        tear(&whole[..len], format!("cut to {len}"));
    }
    for (from, to) in [
        (sound, whole.len()),
        (sound, sound + 100),
        (sound + 200, whole.len()),
    ] {
        let mut blank = whole.clone();
        blank[from..to].fill(0);
        tear(&blank, format!("blank from {from} to {to}"));
    }
}

#[test]
fn a_segment_whose_making_was_interrupted_is_removed() {
    let root = tempfile::tempdir().unwrap();
    history(root.path());
    let expected = answers(&open_small(root.path()));
    for len in [0, 1, 63] {
        let torn = root.path().join("journal/00000000000000000121.seg");
        std::fs::write(&torn, vec![0x41; len]).unwrap();
        let store = open_small(root.path());
        assert!(!torn.exists(), "{len}");
        assert_eq!(answers(&store), expected);
    }
    let store = open_small(root.path());
    store.append(append("s1", 24, "more", 1)).unwrap();
    assert!(store.verify(None).unwrap().is_sound());
}

#[test]
fn a_missing_index_is_rebuilt_from_the_journal() {
    let root = tempfile::tempdir().unwrap();
    history(root.path());
    let expected = answers(&open_small(root.path()));
    std::fs::remove_dir_all(root.path().join("index")).unwrap();
    let store = open_small(root.path());
    assert_eq!(store.recovery().replayed_groups, 60);
    assert_eq!(answers(&store), expected);
}

#[test]
fn a_half_made_snapshot_of_sled_and_a_half_made_index_are_swept_up() {
    let root = tempfile::tempdir().unwrap();
    history(root.path());
    let expected = answers(&open_small(root.path()));
    let generating = root.path().join("index/snap.00000000000000FF.generating");
    std::fs::write(&generating, b"half of it").unwrap();
    std::fs::create_dir_all(root.path().join("index.rebuilding/blobs")).unwrap();
    let store = open_small(root.path());
    assert!(!generating.exists() && !root.path().join("index.rebuilding").exists());
    assert_eq!(store.recovery(), &alongside_store::Recovery::default());
    assert_eq!(answers(&store), expected);
}

#[test]
fn an_unusable_index_is_moved_aside_and_at_most_three_are_kept() {
    let root = tempfile::tempdir().unwrap();
    history(root.path());
    let expected = answers(&open_small(root.path()));
    for round in 1..=5 {
        std::fs::write(root.path().join("index/db"), vec![round; 100_000]).unwrap();
        let store = open_small(root.path());
        assert!(store.recovery().rebuilt.is_some(), "round {round}");
        assert_eq!(
            store.recovery().moved_aside,
            Some(root.path().join(format!("index.damaged-{round}")))
        );
        assert_eq!(answers(&store), expected);
    }
    let kept = std::fs::read_dir(root.path()).unwrap();
    let kept = kept
        .filter(|entry| {
            entry
                .as_ref()
                .unwrap()
                .file_name()
                .to_string_lossy()
                .contains("damaged")
        })
        .count();
    assert_eq!(kept, 3);
}

#[test]
fn a_second_holder_is_told_who_is_there() {
    let root = tempfile::tempdir().unwrap();
    let first = open(root.path());
    let Err(error) = JournalStore::open(root.path(), JournalOptions::default()) else {
        panic!("opened twice");
    };
    let message = error.to_string();
    assert!(matches!(error, StoreError::Locked { pid, .. } if pid == std::process::id()));
    assert!(
        message.contains(&root.path().display().to_string()) && message.contains("in use by process"),
        "{message}"
    );
    drop(first);
    open(root.path());
}

#[test]
fn a_journal_of_a_newer_format_is_refused_by_its_version() {
    let root = tempfile::tempdir().unwrap();
    history(root.path());
    let segment = segments(root.path()).pop().unwrap();
    let mut bytes = std::fs::read(&segment).unwrap();
    bytes[8] = 2;
    let crc = crc32c(&bytes[..60]);
    bytes[60..64].copy_from_slice(&crc.to_le_bytes());
    std::fs::write(&segment, bytes).unwrap();
    std::fs::remove_dir_all(root.path().join("index")).unwrap();
    let Err(error) = JournalStore::open(root.path(), JournalOptions::default()) else {
        panic!("a newer format was opened");
    };
    assert!(
        matches!(
            error,
            StoreError::NewerFormat {
                found: 2,
                supported: 1,
                ..
            }
        ),
        "{error}"
    );
    assert!(error.to_string().contains("use a newer release"), "{error}");
}

/// The same checksum as the store's, bit by bit, so that the test does not lean on what it tests.
fn crc32c(bytes: &[u8]) -> u32 {
    !bytes.iter().fold(!0, |crc, &byte| {
        (0..8).fold(crc ^ u32::from(byte), |crc, _| {
            (crc >> 1) ^ (0x82f6_3b78 & 0u32.wrapping_sub(crc & 1))
        })
    })
}

#[test]
fn a_newer_format_is_refused_even_where_only_the_last_segment_is_looked_at() {
    let root = tempfile::tempdir().unwrap();
    let store = open(root.path());
    store.append(append("a", 0, "c", 1)).unwrap();
    drop(store);
    let segment = segments(root.path()).pop().unwrap();
    let file = OpenOptions::new().read(true).write(true).open(&segment).unwrap();
    let mut header = [0; 64];
    file.read_exact_at(&mut header, 0).unwrap();
    header[8] = 7;
    let crc = crc32c(&header[..60]);
    header[60..].copy_from_slice(&crc.to_le_bytes());
    file.write_all_at(&header, 0).unwrap();
    let error = JournalStore::open(root.path(), JournalOptions::default())
        .map(|_| ())
        .unwrap_err();
    assert!(
        matches!(error, StoreError::NewerFormat { found: 7, .. }),
        "{error}"
    );
}

#[test]
fn a_folder_that_takes_no_files_is_named() {
    let error = JournalStore::open(Path::new("/sys/alongside-test"), JournalOptions::default())
        .map(|_| ())
        .unwrap_err();
    let message = error.to_string();
    assert!(
        message.contains("failed to create /sys/alongside-test"),
        "{message}"
    );
    let file = tempfile::NamedTempFile::new().unwrap();
    let error = JournalStore::open(file.path(), JournalOptions::default())
        .map(|_| ())
        .unwrap_err();
    assert!(matches!(error, StoreError::Io { .. }), "{error}");
}

#[test]
fn files_are_private_to_their_owner() {
    use std::os::unix::fs::PermissionsExt;
    let root = tempfile::tempdir().unwrap();
    let inside = root.path().join("new/store");
    let store = open(&inside);
    store.append(append("a", 0, "c", 1)).unwrap();
    store.put_meta(&name("x"), b"1").unwrap();
    let mode = |path: &Path| std::fs::metadata(path).unwrap().permissions().mode() & 0o777;
    assert_eq!(mode(&inside), 0o700);
    assert_eq!(mode(&segments(&inside)[0]), 0o600);
    assert_eq!(mode(&inside.join("meta/x.value")), 0o600);
    assert_eq!(store.head(&stream("a")).unwrap().unwrap().last, Sequence(1));
}
