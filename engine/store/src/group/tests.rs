//! Proves that a group reads back as it was written and that no bytes make reading panic or lie.

use proptest::prelude::*;

use super::bytes::set_u32;
use super::*;
use crate::events::{IndexOp, NewEvent, TimerEntry};
use crate::ids::{CommandId, Name, Position, Sequence, StreamId};

fn events() -> impl Strategy<Value = Vec<NewEvent>> {
    let event = (
        "[ -~]{1,64}",
        any::<u16>(),
        any::<i64>(),
        prop::collection::vec(any::<u8>(), 0..300),
    )
        .prop_map(|(kind, version, time_micros, payload)| NewEvent {
            kind,
            version,
            time_micros,
            payload,
        });
    prop::collection::vec(event, 1..6)
}

fn bytes(max: usize) -> impl Strategy<Value = Vec<u8>> {
    prop::collection::vec(any::<u8>(), 1..max)
}

fn derived() -> impl Strategy<Value = Derived> {
    let name = "[a-z0-9._-]{1,64}".prop_map(|text| Name::new(text).unwrap());
    let op = (name, bytes(40), prop::option::of(bytes(60))).prop_map(|(index, key, value)| match value {
        Some(value) => IndexOp::Put { index, key, value },
        None => IndexOp::Delete { index, key },
    });
    let timer = (any::<i32>(), bytes(30)).prop_map(|(due_day, key)| TimerEntry { due_day, key });
    (
        prop::option::of(prop::collection::vec(any::<u8>(), 0..200)),
        prop::collection::vec(op, 0..5),
        prop::option::of(prop::collection::vec(timer, 0..5)),
    )
        .prop_map(|(head, index_ops, timers)| Derived {
            head,
            index_ops,
            timers,
        })
}

fn encoded(stream: &str, command: &str, first: u64, events: &[NewEvent], derived: &Derived) -> Vec<u8> {
    let (stream, command) = (StreamId::new(stream).unwrap(), CommandId::new(command).unwrap());
    let start = GroupStart {
        stream: &stream,
        command_id: &command,
        first_sequence: Sequence(first),
        first_position: Position(first + 7),
        batch_position: Position(first + 3),
        previous: Location {
            segment: 1,
            offset: 64,
            len: 99,
        },
        previous_digest: [7; 32],
        chain_before: [9; 32],
    };
    let mut out = Vec::new();
    let (len, hashes) = encode_group(&start, events, derived, &mut out);
    assert_eq!(len as usize, out.len());
    assert_eq!(hashes.len(), events.len());
    out
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(128))]

    #[test]
    fn a_group_reads_back_as_written(
        stream in "[a-z0-9._-]{1,96}", command in "[ -~]{1,128}", first in 1u64..1_000_000,
        events in events(), derived in derived(),
    ) {
        let bytes = encoded(&stream, &command, first, &events, &derived);
        let group = Group::decode(&bytes).unwrap();
        prop_assert_eq!(group.header.stream.as_str(), stream);
        prop_assert_eq!(group.header.command_id.as_str(), command);
        prop_assert_eq!(group.header.previous, Location { segment: 1, offset: 64, len: 99 });
        prop_assert_eq!(group.header.batch_position, Position(first + 3));
        prop_assert_eq!(&group.derived, &derived);
        prop_assert_eq!(decode_derived_of(&group.header, &bytes), Some(derived));
        prop_assert_eq!(Trailer::decode_before(&bytes).unwrap().first_sequence, Sequence(first));
        let back: Vec<_> = group.events.iter().map(|event| NewEvent {
            kind: event.kind.clone(), version: event.version, time_micros: event.time_micros,
            payload: event.payload.clone(),
        }).collect();
        prop_assert_eq!(back, events);
        prop_assert_eq!(group.events[0].position, Position(first + 7));
    }

    #[test]
    fn a_changed_byte_or_a_cut_is_always_noticed(
        events in events(), derived in derived(), at in any::<prop::sample::Index>(), flip in 1u8..,
    ) {
        let sound = encoded("s", "c", 5, &events, &derived);
        let at = at.index(sound.len());
        let mut flipped = sound.clone();
        flipped[at] ^= flip;
        prop_assert!(Group::decode(&flipped).is_err());
        prop_assert!(Group::decode(&sound[..at]).is_err());
    }

    #[test]
    fn random_bytes_never_panic(bytes in prop::collection::vec(any::<u8>(), 0..600), group in any::<bool>()) {
        let mut bytes = bytes;
        if group {
            bytes.splice(0..0, GROUP_MAGIC);
            bytes.extend_from_slice(&TRAILER_MAGIC);
        }
        prop_assert!(Group::decode(&bytes).is_err());
        let _ = Trailer::decode_before(&bytes);
        let _ = Derived::decode(&bytes);
    }
}

#[test]
fn a_newer_format_is_told_from_damage() {
    let event = NewEvent {
        kind: "k".into(),
        version: 1,
        time_micros: 0,
        payload: vec![],
    };
    let mut bytes = encoded("s", "c", 1, &[event], &Derived::default());
    bytes[4] = 2;
    assert_eq!(
        Header::decode(&bytes).unwrap_err().newer_format,
        None,
        "the checksum no longer holds"
    );
    let header_len = usize::from(u16::from_le_bytes([bytes[6], bytes[7]]));
    let crc = crc32c::crc32c(&bytes[..header_len - 4]);
    set_u32(&mut bytes, header_len - 4, crc);
    assert_eq!(Header::decode(&bytes).unwrap_err().newer_format, Some(2));
}
