//! Owns deciding appends and laying them out for one write: what is accepted, what the journal's bytes and
//! the index's changes will be.
//!
//! Never writes: `writer.rs` makes a batch durable as a whole or not at all. Tests: `tests/conformance.rs`,
//! `tests/concurrent.rs`.

use super::end::JournalEnd;
use super::read::Core;
use super::writer::Answer;
use crate::error::StoreError;
use crate::events::{Append, AppendOutcome, EventHash};
use crate::group::{Derived, GroupStart, Header, Location, encode_group, group_digest};
use crate::ids::{Position, Sequence, StreamId};
use crate::index::{AppliedGroup, Overlay, Tip};

/// What is decided but not yet on disk.
pub(crate) struct Batch<'a> {
    core: &'a Core,
    /// Where the journal ends on disk.
    start: JournalEnd,
    /// Where it will end.
    pub(crate) end: JournalEnd,
    pub(crate) bytes: Vec<u8>,
    pub(crate) overlay: Overlay<'a>,
    /// The streams written, with their last sequences.
    pub(crate) touched: Vec<(StreamId, Sequence)>,
    pub(crate) events: u64,
}

impl<'a> Batch<'a> {
    pub(crate) fn new(core: &'a Core, start: JournalEnd) -> Self {
        Self {
            core,
            start,
            end: start,
            bytes: Vec::new(),
            overlay: Overlay::new(&core.index),
            touched: Vec::new(),
            events: 0,
        }
    }

    /// Decides one append against the index and what the batch already holds.
    pub(crate) fn stage(&mut self, append: Append) -> Answer {
        self.core.index()?;
        let tip = self.overlay.tip(&append.stream)?;
        let tip = tip.unwrap_or_else(Tip::new);
        if let Some(damage) = tip.damage_of(&append.stream) {
            return Err(damage.into());
        }
        if tip.commands.may_hold(&append.command_id)
            && let Some((first, last)) = self.recorded(&append, &tip)?
        {
            return Ok(AppendOutcome::Duplicate { first, last });
        }
        if tip.last != append.expected {
            return Ok(AppendOutcome::Conflict { actual: tip.last });
        }
        let bytes_before = self.bytes.len();
        let staged = self.encode(append, &tip);
        if staged.is_err() {
            self.bytes.truncate(bytes_before);
            self.overlay.discard();
        }
        staged
    }

    /// Looks a command up in the batch being written, then in the journal.
    fn recorded(&self, append: &Append, tip: &Tip) -> Result<Option<(Sequence, Sequence)>, StoreError> {
        let mut tip = tip.clone();
        // Groups of this batch are not in the file yet: read them from the buffer.
        while tip.group.segment == self.start.segment && tip.group.offset >= self.start.offset {
            let at = usize::try_from(tip.group.offset - self.start.offset).unwrap_or(usize::MAX);
            let header = self.bytes.get(at..).and_then(|bytes| Header::decode(bytes).ok());
            let Some(header) = header else { return Ok(None) };
            if header.command_id == append.command_id {
                return Ok(Some((header.first_sequence, header.last_sequence())));
            }
            tip.group = header.previous;
            tip.last = Sequence(header.first_sequence.get() - 1);
            tip.last_hash = header.chain_before;
        }
        self.core.command(&append.stream, &tip, &append.command_id)
    }

    fn encode(&mut self, append: Append, tip: &Tip) -> Answer {
        let Append {
            stream,
            command_id,
            events,
            head,
            snapshot,
            index_ops,
            timers,
            ..
        } = append;
        let derived = Derived {
            head,
            index_ops,
            timers,
        };
        let start = GroupStart {
            stream: &stream,
            command_id: &command_id,
            first_sequence: tip.last.next(),
            first_position: self.end.next_position,
            batch_position: self.start.next_position,
            previous: tip.group,
            previous_digest: self.end.digest,
            chain_before: tip.last_hash,
        };
        let at = self.bytes.len();
        let (len, hashes) = encode_group(&start, &events, &derived, &mut self.bytes);
        let count = events.len() as u64;
        let last = Sequence(tip.last.get() + count);
        self.overlay.apply(&AppliedGroup {
            stream: &stream,
            command_id: &command_id,
            first: tip.last.next(),
            last,
            chain_before: tip.last_hash,
            last_hash: hashes.last().copied().unwrap_or(tip.last_hash),
            location: Location {
                segment: self.start.segment,
                offset: self.start.offset + at as u64,
                len,
            },
            derived: &derived,
        })?;
        if let Some(snapshot) = &snapshot {
            let hash = hash_at(snapshot.sequence, tip, &hashes);
            self.overlay.put_snapshot(&stream, snapshot, hash)?;
        }
        self.overlay.accept();
        self.end = JournalEnd {
            segment: self.start.segment,
            offset: self.start.offset + self.bytes.len() as u64,
            next_position: Position(self.end.next_position.get() + count),
            digest: group_digest(&self.bytes[at..]),
        };
        self.touched.push((stream, last));
        self.events += count;
        Ok(AppendOutcome::Appended {
            last,
            position: self.end.last_position(),
        })
    }
}

/// The hash of the event a snapshot was taken at: the one before this append or one of its own.
fn hash_at(sequence: Sequence, tip: &Tip, hashes: &[EventHash]) -> EventHash {
    let own = sequence
        .get()
        .checked_sub(tip.last.get() + 1)
        .and_then(|at| usize::try_from(at).ok());
    own.and_then(|at| hashes.get(at))
        .copied()
        .unwrap_or(tip.last_hash)
}
