//! Steps and the rules that surround them.

use std::collections::{BTreeMap, BTreeSet};

use jiff::civil::Date;
use serde::{Deserialize, Serialize};

use super::child::ChildPlan;
use super::condition::Condition;
use super::money::Cost;
use crate::calendar::{PeriodUnit, Span};
use crate::ids::{
    DataId, EscalationId, EvidenceId, FieldId, MeasureId, MembershipId, OptionId, OutsideEventId, PartyId,
    PluginId, RoleId, StepId,
};
use crate::value::{Value, ValueType};

/// Anything in a workflow that can be active.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Step {
    /// Its name, unique in the workflow.
    pub id: StepId,
    /// Its title, for people.
    pub title: String,
    /// What to do, for the person who does it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub guidance: Option<String>,
    /// The stage that holds it; none at top level.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub parent: Option<StepId>,
    /// The role that owns it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub role: Option<RoleId>,
    /// What it is.
    pub kind: StepKind,
    /// The steps whose completion it waits for; completions are remembered.
    #[serde(default, skip_serializing_if = "BTreeSet::is_empty")]
    pub after: BTreeSet<StepId>,
    /// Groups of steps of which only so many must be complete; these completions are remembered too.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub after_some: Vec<SomeOf>,
    /// What must hold at the moment of firing, besides `after`; never remembered.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub when: Option<Condition>,
    /// What opens it by itself, whatever `after` and `when` say.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub or_when: Option<Condition>,
    /// What sets it aside before it begins: it is not needed.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub skip_when: Option<Condition>,
    /// What ends it, with everything in it, while it is active.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub exit_when: Option<Condition>,
    /// Whether its stage can complete without it.
    #[serde(default, skip_serializing_if = "is_false")]
    pub optional: bool,
    /// Whether it starts by itself.
    #[serde(default, skip_serializing_if = "Start::is_automatic")]
    pub start: Start,
    /// How it repeats, if it does.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub repeat: Option<Repeat>,
    /// By when it should be done.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub due: Option<TimeRule>,
    /// Who is reminded how long before that.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub remind: Vec<Remind>,
    /// What is escalated how long after that.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub escalate: Vec<Escalate>,
    /// When it lapses: it is ended, not done.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub deadline: Option<TimeRule>,
    /// How many days of work it takes.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub effort_days: Option<f64>,
    /// What it costs in money, and which source pays.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub cost: Option<Cost>,
    /// The evidence it needs.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub evidence: Vec<EvidenceRequirement>,
    /// The role that must approve its outcome; never the person who proposed it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub approve: Option<RoleId>,
    /// Steps whose doer may not do this one.
    #[serde(default, skip_serializing_if = "BTreeSet::is_empty")]
    pub not_by: BTreeSet<StepId>,
    /// The step that it undoes: it begins only when the engagement is withdrawn from after that step was done.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub undoes: Option<StepId>,
}

/// A group of steps of which only so many must be complete.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct SomeOf {
    /// How many.
    pub at_least: u32,
    /// The steps.
    pub of: BTreeSet<StepId>,
}

/// A reminder before a due date.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Remind {
    /// How long before.
    pub before: Span,
    /// The roles that are told; the step's own where none is named.
    #[serde(default, skip_serializing_if = "BTreeSet::is_empty")]
    pub to: BTreeSet<RoleId>,
}

/// An escalation after a due date.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Escalate {
    /// How long after.
    pub after: Span,
    /// Which kind.
    pub escalation: EscalationId,
}

fn is_false(flag: &bool) -> bool {
    !*flag
}

impl Step {
    /// A step of a kind with a name and a title, and nothing else to it.
    pub fn new(id: StepId, title: impl Into<String>, kind: StepKind) -> Self {
        Self {
            id,
            title: title.into(),
            guidance: None,
            parent: None,
            role: None,
            kind,
            after: BTreeSet::new(),
            after_some: Vec::new(),
            when: None,
            or_when: None,
            skip_when: None,
            exit_when: None,
            optional: false,
            start: Start::Automatic,
            repeat: None,
            due: None,
            remind: Vec::new(),
            escalate: Vec::new(),
            deadline: None,
            effort_days: None,
            cost: None,
            evidence: Vec::new(),
            approve: None,
            not_by: BTreeSet::new(),
            undoes: None,
        }
    }

    /// Every condition of the step.
    pub fn conditions(&self) -> impl Iterator<Item = &Condition> {
        let until = self.repeat.as_ref().and_then(|repeat| repeat.until.as_ref());
        self.when
            .iter()
            .chain(&self.or_when)
            .chain(&self.skip_when)
            .chain(&self.exit_when)
            .chain(until)
    }

    /// Whether the step is a stage.
    pub fn is_stage(&self) -> bool {
        matches!(self.kind, StepKind::Stage)
    }

    /// Finds one of its evidence requirements.
    pub fn evidence_requirement(&self, id: &EvidenceId) -> Option<&EvidenceRequirement> {
        self.evidence.iter().find(|requirement| requirement.id == *id)
    }
}

/// What a step is.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum StepKind {
    /// Holds steps.
    Stage,
    /// A person does it.
    Task {
        /// What the person records when it is done.
        #[serde(default, skip_serializing_if = "Vec::is_empty")]
        record: Vec<Field>,
    },
    /// A scoring plugin computes a finding.
    Score {
        /// The plugin.
        plugin: PluginRequirement,
        /// The dataset it reads, if it reads one.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        data: Option<DataId>,
        /// The measure it is about, if it is about one.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        measure: Option<MeasureId>,
        /// Recorded values it is given as facts, by name.
        #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
        facts: BTreeMap<FieldId, RecordPath>,
        /// Its parameters.
        #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
        with: BTreeMap<String, Value>,
    },
    /// A strategy plugin proposes interventions.
    Recommend {
        /// The plugin.
        plugin: PluginRequirement,
        /// The score steps whose latest findings it may look at.
        findings: BTreeSet<StepId>,
        /// Its parameters.
        #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
        with: BTreeMap<String, Value>,
    },
    /// A person chooses and says why.
    Decision(Choice),
    /// Reached, once, when its condition (`when`) holds and its evidence is accepted.
    Milestone,
    /// Waits for a date or an outside event.
    Wait(WaitFor),
    /// Starts child engagements.
    Engagement(ChildPlan),
    /// Tells somebody.
    Notify {
        /// The roles that are told.
        to: BTreeSet<RoleId>,
        /// What they are told.
        message: String,
    },
}

impl StepKind {
    /// The word used in files and messages.
    pub fn as_str(&self) -> &'static str {
        match self {
            Self::Stage => "stage",
            Self::Task { .. } => "task",
            Self::Score { .. } => "score",
            Self::Recommend { .. } => "recommend",
            Self::Decision(_) => "decision",
            Self::Milestone => "milestone",
            Self::Wait(_) => "wait",
            Self::Engagement(_) => "engagement",
            Self::Notify { .. } => "notify",
        }
    }
}

/// What a decision chooses among.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Choice {
    /// Exactly one of the named options.
    One {
        /// The options, in the order of the file.
        options: Vec<DecisionOption>,
    },
    /// One or several of the proposals of a `recommend` step: the interventions that are adopted.
    Proposals {
        /// The `recommend` step.
        from: StepId,
        /// The stage into which the plan of each adopted intervention is inserted; none where adopting plans
        /// nothing.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        into: Option<StepId>,
    },
}

/// One option of a decision.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct DecisionOption {
    /// Its name.
    pub id: OptionId,
    /// Its title, for people.
    pub title: String,
    /// The state of membership that choosing it leads to.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub membership: Option<MembershipId>,
}

/// A plugin by name and acceptable versions.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct PluginRequirement {
    /// The plugin.
    pub id: PluginId,
    /// The versions that will do.
    pub version: semver::VersionReq,
}

/// A field that a task records.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Field {
    /// Its name.
    pub id: FieldId,
    /// Its title, for people.
    pub title: String,
    /// Its type.
    #[serde(rename = "type")]
    pub kind: ValueType,
    /// Whether the task can be done without it.
    #[serde(default, skip_serializing_if = "is_false")]
    pub optional: bool,
    /// Its unit, if it has one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub unit: Option<String>,
}

/// Names a recorded field: a task and one of its fields.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct RecordPath {
    /// The task.
    pub step: StepId,
    /// The field.
    pub field: FieldId,
}

/// What a wait step waits for; where both are given, whichever comes first.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct WaitFor {
    /// The date that ends it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub until: Option<TimeRule>,
    /// The outside event that ends it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub event: Option<OutsideEventId>,
}

/// Whether a step starts by itself.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Start {
    /// As soon as its entry holds.
    #[default]
    Automatic,
    /// Once its entry holds, when a person starts it.
    Manual,
    /// When an outside event or an escalation opens it, or an intervention is halted that it closes.
    Called,
}

impl Start {
    fn is_automatic(&self) -> bool {
        *self == Self::Automatic
    }
}

/// An item of evidence that a step needs.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct EvidenceRequirement {
    /// Its name.
    pub id: EvidenceId,
    /// Its title, for people.
    pub title: String,
    /// The role that judges it; where none is named, offering it is enough.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub accepted_by: Option<RoleId>,
}

/// A date, as a rule.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct TimeRule {
    /// How the date follows from the anchor (the day on which the step became active).
    pub point: TimePoint,
    /// The party whose calendar counts.
    pub calendar: PartyId,
}

/// The ways to name a date.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum TimePoint {
    /// So long after the anchor.
    After(Span),
    /// So long before the end of the half-term or term that the anchor lies in.
    BeforeEnd {
        /// How long before.
        offset: Span,
        /// The end of what: half-terms or terms.
        of: PeriodUnit,
    },
    /// A fixed date.
    On(Date),
    /// A date that a task recorded.
    Recorded(RecordPath),
}

/// How a step repeats.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
pub struct Repeat {
    /// The clock of the rounds; without one, a round follows as soon as the one before has ended.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub every: Option<Every>,
    /// The clock of a loop whose rounds grow further apart, or closer; never beside `every`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub schedule: Option<Schedule>,
    /// No further round starts once this holds.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub until: Option<Condition>,
    /// The most rounds there may be.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub rounds_max: Option<u32>,
}

/// A clock whose rounds are not all equally far apart: a taper.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Schedule {
    /// From the entry to the first round, from the first to the second, and so on; there are as many rounds.
    pub spans: Vec<Span>,
    /// The party whose calendar counts.
    pub calendar: PartyId,
}

impl Repeat {
    /// Whether rounds begin by the clock.
    pub fn is_clocked(&self) -> bool {
        self.every.is_some() || self.schedule.is_some()
    }
}

/// The clock of a repeating step.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Every {
    /// How far apart the rounds are.
    pub span: Span,
    /// How long before the end of the period a round starts (with half-terms and terms only).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub before_end: Option<Span>,
    /// The party whose calendar counts.
    pub calendar: PartyId,
}
