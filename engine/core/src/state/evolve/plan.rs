//! Folding changes of the plan: added steps, interventions, withdrawal, migration.

use std::collections::BTreeMap;

use crate::event::{Because, Envelope, Event};
use crate::ids::StepId;
use crate::intervention::{Intervention, Standing};
use crate::state::{Added, Instance, Scheduled, State, Withdrawal};

impl State {
    pub(super) fn evolve_plan(&mut self, envelope: &Envelope) {
        match &envelope.event {
            Event::StepsAdded {
                steps,
                because,
                reason,
            } => {
                if let (Because::Intervention(id), Some(stage)) = (because, steps.first())
                    && let Some(intervention) = self.interventions.get_mut(id)
                {
                    intervention.stage = Some(stage.id.clone());
                    intervention.standing = Standing::Running;
                }
                self.added.extend(steps.iter().map(|step| Added {
                    step: step.clone(),
                    because: because.clone(),
                    on: envelope.on,
                    by: envelope.by.clone(),
                    reason: reason.clone(),
                }));
            }
            Event::UndoNoted { undo, .. } => {
                self.undo.retain(|id| id != undo);
                self.undo.push(undo.clone());
            }
            Event::WithdrawalBegun { reason, undo } => {
                self.withdrawal = Some(Withdrawal {
                    since: envelope.on,
                    reason: reason.clone(),
                    undo: undo.clone(),
                });
            }
            Event::MigrationScheduled { to, reason } => {
                self.scheduled = Some(Scheduled {
                    to: to.clone(),
                    on: envelope.on,
                    by: envelope.by.clone(),
                    reason: reason.clone(),
                });
            }
            Event::WorkflowMigrated {
                to,
                map,
                drop,
                plugins,
                workflows,
                ..
            } => {
                self.workflow = Some(to.clone());
                self.scheduled = None;
                if let Some(opening) = &mut self.opening {
                    opening.plugins.clone_from(plugins);
                    opening.workflows.clone_from(workflows);
                }
                self.rename(map, drop);
            }
            _ => self.evolve_intervention(envelope),
        }
    }

    fn evolve_intervention(&mut self, envelope: &Envelope) {
        let (on, by) = (envelope.on, envelope.by.clone());
        match &envelope.event {
            Event::InterventionAdopted {
                intervention,
                proposal,
                decided,
                planned,
            } => {
                let adopted = Intervention {
                    proposal: (**proposal).clone(),
                    decided: decided.clone(),
                    adopted_on: on,
                    adopted_by: by,
                    // One that is adopted again has its plan already.
                    stage: self
                        .interventions
                        .get(intervention)
                        .and_then(|known| known.stage.clone()),
                    standing: if *planned {
                        Standing::Planning
                    } else {
                        Standing::Running
                    },
                };
                self.interventions.insert(intervention.clone(), adopted);
            }
            Event::PlanFailed { intervention, .. } => {
                if let Some(known) = self.interventions.get_mut(intervention) {
                    known.standing = Standing::Running;
                }
            }
            Event::InterventionHalted { intervention, reason } => {
                if let Some(known) = self.interventions.get_mut(intervention) {
                    let reason = reason.clone();
                    known.standing = Standing::Halted { on, by, reason };
                }
            }
            Event::InterventionConcluded {
                intervention,
                verdict,
                reason,
            } => {
                if let Some(known) = self.interventions.get_mut(intervention) {
                    let (verdict, reason) = (*verdict, reason.clone());
                    known.standing = Standing::Concluded {
                        verdict,
                        on,
                        by,
                        reason,
                    };
                }
            }
            _ => {}
        }
    }

    /// Gives steps their new names, and puts away the rounds of steps that are no more.
    fn rename(&mut self, map: &BTreeMap<StepId, StepId>, drop: &BTreeMap<StepId, String>) {
        let named = |id: &StepId| map.get(id).unwrap_or(id).clone();
        let mut kept: BTreeMap<StepId, Vec<Instance>> = BTreeMap::new();
        for (id, mut rounds) in std::mem::take(&mut self.steps) {
            for round in &mut rounds {
                let consumed = std::mem::take(&mut round.consumed);
                round.consumed = consumed.into_iter().map(|(step, n)| (named(&step), n)).collect();
            }
            if drop.contains_key(&id) {
                self.dropped.insert(id, rounds);
            } else {
                kept.insert(named(&id), rounds);
            }
        }
        // A step that an earlier migration dropped comes back with its history.
        self.steps = kept;
        self.timers = std::mem::take(&mut self.timers)
            .into_iter()
            .filter(|(key, _)| !drop.contains_key(&key.round.step))
            .map(|(mut key, timer)| {
                key.round.step = named(&key.round.step);
                (key, timer)
            })
            .collect();
    }
}
