//! Owns how a snapshot lies in the index: in pieces of at most 3 KiB, bound to the event it was taken at.
//!
//! A snapshot that does not read back whole, or whose event hash is not in the chain, is as good as none.
//! Never an error. Tests: at the foot of this file.

use super::db::Index;
use super::keys::snapshot_key;
use crate::error::StoreError;
use crate::events::{EventHash, Snapshot};
use crate::group::Fields;
use crate::ids::{Sequence, StreamId};

const CHUNK_BYTES: usize = 3 << 10;

/// A snapshot with the hash of its last event.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct SnapshotRecord {
    pub(crate) snapshot: Snapshot,
    pub(crate) hash: EventHash,
}

impl SnapshotRecord {
    /// Tells from the first chunk how many there are.
    pub(crate) fn chunk_count(first: &[u8]) -> Option<u16> {
        Fields::new(first).u16()
    }

    fn decode(chunks: &[u8]) -> Option<Self> {
        let (body, crc) = chunks.split_last_chunk::<4>()?;
        if crc32c::crc32c(body) != u32::from_le_bytes(*crc) {
            return None;
        }
        let mut fields = Fields::new(body);
        fields.u16()?;
        let (sequence, version, hash) = (Sequence(fields.u64()?), fields.u16()?, fields.hash()?);
        Some(Self {
            snapshot: Snapshot {
                sequence,
                version,
                bytes: fields.rest().to_vec(),
            },
            hash,
        })
    }
}

/// Cuts a snapshot into chunks; together they carry a checksum of their own.
pub(crate) fn chunks_of(snapshot: &Snapshot, hash: EventHash) -> Vec<Vec<u8>> {
    let len = 2 + 8 + 2 + 32 + snapshot.bytes.len() + 4;
    let count = u16::try_from(len.div_ceil(CHUNK_BYTES)).unwrap_or(u16::MAX);
    let mut out = Vec::with_capacity(len);
    out.extend_from_slice(&count.to_le_bytes());
    out.extend_from_slice(&snapshot.sequence.get().to_le_bytes());
    out.extend_from_slice(&snapshot.version.to_le_bytes());
    out.extend_from_slice(&hash);
    out.extend_from_slice(&snapshot.bytes);
    let crc = crc32c::crc32c(&out);
    out.extend_from_slice(&crc.to_le_bytes());
    out.chunks(CHUNK_BYTES).map(<[u8]>::to_vec).collect()
}

impl Index {
    /// Reads the snapshot of a stream; `None` when there is no whole one.
    pub(crate) fn snapshot(&self, stream: &StreamId) -> Result<Option<SnapshotRecord>, StoreError> {
        let Some(mut bytes) = self.chunk(stream, 0)? else {
            return Ok(None);
        };
        let count = SnapshotRecord::chunk_count(&bytes).unwrap_or(0);
        for number in 1..count {
            match self.chunk(stream, number)? {
                Some(chunk) => bytes.extend_from_slice(&chunk),
                None => return Ok(None),
            }
        }
        Ok(SnapshotRecord::decode(&bytes))
    }

    fn chunk(&self, stream: &StreamId, number: u16) -> Result<Option<Vec<u8>>, StoreError> {
        match self.get(&snapshot_key(stream, number)) {
            Err(StoreError::Index { .. }) => Ok(None),
            read => read,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_snapshot_of_any_length_reads_back_from_its_chunks() {
        for len in [
            0,
            1,
            CHUNK_BYTES - 48,
            CHUNK_BYTES - 47,
            10 * CHUNK_BYTES,
            crate::limits::SNAPSHOT_BYTES_MAX,
        ] {
            let snapshot = Snapshot {
                sequence: Sequence(9),
                version: 2,
                bytes: vec![7; len],
            };
            let chunks = chunks_of(&snapshot, [5; 32]);
            assert!(chunks.iter().all(|chunk| chunk.len() <= CHUNK_BYTES));
            assert_eq!(
                SnapshotRecord::chunk_count(&chunks[0]).map(usize::from),
                Some(chunks.len()),
                "{len}"
            );
            let whole = chunks.concat();
            assert_eq!(
                SnapshotRecord::decode(&whole),
                Some(SnapshotRecord {
                    snapshot,
                    hash: [5; 32]
                })
            );
            assert_eq!(SnapshotRecord::decode(&whole[..whole.len() - 1]), None);
        }
    }
}
