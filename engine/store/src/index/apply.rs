//! Owns what one append changes in the index. The writer, the replay of the journal's tail and a rebuild all
//! go through here, so that they cannot differ.
//!
//! Never reads the journal. Tests: `tests/conformance.rs`, `tests/reopen.rs`.

use std::collections::BTreeSet;

use super::keys::{
    entry_key, snapshot_key, stream_timer_key, stream_timer_prefix, timer_from_stream_key, timer_key, tip_key,
};
use super::overlay::Overlay;
use super::snapshot::{SnapshotRecord, chunks_of};
use super::tip::Tip;
use crate::error::StoreError;
use crate::events::{EventHash, IndexOp, Snapshot, TimerEntry};
use crate::group::{Derived, Location};
use crate::ids::{CommandId, Sequence, StreamId};

/// A group as the index sees it.
pub(crate) struct AppliedGroup<'a> {
    pub(crate) stream: &'a StreamId,
    pub(crate) command_id: &'a CommandId,
    pub(crate) first: Sequence,
    pub(crate) last: Sequence,
    pub(crate) chain_before: EventHash,
    pub(crate) last_hash: EventHash,
    pub(crate) location: Location,
    pub(crate) derived: &'a Derived,
}

impl Overlay<'_> {
    pub(crate) fn tip(&self, stream: &StreamId) -> Result<Option<Tip>, StoreError> {
        match self.get(&tip_key(stream))? {
            Some(bytes) => match Tip::decode(&bytes) {
                Some(tip) => Ok(Some(tip)),
                None => Err(self.unreadable()),
            },
            None => Ok(None),
        }
    }

    pub(crate) fn put_tip(&mut self, stream: &StreamId, tip: &Tip) {
        self.put(tip_key(stream), tip.encode());
    }

    /// Takes a group into the index.
    pub(crate) fn apply(&mut self, group: &AppliedGroup<'_>) -> Result<(), StoreError> {
        let mut tip = self.tip(group.stream)?.unwrap_or_else(Tip::new);
        // Only after damage: an append follows the event before it.
        if tip.damage.is_none() && group.first != tip.last.next() {
            tip.damage = Some((tip.last.next(), "events are missing from the journal".into()));
        } else if tip.damage.is_none() && group.chain_before != tip.last_hash {
            tip.damage = Some((
                group.first,
                "the hash chain does not continue the event before".into(),
            ));
        }
        tip.last = tip.last.max(group.last);
        tip.last_hash = group.last_hash;
        tip.group = group.location;
        if group.derived.head.is_some() {
            tip.head = group.location;
        }
        tip.commands.insert(group.command_id);
        self.put_tip(group.stream, &tip);
        for op in &group.derived.index_ops {
            match op {
                IndexOp::Put { index, key, value } => self.put(entry_key(index, key), value.clone()),
                IndexOp::Delete { index, key } => self.remove(entry_key(index, key)),
            }
        }
        match &group.derived.timers {
            Some(timers) => self.replace_timers(group.stream, timers),
            None => Ok(()),
        }
    }

    fn replace_timers(&mut self, stream: &StreamId, timers: &[TimerEntry]) -> Result<(), StoreError> {
        let prefix = stream_timer_prefix(stream);
        let keys = self.keys(&prefix)?;
        let old: BTreeSet<_> = keys
            .iter()
            .filter_map(|key| timer_from_stream_key(&prefix, key))
            .collect();
        let new: BTreeSet<_> = timers.iter().cloned().collect();
        for gone in old.difference(&new) {
            self.remove(timer_key(stream, gone));
            self.remove(stream_timer_key(stream, gone));
        }
        for added in new.difference(&old) {
            self.put(timer_key(stream, added), Vec::new());
            self.put(stream_timer_key(stream, added), Vec::new());
        }
        Ok(())
    }

    /// Replaces the snapshot of a stream; `hash` is that of the snapshot's last event.
    pub(crate) fn put_snapshot(
        &mut self,
        stream: &StreamId,
        snapshot: &Snapshot,
        hash: EventHash,
    ) -> Result<(), StoreError> {
        let old = self.get(&snapshot_key(stream, 0))?;
        let old_chunks = old
            .and_then(|first| SnapshotRecord::chunk_count(&first))
            .unwrap_or(0);
        let chunks = chunks_of(snapshot, hash);
        let count = u16::try_from(chunks.len()).unwrap_or(u16::MAX);
        for (number, chunk) in (0..count).zip(chunks) {
            self.put(snapshot_key(stream, number), chunk);
        }
        for number in count..old_chunks {
            self.remove(snapshot_key(stream, number));
        }
        Ok(())
    }
}
