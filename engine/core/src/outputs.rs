//! What an engagement hands on when it closes. Pure; tests: `tests/behaviour/decide_outputs.rs`.

use std::collections::BTreeMap;

use jiff::civil::Date;

use crate::definition::Definition;
use crate::evaluate::evaluate;
use crate::ids::OutputId;
use crate::state::{State, lookup};
use crate::value::{Value, ValueType};

/// The outputs of a workflow in a state: to a parent, or to an engagement that follows. An output whose value is not
/// known, or is not of its declared type, is left out; so is a number that is not finite.
pub fn outputs(definition: &Definition, state: &State, today: Date) -> BTreeMap<OutputId, Value> {
    let known = |name: &crate::definition::Name| lookup(state, today, name);
    let of_type = definition.outputs.iter().filter_map(|(id, output)| {
        let value = as_type(evaluate(&output.value.expr, &known)?, output.kind)?;
        Some((id.clone(), value))
    });
    of_type.collect()
}

/// A value where it is of a type. A choice of exactly one option is a text, too.
pub(crate) fn as_type(value: Value, kind: ValueType) -> Option<Value> {
    let value = match (value, kind) {
        (Value::Texts(texts), ValueType::Text) => match <[String; 1]>::try_from(texts) {
            Ok([text]) => Value::Text(text),
            Err(_) => return None,
        },
        (value, _) => value,
    };
    (value.kind() == kind && value.is_finite()).then_some(value)
}
