//! Commands: everything that can be asked of an engagement.

use std::collections::{BTreeMap, BTreeSet};

use jiff::Timestamp;
use jiff::civil::Date;
use serde::{Deserialize, Serialize};

use crate::calendar::CalendarId;
use crate::definition::Step;
use crate::digest::Digest;
use crate::event::WorkflowPin;
use crate::finding::{Finding, Recommendation};
use crate::ids::{
    DataId, EngagementId, EscalationId, EvidenceId, FactId, FieldId, MemberId, MembershipId, OptionId,
    OutputId, OutsideEventId, PartyId, PersonId, PluginId, RoleId, StepId, WorkflowId,
};
use crate::intervention::Verdict;
use crate::ledger::Expense;
use crate::member::{ChildKey, ChildPin, Member, Members, Parent, Predecessor};
use crate::people::Absence;
use crate::plugin::CallFailure;
use crate::round::Round;
use crate::state::{EngagementStatus, TimerKind};
use crate::urn::Urn;
use crate::value::Value;

/// When a command is decided. The core has no clock: the runtime, or a rehearsal, says what time it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Now {
    /// The instant, for the log.
    pub at: Timestamp,
    /// The civil date, for everything that counts days.
    pub today: Date,
}

/// Who acts.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Actor {
    /// A person who holds roles in the engagement.
    Person(PersonId),
    /// Whoever runs the program: opens engagements, imports data, lets time pass.
    Administrator,
    /// The engine itself: clocks and plugins.
    Engine,
}

impl Actor {
    /// Says whether a person's name is one that histories give to the administrator or the engine: no person may have
    /// it, or nobody could tell who acted.
    pub fn is_reserved_name(person: &PersonId) -> bool {
        [Self::Administrator, Self::Engine]
            .iter()
            .any(|actor| actor.to_string() == person.as_str())
    }
}

impl std::fmt::Display for Actor {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Person(person) => person.fmt(f),
            Self::Administrator => f.write_str("administrator"),
            Self::Engine => f.write_str("engine"),
        }
    }
}

/// A party as it takes part in one engagement.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct PartyRecord {
    /// Its name.
    pub name: String,
    /// The school's number, for a school.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub urn: Option<Urn>,
    /// Its calendar.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub calendar: Option<CalendarId>,
}

/// The exact plugin that an engagement is pinned to.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct PluginPin {
    /// Its version.
    pub version: String,
    /// The digest of its component.
    pub digest: Digest,
}

/// Who and what takes part: settled when an engagement opens, and kept up as people and members come and go.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Opening {
    /// The engagement's name.
    pub engagement: EngagementId,
    /// Its title, for people.
    pub title: String,
    /// The parties.
    pub parties: BTreeMap<PartyId, PartyRecord>,
    /// The people and the roles they hold.
    pub people: BTreeMap<PersonId, BTreeSet<RoleId>>,
    /// The plugins, pinned.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub plugins: BTreeMap<PluginId, PluginPin>,
    /// The workflows of child engagements, pinned.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub workflows: BTreeMap<WorkflowId, ChildPin>,
    /// The members of the parties that have many.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub members: Members,
    /// The engagement that started it, for a child.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub parent: Option<Parent>,
    /// The engagement that it follows, for a re-entry.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub follows: Option<Predecessor>,
}

impl Opening {
    /// What an engagement opens with that has a name and a title, and nothing else to it.
    pub fn new(engagement: EngagementId, title: impl Into<String>) -> Self {
        Self {
            engagement,
            title: title.into(),
            parties: BTreeMap::new(),
            people: BTreeMap::new(),
            plugins: BTreeMap::new(),
            workflows: BTreeMap::new(),
            members: Members::new(),
            parent: None,
            follows: None,
        }
    }
}

/// A dataset attached to an engagement, by digest; its rows are never in the log.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct DatasetRef {
    /// The digest of the dataset's canonical form.
    pub digest: Digest,
    /// The school year it is about, such as `2018-19`.
    pub year: String,
    /// The file it was read from.
    pub source: String,
}

/// What kind of thing an item of evidence is.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum EvidenceItem {
    /// A few words.
    Note(String),
    /// An address where it can be found.
    Link(String),
    /// A file, kept by its digest.
    Document {
        /// The name it came with.
        name: String,
        /// The digest of its bytes.
        digest: Digest,
    },
}

/// Names one call of a plugin: an effect is idempotent under this key.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct EffectKey {
    /// The engagement.
    pub engagement: EngagementId,
    /// The step.
    pub step: StepId,
    /// Its round, counted from 1.
    pub round: u32,
    /// The attempt, counted from 1.
    pub attempt: u32,
}

impl std::fmt::Display for EffectKey {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(
            f,
            "{}/{}/{}/{}",
            self.engagement, self.step, self.round, self.attempt
        )
    }
}

/// Something asked of an engagement. A command that names a step means its latest round.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Command {
    /// Opens the engagement.
    Open(Box<Opening>),
    /// Starts a step that waits for a person to start it.
    Start {
        /// The step.
        step: StepId,
    },
    /// Says that a task is done, or completes a stage by hand.
    Complete {
        /// The step.
        step: StepId,
        /// What the task records.
        record: BTreeMap<FieldId, Value>,
    },
    /// Makes a decision.
    Decide {
        /// The step.
        step: StepId,
        /// The options chosen: one, or several proposals.
        options: Vec<OptionId>,
        /// Why.
        reason: String,
    },
    /// Offers an item of evidence.
    Offer {
        /// The step.
        step: StepId,
        /// The required item that it answers.
        evidence: EvidenceId,
        /// The item.
        item: EvidenceItem,
    },
    /// Accepts an item of evidence.
    Accept {
        /// The step.
        step: StepId,
        /// The item.
        evidence: EvidenceId,
    },
    /// Contests an item of evidence.
    Contest {
        /// The step.
        step: StepId,
        /// The item.
        evidence: EvidenceId,
        /// Why.
        reason: String,
    },
    /// Approves what another person proposed.
    Approve {
        /// The step.
        step: StepId,
    },
    /// Declines what another person proposed; it is theirs to do again.
    Decline {
        /// The step.
        step: StepId,
        /// Why.
        reason: String,
    },
    /// Sets an optional or manually started step aside.
    SetAside {
        /// The step.
        step: StepId,
        /// Why.
        reason: String,
    },
    /// Tries a failed step again.
    Retry {
        /// The step.
        step: StepId,
    },
    /// Reports an outside event.
    Report {
        /// The event.
        event: OutsideEventId,
        /// What happened.
        note: String,
        /// What the event records.
        #[serde(default)]
        record: BTreeMap<FieldId, Value>,
        /// Who follows, where the event changes the holder of a role.
        #[serde(default)]
        successor: Option<PersonId>,
    },
    /// Sets a fact.
    SetFact {
        /// The fact.
        fact: FactId,
        /// Its value.
        value: Value,
        /// Why, where there is something to say.
        reason: Option<String>,
    },
    /// Raises an escalation.
    Escalate {
        /// Which kind.
        escalation: EscalationId,
        /// The step it is about.
        step: Option<StepId>,
        /// Why.
        reason: String,
    },
    /// Takes a step of one's role for oneself.
    Claim {
        /// The step.
        step: StepId,
    },
    /// Gives a claimed, assigned or delegated step back to its role.
    Release {
        /// The step.
        step: StepId,
        /// Why.
        reason: Option<String>,
    },
    /// Assigns a step to a person who holds its role; due dates and holds stay.
    Assign {
        /// The step.
        step: StepId,
        /// The person.
        to: PersonId,
        /// Why.
        reason: String,
    },
    /// Lets another person do one's step; the result is for the delegator to approve.
    Delegate {
        /// The step.
        step: StepId,
        /// The person.
        to: PersonId,
        /// Why.
        reason: String,
    },
    /// Changes the roles that a person holds.
    ChangeRoles {
        /// The person.
        person: PersonId,
        /// The roles the person holds from now on; none for a person who leaves.
        roles: BTreeSet<RoleId>,
        /// Why.
        reason: String,
    },
    /// Hands every role and every open step of one person to another.
    HandOver {
        /// Who leaves.
        from: PersonId,
        /// Who follows.
        to: PersonId,
        /// Why.
        reason: String,
    },
    /// Records that a person is away, and who acts in the meantime.
    RecordAbsence {
        /// The person.
        person: PersonId,
        /// From when to when, and who acts.
        absence: Absence,
    },
    /// Suspends the engagement, or one active step with everything in it.
    Suspend {
        /// The step; none for the whole engagement.
        step: Option<StepId>,
        /// When the hold ends by itself.
        until: Option<Date>,
        /// Why.
        reason: String,
    },
    /// Ends a hold.
    Resume {
        /// The step; none for the whole engagement.
        step: Option<StepId>,
        /// Why.
        reason: String,
    },
    /// Moves a pending timer to another date.
    MoveTimer {
        /// The step.
        step: StepId,
        /// Which of its timers.
        timer: TimerKind,
        /// The date.
        to: Date,
        /// Why.
        reason: String,
    },
    /// Adds a step to the plan of this engagement.
    AddStep {
        /// The step; its `parent` says where.
        step: Box<Step>,
        /// Why.
        reason: String,
    },
    /// Brings back the plan of an adopted intervention: one stage and everything in it.
    RecordPlan {
        /// The intervention.
        intervention: OptionId,
        /// The stage first, every parent before its children.
        steps: Vec<Step>,
    },
    /// Brings back that an intervention has no plan.
    RecordPlanFailure {
        /// The intervention.
        intervention: OptionId,
        /// How it failed.
        failure: CallFailure,
        /// What is known about it.
        message: String,
    },
    /// Halts an intervention that does not work: its steps end, its closing steps begin.
    Halt {
        /// The intervention.
        intervention: OptionId,
        /// Why.
        reason: String,
    },
    /// Gives the verdict on an intervention.
    Conclude {
        /// The intervention.
        intervention: OptionId,
        /// The verdict.
        verdict: Verdict,
        /// Why.
        reason: String,
    },
    /// Withdraws from the engagement: what was done and can be undone is undone, the latest first.
    Withdraw {
        /// Why.
        reason: String,
    },
    /// Reopens a settled step in a new round; what rested on it is flagged.
    Reopen {
        /// The step.
        step: StepId,
        /// Why.
        reason: String,
    },
    /// Says that a flagged step has been looked at and stands.
    ClearFlag {
        /// The step.
        step: StepId,
        /// Why.
        reason: String,
    },
    /// Moves membership of the programme to another state.
    MoveMembership {
        /// The state.
        to: MembershipId,
        /// Why.
        reason: String,
    },
    /// Enters what was spent.
    Spend {
        /// What.
        expense: Expense,
    },
    /// Adds a member to a party that has many.
    Join {
        /// The party.
        party: PartyId,
        /// The member.
        member: MemberId,
        /// Who it is.
        details: Box<Member>,
    },
    /// Takes a member out of a party that has many; its child engagements run on but are no longer waited for.
    Leave {
        /// The party.
        party: PartyId,
        /// The member.
        member: MemberId,
        /// Why.
        reason: String,
    },
    /// Brings back that a child engagement was started.
    RecordChildStarted {
        /// The round of the `engagement` step.
        round: Round,
        /// Which child.
        child: ChildKey,
        /// The engagement.
        engagement: EngagementId,
    },
    /// Brings back that a child engagement has closed.
    RecordChildClosed {
        /// The round of the `engagement` step.
        round: Round,
        /// Which child.
        child: ChildKey,
        /// How it stands.
        status: EngagementStatus,
        /// What it handed on.
        outputs: BTreeMap<OutputId, Value>,
    },
    /// Brings back that a notice was handed over.
    RecordDelivery {
        /// The sequence number of the event that raised it.
        notice: u64,
        /// Through what, in words: a file, a command.
        channel: String,
    },
    /// Moves the engagement to another version of its workflow, which stands in the context of the decision.
    Migrate {
        /// The version to move to.
        to: WorkflowPin,
        /// The plugins that it needs, pinned.
        plugins: BTreeMap<PluginId, PluginPin>,
        /// The workflows of its child engagements, pinned.
        workflows: BTreeMap<WorkflowId, ChildPin>,
        /// Why.
        reason: String,
    },
    /// Attaches a dataset.
    AttachData {
        /// The slot.
        data: DataId,
        /// The dataset.
        dataset: DatasetRef,
    },
    /// Lets timers fire that are due by today.
    Tick,
    /// Works out pending timers again where a calendar has changed.
    RecalculateTimers,
    /// Brings back what a scoring rule found.
    RecordFinding {
        /// The call.
        key: EffectKey,
        /// Its answer.
        finding: Box<Finding>,
    },
    /// Brings back what a strategy plugin proposed.
    RecordRecommendation {
        /// The call.
        key: EffectKey,
        /// Its answer.
        recommendation: Box<Recommendation>,
    },
    /// Brings back that a plugin call failed.
    RecordFailure {
        /// The call.
        key: EffectKey,
        /// How it failed.
        failure: CallFailure,
        /// What is known about it.
        message: String,
    },
    /// Ends the engagement before its exit.
    End {
        /// Why.
        reason: String,
    },
}
