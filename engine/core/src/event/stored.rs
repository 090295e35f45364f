//! The stored form of events, and the way back from whatever release wrote it.

use jiff::Timestamp;
use jiff::civil::Date;
use serde::{Deserialize, Serialize};
use thiserror::Error;

use super::{Envelope, Event};
use crate::command::Actor;

/// The version in which every kind of event is written today.
pub const EVENT_VERSION: u16 = 1;

/// An event in its stored form.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct StoredEvent {
    /// The event's kind.
    pub kind: String,
    /// The version of its form.
    pub version: u16,
    /// The instant, in microseconds since 1970 (UTC).
    pub time_micros: i64,
    /// A JSON object of date, actor and fields.
    pub payload: Vec<u8>,
}

/// Says why a stored event cannot be read.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
pub enum DecodeError {
    /// It was written by a newer release.
    #[error("the event `{kind}` has version {version}, written by a newer release of alongside")]
    Newer {
        /// The event's kind.
        kind: String,
        /// The version found.
        version: u16,
    },
    /// It is not what it should be.
    #[error("the event `{kind}` cannot be read: {reason}")]
    Malformed {
        /// The event's kind.
        kind: String,
        /// What is wrong with it.
        reason: String,
    },
}

#[derive(Serialize, Deserialize)]
struct Payload<'a> {
    on: Date,
    by: std::borrow::Cow<'a, Actor>,
    event: std::borrow::Cow<'a, Event>,
}

/// Turns an event into its stored form.
pub fn encode(envelope: &Envelope) -> StoredEvent {
    use std::borrow::Cow::Borrowed;
    let payload = Payload {
        on: envelope.on,
        by: Borrowed(&envelope.by),
        event: Borrowed(&envelope.event),
    };
    StoredEvent {
        kind: envelope.event.kind().to_owned(),
        version: EVENT_VERSION,
        time_micros: envelope.at.as_microsecond(),
        // Serialising plain data with string keys into memory has no way to fail.
        payload: serde_json::to_vec(&payload).unwrap_or_default(),
    }
}

/// Turns a stored event back, whatever release wrote it.
///
/// # Errors
/// When it is from a newer release, or is not a well-formed event of its kind.
pub fn decode(stored: &StoredEvent) -> Result<Envelope, DecodeError> {
    let malformed = |reason: String| DecodeError::Malformed {
        kind: stored.kind.clone(),
        reason,
    };
    if stored.version > EVENT_VERSION {
        return Err(DecodeError::Newer {
            kind: stored.kind.clone(),
            version: stored.version,
        });
    }
    let payload: Payload<'_> =
        serde_json::from_slice(&stored.payload).map_err(|error| malformed(error.to_string()))?;
    if stored.version == 0 {
        return Err(malformed("it has version 0, which was never written".to_owned()));
    }
    if payload.event.kind() != stored.kind {
        return Err(malformed(format!("it holds a `{}`", payload.event.kind())));
    }
    let at = Timestamp::from_microsecond(stored.time_micros).map_err(|error| malformed(error.to_string()))?;
    Ok(Envelope {
        at,
        on: payload.on,
        by: payload.by.into_owned(),
        event: payload.event.into_owned(),
    })
}
