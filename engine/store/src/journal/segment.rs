//! Owns the names and headers of segment files, and open handles for reading them.
//!
//! ```text
//! header    magic "ASJOURNL", format, header length, first position, first position of the segment before,
//!           digest of the last group before, crc32c (64 bytes)
//! groups    one after another (`group/mod.rs`)
//! ```
//!
//! A segment is named after the first position in it. Never writes after the header. Tests: at the foot of
//! this file and `tests/damage.rs`.

use std::collections::BTreeMap;
use std::io;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, PoisonError};

use super::files::{FileLayer, ReadFile};
use crate::error::StoreError;
use crate::group::{FORMAT, Fields, Location, newer_format};

pub(crate) const SEGMENT_HEADER_BYTES: u64 = 64;
const SEGMENT_MAGIC: [u8; 8] = *b"ASJOURNL";
/// Handles kept open for reading.
const OPEN_SEGMENTS_MAX: usize = 64;

/// What a segment says about itself.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct SegmentHeader {
    pub(crate) first_position: u64,
    /// The segment before, by its first position; 0 for the first.
    pub(crate) previous_segment: u64,
    /// The digest of the last group before this segment.
    pub(crate) digest_before: [u8; 32],
}

impl SegmentHeader {
    pub(crate) fn encode(&self) -> Vec<u8> {
        let mut out = Vec::new();
        out.extend_from_slice(&SEGMENT_MAGIC);
        out.extend_from_slice(&FORMAT.to_le_bytes());
        out.extend_from_slice(&(SEGMENT_HEADER_BYTES as u16).to_le_bytes());
        out.extend_from_slice(&self.first_position.to_le_bytes());
        out.extend_from_slice(&self.previous_segment.to_le_bytes());
        out.extend_from_slice(&self.digest_before);
        let crc = crc32c::crc32c(&out);
        out.extend_from_slice(&crc.to_le_bytes());
        out
    }

    /// Reads a header; `Ok(None)` when it is damaged.
    pub(crate) fn decode(bytes: &[u8], path: &Path) -> Result<Option<Self>, StoreError> {
        let sound = bytes.split_last_chunk::<4>().filter(|(body, crc)| {
            body.starts_with(&SEGMENT_MAGIC) && crc32c::crc32c(body) == u32::from_le_bytes(**crc)
        });
        let Some((body, _)) = sound else { return Ok(None) };
        let mut fields = Fields::new(&body[SEGMENT_MAGIC.len()..]);
        let format = fields.u16();
        match format {
            Some(format) if format != FORMAT => return Err(newer_format(path, format)),
            _ => {}
        }
        let mut read = || {
            fields.u16()?;
            Some(Self {
                first_position: fields.u64()?,
                previous_segment: fields.u64()?,
                digest_before: fields.hash()?,
            })
        };
        Ok(read())
    }
}

pub(crate) fn segment_path(folder: &Path, first_position: u64) -> PathBuf {
    folder.join(format!("{first_position:020}.seg"))
}

/// Lists the segments of a folder by their first positions, in order.
pub(crate) fn list_segments(folder: &Path) -> Result<Vec<u64>, StoreError> {
    let fail = |error| StoreError::io("list", folder, error);
    let mut found = Vec::new();
    for entry in std::fs::read_dir(folder).map_err(fail)? {
        let name = entry.map_err(fail)?.file_name();
        let number = name
            .to_str()
            .and_then(|name| name.strip_suffix(".seg"))
            .filter(|name| name.len() == 20);
        found.extend(
            number
                .and_then(|number| number.parse::<u64>().ok())
                .filter(|&number| number > 0),
        );
    }
    found.sort_unstable();
    Ok(found)
}

/// Open handles of the segments, for reading.
pub(crate) struct Segments {
    folder: PathBuf,
    files: Arc<dyn FileLayer>,
    open: Mutex<BTreeMap<u64, Arc<dyn ReadFile>>>,
}

impl Segments {
    pub(crate) fn new(folder: PathBuf, files: Arc<dyn FileLayer>) -> Self {
        Self {
            folder,
            files,
            open: Mutex::new(BTreeMap::new()),
        }
    }

    pub(crate) fn folder(&self) -> &Path {
        &self.folder
    }

    pub(crate) fn path(&self, segment: u64) -> PathBuf {
        segment_path(&self.folder, segment)
    }

    /// Opens a segment; `None` when the file is not there.
    pub(crate) fn file(&self, segment: u64) -> Result<Option<Arc<dyn ReadFile>>, StoreError> {
        let mut open = self.open.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(file) = open.get(&segment) {
            return Ok(Some(Arc::clone(file)));
        }
        let path = self.path(segment);
        let file = match self.files.read(&path) {
            Ok(file) => file,
            Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(None),
            Err(error) => return Err(StoreError::io("open", &path, error)),
        };
        if open.len() >= OPEN_SEGMENTS_MAX {
            open.pop_first();
        }
        open.insert(segment, Arc::clone(&file));
        Ok(Some(file))
    }

    /// Closes the handle of a segment that was removed.
    pub(crate) fn forget(&self, segment: u64) {
        self.open
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .remove(&segment);
    }

    /// Reads at most `len` bytes from the start of a place; fewer where the file ends, none without the file.
    pub(crate) fn read(&self, at: Location, len: usize) -> Result<Vec<u8>, StoreError> {
        let Some(file) = self.file(at.segment)? else {
            return Ok(Vec::new());
        };
        let mut bytes = vec![0; len];
        let read = read_up_to(&*file, &mut bytes, at.offset)
            .map_err(|error| StoreError::io("read", &self.path(at.segment), error))?;
        bytes.truncate(read);
        Ok(bytes)
    }
}

/// Fills a buffer from a place of a file and gives how much there was.
pub(crate) fn read_up_to(file: &dyn ReadFile, buffer: &mut [u8], offset: u64) -> io::Result<usize> {
    let mut filled = 0;
    while filled < buffer.len() {
        match file.read_at(&mut buffer[filled..], offset + filled as u64) {
            Ok(0) => break,
            Ok(read) => filled += read,
            Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
            Err(error) => return Err(error),
        }
    }
    Ok(filled)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_segment_header_reads_back_and_notices_every_flip() {
        let header = SegmentHeader {
            first_position: 17,
            previous_segment: 1,
            digest_before: [3; 32],
        };
        let bytes = header.encode();
        assert_eq!(bytes.len() as u64, SEGMENT_HEADER_BYTES);
        assert_eq!(
            SegmentHeader::decode(&bytes, Path::new("x")).unwrap(),
            Some(header)
        );
        for at in 0..bytes.len() {
            let mut flipped = bytes.clone();
            flipped[at] ^= 0x40;
            assert_eq!(
                SegmentHeader::decode(&flipped, Path::new("x")).unwrap(),
                None,
                "byte {at}"
            );
        }
    }

    #[test]
    fn a_newer_segment_is_refused_by_its_version() {
        let mut bytes = SegmentHeader {
            first_position: 1,
            previous_segment: 0,
            digest_before: [0; 32],
        }
        .encode();
        bytes[8] = 9;
        let end = bytes.len() - 4;
        let crc = crc32c::crc32c(&bytes[..end]);
        bytes[end..].copy_from_slice(&crc.to_le_bytes());
        let error = SegmentHeader::decode(&bytes, Path::new("j/1.seg"))
            .unwrap_err()
            .to_string();
        assert!(
            error.contains("j/1.seg") && error.contains("format 9") && error.contains("format 1"),
            "{error}"
        );
    }
}
