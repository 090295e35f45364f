//! Events: what happened. They are the log; nothing else is stored that cannot be rebuilt from them.
//!
//! Stored form: the kind and version of an event stand beside its payload, a JSON object of date, actor and
//! fields. Changing a stored event means a new version and an upcaster in [`decode`]; every stored form ever
//! released stays readable.

use std::collections::{BTreeMap, BTreeSet};

use jiff::Timestamp;
use jiff::civil::Date;
use serde::{Deserialize, Serialize};

use crate::calendar::CalendarId;
use crate::command::{Actor, DatasetRef, EvidenceItem, Opening, PluginPin};
use crate::definition::{MigratedTimers, Step};
use crate::digest::Digest;
use crate::finding::{Finding, Proposal, Recommendation};
use crate::hold::Hold;
use crate::ids::{
    DataId, EngagementId, EscalationId, EvidenceId, FactId, FieldId, MemberId, MembershipId, OptionId,
    OutputId, OutsideEventId, PartyId, PersonId, PluginId, RoleId, StepId, WorkflowId,
};
use crate::intervention::Verdict;
use crate::ledger::{BudgetLine, Expense};
use crate::member::{ChildKey, ChildPin, Member};
use crate::notice::Notice;
use crate::people::{Absence, Delegation};
use crate::plugin::CallFailure;
use crate::state::EngagementStatus;
use crate::timer::{Timer, TimerKind};
use crate::value::Value;

mod kind;
mod stored;

pub use crate::round::Round;
pub use stored::{DecodeError, EVENT_VERSION, StoredEvent, decode, encode};

/// An event with when and by whom.
#[derive(Debug, Clone, PartialEq)]
pub struct Envelope {
    /// The instant at which it was decided.
    pub at: Timestamp,
    /// The civil date on which it was decided.
    pub on: Date,
    /// Who caused it.
    pub by: Actor,
    /// What happened.
    pub event: Event,
}

/// The workflow that an engagement is pinned to.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct WorkflowPin {
    /// The workflow.
    pub id: WorkflowId,
    /// Its version.
    pub version: String,
    /// Its title.
    pub title: String,
    /// The digest of its canonical form.
    pub digest: Digest,
}

/// What let a step begin.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Entry {
    /// Nothing held it back: no `after`, no `when`.
    Open,
    /// The steps it waited for are done, and its `when`, if any, held.
    After {
        /// The `when`, as written.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        condition: Option<String>,
    },
    /// Its `or-when` held: it was brought forward.
    BroughtForward {
        /// The condition, as written.
        condition: String,
    },
    /// The clock of a repeating step.
    Clock,
    /// The round before has ended.
    NextRound,
    /// An outside event, an escalation or the halt of an intervention opened it.
    Called {
        /// What did, as a name.
        by: String,
    },
    /// A person, or an outside event, reopened the step.
    Reopened {
        /// Why.
        reason: String,
    },
    /// The engagement was withdrawn from, and this undoes what was done.
    Undo,
}

/// How a step came to be ended before it was done, where it was neither a person nor the end of its stage.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Cause {
    /// Its deadline passed.
    Lapsed,
    /// Its `exit-when` held.
    Exited,
    /// An outside event or an escalation ended it.
    Interrupted,
    /// The intervention it belongs to was halted.
    Halted,
}

/// Why a step stands in the plan of one engagement though its workflow does not have it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Because {
    /// A person added it.
    AdHoc,
    /// It belongs to the plan of an adopted intervention.
    Intervention(OptionId),
}

/// What came out of a step.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Outcome {
    /// A stage completed, or a milestone was reached.
    Done,
    /// A task was done, with what it recorded.
    Recorded(BTreeMap<FieldId, Value>),
    /// A decision was made.
    Decided {
        /// What was chosen.
        options: Vec<OptionId>,
        /// Why.
        reason: String,
    },
    /// A scoring rule answered.
    Found(Box<Finding>),
    /// A strategy plugin answered.
    Recommended(Box<Recommendation>),
    /// The date waited for has come.
    DateReached,
    /// The outside event waited for has happened.
    EventHappened,
    /// So many child engagements as are needed are complete.
    Joined,
    /// The notice was handed over.
    Notified,
}

/// A timer that moved with a calendar, a hold or another timer.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct MovedTimer {
    /// Whose timer.
    pub round: Round,
    /// Which of its timers.
    pub kind: TimerKind,
    /// The date it had.
    pub from: Date,
    /// The date it has.
    pub to: Date,
    /// The day from which its rule counts from now on, where that has changed.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub anchor: Option<Date>,
    /// The day after which a repeating rule looks for its next date from now on, where that has changed.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub after: Option<Date>,
    /// Whether the new date may still change because the term is not published.
    #[serde(default)]
    pub provisional: bool,
}

/// What happened.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Event {
    /// The engagement opened.
    EngagementOpened {
        /// The workflow, pinned.
        workflow: WorkflowPin,
        /// What was settled.
        opening: Box<Opening>,
    },
    /// A round of a step came into being, waiting for its entry.
    StepCreated {
        /// The round.
        round: Round,
        /// The round of the stage that holds it.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        stage_round: Option<u32>,
    },
    /// The entry of a clocked round held: it starts when its timer fires.
    RoundScheduled {
        /// The round.
        round: Round,
        /// The completions it consumed, by step and round.
        #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
        consumed: BTreeMap<StepId, u32>,
        /// Its timer.
        timer: Timer,
    },
    /// The entry of a manually started step held: a person may start it.
    StepEnabled {
        /// The round.
        round: Round,
        /// The completions it consumed, by step and round.
        #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
        consumed: BTreeMap<StepId, u32>,
        /// What let it begin.
        entry: Entry,
    },
    /// A step began.
    StepActivated {
        /// The round.
        round: Round,
        /// The completions it consumed, by step and round.
        #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
        consumed: BTreeMap<StepId, u32>,
        /// What let it begin.
        entry: Entry,
    },
    /// A timer was set.
    TimerSet {
        /// The round.
        round: Round,
        /// Which of its timers.
        timer_kind: TimerKind,
        /// The timer.
        timer: Timer,
    },
    /// A timer fired.
    TimerFired {
        /// The round.
        round: Round,
        /// Which of its timers.
        timer_kind: TimerKind,
        /// The date it stood on.
        date: Date,
    },
    /// A calendar changed; pending timers were worked out again.
    CalendarRevised {
        /// The calendar.
        calendar: CalendarId,
        /// Its new revision.
        revision: Digest,
        /// The timers whose date changed.
        moved: Vec<MovedTimer>,
    },
    /// A step is past its due date.
    StepOverdue {
        /// The round.
        round: Round,
        /// The date it was due.
        due: Date,
    },
    /// An item of evidence was offered.
    EvidenceOffered {
        /// The round.
        round: Round,
        /// The required item.
        evidence: EvidenceId,
        /// What was offered.
        item: EvidenceItem,
    },
    /// An item of evidence was accepted.
    EvidenceAccepted {
        /// The round.
        round: Round,
        /// The required item.
        evidence: EvidenceId,
    },
    /// An item of evidence was contested.
    EvidenceContested {
        /// The round.
        round: Round,
        /// The required item.
        evidence: EvidenceId,
        /// Why.
        reason: String,
    },
    /// A person proposed an outcome that still needs another's approval or acceptance.
    OutcomeProposed {
        /// The round.
        round: Round,
        /// The outcome.
        outcome: Outcome,
    },
    /// The proposed outcome was approved.
    OutcomeApproved {
        /// The round.
        round: Round,
    },
    /// The proposed outcome was declined.
    OutcomeDeclined {
        /// The round.
        round: Round,
        /// Why.
        reason: String,
    },
    /// A step was completed.
    StepCompleted {
        /// The round.
        round: Round,
        /// What came out of it.
        outcome: Outcome,
    },
    /// A step was set aside: it will not be done.
    StepSetAside {
        /// The round.
        round: Round,
        /// Why.
        reason: String,
    },
    /// A step was ended before it was complete.
    StepTerminated {
        /// The round.
        round: Round,
        /// Why.
        reason: String,
        /// How it came to that.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        cause: Option<Cause>,
    },
    /// A plugin call failed.
    CallFailed {
        /// The round.
        round: Round,
        /// The attempt, counted from 1.
        attempt: u32,
        /// How it failed.
        failure: CallFailure,
        /// What is known about it.
        message: String,
        /// Whether the step gives up until a person tries again.
        gave_up: bool,
    },
    /// A failed step is tried again.
    StepRetried {
        /// The round.
        round: Round,
    },
    /// A dataset was attached.
    DataAttached {
        /// The slot.
        data: DataId,
        /// The dataset.
        dataset: DatasetRef,
    },
    /// An outside event was reported.
    OutsideEventReported {
        /// The event.
        event: OutsideEventId,
        /// What happened.
        note: String,
        /// What was recorded with it.
        #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
        record: BTreeMap<FieldId, Value>,
    },
    /// A fact was set.
    FactSet {
        /// The fact.
        fact: FactId,
        /// The value it had.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        from: Option<Value>,
        /// The value it has.
        to: Value,
        /// Why.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        reason: Option<String>,
    },
    /// Something was escalated.
    EscalationRaised {
        /// Which kind.
        escalation: EscalationId,
        /// The round it is about.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        about: Option<Round>,
        /// Why.
        reason: String,
        /// The condition that raised it, as written, if one did: it raises it once, until it has ceased to hold.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        condition: Option<String>,
    },
    /// A condition that raises an escalation no longer holds; it can raise it again.
    EscalationLapsed {
        /// Which kind.
        escalation: EscalationId,
    },
    /// A step was taken, given or given back.
    StepAssigned {
        /// The round.
        round: Round,
        /// Whose it was.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        from: Option<PersonId>,
        /// Whose it is; none where it is its role's again.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        to: Option<PersonId>,
        /// Why.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        reason: Option<String>,
    },
    /// A step was delegated.
    StepDelegated {
        /// The round.
        round: Round,
        /// From whom to whom.
        delegation: Delegation,
    },
    /// A delegation ended before its result was accepted.
    DelegationEnded {
        /// The round.
        round: Round,
        /// Why.
        reason: String,
    },
    /// The result of a delegated step was accepted by whoever delegated it.
    DelegationAccepted {
        /// The round.
        round: Round,
    },
    /// The roles of a person changed.
    RolesChanged {
        /// The person.
        person: PersonId,
        /// The roles held before.
        from: BTreeSet<RoleId>,
        /// The roles held now.
        to: BTreeSet<RoleId>,
        /// Why.
        reason: String,
    },
    /// A person is away for a time.
    AbsenceRecorded {
        /// The person.
        person: PersonId,
        /// From when to when, and who acts.
        absence: Absence,
    },
    /// The engagement was suspended.
    EngagementSuspended {
        /// The hold.
        hold: Hold,
    },
    /// The hold of the engagement ended.
    EngagementResumed {
        /// Why.
        reason: String,
        /// The timers that its policy moved.
        #[serde(default, skip_serializing_if = "Vec::is_empty")]
        moved: Vec<MovedTimer>,
    },
    /// A step was suspended.
    StepSuspended {
        /// The round.
        round: Round,
        /// The hold.
        hold: Hold,
    },
    /// The hold of a step ended.
    StepResumed {
        /// The round.
        round: Round,
        /// Why.
        reason: String,
        /// The timers that its policy moved.
        #[serde(default, skip_serializing_if = "Vec::is_empty")]
        moved: Vec<MovedTimer>,
    },
    /// A person moved a timer.
    TimerMoved {
        /// The round.
        round: Round,
        /// Which of its timers.
        timer_kind: TimerKind,
        /// The date it had.
        from: Date,
        /// The date it has.
        to: Date,
        /// Why.
        reason: String,
        /// The reminders and escalations that hang on it.
        #[serde(default, skip_serializing_if = "Vec::is_empty")]
        moved: Vec<MovedTimer>,
    },
    /// Steps were added to the plan.
    StepsAdded {
        /// The steps, every parent before its children.
        steps: Vec<Step>,
        /// What they belong to.
        because: Because,
        /// Why.
        reason: String,
    },
    /// A strategy was adopted.
    InterventionAdopted {
        /// Its name.
        intervention: OptionId,
        /// The proposal.
        proposal: Box<Proposal>,
        /// The decision.
        decided: Round,
        /// Whether its plan is to be inserted.
        planned: bool,
    },
    /// The plan of an intervention could not be had.
    PlanFailed {
        /// The intervention.
        intervention: OptionId,
        /// How it failed.
        failure: CallFailure,
        /// What is known about it.
        message: String,
    },
    /// An intervention was halted.
    InterventionHalted {
        /// The intervention.
        intervention: OptionId,
        /// Why.
        reason: String,
    },
    /// The verdict on an intervention was given.
    InterventionConcluded {
        /// The intervention.
        intervention: OptionId,
        /// The verdict.
        verdict: Verdict,
        /// Why.
        reason: String,
    },
    /// What was done can be undone: the undoing step is due should the engagement be withdrawn from.
    UndoNoted {
        /// What was done.
        round: Round,
        /// The step that undoes it.
        undo: StepId,
    },
    /// The engagement was withdrawn from.
    WithdrawalBegun {
        /// Why.
        reason: String,
        /// The steps that undo what was done, in the order in which they are to be done.
        undo: Vec<StepId>,
    },
    /// A settled round was reopened: the next round of its step follows.
    StepReopened {
        /// The settled round.
        round: Round,
        /// Why.
        reason: String,
    },
    /// What a round rests on has changed; it stands, and somebody should look at it.
    StepFlagged {
        /// The round.
        round: Round,
        /// Why.
        reason: String,
    },
    /// Somebody looked at a flagged round, and it stands.
    FlagCleared {
        /// The round.
        round: Round,
        /// Why.
        reason: String,
    },
    /// Membership of the programme moved.
    MembershipChanged {
        /// The state it had; none at the opening.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        from: Option<MembershipId>,
        /// The state it has.
        to: MembershipId,
        /// Why.
        reason: String,
    },
    /// Something was spent.
    Spent {
        /// What.
        expense: Expense,
    },
    /// A budget is nearly spent, or more than spent.
    BudgetWarned {
        /// Which.
        line: BudgetLine,
        /// What has been spent.
        spent: f64,
        /// What there is.
        budget: f64,
    },
    /// A member joined.
    MemberJoined {
        /// The party.
        party: PartyId,
        /// The member.
        member: MemberId,
        /// Who it is.
        details: Box<Member>,
    },
    /// A member left.
    MemberLeft {
        /// The party.
        party: PartyId,
        /// The member.
        member: MemberId,
        /// Why.
        reason: String,
    },
    /// A child engagement was started.
    ChildStarted {
        /// The round of the `engagement` step.
        round: Round,
        /// Which child.
        child: ChildKey,
        /// The engagement.
        engagement: EngagementId,
    },
    /// A child engagement has closed.
    ChildClosed {
        /// The round of the `engagement` step.
        round: Round,
        /// Which child.
        child: ChildKey,
        /// How it stands.
        status: EngagementStatus,
        /// What it handed on.
        #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
        outputs: BTreeMap<OutputId, Value>,
    },
    /// People are to be told.
    NoticeRaised {
        /// What.
        notice: Notice,
    },
    /// A notice was handed over.
    NoticeDelivered {
        /// The sequence number of the event that raised it.
        notice: u64,
        /// Through what.
        channel: String,
    },
    /// A move to another version of the workflow was agreed; it takes place between two stages.
    MigrationScheduled {
        /// The version.
        to: WorkflowPin,
        /// Why.
        reason: String,
    },
    /// The move that was agreed does not take place.
    MigrationCalledOff {
        /// The version it was to move to.
        to: WorkflowPin,
        /// Why.
        reason: String,
    },
    /// The engagement moved to another version of its workflow.
    WorkflowMigrated {
        /// The version before.
        from: WorkflowPin,
        /// The version now.
        to: WorkflowPin,
        /// Steps that have another name now.
        #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
        map: BTreeMap<StepId, StepId>,
        /// Steps that are no more, with the reason.
        #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
        drop: BTreeMap<StepId, String>,
        /// Steps that an earlier migration dropped and that come back with their history.
        #[serde(default, skip_serializing_if = "BTreeSet::is_empty")]
        restore: BTreeSet<StepId>,
        /// What happens to pending timers.
        #[serde(default)]
        timers: MigratedTimers,
        /// The plugins, pinned.
        #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
        plugins: BTreeMap<PluginId, PluginPin>,
        /// The workflows of child engagements, pinned.
        #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
        workflows: BTreeMap<WorkflowId, ChildPin>,
        /// Why.
        reason: String,
    },
    /// The engagement completed: everything required is done.
    EngagementCompleted {},
    /// The engagement was ended before its exit.
    EngagementEnded {
        /// Why.
        reason: String,
    },
}
