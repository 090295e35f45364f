//! Folding a migration: steps take their new names, what is dropped is put away, what comes back is brought back.

use std::collections::{BTreeMap, BTreeSet};

use crate::definition::MigratedTimers;
use crate::ids::StepId;
use crate::migration::Names;
use crate::state::{Instance, State, TimerKind, TimerRule};

impl State {
    /// Gives steps their new names, puts away the rounds of steps that are no more, and brings back those of steps
    /// that an earlier migration put away.
    pub(super) fn rename(
        &mut self,
        map: &BTreeMap<StepId, StepId>,
        drop: &BTreeMap<StepId, String>,
        restore: &BTreeSet<StepId>,
    ) {
        let names = Names::new(map);
        let mut kept: BTreeMap<StepId, Vec<Instance>> = BTreeMap::new();
        let mut dropped = std::mem::take(&mut self.dropped);
        for rounds in self.steps.values_mut().chain(dropped.values_mut()) {
            for round in rounds {
                let consumed = std::mem::take(&mut round.consumed);
                round.consumed = consumed
                    .into_iter()
                    .map(|(step, n)| (names.of(&step), n))
                    .collect();
            }
        }
        for id in restore {
            if let Some(mut rounds) = dropped.remove(id) {
                if let Some(latest) = rounds.last_mut().filter(|latest| !latest.status.is_settled()) {
                    // Its timers went when it was put away; they are worked out again.
                    (latest.due, latest.overdue, latest.held) = (None, false, None);
                }
                kept.insert(id.clone(), rounds);
            }
        }
        for (id, rounds) in std::mem::take(&mut self.steps) {
            if drop.contains_key(&id) {
                dropped.insert(id, rounds);
            } else {
                kept.insert(names.of(&id), rounds);
            }
        }
        (self.steps, self.dropped) = (kept, dropped);
        self.rename_timers(&names, drop);
        self.rename_plan(&names, map, drop);
    }

    fn rename_timers(&mut self, names: &Names<'_>, drop: &BTreeMap<StepId, String>) {
        self.timers = std::mem::take(&mut self.timers)
            .into_iter()
            .filter(|(key, _)| !drop.contains_key(&key.round.step))
            .map(|(mut key, mut timer)| {
                key.round.step = names.of(&key.round.step);
                if let TimerRule::Once(rule) = &mut timer.rule {
                    rule.rename(names);
                }
                (key, timer)
            })
            .collect();
    }

    /// Gives the steps that plan, interventions, escalations and notices speak of their new names.
    fn rename_plan(
        &mut self,
        names: &Names<'_>,
        map: &BTreeMap<StepId, StepId>,
        drop: &BTreeMap<StepId, String>,
    ) {
        self.added
            .retain(|added| !drop.contains_key(&added.step.id) && !map.contains_key(&added.step.id));
        for added in &mut self.added {
            added.step.rename(names);
        }
        self.undo.retain(|id| !drop.contains_key(id));
        for id in &mut self.undo {
            *id = names.of(id);
        }
        for intervention in self.interventions.values_mut() {
            intervention.decided.step = names.of(&intervention.decided.step);
            let stage = intervention.stage.take();
            intervention.stage = stage.filter(|id| !drop.contains_key(id)).map(|id| names.of(&id));
        }
        let raised = self.escalations.values_mut().flatten();
        let about = raised.filter_map(|raised| raised.about.as_mut());
        let notices = self
            .notices
            .values_mut()
            .filter_map(|notice| notice.round.as_mut());
        for round in about.chain(notices) {
            round.step = names.of(&round.step);
        }
    }

    /// Forgets the timers that are to be worked out again by new rules: of rounds at work, and not set by a person.
    pub(super) fn restart_timers(&mut self, timers: MigratedTimers) {
        if timers == MigratedTimers::Keep {
            return;
        }
        let fixed: BTreeSet<_> = self
            .timers
            .iter()
            .filter(|(_, timer)| timer.fixed)
            .map(|(key, _)| key.round.clone())
            .collect();
        self.timers
            .retain(|key, _| key.kind == TimerKind::Round || fixed.contains(&key.round));
        for (id, rounds) in &mut self.steps {
            let Some(latest) = rounds.last_mut().filter(|latest| latest.is_active()) else {
                continue;
            };
            let moved = fixed
                .iter()
                .any(|round| round.step == *id && round.round == latest.round);
            if !moved {
                (latest.due, latest.overdue) = (None, false);
            }
        }
    }
}
