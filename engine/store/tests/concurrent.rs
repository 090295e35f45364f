//! Many callers at once: each is served, syncs are shared, readers see what was acknowledged.

#![expect(clippy::unwrap_used, reason = "a test fails by panicking")]

mod support;

use std::io;
use std::path::Path;
use std::sync::Arc;
use std::time::Duration;

use alongside_store::{
    AppendOutcome, DataFile, EventStore, FileLayer, JournalOptions, JournalStore, Position, RealFiles,
    Sequence, StoreError,
};
use support::{append, full_append, stream};

/// A disk on which every sync takes a while, so that callers gather.
#[derive(Debug)]
struct SlowFiles(Duration);

struct SlowFile(Box<dyn DataFile>, Duration);

impl DataFile for SlowFile {
    fn write_all_at(&mut self, bytes: &[u8], offset: u64) -> io::Result<()> {
        self.0.write_all_at(bytes, offset)
    }

    fn sync_data(&mut self) -> io::Result<()> {
        std::thread::sleep(self.1);
        self.0.sync_data()
    }

    fn set_len(&mut self, len: u64) -> io::Result<()> {
        self.0.set_len(len)
    }
}

impl FileLayer for SlowFiles {
    fn create(&self, path: &Path) -> io::Result<Box<dyn DataFile>> {
        Ok(Box::new(SlowFile(RealFiles.create(path)?, self.0)))
    }

    fn open(&self, path: &Path) -> io::Result<Box<dyn DataFile>> {
        Ok(Box::new(SlowFile(RealFiles.open(path)?, self.0)))
    }

    fn sync_dir(&self, path: &Path) -> io::Result<()> {
        RealFiles.sync_dir(path)
    }
}

fn slow(ms: u64) -> JournalOptions {
    JournalOptions {
        files: Arc::new(SlowFiles(Duration::from_millis(ms))),
        ..JournalOptions::default()
    }
}

#[test]
fn eight_callers_share_syncs_and_lose_nothing() {
    let root = tempfile::tempdir().unwrap();
    let store = JournalStore::open(root.path(), slow(3)).unwrap();
    std::thread::scope(|scope| {
        for caller in 0..8 {
            let store = &store;
            scope.spawn(move || {
                let to = format!("s{caller}");
                for n in 0..25 {
                    let outcome = store.append(full_append(&to, n, &format!("c{n}"), 1)).unwrap();
                    assert!(matches!(outcome, AppendOutcome::Appended { last, .. } if last.get() == n + 1));
                    assert_eq!(
                        store.head(&stream(&to)).unwrap().unwrap().last,
                        Sequence(n + 1),
                        "own write is seen"
                    );
                }
            });
        }
    });
    let stats = store.stats();
    assert_eq!((stats.appends, stats.events), (200, 200));
    assert!(
        stats.syncs < 100,
        "{} syncs for 200 appends by 8 callers",
        stats.syncs
    );
    assert_eq!(store.read_all(Position::FIRST, 999).unwrap().len(), 200);
    drop(store);
    let store = support::open(root.path());
    assert!(store.verify(None).unwrap().is_sound());
    assert_eq!(store.heads(None, 99).unwrap().entries.len(), 8);
}

#[test]
fn a_lone_append_costs_exactly_one_sync() {
    let root = tempfile::tempdir().unwrap();
    let store = support::open(root.path());
    for n in 0..5 {
        store.append(append("a", n * 3, &format!("c{n}"), 3)).unwrap();
        assert_eq!(store.stats().syncs, n + 1);
    }
    store.append(append("a", 15, "c4", 1)).unwrap();
    assert_eq!(store.stats().syncs, 5, "a duplicate costs none");
}

#[test]
fn of_callers_racing_for_one_sequence_exactly_one_wins() {
    let root = tempfile::tempdir().unwrap();
    let store = JournalStore::open(root.path(), slow(2)).unwrap();
    for round in 0..5 {
        let wins: usize = std::thread::scope(|scope| {
            let race = |caller: u64| {
                let store = &store;
                scope.spawn(move || {
                    let outcome = store
                        .append(append("a", round, &format!("r{round} by {caller}"), 1))
                        .unwrap();
                    usize::from(matches!(outcome, AppendOutcome::Appended { .. }))
                })
            };
            let racers: Vec<_> = (0..8).map(race).collect();
            racers.into_iter().map(|racer| racer.join().unwrap()).sum()
        });
        assert_eq!(wins, 1, "round {round}");
    }
    assert!(store.verify(None).unwrap().is_sound());
}

#[test]
fn the_same_command_from_many_callers_is_recorded_once() {
    let root = tempfile::tempdir().unwrap();
    let store = JournalStore::open(root.path(), slow(2)).unwrap();
    std::thread::scope(|scope| {
        for _ in 0..8 {
            scope.spawn(|| store.append(append("a", 0, "once", 2)).unwrap());
        }
    });
    assert_eq!(store.head(&stream("a")).unwrap().unwrap().last, Sequence(2));
}

#[test]
fn a_full_queue_says_so() {
    let root = tempfile::tempdir().unwrap();
    let store = JournalStore::open(
        root.path(),
        JournalOptions {
            queue_max: 1,
            ..slow(60)
        },
    )
    .unwrap();
    let refused: usize = std::thread::scope(|scope| {
        let ask = |n: u64| {
            let store = &store;
            scope.spawn(move || match store.append(append(&format!("s{n}"), 0, "c", 1)) {
                Ok(_) => 0,
                Err(StoreError::Busy { waiting: 1 }) => 1,
                Err(error) => unreachable!("{error}"),
            })
        };
        let callers: Vec<_> = (0..8).map(ask).collect();
        callers.into_iter().map(|caller| caller.join().unwrap()).sum()
    });
    assert!((1..8).contains(&refused), "{refused} of 8 refused");
    assert_eq!(store.heads(None, 99).unwrap().entries.len(), 8 - refused);
}
