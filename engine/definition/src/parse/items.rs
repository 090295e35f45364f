//! Reading what steps hold: evidence, recorded fields, options, plugins, facts, parameters, effort.

use alongside_core::definition::{DecisionOption, PluginRequirement, RecordPath};
use alongside_core::ids::{FieldId, OptionId};
use alongside_core::value::{Value, ValueType};
use toml::de::DeValue;

use super::reader::{
    Node, Table, bad_value, boolean, date, id, number, parse_id, text, too_many, word, wrong_type,
};
use super::time::record_path;
use crate::codes;
use crate::diagnostics::Problem;
use crate::raw::{Parameters, RawEvidence, RawField};
use crate::sink::{At, Sink};
use crate::words::title_of;

/// The most options, items of evidence, recorded fields, facts and parameters of a step.
pub(super) const ITEMS_MAX: usize = 32;
/// The most days of work for one step.
const EFFORT_DAYS_MAX: f64 = 1000.0;

const FIELD_TYPES: &[(&str, ValueType)] = &[
    ("text", ValueType::Text),
    ("number", ValueType::Number),
    ("boolean", ValueType::Boolean),
    ("date", ValueType::Date),
    ("texts", ValueType::Texts),
];

/// Reads `1 day` or `0.5 days`.
pub(super) fn effort(node: &Node<'_>, what: &str, sink: &Sink<'_>) -> Option<f64> {
    let written = text(node, what, sink)?;
    let days = written
        .value
        .strip_suffix("days")
        .or_else(|| written.value.strip_suffix("day"));
    let days = days
        .and_then(|days| days.strip_suffix(' '))
        .and_then(|days| days.trim().parse::<f64>().ok());
    match days {
        Some(days) if days > 0.0 && days <= EFFORT_DAYS_MAX => Some(days),
        _ => {
            let help = "write a number of days, such as `1 day` or `0.5 days`, above 0 and at most 1000";
            bad_value(written.span, format!("{what} cannot be read"), help, sink)
        }
    }
}

pub(super) fn evidence<'t>(node: &'t Node<'t>, _: &str, sink: &'t Sink<'t>) -> Option<RawEvidence> {
    let table = Table::read(node, "an item of `evidence`".to_owned(), sink)?;
    let declared = table.need("id", id);
    let title = table.get("title", text).map(|title| title.value);
    let accepted_by = table.get("accepted-by", id);
    table.finish();
    declared.map(|id| RawEvidence {
        id,
        title,
        accepted_by,
    })
}

pub(super) fn field<'t>(node: &'t Node<'t>, _: &str, sink: &'t Sink<'t>) -> Option<RawField> {
    let table = Table::read(node, "an item of `record`".to_owned(), sink)?;
    let declared = table.need("id", id);
    let kind = table.need("type", word(FIELD_TYPES)).map(|kind| kind.value);
    let title = table.get("title", text).map(|title| title.value);
    let optional = table.get("optional", boolean).unwrap_or_default();
    let unit = table.get("unit", text);
    if let (Some(unit), Some(kind)) = (&unit, kind.filter(|kind| *kind != ValueType::Number)) {
        let problem = Problem::error(
            codes::CONFLICTING_KEYS,
            format!("a field of type `{kind}` has no unit"),
        );
        sink.push(
            problem
                .at(unit.span.clone(), "")
                .help("remove `unit`, or write `type = \"number\"`"),
        );
    }
    table.finish();
    declared.map(|id| RawField {
        id,
        title,
        kind,
        optional,
        unit: unit.map(|unit| unit.value),
    })
}

/// Reads an option: its id, or a table with id and title.
pub(super) fn option<'t>(node: &'t Node<'t>, what: &str, sink: &'t Sink<'t>) -> Option<At<DecisionOption>> {
    let of = |id: At<OptionId>, title: Option<String>| {
        let title = title.unwrap_or_else(|| title_of(id.value.as_str()));
        At::new(
            DecisionOption {
                id: id.value,
                title,
                membership: None,
            },
            id.span,
        )
    };
    match node.get_ref() {
        DeValue::String(_) => id(node, what, sink).map(|id| of(id, None)),
        DeValue::Table(_) => {
            let table = Table::read(node, what.to_owned(), sink)?;
            let title = table.get("title", text).map(|title| title.value);
            let option = table.need("id", id).map(|id| of(id, title));
            table.finish();
            option
        }
        _ => wrong_type(
            node,
            what,
            "an id, or a table such as `{ id = \"targeted\", title = \"Targeted work\" }`",
            sink,
        ),
    }
}

/// Reads `name` or `name@version-requirement`.
pub(super) fn plugin(node: &Node<'_>, what: &str, sink: &Sink<'_>) -> Option<At<PluginRequirement>> {
    let written = text(node, what, sink)?;
    let (name, version) = written.value.split_once('@').unwrap_or((&written.value, "*"));
    let name = parse_id(name.trim(), written.span.clone(), sink);
    let version = semver::VersionReq::parse(version.trim()).ok().or_else(|| {
        let help = "write the versions that will do after an `@`, such as `@^1.2`, or leave them out for any";
        bad_value(
            written.span.clone(),
            format!("{what} names no versions that can be read"),
            help,
            sink,
        )
    });
    Some(At::new(
        PluginRequirement {
            id: name?,
            version: version?,
        },
        written.span,
    ))
}

pub(super) fn facts<'t>(
    node: &'t Node<'t>,
    what: &str,
    sink: &'t Sink<'t>,
) -> Option<Vec<(FieldId, At<RecordPath>)>> {
    let table = Table::read(node, what.to_owned(), sink)?;
    let read = table.entries().take(ITEMS_MAX).filter_map(|(key, node)| {
        let name = parse_id(key.value, key.span, sink);
        let path = record_path(node, &format!("fact `{}`", key.value), sink);
        Some((name?, path?))
    });
    let facts: Vec<_> = read.collect();
    report_crowd(&table, what, sink);
    Some(facts)
}

pub(super) fn with<'t>(node: &'t Node<'t>, what: &str, sink: &'t Sink<'t>) -> Option<At<Parameters>> {
    let table = Table::read(node, what.to_owned(), sink)?;
    let read = table.entries().take(ITEMS_MAX).filter_map(|(key, node)| {
        let value = value(node, &format!("parameter `{}`", key.value), sink)?;
        Some((
            At::new(key.value.to_owned(), key.span),
            At::new(value, node.span()),
        ))
    });
    let parameters: Vec<_> = read.collect();
    report_crowd(&table, what, sink);
    Some(At::new(parameters, table.span.clone()))
}

fn report_crowd(table: &Table<'_>, what: &str, sink: &Sink<'_>) {
    let entries = table.entries().count();
    if entries > ITEMS_MAX {
        too_many(
            table.span.clone(),
            &format!("{what} holds {entries} entries"),
            ITEMS_MAX,
            sink,
        );
    }
}

/// Reads a value of any type a plugin can take.
fn value(node: &Node<'_>, what: &str, sink: &Sink<'_>) -> Option<Value> {
    match node.get_ref() {
        DeValue::String(text) => Some(Value::Text(text.clone().into_owned())),
        DeValue::Integer(_) | DeValue::Float(_) => number(node, what, sink).map(Value::Number),
        DeValue::Boolean(flag) => Some(Value::Boolean(*flag)),
        DeValue::Datetime(_) => date(node, what, sink).map(Value::Date),
        DeValue::Array(items) => {
            let texts: Option<Vec<String>> = items
                .iter()
                .map(|item| item.get_ref().as_str().map(str::to_owned))
                .collect();
            match texts {
                Some(texts) => Some(Value::Texts(texts)),
                None => wrong_type(node, what, "one value, or a list of texts", sink),
            }
        }
        DeValue::Table(_) => wrong_type(node, what, "one value, or a list of texts", sink),
    }
}
