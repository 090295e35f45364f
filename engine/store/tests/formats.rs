//! Every format that a store ever had: older ones are brought up to date after a copy was made, newer ones refused.

#![expect(clippy::unwrap_used, reason = "a test fails by panicking")]

mod support;

use std::path::Path;

use alongside_store::{
    EventStore, JournalOptions, JournalStore, STORE_FORMAT, Sequence, StoreError, store_format,
};
use support::{copy_folder, full_append, name, small, stream};

/// A store as the release that wrote format 1 left it.
fn format_1(root: &Path) {
    let store = JournalStore::open(root, small()).unwrap();
    for n in 0..30 {
        store.append(full_append("a", n, &format!("c{n}"), 1)).unwrap();
    }
    store.put_meta(&name("date"), b"2018-09-03").unwrap();
    drop(store);
    std::fs::remove_file(root.join("format")).unwrap();
}

#[test]
fn an_older_store_is_copied_and_then_brought_up_to_date_once() {
    let place = tempfile::tempdir().unwrap();
    let root = place.path().join("store");
    assert_eq!(store_format(&root).unwrap(), None);
    format_1(&root);
    let before = place.path().join("before");
    copy_folder(&root, &before);
    assert_eq!(store_format(&root).unwrap(), Some(1));
    let store = JournalStore::open(&root, small()).unwrap();
    let copy = store.recovery().copied_to.clone().unwrap();
    assert!(store.verify(None).unwrap().is_sound());
    drop(store);
    assert_eq!(store_format(&root).unwrap(), Some(STORE_FORMAT));
    for path in support::segments(&before) {
        let copied = copy.join("journal").join(path.file_name().unwrap());
        assert_eq!(std::fs::read(&path).unwrap(), std::fs::read(copied).unwrap());
    }
    // The copy is a store of its own, which the older release can go on with.
    let copied = JournalStore::open(&copy, small()).unwrap();
    assert_eq!(
        copied.read_stream(&stream("a"), Sequence(1), 99).unwrap().len(),
        30
    );
    assert_eq!(copied.get_meta(&name("date")).unwrap().unwrap(), b"2018-09-03");
    let again = JournalStore::open(&root, small()).unwrap();
    assert_eq!(again.recovery().copied_to, None);
}

#[test]
fn an_interrupted_upgrade_begins_anew() {
    let place = tempfile::tempdir().unwrap();
    format_1(place.path());
    let half = place.path().join("before-format-2/journal");
    std::fs::create_dir_all(&half).unwrap();
    let first = support::segments(place.path()).remove(0);
    std::fs::write(half.join(first.file_name().unwrap()), b"half").unwrap();
    let store = JournalStore::open(place.path(), small()).unwrap();
    let copy = store.recovery().copied_to.clone().unwrap();
    assert_eq!(
        std::fs::read(copy.join("journal").join(first.file_name().unwrap())).unwrap(),
        std::fs::read(first).unwrap()
    );
}

#[test]
fn a_newer_store_is_refused_and_a_damaged_number_is_no_number() {
    let place = tempfile::tempdir().unwrap();
    drop(JournalStore::open(place.path(), small()).unwrap());
    let path = place.path().join("format");
    let sound = std::fs::read(&path).unwrap();
    // What a release that writes format 3 would leave.
    std::fs::write(&path, format!("3 {:08x}\n", crc32c(b"3"))).unwrap();
    let error = JournalStore::open(place.path(), small()).map(|_| ()).unwrap_err();
    assert!(
        matches!(
            error,
            StoreError::NewerFormat {
                found: 3,
                supported: STORE_FORMAT,
                ..
            }
        ),
        "{error}"
    );
    for at in 0..sound.len() {
        for bit in 0..8 {
            let mut flipped = sound.clone();
            flipped[at] ^= 1 << bit;
            std::fs::write(&path, flipped).unwrap();
            assert_eq!(
                store_format(place.path()).unwrap(),
                Some(STORE_FORMAT),
                "bit {bit} of byte {at}"
            );
        }
    }
}

/// The checksum, worked out here so that the test does not lean on what it tests.
fn crc32c(bytes: &[u8]) -> u32 {
    !bytes.iter().fold(!0, |crc, &byte| {
        (0..8).fold(crc ^ u32::from(byte), |crc, _| {
            (crc >> 1) ^ (0x82f6_3b78 & (crc & 1).wrapping_neg())
        })
    })
}

/// Every format that was ever written, with how many events its store holds.
const KEPT: [(u16, u64); 2] = [(1, 72), (2, 14)];

#[test]
fn a_store_of_every_format_that_was_ever_written_is_read() {
    assert_eq!(
        KEPT.last().map(|(format, _)| *format),
        Some(STORE_FORMAT),
        "keep a store of the new format"
    );
    let fixtures = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/fixtures");
    for (format, events) in KEPT {
        let place = tempfile::tempdir().unwrap();
        copy_folder(&fixtures.join(format!("format-{format}")), place.path());
        let root = place.path().join("store");
        assert_eq!(store_format(&root).unwrap(), Some(format));
        let options = JournalOptions {
            witness: Some(place.path().join("head")),
            ..JournalOptions::default()
        };
        let store = JournalStore::open(&root, options).unwrap();
        let report = store.verify(None).unwrap();
        assert!(report.is_sound(), "format {format}: {report:?}");
        assert_eq!(report.events, events, "format {format}");
        assert_eq!(store.recovery().copied_to.is_some(), format < STORE_FORMAT);
        assert_eq!(store_format(&root).unwrap(), Some(STORE_FORMAT));
    }
}
