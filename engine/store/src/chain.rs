//! Owns the hash chain of a stream: what an event's hash covers.
//!
//! The hash covers the hash before it and every field of the event but its position: the position belongs to
//! the store an event lies in, the chain belongs to the stream and stays the same when the stream is copied
//! to another store. (The journal's own checksums and digest chain cover the position.) Tests are at the foot
//! of this file.

use crate::events::{EventHash, NewEvent};
use crate::ids::{Sequence, StreamId};

/// The hash before the first event of a stream.
pub(crate) const CHAIN_START: EventHash = [0; 32];

/// Hashes one event onto the chain of its stream; the hash before the first event is all zero.
///
/// blake3 over the hash before; stream, type and payload, each preceded by its length in 8 bytes; sequence and time in
/// 8 bytes each, the version in 2. Numbers are little-endian.
#[must_use]
pub fn event_hash(before: &EventHash, stream: &StreamId, sequence: Sequence, event: &NewEvent) -> EventHash {
    chain_hash(before, stream, sequence, event)
}

/// Hashes one event onto the chain: blake3 over the hash before, then each field, texts and payload
/// preceded by their length, numbers little-endian.
pub(crate) fn chain_hash(
    before: &EventHash,
    stream: &StreamId,
    sequence: Sequence,
    event: &NewEvent,
) -> EventHash {
    chain_hash_parts(
        before,
        stream.as_str(),
        sequence,
        event.time_micros,
        &event.kind,
        event.version,
        &event.payload,
    )
}

/// Hashes one event given as its parts; see [`chain_hash`].
pub(crate) fn chain_hash_parts(
    before: &EventHash,
    stream: &str,
    sequence: Sequence,
    time_micros: i64,
    kind: &str,
    version: u16,
    payload: &[u8],
) -> EventHash {
    let mut hasher = blake3::Hasher::new();
    hasher.update(before);
    let mut sized = |bytes: &[u8]| {
        hasher.update(&(bytes.len() as u64).to_le_bytes());
        hasher.update(bytes);
    };
    sized(stream.as_bytes());
    sized(kind.as_bytes());
    sized(payload);
    hasher.update(&sequence.get().to_le_bytes());
    hasher.update(&time_micros.to_le_bytes());
    hasher.update(&version.to_le_bytes());
    *hasher.finalize().as_bytes()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_field_changes_the_hash() {
        let stream = StreamId::new("a").unwrap();
        let other = StreamId::new("b").unwrap();
        let event = NewEvent {
            kind: "k".into(),
            version: 1,
            time_micros: 5,
            payload: b"p".to_vec(),
        };
        let base = chain_hash(&CHAIN_START, &stream, Sequence(1), &event);
        let variants = [
            chain_hash(&[1; 32], &stream, Sequence(1), &event),
            chain_hash(&CHAIN_START, &other, Sequence(1), &event),
            chain_hash(&CHAIN_START, &stream, Sequence(2), &event),
            chain_hash(
                &CHAIN_START,
                &stream,
                Sequence(1),
                &NewEvent {
                    kind: "l".into(),
                    ..event.clone()
                },
            ),
            chain_hash(
                &CHAIN_START,
                &stream,
                Sequence(1),
                &NewEvent {
                    version: 2,
                    ..event.clone()
                },
            ),
            chain_hash(
                &CHAIN_START,
                &stream,
                Sequence(1),
                &NewEvent {
                    time_micros: 6,
                    ..event.clone()
                },
            ),
            chain_hash(
                &CHAIN_START,
                &stream,
                Sequence(1),
                &NewEvent {
                    payload: b"q".to_vec(),
                    ..event
                },
            ),
        ];
        for (i, variant) in variants.iter().enumerate() {
            assert_ne!(&base, variant, "variant {i}");
        }
    }

    #[test]
    fn the_hash_of_a_known_event_never_changes() {
        let stream = StreamId::new("urn-116050").unwrap();
        let event = NewEvent {
            kind: "opened".into(),
            version: 1,
            time_micros: 1_700_000_000_000_000,
            payload: b"{}".to_vec(),
        };
        let hash = chain_hash(&CHAIN_START, &stream, Sequence(1), &event);
        assert_eq!(
            blake3::Hash::from_bytes(hash).to_hex().as_str(),
            "8f3abdf5c9418093197a88866d9b7faa9ed508795e6c6c3924e0a1b5dc12ff41"
        );
    }
}
