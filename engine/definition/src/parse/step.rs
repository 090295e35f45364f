//! Reading stages and steps, and which keys belong to which kind.

use alongside_core::definition::Start;
use alongside_core::ids::StepId;
use toml::de::DeValue;

use super::condition::condition;
use super::items::{ITEMS_MAX, effort, evidence, facts, field, option, plugin, with};
use super::reader::{
    Node, Table, bad_value, boolean, id, list, one_or_list, only_id, text, too_many, word, wrong_type,
};
use super::rules::{After, after, child, cost, escalations, reminders};
use super::time::{repeat, time};
use crate::codes;
use crate::diagnostics::Problem;
use crate::raw::{KINDS, Kind, RawStep};
use crate::sink::{At, Sink};
use crate::words::{listed, title_of};

/// The most steps in a workflow, stages included.
pub(crate) const STEPS_MAX: usize = 500;
/// The most stages that may stand within each other.
pub(crate) const DEPTH_MAX: usize = 4;

const STARTS: &[(&str, Start)] = &[
    ("automatic", Start::Automatic),
    ("manual", Start::Manual),
    ("called", Start::Called),
];

/// Steps that are due, and so can be late.
const DUE: &[Kind] = &[
    Kind::Stage,
    Kind::Task,
    Kind::Decision,
    Kind::Milestone,
    Kind::Engagement,
];
/// Steps that repeat.
const REPEATING: &[Kind] = &[
    Kind::Stage,
    Kind::Task,
    Kind::Score,
    Kind::Recommend,
    Kind::Decision,
    Kind::Wait,
    Kind::Engagement,
    Kind::Notify,
];
const BY_PERSON: &[Kind] = &[Kind::Task, Kind::Decision];
const PLUGIN: &[Kind] = &[Kind::Score, Kind::Recommend];
const EVIDENT: &[Kind] = &[Kind::Stage, Kind::Task, Kind::Decision, Kind::Milestone];
const COSTLY: &[Kind] = &[Kind::Stage, Kind::Task, Kind::Decision, Kind::Engagement];

/// The keys that only some kinds have; every other key of a step belongs to all.
const KEYS_OF_KINDS: [(&str, &[Kind]); 31] = [
    ("step", &[Kind::Stage]),
    ("repeat", REPEATING),
    ("due", DUE),
    ("remind", DUE),
    ("escalate", DUE),
    ("deadline", DUE),
    ("effort", BY_PERSON),
    ("cost", COSTLY),
    ("evidence", EVIDENT),
    ("approve", BY_PERSON),
    ("not-by", BY_PERSON),
    ("record", &[Kind::Task]),
    ("undoes", &[Kind::Task]),
    ("plugin", PLUGIN),
    ("with", PLUGIN),
    ("data", &[Kind::Score]),
    ("measure", &[Kind::Score]),
    ("facts", &[Kind::Score]),
    ("findings", &[Kind::Recommend]),
    ("options", &[Kind::Decision]),
    ("options-from", &[Kind::Decision]),
    ("adopt-into", &[Kind::Decision]),
    ("until", &[Kind::Wait]),
    ("event", &[Kind::Wait]),
    ("to", &[Kind::Notify]),
    ("message", &[Kind::Notify]),
    ("workflow", &[Kind::Engagement]),
    ("each", &[Kind::Engagement]),
    ("parties", &[Kind::Engagement]),
    ("roles", &[Kind::Engagement]),
    ("join", &[Kind::Engagement]),
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
///
/// `roles` are the names of the roles there are, for messages.
pub(super) fn steps<'t>(root: &Table<'t>, roles: &[&str], sink: &'t Sink<'t>) -> Vec<RawStep> {
    let mut reader = Steps {
        sink,
        roles,
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

/// Reads the one stage of a plan that joins a workflow of `others` steps.
pub(super) fn fragment<'t>(
    root: &Table<'t>,
    roles: &[&str],
    others: usize,
    sink: &'t Sink<'t>,
) -> Vec<RawStep> {
    let stages = root.node("stage").map(|node| items(node, "stage", sink));
    let stages = stages.unwrap_or_default();
    if stages.is_empty() {
        let problem = Problem::error(codes::EMPTY_STAGE, "the plan has no stage");
        sink.push(problem.help("write one `[[stage]]` with its steps"));
    }
    if let Some(second) = stages.get(1) {
        let message = format!("a plan is one stage, and this has {}", stages.len());
        let problem = Problem::error(codes::TOO_MANY, message).at(second.span(), "the second");
        sink.push(problem.help("put the stages into one"));
    }
    let mut reader = Steps {
        sink,
        roles,
        found: Vec::new(),
        refused: false,
    };
    for node in stages {
        // The plan stands in a stage of the workflow.
        reader.step(node, Form::Stage, None, 2);
    }
    if reader.found.len() + others > STEPS_MAX {
        let message = format!(
            "with the plan the workflow would hold {} steps",
            reader.found.len() + others
        );
        too_many(0..0, &message, STEPS_MAX, sink);
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

struct Steps<'t, 'r> {
    sink: &'t Sink<'t>,
    roles: &'r [&'r str],
    found: Vec<RawStep>,
    /// Whether the limit on steps was reported.
    refused: bool,
}

impl<'t> Steps<'t, '_> {
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
        self.found.push(read_step(&table, kind, parent, self.roles));
        crate::lint::allow::check_step(&table);
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
        let Some(kind) = table.need_word("kind", &KINDS) else {
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

fn read_step<'t>(table: &Table<'t>, kind: Option<Kind>, parent: Option<usize>, roles: &[&str]) -> RawStep {
    report_missing_keys(table, kind, roles);
    let id = table.need("id", id);
    let title = table.get("title", text).map(|title| title.value);
    let mut step = RawStep {
        span: table.span.clone(),
        title: title.or_else(|| id.as_ref().map(|id: &At<StepId>| title_of(id.value.as_str()))),
        id,
        parent,
        kind,
        guidance: table.get("guidance", text).map(|guidance| guidance.value),
        optional: table.get("optional", boolean).unwrap_or_default(),
        start: table
            .get("start", word(STARTS))
            .map(|start| start.value)
            .unwrap_or_default(),
        role: table.get("role", only_id),
        when: table.get("when", condition),
        or_when: table.get("or-when", condition),
        skip_when: table.get("skip-when", condition),
        exit_when: table.get("exit-when", condition),
        repeat: table.get("repeat", repeat),
        due: table.get("due", time),
        remind: table.get("remind", reminders),
        escalate: table.get("escalate", escalations),
        deadline: table.get("deadline", time),
        effort_days: table.get("effort", effort),
        cost: table.get("cost", cost),
        evidence: items_of(table, "evidence", evidence),
        approve: table.get("approve", only_id),
        undoes: table.get("undoes", only_id),
        ..RawStep::default()
    };
    let items = table
        .get("after", one_or_list(STEPS_MAX, after))
        .map(|items| items.value);
    for item in items.unwrap_or_default() {
        match item {
            After::Step(id) => step.after.push(id),
            After::Some(group) => step.after_some.push(group),
        }
    }
    read_kind(table, &mut step);
    step
}

/// Reads the keys that belong to single kinds.
fn read_kind<'t>(table: &Table<'t>, step: &mut RawStep) {
    let several = |key| {
        table
            .get(key, one_or_list(STEPS_MAX, id))
            .map(|ids| ids.value)
            .unwrap_or_default()
    };
    step.not_by = several("not-by");
    step.record = items_of(table, "record", field);
    step.plugin = table.get("plugin", plugin);
    step.data = table.get("data", only_id);
    step.measure = table.get("measure", only_id);
    step.facts = table.get("facts", facts).unwrap_or_default();
    step.with = table.get("with", with);
    step.findings = several("findings");
    step.options = table.get("options", list(ITEMS_MAX, option));
    step.options_from = table.get("options-from", only_id);
    step.adopt_into = table.get("adopt-into", only_id);
    step.until = table.get("until", time);
    step.event = table.get("event", only_id);
    step.to = table
        .get("to", one_or_list(ITEMS_MAX, id))
        .map(|roles| roles.value)
        .unwrap_or_default();
    step.message = table.get("message", text).map(|message| message.value);
    step.child = child(table);
}

/// Reports the keys that a kind cannot be without.
fn report_missing_keys(table: &Table<'_>, kind: Option<Kind>, roles: &[&str]) {
    let roles = || roles.iter().copied();
    let missing = |key| table.node(key).is_none();
    match kind {
        Some(Kind::Task | Kind::Decision) if missing("role") => {
            table.report_missing_one_of("role", "roles", roles())
        }
        Some(Kind::Score | Kind::Recommend) if missing("plugin") => table.report_missing("plugin"),
        Some(Kind::Notify) => {
            if missing("to") {
                table.report_missing_one_of("to", "roles", roles());
            }
            if missing("message") {
                table.report_missing_with("message", "add `message = \"...\"`".to_owned());
            }
        }
        Some(Kind::Engagement) => {
            for (key, help) in [
                (
                    "workflow",
                    "add the workflow of the children, such as `workflow = \"school-support@^1\"`",
                ),
                (
                    "parties",
                    "say which of these parties stands for which of the children's, such as `parties = { partner = \"schools\" }`",
                ),
            ] {
                if missing(key) {
                    table.report_missing_with(key, help.to_owned());
                }
            }
        }
        _ => {}
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
