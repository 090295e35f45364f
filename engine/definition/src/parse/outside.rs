//! Reading what is declared beside the steps: facts, outside events, escalations, membership, outputs.

use toml::de::DeValue;

use super::condition::condition;
use super::items::{FIELD_TYPES, ITEMS_MAX, field};
use super::reader::{Node, Table, boolean, id, list, one_or_list, only_id, parse_id, text, too_many, word};
use super::step::STEPS_MAX;
use crate::codes;
use crate::diagnostics::Problem;
use crate::raw::{RawEscalation, RawEvent, RawFact, RawMembership, RawOutput, RawReactions, RawState};
use crate::sink::{At, Sink};
use crate::words::title_of;

/// What `suspends` names for everything.
const ENGAGEMENT: &str = "engagement";

pub(super) fn fact(table: &Table<'_>, sink: &Sink<'_>) -> RawFact {
    let kind = table.need_word("type", FIELD_TYPES).map(|kind| kind.value);
    let unit = table.get("unit", text);
    let options = table.get("options", list(ITEMS_MAX, text));
    super::items::refuse_stray_unit("fact", unit.as_ref(), kind, sink);
    if let (Some(options), Some(kind)) = (
        &options,
        kind.filter(|kind| *kind != alongside_core::value::ValueType::Text),
    ) {
        let message = format!("a fact of type `{kind}` has no options");
        let problem = Problem::error(codes::CONFLICTING_KEYS, message).at(options.span.clone(), "");
        sink.push(problem.help("remove `options`, or write `type = \"text\"`"));
    }
    RawFact {
        title: table.need("title", text).map(|title| title.value),
        kind,
        unit: unit.map(|unit| unit.value),
        options,
        role: table.get("role", only_id),
    }
}

pub(super) fn event<'t>(table: &Table<'t>) -> RawEvent {
    RawEvent {
        title: table.need("title", text).map(|title| title.value),
        record: table
            .get("record", list(ITEMS_MAX, field))
            .map(|fields| fields.value)
            .unwrap_or_default(),
        reactions: reactions(table),
        hands_over: table.get("hands-over", only_id),
    }
}

pub(super) fn escalation<'t>(table: &Table<'t>) -> RawEscalation {
    RawEscalation {
        title: table.need("title", text).map(|title| title.value),
        to: table
            .get("to", one_or_list(ITEMS_MAX, id))
            .map(|roles| roles.value)
            .unwrap_or_default(),
        when: table.get("when", condition),
        reactions: reactions(table),
    }
}

fn reactions<'t>(table: &Table<'t>) -> RawReactions {
    let steps = |key| {
        table
            .get(key, one_or_list(STEPS_MAX, id))
            .map(|steps| steps.value)
            .unwrap_or_default()
    };
    let all = table
        .node("suspends")
        .is_some_and(|node| matches!(node.get_ref(), DeValue::String(text) if text.trim() == ENGAGEMENT));
    RawReactions {
        ends: steps("ends"),
        suspends: if all { Vec::new() } else { steps("suspends") },
        suspends_all: all,
        reopens: steps("reopens"),
        opens: steps("opens"),
    }
}

pub(super) fn membership<'t>(node: &'t Node<'t>, _: &str, sink: &'t Sink<'t>) -> Option<RawMembership> {
    let table = Table::read(node, "`[membership]`".to_owned(), sink)?;
    let membership = RawMembership {
        initial: table.need("initial", id),
        role: table.get("role", only_id),
        states: table
            .need("states", |node, _, sink| states(node, sink))
            .unwrap_or_default(),
    };
    table.finish();
    Some(membership)
}

fn states<'t>(node: &'t Node<'t>, sink: &'t Sink<'t>) -> Option<Vec<RawState>> {
    let table = Table::read(node, "`[membership.states]`".to_owned(), sink)?;
    let entries = table.entries().count();
    if entries > ITEMS_MAX {
        let message = format!("`[membership.states]` holds {entries} entries");
        too_many(table.span.clone(), &message, ITEMS_MAX, sink);
    }
    let mut found = Vec::new();
    for (name, node) in table.entries().take(ITEMS_MAX) {
        let declared = parse_id(name.value, name.span.clone(), sink);
        let cut: String = name.value.chars().take(80).collect();
        let Some(inner) = Table::read(node, format!("state `{cut}`"), sink) else {
            continue;
        };
        let title = inner.get("title", text).map(|title| title.value);
        let to = inner.get("to", one_or_list(ITEMS_MAX, id));
        let ends = inner.get("ends", boolean);
        inner.finish();
        let state = declared.map(|id| RawState {
            id: At::new(id, name.span),
            title: title.or_else(|| Some(title_of(&cut))),
            to: to.map(|states| states.value).unwrap_or_default(),
            ends: ends.unwrap_or_default(),
        });
        found.extend(state);
    }
    found.sort_by_key(|state| state.id.span.start);
    Some(found)
}

pub(super) fn output<'t>(table: &Table<'t>) -> RawOutput {
    RawOutput {
        span: table.span.clone(),
        title: table.need("title", text).map(|title| title.value),
        kind: table.get("type", word(FIELD_TYPES)),
        value: table.need("value", condition),
    }
}
