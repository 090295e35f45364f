//! Owns the description of where a journal ends. Never does I/O.

use super::segment::SEGMENT_HEADER_BYTES;
use crate::answers::LogHead;
use crate::group::Fields;
use crate::ids::Position;

/// Where the next group goes and what it continues.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct JournalEnd {
    /// The last segment, by its first position; 0 before the first segment is made.
    pub(crate) segment: u64,
    pub(crate) offset: u64,
    pub(crate) next_position: Position,
    /// The digest of the last group.
    pub(crate) digest: [u8; 32],
}

impl JournalEnd {
    /// The end of a journal without a segment.
    pub(crate) const EMPTY: Self = Self {
        segment: 0,
        offset: SEGMENT_HEADER_BYTES,
        next_position: Position::FIRST,
        digest: [0; 32],
    };

    pub(crate) fn last_position(&self) -> Position {
        Position(self.next_position.get().saturating_sub(1))
    }

    /// The head of the log that ends here.
    pub(crate) fn head(&self) -> LogHead {
        LogHead {
            position: self.last_position(),
            digest: self.digest,
        }
    }

    pub(crate) fn put(&self, out: &mut Vec<u8>) {
        out.extend_from_slice(&self.segment.to_le_bytes());
        out.extend_from_slice(&self.offset.to_le_bytes());
        out.extend_from_slice(&self.next_position.get().to_le_bytes());
        out.extend_from_slice(&self.digest);
    }

    pub(crate) fn take(fields: &mut Fields<'_>) -> Option<Self> {
        Some(Self {
            segment: fields.u64()?,
            offset: fields.u64()?,
            next_position: Position(fields.u64()?),
            digest: fields.hash()?,
        })
    }
}
