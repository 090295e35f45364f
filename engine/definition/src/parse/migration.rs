//! Reading `[migrate."1.4"]`: how engagements on earlier versions move to this one.

use alongside_core::definition::{MigratedTimers, MigrationTime, NewStep};
use alongside_core::ids::StepId;

use super::reader::{Node, Table, bad_value, only_id, parse_id, text, too_many, word};
use super::step::STEPS_MAX;
use crate::raw::RawMigration;
use crate::sink::{At, Sink};

/// The most versions that a file leads from.
const MIGRATIONS_MAX: usize = 32;

const TIMERS: &[(&str, MigratedTimers)] = &[
    ("keep", MigratedTimers::Keep),
    ("restart", MigratedTimers::Restart),
];

const TIMES: &[(&str, MigrationTime)] = &[
    ("now", MigrationTime::Now),
    ("stage-boundary", MigrationTime::StageBoundary),
];

const NEW: &[(&str, NewStep)] = &[("skip", NewStep::Skip), ("reopen", NewStep::Reopen)];

/// Reads every migration, in the order of the file.
pub(super) fn migrations<'t>(node: &'t Node<'t>, _: &str, sink: &'t Sink<'t>) -> Option<Vec<RawMigration>> {
    let root = Table::read(node, "`[migrate]`".to_owned(), sink)?;
    let entries = root.entries().count();
    if entries > MIGRATIONS_MAX {
        let message = format!("`[migrate]` holds {entries} entries");
        too_many(root.span.clone(), &message, MIGRATIONS_MAX, sink);
    }
    let mut found: Vec<(usize, RawMigration)> = Vec::new();
    for (key, node) in root.entries().take(MIGRATIONS_MAX) {
        let cut: String = key.value.chars().take(80).collect();
        let from = semver::VersionReq::parse(key.value.trim()).ok().or_else(|| {
            let help = "write the versions that it leads from in quotes, such as `[migrate.\"1.4\"]` or `[migrate.\">=1.2, <1.5\"]`; a table within stands below it";
            bad_value(
                key.span.clone(),
                format!("`{cut}` is not a range of versions"),
                help,
                sink,
            )
        });
        let Some(table) = Table::read(node, format!("migration `{cut}`"), sink) else {
            continue;
        };
        let migration = RawMigration {
            from: from.map(|from| At::new(from, key.span.clone())),
            map: table
                .get("map", |node, what, sink| named(node, what, sink, only_id))
                .unwrap_or_default(),
            drop: table
                .get("drop", |node, what, sink| {
                    named(node, what, sink, |node, what, sink| {
                        text(node, what, sink).map(|reason| reason.value)
                    })
                })
                .unwrap_or_default(),
            timers: table
                .get("timers", word(TIMERS))
                .map_or(MigratedTimers::default(), |timers| timers.value),
            at: table
                .get("at", word(TIMES))
                .map_or(MigrationTime::default(), |at| at.value),
            new: table
                .get("new", |node, what, sink| {
                    named(node, what, sink, |node, what, sink| {
                        word(NEW)(node, what, sink).map(|new| new.value)
                    })
                })
                .unwrap_or_default(),
        };
        table.finish();
        found.push((key.span.start, migration));
    }
    found.sort_by_key(|(start, _)| *start);
    Some(found.into_iter().map(|(_, migration)| migration).collect())
}

/// Reads a table of steps, each with something.
fn named<'t, T>(
    node: &'t Node<'t>,
    what: &str,
    sink: &'t Sink<'t>,
    read: impl Fn(&'t Node<'t>, &str, &'t Sink<'t>) -> Option<T>,
) -> Option<Vec<(At<StepId>, T)>> {
    let table = Table::read(node, what.to_owned(), sink)?;
    let entries = table.entries().count();
    if entries > STEPS_MAX {
        too_many(
            table.span.clone(),
            &format!("{what} holds {entries} entries"),
            STEPS_MAX,
            sink,
        );
    }
    let read = table.entries().take(STEPS_MAX).filter_map(|(key, node)| {
        let step = parse_id(key.value, key.span.clone(), sink);
        let cut: String = key.value.chars().take(80).collect();
        let value = read(node, &format!("`{cut}` of {what}"), sink);
        Some((At::new(step?, key.span), value?))
    });
    Some(read.collect())
}
