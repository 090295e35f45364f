//! A process of its own that is killed, or whose disk runs full: the next one finds everything acknowledged.
//!
//! The test program starts itself again as the child; the child writes one line for each acknowledged append.

#![expect(clippy::unwrap_used, clippy::panic, reason = "a test fails by panicking")]

mod support;

use std::io::{BufRead, BufReader, Write};
use std::path::Path;
use std::process::{Child, Command, Stdio};

use alongside_store::{AppendOutcome, EventStore, JournalOptions, JournalStore, Sequence, StoreError};
use support::{Random, full_append, setting, stream};

const CHILD: &str = "ALONGSIDE_STORE_CHILD";
/// After so many kills another store takes its turn, so that a long run does not spend its time on reading.
const ROUNDS_PER_STORE: u64 = 50;

/// The child: appends to four streams from four threads until it cannot.
#[test]
fn child() {
    let Some(root) = std::env::var_os(CHILD) else {
        return;
    };
    let store = JournalStore::open(
        Path::new(&root),
        JournalOptions {
            segment_bytes_max: 64 << 10,
            ..JournalOptions::default()
        },
    );
    let store = store.unwrap();
    std::thread::scope(|scope| {
        for writer in 0..4 {
            let store = &store;
            scope.spawn(move || {
                let to = format!("s{writer}");
                let mut last = store
                    .head(&stream(&to))
                    .unwrap()
                    .map_or(0, |head| head.last.get());
                while last < 20_000 {
                    let events = 1 + (last % 3) as usize;
                    match store.append(full_append(&to, last, &format!("from {last}"), events)) {
                        Ok(AppendOutcome::Appended { last: now, .. }) => last = now.get(),
                        other => {
                            writeln!(std::io::stdout(), "\nstopped {other:?}").unwrap();
                            return;
                        }
                    }
                    writeln!(std::io::stdout(), "\nacknowledged {to} {last}").unwrap();
                }
            });
        }
    });
}

fn start(root: &Path, prefix: Option<&str>) -> Child {
    let program = std::env::current_exe().unwrap();
    let mut command = match prefix {
        None => Command::new(&program),
        Some(prefix) => {
            let mut shell = Command::new("sh");
            shell
                .arg("-c")
                .arg(format!("{prefix} exec \"$0\" \"$@\""))
                .arg(&program);
            shell
        }
    };
    command
        .args(["child", "--exact", "--nocapture", "--test-threads=1"])
        .env(CHILD, root);
    command
        .stdout(Stdio::piped())
        .stderr(Stdio::null())
        .spawn()
        .unwrap()
}

/// Reads the child's lines up to a number of acknowledgements or its end; gives the last of each stream.
fn acknowledged(child: &mut Child, until: u64) -> ([u64; 4], Vec<String>) {
    let mut lasts = [0; 4];
    let mut stopped = Vec::new();
    let mut count = 0;
    for line in BufReader::new(child.stdout.as_mut().unwrap()).lines() {
        let line = line.unwrap();
        if let Some((writer, last)) = line
            .strip_prefix("acknowledged s")
            .and_then(|rest| rest.split_once(' '))
        {
            lasts[writer.parse::<usize>().unwrap()] = last.parse().unwrap();
            count += 1;
            if count == until {
                break;
            }
        } else if line.starts_with("stopped") {
            stopped.push(line);
        }
    }
    (lasts, stopped)
}

/// Opens what the child left and checks that everything acknowledged is there, whole and sound.
fn check(root: &Path, lasts: [u64; 4], what: &str) {
    let store =
        JournalStore::open(root, JournalOptions::default()).unwrap_or_else(|error| panic!("{what}: {error}"));
    assert!(
        store.recovery().damaged.is_empty(),
        "{what}: {:?}",
        store.recovery()
    );
    assert_eq!(store.recovery().rebuilt, None, "{what}");
    for (writer, last) in lasts.into_iter().enumerate() {
        let to = format!("s{writer}");
        let events = store.read_stream(&stream(&to), Sequence(1), usize::MAX).unwrap();
        assert!(
            events.len() as u64 >= last,
            "{what}: {to} has {} of {last}",
            events.len()
        );
        let Some(head) = store.head(&stream(&to)).unwrap() else {
            continue;
        };
        let expected = format!("{{\"stream\":\"{to}\",\"last\":{}}}", events.len());
        assert_eq!(
            String::from_utf8(head.bytes.unwrap()).unwrap(),
            expected,
            "{what}: appends are whole"
        );
        let first_of_last = events.last().unwrap().payload.clone();
        assert!(
            String::from_utf8(first_of_last)
                .unwrap()
                .starts_with(&format!("{to}/from ")),
            "{what}"
        );
    }
    let report = store.verify(None).unwrap();
    assert!(
        report.is_sound(),
        "{what}: {:?} {:?}",
        report.problems,
        report.damaged().collect::<Vec<_>>()
    );
}

#[test]
fn a_killed_process_loses_nothing_acknowledged() {
    let (rounds, seed) = (
        setting("ALONGSIDE_STORE_KILLS", 12),
        setting("ALONGSIDE_STORE_SEED", 1),
    );
    eprintln!("seed {seed}, {rounds} rounds");
    let mut random = Random(seed);
    let mut root = tempfile::tempdir().unwrap();
    let mut known = [0; 4];
    for round in 0..rounds {
        if round % ROUNDS_PER_STORE == 0 {
            (root, known) = (tempfile::tempdir().unwrap(), [0; 4]);
        }
        let mut child = start(root.path(), None);
        let (lasts, stopped) = acknowledged(&mut child, 1 + random.below(120));
        child.kill().unwrap();
        child.wait().unwrap();
        assert!(stopped.is_empty(), "seed {seed} round {round}: {stopped:?}");
        for (known, last) in known.iter_mut().zip(lasts) {
            *known = last.max(*known);
        }
        check(root.path(), known, &format!("seed {seed} round {round}"));
    }
}

#[test]
fn a_second_process_is_told_who_holds_the_store() {
    let root = tempfile::tempdir().unwrap();
    let mut child = start(root.path(), None);
    acknowledged(&mut child, 1);
    let error = JournalStore::open(root.path(), JournalOptions::default())
        .map(|_| ())
        .unwrap_err();
    let id = child.id();
    child.kill().unwrap();
    child.wait().unwrap();
    assert!(
        matches!(&error, StoreError::Locked { pid, command, .. } if *pid == id && command.contains("child")),
        "{error}"
    );
    check(root.path(), [0; 4], "after the kill the lock is free");
}

#[test]
fn a_disk_that_runs_full_loses_nothing_acknowledged() {
    // A limit on file size stands in for a full disk; sh counts in blocks of 512 bytes.
    for blocks in [24, 60, 2_200] {
        let root = tempfile::tempdir().unwrap();
        let mut child = start(root.path(), Some(&format!("trap '' XFSZ; ulimit -f {blocks};")));
        let (lasts, stopped) = acknowledged(&mut child, u64::MAX);
        child.wait().unwrap();
        if blocks == 60 {
            assert!(
                stopped.iter().all(|line| line.contains("File too large")),
                "{stopped:?}"
            );
        }
        check(root.path(), lasts, &format!("{blocks} blocks"));
    }
}
