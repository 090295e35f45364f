//! One suite for every backend: the same calls, the same answers.

#![expect(clippy::unwrap_used, reason = "a test fails by panicking")]

mod support;

use std::collections::BTreeMap;

use alongside_store::{
    Append, AppendOutcome, CommandId, EventStore, HEAD_BYTES_MAX, IndexOp, MemoryStore, NewEvent,
    PAYLOAD_BYTES_MAX, Position, Sequence, Snapshot, StoreError, TimerEntry, export,
};
use support::{
    Answers, Random, answers, append, appended, event, full_append, name, open, open_small, random_append,
    stream,
};

/// Runs a case on a fresh store of each backend.
macro_rules! conformance {
    ($($case:ident),* $(,)?) => {
        mod memory {
            $(#[test] fn $case() { super::$case(&super::MemoryStore::new()); })*
        }
        mod journal {
            $(#[test] fn $case() {
                let root = tempfile::tempdir().unwrap();
                super::$case(&super::open_small(root.path()));
            })*
        }
    };
}

conformance!(
    an_empty_store_answers_with_nothing,
    appends_count_up_and_read_back,
    a_stale_append_conflicts_and_writes_nothing,
    a_repeated_command_is_told_what_it_did,
    an_append_without_events_or_too_large_is_refused,
    the_hash_chain_links_each_event_to_the_one_before,
    loading_starts_from_the_latest_snapshot,
    heads_stay_until_replaced_and_page_in_order,
    indexes_put_delete_and_page_by_prefix,
    timers_are_replaced_as_a_set_and_claimed_in_order,
    all_events_page_in_the_order_they_were_recorded,
    workspace_values_are_kept,
    verification_counts_every_event,
    sequences_beyond_the_end_are_empty,
    commands_are_listed_with_what_they_recorded,
);

fn an_empty_store_answers_with_nothing(store: &dyn EventStore) {
    let nobody = stream("nobody");
    assert_eq!(store.load(&nobody).unwrap(), None);
    assert_eq!(store.head(&nobody).unwrap(), None);
    assert!(store.read_stream(&nobody, Sequence::FIRST, 9).unwrap().is_empty());
    assert!(store.heads(None, 9).unwrap().entries.is_empty());
    assert!(store.read_all(Position::ZERO, 9).unwrap().is_empty());
    assert!(
        store
            .query(&name("by-school"), b"", None, 9)
            .unwrap()
            .entries
            .is_empty()
    );
    assert!(store.claim_timers(i32::MAX, 9).unwrap().timers.is_empty());
    assert_eq!(store.get_meta(&name("rehearsal")).unwrap(), None);
    let report = store.verify(None).unwrap();
    assert!(report.is_sound() && report.streams.is_empty() && report.last_position == Position::ZERO);
}

fn appends_count_up_and_read_back(store: &dyn EventStore) {
    assert_eq!(appended(&store.append(append("a", 0, "c1", 2)).unwrap()), (2, 2));
    assert_eq!(appended(&store.append(append("b", 0, "c1", 1)).unwrap()), (1, 3));
    assert_eq!(appended(&store.append(append("a", 2, "c2", 3)).unwrap()), (5, 6));
    let events = store
        .read_stream(&stream("a"), Sequence::FIRST, usize::MAX)
        .unwrap();
    let seen: Vec<_> = events
        .iter()
        .map(|event| (event.sequence.get(), event.position.get()))
        .collect();
    assert_eq!(seen, [(1, 1), (2, 2), (3, 4), (4, 5), (5, 6)]);
    assert_eq!(events[3].payload, b"a/c2/1");
    assert_eq!((events[3].kind.as_str(), events[3].version), ("noted", 1));
    assert_eq!(events[3].time_micros, 1_790_000_000_000_000);
    let middle = store.read_stream(&stream("a"), Sequence(2), 2).unwrap();
    assert_eq!(middle, events[1..3]);
}

fn a_stale_append_conflicts_and_writes_nothing(store: &dyn EventStore) {
    store.append(append("a", 0, "c1", 2)).unwrap();
    for expected in [0, 1, 3] {
        let outcome = store.append(full_append("a", expected, "c2", 1)).unwrap();
        assert_eq!(outcome, AppendOutcome::Conflict { actual: Sequence(2) });
    }
    assert_eq!(
        store.append(full_append("new", 1, "c3", 1)).unwrap(),
        AppendOutcome::Conflict {
            actual: Sequence::ZERO
        }
    );
    assert_eq!(store.head(&stream("new")).unwrap(), None);
    assert_eq!(store.read_all(Position::FIRST, 99).unwrap().len(), 2);
    assert!(store.claim_timers(i32::MAX, 9).unwrap().timers.is_empty());
}

fn a_repeated_command_is_told_what_it_did(store: &dyn EventStore) {
    store.append(append("a", 0, "c1", 2)).unwrap();
    store.append(append("a", 2, "c2", 3)).unwrap();
    let first = AppendOutcome::Duplicate {
        first: Sequence(1),
        last: Sequence(2),
    };
    let second = AppendOutcome::Duplicate {
        first: Sequence(3),
        last: Sequence(5),
    };
    for expected in [0, 2, 5, 9] {
        assert_eq!(store.append(append("a", expected, "c1", 1)).unwrap(), first);
        assert_eq!(store.append(append("a", expected, "c2", 7)).unwrap(), second);
    }
    assert_eq!(
        appended(&store.append(append("b", 0, "c1", 1)).unwrap()),
        (1, 6),
        "per stream"
    );
    assert_eq!(store.read_all(Position::FIRST, 99).unwrap().len(), 6);
    let find = |to: &str, command: &str| {
        store
            .find_command(&stream(to), &CommandId::new(command).unwrap())
            .unwrap()
    };
    assert_eq!(find("a", "c2"), Some((Sequence(3), Sequence(5))));
    assert_eq!(find("b", "c2"), None);
    assert_eq!(find("nobody", "c1"), None);
}

fn an_append_without_events_or_too_large_is_refused(store: &dyn EventStore) {
    let empty = store.append(append("a", 0, "c", 0)).unwrap_err();
    assert!(matches!(empty, StoreError::EmptyAppend { .. }));
    let large = Append {
        events: vec![event(&vec![0; PAYLOAD_BYTES_MAX + 1])],
        ..append("a", 0, "c", 1)
    };
    let message = store.append(large).unwrap_err().to_string();
    assert!(
        message.contains("payload") && message.contains("1048577") && message.contains("1048576"),
        "{message}"
    );
    let head = Append {
        head: Some(vec![0; HEAD_BYTES_MAX + 1]),
        ..append("a", 0, "c", 1)
    };
    assert!(matches!(store.append(head), Err(StoreError::TooLarge { .. })));
    let most = Append {
        events: vec![event(&vec![7; PAYLOAD_BYTES_MAX])],
        ..append("a", 0, "c", 1)
    };
    assert_eq!(appended(&store.append(most).unwrap()), (1, 1));
    assert_eq!(
        store.read_stream(&stream("a"), Sequence(1), 1).unwrap()[0]
            .payload
            .len(),
        PAYLOAD_BYTES_MAX
    );
}

fn the_hash_chain_links_each_event_to_the_one_before(store: &dyn EventStore) {
    store.append(append("a", 0, "c1", 3)).unwrap();
    store.append(append("b", 0, "c1", 3)).unwrap();
    let a = store.read_stream(&stream("a"), Sequence(1), 9).unwrap();
    let b = store.read_stream(&stream("b"), Sequence(1), 9).unwrap();
    let hashes: std::collections::BTreeSet<_> = a.iter().chain(&b).map(|event| event.hash).collect();
    assert_eq!(hashes.len(), 6);
    // Computed once; stored hashes are part of the format and never change.
    let hex: String = a[2].hash.iter().map(|byte| format!("{byte:02x}")).collect();
    assert_eq!(
        hex,
        "77ad8a5e1d5881fe6e096f02c519c57bb71d84920465c447cb1d6fee7eeacd18"
    );
}

fn loading_starts_from_the_latest_snapshot(store: &dyn EventStore) {
    let snapshot = |sequence, len| {
        Some(Snapshot {
            sequence: Sequence(sequence),
            version: 3,
            bytes: vec![5; len],
        })
    };
    store
        .append(Append {
            snapshot: snapshot(2, 9000),
            ..append("a", 0, "c1", 3)
        })
        .unwrap();
    let loaded = store.load(&stream("a")).unwrap().unwrap();
    assert_eq!(loaded.snapshot, snapshot(2, 9000));
    assert_eq!(
        loaded
            .events
            .iter()
            .map(|event| event.sequence.get())
            .collect::<Vec<_>>(),
        [3]
    );
    store.append(append("a", 3, "c2", 2)).unwrap();
    let loaded = store.load(&stream("a")).unwrap().unwrap();
    assert_eq!(
        loaded
            .events
            .iter()
            .map(|event| event.sequence.get())
            .collect::<Vec<_>>(),
        [3, 4, 5]
    );
    store
        .append(Append {
            snapshot: snapshot(5, 10),
            ..append("a", 5, "c3", 1)
        })
        .unwrap();
    let loaded = store.load(&stream("a")).unwrap().unwrap();
    assert_eq!(
        (loaded.snapshot, loaded.events.len(), loaded.last),
        (snapshot(5, 10), 1, Sequence(6))
    );
    store
        .append(Append {
            snapshot: snapshot(7, 0),
            ..append("a", 6, "c4", 1)
        })
        .unwrap();
    let loaded = store.load(&stream("a")).unwrap().unwrap();
    assert_eq!((loaded.snapshot, loaded.events.len()), (snapshot(7, 0), 0));
    let outside = Append {
        snapshot: snapshot(9, 1),
        ..append("a", 7, "c5", 1)
    };
    assert!(matches!(
        store.append(outside),
        Err(StoreError::InvalidAppend { .. })
    ));
}

fn heads_stay_until_replaced_and_page_in_order(store: &dyn EventStore) {
    for to in ["c", "a", "b", "a-1"] {
        store
            .append(Append {
                head: Some(to.as_bytes().to_vec()),
                ..append(to, 0, "c1", 1)
            })
            .unwrap();
    }
    store.append(append("a", 1, "c2", 1)).unwrap();
    store.append(append("d", 0, "c1", 1)).unwrap();
    let head = store.head(&stream("a")).unwrap().unwrap();
    assert_eq!((head.last, head.bytes.as_deref()), (Sequence(2), Some(&b"a"[..])));
    store
        .append(Append {
            head: Some(vec![9; 20_000]),
            ..append("a", 2, "c3", 1)
        })
        .unwrap();
    assert_eq!(
        store.head(&stream("a")).unwrap().unwrap().bytes.unwrap().len(),
        20_000
    );
    assert_eq!(store.head(&stream("d")).unwrap().unwrap().bytes, None);
    let first = store.heads(None, 3).unwrap();
    let names = |page: &alongside_store::HeadPage| {
        page.entries
            .iter()
            .map(|entry| entry.as_ref().unwrap().stream.to_string())
            .collect::<Vec<_>>()
    };
    assert_eq!(names(&first), ["a", "a-1", "b"]);
    let second = store.heads(first.next.as_ref(), 3).unwrap();
    assert_eq!(
        (names(&second), second.next),
        (vec!["c".into(), "d".into()], None)
    );
    assert_eq!(
        store.heads(None, 5).unwrap().next,
        None,
        "a full last page has no next"
    );
}

fn indexes_put_delete_and_page_by_prefix(store: &dyn EventStore) {
    let put = |index: &str, key: &str, value: &str| IndexOp::Put {
        index: name(index),
        key: key.as_bytes().to_vec(),
        value: value.as_bytes().to_vec(),
    };
    let ops = vec![
        put("i", "x/1", "one"),
        put("i", "x/2", "two"),
        put("i", "y", "y"),
        put("i-2", "x/1", "other"),
    ];
    store
        .append(Append {
            index_ops: ops,
            ..append("a", 0, "c1", 1)
        })
        .unwrap();
    let gone = IndexOp::Delete {
        index: name("i"),
        key: b"x/1".to_vec(),
    };
    let absent = IndexOp::Delete {
        index: name("i"),
        key: b"never".to_vec(),
    };
    let ops = vec![
        gone.clone(),
        absent,
        put("i", "x/2", "zwei"),
        put("i", "x/3", "three"),
        gone,
        put("i", "x/0", ""),
    ];
    store
        .append(Append {
            index_ops: ops,
            ..append("b", 0, "c1", 1)
        })
        .unwrap();
    let entries = |prefix: &[u8], cursor: Option<&[u8]>, limit| {
        let page = store.query(&name("i"), prefix, cursor, limit).unwrap();
        let text = |bytes: Vec<u8>| String::from_utf8(bytes).unwrap();
        let found: Vec<_> = page
            .entries
            .into_iter()
            .map(|e| (text(e.key), text(e.value)))
            .collect();
        (found, page.next)
    };
    let pair = |key: &str, value: &str| (key.to_owned(), value.to_owned());
    let (found, next) = entries(b"x/", None, 2);
    assert_eq!(
        (found, next.as_deref()),
        (vec![pair("x/0", ""), pair("x/2", "zwei")], Some(&b"x/2"[..]))
    );
    assert_eq!(
        entries(b"x/", next.as_deref(), 2),
        (vec![pair("x/3", "three")], None)
    );
    assert_eq!(entries(b"", None, 9).0.len(), 4);
    assert_eq!(
        entries(b"x", Some(b"a"), 9).0.len(),
        3,
        "a cursor before the prefix skips nothing"
    );
    assert_eq!(entries(b"x", Some(b"y"), 9).0.len(), 0);
}

fn timers_are_replaced_as_a_set_and_claimed_in_order(store: &dyn EventStore) {
    let timer = |due_day, key: &str| TimerEntry {
        due_day,
        key: key.as_bytes().to_vec(),
    };
    let with = |to, expected, command, timers| Append {
        timers: Some(timers),
        ..append(to, expected, command, 1)
    };
    store
        .append(with(
            "b",
            0,
            "c1",
            vec![timer(5, "x"), timer(-3, "early"), timer(5, "x")],
        ))
        .unwrap();
    store
        .append(with("a", 0, "c1", vec![timer(5, "z"), timer(9, "late")]))
        .unwrap();
    let due = |until, limit| {
        let page = store.claim_timers(until, limit).unwrap();
        page.timers
            .into_iter()
            .map(|timer| {
                format!(
                    "{} {} {}",
                    timer.due_day,
                    timer.stream,
                    String::from_utf8(timer.key).unwrap()
                )
            })
            .collect::<Vec<_>>()
    };
    assert_eq!(due(5, 9), ["-3 b early", "5 a z", "5 b x"]);
    assert_eq!(due(5, 2), ["-3 b early", "5 a z"]);
    assert_eq!(due(-4, 9), Vec::<String>::new());
    store.append(append("b", 1, "c2", 1)).unwrap();
    assert_eq!(due(i32::MAX, 9).len(), 4, "an append without timers leaves them");
    store
        .append(with("b", 2, "c3", vec![timer(5, "x"), timer(6, "new")]))
        .unwrap();
    assert_eq!(due(i32::MAX, 9), ["5 a z", "5 b x", "6 b new", "9 a late"]);
    store.append(with("b", 3, "c4", vec![])).unwrap();
    assert_eq!(due(i32::MAX, 9), ["5 a z", "9 a late"]);
}

fn all_events_page_in_the_order_they_were_recorded(store: &dyn EventStore) {
    for n in 0..40 {
        store
            .append(append(&format!("s{}", n % 3), (n / 3) * 3, &format!("c{n}"), 3))
            .unwrap();
    }
    let all: Vec<_> = export(store, Position::ZERO).map(Result::unwrap).collect();
    assert_eq!(
        all.iter().map(|event| event.position.get()).collect::<Vec<_>>(),
        (1..=120).collect::<Vec<_>>()
    );
    for (from, limit) in [(1, 1), (2, 7), (50, 10), (119, 10), (121, 5)] {
        let page = store.read_all(Position(from), limit).unwrap();
        let rest = &all[(from - 1) as usize..];
        assert_eq!(page, rest[..limit.min(rest.len())]);
    }
}

fn workspace_values_are_kept(store: &dyn EventStore) {
    store.put_meta(&name("rehearsal.date"), b"2026-09-01").unwrap();
    store.put_meta(&name("rehearsal.date"), b"2026-09-02").unwrap();
    store.put_meta(&name(".."), b"").unwrap();
    assert_eq!(
        store.get_meta(&name("rehearsal.date")).unwrap().as_deref(),
        Some(&b"2026-09-02"[..])
    );
    assert_eq!(store.get_meta(&name("..")).unwrap().as_deref(), Some(&b""[..]));
    let large = store.put_meta(&name("x"), &vec![0; 70_000]).unwrap_err();
    assert!(matches!(large, StoreError::TooLarge { .. }));
}

fn verification_counts_every_event(store: &dyn EventStore) {
    store.append(append("a", 0, "c1", 4)).unwrap();
    store.append(append("b", 0, "c1", 2)).unwrap();
    let all = store.verify(None).unwrap();
    assert!(all.is_sound(), "{all:?}");
    assert_eq!(
        (all.events, all.last_position, all.streams.len()),
        (6, Position(6), 2)
    );
    let one = store.verify(Some(&stream("b"))).unwrap();
    assert_eq!(
        (one.events, one.streams.len(), one.streams[0].last),
        (2, 1, Sequence(2))
    );
    assert!(store.verify(Some(&stream("nobody"))).unwrap().streams.is_empty());
}

fn sequences_beyond_the_end_are_empty(store: &dyn EventStore) {
    store.append(append("a", 0, "c1", 2)).unwrap();
    assert!(
        store
            .read_stream(&stream("a"), Sequence(3), 9)
            .unwrap()
            .is_empty()
    );
    assert!(
        store
            .read_stream(&stream("a"), Sequence(u64::MAX), 9)
            .unwrap()
            .is_empty()
    );
    assert!(store.read_all(Position(u64::MAX), 9).unwrap().is_empty());
    assert!(
        store
            .read_stream(&stream("a"), Sequence(1), 0)
            .unwrap()
            .is_empty()
    );
    assert_eq!(
        store.read_stream(&stream("a"), Sequence::ZERO, 9).unwrap().len(),
        2
    );
}

/// The same seeded history on both backends, the durable one closed and opened again on the way.
#[test]
fn the_same_history_gives_the_same_answers_on_every_backend() {
    for seed in 0..4 {
        let mut random = Random(seed);
        let root = tempfile::tempdir().unwrap();
        let memory = MemoryStore::new();
        let mut journal = open_small(root.path());
        let mut lasts = BTreeMap::new();
        for step in 0..250 {
            let append = random_append(&mut random, &lasts);
            let to = append.stream.to_string();
            let (expected, actual) = match (memory.append(append.clone()), journal.append(append)) {
                (Ok(expected), Ok(actual)) => (expected, actual),
                (Err(expected), Err(actual)) => {
                    assert_eq!(
                        expected.to_string(),
                        actual.to_string(),
                        "seed {seed} step {step}"
                    );
                    continue;
                }
                (expected, actual) => panic!("seed {seed} step {step}: {expected:?} against {actual:?}"),
            };
            assert_eq!(expected, actual, "seed {seed} step {step}");
            if let AppendOutcome::Appended { last, .. } = actual {
                lasts.insert(to, last.get());
            }
            if random.below(60) == 0 {
                drop(journal);
                journal = open_small(root.path());
                assert_eq!(journal.recovery().rebuilt, None);
            }
        }
        let expected: Answers = answers(&memory);
        assert_eq!(answers(&journal), expected, "seed {seed}");
        for to in expected.streams.keys() {
            assert_eq!(
                memory.load(&stream(to)).unwrap(),
                journal.load(&stream(to)).unwrap(),
                "seed {seed} {to}"
            );
        }
        drop(journal);
        let journal = open(root.path());
        assert_eq!(answers(&journal), expected, "seed {seed}, reopened");
        assert!(
            journal.verify(None).unwrap().is_sound(),
            "{:?}",
            journal.verify(None).unwrap().problems
        );
    }
}

#[test]
fn a_command_is_known_after_reopening() {
    let root = tempfile::tempdir().unwrap();
    let store = open(root.path());
    store.append(append("a", 0, "c1", 2)).unwrap();
    drop(store);
    let store = open(root.path());
    let again = Append::new(
        stream("a"),
        Sequence(17),
        CommandId::new("c1").unwrap(),
        vec![NewEvent {
            kind: "x".into(),
            version: 0,
            time_micros: 0,
            payload: vec![],
        }],
    );
    let duplicate = AppendOutcome::Duplicate {
        first: Sequence(1),
        last: Sequence(2),
    };
    assert_eq!(store.append(again).unwrap(), duplicate);
}

fn commands_are_listed_with_what_they_recorded(store: &dyn EventStore) {
    assert!(store.commands(&stream("a")).unwrap().is_empty());
    store.append(append("a", 0, "z", 2)).unwrap();
    store.append(append("b", 0, "y", 1)).unwrap();
    store.append(append("a", 2, "x", 3)).unwrap();
    let listed = store.commands(&stream("a")).unwrap();
    let listed: Vec<_> = listed
        .iter()
        .map(|command| (command.id.as_str(), command.first.get(), command.last.get()))
        .collect();
    assert_eq!(listed, [("z", 1, 2), ("x", 3, 5)]);
    assert!(store.verify_whole().unwrap().is_sound());
}
