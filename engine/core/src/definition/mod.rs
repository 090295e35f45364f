//! A compiled workflow: immutable, checked, and named by the digest of its canonical form.
//!
//! The definition front end builds a [`Definition`] from TOML and promises what [`Definition::check`]
//! verifies once more: every id is unique, every reference resolves, parents stand before their children.
//! The core then looks things up without ever meeting a dangling name.

mod check;
mod child;
mod condition;
mod migration;
mod money;
mod outside;
mod plan;
mod rename;
mod step;

pub use check::DefinitionError;
pub use child::{ChildPlan, Each, Join, WorkflowRequirement};
pub use condition::{
    Aggregate, CHILD_PROPERTIES, ChildProperty, Comparison, Condition, Expr, FINDING_FIELDS, FindingField,
    Name, OUTCOMES, Operator, STEP_PROPERTIES, Spent, StepProperty,
};
pub use migration::{MigratedTimers, Migration, MigrationTime, NewStep};
pub use money::{Budget, Cost, Limit, Load, Source};
pub use outside::{Escalation, Fact, Membership, MembershipState, OutsideEvent, Reactions};
pub use step::{
    Choice, DecisionOption, Escalate, Every, EvidenceRequirement, Field, PluginRequirement, RecordPath,
    Remind, Repeat, Schedule, SomeOf, Start, Step, StepKind, TimePoint, TimeRule, WaitFor,
};

use std::collections::{BTreeMap, BTreeSet};

use serde::{Deserialize, Serialize};

use crate::digest::Digest;
use crate::hold::HoldPolicy;
use crate::ids::{
    DataId, DataKindId, EscalationId, FactId, OutputId, OutsideEventId, PartyId, RoleId, StepId, WorkflowId,
};
use crate::value::ValueType;

/// The format of workflow files and definitions that this release writes.
pub const FORMAT: u32 = 1;

/// What kind of body a party is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum PartyKind {
    /// A school, named by its URN when an engagement opens.
    School,
    /// A local authority, trust, diocese or other body.
    Authority,
}

/// A party to the engagement.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Party {
    /// Its title, for people.
    pub title: String,
    /// What kind of body it is.
    pub kind: PartyKind,
    /// Whether it stands for several members, each named when an engagement opens, or later.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub many: bool,
}

/// A role that people hold in the engagement.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Role {
    /// Its title, for people.
    pub title: String,
    /// The party it belongs to.
    pub party: PartyId,
}

/// A dataset that the engagement needs.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct DataSlot {
    /// Its title, for people.
    pub title: String,
    /// The kind of dataset it takes.
    pub kind: DataKindId,
    /// The school it is about.
    pub party: PartyId,
}

/// What a workflow hands on when an engagement completes: to a parent, or to an engagement that follows it.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Output {
    /// Its title, for people.
    pub title: String,
    /// Its type.
    #[serde(rename = "type")]
    pub kind: ValueType,
    /// What it is.
    pub value: Condition,
}

/// A compiled workflow.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Definition {
    /// The format it was written in.
    pub format: u32,
    /// The workflow's name.
    pub id: WorkflowId,
    /// Its version.
    pub version: semver::Version,
    /// Its title, for people.
    pub title: String,
    /// What it is for.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub description: Option<String>,
    /// Where it comes from: documents and sections.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub source: Option<String>,
    /// The party whose calendar counts where a rule names none.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub calendar: Option<PartyId>,
    /// What it may cost.
    #[serde(default)]
    pub budget: Budget,
    /// How much support a school can take at once.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub load: Option<Load>,
    /// The roles that may add steps while an engagement runs.
    #[serde(default, skip_serializing_if = "BTreeSet::is_empty")]
    pub ad_hoc: BTreeSet<RoleId>,
    /// Who may suspend it, and what happens to its timers.
    #[serde(default, skip_serializing_if = "HoldPolicy::is_default")]
    pub hold: HoldPolicy,
    /// Its parties.
    pub parties: BTreeMap<PartyId, Party>,
    /// Its roles.
    pub roles: BTreeMap<RoleId, Role>,
    /// The datasets it needs.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub data: BTreeMap<DataId, DataSlot>,
    /// The outside events it listens to.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub events: BTreeMap<OutsideEventId, OutsideEvent>,
    /// The facts that an engagement keeps.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub facts: BTreeMap<FactId, Fact>,
    /// The kinds of escalation.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub escalations: BTreeMap<EscalationId, Escalation>,
    /// Membership of the programme, if it is one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub membership: Option<Membership>,
    /// What it hands on.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub outputs: BTreeMap<OutputId, Output>,
    /// How engagements on earlier versions move to this one, the first that fits.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub migrations: Vec<Migration>,
    /// Its steps: every parent before its children, siblings in the order of the file.
    pub steps: Vec<Step>,
}

impl Definition {
    /// A workflow with a name, a version and a title, and nothing else to it.
    pub fn new(id: WorkflowId, version: semver::Version, title: impl Into<String>) -> Self {
        Self {
            format: FORMAT,
            id,
            version,
            title: title.into(),
            description: None,
            source: None,
            calendar: None,
            budget: Budget::default(),
            load: None,
            ad_hoc: BTreeSet::new(),
            hold: HoldPolicy::default(),
            parties: BTreeMap::new(),
            roles: BTreeMap::new(),
            data: BTreeMap::new(),
            events: BTreeMap::new(),
            facts: BTreeMap::new(),
            escalations: BTreeMap::new(),
            membership: None,
            outputs: BTreeMap::new(),
            migrations: Vec::new(),
            steps: Vec::new(),
        }
    }

    /// The canonical form: JSON with fields in declaration order and maps in key order, without white space.
    pub fn canonical(&self) -> Vec<u8> {
        // Serialising plain data with string keys into memory has no way to fail.
        serde_json::to_vec(self).unwrap_or_default()
    }

    /// The digest of the canonical form, which is the workflow's identity.
    pub fn digest(&self) -> Digest {
        Digest::of(&self.canonical())
    }

    /// Finds a step.
    pub fn step(&self, id: &StepId) -> Option<&Step> {
        self.steps.iter().find(|step| step.id == *id)
    }

    /// The children of a stage, or the top-level steps for `None`, in the order of the file.
    pub fn children<'a>(&'a self, parent: Option<&'a StepId>) -> impl Iterator<Item = &'a Step> + 'a {
        self.steps
            .iter()
            .filter(move |step| step.parent.as_ref() == parent)
    }

    /// The stages that hold `step`, the innermost first.
    pub fn ancestors<'a>(&'a self, step: &'a Step) -> impl Iterator<Item = &'a Step> + 'a {
        std::iter::successors(step.parent.as_ref().and_then(|id| self.step(id)), |stage| {
            stage.parent.as_ref().and_then(|id| self.step(id))
        })
    }

    /// Whether any condition reads today's date, so that the passing of a day can change what holds.
    pub fn reads_today(&self) -> bool {
        let escalating = self.escalations.values().filter_map(|e| e.when.as_ref());
        let conditions = self.steps.iter().flat_map(Step::conditions).chain(escalating);
        conditions.into_iter().any(|condition| {
            let mut reads = false;
            condition
                .expr
                .each_name(&mut |name| reads |= *name == Name::Today);
            reads
        })
    }
}
