//! Testing a plugin as ordinary Rust, without WebAssembly: inputs built in a line, defaults filled in as the host does.

use crate::table::split;
use crate::{
    Cells, Column, Description, Finding, InterventionStrategy, Missing, NamedValue, NumberColumn, PlanInput,
    Proposal, ProposeInput, Refusal, ScoreInput, ScoreOutput, ScoringRule, Table, TextColumn, Value,
};

/// An input being built.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Input {
    columns: Vec<Column>,
    facts: Vec<NamedValue>,
    parameters: Vec<NamedValue>,
    findings: Vec<Finding>,
    in_place: Vec<String>,
}

impl Input {
    /// Begins with nothing at all.
    pub fn empty() -> Self {
        Self::default()
    }

    /// Begins with the defaults of a scoring rule's parameters.
    pub fn for_rule<R: ScoringRule>() -> Self {
        Self::with_defaults(R::describe())
    }

    /// Begins with the defaults of a strategy's parameters.
    pub fn for_strategy<S: InterventionStrategy>() -> Self {
        Self::with_defaults(S::describe())
    }

    fn with_defaults(description: Description) -> Self {
        let default = |name, value: Option<Value>| value.map(|value| NamedValue { name, value });
        let parameters = description
            .parameters
            .into_iter()
            .filter_map(|p| default(p.name, p.default))
            .collect();
        Self {
            parameters,
            ..Self::default()
        }
    }

    /// Adds a column of numbers.
    #[must_use]
    pub fn numbers(mut self, name: &str, cells: impl IntoIterator<Item = Result<f64, Missing>>) -> Self {
        let (values, missing) = split(cells);
        self.columns.push(Column {
            name: name.to_owned(),
            cells: Cells::Numbers(NumberColumn { values, missing }),
        });
        self
    }

    /// Adds a column of texts.
    #[must_use]
    pub fn texts<'a>(
        mut self,
        name: &str,
        cells: impl IntoIterator<Item = Result<&'a str, Missing>>,
    ) -> Self {
        let (values, missing) = split(cells.into_iter().map(|cell| cell.map(str::to_owned)));
        self.columns.push(Column {
            name: name.to_owned(),
            cells: Cells::Texts(TextColumn { values, missing }),
        });
        self
    }

    /// Adds a fact.
    #[must_use]
    pub fn fact(mut self, name: &str, value: impl Into<Value>) -> Self {
        self.facts.push(NamedValue {
            name: name.to_owned(),
            value: value.into(),
        });
        self
    }

    /// Sets a parameter.
    #[must_use]
    pub fn parameter(mut self, name: &str, value: impl Into<Value>) -> Self {
        self.parameters.retain(|parameter| parameter.name != name);
        self.parameters.push(NamedValue {
            name: name.to_owned(),
            value: value.into(),
        });
        self
    }

    /// Adds a finding of an earlier step.
    #[must_use]
    pub fn finding(mut self, step: &str, output: ScoreOutput) -> Self {
        self.findings.push(Finding {
            step: step.to_owned(),
            output,
        });
        self
    }

    /// Says that a strategy is in place already.
    #[must_use]
    pub fn in_place(mut self, id: &str) -> Self {
        self.in_place.push(id.to_owned());
        self
    }

    /// Gives the input for a scoring rule.
    pub fn build(&self) -> ScoreInput {
        let rows = self.columns.first().map_or(0, |column| match &column.cells {
            Cells::Numbers(column) => column.values.len(),
            Cells::Texts(column) => column.values.len(),
        });
        ScoreInput {
            table: Table {
                rows: u32::try_from(rows).unwrap_or(u32::MAX),
                columns: self.columns.clone(),
            },
            facts: self.facts.clone(),
            parameters: self.parameters.clone(),
        }
    }

    /// Gives the input for a strategy.
    pub fn build_for_strategy(&self) -> ProposeInput {
        ProposeInput {
            findings: self.findings.clone(),
            facts: self.facts.clone(),
            in_place: self.in_place.clone(),
            parameters: self.parameters.clone(),
        }
    }
}

/// Scores an input, rounded as it would leave the plugin.
///
/// # Errors
/// The rule's refusal.
pub fn score<R: ScoringRule>(input: &Input) -> Result<ScoreOutput, Refusal> {
    R::score(&input.build()).map(ScoreOutput::rounded)
}

/// Asks a strategy for its proposals.
///
/// # Errors
/// The strategy's refusal.
pub fn propose<S: InterventionStrategy>(input: &Input) -> Result<Vec<Proposal>, Refusal> {
    S::propose(&input.build_for_strategy())
}

/// Asks a strategy for the plan of one of its proposals.
///
/// # Errors
/// The strategy's refusal.
pub fn plan<S: InterventionStrategy>(input: &Input, proposal: Proposal) -> Result<Option<String>, Refusal> {
    S::plan(&PlanInput {
        proposal,
        parameters: input.parameters.clone(),
    })
}
