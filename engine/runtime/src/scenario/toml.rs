//! From the text of a scenario file to data, with the place of every value at hand.
//!
//! Owns walking the tree that TOML gives; what the data means is told elsewhere. Tests: the golden files of scenarios.

use std::ops::Range;

use alongside_definition::Problem;
use serde_json::{Map, Value as Json};
use toml::Spanned;
use toml::de::{DeTable, DeValue};

use crate::rehearsal::data::{Misread, Part};

/// A value with its place.
pub(super) type Node<'t> = Spanned<DeValue<'t>>;

/// The codes of problems in scenario files.
pub(super) mod code {
    macro_rules! codes {
        ($($name:ident $code:literal)*) => {$(
            pub(in crate::scenario) const $name: &str = concat!("alongside::scenario::", $code);
        )*};
    }
    codes! {
        TOO_LARGE "too-large"
        SYNTAX "syntax"
        FORMAT "format"
        MISSING_KEY "missing-key"
        UNKNOWN_KEY "unknown-key"
        WRONG_TYPE "wrong-type"
        WRONG_VALUE "wrong-value"
        SEVERAL_COMMANDS "several-commands"
        NOTHING_DONE "nothing-done"
    }
}

/// A value as data. Dates become texts; a time of day is reported.
pub(super) fn data(node: &Node<'_>, problems: &mut Vec<Problem>) -> Json {
    match node.get_ref() {
        DeValue::String(text) => Json::String(text.to_string()),
        DeValue::Integer(integer) => match i64::from_str_radix(integer.as_str(), integer.radix()) {
            Ok(number) => Json::from(number),
            Err(_) => refused(node, "the number is too large", problems),
        },
        DeValue::Float(float) => match float.as_str().parse::<f64>() {
            Ok(number) if number.is_finite() => Json::from(number),
            _ => refused(node, "this is no number that can be used", problems),
        },
        DeValue::Boolean(value) => Json::Bool(*value),
        DeValue::Datetime(moment) => match (moment.date, moment.time) {
            (Some(date), None) => Json::String(date.to_string()),
            _ => refused(node, "a date is expected, and this has a time of day", problems),
        },
        DeValue::Array(items) => items.iter().map(|item| data(item, problems)).collect(),
        DeValue::Table(table) => Json::Object(table_data(table, problems)),
    }
}

fn table_data(table: &DeTable<'_>, problems: &mut Vec<Problem>) -> Map<String, Json> {
    table
        .iter()
        .map(|(key, node)| (key.get_ref().to_string(), data(node, problems)))
        .collect()
}

fn refused(node: &Node<'_>, message: &str, problems: &mut Vec<Problem>) -> Json {
    problems.push(Problem::error(code::WRONG_VALUE, message).at(node.span(), "here"));
    Json::Null
}

/// The place of a part of a value: as far down the path as there is one. A key that is not known is underlined itself.
pub(super) fn place(node: &Node<'_>, path: &[Part]) -> Range<usize> {
    let mut node = node;
    for (index, part) in path.iter().enumerate() {
        let next = match (part, node.get_ref()) {
            (Part::Key(key), DeValue::Table(table)) => match entry(table, key) {
                Some((span, value)) => {
                    if index + 1 == path.len() && !matches!(value.get_ref(), DeValue::Table(_)) {
                        return span.start..value.span().end;
                    }
                    Some(value)
                }
                None => None,
            },
            (Part::Item(item), DeValue::Array(items)) => items.get(*item),
            _ => None,
        };
        match next {
            Some(next) => node = next,
            None => break,
        }
    }
    node.span()
}

/// A key of a table: the place of the key, and the value.
pub(super) fn entry<'a, 't>(table: &'a DeTable<'t>, key: &str) -> Option<(Range<usize>, &'a Node<'t>)> {
    table
        .iter()
        .find(|(name, _)| name.get_ref() == key)
        .map(|(name, value)| (name.span(), value))
}

/// Reports what was misread below `node`.
pub(super) fn report(misread: &Misread, node: &Node<'_>, problems: &mut Vec<Problem>) {
    let code = match misread.message.as_str() {
        message if message.starts_with("there is no key") => code::UNKNOWN_KEY,
        message if message.ends_with("is missing") => code::MISSING_KEY,
        message if message.contains("is expected, and this is") => code::WRONG_TYPE,
        _ => code::WRONG_VALUE,
    };
    let (message, help) = match form_of(&misread.message) {
        Some(form) => ("this cannot be read here".to_owned(), Some(form.to_owned())),
        None => (misread.message.clone(), misread.help.clone()),
    };
    let problem = Problem::error(code, message);
    let problem = problem.at(place(node, &misread.path), "here");
    problems.push(match help {
        Some(help) => problem.help(help),
        None => problem,
    });
}

/// What form a value may have, where it may have several and had none.
fn form_of(message: &str) -> Option<&'static str> {
    let name = message.strip_prefix("data did not match any variant of untagged enum ")?;
    Some(match name {
        "Set" => "write a list of steps, `[\"a\", \"b\"]`, or `{ includes = [...], excludes = [...] }`",
        "Names" => "write a list of names, or `{ includes = [...], excludes = [...] }`",
        "Items" => {
            "write a list of tables, or `{ includes = [{ ... }], excludes = [{ ... }] }`, with keys that are allowed here"
        }
        "Timer" => "write a date, or `false` where there must be no timer",
        "Refused" => "write the code, or `{ code = \"...\", says = \"...\" }`",
        "Happened" => {
            "write `\"kind step\"`, or `{ kind = \"...\", step = \"...\", round = 2, by = \"...\", says = \"...\" }`"
        }
        _ => "write one of them, or a list",
    })
}
