//! Owns what the index knows of one stream: its tip.
//!
//! A tip points into the journal, from where the stream is read backwards group by group; it holds no event
//! and no head itself, so that everything served is checked against the journal. Never does I/O. Tests: at the
//! foot of this file.

use crate::answers::Damage;
use crate::events::EventHash;
use crate::group::{Fields, Location, put_medium};
use crate::ids::{CommandId, Sequence, StreamId};

const FILTER_BYTES: usize = 256;

/// A Bloom filter over the command ids of a stream.
///
/// It says "not recorded" for certain and "perhaps recorded" otherwise; then the journal is asked. With 2048
/// bits and three probes "perhaps" is wrong for 2 % of new commands at 200 recorded ones, for half at 1,000.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(crate) struct CommandFilter([u8; FILTER_BYTES]);

impl CommandFilter {
    fn probes(command: &CommandId) -> [(usize, u8); 3] {
        let hash = blake3::hash(command.as_str().as_bytes());
        let bytes = hash.as_bytes();
        [0, 2, 4].map(|at| {
            let bit = usize::from(u16::from_le_bytes([bytes[at], bytes[at + 1]])) % (FILTER_BYTES * 8);
            (bit / 8, 1 << (bit % 8))
        })
    }

    pub(crate) fn insert(&mut self, command: &CommandId) {
        for (byte, bit) in Self::probes(command) {
            self.0[byte] |= bit;
        }
    }

    pub(crate) fn may_hold(&self, command: &CommandId) -> bool {
        Self::probes(command)
            .iter()
            .all(|&(byte, bit)| self.0[byte] & bit != 0)
    }
}

/// The tip of a stream.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(crate) struct Tip {
    /// The last sequence the stream is known to have.
    pub(crate) last: Sequence,
    pub(crate) last_hash: EventHash,
    /// The group with the last events.
    pub(crate) group: Location,
    /// The group with the latest head, "nowhere" when there never was one.
    pub(crate) head: Location,
    pub(crate) commands: CommandFilter,
    /// Where events are known to be missing, and how that was noticed.
    pub(crate) damage: Option<(Sequence, String)>,
}

impl Tip {
    pub(crate) fn new() -> Self {
        Self {
            last: Sequence::ZERO,
            last_hash: crate::chain::CHAIN_START,
            group: Location::default(),
            head: Location::default(),
            commands: CommandFilter([0; FILTER_BYTES]),
            damage: None,
        }
    }

    pub(crate) fn damage_of(&self, stream: &StreamId) -> Option<Damage> {
        let (sequence, reason) = self.damage.clone()?;
        Some(Damage {
            stream: stream.clone(),
            sequence,
            reason,
        })
    }

    pub(crate) fn encode(&self) -> Vec<u8> {
        let mut out = Vec::with_capacity(8 + 32 + 2 * Location::BYTES + FILTER_BYTES + 16);
        out.extend_from_slice(&self.last.get().to_le_bytes());
        out.extend_from_slice(&self.last_hash);
        self.group.put(&mut out);
        self.head.put(&mut out);
        out.extend_from_slice(&self.commands.0);
        if let Some((sequence, reason)) = &self.damage {
            out.extend_from_slice(&sequence.get().to_le_bytes());
            put_medium(&mut out, reason.as_bytes());
        }
        out
    }

    pub(crate) fn decode(bytes: &[u8]) -> Option<Self> {
        let mut fields = Fields::new(bytes);
        let mut tip = Self {
            last: Sequence(fields.u64()?),
            last_hash: fields.hash()?,
            group: Location::take(&mut fields)?,
            head: Location::take(&mut fields)?,
            commands: CommandFilter(fields.take(FILTER_BYTES)?.try_into().ok()?),
            damage: None,
        };
        if !fields.is_empty() {
            let sequence = Sequence(fields.u64()?);
            tip.damage = Some((sequence, std::str::from_utf8(fields.medium()?).ok()?.to_owned()));
        }
        fields.is_empty().then_some(tip)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_tip_reads_back_and_its_filter_knows_its_commands() {
        let mut tip = Tip::new();
        tip.last = Sequence(7);
        tip.group = Location {
            segment: 1,
            offset: 64,
            len: 300,
        };
        let command = |n: u32| CommandId::new(format!("tick/2026-09-01/{n}")).unwrap();
        (0..200).for_each(|n| tip.commands.insert(&command(n)));
        let back = Tip::decode(&tip.encode()).unwrap();
        assert_eq!(back, tip);
        assert!((0..200).all(|n| back.commands.may_hold(&command(n))));
        let wrong = (1000..2000)
            .filter(|&n| back.commands.may_hold(&command(n)))
            .count();
        assert!(wrong < 60, "{wrong} of 1000 new commands look recorded");
        tip.damage = Some((Sequence(3), "events are missing".into()));
        assert_eq!(Tip::decode(&tip.encode()), Some(tip.clone()));
        assert_eq!(Tip::decode(&tip.encode()[..40]), None);
    }
}
