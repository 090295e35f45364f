//! Compiling migrations: what they lead to must be there, and each old step goes one way.

use std::collections::{BTreeMap, BTreeSet};

use alongside_core::definition::Migration;
use alongside_core::ids::StepId;

use crate::codes;
use crate::diagnostics::Problem;
use crate::raw::RawMigration;
use crate::scope::Scope;
use crate::sink::At;

pub(super) fn compile(raw: &RawMigration, scope: &Scope<'_>) -> Option<Migration> {
    let mut right = Some(());
    let mut taken: BTreeMap<&StepId, &At<StepId>> = BTreeMap::new();
    for (old, new) in &raw.map {
        if scope.need_step(new).is_none() {
            right = None;
        } else if let Some(first) = taken.insert(&new.value, old) {
            let message = format!("two steps become `{}`", new.value);
            let problem = Problem::error(codes::MIGRATION, message)
                .at(old.span.clone(), "the second")
                .at(first.span.clone(), "the first");
            scope
                .sink
                .push(problem.help("map one of them, and drop the other with a reason"));
            right = None;
        }
    }
    let mapped: BTreeSet<&StepId> = raw.map.iter().map(|(old, _)| &old.value).collect();
    for (old, _) in raw.drop.iter().filter(|(old, _)| mapped.contains(&old.value)) {
        let message = format!("`{}` is mapped and dropped", old.value);
        let problem = Problem::error(codes::MIGRATION, message).at(old.span.clone(), "");
        scope.sink.push(problem.help("keep one of them"));
        right = None;
    }
    for (new, _) in &raw.new {
        if scope.need_step(new).is_none() {
            right = None;
        } else if let Some(old) = taken.get(&new.value) {
            let message = format!("`{}` is not new: `{}` becomes it", new.value, old.value);
            let problem = Problem::error(codes::MIGRATION, message).at(new.span.clone(), "");
            scope
                .sink
                .push(problem.help("remove it from `new` or from `map`"));
            right = None;
        }
    }
    right?;
    Some(Migration {
        from: raw.from.as_ref()?.value.clone(),
        map: raw
            .map
            .iter()
            .map(|(old, new)| (old.value.clone(), new.value.clone()))
            .collect(),
        drop: raw
            .drop
            .iter()
            .map(|(old, reason)| (old.value.clone(), reason.clone()))
            .collect(),
        timers: raw.timers,
        at: raw.at,
        new: raw.new.iter().map(|(id, new)| (id.value.clone(), *new)).collect(),
    })
}
