//! Simulated power cuts: whatever of the writes not yet synced a disk drops, keeps or tears, at every operation of a
//! run, what was acknowledged is there, whole, and nothing else than what was asked for.
//!
//! A run is recorded operation by operation. For every moment of it a disk is made up as a power cut may leave it:
//! synced bytes are there; of the rest each write is dropped, kept or torn, each sector for itself; a file whose folder
//! was not synced may be missing. Index, anchor and witness are as old as at any moment before, or gone. The seed is
//! printed; `ALONGSIDE_STORE_POWER` makes more disks of every moment, `ALONGSIDE_STORE_SEED` other ones.

#![expect(clippy::unwrap_used, reason = "a test fails by panicking")]

mod support;

use std::collections::BTreeMap;
use std::io;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex};

use alongside_store::{
    AppendOutcome, DataFile, EventStore, FileLayer, JournalOptions, JournalStore, RealFiles, Sequence,
};
use support::{Random, copy_folder, full_append, setting, small, stream};

/// What a disk writes as a whole; smaller than on any real one, so that more is torn.
const SECTOR: usize = 64;
const APPENDS: u64 = 18;
/// What the run begins with, cleanly closed.
const BEFORE: u64 = 5;

/// What was done, in order.
#[derive(Clone, Debug)]
enum Operation {
    Create(PathBuf),
    Write(PathBuf, u64, Vec<u8>),
    SetLen(PathBuf, u64),
    Sync(PathBuf),
    SyncFolder,
    /// So many appends are acknowledged; what anchor and witness said then.
    Acknowledged(u64, BTreeMap<&'static str, Vec<u8>>),
}

type Log = Arc<Mutex<Vec<Operation>>>;

/// The disk of the operating system, with every operation recorded.
#[derive(Debug, Default)]
struct RecordedFiles(Log);

struct RecordedFile {
    inner: Box<dyn DataFile>,
    path: PathBuf,
    log: Log,
}

impl RecordedFile {
    fn record(&self, operation: Operation) {
        self.log.lock().unwrap().push(operation);
    }
}

impl DataFile for RecordedFile {
    fn write_all_at(&mut self, bytes: &[u8], offset: u64) -> io::Result<()> {
        self.record(Operation::Write(self.path.clone(), offset, bytes.to_vec()));
        self.inner.write_all_at(bytes, offset)
    }

    fn sync_data(&mut self) -> io::Result<()> {
        self.inner.sync_data()?;
        self.record(Operation::Sync(self.path.clone()));
        Ok(())
    }

    fn set_len(&mut self, len: u64) -> io::Result<()> {
        self.record(Operation::SetLen(self.path.clone(), len));
        self.inner.set_len(len)
    }
}

impl RecordedFiles {
    fn file(&self, path: &Path, inner: Box<dyn DataFile>) -> Box<dyn DataFile> {
        Box::new(RecordedFile {
            inner,
            path: PathBuf::from(path.file_name().unwrap()),
            log: Arc::clone(&self.0),
        })
    }
}

impl FileLayer for RecordedFiles {
    fn create(&self, path: &Path) -> io::Result<Box<dyn DataFile>> {
        let file = self.file(path, RealFiles.create(path)?);
        let name = PathBuf::from(path.file_name().unwrap());
        self.0.lock().unwrap().push(Operation::Create(name));
        Ok(file)
    }

    fn open(&self, path: &Path) -> io::Result<Box<dyn DataFile>> {
        Ok(self.file(path, RealFiles.open(path)?))
    }

    fn sync_dir(&self, path: &Path) -> io::Result<()> {
        RealFiles.sync_dir(path)?;
        self.0.lock().unwrap().push(Operation::SyncFolder);
        Ok(())
    }
}

fn options(folder: &Path, files: Arc<dyn FileLayer>) -> JournalOptions {
    JournalOptions {
        witness: Some(folder.join("head")),
        files,
        ..small()
    }
}

fn write(store: &JournalStore, n: u64) {
    let outcome = store
        .append(full_append("a", n * 3, &format!("c{n}"), 3))
        .unwrap();
    assert!(matches!(outcome, AppendOutcome::Appended { .. }));
}

fn said(folder: &Path) -> BTreeMap<&'static str, Vec<u8>> {
    ["head", "store/journal/anchor"]
        .into_iter()
        .filter_map(|name| Some((name, std::fs::read(folder.join(name)).ok()?)))
        .collect()
}

/// A store that was closed, and every operation of the run that follows.
fn recorded_run(before: &Path) -> Vec<Operation> {
    let store = JournalStore::open(&before.join("store"), options(before, Arc::new(RealFiles))).unwrap();
    (0..BEFORE).for_each(|n| write(&store, n));
    drop(store);
    let place = tempfile::tempdir().unwrap();
    copy_folder(before, place.path());
    let files = RecordedFiles::default();
    let log = Arc::clone(&files.0);
    let store = JournalStore::open(
        &place.path().join("store"),
        options(place.path(), Arc::new(files)),
    )
    .unwrap();
    for n in BEFORE..APPENDS {
        write(&store, n);
        let said = said(place.path());
        log.lock().unwrap().push(Operation::Acknowledged(n + 1, said));
    }
    drop(store);
    let mut operations = std::mem::take(&mut *log.lock().unwrap());
    // Closing writes nothing more to the journal.
    let last = operations
        .iter()
        .rposition(|done| matches!(done, Operation::Acknowledged(..)));
    operations.truncate(last.unwrap() + 1);
    operations
}

/// A file as it may be after the cut.
#[derive(Default)]
struct Disk {
    synced: Vec<u8>,
    pending: Vec<Operation>,
    /// Whether its name is sure to be there.
    named: bool,
}

impl Disk {
    fn apply(bytes: &mut Vec<u8>, operation: &Operation, keeps: &mut dyn FnMut() -> bool) {
        match operation {
            Operation::SetLen(_, len) if keeps() => bytes.resize(*len as usize, 0),
            Operation::Write(_, offset, written) => {
                let offset = *offset as usize;
                for (number, sector) in written.chunks(SECTOR).enumerate() {
                    if keeps() {
                        let at = offset + number * SECTOR;
                        if bytes.len() < at + sector.len() {
                            bytes.resize(at + sector.len(), 0);
                        }
                        bytes[at..at + sector.len()].copy_from_slice(sector);
                    }
                }
            }
            _ => {}
        }
    }
}

/// Makes up the disk after a cut; gives how many appends had been acknowledged.
fn cut(before: &Path, done: &[Operation], random: &mut Random, place: &Path) -> u64 {
    let mut disks: BTreeMap<PathBuf, Disk> = BTreeMap::new();
    for path in support::segments(&before.join("store")) {
        let disk = Disk {
            synced: std::fs::read(&path).unwrap(),
            named: true,
            ..Disk::default()
        };
        disks.insert(PathBuf::from(path.file_name().unwrap()), disk);
    }
    let mut acknowledged = BEFORE;
    let mut sayings = vec![said(before)];
    for operation in done {
        match operation {
            Operation::Create(path) => {
                disks.insert(path.clone(), Disk::default());
            }
            Operation::Write(path, ..) | Operation::SetLen(path, _) => {
                disks.get_mut(path).unwrap().pending.push(operation.clone());
            }
            Operation::Sync(path) => {
                let disk = disks.get_mut(path).unwrap();
                for pending in std::mem::take(&mut disk.pending) {
                    Disk::apply(&mut disk.synced, &pending, &mut || true);
                }
            }
            Operation::SyncFolder => disks.values_mut().for_each(|disk| disk.named = true),
            Operation::Acknowledged(count, said) => {
                acknowledged = *count;
                sayings.push(said.clone());
            }
        }
    }
    copy_folder(before, place);
    for (name, mut disk) in disks {
        let path = place.join("store/journal").join(name);
        if !disk.named && random.below(2) == 0 {
            continue;
        }
        let taste = random.below(4);
        for pending in std::mem::take(&mut disk.pending) {
            let mut keeps = || match taste {
                0 => false,
                1 => true,
                _ => random.below(2) == 0,
            };
            Disk::apply(&mut disk.synced, &pending, &mut keeps);
        }
        std::fs::write(path, disk.synced).unwrap();
    }
    for name in ["head", "store/journal/anchor"] {
        let saying = &sayings[random.below(sayings.len() as u64) as usize];
        // The witness is replaced as a whole, synced before it takes the old one's place.
        let fate = if name == "head" { 3 } else { random.below(4) };
        match (fate, saying.get(name)) {
            (0, _) | (_, None) => {
                let _ = std::fs::remove_file(place.join(name));
            }
            // Not synced either: what was added last may be cut off.
            (1, Some(bytes)) => {
                let len = random.below(bytes.len() as u64 + 1) as usize;
                std::fs::write(place.join(name), &bytes[..len]).unwrap();
            }
            (_, Some(bytes)) => std::fs::write(place.join(name), bytes).unwrap(),
        }
    }
    if random.below(3) == 0 {
        std::fs::remove_dir_all(place.join("store/index")).unwrap();
    }
    acknowledged
}

#[test]
fn a_power_cut_at_any_operation_loses_nothing_acknowledged() {
    let (disks, seed) = (
        setting("ALONGSIDE_STORE_POWER", 2),
        setting("ALONGSIDE_STORE_SEED", 1),
    );
    let before = tempfile::tempdir().unwrap();
    let operations = recorded_run(before.path());
    let mut random = Random(seed);
    let (mut kept_more, mut torn) = (0, 0);
    for moment in 0..=operations.len() {
        for disk in 0..disks {
            let what = format!("seed {seed}, moment {moment}, disk {disk}");
            let place = tempfile::tempdir().unwrap();
            let acknowledged = cut(before.path(), &operations[..moment], &mut random, place.path());
            let root = place.path().join("store");
            let store = JournalStore::open(&root, options(place.path(), Arc::new(RealFiles)))
                .unwrap_or_else(|error| panic!("{what}: {error}"));
            let recovery = store.recovery();
            assert!(recovery.damaged.is_empty(), "{what}: {recovery:?}");
            torn += u64::from(recovery.cut_bytes > 0);
            let events = store
                .read_stream(&stream("a"), Sequence::FIRST, usize::MAX)
                .unwrap();
            let appends = events.len() as u64 / 3;
            assert_eq!(
                events.len() % 3,
                0,
                "{what}: an append is there as a whole or not at all"
            );
            let sure = acknowledged..=acknowledged + 1;
            assert!(
                sure.contains(&appends),
                "{what}: {appends} appends where {acknowledged} were acknowledged"
            );
            kept_more += appends - acknowledged;
            assert!(store.verify(None).unwrap().is_sound(), "{what}");
            write(&store, appends);
            drop(store);
            let store = support::open(&root);
            assert_eq!(
                store.head(&stream("a")).unwrap().unwrap().last.get(),
                appends * 3 + 3,
                "{what}"
            );
        }
    }
    eprintln!(
        "seed {seed}: {} moments, {disks} disks of each; {torn} torn, {kept_more} kept more than was acknowledged",
        operations.len() + 1
    );
    assert!(torn > 0 && kept_more > 0, "the test tests nothing");
}
