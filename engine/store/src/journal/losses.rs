//! Owns `journal/losses.json`: the streams known to have lost events, so that a rebuilt index still knows.
//!
//! Written only when opening finds that acknowledged events are gone; removed by whoever restores or repairs
//! the folder. Never guesses: an unreadable file is an error. Tests: at the foot of this file.

use std::collections::BTreeMap;
use std::io;
use std::path::{Path, PathBuf};

use serde::{Deserialize, Serialize};

use super::files::replace_file;
use crate::error::StoreError;
use crate::ids::{Sequence, StreamId};

/// What a stream lost.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Loss {
    /// The first event that is gone.
    pub(crate) first: Sequence,
    /// The last event the stream is known to have had.
    pub(crate) last_known: Sequence,
}

pub(crate) type Losses = BTreeMap<StreamId, Loss>;

#[derive(Serialize, Deserialize)]
struct Line {
    stream: String,
    first_lost: u64,
    last_known: u64,
}

#[derive(Serialize, Deserialize)]
struct Contents {
    format: u16,
    lost: Vec<Line>,
    /// crc32c over the JSON of `lost`.
    crc32c: u32,
}

const LOSSES_FORMAT: u16 = 1;

fn losses_path(journal: &Path) -> PathBuf {
    journal.join("losses.json")
}

fn checksum(lost: &[Line]) -> u32 {
    crc32c::crc32c(serde_json::to_string(lost).unwrap_or_default().as_bytes())
}

/// Reads the known losses; none when the file is not there.
pub(crate) fn read_losses(journal: &Path) -> Result<Losses, StoreError> {
    let path = losses_path(journal);
    let text = match std::fs::read(&path) {
        Ok(text) => text,
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(Losses::new()),
        Err(error) => return Err(StoreError::io("read", &path, error)),
    };
    let damaged = |reason: String| StoreError::FileDamaged {
        path: path.clone(),
        reason,
    };
    let contents: Contents = serde_json::from_slice(&text).map_err(|error| damaged(error.to_string()))?;
    if checksum(&contents.lost) != contents.crc32c {
        return Err(damaged("the checksum does not match".into()));
    }
    if contents.format != LOSSES_FORMAT {
        return Err(StoreError::NewerFormat {
            path,
            found: contents.format,
            supported: LOSSES_FORMAT,
        });
    }
    let loss = |line: Line| {
        let (first, last_known) = (Sequence(line.first_lost), Sequence(line.last_known));
        Ok((StreamId::new(line.stream)?, Loss { first, last_known }))
    };
    contents.lost.into_iter().map(loss).collect()
}

/// Records the known losses durably.
pub(crate) fn write_losses(journal: &Path, losses: &Losses) -> Result<(), StoreError> {
    let line = |(stream, loss): (&StreamId, &Loss)| Line {
        stream: stream.to_string(),
        first_lost: loss.first.get(),
        last_known: loss.last_known.get(),
    };
    let lost: Vec<Line> = losses.iter().map(line).collect();
    let contents = Contents {
        format: LOSSES_FORMAT,
        crc32c: checksum(&lost),
        lost,
    };
    let path = losses_path(journal);
    let text = serde_json::to_vec_pretty(&contents)
        .map_err(|error| StoreError::io("write", &path, io::Error::other(error)))?;
    replace_file(&path, &text)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn losses_read_back_and_a_changed_digit_is_noticed() {
        let folder = tempfile::tempdir().unwrap();
        assert!(read_losses(folder.path()).unwrap().is_empty());
        let loss = Loss {
            first: Sequence(4),
            last_known: Sequence(9),
        };
        let losses: Losses = [(StreamId::new("urn-1").unwrap(), loss)].into();
        write_losses(folder.path(), &losses).unwrap();
        assert_eq!(read_losses(folder.path()).unwrap(), losses);
        let path = losses_path(folder.path());
        let text = std::fs::read_to_string(&path).unwrap();
        std::fs::write(&path, text.replace("\"last_known\": 9", "\"last_known\": 3")).unwrap();
        assert!(matches!(
            read_losses(folder.path()),
            Err(StoreError::FileDamaged { .. })
        ));
    }
}
