//! Records: what a task or an outside event writes down, checked field by field.

use std::collections::BTreeMap;

use super::Rejection;
use super::people::bounded;
use crate::definition::Field;
use crate::ids::FieldId;
use crate::value::{Value, ValueType};

/// A type as a message names it.
pub(super) fn with_article(kind: ValueType) -> &'static str {
    match kind {
        ValueType::Text => "a text",
        ValueType::Number => "a number",
        ValueType::Boolean => "yes or no",
        ValueType::Date => "a date",
        ValueType::Texts => "a list of texts",
    }
}

/// Whether a value says nothing: a blank stands for no aim.
fn is_blank(value: &Value) -> bool {
    match value {
        Value::Text(text) => text.trim().is_empty(),
        Value::Texts(texts) => texts.iter().all(|text| text.trim().is_empty()),
        Value::Number(_) | Value::Boolean(_) | Value::Date(_) => false,
    }
}

/// Checks what is recorded against the fields of a task or an outside event, which cannot be `attempted` without the
/// required ones.
pub(super) fn check_record(
    of: &str,
    attempted: &'static str,
    fields: &[Field],
    record: &BTreeMap<FieldId, Value>,
) -> Result<BTreeMap<FieldId, Value>, Rejection> {
    for (id, value) in record {
        let Some(field) = fields.iter().find(|field| field.id == *id) else {
            let known = fields.iter().map(|field| field.id.clone()).collect();
            return Err(Rejection::UnknownField {
                of: of.to_owned(),
                field: id.clone(),
                known,
            });
        };
        if field.kind != value.kind() || !value.is_finite() {
            return Err(Rejection::WrongFieldType {
                of: of.to_owned(),
                field: id.clone(),
                expected: with_article(field.kind),
            });
        }
        match value {
            Value::Text(text) => {
                bounded(text)?;
            }
            Value::Texts(texts) => {
                bounded(&texts.join(","))?;
            }
            Value::Number(_) | Value::Boolean(_) | Value::Date(_) => {}
        }
    }
    let missing: Vec<FieldId> = fields
        .iter()
        .filter(|field| !field.optional && record.get(&field.id).is_none_or(is_blank))
        .map(|field| field.id.clone())
        .collect();
    if missing.is_empty() {
        Ok(record.clone())
    } else {
        Err(Rejection::MissingFields {
            of: of.to_owned(),
            attempted,
            missing,
        })
    }
}
