//! Owns the keys of the index and the checksum that seals each value to its key.
//!
//! ```text
//! m                                    meta: format, journal end, totals
//! s <stream>                           tip of a stream
//! t <day> <stream> 0 <key>             timer, in the order in which they fall due
//! w <stream> 0 <day> <key>             the same timer, by stream
//! i <index> 0 <key>                    entry of a caller's index
//! p <stream> 0 <chunk>                 piece of a snapshot
//! ```
//!
//! Names hold no zero byte, days are stored so that their bytes sort as the numbers do. Never reads or writes
//! sled. Tests: at the foot of this file.

use crate::events::TimerEntry;
use crate::ids::{Name, StreamId};

pub(crate) const META: &[u8] = b"m";
pub(crate) const TIP: u8 = b's';
pub(crate) const TIMER: u8 = b't';
const TIMER_OF_STREAM: u8 = b'w';
const ENTRY: u8 = b'i';
pub(crate) const SNAPSHOT: u8 = b'p';

fn key(tag: u8, parts: &[&[u8]]) -> Vec<u8> {
    let mut out = Vec::with_capacity(1 + parts.iter().map(|part| part.len()).sum::<usize>());
    out.push(tag);
    for part in parts {
        out.extend_from_slice(part);
    }
    out
}

fn day_bytes(day: i32) -> [u8; 4] {
    (day.cast_unsigned() ^ 0x8000_0000).to_be_bytes()
}

fn day_from(bytes: [u8; 4]) -> i32 {
    (u32::from_be_bytes(bytes) ^ 0x8000_0000).cast_signed()
}

pub(crate) fn tip_key(stream: &StreamId) -> Vec<u8> {
    key(TIP, &[stream.as_str().as_bytes()])
}

pub(crate) fn stream_of_tip_key(key: &[u8]) -> Option<StreamId> {
    StreamId::new(std::str::from_utf8(key.strip_prefix(&[TIP])?).ok()?).ok()
}

pub(crate) fn timer_key(stream: &StreamId, timer: &TimerEntry) -> Vec<u8> {
    key(
        TIMER,
        &[
            &day_bytes(timer.due_day),
            stream.as_str().as_bytes(),
            &[0],
            &timer.key,
        ],
    )
}

/// The first key after all timers due on or before a day.
pub(crate) fn timers_end(until_day: i32) -> Vec<u8> {
    match until_day.checked_add(1) {
        Some(day) => key(TIMER, &[&day_bytes(day)]),
        None => vec![TIMER + 1],
    }
}

pub(crate) fn timer_from_key(key: &[u8]) -> Option<(StreamId, TimerEntry)> {
    let (day, rest) = key.strip_prefix(&[TIMER])?.split_first_chunk::<4>()?;
    let zero = rest.iter().position(|&byte| byte == 0)?;
    let stream = StreamId::new(std::str::from_utf8(&rest[..zero]).ok()?).ok()?;
    Some((
        stream,
        TimerEntry {
            due_day: day_from(*day),
            key: rest[zero + 1..].to_vec(),
        },
    ))
}

pub(crate) fn stream_timer_prefix(stream: &StreamId) -> Vec<u8> {
    key(TIMER_OF_STREAM, &[stream.as_str().as_bytes(), &[0]])
}

pub(crate) fn stream_timer_key(stream: &StreamId, timer: &TimerEntry) -> Vec<u8> {
    let mut out = stream_timer_prefix(stream);
    out.extend_from_slice(&day_bytes(timer.due_day));
    out.extend_from_slice(&timer.key);
    out
}

pub(crate) fn timer_from_stream_key(prefix: &[u8], key: &[u8]) -> Option<TimerEntry> {
    let (day, rest) = key.strip_prefix(prefix)?.split_first_chunk::<4>()?;
    Some(TimerEntry {
        due_day: day_from(*day),
        key: rest.to_vec(),
    })
}

pub(crate) fn entry_prefix(index: &Name) -> Vec<u8> {
    key(ENTRY, &[index.as_str().as_bytes(), &[0]])
}

pub(crate) fn entry_key(index: &Name, entry: &[u8]) -> Vec<u8> {
    key(ENTRY, &[index.as_str().as_bytes(), &[0], entry])
}

pub(crate) fn snapshot_key(stream: &StreamId, chunk: u16) -> Vec<u8> {
    key(
        SNAPSHOT,
        &[stream.as_str().as_bytes(), &[0], &chunk.to_be_bytes()],
    )
}

/// Tells whether a key counts in the totals: all but the meta entry itself and the snapshots, which may go
/// missing without harm.
pub(crate) fn is_counted(key: &[u8]) -> bool {
    key != META && key.first() != Some(&SNAPSHOT)
}

/// Appends the checksum over key and value to the value.
pub(crate) fn seal(key: &[u8], mut value: Vec<u8>) -> Vec<u8> {
    let crc = checksum(key, &value);
    value.extend_from_slice(&crc.to_le_bytes());
    value
}

/// Gives the value when its checksum holds for this key.
pub(crate) fn unseal<'a>(key: &[u8], sealed: &'a [u8]) -> Option<&'a [u8]> {
    let (value, crc) = sealed.split_last_chunk::<4>()?;
    (checksum(key, value) == u32::from_le_bytes(*crc)).then_some(value)
}

fn checksum(key: &[u8], value: &[u8]) -> u32 {
    crc32c::crc32c_append(crc32c::crc32c(key), value)
}

/// What an entry adds to the total of the index, from its seal: a missing, stale or extra entry changes the
/// total.
pub(crate) fn weight(key: &[u8], sealed: &[u8]) -> u64 {
    let crc = crc32c::crc32c_append(crc32c::crc32c(key), sealed);
    let seal = sealed.last_chunk::<4>().map_or(0, |crc| u32::from_le_bytes(*crc));
    // The finaliser of splitmix64: similar checksums must not cancel out in a sum.
    let mut mixed = (u64::from(crc) << 32 | u64::from(seal)).wrapping_add(0x9e37_79b9_7f4a_7c15);
    mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
    mixed ^ (mixed >> 31)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn timer_keys_sort_by_day_and_read_back() {
        let stream = StreamId::new("s").unwrap();
        let timer = |due_day| TimerEntry {
            due_day,
            key: vec![0, 255, 0],
        };
        let days = [i32::MIN, -1, 0, 1, 20_000, i32::MAX];
        let keys: Vec<_> = days.iter().map(|&day| timer_key(&stream, &timer(day))).collect();
        assert!(keys.is_sorted());
        for (day, key) in days.iter().zip(&keys) {
            assert_eq!(timer_from_key(key), Some((stream.clone(), timer(*day))));
            assert!(timers_end(*day) > *key);
            let of_stream = stream_timer_key(&stream, &timer(*day));
            assert_eq!(
                timer_from_stream_key(&stream_timer_prefix(&stream), &of_stream),
                Some(timer(*day))
            );
        }
        assert!(timers_end(0) < keys[3]);
    }

    #[test]
    fn a_seal_holds_for_its_own_key_alone() {
        let sealed = seal(b"key", b"value".to_vec());
        assert_eq!(unseal(b"key", &sealed), Some(&b"value"[..]));
        assert_eq!(unseal(b"kex", &sealed), None);
        assert_eq!(unseal(b"key", &sealed[1..]), None);
        assert_ne!(weight(b"a", &sealed), weight(b"b", &sealed));
    }
}
