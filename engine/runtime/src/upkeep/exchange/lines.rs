//! The lines of an export: writing them, and reading them back with every check that one line alone allows.
//! Tests are below.

use alongside_core::digest::Digest;
use alongside_store::EventHash;
use serde::{Deserialize, Serialize};

use super::base64;

/// The newest format that this release reads and writes.
pub(super) const EXPORT_FORMAT: u32 = 1;
/// How many bytes of a file go into one line.
pub(super) const PART_BYTES: usize = 768 << 10;
/// No line is longer: an event at the store's limits, or a part of a file.
pub(super) const LINE_BYTES_MAX: u64 = 8 << 20;
/// Where the payload of an event begins. A quotation mark within a text of the line is escaped, so that this stands
/// once in what comes before the payload.
const PAYLOAD: &str = ",\"payload\":";

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Begin {
    #[serde(rename = "alongside-export")]
    pub(super) format: u32,
    pub(super) program: String,
    pub(super) engagements: Vec<String>,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct FilePart {
    pub(super) file: Digest,
    pub(super) part: u64,
    pub(super) of: u64,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(super) text: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(super) base64: Option<String>,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Heading {
    pub(super) engagement: String,
    pub(super) events: u64,
    pub(super) hash: String,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct EventHeader {
    pub(super) event: u64,
    pub(super) command: String,
    pub(super) time: i64,
    pub(super) kind: String,
    pub(super) version: u16,
    pub(super) hash: String,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct End {
    pub(super) end: bool,
    pub(super) lines: u64,
    pub(super) digest: String,
}

/// One line.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Line {
    Begin(Begin),
    File(FilePart),
    Engagement(Heading),
    Event(EventHeader, Vec<u8>),
    End(End),
}

impl Line {
    /// Reads a line.
    pub(super) fn read(line: &str) -> Result<Self, String> {
        let json = |error: serde_json::Error| error.to_string();
        let begins = |start: &str| line.starts_with(start);
        if begins("{\"event\":") {
            let (header, payload) = line.split_once(PAYLOAD).ok_or("an event without a payload")?;
            let payload = payload.strip_suffix('}').ok_or("the line is cut short")?;
            serde_json::from_str::<serde::de::IgnoredAny>(payload).map_err(json)?;
            let header = serde_json::from_str(&format!("{header}}}")).map_err(json)?;
            return Ok(Self::Event(header, payload.as_bytes().to_vec()));
        }
        if begins("{\"file\":") {
            return serde_json::from_str(line).map(Self::File).map_err(json);
        }
        if begins("{\"engagement\":") {
            return serde_json::from_str(line).map(Self::Engagement).map_err(json);
        }
        if begins("{\"end\":") {
            return serde_json::from_str(line).map(Self::End).map_err(json);
        }
        if begins("{\"alongside-export\":") {
            return serde_json::from_str(line).map(Self::Begin).map_err(json);
        }
        Err("this is no line of an export".to_owned())
    }

    /// Writes a line, without its end; `None` for a payload that is no single line of JSON.
    pub(super) fn write(&self) -> Option<String> {
        match self {
            Self::Begin(line) => serde_json::to_string(line).ok(),
            Self::File(line) => serde_json::to_string(line).ok(),
            Self::Engagement(line) => serde_json::to_string(line).ok(),
            Self::End(line) => serde_json::to_string(line).ok(),
            Self::Event(header, payload) => {
                let payload = std::str::from_utf8(payload).ok()?;
                serde_json::from_str::<serde::de::IgnoredAny>(payload).ok()?;
                let header = serde_json::to_string(header).ok()?;
                let header = header.strip_suffix('}')?;
                let line = format!("{header}{PAYLOAD}{payload}}}");
                (!line.contains(['\n', '\r'])).then_some(line)
            }
        }
    }
}

impl FilePart {
    /// The parts of a file, in order. Text stays text where it fits into one.
    pub(super) fn parts(digest: Digest, bytes: &[u8]) -> Vec<Self> {
        let of = bytes.len().div_ceil(PART_BYTES).max(1) as u64;
        let text = |chunk: &[u8]| {
            (of == 1)
                .then(|| String::from_utf8(chunk.to_vec()).ok())
                .flatten()
        };
        let part = |(number, chunk): (usize, &[u8])| {
            let text = text(chunk);
            Self {
                file: digest,
                part: number as u64 + 1,
                of,
                base64: text.is_none().then(|| base64::encode(chunk)),
                text,
            }
        };
        match bytes {
            [] => vec![part((0, bytes))],
            _ => bytes.chunks(PART_BYTES).enumerate().map(part).collect(),
        }
    }

    /// The bytes in it.
    pub(super) fn bytes(&self) -> Result<Vec<u8>, String> {
        match (&self.text, &self.base64) {
            (Some(text), None) => Ok(text.clone().into_bytes()),
            (None, Some(text)) => base64::decode(text).ok_or_else(|| "this is not base64".to_owned()),
            _ => Err("a file has either `text` or `base64`".to_owned()),
        }
    }
}

/// Writes a hash as hexadecimal digits.
pub(super) fn hex(hash: &EventHash) -> String {
    hash.iter().map(|byte| format!("{byte:02x}")).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_event_keeps_the_very_bytes_of_its_payload() {
        let header = EventHeader {
            event: 7,
            command: "a \",\"payload\":{} b".into(),
            time: -1,
            kind: "noted".into(),
            version: 2,
            hash: hex(&[0xa5; 32]),
        };
        for payload in ["{\"b\": 1.50,\"a\":[ ]}", "\",\\\"payload\\\":\"", "null", "{}"] {
            let line = Line::Event(header.clone(), payload.as_bytes().to_vec());
            let text = line.write().unwrap();
            assert_eq!(Line::read(&text), Ok(line), "{text}");
        }
        for payload in ["{\n}", "{", "", "1 2"] {
            assert_eq!(
                Line::Event(header.clone(), payload.as_bytes().to_vec()).write(),
                None
            );
        }
    }

    #[test]
    fn a_file_of_any_length_comes_back_from_its_parts() {
        for bytes in [
            Vec::new(),
            b"text \"quoted\"\n".to_vec(),
            vec![0xff; 10],
            vec![b'x'; PART_BYTES * 2 + 1],
        ] {
            let parts = FilePart::parts(Digest::of(&bytes), &bytes);
            let read: Vec<u8> = parts
                .iter()
                .flat_map(
                    |part| match Line::read(&Line::File(part.clone()).write().unwrap()) {
                        Ok(Line::File(part)) => part.bytes().unwrap(),
                        other => unreachable!("{other:?}"),
                    },
                )
                .collect();
            assert_eq!(read, bytes);
        }
    }
}
