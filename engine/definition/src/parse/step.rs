//! Reading stages and steps, and which keys belong to which kind.

use alongside_core::definition::{DecisionOption, PluginRequirement, Start};
use alongside_core::ids::OptionId;
use alongside_core::value::{Value, ValueType};
use toml::de::DeValue;

use super::condition::condition;
use super::reader::{
    Node, Table, bad_value, boolean, date, id, list, number, one_or_list, parse_id, text, too_many, word,
    wrong_type,
};
use super::time::{record_path, repeat, time};
use crate::codes;
use crate::diagnostics::Problem;
use crate::raw::{KINDS, Kind, Parameters, RawEvidence, RawField, RawStep};
use crate::sink::{At, Sink};
use crate::words::{listed, title_of};

/// The most steps in a workflow, stages included.
pub(crate) const STEPS_MAX: usize = 500;
/// The most stages that may stand within each other.
pub(crate) const DEPTH_MAX: usize = 4;
/// The most options, items of evidence, recorded fields, facts and parameters of a step.
const ITEMS_MAX: usize = 32;
/// The most days of work for one step.
const EFFORT_DAYS_MAX: f64 = 1000.0;

const STARTS: &[(&str, Start)] = &[("automatic", Start::Automatic), ("manual", Start::Manual)];

const FIELD_TYPES: &[(&str, ValueType)] = &[
    ("text", ValueType::Text),
    ("number", ValueType::Number),
    ("boolean", ValueType::Boolean),
    ("date", ValueType::Date),
    ("texts", ValueType::Texts),
];

/// The keys that only some kinds have; every other key of a step belongs to all.
const KEYS_OF_KINDS: [(&str, &[Kind]); 17] = [
    ("step", &[Kind::Stage]),
    (
        "repeat",
        &[
            Kind::Stage,
            Kind::Task,
            Kind::Score,
            Kind::Recommend,
            Kind::Decision,
            Kind::Wait,
        ],
    ),
    ("due", &[Kind::Stage, Kind::Task, Kind::Decision, Kind::Milestone]),
    ("effort", &[Kind::Task, Kind::Decision]),
    (
        "evidence",
        &[Kind::Stage, Kind::Task, Kind::Decision, Kind::Milestone],
    ),
    ("approve", &[Kind::Task, Kind::Decision]),
    ("record", &[Kind::Task]),
    ("plugin", &[Kind::Score, Kind::Recommend]),
    ("with", &[Kind::Score, Kind::Recommend]),
    ("data", &[Kind::Score]),
    ("measure", &[Kind::Score]),
    ("facts", &[Kind::Score]),
    ("findings", &[Kind::Recommend]),
    ("options", &[Kind::Decision]),
    ("options-from", &[Kind::Decision]),
    ("until", &[Kind::Wait]),
    ("event", &[Kind::Wait]),
];

/// Where a step stands, and what follows from that.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Form {
    /// `[[stage]]` at top level.
    Stage,
    /// `[[step]]` at top level.
    Lone,
    /// `step` within a stage.
    Inner,
}

/// Reads every step of the file, parents before children.
pub(super) fn steps<'t>(root: &Table<'t>, sink: &'t Sink<'t>) -> Vec<RawStep> {
    let mut reader = Steps {
        sink,
        found: Vec::new(),
        refused: false,
    };
    let mut top: Vec<(&'t Node<'t>, Form)> = Vec::new();
    for (key, form) in [("stage", Form::Stage), ("step", Form::Lone)] {
        if let Some(node) = root.node(key) {
            top.extend(items(node, key, sink).into_iter().map(|node| (node, form)));
        }
    }
    // The two lists are one sequence in the file.
    top.sort_by_key(|(node, _)| node.span().start);
    if top.is_empty() && root.node("stage").is_none() && root.node("step").is_none() {
        let problem = Problem::error(codes::EMPTY_STAGE, "the workflow has no steps");
        sink.push(problem.help("add a `[[stage]]` with steps, or a `[[step]]`"));
    }
    for (node, form) in top {
        reader.step(node, form, None, 1);
    }
    reader.found
}

/// The tables of a list of tables; a lone table is reported with how to write it.
fn items<'t>(node: &'t Node<'t>, key: &str, sink: &Sink<'_>) -> Vec<&'t Node<'t>> {
    match node.get_ref() {
        DeValue::Array(items) => items.iter().collect(),
        DeValue::Table(_) => {
            let message = format!("`{key}` must be a list of tables, not a table");
            let problem = Problem::error(codes::WRONG_TYPE, message).at(node.span(), "one pair of brackets");
            sink.push(problem.help(format!(
                "start each one with two pairs of brackets, such as `[[{key}]]`"
            )));
            Vec::new()
        }
        _ => wrong_type(node, &format!("`{key}`"), "a list of tables", sink).unwrap_or_default(),
    }
}

struct Steps<'t> {
    sink: &'t Sink<'t>,
    found: Vec<RawStep>,
    /// Whether the limit on steps was reported.
    refused: bool,
}

impl<'t> Steps<'t> {
    fn step(&mut self, node: &'t Node<'t>, form: Form, parent: Option<usize>, depth: usize) {
        if self.found.len() == STEPS_MAX {
            if !self.refused {
                too_many(
                    node.span(),
                    "the workflow holds too many steps",
                    STEPS_MAX,
                    self.sink,
                );
            }
            self.refused = true;
            return;
        }
        let Some(mut table) = Table::read(node, "a step".to_owned(), self.sink) else {
            return;
        };
        if let Some(DeValue::String(id)) = table.node("id").map(|node| node.get_ref()) {
            let cut: String = id.chars().take(80).collect();
            table.owner = format!("step `{cut}`");
        } else if form == Form::Stage {
            table.owner = "a stage".to_owned();
        }
        let kind = self.kind(&table, form);
        let inner = table.node("step");
        let index = self.found.len();
        self.found.push(read_step(&table, kind, parent));
        if let Some(kind) = kind {
            report_foreign_keys(&table, kind, self.sink);
        }
        if kind == Some(Kind::Stage) || (kind.is_none() && inner.is_some()) {
            self.children(&table, inner, index, depth);
        }
        table.finish();
    }

    fn children(&mut self, table: &Table<'t>, inner: Option<&'t Node<'t>>, index: usize, depth: usize) {
        let children = inner.map(|node| items(node, "step", self.sink));
        if children
            .as_ref()
            .is_none_or(|children| children.is_empty() && is_list(inner))
        {
            let problem = Problem::error(codes::EMPTY_STAGE, format!("{} holds no steps", table.owner));
            self.sink.push(
                problem
                    .at(table.span.clone(), "")
                    .help("add a `[[stage.step]]` below it, or make it a milestone"),
            );
        }
        for node in children.unwrap_or_default() {
            if depth > DEPTH_MAX {
                let message = format!(
                    "{} stands in {DEPTH_MAX} stages already and holds steps",
                    table.owner
                );
                let problem = Problem::error(codes::TOO_DEEP, message).at(node.span(), "");
                self.sink
                    .push(problem.help("give the steps to a stage further out"));
                return;
            }
            self.step(node, Form::Inner, Some(index), depth + 1);
        }
    }

    fn kind(&self, table: &Table<'t>, form: Form) -> Option<Kind> {
        if form == Form::Stage && table.node("kind").is_none() {
            return Some(Kind::Stage);
        }
        let Some(kind) = table.need("kind", word(&KINDS)) else {
            return (form == Form::Stage).then_some(Kind::Stage);
        };
        let misplaced = match form {
            Form::Stage if kind.value != Kind::Stage => "a `[[stage]]` is always of kind `stage`",
            Form::Lone if kind.value == Kind::Stage => "a stage at top level is written `[[stage]]`",
            _ => return Some(kind.value),
        };
        let help = "write `[[stage]]` for stages and `[[step]]` for other steps";
        bad_value::<()>(kind.span, misplaced.to_owned(), help, self.sink);
        // Read as the stage it probably is, so that what stands in it is checked too.
        Some(Kind::Stage)
    }
}

fn is_list(node: Option<&Node<'_>>) -> bool {
    node.is_some_and(|node| matches!(node.get_ref(), DeValue::Array(_)))
}

fn report_foreign_keys(table: &Table<'_>, kind: Kind, sink: &Sink<'_>) {
    for (key, kinds) in KEYS_OF_KINDS.iter().filter(|(_, kinds)| !kinds.contains(&kind)) {
        table.hide(key);
        let Some(span) = table.key_span(key) else { continue };
        let message = format!(
            "{} is of kind `{}`, which has no `{key}`",
            table.owner,
            kind.as_str()
        );
        let others = listed(kinds.iter().map(|kind| kind.as_str()));
        let problem = Problem::error(codes::KEY_FOR_OTHER_KIND, message).at(span, "");
        sink.push(problem.help(format!("`{key}` is for steps of kind {others}")));
    }
}

fn read_step<'t>(table: &Table<'t>, kind: Option<Kind>, parent: Option<usize>) -> RawStep {
    let role = table.get("role", id);
    if matches!(kind, Some(Kind::Task | Kind::Decision)) && table.node("role").is_none() {
        table.report_missing("role");
    }
    let plugin = table.get("plugin", plugin);
    if matches!(kind, Some(Kind::Score | Kind::Recommend)) && table.node("plugin").is_none() {
        table.report_missing("plugin");
    }
    let id = table.need("id", id);
    let title = table.get("title", text).map(|title| title.value);
    RawStep {
        span: table.span.clone(),
        title: title.or_else(|| {
            id.as_ref()
                .map(|id: &At<alongside_core::ids::StepId>| title_of(id.value.as_str()))
        }),
        id,
        parent,
        kind,
        guidance: table.get("guidance", text).map(|guidance| guidance.value),
        optional: table.get("optional", boolean).unwrap_or_default(),
        start: table
            .get("start", word(STARTS))
            .map(|start| start.value)
            .unwrap_or_default(),
        role,
        after: table
            .get("after", one_or_list(STEPS_MAX, super::reader::id))
            .map(|after| after.value)
            .unwrap_or_default(),
        when: table.get("when", condition),
        or_when: table.get("or-when", condition),
        repeat: table.get("repeat", repeat),
        due: table.get("due", time),
        effort_days: table.get("effort", effort),
        evidence: items_of(table, "evidence", evidence),
        approve: table.get("approve", super::reader::id),
        record: items_of(table, "record", field),
        plugin,
        data: table.get("data", super::reader::id),
        measure: table.get("measure", super::reader::id),
        facts: table.get("facts", facts).unwrap_or_default(),
        with: table.get("with", with),
        findings: items_of(table, "findings", super::reader::id),
        options: table.get("options", list(ITEMS_MAX, option)),
        options_from: table.get("options-from", super::reader::id),
        until: table.get("until", time),
        event: table.get("event", super::reader::id),
    }
}

fn items_of<'t, T>(
    table: &Table<'t>,
    key: &'static str,
    read: impl Fn(&'t Node<'t>, &str, &'t Sink<'t>) -> Option<T>,
) -> Vec<T> {
    table
        .get(key, list(ITEMS_MAX, read))
        .map(|items| items.value)
        .unwrap_or_default()
}

/// Reads `1 day` or `0.5 days`.
fn effort(node: &Node<'_>, what: &str, sink: &Sink<'_>) -> Option<f64> {
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

fn evidence<'t>(node: &'t Node<'t>, _: &str, sink: &'t Sink<'t>) -> Option<RawEvidence> {
    let table = Table::read(node, "an item of `evidence`".to_owned(), sink)?;
    let evidence = table.need("id", id).map(|id| RawEvidence {
        id,
        title: table.get("title", text).map(|title| title.value),
        accepted_by: table.get("accepted-by", super::reader::id),
    });
    for key in ["title", "accepted-by"] {
        table.node(key);
    }
    table.finish();
    evidence
}

fn field<'t>(node: &'t Node<'t>, _: &str, sink: &'t Sink<'t>) -> Option<RawField> {
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
fn option<'t>(node: &'t Node<'t>, what: &str, sink: &'t Sink<'t>) -> Option<At<DecisionOption>> {
    let of = |id: At<OptionId>, title: Option<String>| {
        let title = title.unwrap_or_else(|| title_of(id.value.as_str()));
        At::new(DecisionOption { id: id.value, title }, id.span)
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
fn plugin(node: &Node<'_>, what: &str, sink: &Sink<'_>) -> Option<At<PluginRequirement>> {
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

fn facts<'t>(
    node: &'t Node<'t>,
    what: &str,
    sink: &'t Sink<'t>,
) -> Option<
    Vec<(
        alongside_core::ids::FieldId,
        At<alongside_core::definition::RecordPath>,
    )>,
> {
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

fn with<'t>(node: &'t Node<'t>, what: &str, sink: &'t Sink<'t>) -> Option<At<Parameters>> {
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
