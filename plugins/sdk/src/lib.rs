//! What a plugin of Alongside is written with.
//!
//! A scoring rule implements [`ScoringRule`] and registers itself with [`scoring_rule!`]; an intervention strategy
//! implements [`InterventionStrategy`] and registers with [`intervention_strategy!`]; there are [`Importer`] and
//! [`Evaluator`] besides. Everything a plugin may know
//! comes in as an argument and everything it finds goes out as the answer: it has no clock, no randomness, no files
//! and no network, and it keeps nothing from one call to the next.
//!
//! ```
//! use alongside_plugin::prelude::*;
//!
//! /// The mean of a column.
//! struct Mean;
//!
//! impl ScoringRule for Mean {
//!     fn describe() -> Description {
//!         Description::new("mean-cohort", "1.0.0", "Mean size of the cohorts")
//!             .source("an example")
//!             .numbers("cohort", "pupils of a class")
//!     }
//!
//!     fn score(input: &ScoreInput) -> Result<ScoreOutput, Refusal> {
//!         let cohorts: Vec<f64> = input.numbers("cohort")?.iter().flatten().collect();
//!         if cohorts.is_empty() {
//!             return Err(Refusal::new("every cohort is missing").in_column("cohort"));
//!         }
//!         let mean = cohorts.iter().sum::<f64>() / cohorts.len() as f64;
//!         let mut why = Explanation::default();
//!         why.input("cohorts", "with a value", cohorts.len() as f64, "classes");
//!         Ok(ScoreOutput::new(Estimate::of(mean, "pupils"), why))
//!     }
//! }
//!
//! alongside_plugin::scoring_rule!(Mean);
//!
//! // In a test, without WebAssembly:
//! let input = testing::Input::for_rule::<Mean>().numbers("cohort", [Ok(20.0), Err(Missing::Suppressed), Ok(30.0)]);
//! assert_eq!(testing::score::<Mean>(&input).unwrap().estimate.value, Some(25.0));
//! ```
//!
//! Answers are rounded by the contract's rule on their way out, and the message of a panic reaches the host's log.
//! The contract itself, line by line, is `plugins/wit/alongside.wit`.

pub mod bindings;
mod describe;
#[doc(hidden)]
pub mod entry;
mod explain;
mod input;
pub mod log;
mod output;
mod plan;
mod refusal;
pub mod rounding;
mod rule;
pub mod statistics;
pub mod suppression;
mod table;
pub mod testing;

pub use bindings::types::{
    CellType, Cells, Column, ColumnDescription, Comparison, Date, Description, Estimate, EvaluateInput,
    Evaluation, ExplanationLine, FieldDescription, Finding, ImportInput, ImportOutput, LineKind, Missing,
    MissingCell, NamedValue, NumberColumn, ParameterDescription, PlanInput, Proposal, ProposeInput, Refusal,
    RefusedLine, ScoreInput, ScoreOutput, Table, TextColumn, Tier, Value, ValueType, Verdict,
};
pub use describe::{Field, Parameter};
pub use explain::Explanation;
pub use input::{Numbers, Texts, Values};
pub use output::Bands;
pub use plan::toml_text;
pub use rule::{Evaluator, Importer, InterventionStrategy, ScoringRule};
pub use table::{NumberCells, TableBuilder, TextCells};

/// What most plugins need, in one line.
pub mod prelude {
    pub use crate::{
        Bands, Description, Estimate, EvaluateInput, Evaluation, Evaluator, Explanation, Field, ImportInput,
        ImportOutput, Importer, InterventionStrategy, Missing, Parameter, PlanInput, Proposal, ProposeInput,
        Refusal, ScoreInput, ScoreOutput, ScoringRule, TableBuilder, Tier, Value, Verdict, testing,
        toml_text,
    };
}

/// The example of `plugins/README.md`, compiled as a test so that it stays true.
#[cfg(doctest)]
#[doc = include_str!("../../README.md")]
struct Readme;
