//! Folding changes of the plan: added steps, interventions, withdrawal, migration.

use crate::event::{Because, Envelope, Event};
use crate::intervention::{Intervention, Standing};
use crate::state::{Added, Scheduled, State, Withdrawal};

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
            Event::MigrationCalledOff { .. } => self.scheduled = None,
            Event::WorkflowMigrated {
                to,
                map,
                drop,
                restore,
                timers,
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
                self.rename(map, drop, restore);
                self.restart_timers(*timers);
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
}
