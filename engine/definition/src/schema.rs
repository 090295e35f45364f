//! The JSON Schema of workflow files, so that editors complete and check them while they are written.
//!
//! It says what the parser reads: every key with what it means, every form a value may have. What needs two places at
//! once (names that lead somewhere, types of conditions, circles) only `check` knows. It is draft 7, which both Taplo
//! and Tombi understand. `workflows/workflow.schema.json` is this text; `tests/workflow/schema.rs` holds the two
//! together, validates good and bad files, and asks the parser for its keys.

mod parts;
mod step;
mod tables;

use serde_json::{Map, Value, json};

/// Where the schema says it lives; nothing is ever fetched from there.
const ID: &str = "https://alongside.example/workflow.schema.json";

/// Makes the JSON Schema of workflow files.
pub fn schema() -> Value {
    json!({
        "$schema": "http://json-schema.org/draft-07/schema#",
        "$id": ID,
        "title": "Alongside workflow",
        "description": "A programme of support between schools: who takes part, what is done, when, and why.",
        "type": "object",
        "required": ["format", "workflow"],
        "additionalProperties": false,
        "properties": tables::top(),
        "definitions": {
            "condition": parts::condition(),
            "stage": step::top_stage(),
            "lone-step": step::lone(),
            "inner-step": step::inner(),
        },
    })
}

/// A key of a table: its name, what it means, and what its value may be.
type Key = (&'static str, &'static str, Value);

/// A table with these keys and no others.
fn table(required: &[&str], keys: Vec<Key>) -> Value {
    let mut table =
        json!({ "type": "object", "additionalProperties": false, "properties": properties(keys) });
    if !required.is_empty() {
        table["required"] = json!(required);
    }
    table
}

/// Keys as properties, each with its description.
fn properties(keys: Vec<Key>) -> Map<String, Value> {
    let described = |(name, means, value): Key| (name.to_owned(), described(means, value));
    keys.into_iter().map(described).collect()
}

fn described(means: &str, value: Value) -> Value {
    match value {
        // Beside a reference draft 7 reads nothing else.
        Value::Object(reference) if reference.contains_key("$ref") => {
            json!({ "description": means, "allOf": [reference] })
        }
        Value::Object(mut plain) => {
            plain.insert("description".to_owned(), json!(means));
            Value::Object(plain)
        }
        other => other,
    }
}

/// A table whose keys are names that the file chooses.
fn declared(entry: Value) -> Value {
    json!({ "type": "object", "propertyNames": parts::id(), "additionalProperties": entry })
}
