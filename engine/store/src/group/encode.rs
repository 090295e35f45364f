//! Owns writing a group into a buffer.
//!
//! Never does I/O and never checks limits: `limits.rs` has done that. Tests: `group/tests.rs`.

use super::bytes::{put_short, set_u32};
use super::{Derived, FORMAT, GROUP_MAGIC, HEADER_FIXED_BYTES, Location, RECORD_FIXED_BYTES, TRAILER_MAGIC};
use crate::chain::chain_hash;
use crate::events::{EventHash, NewEvent};
use crate::ids::{CommandId, Position, Sequence, StreamId};

/// Everything about a group that is known before its events are hashed.
pub(crate) struct GroupStart<'a> {
    pub(crate) stream: &'a StreamId,
    pub(crate) command_id: &'a CommandId,
    pub(crate) first_sequence: Sequence,
    pub(crate) first_position: Position,
    /// The first position of the write batch this group belongs to.
    pub(crate) batch_position: Position,
    /// Where the stream's group before this one lies.
    pub(crate) previous: Location,
    /// The digest of the journal's group before this one.
    pub(crate) previous_digest: [u8; 32],
    pub(crate) chain_before: EventHash,
}

/// Appends a group to a buffer and gives its length and the hash of each event.
pub(crate) fn encode_group(
    start: &GroupStart<'_>,
    events: &[NewEvent],
    derived: &Derived,
    out: &mut Vec<u8>,
) -> (u32, Vec<EventHash>) {
    let at = out.len();
    put_header(start, events.len(), out);
    let header_len = out.len() - at;
    derived.encode(out);
    let derived_len = out.len() - at - header_len;
    let mut hashes = Vec::with_capacity(events.len());
    let mut before = start.chain_before;
    let (mut sequence, mut position) = (start.first_sequence, start.first_position);
    for event in events {
        before = chain_hash(&before, start.stream, sequence, event);
        put_record(event, sequence, position, &before, out);
        hashes.push(before);
        (sequence, position) = (sequence.next(), position.next());
    }
    let stream_len = start.stream.as_str().len();
    let group_len = out.len() - at + stream_len + super::TRAILER_FIXED_BYTES;
    let group_len = u32::try_from(group_len).unwrap_or(u32::MAX);
    put_trailer(start, events.len(), group_len, out);

    let group = &mut out[at..];
    set_u32(group, 8, group_len);
    set_u32(group, 12, u32::try_from(derived_len).unwrap_or(u32::MAX));
    let crc = crc32c::crc32c(&group[..header_len - 4]);
    set_u32(group, header_len - 4, crc);
    (group_len, hashes)
}

fn put_header(start: &GroupStart<'_>, events: usize, out: &mut Vec<u8>) {
    let (stream, command) = (
        start.stream.as_str().as_bytes(),
        start.command_id.as_str().as_bytes(),
    );
    let header_len = HEADER_FIXED_BYTES + stream.len() + command.len();
    out.extend_from_slice(&GROUP_MAGIC);
    out.extend_from_slice(&FORMAT.to_le_bytes());
    out.extend_from_slice(&u16::try_from(header_len).unwrap_or(u16::MAX).to_le_bytes());
    out.extend_from_slice(&[0; 8]); // group and derived length, set when known
    out.extend_from_slice(&u32::try_from(events).unwrap_or(u32::MAX).to_le_bytes());
    out.extend_from_slice(&start.first_position.get().to_le_bytes());
    out.extend_from_slice(&start.first_sequence.get().to_le_bytes());
    out.extend_from_slice(&start.batch_position.get().to_le_bytes());
    start.previous.put(out);
    out.extend_from_slice(&start.previous_digest);
    out.extend_from_slice(&start.chain_before);
    put_short(out, stream);
    put_short(out, command);
    out.extend_from_slice(&[0; 4]); // checksum, set when all else is
}

fn put_record(event: &NewEvent, sequence: Sequence, position: Position, hash: &EventHash, out: &mut Vec<u8>) {
    let at = out.len();
    let len = RECORD_FIXED_BYTES + event.kind.len() + event.payload.len();
    out.extend_from_slice(&u32::try_from(len).unwrap_or(u32::MAX).to_le_bytes());
    out.extend_from_slice(&[0; 4]);
    out.extend_from_slice(&sequence.get().to_le_bytes());
    out.extend_from_slice(&position.get().to_le_bytes());
    out.extend_from_slice(&event.time_micros.to_le_bytes());
    out.extend_from_slice(&event.version.to_le_bytes());
    put_short(out, event.kind.as_bytes());
    out.extend_from_slice(hash);
    out.extend_from_slice(&event.payload);
    let crc = crc32c::crc32c_append(crc32c::crc32c(&out[at..at + 4]), &out[at + 8..]);
    set_u32(out, at + 4, crc);
}

fn put_trailer(start: &GroupStart<'_>, events: usize, group_len: u32, out: &mut Vec<u8>) {
    let at = out.len();
    let stream = start.stream.as_str().as_bytes();
    out.extend_from_slice(stream);
    out.extend_from_slice(&start.first_sequence.get().to_le_bytes());
    out.extend_from_slice(&u32::try_from(events).unwrap_or(u32::MAX).to_le_bytes());
    out.extend_from_slice(&group_len.to_le_bytes());
    out.push(u8::try_from(stream.len()).unwrap_or(u8::MAX));
    let crc = crc32c::crc32c(&out[at..]);
    out.extend_from_slice(&crc.to_le_bytes());
    out.extend_from_slice(&TRAILER_MAGIC);
}
