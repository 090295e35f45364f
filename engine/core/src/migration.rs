//! Moving an engagement to another version of its workflow: what would happen, and why it cannot.
//!
//! Pure: [`migration_report`] is the dry run, and the decision to migrate rests on the same report. Tests:
//! `tests/behaviour/decide_migrate.rs`.

mod refusal;
mod report;

pub use refusal::MigrationRefusal;
pub use report::{
    AddedStep, DroppedStep, MappedStep, MigrationReport, NewStepFate, TimerFate, TimerReport,
    migration_report,
};

pub(crate) use report::plan_after;

use std::collections::{BTreeMap, BTreeSet};

use crate::definition::{Definition, Migration, Step};
use crate::ids::StepId;

/// The rule by which engagements move from one version to another: the newer version's own, or the inverse of the
/// one that led to the older version's successor.
pub(crate) fn rule(old: &Definition, new: &Definition) -> Option<Migration> {
    let leads = new.migrations.iter().find(|rule| rule.from.matches(&old.version));
    let led = || old.migrations.iter().find(|rule| rule.from.matches(&new.version));
    match leads {
        Some(rule) => Some(rule.clone()),
        None => led().map(|rule| rule.inverse(old, new)),
    }
}

impl Migration {
    /// The way back: from `new`, to which this migration leads, to `old`.
    ///
    /// Names are mapped back; steps that `old` does not have are dropped, with their history kept; steps that this
    /// migration dropped come back with theirs.
    pub fn inverse(&self, new: &Definition, old: &Definition) -> Self {
        let map: BTreeMap<StepId, StepId> = self
            .map
            .iter()
            .filter(|(from, _)| old.step(from).is_some())
            .map(|(from, to)| (to.clone(), from.clone()))
            .collect();
        let gone = |step: &&Step| !map.contains_key(&step.id) && old.step(&step.id).is_none();
        let drop = new
            .steps
            .iter()
            .filter(gone)
            .map(|step| {
                (
                    step.id.clone(),
                    format!("version {} does not have it", old.version),
                )
            })
            .collect();
        let version = &new.version;
        Self {
            from: semver::VersionReq {
                comparators: vec![semver::Comparator {
                    op: semver::Op::Exact,
                    major: version.major,
                    minor: Some(version.minor),
                    patch: Some(version.patch),
                    pre: version.pre.clone(),
                }],
            },
            map,
            drop,
            timers: self.timers,
            at: self.at,
            new: BTreeMap::new(),
        }
    }
}

/// Steps by their old names and their new ones.
pub(crate) struct Names<'a> {
    map: &'a BTreeMap<StepId, StepId>,
}

impl<'a> Names<'a> {
    pub(crate) fn new(map: &'a BTreeMap<StepId, StepId>) -> Self {
        Self { map }
    }

    pub(crate) fn of(&self, id: &StepId) -> StepId {
        self.map.get(id).unwrap_or(id).clone()
    }

    /// A set of steps under their new names.
    pub(crate) fn of_all(&self, ids: &BTreeSet<StepId>) -> BTreeSet<StepId> {
        ids.iter().map(|id| self.of(id)).collect()
    }
}
