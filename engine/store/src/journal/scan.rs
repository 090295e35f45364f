//! Owns walking over the groups of one segment from front to back, stepping over damage.
//!
//! Never decides whether damage is a torn tail or a loss: it says what lies where, `recover.rs` judges.
//! Tests: `tests/damage.rs` and `tests/reopen.rs`.

use std::sync::Arc;

use super::files::ReadFile;
use super::segment::{SEGMENT_HEADER_BYTES, SegmentHeader, Segments, read_up_to};
use crate::error::StoreError;
use crate::group::{
    GROUP_BYTES_MAX, GROUP_MAGIC, Group, HEADER_BYTES_MAX, Header, Location, Trailer, group_digest,
    newer_format,
};
use crate::ids::{Sequence, StreamId};

const WINDOW_BYTES: usize = 256 << 10;

/// What lies at a place of a segment.
pub(crate) enum Found {
    /// A sound group.
    Group(Box<SoundGroup>),
    /// Bytes that are no sound group, up to the next sound one or the end of the file.
    Hole(Hole),
    /// The end of the segment.
    End,
}

pub(crate) struct SoundGroup {
    pub(crate) location: Location,
    pub(crate) digest: [u8; 32],
    pub(crate) group: Group,
}

/// A stretch that cannot be read as groups.
pub(crate) struct Hole {
    pub(crate) start: u64,
    pub(crate) end: u64,
    /// What the stretch still says about whose it was: stream and last sequence.
    pub(crate) named: Vec<(StreamId, Sequence)>,
    pub(crate) reason: String,
}

/// Walks over one segment.
pub(crate) struct Scanner {
    file: Arc<dyn ReadFile>,
    path: std::path::PathBuf,
    segment: u64,
    offset: u64,
    file_len: u64,
    window: Vec<u8>,
    window_start: u64,
}

impl Scanner {
    /// Starts behind the header of a segment; `None` when the file is not there.
    pub(crate) fn open(segments: &Segments, segment: u64) -> Result<Option<Self>, StoreError> {
        let Some(file) = segments.file(segment)? else {
            return Ok(None);
        };
        let path = segments.path(segment);
        let file_len = file.len().map_err(|error| StoreError::io("read", &path, error))?;
        let (window, window_start) = (Vec::new(), 0);
        Ok(Some(Self {
            file,
            path,
            segment,
            offset: SEGMENT_HEADER_BYTES,
            file_len,
            window,
            window_start,
        }))
    }

    /// Reads the segment's header; `None` when it is damaged.
    pub(crate) fn header(&mut self) -> Result<Option<SegmentHeader>, StoreError> {
        let path = self.path.clone();
        let header = SegmentHeader::decode(self.bytes(0, SEGMENT_HEADER_BYTES as usize)?, &path)?;
        Ok(header.filter(|header| header.first_position == self.segment))
    }

    pub(crate) fn seek(&mut self, offset: u64) {
        self.offset = offset;
    }

    pub(crate) fn file_len(&self) -> u64 {
        self.file_len
    }

    /// Treats the file as ending here.
    pub(crate) fn limit(&mut self, len: u64) {
        self.file_len = self.file_len.min(len);
    }

    /// Gives what lies at the current place and moves behind it.
    pub(crate) fn next(&mut self) -> Result<Found, StoreError> {
        if self.offset >= self.file_len {
            return Ok(Found::End);
        }
        let start = self.offset;
        match self.group_at(start)? {
            Ok(sound) => {
                self.offset = start + sound.group.header.group_len as u64;
                Ok(Found::Group(Box::new(sound)))
            }
            Err(reason) => self.hole(start, reason),
        }
    }

    fn group_at(&mut self, offset: u64) -> Result<Result<SoundGroup, String>, StoreError> {
        let header = match Header::decode(self.bytes(offset, HEADER_BYTES_MAX)?) {
            Ok(header) => header,
            Err(flaw) => {
                return match flaw.newer_format {
                    Some(found) => Err(newer_format(&self.path, found)),
                    None => Ok(Err(flaw.reason)),
                };
            }
        };
        let segment = self.segment;
        let bytes = self.bytes(offset, header.group_len)?;
        let group = match Group::decode(bytes) {
            Ok(group) => group,
            Err(flaw) => return Ok(Err(flaw.reason)),
        };
        let digest = group_digest(bytes);
        let len = u32::try_from(header.group_len).unwrap_or(u32::MAX);
        Ok(Ok(SoundGroup {
            location: Location { segment, offset, len },
            digest,
            group,
        }))
    }

    /// Searches the next sound group behind a bad place and notes every name on the way.
    fn hole(&mut self, start: u64, reason: String) -> Result<Found, StoreError> {
        let mut named = Vec::new();
        let mut at = start;
        while at < self.file_len {
            let window = self.bytes(at, WINDOW_BYTES)?;
            if window.is_empty() {
                break;
            }
            let len = window.len();
            let candidates: Vec<u64> = window
                .windows(GROUP_MAGIC.len())
                .enumerate()
                .filter(|(_, bytes)| *bytes == GROUP_MAGIC || *bytes == crate::group::TRAILER_MAGIC)
                .map(|(index, _)| at + index as u64)
                .collect();
            for candidate in candidates {
                if self.name_at(candidate, &mut named)? && candidate > start {
                    self.offset = candidate;
                    return Ok(Found::Hole(Hole {
                        start,
                        end: candidate,
                        named,
                        reason,
                    }));
                }
            }
            // Windows overlap by less than a magic so that none is missed at an edge.
            at += (len.saturating_sub(GROUP_MAGIC.len() - 1)).max(1) as u64;
        }
        self.offset = self.file_len;
        Ok(Found::Hole(Hole {
            start,
            end: self.file_len,
            named,
            reason,
        }))
    }

    /// Looks at a place that may begin or end a group: tells whether a sound group begins there, and else
    /// notes the name a sound header or trailer gives.
    fn name_at(&mut self, at: u64, named: &mut Vec<(StreamId, Sequence)>) -> Result<bool, StoreError> {
        if self.bytes(at, GROUP_MAGIC.len())? == GROUP_MAGIC {
            if self.group_at(at)?.is_ok() {
                return Ok(true);
            }
            if let Ok(header) = Header::decode(self.bytes(at, HEADER_BYTES_MAX)?) {
                named.push((header.stream.clone(), header.last_sequence()));
            }
            return Ok(false);
        }
        let end = at + crate::group::TRAILER_MAGIC.len() as u64;
        let from = end.saturating_sub(512);
        let len = usize::try_from(end - from).unwrap_or(0);
        if let Some(trailer) = Trailer::decode_before(self.bytes(from, len)?) {
            let next = trailer
                .first_sequence
                .get()
                .saturating_add(u64::from(trailer.event_count));
            named.push((trailer.stream, Sequence(next.saturating_sub(1))));
        }
        Ok(false)
    }

    /// Gives the bytes from a place on, at most `len` and at most to the end of the file.
    fn bytes(&mut self, offset: u64, len: usize) -> Result<&[u8], StoreError> {
        let len = len.min(GROUP_BYTES_MAX);
        let left = usize::try_from(self.file_len.saturating_sub(offset)).unwrap_or(usize::MAX);
        let len = len.min(left);
        let held = offset >= self.window_start
            && offset + len as u64 <= self.window_start + self.window.len() as u64;
        if !held {
            self.window.resize(len.max(WINDOW_BYTES.min(left)), 0);
            let read = read_up_to(&*self.file, &mut self.window, offset)
                .map_err(|error| StoreError::io("read", &self.path, error))?;
            self.window.truncate(read);
            self.window_start = offset;
        }
        let at = usize::try_from(offset - self.window_start).unwrap_or(usize::MAX);
        Ok(self
            .window
            .get(at..)
            .map_or(&[], |rest| &rest[..len.min(rest.len())]))
    }
}
