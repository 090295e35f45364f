//! Owns every limit on what a caller may hand in, and the check of an append against them.
//!
//! Never changes an append to make it fit. Tests are at the foot of this file.

use crate::error::StoreError;
use crate::events::{Append, IndexOp};
use crate::ids::{Sequence, StreamId};

/// The most events of one append.
pub const APPEND_EVENTS_MAX: usize = 4096;
/// The most bytes of one append, payloads and derived data together.
pub const APPEND_BYTES_MAX: usize = 16 << 20;
/// The most events of one stream.
pub const STREAM_EVENTS_MAX: u64 = 1_000_000;
/// The most bytes of one event's payload.
pub const PAYLOAD_BYTES_MAX: usize = 1 << 20;
/// The longest type of an event, in bytes.
pub const KIND_BYTES_MAX: usize = 64;
/// The most bytes of a head.
pub const HEAD_BYTES_MAX: usize = 64 << 10;
/// The most bytes of a snapshot.
pub const SNAPSHOT_BYTES_MAX: usize = 1 << 20;
/// The most changes of index entries in one append.
pub const INDEX_OPS_MAX: usize = 4096;
/// The most bytes of an index key.
pub const INDEX_KEY_BYTES_MAX: usize = 512;
/// The most bytes of an index value.
pub const INDEX_VALUE_BYTES_MAX: usize = 2 << 10;
/// The most timers of one stream.
pub const TIMERS_MAX: usize = 4096;
/// The most bytes of a timer's key.
pub const TIMER_KEY_BYTES_MAX: usize = 256;
/// The most bytes of a workspace value.
pub const META_BYTES_MAX: usize = 64 << 10;

fn at_most(subject: &str, what: &'static str, found: usize, max: usize) -> Result<(), StoreError> {
    if found <= max {
        return Ok(());
    }
    Err(StoreError::TooLarge {
        stream: subject.to_owned(),
        what,
        found: found as u64,
        max: max as u64,
    })
}

pub(crate) fn check_meta(name: &str, bytes: &[u8]) -> Result<(), StoreError> {
    at_most(name, "size in bytes", bytes.len(), META_BYTES_MAX)
}

/// Checks everything about an append that can be told without the store.
pub(crate) fn check_append(append: &Append) -> Result<(), StoreError> {
    let stream = append.stream.as_str();
    if append.events.is_empty() {
        return Err(StoreError::EmptyAppend {
            stream: append.stream.clone(),
        });
    }
    at_most(
        stream,
        "number of events in one append",
        append.events.len(),
        APPEND_EVENTS_MAX,
    )?;
    let last = append.expected.get().saturating_add(append.events.len() as u64);
    if last > STREAM_EVENTS_MAX {
        let (found, max) = (last, STREAM_EVENTS_MAX);
        return Err(StoreError::TooLarge {
            stream: stream.to_owned(),
            what: "length in events",
            found,
            max,
        });
    }
    check_events(append)?;
    at_most(
        stream,
        "head size in bytes",
        append.head.as_ref().map_or(0, Vec::len),
        HEAD_BYTES_MAX,
    )?;
    check_snapshot(append, last)?;
    check_index_ops(append)?;
    check_timers(append)?;
    at_most(
        stream,
        "size of one append in bytes",
        append_bytes(append),
        APPEND_BYTES_MAX,
    )
}

fn invalid(stream: &StreamId, reason: impl Into<String>) -> StoreError {
    StoreError::InvalidAppend {
        stream: stream.clone(),
        reason: reason.into(),
    }
}

fn check_events(append: &Append) -> Result<(), StoreError> {
    let stream = append.stream.as_str();
    for event in &append.events {
        at_most(
            stream,
            "payload size in bytes",
            event.payload.len(),
            PAYLOAD_BYTES_MAX,
        )?;
        at_most(
            stream,
            "length of an event type in bytes",
            event.kind.len(),
            KIND_BYTES_MAX,
        )?;
        if event.kind.is_empty() || !event.kind.bytes().all(|byte| (b' '..=b'~').contains(&byte)) {
            let reason = format!(
                "event type {:?} is not 1 to 64 printable ASCII characters",
                event.kind
            );
            return Err(invalid(&append.stream, reason));
        }
    }
    Ok(())
}

fn check_snapshot(append: &Append, last: u64) -> Result<(), StoreError> {
    let Some(snapshot) = &append.snapshot else {
        return Ok(());
    };
    at_most(
        append.stream.as_str(),
        "snapshot size in bytes",
        snapshot.bytes.len(),
        SNAPSHOT_BYTES_MAX,
    )?;
    let allowed = append.expected.max(Sequence::FIRST)..=Sequence(last);
    if allowed.contains(&snapshot.sequence) {
        return Ok(());
    }
    let (from, to) = (allowed.start(), allowed.end());
    let reason = format!(
        "snapshot at event {} lies outside {from} to {to}",
        snapshot.sequence
    );
    Err(invalid(&append.stream, reason))
}

fn check_index_ops(append: &Append) -> Result<(), StoreError> {
    let stream = append.stream.as_str();
    at_most(
        stream,
        "number of index changes in one append",
        append.index_ops.len(),
        INDEX_OPS_MAX,
    )?;
    for op in &append.index_ops {
        let (key, value) = match op {
            IndexOp::Put { key, value, .. } => (key, value.len()),
            IndexOp::Delete { key, .. } => (key, 0),
        };
        if key.is_empty() {
            return Err(invalid(&append.stream, "an index key is empty"));
        }
        at_most(stream, "index key size in bytes", key.len(), INDEX_KEY_BYTES_MAX)?;
        at_most(stream, "index value size in bytes", value, INDEX_VALUE_BYTES_MAX)?;
    }
    Ok(())
}

fn check_timers(append: &Append) -> Result<(), StoreError> {
    let timers = append.timers.as_deref().unwrap_or_default();
    at_most(
        append.stream.as_str(),
        "number of timers",
        timers.len(),
        TIMERS_MAX,
    )?;
    for timer in timers {
        if timer.key.is_empty() {
            return Err(invalid(&append.stream, "a timer key is empty"));
        }
        at_most(
            append.stream.as_str(),
            "timer key size in bytes",
            timer.key.len(),
            TIMER_KEY_BYTES_MAX,
        )?;
    }
    Ok(())
}

fn append_bytes(append: &Append) -> usize {
    let events: usize = append
        .events
        .iter()
        .map(|event| event.payload.len() + event.kind.len())
        .sum();
    let ops: usize = append
        .index_ops
        .iter()
        .map(|op| match op {
            IndexOp::Put { key, value, .. } => key.len() + value.len(),
            IndexOp::Delete { key, .. } => key.len(),
        })
        .sum();
    let timers: usize = append
        .timers
        .iter()
        .flatten()
        .map(|timer| timer.key.len() + 4)
        .sum();
    events + ops + timers + append.head.as_ref().map_or(0, Vec::len)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::events::{NewEvent, Snapshot, TimerEntry};
    use crate::ids::{CommandId, Name};

    fn event(payload: usize) -> NewEvent {
        NewEvent {
            kind: "k".into(),
            version: 1,
            time_micros: 0,
            payload: vec![0; payload],
        }
    }

    fn append(events: Vec<NewEvent>) -> Append {
        Append::new(
            StreamId::new("s").unwrap(),
            Sequence(3),
            CommandId::new("c").unwrap(),
            events,
        )
    }

    #[test]
    fn an_append_without_events_is_refused() {
        assert!(matches!(
            check_append(&append(vec![])),
            Err(StoreError::EmptyAppend { .. })
        ));
    }

    #[test]
    fn each_limit_holds_at_its_edge() {
        assert!(check_append(&append(vec![event(PAYLOAD_BYTES_MAX)])).is_ok());
        let name = Name::new("i").unwrap();
        let put = |key: usize, value: usize| IndexOp::Put {
            index: name.clone(),
            key: vec![1; key],
            value: vec![1; value],
        };
        let timer = |len: usize| TimerEntry {
            due_day: 1,
            key: vec![1; len],
        };
        let snapshot = |len: usize| {
            Some(Snapshot {
                sequence: Sequence(4),
                version: 1,
                bytes: vec![0; len],
            })
        };
        let base = append(vec![event(1)]);
        let too_large = [
            append(vec![event(PAYLOAD_BYTES_MAX + 1)]),
            append(vec![event(0); APPEND_EVENTS_MAX + 1]),
            append(vec![event(PAYLOAD_BYTES_MAX); 17]),
            Append {
                expected: Sequence(STREAM_EVENTS_MAX),
                ..base.clone()
            },
            Append {
                head: Some(vec![0; HEAD_BYTES_MAX + 1]),
                ..base.clone()
            },
            Append {
                snapshot: snapshot(SNAPSHOT_BYTES_MAX + 1),
                ..base.clone()
            },
            Append {
                index_ops: vec![put(INDEX_KEY_BYTES_MAX + 1, 0)],
                ..base.clone()
            },
            Append {
                index_ops: vec![put(1, INDEX_VALUE_BYTES_MAX + 1)],
                ..base.clone()
            },
            Append {
                index_ops: vec![put(1, 1); INDEX_OPS_MAX + 1],
                ..base.clone()
            },
            Append {
                timers: Some(vec![timer(TIMER_KEY_BYTES_MAX + 1)]),
                ..base.clone()
            },
            Append {
                timers: Some(vec![timer(1); TIMERS_MAX + 1]),
                ..base
            },
        ];
        for (i, append) in too_large.iter().enumerate() {
            assert!(
                matches!(check_append(append), Err(StoreError::TooLarge { .. })),
                "case {i}"
            );
        }
    }

    #[test]
    fn a_snapshot_lies_within_the_append() {
        for (sequence, fits) in [(2, false), (3, true), (4, true), (5, false)] {
            let snapshot = Some(Snapshot {
                sequence: Sequence(sequence),
                version: 1,
                bytes: vec![],
            });
            let append = Append {
                snapshot,
                ..append(vec![event(0)])
            };
            assert_eq!(check_append(&append).is_ok(), fits, "sequence {sequence}");
        }
    }

    #[test]
    fn empty_keys_and_unprintable_kinds_are_refused() {
        let base = append(vec![event(0)]);
        let index_ops = vec![IndexOp::Delete {
            index: Name::new("i").unwrap(),
            key: vec![],
        }];
        let bad_kind = NewEvent {
            kind: "a\nb".into(),
            ..event(0)
        };
        for append in [
            Append {
                index_ops,
                ..base.clone()
            },
            Append {
                timers: Some(vec![TimerEntry {
                    due_day: 0,
                    key: vec![],
                }]),
                ..base
            },
            append(vec![bad_kind]),
        ] {
            assert!(matches!(
                check_append(&append),
                Err(StoreError::InvalidAppend { .. })
            ));
        }
    }
}
