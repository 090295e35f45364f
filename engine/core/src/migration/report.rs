//! The dry run of a migration.

use std::collections::{BTreeMap, BTreeSet};

use jiff::civil::Date;
use serde::Serialize;

use super::{MigrationRefusal, Names, rule};
use crate::decide::open::clocked_parties;
use crate::decide::roles::roles_of;
use crate::definition::{
    Definition, MigratedTimers, Migration, MigrationTime, NewStep, PartyKind, Start, Step,
};
use crate::event::Round;
use crate::ids::StepId;
use crate::state::{Instance, State, Status, TimerKind};

/// A step that goes on, under the same name or another.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct MappedStep {
    /// Its name now.
    pub step: StepId,
    /// Its name in the new version.
    pub to: StepId,
    /// How its latest round stands.
    pub status: &'static str,
}

/// A step that is no more; its history is kept.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct DroppedStep {
    /// The step.
    pub step: StepId,
    /// Why.
    pub reason: String,
    /// How its latest round stands; none where it had not come up.
    pub status: Option<&'static str>,
}

/// What happens to a step that the new version brings.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum NewStepFate {
    /// It comes up at once: its stage is active, or it stands at top level.
    Created,
    /// It comes up when its stage begins.
    Later,
    /// Its stage is closed: it is set aside.
    Skipped,
    /// Its stage is closed: it is reopened for it.
    Reopens,
    /// Its stage is closed, and can do without it.
    NotNeeded,
}

/// A step that the new version brings.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct AddedStep {
    /// The step.
    pub step: StepId,
    /// What happens to it.
    pub fate: NewStepFate,
}

/// What happens to a pending timer.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum TimerFate {
    /// It keeps its date.
    Kept,
    /// It is worked out again by the new rules, from the day its step began.
    Restarted,
    /// It goes with its step.
    Dropped,
}

/// A pending timer, and what happens to it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct TimerReport {
    /// Whose timer, by its name now.
    pub round: Round,
    /// Which of its timers.
    pub kind: TimerKind,
    /// Its date now.
    pub date: Date,
    /// What happens to it.
    pub fate: TimerFate,
}

/// What a migration would do to one engagement.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct MigrationReport {
    /// The version it runs on.
    pub from: String,
    /// The version it would run on.
    pub to: String,
    /// When it would take place.
    pub at: MigrationTime,
    /// What happens to timers, as the rule says.
    pub timers: MigratedTimers,
    /// The steps that go on, where they have come up.
    pub maps: Vec<MappedStep>,
    /// The steps that are no more.
    pub drops: Vec<DroppedStep>,
    /// The steps that are new.
    pub new: Vec<AddedStep>,
    /// Steps that an earlier migration dropped and that come back with their history.
    pub restored: BTreeSet<StepId>,
    /// The pending timers.
    pub pending: Vec<TimerReport>,
    /// Why it cannot be done; empty where it can.
    pub refusals: Vec<MigrationRefusal>,
    /// Steps that have another name, and added ones that the new version has itself: old name to new name.
    pub(crate) renamed: BTreeMap<StepId, StepId>,
    /// Open steps that have not begun and stand in another stage, by their new names.
    pub(crate) moved: Vec<StepId>,
}

impl MigrationReport {
    /// Whether it can be done.
    pub fn is_possible(&self) -> bool {
        self.refusals.is_empty()
    }

    /// The steps that are no more, with the reason.
    pub(crate) fn dropped(&self) -> BTreeMap<StepId, String> {
        let drops = self
            .drops
            .iter()
            .map(|drop| (drop.step.clone(), drop.reason.clone()));
        drops.collect()
    }
}

/// Says what moving an engagement from one version of its workflow to another would do.
///
/// `old` is the plan of the engagement, with the steps that were added to it; `new` is the workflow as its file has it.
/// Whether the plugins and workflows that the new version needs are at hand is not known here: the decision sees to
/// that.
pub fn migration_report(old: &Definition, new: &Definition, state: &State) -> MigrationReport {
    let mut report = MigrationReport {
        from: old.version.to_string(),
        to: new.version.to_string(),
        at: MigrationTime::default(),
        timers: MigratedTimers::default(),
        maps: Vec::new(),
        drops: Vec::new(),
        new: Vec::new(),
        restored: BTreeSet::new(),
        pending: Vec::new(),
        refusals: Vec::new(),
        renamed: BTreeMap::new(),
        moved: Vec::new(),
    };
    if old.id != new.id {
        report.refusals.push(MigrationRefusal::OtherWorkflow {
            from: old.id.clone(),
            to: new.id.clone(),
        });
        return report;
    }
    let Some(rule) = rule(old, new) else {
        let (from, to) = (report.from.clone(), report.to.clone());
        report.refusals.push(MigrationRefusal::NoRule { from, to });
        return report;
    };
    (report.at, report.timers) = (rule.at, rule.timers);
    let mut survey = Survey {
        old,
        new,
        state,
        rule: &rule,
        report,
    };
    survey.existing_steps();
    survey.restored_steps();
    survey.new_steps();
    survey.pending_timers();
    survey.people_and_parties();
    survey.added_steps();
    survey.report
}

/// The plan after a migration: the new version with the added steps that go on.
pub(crate) fn plan_after(report: &MigrationReport, new: &Definition, state: &State) -> Definition {
    let dropped = report.dropped();
    let names = Names::new(&report.renamed);
    let kept = state
        .added
        .iter()
        .map(|added| &added.step)
        .filter(|step| !dropped.contains_key(&step.id) && !report.renamed.contains_key(&step.id));
    let kept: Vec<Step> = kept
        .cloned()
        .map(|mut step| {
            step.rename(&names);
            step
        })
        .collect();
    new.with_added(&kept).into_owned()
}

/// A report in the making.
struct Survey<'a> {
    old: &'a Definition,
    new: &'a Definition,
    state: &'a State,
    rule: &'a Migration,
    report: MigrationReport,
}

impl<'a> Survey<'a> {
    fn existing_steps(&mut self) {
        let mut taken: BTreeMap<StepId, StepId> = BTreeMap::new();
        for step in &self.old.steps {
            if let Some(reason) = self.drop_reason(step) {
                self.drop_step(step, reason);
                continue;
            }
            let to = self.rule.map.get(&step.id).unwrap_or(&step.id).clone();
            let stays_added = self.is_added(step) && self.new.step(&to).is_none();
            match self.new.step(&to) {
                Some(target) => self.check_target(step, target),
                None if stays_added && !self.rule.map.contains_key(&step.id) => {}
                None if self.rule.map.contains_key(&step.id) => {
                    let step = step.id.clone();
                    self.report
                        .refusals
                        .push(MigrationRefusal::NoSuchStep { step, to });
                    continue;
                }
                None => {
                    self.absent(step);
                    continue;
                }
            }
            if let Some(one) = taken.insert(to.clone(), step.id.clone()) {
                let (other, step) = (step.id.clone(), to.clone());
                self.report
                    .refusals
                    .push(MigrationRefusal::Collision { one, other, step });
            }
            if to != step.id || (self.is_added(step) && !stays_added) {
                self.report.renamed.insert(step.id.clone(), to.clone());
            }
            if let Some(instance) = self.state.latest(&step.id) {
                self.report.maps.push(MappedStep {
                    step: step.id.clone(),
                    to,
                    status: instance.status.as_str(),
                });
            }
        }
    }

    fn is_added(&self, step: &Step) -> bool {
        self.state.added.iter().any(|added| added.step.id == step.id)
    }

    /// Why a step is dropped, if the rule says so: of itself, or of a stage around it.
    fn drop_reason(&self, step: &Step) -> Option<String> {
        if let Some(reason) = self.rule.drop.get(&step.id) {
            return Some(reason.clone());
        }
        let goes_on = self.rule.map.contains_key(&step.id)
            || self.new.step(&step.id).is_some_and(|_| !self.is_added(step));
        if goes_on {
            return None;
        }
        let parent = step.parent.as_ref()?;
        let dropped = self.report.drops.iter().find(|drop| drop.step == *parent)?;
        Some(dropped.reason.clone())
    }

    fn drop_step(&mut self, step: &Step, reason: String) {
        let status = self
            .state
            .latest(&step.id)
            .map(|instance| instance.status.as_str());
        self.report.drops.push(DroppedStep {
            step: step.id.clone(),
            reason,
            status,
        });
    }

    /// A step of which the new version knows nothing.
    fn absent(&mut self, step: &Step) {
        match self.state.latest(&step.id).map(|instance| instance.status) {
            Some(status @ (Status::Active | Status::Enabled | Status::Failed)) => {
                self.report.refusals.push(MigrationRefusal::Unplaced {
                    step: step.id.clone(),
                    status: status.as_str(),
                });
            }
            Some(_) => self.drop_step(step, format!("version {} does not have it", self.new.version)),
            None => {}
        }
    }

    /// Checks that a step can go on as another.
    fn check_target(&mut self, step: &Step, target: &Step) {
        let rounds = self.state.steps.get(&step.id).map_or(&[][..], Vec::as_slice);
        let Some(latest) = rounds.last() else { return };
        let begun = rounds.iter().any(|round| round.activated_on.is_some());
        let (from, to) = (step.kind.as_str(), target.kind.as_str());
        if begun && from != to {
            let step = step.id.clone();
            self.report
                .refusals
                .push(MigrationRefusal::KindChanged { step, from, to });
        }
        let parent = step.parent.as_ref().map(|id| self.rule.map.get(id).unwrap_or(id));
        if parent == target.parent.as_ref() {
            return;
        }
        match latest.status {
            Status::Available => self.report.moved.push(target.id.clone()),
            Status::Active | Status::Enabled | Status::Failed => {
                self.report.refusals.push(MigrationRefusal::Moved {
                    step: step.id.clone(),
                    status: latest.status.as_str(),
                });
            }
            Status::Completed | Status::SetAside | Status::Terminated => {}
        }
    }

    fn restored_steps(&mut self) {
        let taken: BTreeSet<&StepId> = self.report.maps.iter().map(|mapped| &mapped.to).collect();
        let back = self.state.dropped.keys();
        let back = back.filter(|id| self.new.step(id).is_some() && !taken.contains(id));
        self.report.restored = back.cloned().collect();
    }

    /// The latest round of a step of the new version, if it will have one.
    fn latest_of(&self, id: &StepId) -> Option<&'a Instance> {
        if self.report.restored.contains(id) {
            return self.state.dropped.get(id)?.last();
        }
        let mapped = self.report.maps.iter().find(|mapped| mapped.to == *id)?;
        self.state.latest(&mapped.step)
    }

    fn new_steps(&mut self) {
        for step in self.new.steps.iter().filter(|step| step.undoes.is_none()) {
            let moved = self.report.moved.contains(&step.id);
            if !moved && (self.latest_of(&step.id).is_some() || self.had(&step.id)) {
                continue;
            }
            let fate = self.fate(step);
            self.report.new.push(AddedStep {
                step: step.id.clone(),
                fate,
            });
        }
    }

    /// Whether the old version has a step that becomes `id`, though it has not come up.
    fn had(&self, id: &StepId) -> bool {
        let becomes = |step: &&Step| self.rule.map.get(&step.id).unwrap_or(&step.id) == id;
        let dropped = |step: &&Step| self.report.drops.iter().any(|drop| drop.step == step.id);
        self.old
            .steps
            .iter()
            .filter(|step| !dropped(step))
            .any(|step| becomes(&step))
    }

    fn fate(&self, step: &Step) -> NewStepFate {
        let Some(parent) = &step.parent else {
            return NewStepFate::Created;
        };
        match self.latest_of(parent).map(|instance| instance.status) {
            Some(Status::Active | Status::Failed) => NewStepFate::Created,
            None | Some(Status::Available | Status::Enabled) => NewStepFate::Later,
            // It comes with the next round of a stage further out, which is not open yet.
            Some(_) if self.is_to_come(parent) => NewStepFate::Later,
            Some(_) if step.optional || step.start != Start::Automatic => NewStepFate::NotNeeded,
            Some(_) => match self.rule.new.get(&step.id).copied().unwrap_or_default() {
                NewStep::Skip => NewStepFate::Skipped,
                NewStep::Reopen => NewStepFate::Reopens,
            },
        }
    }

    /// Whether a stage around `stage` waits for its next round.
    fn is_to_come(&self, stage: &StepId) -> bool {
        let mut stage = stage;
        while let Some(outer) = self.new.step(stage).and_then(|step| step.parent.as_ref()) {
            let status = self.latest_of(outer).map(|instance| instance.status);
            if matches!(status, Some(Status::Available | Status::Enabled)) {
                return true;
            }
            stage = outer;
        }
        false
    }

    fn pending_timers(&mut self) {
        let dropped = self.report.dropped();
        for (key, timer) in &self.state.timers {
            let fate = if dropped.contains_key(&key.round.step) {
                TimerFate::Dropped
            } else if self.report.timers == MigratedTimers::Restart && !timer.fixed {
                TimerFate::Restarted
            } else {
                TimerFate::Kept
            };
            self.report.pending.push(TimerReport {
                round: key.round.clone(),
                kind: key.kind,
                date: timer.date,
                fate,
            });
        }
    }

    fn people_and_parties(&mut self) {
        let Some(opening) = &self.state.opening else {
            return;
        };
        let refusals = &mut self.report.refusals;
        let roles: BTreeSet<_> = self.new.steps.iter().flat_map(roles_of).collect();
        for role in roles
            .into_iter()
            .filter(|role| self.state.holders(role).is_empty())
        {
            refusals.push(MigrationRefusal::MissingRole { role: role.clone() });
        }
        let clocked = clocked_parties(self.new);
        for (id, party) in self.new.parties.iter().filter(|(_, party)| !party.many) {
            match opening.parties.get(id) {
                Some(record) if clocked.contains(id) && record.calendar.is_none() => {
                    refusals.push(MigrationRefusal::MissingCalendar { party: id.clone() });
                }
                Some(record) if party.kind != PartyKind::School || record.urn.is_some() => {}
                _ => refusals.push(MigrationRefusal::MissingParty { party: id.clone() }),
            }
        }
        let states = self.new.membership.as_ref().map(|membership| &membership.states);
        if let Some(standing) = &self.state.membership
            && !states.is_some_and(|states| states.contains_key(&standing.state))
        {
            let state = standing.state.clone();
            refusals.push(MigrationRefusal::Membership { state });
        }
    }

    /// Checks that the added steps that go on fit the new version.
    fn added_steps(&mut self) {
        if self.state.added.is_empty() || !self.report.refusals.is_empty() {
            return;
        }
        let plan = plan_after(&self.report, self.new, self.state);
        if let Err(error) = plan.check() {
            let problem = error.to_string();
            self.report.refusals.push(MigrationRefusal::Added { problem });
        }
    }
}
