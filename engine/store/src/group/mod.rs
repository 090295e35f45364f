//! Owns the form of one append in the journal: a **group**, which is there as a whole or not at all.
//!
//! ```text
//! header    magic "ASGP", format, lengths, first position and sequence, position at which the write batch
//!           began, place of the stream's group before, digest of the journal's group before, event hash
//!           before, stream, command id, crc32c
//! derived   head, index changes and timers handed in with the append, crc32c
//! records   per event: length, crc32c, sequence, position, time, version, type, hash, payload
//! trailer   stream, first sequence, event count, group length, crc32c, magic "ASGE"
//! ```
//!
//! All numbers are little-endian. Every byte lies under one of the checksums. The derived data travels with
//! the events so that the index can be rebuilt from the journal alone; snapshots do not, they can be folded
//! again. Never does I/O. Tests: `group/tests.rs`.

mod bytes;
mod decode;
mod derived;
mod encode;
#[cfg(test)]
mod tests;

pub(crate) use bytes::{Fields, put_len_u32, put_medium, put_short};
pub(crate) use decode::{Flaw, Group, Header, Trailer, decode_derived_of};
pub(crate) use derived::Derived;
pub(crate) use encode::{GroupStart, encode_group};

use crate::error::StoreError;

/// The newest group and segment format this release reads, and the one it writes.
pub(crate) const FORMAT: u16 = 1;
pub(crate) const GROUP_MAGIC: [u8; 4] = *b"ASGP";
pub(crate) const TRAILER_MAGIC: [u8; 4] = *b"ASGE";
/// Bytes of a header beside stream and command id.
pub(crate) const HEADER_FIXED_BYTES: usize = 130 + 4;
/// The longest header.
pub(crate) const HEADER_BYTES_MAX: usize =
    HEADER_FIXED_BYTES + crate::ids::STREAM_ID_BYTES_MAX + crate::ids::COMMAND_ID_BYTES_MAX;
/// Bytes of a trailer beside the stream.
pub(crate) const TRAILER_FIXED_BYTES: usize = 8 + 4 + 4 + 1 + 4 + 4;
/// Bytes of a record beside type and payload.
pub(crate) const RECORD_FIXED_BYTES: usize = 4 + 4 + 8 + 8 + 8 + 2 + 1 + 32;
/// No group is longer: the limits of an append with room for every fixed field.
pub(crate) const GROUP_BYTES_MAX: usize = 2 * crate::limits::APPEND_BYTES_MAX;

/// Where a group lies in the journal.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Default)]
pub(crate) struct Location {
    /// The segment, by the first position in it; 0 stands for "nowhere".
    pub(crate) segment: u64,
    pub(crate) offset: u64,
    pub(crate) len: u32,
}

impl Location {
    pub(crate) const BYTES: usize = 20;

    pub(crate) fn put(self, out: &mut Vec<u8>) {
        out.extend_from_slice(&self.segment.to_le_bytes());
        out.extend_from_slice(&self.offset.to_le_bytes());
        out.extend_from_slice(&self.len.to_le_bytes());
    }

    pub(crate) fn take(fields: &mut Fields<'_>) -> Option<Self> {
        Some(Self {
            segment: fields.u64()?,
            offset: fields.u64()?,
            len: fields.u32()?,
        })
    }

    pub(crate) fn is_nowhere(self) -> bool {
        self.segment == 0
    }
}

/// The digest of a whole group, chained by the next group of the journal.
pub(crate) fn group_digest(bytes: &[u8]) -> [u8; 32] {
    *blake3::hash(bytes).as_bytes()
}

/// Tells a newer format from damage: only a header whose checksum holds is believed about its version.
pub(crate) fn newer_format(path: &std::path::Path, found: u16) -> StoreError {
    StoreError::NewerFormat {
        path: path.to_owned(),
        found,
        supported: FORMAT,
    }
}
