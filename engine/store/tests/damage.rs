//! Damage to any file: the answers stay right, or the damaged stream is named. Never a panic, never a wrong
//! answer.

#![expect(clippy::unwrap_used, clippy::panic, reason = "a test fails by panicking")]

mod support;

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};

use alongside_store::{EventStore, JournalOptions, JournalStore, Position, Sequence, StoreError};
use support::{
    Answers, Random, answers, append, copy_folder, full_append, name, open_small, segments, small, stream,
};

const STREAMS: u64 = 6;

/// A closed store and its right answers.
fn history(root: &Path) -> Answers {
    let store = open_small(root);
    record(&store);
    answers(&store)
}

fn record(store: &JournalStore) {
    for n in 0..90 {
        let to = format!("s{}", n % STREAMS);
        store
            .append(full_append(&to, (n / STREAMS) * 2, &format!("c{n}"), 2))
            .unwrap();
    }
}

/// What a killed process leaves: the files of a store that is still open, the index behind the journal.
fn killed(root: &Path) -> Answers {
    let live = tempfile::tempdir().unwrap();
    let store = open_small(live.path());
    record(&store);
    copy_folder(live.path(), root);
    answers(&store)
}

fn all_files(folder: &Path, found: &mut Vec<PathBuf>) {
    for entry in std::fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            all_files(&path, found)
        } else {
            found.push(path)
        }
    }
    found.sort();
}

/// Asks a store for everything and checks each answer against the right one; gives the streams it named.
fn check(store: &JournalStore, right: &Answers, what: &str) -> BTreeSet<String> {
    let mut named: BTreeSet<String> = store
        .recovery()
        .damaged
        .iter()
        .map(|d| d.stream.to_string())
        .collect();
    let mut name_it = |error: StoreError| match error {
        StoreError::Damaged { stream, sequence, .. } => {
            let known = right.streams.get(stream.as_str()).map_or(0, Vec::len) as u64;
            assert!(
                (1..=known).contains(&sequence.get()),
                "{what}: {stream} at {sequence}"
            );
            named.insert(stream.to_string());
        }
        other => panic!("{what}: {other}"),
    };
    for (to, events) in &right.streams {
        match store.read_stream(&stream(to), Sequence::FIRST, usize::MAX) {
            Ok(read) => assert_eq!(&read, events, "{what}: {to}"),
            Err(error) => name_it(error),
        }
        match store.load(&stream(to)) {
            Ok(loaded) => assert_eq!(loaded.unwrap().last.get(), events.len() as u64, "{what}: {to}"),
            Err(error) => name_it(error),
        }
        match store.head(&stream(to)) {
            Ok(head) => assert!(
                right.heads.contains(&format!("{:?}", head.unwrap())),
                "{what}: {to}"
            ),
            Err(error) => name_it(error),
        }
    }
    let page = store.heads(None, usize::MAX).unwrap();
    let listed: Vec<String> = page
        .entries
        .into_iter()
        .map(|entry| match entry {
            Ok(head) => {
                assert!(right.heads.contains(&format!("{head:?}")), "{what}");
                head.stream.to_string()
            }
            Err(damage) => {
                let stream = damage.stream.to_string();
                name_it(damage.into());
                stream
            }
        })
        .collect();
    assert_eq!(
        listed,
        right.streams.keys().cloned().collect::<Vec<_>>(),
        "{what}: every stream is listed"
    );
    check_lists(store, right, what);
    let mut next = Position::FIRST;
    loop {
        match store.read_all(next, 7) {
            Ok(events) if events.is_empty() => break,
            Ok(events) => {
                let at = (next.get() - 1) as usize;
                assert_eq!(events, right.all[at..at + events.len()], "{what}");
                next = Position(next.get() + events.len() as u64);
            }
            Err(error) => {
                name_it(error);
                break;
            }
        }
    }
    let report = store.verify(None).unwrap();
    for damage in report.damaged() {
        named.insert(damage.stream.to_string());
    }
    assert!(
        named.is_empty() || !report.is_sound(),
        "{what}: verify finds what reading found"
    );
    assert!(
        next.get() as usize == right.all.len() + 1 || !named.is_empty(),
        "{what}: a short log names someone"
    );
    named
}

/// A list may lack entries of streams it names, and no others.
fn check_lists(store: &JournalStore, right: &Answers, what: &str) {
    let page = store.query(&name("by-school"), b"", None, usize::MAX).unwrap();
    let excused: BTreeSet<_> = page
        .damaged
        .iter()
        .map(|damage| damage.stream.to_string())
        .collect();
    let found: BTreeMap<_, _> = page
        .entries
        .into_iter()
        .map(|entry| (entry.key, entry.value))
        .collect();
    for (_, key, value) in &right.indexes {
        if !excused.contains(std::str::from_utf8(key).unwrap()) {
            assert_eq!(found.get(key), Some(value), "{what}");
        }
    }
    let page = store.claim_timers(i32::MAX, usize::MAX).unwrap();
    let excused: BTreeSet<_> = page
        .damaged
        .iter()
        .map(|damage| damage.stream.to_string())
        .collect();
    let found: BTreeSet<_> = page
        .timers
        .into_iter()
        .map(|t| (t.due_day, t.stream.to_string(), t.key))
        .collect();
    for timer in right.timers.iter().filter(|timer| !excused.contains(&timer.1)) {
        assert!(found.contains(timer), "{what}: {timer:?}");
    }
    for timer in found.iter().filter(|timer| !excused.contains(&timer.1)) {
        assert!(right.timers.contains(timer), "{what}: {timer:?}");
    }
}

/// Opens a damaged copy and checks it, twice, with an append to an intact stream in between.
fn survive(root: &Path, right: &Answers, what: &str) -> BTreeSet<String> {
    let store = JournalStore::open(root, small()).unwrap_or_else(|error| panic!("{what}: {error}"));
    let named = check(&store, right, what);
    let intact = right.streams.keys().find(|stream| !named.contains(*stream));
    if let Some(intact) = intact {
        let last = right.streams[intact].len() as u64;
        store.append(append(intact, last, "after the damage", 1)).unwrap();
        assert_eq!(
            store.head(&stream(intact)).unwrap().unwrap().last.get(),
            last + 1,
            "{what}"
        );
    }
    for damaged in &store.recovery().damaged {
        let refused = store.append(append(damaged.stream.as_str(), 1, "onto damage", 1));
        assert!(
            matches!(refused, Err(StoreError::Damaged { .. })),
            "{what}: {refused:?}"
        );
    }
    let opening: BTreeSet<_> = store
        .recovery()
        .damaged
        .iter()
        .map(|d| d.stream.to_string())
        .collect();
    drop(store);
    let store = JournalStore::open(root, small()).unwrap_or_else(|error| panic!("{what}, again: {error}"));
    let again: BTreeSet<_> = store
        .recovery()
        .damaged
        .iter()
        .map(|d| d.stream.to_string())
        .collect();
    assert!(opening.is_subset(&again), "{what}: what was named stays named");
    if let Some(intact) = intact {
        let last = right.streams[intact].len() as u64 + 1;
        assert_eq!(
            store.head(&stream(intact)).unwrap().unwrap().last.get(),
            last,
            "{what}"
        );
    }
    named
}

#[test]
fn any_region_of_any_file_flipped_or_cut_is_survived() {
    let sound = tempfile::tempdir().unwrap();
    let right = history(sound.path());
    survive_any_region(sound.path(), &right);
}

#[test]
fn any_region_of_what_a_killed_process_left_is_survived() {
    let sound = tempfile::tempdir().unwrap();
    let right = killed(sound.path());
    survive_any_region(sound.path(), &right);
}

fn survive_any_region(sound: &Path, right: &Answers) {
    let mut files = Vec::new();
    all_files(sound, &mut files);
    let (rounds, seed) = (
        support::setting("ALONGSIDE_STORE_ROUNDS", 90),
        support::setting("ALONGSIDE_STORE_SEED", 1),
    );
    let mut random = Random(seed);
    let (mut named_in_journal, mut rebuilt) = (0, 0);
    for round in 0..rounds {
        // Half of the rounds go to the journal, which is small beside sled's files.
        let journal: Vec<_> = files
            .iter()
            .filter(|path| (round % 2 == 0) == path.extension().is_some_and(|e| e == "seg"))
            .collect();
        let file = journal[random.below(journal.len() as u64) as usize];
        let root = tempfile::tempdir().unwrap();
        copy_folder(sound, root.path());
        let target = root.path().join(file.strip_prefix(sound).unwrap());
        let mut bytes = std::fs::read(&target).unwrap();
        if bytes.is_empty() {
            continue;
        }
        // Sled's data file is mostly blank: aim at its written part.
        let written = bytes
            .iter()
            .rposition(|&byte| byte != 0)
            .map_or(bytes.len(), |last| last + 1) as u64;
        let at = random.below(written) as usize;
        let len = [1, 8, 64, 512, 4096][random.below(5) as usize].min(bytes.len() - at);
        let fault = random.below(3);
        match fault {
            0 => bytes[at..at + len]
                .iter_mut()
                .for_each(|byte| *byte ^= 1 << random.below(8)),
            1 => bytes[at..at + len].fill(0),
            _ => bytes.truncate(at),
        }
        std::fs::write(&target, bytes).unwrap();
        let kind = ["flipped", "blanked", "cut"][fault as usize];
        let what = format!(
            "round {round}: {} {kind} at {at} for {len}",
            file.strip_prefix(sound).unwrap().display()
        );
        let named = survive(root.path(), right, &what);
        rebuilt += u64::from(root.path().join("index.damaged-1").exists());
        if file.extension().is_some_and(|ending| ending == "seg") {
            named_in_journal += u64::from(!named.is_empty());
        } else {
            assert!(
                named.is_empty(),
                "{what}: only the journal holds the truth, yet {named:?} is named"
            );
        }
    }
    assert!(
        named_in_journal > rounds / 4,
        "most damage to the journal costs someone: {named_in_journal}"
    );
    assert!(rebuilt > 0, "some damage costs the index");
}

#[test]
fn every_byte_of_a_stream_is_under_a_checksum() {
    let root = tempfile::tempdir().unwrap();
    let store = support::open(root.path());
    store.append(full_append("a", 0, "c1", 2)).unwrap();
    store.append(full_append("b", 0, "c1", 1)).unwrap();
    drop(store);
    let segment = segments(root.path()).pop().unwrap();
    let sound = std::fs::read(&segment).unwrap();
    let store = support::open(root.path());
    let b = store.read_stream(&stream("b"), Sequence(1), 9).unwrap();
    let end_of_a = sound.windows(4).position(|bytes| bytes == b"ASGE").unwrap() + 4;
    for at in 64..end_of_a {
        let mut flipped = sound.clone();
        flipped[at] ^= 0x10;
        std::fs::write(&segment, flipped).unwrap();
        let error = store.read_stream(&stream("a"), Sequence(1), 9).unwrap_err();
        assert!(
            matches!(&error, StoreError::Damaged { stream, .. } if stream.as_str() == "a"),
            "byte {at}: {error}"
        );
        assert_eq!(
            store.read_stream(&stream("b"), Sequence(1), 9).unwrap(),
            b,
            "byte {at}: others keep working"
        );
    }
}

#[test]
fn damage_names_the_very_event_and_verify_reports_it() {
    let root = tempfile::tempdir().unwrap();
    let store = support::open(root.path());
    store.append(append("a", 0, "c1", 5)).unwrap();
    store.append(append("b", 0, "c1", 5)).unwrap();
    let segment = segments(root.path()).pop().unwrap();
    let mut bytes = std::fs::read(&segment).unwrap();
    let payload = bytes.windows(6).position(|bytes| bytes == b"a/c1/3").unwrap();
    bytes[payload + 2] ^= 1;
    std::fs::write(&segment, bytes).unwrap();
    let error = store.read_stream(&stream("a"), Sequence(1), 9).unwrap_err();
    assert!(
        matches!(
            error,
            StoreError::Damaged {
                sequence: Sequence(4),
                ..
            }
        ),
        "{error}"
    );
    assert!(
        error.to_string().contains("stream a is damaged at event 4"),
        "{error}"
    );
    let report = store.verify(None).unwrap();
    let damaged: Vec<_> = report
        .damaged()
        .map(|d| (d.stream.to_string(), d.sequence.get()))
        .collect();
    assert_eq!(damaged, [("a".to_owned(), 4)]);
    assert_eq!(report.events, 5);
    assert!(store.verify(Some(&stream("b"))).unwrap().is_sound());
}

#[test]
fn a_tail_cut_at_a_group_boundary_names_who_lost_events() {
    for with_anchor in [true, false] {
        let root = tempfile::tempdir().unwrap();
        let store = support::open(root.path());
        store.append(append("a", 0, "c1", 2)).unwrap();
        store.append(append("b", 0, "c1", 1)).unwrap();
        let whole = segments(root.path()).pop().unwrap();
        let keep = std::fs::metadata(&whole).unwrap().len();
        store.append(append("a", 2, "c2", 3)).unwrap();
        store.append(append("new", 0, "c1", 1)).unwrap();
        drop(store);
        std::fs::OpenOptions::new()
            .write(true)
            .open(&whole)
            .unwrap()
            .set_len(keep)
            .unwrap();
        if !with_anchor {
            std::fs::remove_file(root.path().join("journal/anchor")).unwrap();
        }
        for round in 0..3 {
            let store = support::open(root.path());
            let lost: Vec<_> = store
                .recovery()
                .damaged
                .iter()
                .map(|d| (d.stream.to_string(), d.sequence.get()))
                .collect();
            assert_eq!(
                lost,
                [("a".to_owned(), 3), ("new".to_owned(), 1)],
                "round {round}"
            );
            assert!(matches!(
                store.load(&stream("a")),
                Err(StoreError::Damaged { .. })
            ));
            assert!(matches!(
                store.head(&stream("new")),
                Err(StoreError::Damaged { .. })
            ));
            store
                .append(append("b", 1 + round, &format!("c{}", round + 2), 1))
                .unwrap();
            let b = store.read_stream(&stream("b"), Sequence(1), 9).unwrap();
            assert_eq!(
                b.last().unwrap().position,
                Position(8 + round),
                "lost positions are not given out again"
            );
            drop(store);
            if round == 1 {
                std::fs::remove_dir_all(root.path().join("index")).unwrap();
            }
        }
    }
}

#[test]
fn a_killed_process_whose_tail_is_then_cut_still_names_who_lost_events() {
    let (before, after) = (tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap());
    let store = support::open(before.path());
    store.append(append("a", 0, "c1", 2)).unwrap();
    drop(store);
    copy_folder(before.path(), after.path());
    let keep = std::fs::metadata(segments(before.path()).pop().unwrap())
        .unwrap()
        .len();
    let store = support::open(after.path());
    store.append(append("b", 0, "c1", 4)).unwrap();
    store.append(append("a", 2, "c2", 1)).unwrap();
    // The anchor as it stands while the process lives, the index as it was before.
    let killed = tempfile::tempdir().unwrap();
    copy_folder(&after.path().join("journal"), &killed.path().join("journal"));
    copy_folder(&before.path().join("index"), &killed.path().join("index"));
    let segment = segments(killed.path()).pop().unwrap();
    let whole = std::fs::read(&segment).unwrap();
    for len in [keep as usize, keep as usize + 100, whole.len() - 1] {
        let root = tempfile::tempdir().unwrap();
        copy_folder(killed.path(), root.path());
        std::fs::write(segments(root.path()).pop().unwrap(), &whole[..len]).unwrap();
        let store = support::open(root.path());
        let lost: Vec<_> = store
            .recovery()
            .damaged
            .iter()
            .map(|d| (d.stream.to_string(), d.sequence.get()))
            .collect();
        if len == whole.len() - 1 {
            assert_eq!(lost, [("a".to_owned(), 3)], "cut to {len}");
            assert_eq!(store.read_stream(&stream("b"), Sequence(1), 9).unwrap().len(), 4);
        } else {
            assert_eq!(lost, [("a".to_owned(), 3), ("b".to_owned(), 1)], "cut to {len}");
        }
        assert_eq!(
            store.recovery().cut_bytes,
            0,
            "acknowledged bytes are not cut off"
        );
    }
}

#[test]
fn a_tail_cut_with_the_index_gone_is_refused_not_served_shorter() {
    let root = tempfile::tempdir().unwrap();
    history(root.path());
    std::fs::remove_dir_all(root.path().join("index")).unwrap();
    let segment = segments(root.path()).pop().unwrap();
    std::fs::remove_file(&segment).unwrap();
    for _ in 0..2 {
        let error = JournalStore::open(root.path(), JournalOptions::default())
            .map(|_| ())
            .unwrap_err();
        assert!(matches!(error, StoreError::EventsLost { .. }), "{error}");
    }
}

#[test]
fn a_segment_gone_from_the_middle_names_its_streams_and_spares_the_others() {
    let root = tempfile::tempdir().unwrap();
    let store = open_small(root.path());
    store.append(append("early", 0, "c", 2)).unwrap();
    for n in 0..40 {
        store.append(append("long", n * 2, &format!("c{n}"), 2)).unwrap();
    }
    store.append(append("late", 0, "c", 2)).unwrap();
    drop(store);
    let middle = segments(root.path())[1].clone();
    std::fs::remove_file(&middle).unwrap();
    let store = open_small(root.path());
    assert!(matches!(
        store.read_stream(&stream("long"), Sequence(1), 99),
        Err(StoreError::Damaged { .. })
    ));
    assert_eq!(
        store.read_stream(&stream("long"), Sequence(79), 9).unwrap().len(),
        2,
        "what is there is served"
    );
    assert_eq!(
        store.read_stream(&stream("early"), Sequence(1), 9).unwrap().len(),
        2
    );
    assert_eq!(
        store.read_stream(&stream("late"), Sequence(1), 9).unwrap().len(),
        2
    );
    let report = store.verify(None).unwrap();
    assert_eq!(
        report.damaged().map(|d| d.stream.as_str()).collect::<Vec<_>>(),
        ["long"]
    );
    assert!(
        report.problems.iter().any(|problem| problem.contains("missing")),
        "{:?}",
        report.problems
    );
    drop(store);
    std::fs::remove_dir_all(root.path().join("index")).unwrap();
    let store = open_small(root.path());
    assert_eq!(
        store
            .recovery()
            .damaged
            .iter()
            .map(|d| d.stream.as_str())
            .collect::<Vec<_>>(),
        ["long"]
    );
    assert_eq!(
        store.read_stream(&stream("late"), Sequence(1), 9).unwrap().len(),
        2
    );
}

#[test]
fn a_segment_of_another_store_is_not_believed() {
    let (root, other) = (tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap());
    let right = history(root.path());
    let store = open_small(other.path());
    for n in 0..90 {
        let foreign = alongside_store::Append {
            events: vec![support::event(b"something"), support::event(b"else altogether")],
            ..full_append(
                &format!("s{}", n % STREAMS),
                (n / STREAMS) * 2,
                &format!("c{n}"),
                2,
            )
        };
        store.append(foreign).unwrap();
    }
    drop(store);
    let ours = segments(root.path());
    let theirs = segments(other.path());
    let swapped = ours
        .iter()
        .skip(1)
        .find(|path| theirs.iter().any(|their| their.file_name() == path.file_name()));
    let Some(swapped) = swapped else {
        panic!("no two segments of the same name: {ours:?} {theirs:?}")
    };
    std::fs::copy(
        other.path().join("journal").join(swapped.file_name().unwrap()),
        swapped,
    )
    .unwrap();
    let store = open_small(root.path());
    let named = check_swapped(&store, &right);
    assert!(!named.is_empty());
}

/// Every stream either reads right or is named.
fn check_swapped(store: &JournalStore, right: &Answers) -> BTreeSet<String> {
    let mut named = BTreeSet::new();
    for (to, events) in &right.streams {
        match store.read_stream(&stream(to), Sequence::FIRST, usize::MAX) {
            Ok(read) => assert_eq!(&read, events, "{to}"),
            Err(StoreError::Damaged { .. }) => {
                named.insert(to.clone());
            }
            Err(error) => panic!("{error}"),
        }
    }
    named
}
