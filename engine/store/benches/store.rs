//! Measures the durable store on this machine: commits per second beside the raw floor (append and
//! `fdatasync` of the same bytes), opening, listing, loading. Run with `cargo bench -p alongside-store`; the
//! folder is taken from `ALONGSIDE_BENCH_FOLDER` (a real disk), else the system's temporary folder.

#![expect(
    clippy::unwrap_used,
    clippy::print_stdout,
    reason = "a measurement prints its figures and ends at the first failure"
)]

use std::fs::OpenOptions;
use std::os::unix::fs::FileExt;
use std::path::Path;
use std::time::{Duration, Instant};

use alongside_store::{
    Append, CommandId, EventStore, IndexOp, JournalOptions, JournalStore, Name, NewEvent, Sequence, Snapshot,
    StreamId, TimerEntry,
};

const STREAMS: u64 = 1_000;
const EVENTS_PER_STREAM: u64 = 200;

fn open(root: &Path) -> JournalStore {
    JournalStore::open(root, JournalOptions::default()).unwrap()
}

/// A typical step: two events of 300 bytes, a head of 1 KiB, two index entries, three timers.
fn step(to: &str, expected: u64, events: u64) -> Append {
    let last = expected + events;
    let event = |n: u64| NewEvent {
        kind: "step-completed".into(),
        version: 1,
        time_micros: 1_790_000_000_000_000 + n as i64,
        payload: vec![n as u8; 300],
    };
    let index_op = |index: &str| IndexOp::Put {
        index: Name::new(index).unwrap(),
        key: to.as_bytes().to_vec(),
        value: last.to_string().into_bytes(),
    };
    let timer = |n: u64| TimerEntry {
        due_day: 20_000 + (last / 20 + n) as i32,
        key: format!("due {n}").into_bytes(),
    };
    Append {
        stream: StreamId::new(to).unwrap(),
        expected: Sequence(expected),
        command_id: CommandId::new(format!("command {expected}")).unwrap(),
        events: (0..events).map(event).collect(),
        head: Some(vec![b'h'; 1024]),
        snapshot: last.is_multiple_of(50).then(|| Snapshot {
            sequence: Sequence(last),
            version: 1,
            bytes: vec![b's'; 6 << 10],
        }),
        index_ops: vec![index_op("by-school"), index_op("by-state")],
        timers: Some((0..3).map(timer).collect()),
    }
}

fn report(what: &str, count: u64, took: Duration) {
    let rate = count as f64 / took.as_secs_f64();
    println!(
        "{what:<58} {:>10.2} ms {:>12.0} per second",
        took.as_secs_f64() * 1e3,
        rate
    );
}

/// The floor: the same bytes appended and synced by one thread with nothing around it.
fn floor(folder: &Path, bytes: usize, commits: u64) {
    let path = folder.join("floor");
    let file = OpenOptions::new()
        .create_new(true)
        .write(true)
        .open(&path)
        .unwrap();
    let buffer = vec![7; bytes];
    let start = Instant::now();
    for n in 0..commits {
        file.write_all_at(&buffer, n * bytes as u64).unwrap();
        file.sync_data().unwrap();
    }
    report(
        &format!("raw floor, {bytes} bytes and fdatasync each"),
        commits,
        start.elapsed(),
    );
    std::fs::remove_file(path).unwrap();
}

fn commits(folder: &Path, callers: u64, each: u64) {
    let root = folder.join(format!("commits-{callers}"));
    let store = open(&root);
    let start = Instant::now();
    std::thread::scope(|scope| {
        for caller in 0..callers {
            let store = &store;
            scope.spawn(move || {
                for n in 0..each {
                    store.append(step(&format!("urn-{caller}"), n * 2, 2)).unwrap();
                }
            });
        }
    });
    let took = start.elapsed();
    let stats = store.stats();
    report(
        &format!("{callers} callers, durable commits ({} syncs)", stats.syncs),
        callers * each,
        took,
    );
    let per_commit = stats.bytes / (callers * each);
    drop(store);
    if callers == 1 {
        println!("{:<58} {per_commit:>10} bytes", "journal bytes per commit");
        floor(folder, usize::try_from(per_commit).unwrap(), each);
    }
}

fn fill(root: &Path) {
    let store = open(root);
    let start = Instant::now();
    std::thread::scope(|scope| {
        for lane in 0..50 {
            let store = &store;
            scope.spawn(move || {
                for to in (lane..STREAMS).step_by(50) {
                    for n in 0..EVENTS_PER_STREAM / 2 {
                        store.append(step(&format!("urn-{to:06}"), n * 2, 2)).unwrap();
                    }
                }
            });
        }
    });
    report(
        "filling 1,000 streams of 200 events, 50 callers",
        STREAMS * EVENTS_PER_STREAM / 2,
        start.elapsed(),
    );
    drop(store);
}

fn folder_bytes(folder: &Path) -> u64 {
    let entries = std::fs::read_dir(folder).unwrap().map(Result::unwrap);
    entries
        .map(|entry| {
            let path = entry.path();
            if path.is_dir() {
                folder_bytes(&path)
            } else {
                entry.metadata().unwrap().len()
            }
        })
        .sum()
}

fn resident_kib() -> u64 {
    let status = std::fs::read_to_string("/proc/self/status").unwrap_or_default();
    let line = status.lines().find_map(|line| line.strip_prefix("VmRSS:"));
    line.and_then(|line| line.split_whitespace().next()?.parse().ok())
        .unwrap_or(0)
}

fn reading(root: &Path) {
    for folder in ["journal", "index"] {
        println!("{folder:<58} {:>10} KiB", folder_bytes(&root.join(folder)) >> 10);
    }
    for _ in 0..3 {
        let start = Instant::now();
        let store = open(root);
        report("open 1,000 streams of 200 events", 1, start.elapsed());
        println!("{:<58} {:>10} KiB", "resident after opening", resident_kib());
        let start = Instant::now();
        let page = store.heads(None, usize::MAX).unwrap();
        report(
            "heads of 1,000 streams",
            page.entries.len() as u64,
            start.elapsed(),
        );
        let one = StreamId::new("urn-000500").unwrap();
        let start = Instant::now();
        store.load(&one).unwrap();
        report("load one stream (snapshot)", 1, start.elapsed());
        let start = Instant::now();
        let events = store.read_stream(&one, Sequence::FIRST, usize::MAX).unwrap();
        report(
            "read one stream of 200 events",
            events.len() as u64,
            start.elapsed(),
        );
        let start = Instant::now();
        drop(store);
        report("close", 1, start.elapsed());
    }
    let store = open(root);
    println!("{:<58} {:>10} KiB", "resident after reading", resident_kib());
    let start = Instant::now();
    let sound = store.verify(None).unwrap();
    report("verify everything", sound.events, start.elapsed());
    drop(store);
    std::fs::remove_dir_all(root.join("index")).unwrap();
    let start = Instant::now();
    let store = open(root);
    report(
        "rebuild the index from the journal",
        store.recovery().replayed_groups,
        start.elapsed(),
    );
}

/// Set for the process that only reads, so that its memory is that of a reader.
const READ: &str = "ALONGSIDE_BENCH_READ";

fn main() {
    if let Some(root) = std::env::var_os(READ) {
        reading(Path::new(&root));
        return;
    }
    let folder = match std::env::var_os("ALONGSIDE_BENCH_FOLDER") {
        Some(folder) => tempfile::tempdir_in(folder),
        None => tempfile::tempdir(),
    };
    let folder = folder.unwrap();
    for (callers, each) in [(1, 300), (10, 200), (50, 100)] {
        commits(folder.path(), callers, each);
    }
    let root = folder.path().join("filled");
    fill(&root);
    let program = std::env::current_exe().unwrap();
    let read = std::process::Command::new(program)
        .env(READ, &root)
        .status()
        .unwrap();
    assert!(read.success());
}
