//! Handing in: when the outcome that a person proposes stands, and when it waits for another.

use super::{Draft, Rejection, round_of};
use crate::command::Actor;
use crate::definition::{EvidenceRequirement, Step};
use crate::event::{Event, Outcome, Round};
use crate::ids::{EvidenceId, StepId};
use crate::people::Delegation;
use crate::state::{EvidenceStatus, Instance};

/// The required items that nobody has offered, or that were contested.
pub(crate) fn evidence_missing(step: &Step, instance: &Instance) -> Vec<EvidenceId> {
    let open = |item: &&EvidenceRequirement| match instance.evidence.get(&item.id) {
        None => true,
        Some(offered) => matches!(offered.status, EvidenceStatus::Contested { .. }),
    };
    step.evidence
        .iter()
        .filter(open)
        .map(|item| item.id.clone())
        .collect()
}

/// The required items that were offered and wait for the role that judges them.
pub(crate) fn evidence_unjudged<'s>(
    step: &'s Step,
    instance: &'s Instance,
) -> impl Iterator<Item = &'s EvidenceRequirement> {
    step.evidence.iter().filter(|item| {
        item.accepted_by.is_some()
            && instance
                .evidence
                .get(&item.id)
                .is_some_and(|o| o.status == EvidenceStatus::Offered)
    })
}

/// Whether all evidence is there and, where somebody judges it, accepted.
pub(crate) fn evidence_settled(step: &Step, instance: &Instance) -> bool {
    evidence_missing(step, instance).is_empty() && evidence_unjudged(step, instance).next().is_none()
}

/// Whether the proposed outcome, if there is one, has every approval it needs.
pub(crate) fn approved(step: &Step, instance: &Instance) -> bool {
    let submission = instance.submission.as_ref();
    (step.approve.is_none() || submission.is_some_and(|s| s.approved_by.is_some()))
        && (instance.delegation.is_none() || submission.is_some_and(|s| s.delegation_accepted))
}

/// The delegation whose result still waits for whoever delegated the step.
pub(crate) fn unaccepted(instance: &Instance) -> Option<&Delegation> {
    let submission = instance.submission.as_ref()?;
    let delegation = instance.delegation.as_ref();
    delegation.filter(|_| !submission.delegation_accepted)
}

/// What a person judges of a proposed outcome.
enum Judgement {
    /// As the one who delegated the step.
    Acceptance,
    /// In the role that approves it.
    Approval,
}

impl Draft<'_> {
    /// Hands in an outcome: completes the step at once, or proposes it to whoever judges it.
    pub(super) fn hand_in(&mut self, step: &Step, outcome: Outcome) -> Result<(), Rejection> {
        let instance = self.active(&step.id, "handed in")?;
        if instance.submission.is_some() {
            let waits_for = waits_for(step, instance);
            return Err(Rejection::AlreadyProposed {
                step: step.id.clone(),
                waits_for,
            });
        }
        let missing = evidence_missing(step, instance);
        if !missing.is_empty() {
            return Err(Rejection::MissingEvidence {
                step: step.id.clone(),
                missing,
            });
        }
        let round = round_of(&step.id, instance);
        let alone = step.approve.is_none() && instance.delegation.is_none();
        if alone && evidence_settled(step, instance) {
            self.stand(step, round, outcome, self.context.by.clone())
        } else {
            self.emit(Event::OutcomeProposed { round, outcome })
        }
    }

    /// Lets an outcome stand: the step is complete, and what the outcome leads to follows.
    pub(super) fn stand(
        &mut self,
        step: &Step,
        round: Round,
        outcome: Outcome,
        by: Actor,
    ) -> Result<(), Rejection> {
        let completed = Event::StepCompleted {
            round,
            outcome: outcome.clone(),
        };
        self.emit_by(by, completed)?;
        self.follow_decision(step, &outcome)
    }

    pub(super) fn approve(&mut self, id: &StepId) -> Result<(), Rejection> {
        let (round, judgement) = self.judge_submission(id, "approved")?;
        self.emit(match judgement {
            Judgement::Acceptance => Event::DelegationAccepted { round },
            Judgement::Approval => Event::OutcomeApproved { round },
        })
    }

    pub(super) fn decline(&mut self, id: &StepId, reason: &str) -> Result<(), Rejection> {
        let reason = super::people::reason(reason)?.to_owned();
        let (round, _) = self.judge_submission(id, "declined")?;
        self.emit(Event::OutcomeDeclined { round, reason })
    }

    /// As what the person who acts judges a proposed outcome: whoever delegated a step accepts its result first, and
    /// does not approve it as well.
    fn judge_submission(
        &self,
        id: &StepId,
        attempted: &'static str,
    ) -> Result<(Round, Judgement), Rejection> {
        let step = self.step(id)?;
        let delegated = self
            .latest(id)
            .is_ok_and(|instance| instance.delegation.is_some());
        if step.approve.is_none() && !delegated {
            return Err(Rejection::NoApproval { step: id.clone() });
        }
        let instance = self.active(id, attempted)?;
        let Some(submission) = &instance.submission else {
            return Err(Rejection::NothingProposed { step: id.clone() });
        };
        let round = round_of(id, instance);
        let turn = self.turn(step, instance);
        if let Some(delegation) = unaccepted(instance) {
            let person = self.person()?;
            if turn.may_accept(delegation, &person) {
                return Ok((round, Judgement::Acceptance));
            }
            if step.approve.is_none() {
                return Err(Rejection::NotYours {
                    person,
                    step: id.clone(),
                    by: turn.acceptors(delegation).into_iter().cloned().collect(),
                });
            }
        }
        let settled = || Rejection::AlreadyProposed {
            step: id.clone(),
            waits_for: waits_for(step, instance),
        };
        let Some(role) = &step.approve else {
            self.person()?;
            return Err(settled());
        };
        let person = self.judge(role, "approves", &submission.by, "proposed this")?;
        if instance.delegation.as_ref().is_some_and(|d| d.from == person) {
            return Err(Rejection::FourEyes {
                person,
                did: "delegated this",
                role: role.clone(),
            });
        }
        if submission.approved_by.is_some() {
            return Err(settled());
        }
        Ok((round, Judgement::Approval))
    }
}

/// What a proposed outcome waits for, in words.
pub(super) fn waits_for(step: &Step, instance: &Instance) -> String {
    let mut parts = Vec::new();
    if let Some(delegation) = unaccepted(instance) {
        parts.push(format!("`{}` to accept it", delegation.from));
    }
    let submission = instance.submission.as_ref();
    let approved = submission.is_some_and(|submission| submission.approved_by.is_some());
    if let (Some(role), false) = (&step.approve, approved) {
        parts.push(format!("the approval of `{role}`"));
    }
    for item in evidence_unjudged(step, instance) {
        if let Some(role) = &item.accepted_by {
            parts.push(format!("`{role}` to judge `{}`", item.id));
        }
    }
    let missing = evidence_missing(step, instance);
    parts.extend(missing.iter().map(|item| format!("`{item}` to be offered again")));
    parts.join(" and ")
}
