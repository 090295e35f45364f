//! A workflow as its file says it: every value typed and placed, nothing resolved yet.

mod outside;
mod rules;

pub(crate) use outside::{
    RawEscalation, RawEvent, RawFact, RawHold, RawMembership, RawMigration, RawOutput, RawReactions, RawState,
};
pub(crate) use rules::{Mapping, RawChild, RawCost, RawEach, RawEscalate, RawOption, RawRemind, RawSomeOf};

use std::collections::BTreeMap;
use std::ops::Range;

use alongside_core::calendar::{PeriodUnit, Span};
use alongside_core::definition::{Budget, Comparison, Load, Party, PluginRequirement, RecordPath, Start};
use alongside_core::ids::{
    DataId, DataKindId, EscalationId, EvidenceId, FactId, FieldId, MeasureId, OutputId, OutsideEventId,
    PartyId, RoleId, StepId, WorkflowId,
};
use alongside_core::value::{Value, ValueType};
use jiff::civil::Date;

use crate::sink::At;

/// The kinds of step that a file can name.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Kind {
    Stage,
    Task,
    Score,
    Recommend,
    Decision,
    Milestone,
    Wait,
    Engagement,
    Notify,
}

/// The kinds with the words that name them.
pub(crate) const KINDS: [(&str, Kind); 9] = [
    ("stage", Kind::Stage),
    ("task", Kind::Task),
    ("score", Kind::Score),
    ("recommend", Kind::Recommend),
    ("decision", Kind::Decision),
    ("milestone", Kind::Milestone),
    ("wait", Kind::Wait),
    ("engagement", Kind::Engagement),
    ("notify", Kind::Notify),
];

impl Kind {
    pub(crate) fn as_str(self) -> &'static str {
        KINDS
            .iter()
            .find(|(_, kind)| *kind == self)
            .map_or("step", |(word, _)| word)
    }
}

/// A whole file. What could not be read is reported already, and absent or replaced here.
#[derive(Debug, Default)]
pub(crate) struct RawWorkflow {
    pub(crate) id: Option<WorkflowId>,
    pub(crate) version: Option<semver::Version>,
    pub(crate) title: Option<String>,
    pub(crate) description: Option<String>,
    pub(crate) source: Option<String>,
    pub(crate) calendar: Option<At<PartyId>>,
    pub(crate) budget: Budget,
    pub(crate) load: Option<Load>,
    pub(crate) ad_hoc: Vec<At<RoleId>>,
    pub(crate) hold: RawHold,
    pub(crate) parties: BTreeMap<PartyId, Party>,
    pub(crate) roles: BTreeMap<RoleId, RawRole>,
    pub(crate) data: BTreeMap<DataId, RawData>,
    pub(crate) events: BTreeMap<OutsideEventId, RawEvent>,
    pub(crate) facts: BTreeMap<FactId, RawFact>,
    pub(crate) escalations: BTreeMap<EscalationId, RawEscalation>,
    pub(crate) membership: Option<RawMembership>,
    pub(crate) outputs: BTreeMap<OutputId, RawOutput>,
    pub(crate) migrations: Vec<RawMigration>,
    /// Every parent before its children, siblings in the order of the file.
    pub(crate) steps: Vec<RawStep>,
}

#[derive(Debug)]
pub(crate) struct RawRole {
    pub(crate) title: Option<String>,
    pub(crate) party: Option<At<PartyId>>,
}

#[derive(Debug)]
pub(crate) struct RawData {
    pub(crate) title: Option<String>,
    pub(crate) kind: Option<At<DataKindId>>,
    pub(crate) party: Option<At<PartyId>>,
}

/// Parameters as a step sets them, each name and value with its place.
pub(crate) type Parameters = Vec<(At<String>, At<Value>)>;

#[derive(Debug, Default)]
pub(crate) struct RawStep {
    /// The place of its header.
    pub(crate) span: Range<usize>,
    pub(crate) id: Option<At<StepId>>,
    /// The index of the stage that holds it.
    pub(crate) parent: Option<usize>,
    pub(crate) kind: Option<Kind>,
    pub(crate) title: Option<String>,
    pub(crate) guidance: Option<String>,
    pub(crate) optional: bool,
    pub(crate) start: Start,
    pub(crate) role: Option<At<RoleId>>,
    pub(crate) after: Vec<At<StepId>>,
    pub(crate) after_some: Vec<RawSomeOf>,
    pub(crate) when: Option<RawCondition>,
    pub(crate) or_when: Option<RawCondition>,
    pub(crate) skip_when: Option<RawCondition>,
    pub(crate) exit_when: Option<RawCondition>,
    pub(crate) repeat: Option<RawRepeat>,
    pub(crate) due: Option<RawTime>,
    pub(crate) remind: Option<At<Vec<RawRemind>>>,
    pub(crate) escalate: Option<At<Vec<RawEscalate>>>,
    pub(crate) deadline: Option<RawTime>,
    pub(crate) effort_days: Option<f64>,
    pub(crate) cost: Option<RawCost>,
    pub(crate) evidence: Vec<RawEvidence>,
    pub(crate) approve: Option<At<RoleId>>,
    pub(crate) not_by: Vec<At<StepId>>,
    pub(crate) undoes: Option<At<StepId>>,
    pub(crate) record: Vec<RawField>,
    pub(crate) plugin: Option<At<PluginRequirement>>,
    pub(crate) data: Option<At<DataId>>,
    pub(crate) measure: Option<At<MeasureId>>,
    pub(crate) facts: Vec<(FieldId, At<RecordPath>)>,
    pub(crate) with: Option<At<Parameters>>,
    pub(crate) findings: Vec<At<StepId>>,
    pub(crate) options: Option<At<Vec<RawOption>>>,
    pub(crate) options_from: Option<At<StepId>>,
    pub(crate) adopt_into: Option<At<StepId>>,
    pub(crate) until: Option<RawTime>,
    pub(crate) event: Option<At<OutsideEventId>>,
    pub(crate) to: Vec<At<RoleId>>,
    pub(crate) message: Option<String>,
    pub(crate) child: RawChild,
}

impl RawStep {
    /// What to call the step in a message.
    pub(crate) fn name(&self) -> String {
        self.id
            .as_ref()
            .map_or_else(|| "this step".to_owned(), |id| format!("step `{}`", id.value))
    }
}

#[derive(Debug)]
pub(crate) struct RawEvidence {
    pub(crate) id: At<EvidenceId>,
    pub(crate) title: Option<String>,
    pub(crate) accepted_by: Option<At<RoleId>>,
}

#[derive(Debug)]
pub(crate) struct RawField {
    pub(crate) id: At<FieldId>,
    pub(crate) title: Option<String>,
    pub(crate) kind: Option<ValueType>,
    pub(crate) optional: bool,
    pub(crate) unit: Option<String>,
}

#[derive(Debug)]
pub(crate) struct RawRepeat {
    pub(crate) span: Range<usize>,
    pub(crate) every: Option<At<Span>>,
    pub(crate) schedule: Option<At<Vec<At<Span>>>>,
    pub(crate) before_end: Option<At<Span>>,
    pub(crate) until: Option<RawCondition>,
    pub(crate) rounds_max: Option<u32>,
    pub(crate) calendar: Option<At<PartyId>>,
    /// Whether something in it was reported already.
    pub(crate) broken: bool,
}

/// A rule that names a date.
#[derive(Debug)]
pub(crate) struct RawTime {
    pub(crate) span: Range<usize>,
    pub(crate) point: Option<RawPoint>,
    pub(crate) calendar: Option<At<PartyId>>,
}

#[derive(Debug)]
pub(crate) enum RawPoint {
    After(Span),
    BeforeEnd { offset: Span, of: PeriodUnit },
    On(Date),
    Recorded(At<RecordPath>),
}

/// A condition as it is written.
#[derive(Debug)]
pub(crate) enum RawCondition {
    Cel(CelText),
    All(At<Vec<RawCondition>>),
    Any(At<Vec<RawCondition>>),
    Not(At<Box<RawCondition>>),
    Test(RawTest),
}

impl RawCondition {
    pub(crate) fn span(&self) -> Range<usize> {
        match self {
            Self::Cel(cel) => cel.span.clone(),
            Self::All(all) | Self::Any(all) => all.span.clone(),
            Self::Not(not) => not.span.clone(),
            Self::Test(test) => test.span.clone(),
        }
    }
}

/// A CEL expression in a string of the file.
#[derive(Debug)]
pub(crate) struct CelText {
    pub(crate) text: String,
    /// The whole string with its quotes.
    pub(crate) span: Range<usize>,
    /// Where the expression starts in the file, if every byte of it stands there as it is.
    pub(crate) start: Option<usize>,
}

/// A table that asks about one thing.
#[derive(Debug)]
pub(crate) struct RawTest {
    pub(crate) span: Range<usize>,
    pub(crate) subject: At<Subject>,
    pub(crate) tests: Vec<(Test, At<Value>)>,
}

/// What a condition table asks about; names are as written, for the resolver.
#[derive(Debug)]
pub(crate) enum Subject {
    Finding {
        step: String,
        field: String,
    },
    Decision(String),
    Record {
        step: String,
        field: String,
    },
    Step(String),
    /// A step, and how its latest round ended.
    Outcome {
        step: String,
        outcome: At<String>,
    },
    Evidence {
        step: String,
        item: String,
    },
    Event(String),
    Reported {
        event: String,
        field: String,
    },
    Fact(String),
    /// A state of membership.
    Membership(String),
    Escalation(String),
    Children {
        step: String,
        property: String,
    },
    /// A step, an output of its children, and how several become one.
    Output(Vec<String>),
    Previous(String),
    Spent(String),
}

/// How a condition table tests what it asks about.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Test {
    Compare(Comparison),
    Includes,
}
