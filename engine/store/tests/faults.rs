//! A disk that refuses: at every write, sync and creation of a run, nothing half-written is acknowledged and
//! nothing acknowledged is lost.

#![expect(clippy::unwrap_used, clippy::panic, reason = "a test fails by panicking")]

mod support;

use std::io;
use std::path::Path;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use alongside_store::{
    AppendOutcome, DataFile, EventStore, FileLayer, JournalOptions, JournalStore, ReadFile, RealFiles,
    Sequence, StoreError,
};
use support::{append, full_append, small, stream};

/// How an operation fails.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Fault {
    /// Half of the bytes are written, then the disk is full.
    Full,
    /// The operation fails and, for a sync, what was written is gone.
    Error,
}

/// The disk of the operating system, until a certain operation; after it everything fails.
#[derive(Debug)]
struct FailingFiles {
    operations: Arc<AtomicU64>,
    fails_from: u64,
    fault: Fault,
}

impl FailingFiles {
    fn new(fails_from: u64, fault: Fault) -> Self {
        Self {
            operations: Arc::new(AtomicU64::new(0)),
            fails_from,
            fault,
        }
    }

    fn file(&self, inner: Box<dyn DataFile>) -> Box<dyn DataFile> {
        let operations = Arc::clone(&self.operations);
        Box::new(FailingFile {
            inner,
            operations,
            fails_from: self.fails_from,
            fault: self.fault,
            synced: None,
        })
    }
}

struct FailingFile {
    inner: Box<dyn DataFile>,
    operations: Arc<AtomicU64>,
    fails_from: u64,
    fault: Fault,
    /// The length behind which nothing was synced yet.
    synced: Option<u64>,
}

fn refuse(operations: &AtomicU64, fails_from: u64, fault: Fault) -> io::Result<()> {
    if operations.fetch_add(1, Ordering::SeqCst) < fails_from {
        return Ok(());
    }
    Err(match fault {
        Fault::Full => io::ErrorKind::StorageFull.into(),
        Fault::Error => io::Error::from_raw_os_error(5),
    })
}

impl DataFile for FailingFile {
    fn write_all_at(&mut self, bytes: &[u8], offset: u64) -> io::Result<()> {
        let refused = refuse(&self.operations, self.fails_from, self.fault);
        if refused.is_err() && self.fault == Fault::Full {
            self.inner.write_all_at(&bytes[..bytes.len() / 2], offset)?;
        }
        refused?;
        self.synced.get_or_insert(offset);
        self.inner.write_all_at(bytes, offset)
    }

    fn sync_data(&mut self) -> io::Result<()> {
        if let Err(error) = refuse(&self.operations, self.fails_from, self.fault) {
            if let Some(synced) = self.synced.filter(|_| self.fault == Fault::Error) {
                self.inner.set_len(synced)?;
            }
            return Err(error);
        }
        self.synced = None;
        self.inner.sync_data()
    }

    fn set_len(&mut self, len: u64) -> io::Result<()> {
        refuse(&self.operations, self.fails_from, self.fault)?;
        self.inner.set_len(len)
    }
}

impl FileLayer for FailingFiles {
    fn create(&self, path: &Path) -> io::Result<Box<dyn DataFile>> {
        refuse(&self.operations, self.fails_from, self.fault)?;
        Ok(self.file(RealFiles.create(path)?))
    }

    fn open(&self, path: &Path) -> io::Result<Box<dyn DataFile>> {
        refuse(&self.operations, self.fails_from, self.fault)?;
        Ok(self.file(RealFiles.open(path)?))
    }

    fn sync_dir(&self, path: &Path) -> io::Result<()> {
        refuse(&self.operations, self.fails_from, self.fault)?;
        RealFiles.sync_dir(path)
    }
}

/// Appends until the disk refuses; gives how many appends were acknowledged.
fn run(root: &Path, files: FailingFiles, what: &str) -> Option<u64> {
    let options = JournalOptions {
        files: Arc::new(files),
        ..small()
    };
    let store = match JournalStore::open(root, options) {
        Ok(store) => store,
        Err(StoreError::Io { .. }) => return Some(0),
        Err(error) => panic!("{what}: {error}"),
    };
    for n in 0..24 {
        match store.append(full_append("a", n, &format!("c{n}"), 1)) {
            Ok(outcome) => assert!(matches!(outcome, AppendOutcome::Appended { .. }), "{what}"),
            Err(error) => {
                assert!(matches!(error, StoreError::Io { .. }), "{what}: {error}");
                assert!(error.to_string().contains(".seg"), "{what}: {error}");
                let again = store.append(append("b", 0, "c", 1)).unwrap_err();
                assert!(matches!(again, StoreError::ReadOnly { .. }), "{what}: {again}");
                assert!(
                    again.to_string().contains(".seg"),
                    "the first cause is told: {again}"
                );
                let head = store.head(&stream("a")).unwrap();
                assert_eq!(
                    head.map_or(0, |head| head.last.get()),
                    n,
                    "{what}: reading goes on"
                );
                return Some(n);
            }
        }
    }
    None
}

#[test]
fn a_disk_that_refuses_at_any_operation_loses_nothing_acknowledged() {
    for fault in [Fault::Full, Fault::Error] {
        let mut operation = 0;
        loop {
            let root = tempfile::tempdir().unwrap();
            let what = format!("{fault:?} from operation {operation}");
            let Some(acknowledged) = run(root.path(), FailingFiles::new(operation, fault), &what) else {
                break;
            };
            let store =
                JournalStore::open(root.path(), small()).unwrap_or_else(|error| panic!("{what}: {error}"));
            assert!(
                store.recovery().damaged.is_empty(),
                "{what}: {:?}",
                store.recovery()
            );
            assert!(
                store.recovery().rebuilt.is_none(),
                "{what}: a full disk is no reason to rebuild"
            );
            let events = store.read_stream(&stream("a"), Sequence(1), 99).unwrap();
            // The refused append may have reached the disk whole; then its command is known, and only then.
            let extra = events.len() as u64 - acknowledged;
            assert!(
                extra == 0 || (extra == 1 && fault == Fault::Full),
                "{what}: {extra} more than acknowledged"
            );
            assert_eq!(store.head(&stream("b")).unwrap(), None, "{what}");
            let next = full_append("a", acknowledged, &format!("c{acknowledged}"), 1);
            let now = Sequence(acknowledged + 1);
            match store.append(next).unwrap() {
                AppendOutcome::Appended { last, .. } => assert_eq!((last, extra), (now, 0), "{what}"),
                AppendOutcome::Duplicate { first, last } => {
                    assert_eq!((first, last, extra), (now, now, 1), "{what}")
                }
                conflict => panic!("{what}: {conflict:?}"),
            }
            assert!(store.verify(None).unwrap().is_sound(), "{what}");
            operation += 1;
        }
        assert!(operation > 50, "{operation} operations were made to fail");
    }
}

#[test]
fn a_failed_sync_is_never_taken_for_a_success_later() {
    let root = tempfile::tempdir().unwrap();
    // Creating the first segment takes four operations, an append two.
    let options = JournalOptions {
        files: Arc::new(FailingFiles::new(7, Fault::Error)),
        ..JournalOptions::default()
    };
    let store = JournalStore::open(root.path(), options).unwrap();
    store.append(append("a", 0, "c1", 1)).unwrap();
    let error = store.append(append("a", 1, "c2", 1)).unwrap_err();
    assert!(error.to_string().contains("failed to sync"), "{error}");
    for _ in 0..3 {
        assert!(matches!(
            store.append(append("a", 1, "c2", 1)),
            Err(StoreError::ReadOnly { .. })
        ));
    }
    assert_eq!(store.stats().syncs, 1);
    drop(store);
    let store = support::open(root.path());
    assert_eq!(store.head(&stream("a")).unwrap().unwrap().last, Sequence(1));
    assert_eq!(
        support::appended(&store.append(append("a", 1, "c2", 1)).unwrap()),
        (2, 2)
    );
}

/// A disk on which one read fails.
#[derive(Debug)]
struct UnreadableFiles {
    reads: Arc<AtomicU64>,
    fails: u64,
}

struct UnreadableFile {
    inner: Arc<dyn ReadFile>,
    reads: Arc<AtomicU64>,
    fails: u64,
}

impl ReadFile for UnreadableFile {
    fn read_at(&self, buffer: &mut [u8], offset: u64) -> io::Result<usize> {
        match self.reads.fetch_add(1, Ordering::SeqCst) == self.fails {
            true => Err(io::Error::from_raw_os_error(5)),
            false => self.inner.read_at(buffer, offset),
        }
    }

    fn len(&self) -> io::Result<u64> {
        self.inner.len()
    }
}

impl FileLayer for UnreadableFiles {
    fn read(&self, path: &Path) -> io::Result<Arc<dyn ReadFile>> {
        Ok(Arc::new(UnreadableFile {
            inner: RealFiles.read(path)?,
            reads: Arc::clone(&self.reads),
            fails: self.fails,
        }))
    }

    fn create(&self, path: &Path) -> io::Result<Box<dyn DataFile>> {
        RealFiles.create(path)
    }

    fn open(&self, path: &Path) -> io::Result<Box<dyn DataFile>> {
        RealFiles.open(path)
    }

    fn sync_dir(&self, path: &Path) -> io::Result<()> {
        RealFiles.sync_dir(path)
    }
}

/// Opens, reads and checks everything; the first error ends it.
fn read_everything(root: &Path, files: UnreadableFiles) -> Result<(), StoreError> {
    let options = JournalOptions {
        files: Arc::new(files),
        ..small()
    };
    let store = JournalStore::open(root, options)?;
    assert_eq!(
        store.recovery().rebuilt,
        None,
        "a disk that refuses is no reason to rebuild"
    );
    for to in ["a", "b"] {
        let loaded = store.load(&stream(to))?.unwrap();
        assert_eq!(loaded.last, Sequence(12), "a shorter history is never served");
        assert_eq!(loaded.events.len(), 12);
        assert!(store.head(&stream(to))?.is_some());
    }
    let report = store.verify(None)?;
    assert!(report.is_sound(), "a disk that refuses is no damage: {report:?}");
    Ok(())
}

#[test]
fn a_read_that_fails_is_told_as_such_and_nothing_is_taken_for_damaged() {
    let root = tempfile::tempdir().unwrap();
    let store = support::open_small(root.path());
    for n in 0..12 {
        for to in ["a", "b"] {
            store.append(full_append(to, n, &format!("c{n}"), 1)).unwrap();
        }
    }
    drop(store);
    let mut failed = 0;
    for fails in 0.. {
        let reads = Arc::new(AtomicU64::new(0));
        let files = UnreadableFiles {
            reads: Arc::clone(&reads),
            fails,
        };
        match read_everything(root.path(), files) {
            Err(StoreError::Io { source, .. }) => assert_eq!(source.raw_os_error(), Some(5)),
            Err(error) => panic!("read {fails}: {error}"),
            Ok(()) if reads.load(Ordering::SeqCst) <= fails => break,
            // A list tells of what it could not read by other means.
            Ok(()) => panic!("read {fails} failed and nobody was told"),
        }
        failed += 1;
    }
    assert!(failed > 30, "{failed} reads were made to fail");
}
