//! What a plugin can be, and how it registers.

use crate::{
    Description, EvaluateInput, Evaluation, ImportInput, ImportOutput, PlanInput, Proposal, ProposeInput,
    Refusal, ScoreInput, ScoreOutput,
};

/// A rule that computes a finding from columns, facts and parameters. Register it with [`scoring_rule!`].
///
/// [`scoring_rule!`]: crate::scoring_rule
pub trait ScoringRule {
    /// Says what the rule is and what it needs. The answer never varies.
    fn describe() -> Description;

    /// Computes the finding.
    ///
    /// # Errors
    /// A refusal, when the input makes no sense to the rule. A value that must not be shown is no refusal: answer a
    /// withheld estimate.
    fn score(input: &ScoreInput) -> Result<ScoreOutput, Refusal>;
}

/// A strategy that proposes interventions from findings. Register it with [`intervention_strategy!`].
///
/// [`intervention_strategy!`]: crate::intervention_strategy
pub trait InterventionStrategy {
    /// Says what the strategy is and what it needs. The answer never varies.
    fn describe() -> Description;

    /// Proposes interventions, the most pressing first.
    ///
    /// # Errors
    /// A refusal, when the input makes no sense to the strategy.
    fn propose(input: &ProposeInput) -> Result<Vec<Proposal>, Refusal>;

    /// Plans a proposal that was adopted: a text in the grammar of workflow files with exactly one `[[stage]]` and
    /// nothing else at top level, which becomes a part of the engagement's workflow. A strategy that plans nothing
    /// leaves this out. [`toml_text`](crate::toml_text) writes a text so that it can stand in it.
    ///
    /// # Errors
    /// A refusal, when the proposal is none of the strategy's, or its parameters make no sense.
    fn plan(_input: &PlanInput) -> Result<Option<String>, Refusal> {
        Ok(None)
    }
}

/// A reader of files of a kind that the program does not know. Register it with [`importer!`].
///
/// [`importer!`]: crate::importer
pub trait Importer {
    /// Says what the importer is and which columns it answers. The answer never varies.
    fn describe() -> Description;

    /// Reads a file into the columns of the description.
    ///
    /// # Errors
    /// A refusal, when the file makes no sense at all. Single lines that make none are named in the answer.
    fn read(input: &ImportInput) -> Result<ImportOutput, Refusal>;
}

/// A judge of interventions. Register it with [`evaluator!`].
///
/// [`evaluator!`]: crate::evaluator
pub trait Evaluator {
    /// Says what the evaluator is and what it needs. The answer never varies.
    fn describe() -> Description;

    /// Looks at what was found before and after an intervention, and advises.
    ///
    /// # Errors
    /// A refusal, when the findings cannot be compared at all.
    fn evaluate(input: &EvaluateInput) -> Result<Evaluation, Refusal>;
}

/// Makes a type that implements [`ScoringRule`] the rule of this plugin. Once in a crate.
#[macro_export]
macro_rules! scoring_rule {
    ($rule:ty) => {
        const _: () = {
            struct Export;

            impl $crate::bindings::scoring_rule::exports::alongside::plugin::scoring::Guest for Export {
                fn describe() -> $crate::Description {
                    $crate::entry::call(<$rule as $crate::ScoringRule>::describe)
                }

                fn score(input: $crate::ScoreInput) -> Result<$crate::ScoreOutput, $crate::Refusal> {
                    $crate::entry::call(|| <$rule as $crate::ScoringRule>::score(&input))
                        .map($crate::ScoreOutput::rounded)
                }
            }

            #[cfg(target_arch = "wasm32")]
            $crate::bindings::scoring_rule::export!(
                Export with_types_in $crate::bindings::scoring_rule
            );
        };
    };
}

/// Makes a type that implements [`InterventionStrategy`] the strategy of this plugin. Once in a crate.
#[macro_export]
macro_rules! intervention_strategy {
    ($strategy:ty) => {
        const _: () = {
            struct Export;

            impl $crate::bindings::intervention_strategy::exports::alongside::plugin::strategy::Guest for Export {
                fn describe() -> $crate::Description {
                    $crate::entry::call(<$strategy as $crate::InterventionStrategy>::describe)
                }

                fn propose(input: $crate::ProposeInput) -> Result<Vec<$crate::Proposal>, $crate::Refusal> {
                    $crate::entry::call(|| <$strategy as $crate::InterventionStrategy>::propose(&input))
                }

                fn plan(input: $crate::PlanInput) -> Result<Option<String>, $crate::Refusal> {
                    $crate::entry::call(|| <$strategy as $crate::InterventionStrategy>::plan(&input))
                }
            }

            #[cfg(target_arch = "wasm32")]
            $crate::bindings::intervention_strategy::export!(
                Export with_types_in $crate::bindings::intervention_strategy
            );
        };
    };
}

/// Makes a type that implements [`Importer`] the importer of this plugin. Once in a crate.
#[macro_export]
macro_rules! importer {
    ($importer:ty) => {
        const _: () = {
            struct Export;

            impl $crate::bindings::importer::exports::alongside::plugin::importing::Guest for Export {
                fn describe() -> $crate::Description {
                    $crate::entry::call(<$importer as $crate::Importer>::describe)
                }

                fn read(input: $crate::ImportInput) -> Result<$crate::ImportOutput, $crate::Refusal> {
                    $crate::entry::call(|| <$importer as $crate::Importer>::read(&input))
                }
            }

            #[cfg(target_arch = "wasm32")]
            $crate::bindings::importer::export!(
                Export with_types_in $crate::bindings::importer
            );
        };
    };
}

/// Makes a type that implements [`Evaluator`] the evaluator of this plugin. Once in a crate.
#[macro_export]
macro_rules! evaluator {
    ($evaluator:ty) => {
        const _: () = {
            struct Export;

            impl $crate::bindings::evaluator::exports::alongside::plugin::evaluating::Guest for Export {
                fn describe() -> $crate::Description {
                    $crate::entry::call(<$evaluator as $crate::Evaluator>::describe)
                }

                fn evaluate(input: $crate::EvaluateInput) -> Result<$crate::Evaluation, $crate::Refusal> {
                    $crate::entry::call(|| <$evaluator as $crate::Evaluator>::evaluate(&input))
                        .map($crate::Evaluation::rounded)
                }
            }

            #[cfg(target_arch = "wasm32")]
            $crate::bindings::evaluator::export!(
                Export with_types_in $crate::bindings::evaluator
            );
        };
    };
}
