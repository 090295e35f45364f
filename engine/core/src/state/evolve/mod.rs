//! Folding: one event at a time, without judgement.
//!
//! `evolve` believes what the log says. An event about a round that does not exist changes nothing but the
//! sequence: the log is verified before it is folded, and a decision never emits such an event (see
//! `tests/behaviour/properties.rs`).

mod moves;
mod outside;
mod plan;
mod rename;

use std::collections::BTreeMap;

use super::{EngagementStatus, EvidenceStatus, Failure, Held, Instance, Offered, Reported, State, Status};
use super::{Submission, TimerKey, TimerKind};
use crate::event::{Cause, Envelope, Event, MovedTimer, Outcome, Round};
use crate::ids::StepId;

/// Folds events, in order, into a state.
pub fn fold<'a>(state: State, events: impl IntoIterator<Item = &'a Envelope>) -> State {
    events.into_iter().fold(state, |mut state, envelope| {
        state.evolve(envelope);
        state
    })
}

impl State {
    /// Folds one event into the state.
    pub fn evolve(&mut self, envelope: &Envelope) {
        self.sequence += 1;
        match &envelope.event {
            Event::EngagementOpened { workflow, opening } => {
                self.status = EngagementStatus::Open;
                self.workflow = Some(workflow.clone());
                self.opening = Some(opening.clone());
                self.opened_on = Some(envelope.on);
            }
            Event::EngagementCompleted {} => self.close(envelope, EngagementStatus::Completed, None),
            Event::EngagementEnded { reason } => {
                self.close(envelope, EngagementStatus::Ended, Some(reason.clone()));
            }
            Event::DataAttached { data, dataset } => {
                self.data
                    .entry(data.clone())
                    .or_default()
                    .insert(dataset.year.clone(), dataset.clone());
            }
            Event::OutsideEventReported { event, note, record } => {
                let report = Reported {
                    on: envelope.on,
                    note: note.clone(),
                    sequence: self.sequence,
                    record: record.clone(),
                };
                self.reported.entry(event.clone()).or_default().push(report);
            }
            Event::CalendarRevised {
                calendar,
                revision,
                moved,
            } => {
                self.revise(calendar, revision, moved);
            }
            Event::StepCreated { round, stage_round } => {
                let rounds = self.steps.entry(round.step.clone()).or_default();
                rounds.push(Instance::new(round.round, *stage_round, envelope.on));
            }
            Event::RoundScheduled { .. } | Event::TimerSet { .. } | Event::TimerFired { .. } => {
                self.evolve_timer(envelope);
            }
            Event::EvidenceOffered { .. }
            | Event::EvidenceAccepted { .. }
            | Event::EvidenceContested { .. } => self.evolve_evidence(envelope),
            Event::FactSet { .. }
            | Event::EscalationRaised { .. }
            | Event::EscalationLapsed { .. }
            | Event::RolesChanged { .. }
            | Event::AbsenceRecorded { .. }
            | Event::MembershipChanged { .. }
            | Event::Spent { .. }
            | Event::BudgetWarned { .. }
            | Event::MemberJoined { .. }
            | Event::MemberLeft { .. }
            | Event::NoticeRaised { .. }
            | Event::NoticeDelivered { .. } => self.evolve_outside(envelope),
            Event::StepsAdded { .. }
            | Event::InterventionAdopted { .. }
            | Event::PlanFailed { .. }
            | Event::InterventionHalted { .. }
            | Event::InterventionConcluded { .. }
            | Event::UndoNoted { .. }
            | Event::WithdrawalBegun { .. }
            | Event::MigrationScheduled { .. }
            | Event::MigrationCalledOff { .. }
            | Event::WorkflowMigrated { .. } => self.evolve_plan(envelope),
            Event::StepAssigned { .. }
            | Event::StepDelegated { .. }
            | Event::DelegationEnded { .. }
            | Event::DelegationAccepted { .. }
            | Event::EngagementSuspended { .. }
            | Event::EngagementResumed { .. }
            | Event::StepSuspended { .. }
            | Event::StepResumed { .. }
            | Event::TimerMoved { .. }
            | Event::StepReopened { .. }
            | Event::StepFlagged { .. }
            | Event::FlagCleared { .. }
            | Event::ChildStarted { .. }
            | Event::ChildClosed { .. } => self.evolve_moves(envelope),
            _ => self.evolve_step(envelope),
        }
    }

    fn close(&mut self, envelope: &Envelope, status: EngagementStatus, reason: Option<String>) {
        self.status = status;
        self.closed_on = Some(envelope.on);
        self.end_reason = reason;
        self.timers.clear();
        self.notices.clear();
        self.hold = None;
        self.withdrawal = None;
        self.scheduled = None;
    }

    fn evolve_timer(&mut self, envelope: &Envelope) {
        match &envelope.event {
            Event::RoundScheduled {
                round,
                consumed,
                timer,
            } => {
                self.change(round, |instance| {
                    instance.consumed.clone_from(consumed);
                    instance.held = Some(Held::ByClock {
                        anchor: timer.anchor,
                        date: timer.date,
                    });
                });
                self.timers.insert(key(round, TimerKind::Round), timer.clone());
            }
            Event::TimerSet {
                round,
                timer_kind,
                timer,
            } => {
                if *timer_kind == TimerKind::Due {
                    self.change(round, |instance| instance.due = Some(timer.date));
                }
                self.timers.insert(key(round, *timer_kind), timer.clone());
            }
            Event::TimerFired {
                round,
                timer_kind,
                date,
            } => {
                let timer = self.timers.remove(&key(round, *timer_kind));
                if *timer_kind == TimerKind::Round {
                    let anchor = timer.map_or(*date, |timer| timer.anchor);
                    self.change(round, |instance| {
                        instance.held = Some(Held::Released { anchor, date: *date });
                    });
                }
            }
            _ => {}
        }
    }

    fn evolve_evidence(&mut self, envelope: &Envelope) {
        let (by, on) = (envelope.by.clone(), envelope.on);
        match &envelope.event {
            Event::EvidenceOffered {
                round,
                evidence,
                item,
            } => self.change(round, |instance| {
                let offered = Offered {
                    item: item.clone(),
                    by,
                    on,
                    status: EvidenceStatus::Offered,
                };
                instance.evidence.insert(evidence.clone(), offered);
            }),
            Event::EvidenceAccepted { round, evidence } => self.change(round, |instance| {
                if let Some(offered) = instance.evidence.get_mut(evidence) {
                    offered.status = EvidenceStatus::Accepted { by, on };
                }
            }),
            Event::EvidenceContested {
                round,
                evidence,
                reason,
            } => self.change(round, |instance| {
                if let Some(offered) = instance.evidence.get_mut(evidence) {
                    offered.status = EvidenceStatus::Contested {
                        by,
                        on,
                        reason: reason.clone(),
                    };
                }
            }),
            _ => {}
        }
    }

    fn evolve_step(&mut self, envelope: &Envelope) {
        let (by, on, sequence) = (envelope.by.clone(), envelope.on, self.sequence);
        match &envelope.event {
            Event::StepEnabled {
                round,
                consumed,
                entry,
            } => self.change(round, |instance| {
                instance.become_status(Status::Enabled, on);
                instance.consume(consumed);
                instance.entry = Some(entry.clone());
            }),
            Event::StepActivated {
                round,
                consumed,
                entry,
            } => {
                // A round that was called does not wait for its clock any more.
                self.timers.remove(&key(round, TimerKind::Round));
                self.change(round, |instance| {
                    instance.become_status(Status::Active, on);
                    instance.consume(consumed);
                    instance.entry = Some(entry.clone());
                    instance.activated_on = Some(on);
                    instance.activated_at = Some(sequence);
                });
            }
            Event::StepOverdue { round, .. } => {
                self.timers.remove(&key(round, TimerKind::Due));
                self.change(round, |instance| instance.overdue = true);
            }
            Event::OutcomeProposed { round, outcome } => self.change(round, |instance| {
                let outcome = outcome.clone();
                instance.submission = Some(Submission {
                    outcome,
                    by,
                    on,
                    approved_by: None,
                    delegation_accepted: false,
                });
                instance.declined = None;
            }),
            Event::OutcomeApproved { round } => self.change(round, |instance| {
                if let (Some(submission), crate::command::Actor::Person(person)) =
                    (&mut instance.submission, by)
                {
                    submission.approved_by = Some(person);
                }
            }),
            Event::OutcomeDeclined { round, reason } => self.change(round, |instance| {
                instance.submission = None;
                instance.declined = Some(reason.clone());
            }),
            Event::StepCompleted { round, outcome } => {
                self.change(round, |instance| instance.complete(outcome, by, on));
                self.drop_timers(&round.step, round.round);
            }
            Event::StepSetAside { round, reason } => self.leave(round, Status::SetAside, reason, envelope),
            Event::StepTerminated { round, reason, cause } => {
                // A clock counts on after a round that lapsed.
                let lapsed = *cause == Some(Cause::Lapsed);
                let held = self.instance(&round.step, round.round).and_then(|i| i.held);
                self.leave(round, Status::Terminated, reason, envelope);
                self.change(round, |instance| {
                    instance.cause = *cause;
                    instance.held = held.filter(|_| lapsed);
                });
            }
            Event::CallFailed {
                round,
                attempt,
                failure,
                message,
                gave_up,
            } => {
                self.change(round, |instance| {
                    instance.failed_attempts = *attempt;
                    instance.failure = Some(Failure {
                        failure: *failure,
                        message: message.clone(),
                        on,
                    });
                    if *gave_up {
                        instance.become_status(Status::Failed, on);
                    }
                });
            }
            Event::StepRetried { round } => {
                self.change(round, |instance| instance.become_status(Status::Active, on));
            }
            _ => {}
        }
    }

    fn leave(&mut self, round: &Round, status: Status, reason: &str, envelope: &Envelope) {
        self.change(round, |instance| {
            instance.become_status(status, envelope.on);
            instance.reason = Some(reason.to_owned());
            instance.held = None;
            instance.submission = None;
            instance.delegation = None;
            instance.hold = None;
        });
        self.drop_timers(&round.step, round.round);
    }

    fn revise(
        &mut self,
        calendar: &crate::calendar::CalendarId,
        revision: &crate::digest::Digest,
        moved: &[MovedTimer],
    ) {
        for timer in self.timers.values_mut() {
            if let Some((id, known)) = &mut timer.calendar
                && id == calendar
            {
                *known = *revision;
            }
        }
        self.move_timers(moved);
    }

    fn move_timers(&mut self, moved: &[MovedTimer]) {
        for change in moved {
            if let Some(timer) = self.timers.get_mut(&key(&change.round, change.kind)) {
                timer.date = change.to;
                timer.provisional = change.provisional;
                timer.anchor = change.anchor.unwrap_or(timer.anchor);
                timer.after = change.after.or(timer.after);
            }
            self.show_date(&change.round, change.kind, change.to, change.anchor);
        }
    }

    /// Keeps the date that a round shows in step with its timer.
    fn show_date(
        &mut self,
        round: &Round,
        kind: TimerKind,
        to: jiff::civil::Date,
        anchor: Option<jiff::civil::Date>,
    ) {
        self.change(round, |instance| match kind {
            TimerKind::Due => instance.due = Some(to),
            TimerKind::Round => {
                if let Some(held) = instance.held {
                    instance.held = Some(Held::ByClock {
                        anchor: anchor.unwrap_or_else(|| held.anchor()),
                        date: to,
                    });
                }
            }
            TimerKind::Wait | TimerKind::Remind(_) | TimerKind::Escalate(_) | TimerKind::Deadline => {}
        });
    }

    fn change(&mut self, round: &Round, change: impl FnOnce(&mut Instance)) {
        let index = usize::try_from(round.round).unwrap_or(usize::MAX).wrapping_sub(1);
        if let Some(instance) = self
            .steps
            .get_mut(&round.step)
            .and_then(|rounds| rounds.get_mut(index))
        {
            change(instance);
        }
    }

    fn drop_timers(&mut self, step: &StepId, round: u32) {
        self.timers
            .retain(|key, _| key.round.step != *step || key.round.round != round);
    }
}

impl Instance {
    fn become_status(&mut self, status: Status, on: jiff::civil::Date) {
        self.status = status;
        self.since = on;
    }

    /// Remembers what the round consumed on its way in, beside what its clock consumed before.
    fn consume(&mut self, consumed: &BTreeMap<StepId, u32>) {
        self.consumed
            .extend(consumed.iter().map(|(step, round)| (step.clone(), *round)));
    }

    fn complete(&mut self, outcome: &Outcome, by: crate::command::Actor, on: jiff::civil::Date) {
        self.become_status(Status::Completed, on);
        self.outcome = Some(outcome.clone());
        self.hold = None;
        // Who proposed the outcome completed it; whoever approved or accepted last only let it stand.
        match self.submission.take() {
            Some(submission) => {
                self.completed_by = Some(submission.by);
                self.approved_by = submission.approved_by;
            }
            None => self.completed_by = Some(by),
        }
    }
}

fn key(round: &Round, kind: TimerKind) -> TimerKey {
    TimerKey {
        round: round.clone(),
        kind,
    }
}
