//! Reading what steps hold: evidence, recorded fields, options, plugins, facts, parameters, effort.

use std::ops::Range;
use std::str::FromStr;

use alongside_core::definition::{PluginRequirement, RecordPath, WorkflowRequirement};
use alongside_core::ids::{FieldId, IdError, OptionId};
use alongside_core::value::{Value, ValueType};
use toml::de::DeValue;

use super::reader::{
    Node, Table, as_written, bad_value, boolean, date, id, number, parse_id, text, too_many, wrong_type,
    wrong_type_help,
};
use super::time::record_path;
use crate::codes;
use crate::diagnostics::Problem;
use crate::raw::{Parameters, RawEvidence, RawField, RawOption};
use crate::sink::{At, Sink};
use crate::words::title_of;

/// The most options, items of evidence, recorded fields, facts and parameters of a step.
pub(super) const ITEMS_MAX: usize = 32;
/// The most days of work for one step.
const EFFORT_DAYS_MAX: f64 = 1000.0;

pub(super) const FIELD_TYPES: &[(&str, ValueType)] = &[
    ("text", ValueType::Text),
    ("number", ValueType::Number),
    ("boolean", ValueType::Boolean),
    ("date", ValueType::Date),
    ("texts", ValueType::Texts),
];

/// Reads `1 day` or `0.5 days`.
pub(super) fn effort(node: &Node<'_>, what: &str, sink: &Sink<'_>) -> Option<f64> {
    if let (DeValue::Integer(_) | DeValue::Float(_), Some(number)) = (node.get_ref(), as_written(node, sink))
    {
        let unit = if number == "1" { "day" } else { "days" };
        let help = format!("write `\"{number} {unit}\"`");
        return wrong_type_help(node, what, "a text in quotes", help, sink);
    }
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

/// Reports a text that stands where a table is wanted, and writes the table for it.
fn refuse_bare(node: &Node<'_>, what: &str, rest: &str, sink: &Sink<'_>) -> Option<()> {
    match (node.get_ref(), as_written(node, sink)) {
        (DeValue::String(_), Some(written)) => {
            let help = format!("write `{{ id = {written}{rest} }}`");
            wrong_type_help(node, what, "a table in braces, `{ ... }`", help, sink)
        }
        _ => Some(()),
    }
}

pub(super) fn evidence<'t>(node: &'t Node<'t>, _: &str, sink: &'t Sink<'t>) -> Option<RawEvidence> {
    refuse_bare(node, "an item of `evidence`", "", sink)?;
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
    refuse_bare(node, "an item of `record`", ", type = \"text\"", sink)?;
    let table = Table::read(node, "an item of `record`".to_owned(), sink)?;
    let declared = table.need("id", id);
    let kind = table.need_word("type", FIELD_TYPES).map(|kind| kind.value);
    let title = table.get("title", text).map(|title| title.value);
    let optional = table.get("optional", boolean).unwrap_or_default();
    let unit = table.get("unit", text);
    refuse_stray_unit("field", unit.as_ref(), kind, sink);
    refuse_options(&table, sink);
    table.finish();
    declared.map(|id| RawField {
        id,
        title,
        kind,
        optional,
        unit: unit.map(|unit| unit.value),
    })
}

/// Reports a list of answers for a recorded field, which many expect and there is not.
fn refuse_options(table: &Table<'_>, sink: &Sink<'_>) {
    let (Some(span), Some(_)) = (table.key_span("options"), table.node("options")) else {
        return;
    };
    table.hide("options");
    let help = "record a number with the scale in its `title`; or keep a fact, `[facts]`, which takes `options`; or let a \
                `decision` choose";
    let problem = Problem::error(
        codes::UNKNOWN_KEY,
        "a recorded field has no list of answers to choose from",
    );
    sink.push(problem.at(span, "not here").help(help));
}

/// Reports a unit of what is no number.
pub(super) fn refuse_stray_unit(
    what: &str,
    unit: Option<&At<String>>,
    kind: Option<ValueType>,
    sink: &Sink<'_>,
) {
    if let (Some(unit), Some(kind)) = (unit, kind.filter(|kind| *kind != ValueType::Number)) {
        let message = format!("a {what} of type `{kind}` has no unit");
        let problem = Problem::error(codes::CONFLICTING_KEYS, message).at(unit.span.clone(), "");
        sink.push(problem.help("remove `unit`, or write `type = \"number\"`"));
    }
}

/// Reads an option: its id, or a table with id, title and the state of membership that it leads to.
pub(super) fn option<'t>(node: &'t Node<'t>, what: &str, sink: &'t Sink<'t>) -> Option<RawOption> {
    let of = |id: At<OptionId>, title: Option<String>| RawOption {
        title: title.unwrap_or_else(|| title_of(id.value.as_str())),
        id,
        membership: None,
    };
    match node.get_ref() {
        DeValue::String(_) => id(node, what, sink).map(|id| of(id, None)),
        DeValue::Table(_) => {
            let table = Table::read(node, what.to_owned(), sink)?;
            let title = table.get("title", text).map(|title| title.value);
            let membership = table.get("membership", id);
            let option = table.need("id", id).map(|id| RawOption {
                membership,
                ..of(id, title)
            });
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

/// Reads `name` or `name@version-requirement` of a plugin.
pub(super) fn plugin(node: &Node<'_>, what: &str, sink: &Sink<'_>) -> Option<At<PluginRequirement>> {
    let (id, version, span) = versioned(node, what, sink)?;
    Some(At::new(PluginRequirement { id, version }, span))
}

/// Reads `name` or `name@version-requirement` of a workflow.
pub(super) fn workflow(node: &Node<'_>, what: &str, sink: &Sink<'_>) -> Option<At<WorkflowRequirement>> {
    let (id, version, span) = versioned(node, what, sink)?;
    Some(At::new(WorkflowRequirement { id, version }, span))
}

fn versioned<I: FromStr<Err = IdError>>(
    node: &Node<'_>,
    what: &str,
    sink: &Sink<'_>,
) -> Option<(I, semver::VersionReq, Range<usize>)> {
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
    Some((name?, version?, written.span))
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

pub(super) fn report_crowd(table: &Table<'_>, what: &str, sink: &Sink<'_>) {
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
