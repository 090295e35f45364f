//! Conditions: what must hold, as a small typed tree.
//!
//! People write the common ones as tables and the rest in CEL; the definition front end parses both, checks
//! every name and type, and lowers them to [`Expr`]. The core evaluates `Expr` itself: no parser, no clock, no
//! unbounded loop stands between a log and its replay, and each leaf can say what it is still missing.
//! Evaluation lives in `crate::evaluate`.

use serde::{Deserialize, Serialize};

use crate::ids::{DataId, EscalationId, EvidenceId, FactId, FieldId, OutputId, OutsideEventId, StepId};
use crate::value::Value;

/// A condition with the words it was written in.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Condition {
    /// As the file has it, for people.
    pub source: String,
    /// What it means.
    pub expr: Expr,
}

/// An expression. Depth and size are bounded by the front end.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Expr {
    /// A constant.
    Value(Value),
    /// Something the engagement knows, or does not know yet.
    Name(Name),
    /// Whether a name has a value (`has(...)`).
    Has(Name),
    /// Negation.
    Not(Box<Expr>),
    /// All of them.
    All(Vec<Expr>),
    /// At least one of them.
    Any(Vec<Expr>),
    /// A comparison of two values of one type.
    Compare(Comparison, Box<Expr>, Box<Expr>),
    /// Arithmetic on two numbers.
    Arithmetic(Operator, Box<Expr>, Box<Expr>),
    /// Whether the first value is among the others, or among a list of texts.
    In(Box<Expr>, Vec<Expr>),
    /// How many texts a list holds (`size(...)`).
    Size(Box<Expr>),
    /// The second where the first holds, else the third (`a ? b : c`).
    If(Box<Expr>, Box<Expr>, Box<Expr>),
}

/// Comparisons.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub enum Comparison {
    /// Equal.
    #[serde(rename = "==")]
    Equal,
    /// Not equal.
    #[serde(rename = "!=")]
    NotEqual,
    /// Less.
    #[serde(rename = "<")]
    Less,
    /// Less or equal.
    #[serde(rename = "<=")]
    LessOrEqual,
    /// Greater.
    #[serde(rename = ">")]
    Greater,
    /// Greater or equal.
    #[serde(rename = ">=")]
    GreaterOrEqual,
}

/// Arithmetic.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub enum Operator {
    /// Sum.
    #[serde(rename = "+")]
    Add,
    /// Difference.
    #[serde(rename = "-")]
    Subtract,
    /// Product.
    #[serde(rename = "*")]
    Multiply,
    /// Quotient; unknown where the divisor is zero.
    #[serde(rename = "/")]
    Divide,
}

/// What a condition can read. In CEL a hyphen in an id is written as an underscore.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Name {
    /// `today`: the civil date of the decision.
    Today,
    /// `findings.<step>.<field>`: a part of the latest finding of a score step.
    Finding {
        /// The score step.
        step: StepId,
        /// The part.
        field: FindingField,
    },
    /// `decisions.<step>`: the option chosen (a text), or the proposals adopted (texts).
    Decision {
        /// The decision step.
        step: StepId,
    },
    /// `records.<step>.<field>`: what a task recorded in its latest completed round.
    Record {
        /// The task.
        step: StepId,
        /// The field.
        field: FieldId,
    },
    /// `steps.<step>.<property>`: how a step stands.
    Step {
        /// The step.
        step: StepId,
        /// What of it.
        property: StepProperty,
    },
    /// `evidence.<step>.<evidence>`: how an item of evidence stands in the latest round, as a text: `missing`,
    /// `offered`, `accepted` or `contested`.
    Evidence {
        /// The step.
        step: StepId,
        /// The item.
        evidence: EvidenceId,
    },
    /// `events.<event>`: how often an outside event was reported.
    Event {
        /// The event.
        event: OutsideEventId,
    },
    /// `data.<slot>`: whether the slot holds a dataset.
    Data {
        /// The slot.
        data: DataId,
    },
    /// `facts.<fact>`: a fact as it was last set.
    Fact {
        /// The fact.
        fact: FactId,
    },
    /// `events.<event>.<field>`: what the latest report of an outside event recorded.
    Reported {
        /// The event.
        event: OutsideEventId,
        /// The field.
        field: FieldId,
    },
    /// `escalations.<escalation>`: how often it was raised.
    Escalation {
        /// The escalation.
        escalation: EscalationId,
    },
    /// `membership`: the state of membership.
    Membership,
    /// `children.<step>.<property>`: how many child engagements of a step stand so.
    Children {
        /// The `engagement` step.
        step: StepId,
        /// What of them.
        property: ChildProperty,
    },
    /// `outputs.<step>.<output>`: what the child engagements of a step handed on.
    Output {
        /// The `engagement` step.
        step: StepId,
        /// The output of the child's workflow.
        output: OutputId,
        /// How several become one.
        aggregate: Aggregate,
    },
    /// `previous.<output>`: what the engagement that this one follows handed on.
    Previous {
        /// The output of this workflow.
        output: OutputId,
    },
    /// `spent.<days or funding>`: what the ledger holds.
    Spent {
        /// Of what.
        of: Spent,
    },
}

/// What can be asked of child engagements: always a number of them.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum ChildProperty {
    /// Started.
    Started,
    /// Still open.
    Open,
    /// Completed.
    Completed,
    /// Ended before their exit.
    Ended,
}

/// The properties of child engagements, with the words used in conditions.
pub const CHILD_PROPERTIES: [(&str, ChildProperty); 4] = [
    ("started", ChildProperty::Started),
    ("open", ChildProperty::Open),
    ("completed", ChildProperty::Completed),
    ("ended", ChildProperty::Ended),
];

/// How the outputs of several child engagements become one value.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Aggregate {
    /// There is only one child.
    Only,
    /// `.min`: the least number.
    Min,
    /// `.max`: the greatest number.
    Max,
    /// `.sum`: the sum of the numbers.
    Sum,
    /// `.mean`: their mean.
    Mean,
    /// `.count`: how many children handed it on; of truth values, how many are true.
    Count,
}

impl Aggregate {
    /// The word used in conditions; none for an only child.
    pub fn as_str(self) -> Option<&'static str> {
        match self {
            Self::Only => None,
            Self::Min => Some("min"),
            Self::Max => Some("max"),
            Self::Sum => Some("sum"),
            Self::Mean => Some("mean"),
            Self::Count => Some("count"),
        }
    }
}

/// What the ledger counts.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Spent {
    /// Days.
    Days,
    /// Money, in pounds.
    Funding,
}

/// A part of a finding.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum FindingField {
    /// The estimate.
    Value,
    /// The lower end of its interval.
    Low,
    /// The upper end of its interval.
    High,
    /// How many pupils stand behind it.
    N,
    /// Its band.
    Band,
    /// Whether it is withheld.
    Withheld,
    /// A value that the plugin declares.
    Declared(String),
}

/// The parts that every finding has, with the words used in conditions.
pub const FINDING_FIELDS: [(&str, FindingField); 6] = [
    ("value", FindingField::Value),
    ("low", FindingField::Low),
    ("high", FindingField::High),
    ("n", FindingField::N),
    ("band", FindingField::Band),
    ("withheld", FindingField::Withheld),
];

/// What a condition can ask of a step.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum StepProperty {
    /// Whether a round of it has been completed.
    Done,
    /// Whether a round of it is active.
    Active,
    /// Whether its active round is past its due date.
    Overdue,
    /// How many rounds have been completed.
    Rounds,
    /// How its latest settled round ended: one of [`OUTCOMES`].
    Outcome,
    /// Whether it is flagged: something it rests on was reopened, or no longer holds.
    Flagged,
}

/// The properties of a step, with the words used in conditions.
pub const STEP_PROPERTIES: [(&str, StepProperty); 6] = [
    ("done", StepProperty::Done),
    ("active", StepProperty::Active),
    ("overdue", StepProperty::Overdue),
    ("rounds", StepProperty::Rounds),
    ("outcome", StepProperty::Outcome),
    ("flagged", StepProperty::Flagged),
];

/// How a round can have ended, as a text in conditions: done; by its date or by its event, for a wait; set aside;
/// ended with its stage or by a person; lapsed at its deadline; ended by its `exit-when`; ended by an outside event or
/// an escalation; halted with its intervention.
pub const OUTCOMES: [&str; 9] = [
    "done",
    "date",
    "event",
    "set-aside",
    "ended",
    "lapsed",
    "exited",
    "interrupted",
    "halted",
];

impl Expr {
    /// The expressions directly below this one.
    pub fn operands(&self) -> Vec<&Expr> {
        match self {
            Self::Value(_) | Self::Name(_) | Self::Has(_) => Vec::new(),
            Self::Not(a) | Self::Size(a) => vec![a],
            Self::All(all) | Self::Any(all) => all.iter().collect(),
            Self::Compare(_, a, b) | Self::Arithmetic(_, a, b) => vec![a, b],
            Self::In(a, list) => std::iter::once(&**a).chain(list).collect(),
            Self::If(a, b, c) => vec![a, b, c],
        }
    }

    /// Calls `visit` with every name in the expression.
    pub fn each_name(&self, visit: &mut impl FnMut(&Name)) {
        if let Self::Name(name) | Self::Has(name) = self {
            visit(name);
        }
        for operand in self.operands() {
            operand.each_name(visit);
        }
    }
}

impl Name {
    /// The step it is about, if it is about one.
    pub fn step(&self) -> Option<&StepId> {
        match self {
            Self::Finding { step, .. }
            | Self::Decision { step }
            | Self::Record { step, .. }
            | Self::Step { step, .. }
            | Self::Evidence { step, .. }
            | Self::Children { step, .. }
            | Self::Output { step, .. } => Some(step),
            _ => None,
        }
    }
}

impl std::fmt::Display for Name {
    /// As it is written in CEL.
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let word = |id: &str| id.replace('-', "_");
        match self {
            Self::Today => f.write_str("today"),
            Self::Finding { step, field } => {
                write!(f, "findings.{}.{}", word(step.as_str()), word(field.as_str()))
            }
            Self::Decision { step } => write!(f, "decisions.{}", word(step.as_str())),
            Self::Record { step, field } => {
                write!(f, "records.{}.{}", word(step.as_str()), word(field.as_str()))
            }
            Self::Step { step, property } => {
                let property = STEP_PROPERTIES
                    .iter()
                    .find(|(_, p)| p == property)
                    .map_or("", |(w, _)| w);
                write!(f, "steps.{}.{property}", word(step.as_str()))
            }
            Self::Evidence { step, evidence } => {
                write!(f, "evidence.{}.{}", word(step.as_str()), word(evidence.as_str()))
            }
            Self::Event { event } => write!(f, "events.{}", word(event.as_str())),
            Self::Data { data } => write!(f, "data.{}", word(data.as_str())),
            Self::Fact { fact } => write!(f, "facts.{}", word(fact.as_str())),
            Self::Reported { event, field } => {
                write!(f, "events.{}.{}", word(event.as_str()), word(field.as_str()))
            }
            Self::Escalation { escalation } => write!(f, "escalations.{}", word(escalation.as_str())),
            Self::Membership => f.write_str("membership"),
            Self::Children { step, property } => {
                let property = CHILD_PROPERTIES
                    .iter()
                    .find(|(_, p)| p == property)
                    .map_or("", |(w, _)| w);
                write!(f, "children.{}.{property}", word(step.as_str()))
            }
            Self::Output {
                step,
                output,
                aggregate,
            } => {
                let suffix = aggregate
                    .as_str()
                    .map(|word| format!(".{word}"))
                    .unwrap_or_default();
                write!(
                    f,
                    "outputs.{}.{}{suffix}",
                    word(step.as_str()),
                    word(output.as_str())
                )
            }
            Self::Previous { output } => write!(f, "previous.{}", word(output.as_str())),
            Self::Spent { of: Spent::Days } => f.write_str("spent.days"),
            Self::Spent { of: Spent::Funding } => f.write_str("spent.funding"),
        }
    }
}

impl FindingField {
    /// The word used in conditions, with hyphens where the plugin declares them.
    pub fn as_str(&self) -> &str {
        match self {
            Self::Declared(name) => name,
            known => FINDING_FIELDS
                .iter()
                .find(|(_, field)| field == known)
                .map_or("", |(word, _)| word),
        }
    }
}
