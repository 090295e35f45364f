//! Copying a journal without its lock: whole appends only, whatever is being written; damage is named.

#![expect(clippy::unwrap_used, reason = "a test fails by panicking")]

mod support;

use std::path::Path;

use alongside_store::{EventStore, JournalOptions, JournalStore, JournalSummary, StoreError, copy_journal};
use support::{full_append, segments, small, stream};

fn options(folder: &Path) -> JournalOptions {
    JournalOptions {
        witness: Some(folder.join("head")),
        ..small()
    }
}

fn write(folder: &Path, from: u64, to: u64) {
    let store = JournalStore::open(&folder.join("store"), options(folder)).unwrap();
    for n in from..to {
        store.append(full_append("a", n, &format!("c{n}"), 1)).unwrap();
    }
}

/// Copies into a folder and gives what was copied.
fn copy(folder: &Path, to: &Path) -> Result<JournalSummary, StoreError> {
    let journal = to.join("store/journal");
    std::fs::create_dir_all(&journal).unwrap();
    let witness = folder.join("head");
    copy_journal(&folder.join("store"), Some(&witness), |name, bytes| {
        std::fs::write(journal.join(name), bytes).unwrap();
        Ok::<(), StoreError>(())
    })
}

#[test]
fn a_copy_taken_while_others_write_is_a_whole_store() {
    let place = tempfile::tempdir().unwrap();
    let store = JournalStore::open(&place.path().join("store"), options(place.path())).unwrap();
    std::thread::scope(|scope| {
        scope.spawn(|| {
            for n in 0..400 {
                store.append(full_append("a", n, &format!("c{n}"), 1)).unwrap();
            }
        });
        for _ in 0..8 {
            let to = tempfile::tempdir().unwrap();
            let summary = copy(place.path(), to.path()).unwrap();
            let copied = support::open(&to.path().join("store"));
            assert_eq!(copied.log_head().unwrap(), summary.head);
            assert!(copied.verify(None).unwrap().is_sound());
            assert_eq!(copied.recovery().cut_bytes, 0, "only whole appends are copied");
            std::thread::sleep(std::time::Duration::from_millis(20));
        }
    });
    assert_eq!(
        copy(place.path(), tempfile::tempdir().unwrap().path())
            .unwrap()
            .head,
        store.log_head().unwrap()
    );
}

#[test]
fn a_torn_tail_is_left_out_and_damage_before_it_refused() {
    let place = tempfile::tempdir().unwrap();
    write(place.path(), 0, 30);
    let root = place.path().join("store");
    let last = segments(&root).pop().unwrap();
    let sound = std::fs::read(&last).unwrap();
    std::fs::write(&last, [&sound[..], &sound[64..90]].concat()).unwrap();
    let to = tempfile::tempdir().unwrap();
    let summary = copy(place.path(), to.path()).unwrap();
    assert_eq!(summary.streams[&stream("a")].get(), 30);
    assert_eq!(
        std::fs::metadata(to.path().join("store/journal").join(last.file_name().unwrap()))
            .unwrap()
            .len(),
        sound.len() as u64
    );
    // Cut before what the witness knows.
    std::fs::write(&last, &sound[..sound.len() - 9]).unwrap();
    let error = copy(place.path(), to.path()).unwrap_err();
    assert!(
        matches!(error, StoreError::EventsLost { missing: 1, .. }),
        "{error}"
    );
    std::fs::write(&last, &sound).unwrap();
    for segment in segments(&root).iter().rev().skip(1) {
        let sound = std::fs::read(segment).unwrap();
        for at in (0..sound.len()).step_by(97) {
            let mut flipped = sound.clone();
            flipped[at] ^= 4;
            std::fs::write(segment, &flipped).unwrap();
            let error = copy(place.path(), to.path()).unwrap_err();
            assert!(error.to_string().contains("store/journal"), "byte {at}: {error}");
        }
        std::fs::write(segment, &sound).unwrap();
    }
}
