//! From text to a [`RawWorkflow`]: syntax, keys, types and forms; nothing that needs two places at once.
//!
//! Everything that can be read is read, so that all problems of a file are reported at once.

mod condition;
mod header;
mod items;
mod migration;
mod outside;
pub(crate) mod reader;
mod rules;
mod step;
mod time;

use alongside_core::definition::{Definition, Party, PartyKind};
use alongside_core::ids::{IdError, PartyId, RoleId};
use toml::de::DeTable;

use crate::codes;
use crate::diagnostics::Problem;
use crate::raw::{RawData, RawRole, RawStep, RawWorkflow};
use crate::sink::{At, Sink};
use reader::{Table, boolean, id, number, only_id, parse_id, text, too_many, word};

/// The most declarations of one kind: parties, roles, data slots, outside events and so on.
const DECLARATIONS_MAX: usize = 100;

const PARTY_KINDS: &[(&str, PartyKind)] =
    &[("school", PartyKind::School), ("authority", PartyKind::Authority)];

/// Reads a file; nothing where it is not TOML, or of another format.
pub(crate) fn workflow(sink: &Sink<'_>) -> Option<RawWorkflow> {
    let document = match DeTable::parse(sink.text) {
        Ok(document) => document,
        Err(error) => {
            report_syntax(&error, sink);
            return None;
        }
    };
    let root = Table::of_file(document.get_ref(), sink);
    format(&root, sink)?;
    let mut raw = RawWorkflow::default();
    if let Some(table) = root.need("workflow", |node, what, sink| {
        Table::read(node, what.to_owned(), sink)
    }) {
        header::read(table, &mut raw);
    }
    raw.parties = declared(&root, "parties", sink, |table| Party {
        title: table
            .need("title", text)
            .map(|title| title.value)
            .unwrap_or_default(),
        kind: table
            .get("kind", word(PARTY_KINDS))
            .map_or(PartyKind::School, |kind| kind.value),
        many: table.get("many", boolean).unwrap_or_default(),
    });
    raw.roles = declared(&root, "roles", sink, |table| RawRole {
        title: table.need("title", text).map(|title| title.value),
        party: party(table, &raw),
    });
    raw.data = declared(&root, "data", sink, |table| RawData {
        title: table.need("title", text).map(|title| title.value),
        kind: table.need("kind", id),
        party: party(table, &raw),
    });
    raw.events = declared(&root, "events", sink, outside::event);
    raw.facts = declared(&root, "facts", sink, |table| outside::fact(table, sink));
    raw.escalations = declared(&root, "escalations", sink, outside::escalation);
    raw.membership = root.get("membership", outside::membership);
    raw.outputs = declared(&root, "outputs", sink, outside::output);
    raw.migrations = root.get("migrate", migration::migrations).unwrap_or_default();
    let roles: Vec<&str> = raw.roles.keys().map(RoleId::as_str).collect();
    raw.steps = step::steps(&root, &roles, sink);
    crate::lint::allow::check_file(&root);
    root.finish();
    Some(raw)
}

/// Reads the plan of an intervention: one stage with its steps.
pub(crate) fn fragment(workflow: &Definition, sink: &Sink<'_>) -> Option<Vec<RawStep>> {
    let document = match DeTable::parse(sink.text) {
        Ok(document) => document,
        Err(error) => {
            report_syntax(&error, sink);
            return None;
        }
    };
    let root = Table::new(document.get_ref(), 0..0, "a plan".to_owned(), sink);
    let roles: Vec<&str> = workflow.roles.keys().map(RoleId::as_str).collect();
    let steps = step::fragment(&root, &roles, workflow.steps.len(), sink);
    root.finish();
    Some(steps)
}

fn report_syntax(error: &toml::de::Error, sink: &Sink<'_>) {
    let message = error
        .message()
        .lines()
        .next()
        .unwrap_or("the text is not TOML")
        .to_owned();
    let help = if message.starts_with("duplicate key") {
        "a key may stand once in a table; for a further step start a new `[[step]]`"
    } else {
        "texts stand in quotes, lists in `[ ]`, tables in `{ }`; a step starts with `[[step]]`"
    };
    let problem = Problem::error(codes::SYNTAX, message);
    sink.push(problem.at(error.span().unwrap_or(0..0), "here").help(help));
}

/// Checks the format; nothing where the rest of the file cannot be understood.
fn format(root: &Table<'_>, sink: &Sink<'_>) -> Option<()> {
    let Some(node) = root.node("format") else {
        root.report_missing_with("format", "add `format = 1`".to_owned());
        return Some(());
    };
    let Some(format) = number(node, "`format`", sink) else {
        return Some(());
    };
    if format == f64::from(alongside_core::definition::FORMAT) {
        return Some(());
    }
    if format > f64::from(alongside_core::definition::FORMAT) {
        let message = format!("the file has format {format}: it was written for a newer release");
        let problem =
            Problem::error(codes::NEWER_FORMAT, message).at(node.span(), "this release reads format 1");
        sink.push(problem.help("install a newer release of Alongside"));
        return None;
    }
    let problem = Problem::error(codes::FORMAT, format!("there is no format {format}")).at(node.span(), "");
    sink.push(problem.help("write `format = 1`"));
    Some(())
}

/// The party that something belongs to.
fn party(table: &Table<'_>, raw: &RawWorkflow) -> Option<At<PartyId>> {
    if table.node("party").is_none() {
        table.report_missing_one_of("party", "parties", raw.parties.keys().map(PartyId::as_str));
    }
    table.get("party", only_id)
}

/// Reads a table of declarations: an id for each key, a table for each value.
fn declared<'t, I, T>(
    root: &Table<'t>,
    key: &'static str,
    sink: &'t Sink<'t>,
    read: impl Fn(&Table<'t>) -> T,
) -> std::collections::BTreeMap<I, T>
where
    I: std::str::FromStr<Err = IdError> + Ord,
{
    let mut found = std::collections::BTreeMap::new();
    let Some(table) = root.get(key, |node, _, sink| Table::read(node, format!("`[{key}]`"), sink)) else {
        return found;
    };
    let entries = table.entries().count();
    if entries > DECLARATIONS_MAX {
        too_many(
            table.span.clone(),
            &format!("`[{key}]` holds {entries} entries"),
            DECLARATIONS_MAX,
            sink,
        );
    }
    for (name, node) in table.entries().take(DECLARATIONS_MAX) {
        let declared = parse_id::<I>(name.value, name.span, sink);
        let cut: String = name.value.chars().take(80).collect();
        let Some(inner) = Table::read(node, format!("`{key}.{cut}`"), sink) else {
            continue;
        };
        let value = read(&inner);
        inner.finish();
        if let Some(id) = declared {
            found.insert(id, value);
        }
    }
    found
}
