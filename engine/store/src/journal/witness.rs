//! Owns the witness: the head of the log, kept in a file outside the store's folder, and the question whether a
//! journal holds a head.
//!
//! Index and anchor lie beside the journal: whoever swaps the whole folder for an older copy, or loses index,
//! anchor and the journal's tail together, takes with it what would tell. The witness stays behind and tells. It
//! is written when the index is flushed and when the store is closed, always after the journal is durable, so it
//! may be behind the journal and is never ahead of it. Tests: `tests/witness.rs`.

use std::io;
use std::path::Path;

use serde::{Deserialize, Serialize};

use super::end::JournalEnd;
use super::scan::{Found, Scanner};
use super::segment::{Segments, list_segments};
use crate::answers::{Holding, LogHead};
use crate::error::StoreError;

const WITNESS_FORMAT: u16 = 1;
const WITNESS_BYTES_MAX: u64 = 4 << 10;

#[derive(Serialize, Deserialize)]
struct Contents {
    format: u16,
    /// The head, `POSITION:DIGEST`.
    head: String,
    /// crc32c over the text of the head.
    crc32c: u32,
}

/// What a witness file says.
pub(crate) enum Witnessed {
    /// There is none.
    Nothing,
    /// It cannot be believed.
    Unreadable(String),
    /// The journal reached at least as far as this.
    Head(LogHead),
}

/// Reads what a witness file says. Only a refusal of the machine and a newer format are errors.
pub(crate) fn read_witness(path: &Path) -> Result<Witnessed, StoreError> {
    let bytes = match std::fs::metadata(path).map(|found| found.len()) {
        Ok(len) if len > WITNESS_BYTES_MAX => {
            return Ok(Witnessed::Unreadable("it is too long".into()));
        }
        Ok(_) => std::fs::read(path),
        Err(error) => Err(error),
    };
    let bytes = match bytes {
        Ok(bytes) => bytes,
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(Witnessed::Nothing),
        Err(error) => return Err(StoreError::io("read", path, error)),
    };
    let contents: Contents = match serde_json::from_slice(&bytes) {
        Ok(contents) => contents,
        Err(error) => return Ok(Witnessed::Unreadable(error.to_string())),
    };
    if crc32c::crc32c(contents.head.as_bytes()) != contents.crc32c {
        return Ok(Witnessed::Unreadable("the checksum does not match".into()));
    }
    if contents.format != WITNESS_FORMAT {
        return Err(StoreError::NewerFormat {
            path: path.to_owned(),
            found: contents.format,
            supported: WITNESS_FORMAT,
        });
    }
    Ok(match contents.head.parse() {
        Ok(head) => Witnessed::Head(head),
        Err(reason) => Witnessed::Unreadable(reason),
    })
}

/// Puts the head in the place of the one before: after a power cut it is the one or the other. It was found with
/// simulated power cuts that one which is not synced can be left torn, and is then complained of for nothing.
pub(crate) fn write_witness(path: &Path, head: &LogHead) -> io::Result<()> {
    use std::io::Write as _;
    use std::os::unix::fs::OpenOptionsExt as _;

    let head = head.to_string();
    let contents = Contents {
        format: WITNESS_FORMAT,
        crc32c: crc32c::crc32c(head.as_bytes()),
        head,
    };
    let mut text = serde_json::to_vec(&contents).map_err(io::Error::other)?;
    text.push(b'\n');
    let temporary = path.with_extension("new");
    let mut options = std::fs::OpenOptions::new();
    options.write(true).create(true).truncate(true).mode(0o600);
    let mut file = options.open(&temporary)?;
    file.write_all(&text)?;
    file.sync_data()?;
    std::fs::rename(&temporary, path)
}

/// Tells whether a journal that ends at `end` holds a head.
pub(crate) fn holds(segments: &Segments, end: &JournalEnd, head: &LogHead) -> Result<Holding, StoreError> {
    if head.position > end.last_position() {
        return Ok(Holding::Shorter);
    }
    if *head == end.head() {
        return Ok(Holding::Holds);
    }
    let next = head.position.next();
    // Where events were lost the journal goes on after a gap, from the digest before it: what lay in the gap cannot
    // be told any more, but a head that was taken behind it can.
    let behind_gap = |digest: [u8; 32]| match digest == head.digest {
        true => Holding::Holds,
        false => Holding::Unknown,
    };
    let starts = list_segments(segments.folder())?;
    let from = starts
        .partition_point(|&start| start <= next.get())
        .saturating_sub(2);
    for &segment in starts.get(from..).unwrap_or_default() {
        let Some(mut scanner) = Scanner::open(segments, segment)? else {
            return Ok(Holding::Unknown);
        };
        let header = scanner.header()?;
        if segment >= next.get() {
            return Ok(header.map_or(Holding::Unknown, |header| behind_gap(header.digest_before)));
        }
        loop {
            match scanner.next()? {
                Found::Group(sound) if sound.group.header.next_position() < next => {}
                Found::Group(sound) if sound.group.header.next_position() == next => {
                    return Ok(match sound.digest == head.digest {
                        true => Holding::Holds,
                        false => Holding::Differs,
                    });
                }
                Found::Group(sound) if sound.group.header.first_position >= next => {
                    return Ok(behind_gap(sound.group.header.previous_digest));
                }
                Found::Group(_) => return Ok(Holding::Differs),
                Found::Hole(_) => return Ok(Holding::Unknown),
                Found::End => break,
            }
        }
    }
    Ok(Holding::Unknown)
}

/// Keeps the head of a log in a witness file, in the place of what it said before, durably.
///
/// For whoever puts a store in the place of another and means it.
///
/// # Errors
/// When the file cannot be written.
pub fn bear_witness(path: &Path, head: &LogHead) -> Result<(), StoreError> {
    let written = write_witness(path, head).and_then(|()| std::fs::File::open(path)?.sync_all());
    written.map_err(|error| StoreError::io("write", path, error))?;
    path.parent().map_or(Ok(()), super::files::sync_folder)
}
