//! Reading `[workflow]`: what it is called, what it may cost, who may add to it, and how it stands still.

use std::collections::BTreeMap;

use alongside_core::definition::{Budget, Limit, Load, Source};
use alongside_core::hold::TimerPolicy;
use alongside_core::ids::SourceId;

use super::items::ITEMS_MAX;
use super::reader::{Node, Table, bad_value, count, id, number, one_or_list, parse_id, text, too_many, word};
use crate::raw::{RawHold, RawWorkflow};
use crate::sink::{At, Sink};
use crate::words::title_of;

const LIMITS: &[(&str, Limit)] = &[("warn", Limit::Warn), ("refuse", Limit::Refuse)];

const POLICIES: &[(&str, TimerPolicy)] = &[
    ("shift", TimerPolicy::Shift),
    ("keep", TimerPolicy::Keep),
    ("restart", TimerPolicy::Restart),
];

/// The most engagements that a limit can allow at once.
const ENGAGEMENTS_MAX: i64 = 1000;

pub(super) fn read(table: Table<'_>, raw: &mut RawWorkflow) {
    let plain = |at: At<String>| at.value;
    raw.id = table.need("id", id).map(|id| id.value);
    raw.version = table.need("version", |node, what, sink| {
        let written = text(node, what, sink)?;
        let help = "write three numbers, such as `1.0.0`";
        semver::Version::parse(&written.value)
            .ok()
            .or_else(|| bad_value(written.span, format!("{what} is not a version"), help, sink))
    });
    raw.title = table.need("title", text).map(plain);
    raw.description = table.get("description", text).map(plain);
    raw.source = table.get("source", text).map(plain);
    raw.calendar = table.get("calendar", id);
    raw.budget = table.get("budget", budget).unwrap_or_default();
    raw.load = table.get("load", load);
    raw.ad_hoc = table
        .get("ad-hoc", one_or_list(ITEMS_MAX, id))
        .map(|roles| roles.value)
        .unwrap_or_default();
    raw.hold = table.get("hold", hold).unwrap_or_default();
    table.finish();
}

fn budget<'t>(node: &'t Node<'t>, what: &str, sink: &'t Sink<'t>) -> Option<Budget> {
    let table = Table::read(node, what.to_owned(), sink)?;
    let budget = Budget {
        days: table.get("days", amount),
        funding: table.get("funding", amount),
        warn_at: table.get("warn-at", share),
        over: limit(&table),
        sources: table.get("sources", sources).unwrap_or_default(),
    };
    table.finish();
    Some(budget)
}

fn limit(table: &Table<'_>) -> Limit {
    table
        .get("over", word(LIMITS))
        .map_or(Limit::default(), |limit| limit.value)
}

fn sources<'t>(node: &'t Node<'t>, what: &str, sink: &'t Sink<'t>) -> Option<BTreeMap<SourceId, Source>> {
    let table = Table::read(node, what.to_owned(), sink)?;
    let entries = table.entries().count();
    if entries > ITEMS_MAX {
        let message = format!("{what} holds {entries} entries");
        too_many(table.span.clone(), &message, ITEMS_MAX, sink);
    }
    let mut found = BTreeMap::new();
    for (name, node) in table.entries().take(ITEMS_MAX) {
        let declared = parse_id::<SourceId>(name.value, name.span, sink);
        let cut: String = name.value.chars().take(80).collect();
        let Some(inner) = Table::read(node, format!("source `{cut}`"), sink) else {
            continue;
        };
        let source = Source {
            title: inner
                .get("title", text)
                .map_or_else(|| title_of(&cut), |title| title.value),
            days: inner.get("days", amount),
            funding: inner.get("funding", amount),
        };
        inner.finish();
        if let Some(id) = declared {
            found.insert(id, source);
        }
    }
    Some(found)
}

fn load<'t>(node: &'t Node<'t>, what: &str, sink: &'t Sink<'t>) -> Option<Load> {
    let table = Table::read(node, what.to_owned(), sink)?;
    let load = Load {
        engagements_max: table.get("engagements-max", count(1, ENGAGEMENTS_MAX)),
        days_max: table.get("days-max", amount),
        over: limit(&table),
    };
    if table.node("engagements-max").is_none() && table.node("days-max").is_none() {
        table.report_missing_with(
            "engagements-max",
            "add `engagements-max = 2`, `days-max = 30` or both".to_owned(),
        );
    }
    table.finish();
    Some(load)
}

fn hold<'t>(node: &'t Node<'t>, what: &str, sink: &'t Sink<'t>) -> Option<RawHold> {
    let table = Table::read(node, what.to_owned(), sink)?;
    let hold = RawHold {
        timers: table
            .get("timers", word(POLICIES))
            .map_or(TimerPolicy::default(), |policy| policy.value),
        by: table
            .get("by", one_or_list(ITEMS_MAX, id))
            .map(|roles| roles.value)
            .unwrap_or_default(),
    };
    table.finish();
    Some(hold)
}

/// Reads a number that is not negative.
pub(super) fn amount(node: &Node<'_>, what: &str, sink: &Sink<'_>) -> Option<f64> {
    match number(node, what, sink)? {
        negative if negative < 0.0 => bad_value(
            node.span(),
            format!("{what} is negative"),
            "write a number of 0 or more",
            sink,
        ),
        amount => Some(amount),
    }
}

/// Reads a share above 0 and at most 1.
fn share(node: &Node<'_>, what: &str, sink: &Sink<'_>) -> Option<f64> {
    match number(node, what, sink)? {
        share if share > 0.0 && share <= 1.0 => Some(share),
        _ => bad_value(
            node.span(),
            format!("{what} is not a share of the budget"),
            "write a number above 0 and at most 1, such as `0.8` for four fifths",
            sink,
        ),
    }
}
