//! What a scenario expects: the words of `expect` tables. Comparing them with what is there is told in `check`.

use std::collections::BTreeMap;

use alongside_core::ids::{
    EvidenceId, FactId, FieldId, MembershipId, OptionId, OutputId, PersonId, RoleId, SourceId, StepId,
};
use alongside_core::state::EngagementStatus;
use jiff::civil::Date;
use serde::Deserialize;
use serde_json::Value as Json;

use crate::rehearsal::verbs::arguments::OneOrMany;
use crate::rehearsal::verbs::flow::TimerName;

/// What is expected after a command.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case", default)]
pub(super) struct Expect {
    pub(super) available: Option<Set>,
    pub(super) enabled: Option<Set>,
    pub(super) active: Option<Set>,
    pub(super) failed: Option<Set>,
    pub(super) completed: Option<Set>,
    pub(super) set_aside: Option<Set>,
    pub(super) terminated: Option<Set>,
    pub(super) flagged: Option<Set>,
    pub(super) held: Option<Set>,
    pub(super) overdue: Option<Set>,
    pub(super) states: BTreeMap<StepId, StateWord>,
    pub(super) rounds: BTreeMap<StepId, u32>,
    pub(super) outcome: BTreeMap<StepId, String>,
    pub(super) reason: BTreeMap<StepId, String>,
    pub(super) entry: BTreeMap<StepId, String>,
    pub(super) assigned: BTreeMap<StepId, String>,
    pub(super) evidence: BTreeMap<StepId, BTreeMap<EvidenceId, String>>,
    pub(super) due: BTreeMap<StepId, Date>,
    pub(super) timers: BTreeMap<StepId, BTreeMap<TimerName, Timer>>,
    pub(super) next: Option<Items<Work>>,
    pub(super) findings: BTreeMap<StepId, Found>,
    pub(super) decisions: BTreeMap<StepId, OneOrMany<OptionId>>,
    pub(super) records: BTreeMap<StepId, BTreeMap<FieldId, Json>>,
    pub(super) facts: BTreeMap<FactId, Json>,
    pub(super) outputs: BTreeMap<OutputId, Json>,
    pub(super) refused: Option<Refused>,
    pub(super) events: Option<OneOrMany<Happened>>,
    pub(super) no_events: Option<OneOrMany<Happened>>,
    pub(super) membership: Option<MembershipId>,
    pub(super) ledger: Option<Ledger>,
    pub(super) children: BTreeMap<StepId, Children>,
    pub(super) notices: Option<Items<Notice>>,
    pub(super) interventions: BTreeMap<OptionId, String>,
    pub(super) roles: BTreeMap<PersonId, OneOrMany<RoleId>>,
    pub(super) workflow: Option<String>,
    pub(super) status: Option<EngagementStatus>,
    pub(super) end_reason: Option<String>,
    pub(super) on_hold: Option<bool>,
    pub(super) engagements: Option<Names>,
    pub(super) today: Option<Date>,
}

/// A set of steps: exactly these, or, with `includes` and `excludes`, some of them.
#[derive(Debug, Clone, Deserialize)]
#[serde(untagged)]
pub(super) enum Set {
    Exactly(Vec<StepId>),
    Partly(Partly<StepId>),
}

/// A set of names.
#[derive(Debug, Clone, Deserialize)]
#[serde(untagged)]
pub(super) enum Names {
    Exactly(Vec<String>),
    Partly(Partly<String>),
}

/// A part of a set.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Partly<T> {
    #[serde(default = "Vec::new")]
    pub(super) includes: Vec<T>,
    #[serde(default = "Vec::new")]
    pub(super) excludes: Vec<T>,
}

/// A list of things: all of them in any order, or, with `includes`, some of them.
#[derive(Debug, Clone, Deserialize)]
#[serde(untagged)]
pub(super) enum Items<T> {
    All(Vec<T>),
    Some(Included<T>),
}

/// Some of a list, and some that are not on it.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Included<T> {
    #[serde(default = "Vec::new")]
    pub(super) includes: Vec<T>,
    #[serde(default = "Vec::new")]
    pub(super) excludes: Vec<T>,
}

/// How a step stands; `none` where it has not come up.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub(super) enum StateWord {
    None,
    Available,
    Enabled,
    Active,
    Failed,
    Completed,
    SetAside,
    Terminated,
}

/// A timer: its date, or `false` where there must be none.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(untagged)]
pub(super) enum Timer {
    On(Date),
    Is(bool),
}

/// Something that somebody must do: whatever is named must be so.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case", default)]
pub(super) struct Work {
    pub(super) step: Option<StepId>,
    pub(super) r#do: Option<String>,
    pub(super) role: Option<RoleId>,
    pub(super) people: Option<OneOrMany<PersonId>>,
    pub(super) due: Option<Date>,
    pub(super) overdue: Option<bool>,
    pub(super) evidence: Option<EvidenceId>,
    pub(super) round: Option<u32>,
}

/// A finding: whatever is named must be so.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case", default)]
pub(super) struct Found {
    pub(super) value: Option<f64>,
    pub(super) band: Option<String>,
    pub(super) withheld: Option<bool>,
    pub(super) values: BTreeMap<String, Json>,
}

/// A refusal: its code, and words that its message or hint holds.
#[derive(Debug, Clone, Deserialize)]
#[serde(untagged)]
pub(super) enum Refused {
    Code(String),
    Words(RefusedWords),
}

/// A refusal in full.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct RefusedWords {
    pub(super) code: String,
    #[serde(default)]
    pub(super) says: Option<String>,
}

/// An event: its kind alone, or with more.
#[derive(Debug, Clone, Deserialize)]
#[serde(untagged)]
pub(super) enum Happened {
    /// `step-activated`, `step-activated visit` or `step-activated visit/2`.
    Short(String),
    Full(HappenedFully),
}

/// An event in full: whatever is named must be so.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case", default)]
pub(super) struct HappenedFully {
    pub(super) kind: String,
    pub(super) step: Option<StepId>,
    pub(super) round: Option<u32>,
    pub(super) by: Option<String>,
    pub(super) on: Option<Date>,
    pub(super) engagement: Option<String>,
    /// Words that the stored event holds.
    pub(super) says: Option<OneOrMany<String>>,
}

/// What was spent.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case", default)]
pub(super) struct Ledger {
    pub(super) days: Option<f64>,
    pub(super) funding: Option<f64>,
    pub(super) sources: BTreeMap<SourceId, Amounts>,
}

/// What was spent from one source.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case", default)]
pub(super) struct Amounts {
    pub(super) days: Option<f64>,
    pub(super) funding: Option<f64>,
}

/// How the children of a step stand.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case", default)]
pub(super) struct Children {
    pub(super) started: Option<usize>,
    pub(super) open: Option<usize>,
    pub(super) completed: Option<usize>,
    pub(super) ended: Option<usize>,
    pub(super) names: Option<Vec<String>>,
}

/// A notice that was raised: whatever is named must be so.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case", default)]
pub(super) struct Notice {
    pub(super) about: Option<StepId>,
    pub(super) occasion: Option<String>,
    pub(super) to: Option<OneOrMany<RoleId>>,
    pub(super) says: Option<String>,
}

impl Refused {
    /// The code.
    pub(super) fn code(&self) -> &str {
        match self {
            Self::Code(code) => code,
            Self::Words(words) => &words.code,
        }
    }

    /// Words that its message or hint holds.
    pub(super) fn says(&self) -> Option<&str> {
        match self {
            Self::Code(_) => None,
            Self::Words(words) => words.says.as_deref(),
        }
    }
}

impl StateWord {
    /// The word, as it is written.
    pub(super) fn as_str(self) -> &'static str {
        match self {
            Self::None => "none",
            Self::Available => "available",
            Self::Enabled => "enabled",
            Self::Active => "active",
            Self::Failed => "failed",
            Self::Completed => "completed",
            Self::SetAside => "set-aside",
            Self::Terminated => "terminated",
        }
    }
}
