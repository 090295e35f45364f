//! The head of the log: a tail that is gone with everything that knew of it, and a store that was swapped, are
//! noticed by the witness outside the folder; heads taken earlier are held for ever.

#![expect(clippy::unwrap_used, reason = "a test fails by panicking")]

mod support;

use std::path::Path;

use alongside_store::{
    EventStore, Holding, JournalOptions, JournalStore, LogHead, MemoryStore, Position, StoreError,
};
use support::{append, copy_folder, full_append, segments, small};

fn with_witness(folder: &Path) -> JournalOptions {
    JournalOptions {
        witness: Some(folder.join("head")),
        ..small()
    }
}

fn open(folder: &Path) -> Result<JournalStore, StoreError> {
    JournalStore::open(&folder.join("store"), with_witness(folder))
}

/// Appends so many groups to one stream, from where it stands.
fn write(store: &JournalStore, to: &str, groups: u64) {
    let last = store.head(&support::stream(to)).unwrap();
    let last = last.map_or(0, |head| head.last.get());
    for n in last..last + groups {
        store.append(full_append(to, n, &format!("c{n}"), 1)).unwrap();
    }
}

fn swap(folder: &Path, other: &Path) {
    std::fs::remove_dir_all(folder.join("store")).unwrap();
    copy_folder(&other.join("store"), &folder.join("store"));
}

#[test]
fn a_store_swapped_for_its_own_older_copy_is_refused() {
    let (place, older) = (tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap());
    let store = open(place.path()).unwrap();
    write(&store, "a", 20);
    drop(store);
    copy_folder(&place.path().join("store"), &older.path().join("store"));
    write(&open(place.path()).unwrap(), "a", 20);
    swap(place.path(), older.path());
    let error = open(place.path()).map(|_| ()).unwrap_err();
    assert!(
        matches!(error, StoreError::EventsLost { missing: 20, .. }),
        "{error}"
    );
}

#[test]
fn a_store_swapped_for_another_is_refused_however_long_it_is() {
    for groups in [20, 30] {
        let (place, other) = (tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap());
        write(&open(place.path()).unwrap(), "a", 20);
        write(&open(other.path()).unwrap(), "b", groups);
        swap(place.path(), other.path());
        let error = open(place.path()).map(|_| ()).unwrap_err();
        assert!(
            matches!(
                error,
                StoreError::Replaced {
                    position: Position(20),
                    ..
                }
            ),
            "{error}"
        );
        assert!(error.to_string().contains("journal"), "{error}");
    }
}

#[test]
fn a_tail_gone_with_index_and_anchor_is_refused() {
    let place = tempfile::tempdir().unwrap();
    write(&open(place.path()).unwrap(), "a", 20);
    let root = place.path().join("store");
    let last = segments(&root).pop().unwrap();
    let len = std::fs::metadata(&last).unwrap().len();
    std::fs::OpenOptions::new()
        .write(true)
        .open(&last)
        .unwrap()
        .set_len(len - 300)
        .unwrap();
    std::fs::remove_dir_all(root.join("index")).unwrap();
    std::fs::remove_file(root.join("journal/anchor")).unwrap();
    let error = open(place.path()).map(|_| ()).unwrap_err();
    assert!(matches!(error, StoreError::EventsLost { .. }), "{error}");
    // Without the witness nothing is left to tell.
    std::fs::remove_file(place.path().join("head")).unwrap();
    assert!(open(place.path()).is_ok());
}

#[test]
fn a_tail_gone_while_the_index_knows_whose_it_was_spares_the_others() {
    let place = tempfile::tempdir().unwrap();
    let store = open(place.path()).unwrap();
    write(&store, "b", 5);
    write(&store, "a", 5);
    drop(store);
    let last = segments(&place.path().join("store")).pop().unwrap();
    let len = std::fs::metadata(&last).unwrap().len();
    let file = std::fs::OpenOptions::new().write(true).open(&last).unwrap();
    file.set_len(len - 5).unwrap();
    for groups in 0..3 {
        let store = open(place.path()).unwrap();
        assert!(matches!(
            store.load(&support::stream("a")),
            Err(StoreError::Damaged { .. })
        ));
        write(&store, "b", groups);
        let report = store.verify(None).unwrap();
        let damaged: Vec<_> = report.damaged().map(|damage| damage.stream.to_string()).collect();
        assert_eq!(damaged, ["a"]);
        let told = report.problems.iter().filter(|problem| problem.contains("head"));
        assert_eq!(told.count(), 0, "{:?}", report.problems);
    }
}

#[test]
fn a_witness_left_behind_by_a_killed_process_is_no_reason_to_refuse() {
    let (place, killed) = (tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap());
    write(&open(place.path()).unwrap(), "a", 7);
    let store = open(place.path()).unwrap();
    write(&store, "a", 40);
    // What a process that is killed now leaves behind.
    copy_folder(place.path(), killed.path());
    drop(store);
    let store = open(killed.path()).unwrap();
    assert_eq!(store.log_head().unwrap().position, Position(47));
    assert!(store.verify(None).unwrap().is_sound());
    drop(store);
    assert_eq!(
        std::fs::read(place.path().join("head")).unwrap(),
        std::fs::read(killed.path().join("head")).unwrap(),
        "the same log has the same head"
    );
}

#[test]
fn a_witness_changed_anywhere_is_named_and_opens_or_refuses() {
    let place = tempfile::tempdir().unwrap();
    write(&open(place.path()).unwrap(), "a", 9);
    let path = place.path().join("head");
    let sound = std::fs::read(&path).unwrap();
    let mut named = 0;
    for at in (0..sound.len()).step_by(3) {
        for changed in [sound[..at].to_vec(), {
            let mut flipped = sound.clone();
            flipped[at] ^= 1 << (at % 8);
            flipped
        }] {
            std::fs::write(&path, &changed).unwrap();
            match open(place.path()) {
                Ok(store) => {
                    let report = store.verify(None).unwrap();
                    let harmless = report.is_sound();
                    let told = report.problems.iter().any(|problem| problem.contains("head"));
                    assert!(harmless || told, "byte {at}: {:?}", report.problems);
                    named += u32::from(told);
                }
                Err(StoreError::NewerFormat { .. }) => {}
                Err(error) => unreachable!("byte {at}: {error}"),
            }
        }
    }
    assert!(named > 40, "{named}");
}

#[test]
fn every_head_ever_taken_is_held_and_no_other() {
    let place = tempfile::tempdir().unwrap();
    let memory = MemoryStore::new();
    let store = open(place.path()).unwrap();
    let mut taken = Vec::new();
    for n in 0..40 {
        for store in [&store as &dyn EventStore, &memory] {
            store.append(append("a", n * 2, &format!("c{n}"), 2)).unwrap();
        }
        taken.push((store.log_head().unwrap(), memory.log_head().unwrap()));
    }
    drop(store);
    let store = open(place.path()).unwrap();
    assert!(
        segments(&place.path().join("store")).len() > 2,
        "heads lie in several segments"
    );
    for (durable, in_memory) in taken {
        check_head(&store, durable);
        check_head(&memory, in_memory);
    }
}

fn check_head(store: &dyn EventStore, head: LogHead) {
    assert_eq!(store.holds(&LogHead::default()).unwrap(), Holding::Holds);
    assert_eq!(store.holds(&head).unwrap(), Holding::Holds, "{head}");
    let mut other = head;
    other.digest[7] ^= 1;
    assert_eq!(store.holds(&other).unwrap(), Holding::Differs, "{head}");
    other = head;
    other.position = Position(head.position.get() - 1);
    assert_eq!(
        store.holds(&other).unwrap(),
        Holding::Differs,
        "in the middle of an append: {head}"
    );
    other.position = Position(head.position.get() + 1_000);
    assert_eq!(store.holds(&other).unwrap(), Holding::Shorter, "{head}");
}
