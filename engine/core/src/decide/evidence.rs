//! Evidence: offered by one person, judged by another.

use super::people::reason;
use super::{Draft, Rejection, round_of};
use crate::command::EvidenceItem;
use crate::definition::{EvidenceRequirement, Step};
use crate::event::{Event, Round};
use crate::ids::{EvidenceId, StepId};
use crate::state::EvidenceStatus;

impl Draft<'_> {
    pub(super) fn offer(
        &mut self,
        id: &StepId,
        evidence: &EvidenceId,
        item: &EvidenceItem,
    ) -> Result<(), Rejection> {
        let step = self.step(id)?;
        requirement(step, evidence)?;
        self.owner(step, "offers evidence")?;
        match item {
            EvidenceItem::Note(words) | EvidenceItem::Link(words) => reason(words)?,
            EvidenceItem::Document { name, .. } => reason(name)?,
        };
        let instance = self.active(id, "given evidence")?;
        let accepted = instance
            .evidence
            .get(evidence)
            .is_some_and(|offered| matches!(offered.status, EvidenceStatus::Accepted { .. }));
        if accepted {
            return Err(Rejection::NothingOffered {
                step: id.clone(),
                evidence: evidence.clone(),
                attempted: "replaced: it has been accepted",
            });
        }
        let round = round_of(id, instance);
        self.emit(Event::EvidenceOffered {
            round,
            evidence: evidence.clone(),
            item: item.clone(),
        })
    }

    pub(super) fn accept(&mut self, id: &StepId, evidence: &EvidenceId) -> Result<(), Rejection> {
        let round = self.judge_evidence(id, evidence, "accepted")?;
        self.emit(Event::EvidenceAccepted {
            round,
            evidence: evidence.clone(),
        })
    }

    pub(super) fn contest(&mut self, id: &StepId, evidence: &EvidenceId, why: &str) -> Result<(), Rejection> {
        let why = reason(why)?.to_owned();
        let round = self.judge_evidence(id, evidence, "contested")?;
        self.emit(Event::EvidenceContested {
            round,
            evidence: evidence.clone(),
            reason: why,
        })
    }

    fn judge_evidence(
        &self,
        id: &StepId,
        evidence: &EvidenceId,
        attempted: &'static str,
    ) -> Result<Round, Rejection> {
        let step = self.step(id)?;
        let requirement = requirement(step, evidence)?;
        let Some(role) = &requirement.accepted_by else {
            return Err(Rejection::NoApproval { step: id.clone() });
        };
        let instance = self.active(id, attempted)?;
        let nothing = || Rejection::NothingOffered {
            step: id.clone(),
            evidence: evidence.clone(),
            attempted,
        };
        let offered = instance.evidence.get(evidence).ok_or_else(nothing)?;
        self.judge(role, "judges this evidence", &offered.by, "offered this evidence")?;
        if offered.status != EvidenceStatus::Offered {
            return Err(nothing());
        }
        Ok(round_of(id, instance))
    }
}

fn requirement<'s>(step: &'s Step, evidence: &EvidenceId) -> Result<&'s EvidenceRequirement, Rejection> {
    step.evidence_requirement(evidence)
        .ok_or_else(|| Rejection::UnknownEvidence {
            step: step.id.clone(),
            evidence: evidence.clone(),
            known: step.evidence.iter().map(|item| item.id.clone()).collect(),
        })
}
