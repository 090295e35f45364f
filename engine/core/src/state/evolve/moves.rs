//! Folding what happens to a round besides its own life: whose it is, holds, moved timers, flags, children.

use super::key;
use crate::event::{Envelope, Event};
use crate::member::Child;
use crate::state::{EngagementStatus, State};

impl State {
    pub(super) fn evolve_moves(&mut self, envelope: &Envelope) {
        match &envelope.event {
            Event::StepAssigned { round, to, .. } => self.change(round, |instance| {
                instance.assigned_to.clone_from(to);
                instance.delegation = None;
            }),
            Event::StepDelegated { round, delegation } => {
                self.change(round, |instance| instance.delegation = Some(delegation.clone()));
            }
            Event::DelegationEnded { round, .. } => self.change(round, |instance| instance.delegation = None),
            Event::DelegationAccepted { round } => self.change(round, |instance| {
                if let Some(submission) = &mut instance.submission {
                    submission.delegation_accepted = true;
                }
            }),
            Event::StepFlagged { round, reason } => {
                self.change(round, |instance| instance.flagged = Some(reason.clone()));
            }
            Event::FlagCleared { round, .. } => {
                self.change(round, |instance| instance.cleared = instance.flagged.take());
            }
            // The round that follows a reopened one has events of its own.
            Event::StepReopened { round, .. } => self.change(round, |instance| instance.reopened = true),
            Event::ChildStarted {
                round,
                child,
                engagement,
            } => self.change(round, |instance| {
                let started = Child {
                    engagement: engagement.clone(),
                    status: EngagementStatus::Open,
                    outputs: std::collections::BTreeMap::new(),
                };
                instance.children.insert(child.clone(), started);
            }),
            Event::ChildClosed {
                round,
                child,
                status,
                outputs,
            } => self.change(round, |instance| {
                if let Some(known) = instance.children.get_mut(child) {
                    known.status = *status;
                    known.outputs.clone_from(outputs);
                }
            }),
            _ => self.evolve_hold(envelope),
        }
    }

    fn evolve_hold(&mut self, envelope: &Envelope) {
        match &envelope.event {
            Event::EngagementSuspended { hold } => self.hold = Some(hold.clone()),
            Event::EngagementResumed { moved, .. } => {
                self.hold = None;
                self.move_timers(moved);
            }
            Event::StepSuspended { round, hold } => {
                self.change(round, |instance| instance.hold = Some(hold.clone()));
            }
            Event::StepResumed { round, moved, .. } => {
                self.change(round, |instance| instance.hold = None);
                self.move_timers(moved);
            }
            Event::TimerMoved {
                round,
                timer_kind,
                to,
                moved,
                ..
            } => {
                if let Some(timer) = self.timers.get_mut(&key(round, *timer_kind)) {
                    timer.date = *to;
                    timer.provisional = false;
                    timer.fixed = true;
                    timer.moved_on = Some(envelope.on);
                }
                self.show_date(round, *timer_kind, *to, None);
                self.move_timers(moved);
            }
            _ => {}
        }
    }
}
