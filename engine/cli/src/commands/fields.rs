//! Recorded fields on the command line: read as the types that the workflow gives them.

use std::collections::BTreeMap;

use alongside_runtime::core::{Field, FieldId, Value};

use crate::failure::Failure;
use crate::values::FieldValue;

/// Reads every value as the type of its field, and names all that are wrong.
pub(super) fn record(
    name: &str,
    given: Vec<FieldValue>,
    fields: &[Field],
) -> Result<BTreeMap<FieldId, Value>, Failure> {
    let mut record = BTreeMap::new();
    let mut wrong = Vec::new();
    for FieldValue { field, text } in given {
        let Some(known) = fields.iter().find(|known| known.id == field) else {
            wrong.push(format!("`{name}` records no field named `{field}`"));
            continue;
        };
        match known.kind.parse(&text) {
            Ok(value) => {
                if record.insert(field.clone(), value).is_some() {
                    wrong.push(format!("`{field}` is set twice"));
                }
            }
            Err(reason) => wrong.push(format!("`{field}` takes a {}: {reason}", known.kind)),
        }
    }
    if wrong.is_empty() {
        return Ok(record);
    }
    let hint = match fields {
        [] => format!("`{name}` records nothing: leave --set out"),
        fields => format!("it records {}", described(fields)),
    };
    Err(Failure::argument("wrong-field", wrong.join("; "), hint))
}

/// Fields with their types: `aim (text), prediction (number, percentage points)`.
pub(super) fn described(fields: &[Field]) -> String {
    let described: Vec<String> = fields
        .iter()
        .map(|field| {
            let unit = field
                .unit
                .as_ref()
                .map(|unit| format!(", {unit}"))
                .unwrap_or_default();
            let optional = if field.optional { ", optional" } else { "" };
            format!("{} ({}{unit}{optional})", field.id, field.kind)
        })
        .collect();
    described.join(", ")
}
