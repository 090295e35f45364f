//! Owns `journal/anchor`: how far the journal was durable, so that a tail that goes missing is noticed.
//!
//! After each sync of the journal one small record is added to it: where the journal ends and the last
//! sequence of each stream just written. It is itself not synced: after a power cut it may be behind, never
//! ahead, and then only says less. It starts anew when the index has been flushed, which knows the same.
//! Never decides anything. Tests: at the foot of this file and `tests/damage.rs`.

use std::collections::BTreeMap;
use std::fs::{File, OpenOptions};
use std::os::unix::fs::{FileExt, OpenOptionsExt};
use std::path::{Path, PathBuf};

use super::end::JournalEnd;
use crate::group::{Fields, put_len_u32, put_short};
use crate::ids::{Sequence, StreamId};

const ANCHOR_BYTES_MAX: u64 = 64 << 20;

/// What the anchor says.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Anchored {
    pub(crate) end: JournalEnd,
    /// The last sequence of the streams written since the index was flushed.
    pub(crate) touched: BTreeMap<StreamId, Sequence>,
}

/// Adds to the anchor. A failure is logged and costs only what the anchor could have told.
pub(crate) struct AnchorWriter {
    path: PathBuf,
    file: Option<File>,
    len: u64,
}

pub(crate) fn anchor_path(journal: &Path) -> PathBuf {
    journal.join("anchor")
}

/// Reads what the anchor says; `None` when it is not there or nothing in it is intact.
pub(crate) fn read_anchor(journal: &Path) -> Option<Anchored> {
    let path = anchor_path(journal);
    let len = std::fs::metadata(&path).ok()?.len();
    let bytes = if len <= ANCHOR_BYTES_MAX {
        std::fs::read(&path).ok()?
    } else {
        return None;
    };
    let mut fields = Fields::new(&bytes);
    let mut anchored: Option<Anchored> = None;
    while let Some((end, touched)) = read_record(&mut fields) {
        let anchored = anchored.get_or_insert_with(|| Anchored {
            end,
            touched: BTreeMap::new(),
        });
        anchored.end = end;
        anchored.touched.extend(touched);
    }
    anchored
}

fn read_record(fields: &mut Fields<'_>) -> Option<(JournalEnd, Vec<(StreamId, Sequence)>)> {
    let body = fields.long()?;
    if fields.u32()? != crc32c::crc32c(body) {
        return None;
    }
    let mut body = Fields::new(body);
    let end = JournalEnd::take(&mut body)?;
    let mut touched = Vec::new();
    while !body.is_empty() {
        let stream = StreamId::new(std::str::from_utf8(body.short()?).ok()?).ok()?;
        touched.push((stream, Sequence(body.u64()?)));
    }
    Some((end, touched))
}

fn record<'a>(end: &JournalEnd, touched: impl Iterator<Item = (&'a StreamId, Sequence)>) -> Vec<u8> {
    let mut body = Vec::new();
    end.put(&mut body);
    for (stream, last) in touched {
        put_short(&mut body, stream.as_str().as_bytes());
        body.extend_from_slice(&last.get().to_le_bytes());
    }
    let mut out = Vec::with_capacity(body.len() + 8);
    put_len_u32(&mut out, body.len());
    out.extend_from_slice(&body);
    out.extend_from_slice(&crc32c::crc32c(&body).to_le_bytes());
    out
}

impl AnchorWriter {
    pub(crate) fn new(journal: &Path) -> Self {
        Self {
            path: anchor_path(journal),
            file: None,
            len: 0,
        }
    }

    /// Starts the anchor anew with the end alone; the old one stands until the new one is whole.
    pub(crate) fn restart(&mut self, end: &JournalEnd) {
        let bytes = record(end, std::iter::empty());
        let temporary = self.path.with_extension("new");
        let mut options = OpenOptions::new();
        options.write(true).create(true).truncate(true).mode(0o600);
        let made = options.open(&temporary).and_then(|file| {
            file.write_all_at(&bytes, 0)?;
            std::fs::rename(&temporary, &self.path)?;
            Ok(file)
        });
        match made {
            Ok(file) => (self.file, self.len) = (Some(file), bytes.len() as u64),
            Err(error) => self.give_up(&error),
        }
    }

    /// Adds the end and the streams of a batch that is durable.
    pub(crate) fn add<'a>(
        &mut self,
        end: &JournalEnd,
        touched: impl Iterator<Item = (&'a StreamId, Sequence)>,
    ) {
        let Some(file) = &self.file else { return };
        let bytes = record(end, touched);
        match file.write_all_at(&bytes, self.len) {
            Ok(()) => self.len += bytes.len() as u64,
            Err(error) => self.give_up(&error),
        }
    }

    fn give_up(&mut self, error: &std::io::Error) {
        tracing::warn!(path = %self.path.display(), %error, "cannot write the journal's anchor");
        self.file = None;
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ids::Position;

    fn end(next: u64) -> JournalEnd {
        JournalEnd {
            segment: 1,
            offset: next * 100,
            next_position: Position(next),
            digest: [1; 32],
        }
    }

    #[test]
    fn the_anchor_says_the_latest_and_survives_any_cut_or_flip() {
        let folder = tempfile::tempdir().unwrap();
        assert_eq!(read_anchor(folder.path()), None);
        let (a, b) = (StreamId::new("a").unwrap(), StreamId::new("b").unwrap());
        let mut writer = AnchorWriter::new(folder.path());
        writer.restart(&end(1));
        writer.add(&end(2), [(&a, Sequence(1))].into_iter());
        writer.add(&end(4), [(&a, Sequence(2)), (&b, Sequence(1))].into_iter());
        let whole = Anchored {
            end: end(4),
            touched: [(a, Sequence(2)), (b, Sequence(1))].into(),
        };
        assert_eq!(read_anchor(folder.path()), Some(whole.clone()));
        let path = anchor_path(folder.path());
        let sound = std::fs::read(&path).unwrap();
        for at in 0..sound.len() {
            let mut flipped = sound.clone();
            flipped[at] ^= 1;
            for bytes in [&sound[..at], &flipped] {
                std::fs::write(&path, bytes).unwrap();
                let said = read_anchor(folder.path());
                assert!(
                    said.is_none_or(|said| said.end.next_position < whole.end.next_position),
                    "byte {at}"
                );
            }
        }
        writer.restart(&end(9));
        assert_eq!(
            read_anchor(folder.path()),
            Some(Anchored {
                end: end(9),
                touched: BTreeMap::new()
            })
        );
    }
}
