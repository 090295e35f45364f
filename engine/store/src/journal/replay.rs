//! Owns taking groups of the journal into the index, from a place on to the journal's end, and judging what
//! is not a sound group: a torn last write, or damage.
//!
//! Never changes the journal; `recover.rs` does what is decided here. Tests: `tests/reopen.rs`,
//! `tests/damage.rs`.

use super::anchor::Anchored;
use super::end::JournalEnd;
use super::scan::{Found, Hole, Scanner, SoundGroup};
use super::segment::{SEGMENT_HEADER_BYTES, Segments, list_segments};
use crate::error::StoreError;
use crate::ids::{Position, Sequence, StreamId};
use crate::index::{AppliedGroup, Index, Overlay};

const CHANGES_PER_COMMIT: usize = 4096;

/// What a replay came to.
pub(crate) struct Replayed {
    /// Where the journal ends.
    pub(crate) end: JournalEnd,
    pub(crate) groups: u64,
    /// The last segment holds a torn write from this offset on, or nothing at all.
    pub(crate) torn: Option<Torn>,
    /// Something between the start and the end could not be read.
    pub(crate) damaged: bool,
    /// What damaged stretches still say about whose they were.
    pub(crate) named: Vec<(StreamId, Sequence)>,
}

/// What is to be taken off the end of the journal.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Torn {
    /// Cut the segment to this length.
    Cut { segment: u64, len: u64, bytes: u64 },
    /// Remove the segment: its making was interrupted.
    Remove { segment: u64, bytes: u64 },
}

struct Replay<'a> {
    segments: &'a Segments,
    index: &'a Index,
    overlay: Overlay<'a>,
    anchor: Option<&'a Anchored>,
    out: Replayed,
    /// The digest the next group continues; unknown behind damage.
    digest: Option<[u8; 32]>,
}

/// Replays the journal from a place on; `None` when the journal does not reach that place.
pub(crate) fn replay(
    segments: &Segments,
    index: &Index,
    from: JournalEnd,
    anchor: Option<&Anchored>,
) -> Result<Option<Replayed>, StoreError> {
    let list = list_segments(segments.folder())?;
    let rest: Vec<u64> = list
        .iter()
        .copied()
        .filter(|&segment| segment >= from.segment)
        .collect();
    if from.segment != 0 && !reaches(segments, &from)? {
        return Ok(None);
    }
    let out = Replayed {
        end: from,
        groups: 0,
        torn: None,
        damaged: false,
        named: Vec::new(),
    };
    let overlay = Overlay::new(index);
    let mut replay = Replay {
        segments,
        index,
        overlay,
        anchor,
        out,
        digest: Some(from.digest),
    };
    for (number, &segment) in rest.iter().enumerate() {
        let is_last = number + 1 == rest.len();
        replay.segment(segment, is_last)?;
    }
    replay.commit()?;
    Ok(Some(replay.out))
}

fn reaches(segments: &Segments, end: &JournalEnd) -> Result<bool, StoreError> {
    let scanner = Scanner::open(segments, end.segment)?;
    Ok(scanner.is_some_and(|scanner| scanner.file_len() >= end.offset))
}

impl Replay<'_> {
    fn segment(&mut self, segment: u64, is_last: bool) -> Result<(), StoreError> {
        let Some(mut scanner) = Scanner::open(self.segments, segment)? else {
            return Ok(());
        };
        if self.out.end.segment == segment {
            // Looked at for its format alone: a damaged header costs nothing as long as the groups are sound.
            scanner.header()?;
            scanner.seek(self.out.end.offset);
        } else if !self.enter(segment, &mut scanner, is_last)? {
            return Ok(());
        }
        loop {
            match scanner.next()? {
                Found::Group(sound) => self.group(&sound)?,
                Found::Hole(hole) if is_last && !self.was_durable(segment, &hole)? => {
                    let bytes = scanner.file_len() - hole.start;
                    self.out.torn = Some(Torn::Cut {
                        segment,
                        len: hole.start,
                        bytes,
                    });
                    return Ok(());
                }
                Found::Hole(hole) => self.hole(&hole),
                Found::End => return Ok(()),
            }
        }
    }

    /// Moves on to a segment; false when there is nothing in it because its making was interrupted.
    fn enter(&mut self, segment: u64, scanner: &mut Scanner, is_last: bool) -> Result<bool, StoreError> {
        let header = scanner.header()?;
        let anchored = self.anchor.is_some_and(|anchor| anchor.end.segment >= segment);
        if header.is_none() && is_last && !anchored && matches!(scanner.next()?, Found::End | Found::Hole(_))
        {
            let bytes = scanner.file_len();
            self.out.torn = Some(Torn::Remove { segment, bytes });
            return Ok(false);
        }
        scanner.seek(SEGMENT_HEADER_BYTES);
        let continues = header.is_some_and(|header| {
            header.previous_segment == self.out.end.segment
                && self.digest.is_none_or(|digest| digest == header.digest_before)
        });
        if !continues {
            tracing::warn!(segment, "a journal segment does not continue the one before");
        }
        if segment != self.out.end.next_position.get() {
            self.out.damaged = true;
        }
        self.digest = header.map(|header| header.digest_before);
        self.out.end = JournalEnd {
            segment,
            offset: SEGMENT_HEADER_BYTES,
            next_position: self.out.end.next_position.max(Position(segment)),
            digest: self.digest.unwrap_or_default(),
        };
        Ok(true)
    }

    fn group(&mut self, sound: &SoundGroup) -> Result<(), StoreError> {
        let header = &sound.group.header;
        let end_offset = sound.location.offset + u64::from(sound.location.len);
        if header.first_position < self.out.end.next_position {
            // Bytes of another journal or another time: nothing this journal acknowledged.
            tracing::warn!(position = %header.first_position, "a group lies out of order and is left out");
            self.out.damaged = true;
            self.out.end.offset = end_offset;
            return Ok(());
        }
        if header.first_position > self.out.end.next_position
            || self.digest.is_some_and(|digest| digest != header.previous_digest)
        {
            self.out.damaged = true;
        }
        self.overlay.apply(&AppliedGroup {
            stream: &header.stream,
            command_id: &header.command_id,
            first: header.first_sequence,
            last: header.last_sequence(),
            chain_before: header.chain_before,
            last_hash: sound.group.last_hash(),
            location: sound.location,
            derived: &sound.group.derived,
        })?;
        self.overlay.accept();
        self.digest = Some(sound.digest);
        self.out.groups += 1;
        self.out.end = JournalEnd {
            segment: sound.location.segment,
            offset: end_offset,
            next_position: header.next_position(),
            digest: sound.digest,
        };
        if self.overlay.len() >= CHANGES_PER_COMMIT {
            self.commit()
        } else {
            Ok(())
        }
    }

    fn commit(&mut self) -> Result<(), StoreError> {
        self.index.commit(self.overlay.take(), self.out.end)
    }

    fn hole(&mut self, hole: &Hole) {
        tracing::warn!(
            segment = self.out.end.segment,
            start = hole.start,
            end = hole.end,
            reason = hole.reason,
            "a stretch of the journal is damaged"
        );
        self.digest = None;
        self.out.damaged = true;
        self.out.named.extend(hole.named.iter().cloned());
        self.out.end.offset = hole.end;
    }

    /// Tells whether a bad stretch in the last segment had been durable: the anchor says so, or a later write
    /// batch follows, which is only begun when the one before is durable.
    fn was_durable(&self, segment: u64, hole: &Hole) -> Result<bool, StoreError> {
        let anchored = self.anchor.is_some_and(|anchor| {
            anchor.end.segment > segment || (anchor.end.segment == segment && anchor.end.offset > hole.start)
        });
        if anchored {
            return Ok(true);
        }
        let Some(mut ahead) = Scanner::open(self.segments, segment)? else {
            return Ok(false);
        };
        ahead.seek(hole.end);
        loop {
            match ahead.next()? {
                Found::Group(sound) if sound.group.header.batch_position > self.out.end.next_position => {
                    return Ok(true);
                }
                Found::Group(_) | Found::Hole(_) => {}
                Found::End => return Ok(false),
            }
        }
    }
}
