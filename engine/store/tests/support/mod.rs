//! What the tests of the store share: seeded random numbers, appends, histories and a snapshot of every answer.

#![allow(dead_code, reason = "each test file uses its own part of this")]

use std::collections::BTreeMap;
use std::path::Path;

use alongside_store::{
    Append, AppendOutcome, CommandId, EventStore, IndexOp, JournalOptions, JournalStore, Name, NewEvent,
    Position, RecordedEvent, Sequence, Snapshot, StreamId, TimerEntry,
};

/// A small seeded generator (splitmix64): the same numbers on every machine.
pub(crate) struct Random(pub(crate) u64);

impl Random {
    pub(crate) fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        z ^ (z >> 31)
    }

    pub(crate) fn below(&mut self, limit: u64) -> u64 {
        self.next() % limit.max(1)
    }

    pub(crate) fn bytes(&mut self, max: u64) -> Vec<u8> {
        (0..self.below(max + 1)).map(|_| self.next() as u8).collect()
    }
}

pub(crate) fn stream(name: &str) -> StreamId {
    StreamId::new(name).unwrap()
}

pub(crate) fn name(text: &str) -> Name {
    Name::new(text).unwrap()
}

pub(crate) fn event(payload: &[u8]) -> NewEvent {
    NewEvent {
        kind: "noted".into(),
        version: 1,
        time_micros: 1_790_000_000_000_000,
        payload: payload.to_vec(),
    }
}

/// An append of so many events, each with a payload that names it.
pub(crate) fn append(to: &str, expected: u64, command: &str, events: usize) -> Append {
    let events = (0..events)
        .map(|n| event(format!("{to}/{command}/{n}").as_bytes()))
        .collect();
    Append::new(
        stream(to),
        Sequence(expected),
        CommandId::new(command).unwrap(),
        events,
    )
}

/// An append with every kind of derived data.
pub(crate) fn full_append(to: &str, expected: u64, command: &str, events: usize) -> Append {
    let last = expected + events as u64;
    let timer = |day: i32| TimerEntry {
        due_day: day,
        key: format!("due-{day}").into_bytes(),
    };
    Append {
        head: Some(format!("{{\"stream\":\"{to}\",\"last\":{last}}}").into_bytes()),
        index_ops: vec![IndexOp::Put {
            index: name("by-school"),
            key: to.as_bytes().to_vec(),
            value: last.to_string().into_bytes(),
        }],
        timers: Some(vec![timer(20_000 + last as i32), timer(20_100)]),
        ..append(to, expected, command, events)
    }
}

pub(crate) fn appended(outcome: &AppendOutcome) -> (u64, u64) {
    match outcome {
        AppendOutcome::Appended { last, position } => (last.get(), position.get()),
        other => unreachable!("expected an append, got {other:?}"),
    }
}

pub(crate) fn open(root: &Path) -> JournalStore {
    JournalStore::open(root, JournalOptions::default()).unwrap()
}

pub(crate) fn open_small(root: &Path) -> JournalStore {
    JournalStore::open(root, small()).unwrap()
}

/// Segments so small that a short history fills several.
pub(crate) fn small() -> JournalOptions {
    JournalOptions {
        segment_bytes_max: 4096,
        ..JournalOptions::default()
    }
}

/// A random append to one of a few streams, sometimes stale, sometimes repeated.
pub(crate) fn random_append(random: &mut Random, lasts: &BTreeMap<String, u64>) -> Append {
    let to = format!("school-{}", random.below(7));
    let known = lasts.get(&to).copied().unwrap_or(0);
    let expected = if random.below(8) == 0 {
        random.below(known + 2)
    } else {
        known
    };
    let command = format!("command {}", random.below(60));
    let count = 1 + random.below(4);
    let events = (0..count)
        .map(|_| NewEvent {
            kind: format!("kind-{}", random.below(5)),
            version: random.below(4) as u16,
            time_micros: random.next() as i64,
            payload: random.bytes(120),
        })
        .collect();
    let snapshot = (random.below(3) == 0).then(|| Snapshot {
        sequence: Sequence((expected + random.below(count + 1)).max(1)),
        version: 1,
        bytes: random.bytes(7000),
    });
    let op = |random: &mut Random| {
        let (index, key) = (
            name(["by-school", "by-role"][random.below(2) as usize]),
            vec![random.below(9) as u8 + 1; 3],
        );
        match random.below(3) {
            0 => IndexOp::Delete { index, key },
            _ => IndexOp::Put {
                index,
                key,
                value: random.bytes(40),
            },
        }
    };
    let timer = |random: &mut Random| TimerEntry {
        due_day: random.below(20) as i32 - 10,
        key: vec![random.below(4) as u8; 1 + random.below(2) as usize],
    };
    Append {
        stream: stream(&to),
        expected: Sequence(expected),
        command_id: CommandId::new(command).unwrap(),
        events,
        head: (random.below(2) == 0).then(|| random.bytes(900)),
        snapshot,
        index_ops: (0..random.below(4)).map(|_| op(random)).collect(),
        timers: (random.below(2) == 0).then(|| (0..random.below(5)).map(|_| timer(random)).collect()),
    }
}

/// Every answer a store gives, in a form two stores can be compared by.
#[derive(Debug, PartialEq, Eq, Clone)]
pub(crate) struct Answers {
    pub(crate) heads: Vec<String>,
    pub(crate) streams: BTreeMap<String, Vec<RecordedEvent>>,
    pub(crate) all: Vec<RecordedEvent>,
    pub(crate) indexes: Vec<(String, Vec<u8>, Vec<u8>)>,
    pub(crate) timers: Vec<(i32, String, Vec<u8>)>,
}

/// Asks a store for everything, in small pages, and fails on any damage.
pub(crate) fn answers(store: &dyn EventStore) -> Answers {
    let mut heads = Vec::new();
    let mut streams = BTreeMap::new();
    let mut cursor = None;
    loop {
        let page = store.heads(cursor.as_ref(), 3).unwrap();
        for entry in page.entries {
            let head = entry.unwrap();
            assert_eq!(store.head(&head.stream).unwrap().as_ref(), Some(&head));
            let mut events = Vec::new();
            loop {
                let from = Sequence(events.len() as u64 + 1);
                let more = store.read_stream(&head.stream, from, 5).unwrap();
                if more.is_empty() {
                    break;
                }
                events.extend(more);
            }
            let loaded = store.load(&head.stream).unwrap().unwrap();
            let after = loaded
                .snapshot
                .as_ref()
                .map_or(0, |snapshot| snapshot.sequence.get() as usize);
            assert_eq!(loaded.events, events[after..]);
            assert_eq!(loaded.head, head.bytes);
            heads.push(format!("{head:?}"));
            streams.insert(head.stream.to_string(), events);
        }
        cursor = page.next;
        if cursor.is_none() {
            break;
        }
    }
    let mut indexes = Vec::new();
    for index in ["by-school", "by-role"] {
        let mut cursor = None;
        loop {
            let page = store.query(&name(index), b"", cursor.as_deref(), 2).unwrap();
            assert!(page.damaged.is_empty());
            indexes.extend(
                page.entries
                    .into_iter()
                    .map(|entry| (index.to_owned(), entry.key, entry.value)),
            );
            cursor = page.next;
            if cursor.is_none() {
                break;
            }
        }
    }
    let timers = store.claim_timers(i32::MAX, usize::MAX).unwrap();
    assert!(timers.damaged.is_empty());
    Answers {
        heads,
        streams,
        all: alongside_store::export(store, Position::FIRST)
            .map(Result::unwrap)
            .collect(),
        indexes,
        timers: timers
            .timers
            .into_iter()
            .map(|timer| (timer.due_day, timer.stream.to_string(), timer.key))
            .collect(),
    }
}

/// A number from the environment, for longer runs of the seeded tests.
pub(crate) fn setting(variable: &str, default: u64) -> u64 {
    std::env::var(variable)
        .ok()
        .and_then(|text| text.parse().ok())
        .unwrap_or(default)
}

/// Copies a store that is closed.
pub(crate) fn copy_folder(from: &Path, to: &Path) {
    std::fs::create_dir_all(to).unwrap();
    for entry in std::fs::read_dir(from).unwrap() {
        let entry = entry.unwrap();
        let target = to.join(entry.file_name());
        if entry.file_type().unwrap().is_dir() {
            copy_folder(&entry.path(), &target);
        } else {
            std::fs::copy(entry.path(), target).unwrap();
        }
    }
}

/// The segments of a store, in order.
pub(crate) fn segments(root: &Path) -> Vec<std::path::PathBuf> {
    let mut found: Vec<_> = std::fs::read_dir(root.join("journal"))
        .unwrap()
        .map(|entry| entry.unwrap().path())
        .filter(|path| path.extension().is_some_and(|ending| ending == "seg"))
        .collect();
    found.sort();
    found
}
