//! Owns checking a journal from front to back as bytes, without a lock and without an index: what a backup copies,
//! and what a backup holds.
//!
//! A journal only grows, so that a copy taken while another process writes is a whole journal up to some append:
//! what comes last and is not whole yet is left out. Never repairs and never steps over damage. Tests:
//! `tests/walk.rs`.

use std::collections::BTreeMap;
use std::path::Path;
use std::sync::Arc;

use super::files::RealFiles;
use super::losses::read_losses;
use super::segment::{SEGMENT_HEADER_BYTES, SegmentHeader, Segments, list_segments, segment_path};
use super::witness::{Witnessed, read_witness};
use crate::answers::LogHead;
use crate::chain::CHAIN_START;
use crate::error::StoreError;
use crate::events::EventHash;
use crate::group::{Group, Location, group_digest, newer_format};
use crate::ids::{Position, Sequence, StreamId};

/// No segment grows longer: the largest setting, one batch beyond it, and one group.
const SEGMENT_BYTES_MAX: usize = 1 << 30;

/// What a journal holds, as far as it was walked over.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct JournalSummary {
    /// How far it reaches, and its chained digest.
    pub head: LogHead,
    /// The last sequence of each stream.
    pub streams: BTreeMap<StreamId, Sequence>,
}

/// Walks over the segments of a journal, given one after the other as bytes, and checks every one.
#[derive(Debug, Default)]
pub struct JournalWalk {
    summary: JournalSummary,
    hashes: BTreeMap<StreamId, EventHash>,
    previous_segment: u64,
    /// A head that the journal must hold.
    expected: Option<LogHead>,
}

impl JournalWalk {
    /// Starts before the first segment.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// Makes the walk insist on a head that was taken earlier.
    #[must_use]
    pub fn expecting(mut self, head: LogHead) -> Self {
        self.expected = Some(head).filter(|head| *head != LogHead::default());
        self
    }

    /// Checks the next segment; gives how many of its bytes are whole appends.
    ///
    /// Behind the last append of the `last` segment anything may follow: somebody may be writing there.
    ///
    /// # Errors
    /// When the segment does not continue the one before, or anything in it is damaged; `path` names it.
    pub fn segment(&mut self, path: &Path, bytes: &[u8], last: bool) -> Result<usize, StoreError> {
        let header_len = usize::try_from(SEGMENT_HEADER_BYTES).unwrap_or(usize::MAX);
        let next = self.summary.head.position.next();
        let header = SegmentHeader::decode(bytes.get(..header_len).unwrap_or(bytes), path)?;
        let Some(header) = header else {
            return match last {
                true => Ok(0),
                false => Err(damaged(path, "its header is damaged")),
            };
        };
        if header.first_position != next.get()
            || header.previous_segment != self.previous_segment
            || header.digest_before != self.summary.head.digest
        {
            return Err(damaged(path, "it does not continue the segment before"));
        }
        self.previous_segment = header.first_position;
        let mut at = header_len;
        while at < bytes.len() {
            let rest = bytes.get(at..).unwrap_or_default();
            match Group::decode(rest) {
                Ok(group) => at += self.group(path, rest, &group)?,
                Err(flaw) if flaw.newer_format.is_some() => {
                    return Err(newer_format(path, flaw.newer_format.unwrap_or_default()));
                }
                Err(_) if last => break,
                Err(flaw) => return Err(damaged(path, &format!("byte {at}: {}", flaw.reason))),
            }
        }
        Ok(at)
    }

    /// Takes one group; gives its length.
    fn group(&mut self, path: &Path, bytes: &[u8], group: &Group) -> Result<usize, StoreError> {
        let header = &group.header;
        if header.first_position != self.summary.head.position.next()
            || header.previous_digest != self.summary.head.digest
        {
            let position = header.first_position;
            return Err(damaged(
                path,
                &format!("position {position} does not continue the one before"),
            ));
        }
        let before = self.hashes.get(&header.stream).copied().unwrap_or(CHAIN_START);
        let last = self
            .summary
            .streams
            .get(&header.stream)
            .copied()
            .unwrap_or(Sequence::ZERO);
        if header.first_sequence != last.next() || header.chain_before != before {
            return Err(StoreError::Damaged {
                stream: header.stream.clone(),
                sequence: last.next(),
                reason: "the hash chain does not continue to the event after".into(),
            });
        }
        self.hashes.insert(header.stream.clone(), group.last_hash());
        self.summary
            .streams
            .insert(header.stream.clone(), header.last_sequence());
        self.summary.head = LogHead {
            position: Position(header.next_position().get().saturating_sub(1)),
            digest: group_digest(bytes.get(..header.group_len).unwrap_or(bytes)),
        };
        if let Some(expected) = self
            .expected
            .filter(|head| head.position <= self.summary.head.position)
        {
            if expected != self.summary.head {
                return Err(StoreError::Replaced {
                    path: path.to_owned(),
                    position: expected.position,
                });
            }
            self.expected = None;
        }
        Ok(header.group_len)
    }

    /// Ends the walk.
    ///
    /// # Errors
    /// When the journal ends before the head that it must hold; `path` names it.
    pub fn finish(self, path: &Path) -> Result<JournalSummary, StoreError> {
        match self.expected {
            None => Ok(self.summary),
            Some(head) => Err(StoreError::EventsLost {
                path: path.to_owned(),
                missing: head.position.get() - self.summary.head.position.get(),
                reason: "the journal is shorter than it was".into(),
            }),
        }
    }
}

/// Reads the journal of a store that others may be writing to, checks it, and hands on each segment: the name of its
/// file, and its bytes up to the last whole append.
///
/// # Errors
/// When the journal is damaged or shorter than `witness` knows, or `take` refuses.
pub fn copy_journal<E: From<StoreError>>(
    root: &Path,
    witness: Option<&Path>,
    mut take: impl FnMut(&str, &[u8]) -> Result<(), E>,
) -> Result<JournalSummary, E> {
    let folder = root.join("journal");
    // Before the journal: whoever writes it meanwhile would be ahead of what is read here.
    let witnessed = witness.map(read_witness).transpose()?;
    if let Some((stream, loss)) = read_losses(&folder)?.into_iter().next() {
        let lost = StoreError::Damaged {
            stream,
            sequence: loss.first,
            reason: "acknowledged events are missing from the journal".into(),
        };
        return Err(lost.into());
    }
    let mut walk = JournalWalk::new();
    if let Some(Witnessed::Head(head)) = witnessed {
        walk = walk.expecting(head);
    }
    let starts = list_segments(&folder)?;
    let segments = Segments::new(folder.clone(), Arc::new(RealFiles));
    for (number, &start) in starts.iter().enumerate() {
        let path = segment_path(&folder, start);
        let whole = Location {
            segment: start,
            offset: 0,
            len: 0,
        };
        let len = std::fs::metadata(&path)
            .map_err(|error| StoreError::io("read", &path, error))?
            .len();
        let len = usize::try_from(len).unwrap_or(usize::MAX).min(SEGMENT_BYTES_MAX);
        let bytes = segments.read(whole, len)?;
        segments.forget(start);
        let sound = walk.segment(&path, &bytes, number + 1 == starts.len())?;
        if sound > 0 {
            let name = path.file_name().unwrap_or_default().to_string_lossy();
            take(&name, bytes.get(..sound).unwrap_or_default())?;
        }
    }
    Ok(walk.finish(&folder)?)
}

fn damaged(path: &Path, reason: &str) -> StoreError {
    StoreError::FileDamaged {
        path: path.to_owned(),
        reason: reason.to_owned(),
    }
}
