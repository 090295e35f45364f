//! What kind of event it is, and which round it is about.

use super::{Event, Round};

impl Event {
    /// The name of the event's kind, as stored.
    pub fn kind(&self) -> &'static str {
        match self {
            Self::EngagementOpened { .. } => "engagement-opened",
            Self::StepCreated { .. } => "step-created",
            Self::RoundScheduled { .. } => "round-scheduled",
            Self::StepEnabled { .. } => "step-enabled",
            Self::StepActivated { .. } => "step-activated",
            Self::TimerSet { .. } => "timer-set",
            Self::TimerFired { .. } => "timer-fired",
            Self::CalendarRevised { .. } => "calendar-revised",
            Self::StepOverdue { .. } => "step-overdue",
            Self::EvidenceOffered { .. } => "evidence-offered",
            Self::EvidenceAccepted { .. } => "evidence-accepted",
            Self::EvidenceContested { .. } => "evidence-contested",
            Self::OutcomeProposed { .. } => "outcome-proposed",
            Self::OutcomeApproved { .. } => "outcome-approved",
            Self::OutcomeDeclined { .. } => "outcome-declined",
            Self::StepCompleted { .. } => "step-completed",
            Self::StepSetAside { .. } => "step-set-aside",
            Self::StepTerminated { .. } => "step-terminated",
            Self::CallFailed { .. } => "call-failed",
            Self::StepRetried { .. } => "step-retried",
            Self::DataAttached { .. } => "data-attached",
            Self::OutsideEventReported { .. } => "outside-event-reported",
            Self::FactSet { .. } => "fact-set",
            Self::EscalationRaised { .. } => "escalation-raised",
            Self::EscalationLapsed { .. } => "escalation-lapsed",
            Self::StepAssigned { .. } => "step-assigned",
            Self::StepDelegated { .. } => "step-delegated",
            Self::DelegationEnded { .. } => "delegation-ended",
            Self::DelegationAccepted { .. } => "delegation-accepted",
            Self::RolesChanged { .. } => "roles-changed",
            Self::AbsenceRecorded { .. } => "absence-recorded",
            Self::EngagementSuspended { .. } => "engagement-suspended",
            Self::EngagementResumed { .. } => "engagement-resumed",
            Self::StepSuspended { .. } => "step-suspended",
            Self::StepResumed { .. } => "step-resumed",
            Self::TimerMoved { .. } => "timer-moved",
            Self::StepsAdded { .. } => "steps-added",
            Self::InterventionAdopted { .. } => "intervention-adopted",
            Self::PlanFailed { .. } => "plan-failed",
            Self::InterventionHalted { .. } => "intervention-halted",
            Self::InterventionConcluded { .. } => "intervention-concluded",
            Self::UndoNoted { .. } => "undo-noted",
            Self::WithdrawalBegun { .. } => "withdrawal-begun",
            Self::StepReopened { .. } => "step-reopened",
            Self::StepFlagged { .. } => "step-flagged",
            Self::FlagCleared { .. } => "flag-cleared",
            Self::MembershipChanged { .. } => "membership-changed",
            Self::Spent { .. } => "spent",
            Self::BudgetWarned { .. } => "budget-warned",
            Self::MemberJoined { .. } => "member-joined",
            Self::MemberLeft { .. } => "member-left",
            Self::ChildStarted { .. } => "child-started",
            Self::ChildClosed { .. } => "child-closed",
            Self::NoticeRaised { .. } => "notice-raised",
            Self::NoticeDelivered { .. } => "notice-delivered",
            Self::MigrationScheduled { .. } => "migration-scheduled",
            Self::MigrationCalledOff { .. } => "migration-called-off",
            Self::WorkflowMigrated { .. } => "workflow-migrated",
            Self::EngagementCompleted {} => "engagement-completed",
            Self::EngagementEnded { .. } => "engagement-ended",
        }
    }

    /// The round that the event is about, where it is about one.
    pub fn round(&self) -> Option<&Round> {
        match self {
            Self::StepCreated { round, .. }
            | Self::RoundScheduled { round, .. }
            | Self::StepEnabled { round, .. }
            | Self::StepActivated { round, .. }
            | Self::TimerSet { round, .. }
            | Self::TimerFired { round, .. }
            | Self::StepOverdue { round, .. }
            | Self::EvidenceOffered { round, .. }
            | Self::EvidenceAccepted { round, .. }
            | Self::EvidenceContested { round, .. }
            | Self::OutcomeProposed { round, .. }
            | Self::OutcomeApproved { round }
            | Self::OutcomeDeclined { round, .. }
            | Self::StepCompleted { round, .. }
            | Self::StepSetAside { round, .. }
            | Self::StepTerminated { round, .. }
            | Self::CallFailed { round, .. }
            | Self::StepAssigned { round, .. }
            | Self::StepDelegated { round, .. }
            | Self::DelegationEnded { round, .. }
            | Self::DelegationAccepted { round, .. }
            | Self::StepSuspended { round, .. }
            | Self::StepResumed { round, .. }
            | Self::TimerMoved { round, .. }
            | Self::UndoNoted { round, .. }
            | Self::StepReopened { round, .. }
            | Self::StepFlagged { round, .. }
            | Self::FlagCleared { round, .. }
            | Self::ChildStarted { round, .. }
            | Self::ChildClosed { round, .. }
            | Self::StepRetried { round } => Some(round),
            Self::EscalationRaised { about, .. } => about.as_ref(),
            Self::NoticeRaised { notice } => notice.round.as_ref(),
            Self::EngagementOpened { .. }
            | Self::CalendarRevised { .. }
            | Self::DataAttached { .. }
            | Self::OutsideEventReported { .. }
            | Self::FactSet { .. }
            | Self::EscalationLapsed { .. }
            | Self::RolesChanged { .. }
            | Self::AbsenceRecorded { .. }
            | Self::EngagementSuspended { .. }
            | Self::EngagementResumed { .. }
            | Self::StepsAdded { .. }
            | Self::InterventionAdopted { .. }
            | Self::PlanFailed { .. }
            | Self::InterventionHalted { .. }
            | Self::InterventionConcluded { .. }
            | Self::WithdrawalBegun { .. }
            | Self::MembershipChanged { .. }
            | Self::Spent { .. }
            | Self::BudgetWarned { .. }
            | Self::MemberJoined { .. }
            | Self::MemberLeft { .. }
            | Self::NoticeDelivered { .. }
            | Self::MigrationScheduled { .. }
            | Self::MigrationCalledOff { .. }
            | Self::WorkflowMigrated { .. }
            | Self::EngagementCompleted {}
            | Self::EngagementEnded { .. } => None,
        }
    }
}
