//! Owns reading streams from the journal: backwards from the tip, group by group, every checksum and every
//! link of the hash chain checked.
//!
//! Never writes, and never serves an event it could not check. Tests: `tests/conformance.rs`,
//! `tests/damage.rs`.

use std::collections::BTreeMap;
use std::path::PathBuf;
use std::sync::{Mutex, OnceLock, RwLock};

use super::segment::Segments;
use crate::answers::{Damage, Head, Loaded, RecordedCommand};
use crate::chain::CHAIN_START;
use crate::error::StoreError;
use crate::events::{EventHash, RecordedEvent};
use crate::group::{
    Flaw, Group, HEADER_BYTES_MAX, Header, Location, Trailer, decode_derived_of, newer_format,
};
use crate::ids::{CommandId, Sequence, StreamId};
use crate::index::{Index, SnapshotRecord, Tip, tip_key};

/// Enough for the header and a common head in one read.
const HEAD_READ_BYTES: usize = 4 << 10;

/// What readers and the writer share.
pub(crate) struct Core {
    pub(crate) root: PathBuf,
    /// Where the head of the log is kept beside the store.
    pub(crate) witness: Option<PathBuf>,
    pub(crate) segments: Segments,
    /// The segments by their first positions, in order.
    pub(crate) starts: RwLock<Vec<u64>>,
    pub(crate) index: Index,
    pub(crate) damaged: BTreeMap<StreamId, Damage>,
    /// Why the index can no longer be believed, once it cannot.
    pub(crate) index_failure: OnceLock<String>,
    /// Where reading all events got to: position, then segment and offset.
    pub(crate) bookmarks: Mutex<BTreeMap<u64, (u64, u64)>>,
}

/// One group of a stream, as seen from its header.
pub(crate) struct Step {
    pub(crate) location: Location,
    pub(crate) first: Sequence,
    pub(crate) last: Sequence,
    pub(crate) chain_before: EventHash,
    /// The hash the last event must have.
    pub(crate) last_hash: EventHash,
    pub(crate) command_id: CommandId,
}

impl Core {
    pub(crate) fn index(&self) -> Result<&Index, StoreError> {
        match self.index_failure.get() {
            None => Ok(&self.index),
            Some(reason) => Err(self.index.broken(reason)),
        }
    }

    /// Gives the tip of a stream that is not known to be damaged.
    pub(crate) fn tip(&self, stream: &StreamId) -> Result<Option<Tip>, StoreError> {
        let index = self.index()?;
        let Some(bytes) = index.get(&tip_key(stream))? else {
            return Ok(None);
        };
        let tip = Tip::decode(&bytes).ok_or_else(|| index.broken("a tip cannot be read"))?;
        match tip.damage_of(stream) {
            Some(damage) => Err(damage.into()),
            None => Ok(Some(tip)),
        }
    }

    /// Lists the groups of a stream from its tip down to the one that holds `down_to`, newest first.
    pub(crate) fn walk(
        &self,
        stream: &StreamId,
        tip: &Tip,
        down_to: Sequence,
    ) -> Result<Vec<Step>, StoreError> {
        let mut steps = Vec::new();
        let (mut location, mut last, mut last_hash) = (tip.group, tip.last, tip.last_hash);
        while last >= down_to.max(Sequence::FIRST) {
            let header = self.header_at(stream, location, last)?;
            let first = header.first_sequence;
            let begins = first == Sequence::FIRST;
            if begins != header.previous.is_nowhere() || (begins && header.chain_before != CHAIN_START) {
                return Err(damage(stream, first, "the link to the group before is wrong"));
            }
            steps.push(Step {
                location,
                first,
                last,
                chain_before: header.chain_before,
                last_hash,
                command_id: header.command_id,
            });
            (location, last, last_hash) = (header.previous, Sequence(first.get() - 1), header.chain_before);
        }
        Ok(steps)
    }

    fn header_at(&self, stream: &StreamId, location: Location, last: Sequence) -> Result<Header, StoreError> {
        let len = usize::try_from(location.len).unwrap_or(usize::MAX);
        let bytes = self.segments.read(location, len.min(HEADER_BYTES_MAX))?;
        let header = match Header::decode(&bytes) {
            Ok(header) => header,
            Err(flaw) => return Err(self.flawed(stream, location, last, flaw)),
        };
        if header.stream != *stream || header.last_sequence() != last || header.group_len != len {
            return Err(damage(
                stream,
                last,
                "another group lies where this one should be",
            ));
        }
        Ok(header)
    }

    /// Turns a flaw into the error that names the stream and the first event that is not readable.
    fn flawed(&self, stream: &StreamId, location: Location, last: Sequence, flaw: Flaw) -> StoreError {
        if let Some(found) = flaw.newer_format {
            return newer_format(&self.segments.path(location.segment), found);
        }
        let len = usize::try_from(location.len).unwrap_or(0);
        // The other end of the group may still tell where it began.
        let trailer = || {
            let bytes = self.segments.read(location, len).ok()?;
            let trailer = Trailer::decode_before(&bytes)?;
            (trailer.stream == *stream && trailer.first_sequence <= last).then_some(trailer.first_sequence)
        };
        let sequence = flaw.sequence.or_else(trailer).unwrap_or(last);
        damage(stream, sequence, &flaw.reason)
    }

    /// Reads and checks one group of a stream.
    pub(crate) fn group(&self, stream: &StreamId, step: &Step) -> Result<Group, StoreError> {
        let bytes = self
            .segments
            .read(step.location, usize::try_from(step.location.len).unwrap_or(0))?;
        let group =
            Group::decode(&bytes).map_err(|flaw| self.flawed(stream, step.location, step.last, flaw))?;
        if group.header.stream != *stream || group.header.first_sequence != step.first {
            return Err(damage(
                stream,
                step.first,
                "another group lies where this one should be",
            ));
        }
        if group.header.chain_before != step.chain_before || group.last_hash() != step.last_hash {
            return Err(damage(
                stream,
                step.last,
                "the hash chain does not continue to the event after",
            ));
        }
        Ok(group)
    }

    /// Reads at most `limit` events from a sequence on.
    pub(crate) fn events(
        &self,
        stream: &StreamId,
        tip: &Tip,
        from: Sequence,
        limit: usize,
    ) -> Result<Vec<RecordedEvent>, StoreError> {
        let mut events = Vec::new();
        if limit == 0 {
            return Ok(events);
        }
        for step in self.walk(stream, tip, from)?.iter().rev() {
            let group = self.group(stream, step)?;
            events.extend(group.events.into_iter().filter(|event| event.sequence >= from));
            if events.len() >= limit {
                events.truncate(limit);
                break;
            }
        }
        Ok(events)
    }

    /// Reads the latest head of a stream.
    pub(crate) fn head_bytes(&self, stream: &StreamId, tip: &Tip) -> Result<Option<Vec<u8>>, StoreError> {
        if tip.head.is_nowhere() {
            return Ok(None);
        }
        let len = usize::try_from(tip.head.len).unwrap_or(0);
        let mut bytes = self.segments.read(tip.head, len.min(HEAD_READ_BYTES))?;
        let header = Header::decode(&bytes).map_err(|flaw| self.flawed(stream, tip.head, tip.last, flaw))?;
        if header.stream != *stream || header.group_len != len || header.last_sequence() > tip.last {
            return Err(damage(
                stream,
                tip.last,
                "another group lies where the head should be",
            ));
        }
        let needed = header.header_len + header.derived_len;
        if bytes.len() < needed {
            bytes = self.segments.read(tip.head, needed)?;
        }
        let derived = decode_derived_of(&header, &bytes);
        let head = derived.and_then(|derived| derived.head);
        head.map(Some).ok_or_else(|| {
            damage(
                stream,
                header.first_sequence,
                "the head of the stream cannot be read",
            )
        })
    }

    pub(crate) fn head(&self, stream: &StreamId) -> Result<Option<Head>, StoreError> {
        let Some(tip) = self.tip(stream)? else {
            return Ok(None);
        };
        let bytes = self.head_bytes(stream, &tip)?;
        Ok(Some(Head {
            stream: stream.clone(),
            last: tip.last,
            bytes,
        }))
    }

    pub(crate) fn load(&self, stream: &StreamId) -> Result<Option<Loaded>, StoreError> {
        // The snapshot first: one that is newer than the tip read before it could not be checked.
        let kept = self.index()?.snapshot(stream)?;
        let Some(tip) = self.tip(stream)? else {
            return Ok(None);
        };
        let head = self.head_bytes(stream, &tip)?;
        if let Some(kept) = kept.filter(|kept| kept.snapshot.sequence <= tip.last)
            && let Some(events) = self.events_after(stream, &tip, &kept)?
        {
            return Ok(Some(Loaded {
                last: tip.last,
                head,
                snapshot: Some(kept.snapshot),
                events,
            }));
        }
        let events = self.events(stream, &tip, Sequence::FIRST, usize::MAX)?;
        Ok(Some(Loaded {
            last: tip.last,
            head,
            snapshot: None,
            events,
        }))
    }

    /// Reads the events after a snapshot; `None` when the snapshot is not of this chain.
    fn events_after(
        &self,
        stream: &StreamId,
        tip: &Tip,
        kept: &SnapshotRecord,
    ) -> Result<Option<Vec<RecordedEvent>>, StoreError> {
        let sequence = kept.snapshot.sequence;
        if sequence == tip.last {
            return Ok((kept.hash == tip.last_hash).then(Vec::new));
        }
        let mut events = Vec::new();
        let mut hash = None;
        for step in self.walk(stream, tip, sequence.next())?.iter().rev() {
            let group = self.group(stream, step)?;
            if group.header.first_sequence == sequence.next() {
                hash = Some(group.header.chain_before);
            }
            for event in group.events {
                if event.sequence == sequence {
                    hash = Some(event.hash);
                } else if event.sequence > sequence {
                    events.push(event);
                }
            }
        }
        Ok((hash == Some(kept.hash)).then_some(events))
    }

    /// Finds what a command recorded in a stream that may not be there.
    pub(crate) fn find_command(
        &self,
        stream: &StreamId,
        command_id: &CommandId,
    ) -> Result<Option<(Sequence, Sequence)>, StoreError> {
        match self.tip(stream)? {
            Some(tip) if tip.commands.may_hold(command_id) => self.command(stream, &tip, command_id),
            _ => Ok(None),
        }
    }

    /// Lists what each command recorded in a stream, in order.
    pub(crate) fn commands(&self, stream: &StreamId) -> Result<Vec<RecordedCommand>, StoreError> {
        let Some(tip) = self.tip(stream)? else {
            return Ok(Vec::new());
        };
        let steps = self.walk(stream, &tip, Sequence::FIRST)?.into_iter().rev();
        Ok(steps
            .map(|step| RecordedCommand {
                id: step.command_id,
                first: step.first,
                last: step.last,
            })
            .collect())
    }

    /// Finds what a command recorded in a stream, asking the journal.
    pub(crate) fn command(
        &self,
        stream: &StreamId,
        tip: &Tip,
        command_id: &CommandId,
    ) -> Result<Option<(Sequence, Sequence)>, StoreError> {
        let steps = self.walk(stream, tip, Sequence::FIRST)?;
        let found = steps.iter().find(|step| step.command_id == *command_id);
        Ok(found.map(|step| (step.first, step.last)))
    }
}

pub(crate) fn damage(stream: &StreamId, sequence: Sequence, reason: &str) -> StoreError {
    StoreError::Damaged {
        stream: stream.clone(),
        sequence,
        reason: reason.to_owned(),
    }
}
