//! Reading the rules around a step that have parts: groups of `after`, reminders, escalations, costs, children.

use std::str::FromStr;

use alongside_core::definition::Join;
use alongside_core::ids::{IdError, StepId};
use toml::de::DeValue;

use super::header::amount;
use super::items::{ITEMS_MAX, report_crowd, workflow};
use super::reader::{
    Node, Table, as_written, count, id, list, one_or_list, only_id, parse_id, span, text, wrong_type,
    wrong_type_help,
};
use super::step::STEPS_MAX;
use crate::codes;
use crate::diagnostics::Problem;
use crate::raw::{Mapping, RawChild, RawCost, RawEach, RawEscalate, RawRemind, RawSomeOf};
use crate::sink::{At, Sink};

/// The most reminders or escalations of a step.
const TIMERS_MAX: usize = 8;
/// The most children that a join can wait for.
const JOIN_MAX: i64 = 1000;

/// One item of `after`.
pub(super) enum After {
    /// A step.
    Step(At<StepId>),
    /// A group of which only so many must be complete.
    Some(RawSomeOf),
}

pub(super) fn after<'t>(node: &'t Node<'t>, what: &str, sink: &'t Sink<'t>) -> Option<After> {
    match node.get_ref() {
        DeValue::Table(_) => group(node, what, sink).map(After::Some),
        DeValue::String(_) => id(node, what, sink).map(After::Step),
        _ => wrong_type(
            node,
            what,
            "the id of a step, or a group such as `{ at-least = 2, of = [\"a\", \"b\", \"c\"] }`",
            sink,
        ),
    }
}

fn group<'t>(node: &'t Node<'t>, what: &str, sink: &'t Sink<'t>) -> Option<RawSomeOf> {
    let table = Table::read(node, format!("a group of {what}"), sink)?;
    let any = table.get("any", list(STEPS_MAX, id));
    let of = table.get("of", list(STEPS_MAX, id));
    let max = i64::try_from(STEPS_MAX).unwrap_or(i64::MAX);
    let at_least = table.get("at-least", count(1, max));
    let span = table.span.clone();
    let has = |key| table.node(key).is_some();
    if has("any") && (has("of") || has("at-least")) {
        let problem = Problem::error(
            codes::CONFLICTING_KEYS,
            "`any` means at least one, and stands alone",
        );
        let help = "keep `any`, or write `at-least` and `of`";
        sink.push(problem.at(span.clone(), "").help(help));
    } else if !has("any") {
        for (key, help) in [
            ("at-least", "add `at-least = 2`"),
            ("of", "add `of = [\"...\", \"...\"]`"),
        ] {
            if !has(key) {
                table.report_missing_with(key, help.to_owned());
            }
        }
    }
    table.finish();
    let (of, at_least) = match any {
        Some(any) => (any.value, 1),
        None => (of?.value, at_least?),
    };
    Some(RawSomeOf { span, at_least, of })
}

pub(super) fn reminders<'t>(
    node: &'t Node<'t>,
    what: &str,
    sink: &'t Sink<'t>,
) -> Option<At<Vec<RawRemind>>> {
    one_or_list(TIMERS_MAX, |node, what, sink| match node.get_ref() {
        DeValue::String(_) => span(node, what, sink).map(|before| RawRemind {
            before,
            to: Vec::new(),
        }),
        DeValue::Table(_) => {
            let table = Table::read(node, what.to_owned(), sink)?;
            let to = table.get("to", one_or_list(ITEMS_MAX, id)).map(|to| to.value);
            let before = table.need("before", span);
            table.finish();
            before.map(|before| RawRemind {
                before,
                to: to.unwrap_or_default(),
            })
        }
        _ => wrong_type(
            node,
            what,
            "a length of time such as `\"2 school-days\"`, or a table such as `{ before = \"2 school-days\", to = [\"head\"] }`",
            sink,
        ),
    })(node, what, sink)
}

pub(super) fn escalations<'t>(
    node: &'t Node<'t>,
    what: &str,
    sink: &'t Sink<'t>,
) -> Option<At<Vec<RawEscalate>>> {
    one_or_list(TIMERS_MAX, |node, what, sink| {
        if let (DeValue::String(_), Some(written)) = (node.get_ref(), as_written(node, sink)) {
            let help = format!("write `{{ to = {written}, after = \"3 school-days\" }}`");
            return wrong_type_help(node, what, "a table in braces, `{ ... }`", help, sink);
        }
        let table = Table::read(node, what.to_owned(), sink)?;
        let to = table.need("to", only_id);
        let after = table.need("after", span);
        table.finish();
        Some(RawEscalate {
            after: after?,
            to: to?,
        })
    })(node, what, sink)
}

/// Reads a sum of money, or a table of a sum and the source that pays.
pub(super) fn cost<'t>(node: &'t Node<'t>, what: &str, sink: &'t Sink<'t>) -> Option<RawCost> {
    match node.get_ref() {
        DeValue::Integer(_) | DeValue::Float(_) => Some(RawCost {
            funding: Some(amount(node, what, sink)?),
            source: None,
        }),
        DeValue::Table(_) => {
            let table = Table::read(node, what.to_owned(), sink)?;
            let cost = RawCost {
                funding: table.get("funding", amount),
                source: table.get("source", only_id),
            };
            if table.node("funding").is_none() && table.node("source").is_none() {
                table.report_missing_with("funding", "add `funding = 500`, `source`, or both".to_owned());
            }
            table.finish();
            Some(cost)
        }
        _ => wrong_type(
            node,
            what,
            "a number of pounds, or a table such as `{ funding = 500, source = \"premium\" }`",
            sink,
        ),
    }
}

/// Reads what an `engagement` step starts.
pub(super) fn child<'t>(table: &Table<'t>) -> RawChild {
    RawChild {
        workflow: table.get("workflow", workflow),
        each: table.get("each", each),
        parties: table.get("parties", mapping),
        roles: table.get("roles", mapping),
        join: table.get("join", join),
    }
}

fn each<'t>(node: &'t Node<'t>, what: &str, sink: &'t Sink<'t>) -> Option<RawEach> {
    match node.get_ref() {
        DeValue::String(_) => id(node, what, sink).map(RawEach::Member),
        DeValue::Table(_) => {
            let table = Table::read(node, what.to_owned(), sink)?;
            let group = table.need("group", id);
            table.finish();
            group.map(RawEach::Group)
        }
        _ => wrong_type(
            node,
            what,
            "a party that has many, or `{ group = \"...\" }` with one",
            sink,
        ),
    }
}

/// Reads names of the child workflow, each with the name in this one.
fn mapping<'t, T: FromStr<Err = IdError>>(
    node: &'t Node<'t>,
    what: &str,
    sink: &'t Sink<'t>,
) -> Option<Mapping<T>> {
    let table = Table::read(node, what.to_owned(), sink)?;
    report_crowd(&table, what, sink);
    let read = table.entries().take(ITEMS_MAX).filter_map(|(key, node)| {
        let theirs = parse_id(key.value, key.span.clone(), sink);
        let cut: String = key.value.chars().take(80).collect();
        let ours = only_id(node, &format!("`{cut}` of {what}"), sink);
        Some((At::new(theirs?, key.span), ours?))
    });
    Some(At::new(read.collect(), table.span.clone()))
}

fn join(node: &Node<'_>, what: &str, sink: &Sink<'_>) -> Option<At<Join>> {
    let expected = "`\"all\"`, `\"started\"` or how many children must complete";
    let join = match node.get_ref() {
        DeValue::Integer(_) => Join::AtLeast(count(1, JOIN_MAX)(node, what, sink)?),
        DeValue::String(_) => match text(node, what, sink)?.value.as_str() {
            "all" => Join::All,
            "started" => Join::Started,
            _ => {
                let help = "write `\"all\"`, `\"started\"`, or a number such as `3`";
                return super::reader::bad_value(node.span(), format!("{what} cannot be read"), help, sink);
            }
        },
        _ => return wrong_type(node, what, expected, sink),
    };
    Some(At::new(join, node.span()))
}
