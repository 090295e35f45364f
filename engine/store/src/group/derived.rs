//! Owns the derived data of an append as it travels in the group: head, index changes, timers.
//!
//! Never holds the snapshot: that goes to the index alone. Tests: `group/tests.rs`.

use super::bytes::{Fields, put_len_u32, put_long, put_medium, put_short};
use crate::events::{IndexOp, TimerEntry};
use crate::ids::Name;

/// What an append brings beside its events and its snapshot.
#[derive(Clone, Debug, PartialEq, Eq, Default)]
pub(crate) struct Derived {
    pub(crate) head: Option<Vec<u8>>,
    pub(crate) index_ops: Vec<IndexOp>,
    pub(crate) timers: Option<Vec<TimerEntry>>,
}

const HAS_HEAD: u8 = 1;
const HAS_TIMERS: u8 = 2;
const PUT: u8 = 1;
const DELETE: u8 = 2;

impl Derived {
    /// Appends the data and its checksum.
    pub(crate) fn encode(&self, out: &mut Vec<u8>) {
        let start = out.len();
        let flags = if self.head.is_some() { HAS_HEAD } else { 0 }
            | if self.timers.is_some() { HAS_TIMERS } else { 0 };
        out.push(flags);
        if let Some(head) = &self.head {
            put_long(out, head);
        }
        put_len_u32(out, self.index_ops.len());
        for op in &self.index_ops {
            match op {
                IndexOp::Put { index, key, value } => {
                    out.push(PUT);
                    put_short(out, index.as_str().as_bytes());
                    put_medium(out, key);
                    put_medium(out, value);
                }
                IndexOp::Delete { index, key } => {
                    out.push(DELETE);
                    put_short(out, index.as_str().as_bytes());
                    put_medium(out, key);
                }
            }
        }
        if let Some(timers) = &self.timers {
            put_len_u32(out, timers.len());
            for timer in timers {
                out.extend_from_slice(&timer.due_day.to_le_bytes());
                put_medium(out, &timer.key);
            }
        }
        let crc = crc32c::crc32c(&out[start..]);
        out.extend_from_slice(&crc.to_le_bytes());
    }

    /// Reads the data back; `None` when the checksum or a length does not hold.
    pub(crate) fn decode(bytes: &[u8]) -> Option<Self> {
        let (body, crc) = bytes.split_last_chunk::<4>()?;
        if crc32c::crc32c(body) != u32::from_le_bytes(*crc) {
            return None;
        }
        let mut fields = Fields::new(body);
        let flags = fields.u8()?;
        let head = if flags & HAS_HEAD != 0 {
            Some(fields.long()?.to_vec())
        } else {
            None
        };
        let mut index_ops = Vec::new();
        for _ in 0..fields.u32()? {
            index_ops.push(decode_op(&mut fields)?);
        }
        let mut timers = None;
        if flags & HAS_TIMERS != 0 {
            let mut entries = Vec::new();
            for _ in 0..fields.u32()? {
                entries.push(TimerEntry {
                    due_day: fields.i32()?,
                    key: fields.medium()?.to_vec(),
                });
            }
            timers = Some(entries);
        }
        fields.is_empty().then_some(Self {
            head,
            index_ops,
            timers,
        })
    }
}

fn decode_op(fields: &mut Fields<'_>) -> Option<IndexOp> {
    let tag = fields.u8()?;
    let index = Name::new(std::str::from_utf8(fields.short()?).ok()?).ok()?;
    let key = fields.medium()?.to_vec();
    match tag {
        PUT => Some(IndexOp::Put {
            index,
            key,
            value: fields.medium()?.to_vec(),
        }),
        DELETE => Some(IndexOp::Delete { index, key }),
        _ => None,
    }
}
