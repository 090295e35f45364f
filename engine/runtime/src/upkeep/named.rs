//! The stored files that a log names: workflows, plugins, datasets and documents, each by its digest.
//!
//! An event names a stored file in a field `digest`; what people wrote (parameters, values, records) is not looked
//! into. Tests are below.

use std::collections::BTreeSet;

use alongside_core::digest::Digest;
use alongside_store::RecordedEvent;
use serde_json::Value;

/// The field that names a stored file.
const DIGEST: &str = "digest";
/// Fields that hold what people or plugins wrote.
const WRITTEN: [&str; 4] = ["parameters", "values", "fields", "explanation"];

/// The digests of the stored files that events name.
pub(crate) fn named_files<'e>(events: impl IntoIterator<Item = &'e RecordedEvent>) -> BTreeSet<Digest> {
    let mut named = BTreeSet::new();
    for event in events {
        if let Ok(payload) = serde_json::from_slice(&event.payload) {
            collect(&payload, &mut named);
        }
    }
    named
}

fn collect(value: &Value, named: &mut BTreeSet<Digest>) {
    match value {
        Value::Object(fields) => {
            for (name, value) in fields {
                match value {
                    Value::String(text) if name == DIGEST => named.extend(text.parse::<Digest>().ok()),
                    _ if WRITTEN.contains(&name.as_str()) => {}
                    _ => collect(value, named),
                }
            }
        }
        Value::Array(values) => values.iter().for_each(|value| collect(value, named)),
        _ => {}
    }
}

#[cfg(test)]
mod tests {
    use alongside_store::{Position, Sequence, StreamId};

    use super::*;

    #[test]
    fn a_stored_file_is_named_by_its_digest_and_by_nothing_that_people_wrote() {
        let (file, other) = (Digest::of(b"file"), Digest::of(b"other"));
        let payload = serde_json::json!({
            "plugins": { "gap": { "digest": file, "input": other } },
            "parameters": { "digest": other },
            "note": other,
        });
        let event = RecordedEvent {
            stream: StreamId::new("a").unwrap(),
            sequence: Sequence(1),
            position: Position(1),
            time_micros: 0,
            kind: "opened".into(),
            version: 1,
            hash: [0; 32],
            payload: payload.to_string().into_bytes(),
        };
        assert_eq!(named_files([&event]), BTreeSet::from([file]));
    }
}
