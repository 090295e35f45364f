//! Owns reading a group back, checking every checksum and every link of the hash chain.
//!
//! Never panics on any bytes and never trusts a length before the checksum over it holds. Tests:
//! `group/tests.rs`.

use super::bytes::Fields;
use super::{
    Derived, FORMAT, GROUP_BYTES_MAX, GROUP_MAGIC, HEADER_BYTES_MAX, HEADER_FIXED_BYTES, Location,
    RECORD_FIXED_BYTES, TRAILER_FIXED_BYTES, TRAILER_MAGIC,
};
use crate::chain::chain_hash_parts;
use crate::events::{EventHash, RecordedEvent};
use crate::ids::{CommandId, Position, Sequence, StreamId};

/// Why bytes are not a sound group.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Flaw {
    /// The event the flaw was found at, when that much can be told.
    pub(crate) sequence: Option<Sequence>,
    /// A newer format under a checksum that holds: not damage.
    pub(crate) newer_format: Option<u16>,
    pub(crate) reason: String,
}

impl Flaw {
    pub(crate) fn new(sequence: Option<Sequence>, reason: impl Into<String>) -> Self {
        Self {
            sequence,
            newer_format: None,
            reason: reason.into(),
        }
    }
}

/// The header of a group.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Header {
    pub(crate) header_len: usize,
    pub(crate) group_len: usize,
    pub(crate) derived_len: usize,
    pub(crate) event_count: u32,
    pub(crate) first_position: Position,
    pub(crate) first_sequence: Sequence,
    pub(crate) batch_position: Position,
    pub(crate) previous: Location,
    pub(crate) previous_digest: [u8; 32],
    pub(crate) chain_before: EventHash,
    pub(crate) stream: StreamId,
    pub(crate) command_id: CommandId,
}

impl Header {
    /// Reads a header from the start of the bytes, which may go on behind it.
    pub(crate) fn decode(bytes: &[u8]) -> Result<Self, Flaw> {
        let broken = |reason: &str| Flaw::new(None, reason);
        let mut fields = Fields::new(bytes);
        if fields.take(4) != Some(&GROUP_MAGIC) {
            return Err(broken("no group begins here"));
        }
        let (format, header_len) = (fields.u16(), fields.u16().map(usize::from));
        let (Some(format), Some(header_len)) = (format, header_len) else {
            return Err(broken("the group header is cut short"));
        };
        if !(HEADER_FIXED_BYTES..=HEADER_BYTES_MAX.max(4096)).contains(&header_len) {
            return Err(broken("the group header has an impossible length"));
        }
        let body = bytes.get(..header_len - 4);
        let crc = bytes
            .get(header_len - 4..header_len)
            .and_then(|crc| Fields::new(crc).u32());
        let (Some(body), Some(crc)) = (body, crc) else {
            return Err(broken("the group header is cut short"));
        };
        if crc32c::crc32c(body) != crc {
            return Err(broken("the checksum of the group header does not match"));
        }
        if format != FORMAT {
            let reason = format!("the group has format {format}");
            return Err(Flaw {
                sequence: None,
                newer_format: Some(format),
                reason,
            });
        }
        Self::fields(header_len, Fields::new(&body[8..]))
            .ok_or_else(|| broken("the group header holds impossible values"))
    }

    fn fields(header_len: usize, mut fields: Fields<'_>) -> Option<Self> {
        let header = Self {
            header_len,
            group_len: usize::try_from(fields.u32()?).ok()?,
            derived_len: usize::try_from(fields.u32()?).ok()?,
            event_count: fields.u32()?,
            first_position: Position(fields.u64()?),
            first_sequence: Sequence(fields.u64()?),
            batch_position: Position(fields.u64()?),
            previous: Location::take(&mut fields)?,
            previous_digest: fields.hash()?,
            chain_before: fields.hash()?,
            stream: StreamId::new(std::str::from_utf8(fields.short()?).ok()?).ok()?,
            command_id: CommandId::new(std::str::from_utf8(fields.short()?).ok()?).ok()?,
        };
        let events = u64::from(header.event_count);
        let sound = fields.is_empty()
            && header.event_count > 0
            && header.first_sequence.get() > 0
            && header.first_position.get() > 0
            && header.first_sequence.get().checked_add(events).is_some()
            && header.first_position.get().checked_add(events).is_some()
            && header.group_len <= GROUP_BYTES_MAX
            && header.header_len.checked_add(header.derived_len)? < header.group_len;
        sound.then_some(header)
    }

    pub(crate) fn last_sequence(&self) -> Sequence {
        Sequence(self.first_sequence.get() + u64::from(self.event_count) - 1)
    }

    pub(crate) fn next_position(&self) -> Position {
        Position(self.first_position.get() + u64::from(self.event_count))
    }
}

/// What the end of a group says about it, under a checksum of its own.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Trailer {
    pub(crate) stream: StreamId,
    pub(crate) first_sequence: Sequence,
    pub(crate) event_count: u32,
    pub(crate) group_len: usize,
}

impl Trailer {
    /// Reads the trailer that ends with the bytes.
    pub(crate) fn decode_before(bytes: &[u8]) -> Option<Self> {
        let rest = bytes.strip_suffix(&TRAILER_MAGIC)?;
        let (rest, crc) = rest.split_last_chunk::<4>()?;
        let stream_len = usize::from(*rest.last()?);
        let body = rest.get(rest.len().checked_sub(stream_len + TRAILER_FIXED_BYTES - 8)?..)?;
        if crc32c::crc32c(body) != u32::from_le_bytes(*crc) {
            return None;
        }
        let mut fields = Fields::new(body);
        let stream = StreamId::new(std::str::from_utf8(fields.take(stream_len)?).ok()?).ok()?;
        Some(Self {
            stream,
            first_sequence: Sequence(fields.u64()?),
            event_count: fields.u32()?,
            group_len: usize::try_from(fields.u32()?).ok()?,
        })
    }
}

/// A group whose every byte was checked.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Group {
    pub(crate) header: Header,
    pub(crate) derived: Derived,
    pub(crate) events: Vec<RecordedEvent>,
}

impl Group {
    /// Reads and checks the group that fills the bytes from their start.
    pub(crate) fn decode(bytes: &[u8]) -> Result<Self, Flaw> {
        let header = Header::decode(bytes)?;
        let first = Some(header.first_sequence);
        let Some(bytes) = bytes.get(..header.group_len) else {
            return Err(Flaw::new(first, "the group is cut short"));
        };
        let sound_trailer = Trailer::decode_before(bytes).filter(|trailer| {
            trailer.stream == header.stream
                && trailer.first_sequence == header.first_sequence
                && trailer.event_count == header.event_count
                && trailer.group_len == header.group_len
        });
        let trailer_len = TRAILER_FIXED_BYTES + header.stream.as_str().len();
        let body = bytes.get(header.header_len..header.group_len - trailer_len.min(header.group_len));
        let body = body.and_then(|body| body.split_at_checked(header.derived_len));
        let Some((derived, records)) = body else {
            return Err(Flaw::new(first, "the lengths in the group do not add up"));
        };
        let events = decode_records(&header, records)?;
        let derived = Derived::decode(derived)
            .ok_or_else(|| Flaw::new(first, "the checksum of the derived data does not match"))?;
        if sound_trailer.is_none() {
            return Err(Flaw::new(
                Some(header.last_sequence()),
                "the end of the group is not intact",
            ));
        }
        Ok(Self {
            header,
            derived,
            events,
        })
    }

    /// The hash of the last event.
    pub(crate) fn last_hash(&self) -> EventHash {
        self.events
            .last()
            .map_or(self.header.chain_before, |event| event.hash)
    }
}

/// Reads the derived data alone, from a group whose header is already decoded.
pub(crate) fn decode_derived_of(header: &Header, bytes: &[u8]) -> Option<Derived> {
    Derived::decode(bytes.get(header.header_len..header.header_len.checked_add(header.derived_len)?)?)
}

fn decode_records(header: &Header, records: &[u8]) -> Result<Vec<RecordedEvent>, Flaw> {
    // A record takes at least its fixed bytes, so the count cannot ask for more memory than the group has.
    let most = records.len() / RECORD_FIXED_BYTES + 1;
    let mut events = Vec::with_capacity(most.min(header.event_count as usize));
    let mut fields = Fields::new(records);
    let mut before = header.chain_before;
    let (mut sequence, mut position) = (header.first_sequence, header.first_position);
    for _ in 0..header.event_count {
        let event = decode_record(&mut fields, &header.stream, sequence, position, &before)
            .map_err(|reason| Flaw::new(Some(sequence), reason))?;
        before = event.hash;
        events.push(event);
        (sequence, position) = (sequence.next(), position.next());
    }
    if fields.is_empty() {
        Ok(events)
    } else {
        Err(Flaw::new(Some(sequence), "bytes follow the last record"))
    }
}

fn decode_record(
    fields: &mut Fields<'_>,
    stream: &StreamId,
    sequence: Sequence,
    position: Position,
    before: &EventHash,
) -> Result<RecordedEvent, &'static str> {
    const SHORT: &str = "the record is cut short";
    let len = fields.u32().ok_or(SHORT)?;
    let crc = fields.u32().ok_or(SHORT)?;
    let body_len = usize::try_from(len)
        .ok()
        .and_then(|len| len.checked_sub(8))
        .ok_or(SHORT)?;
    let body = fields.take(body_len).ok_or(SHORT)?;
    if crc32c::crc32c_append(crc32c::crc32c(&len.to_le_bytes()), body) != crc {
        return Err("the checksum of the record does not match");
    }
    let event = record_fields(Fields::new(body), stream).ok_or("the record holds impossible values")?;
    if event.sequence != sequence || event.position != position {
        return Err("the record belongs to another place");
    }
    let RecordedEvent {
        time_micros,
        kind,
        version,
        payload,
        ..
    } = &event;
    let hash = chain_hash_parts(
        before,
        stream.as_str(),
        sequence,
        *time_micros,
        kind,
        *version,
        payload,
    );
    if hash != event.hash {
        return Err("the hash does not follow from the event before");
    }
    Ok(event)
}

fn record_fields(mut fields: Fields<'_>, stream: &StreamId) -> Option<RecordedEvent> {
    let sequence = Sequence(fields.u64()?);
    let position = Position(fields.u64()?);
    let time_micros = fields.i64()?;
    let version = fields.u16()?;
    let kind = std::str::from_utf8(fields.short()?).ok()?.to_owned();
    let hash = fields.hash()?;
    let payload = fields.rest().to_vec();
    Some(RecordedEvent {
        stream: stream.clone(),
        sequence,
        position,
        time_micros,
        kind,
        version,
        hash,
        payload,
    })
}
