//! The two things a plugin can be, and how it registers.

use crate::{Description, PlanInput, Proposal, ProposeInput, Refusal, ScoreInput, ScoreOutput};

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

/// Makes a type that implements [`InterventionStrategy`] the strategy of this plugin.
/// Once in a crate.
#[macro_export]
macro_rules! intervention_strategy {
    ($strategy:ty) => {
        const _: () = {
            struct Export;

            impl $crate::bindings::planning_strategy::exports::alongside::plugin::strategy::Guest for Export {
                fn describe() -> $crate::Description {
                    $crate::entry::call(<$strategy as $crate::InterventionStrategy>::describe)
                }

                fn propose(input: $crate::ProposeInput) -> Result<Vec<$crate::Proposal>, $crate::Refusal> {
                    $crate::entry::call(|| <$strategy as $crate::InterventionStrategy>::propose(&input))
                }
            }

            impl $crate::bindings::planning_strategy::exports::alongside::plugin::planning::Guest for Export {
                fn plan(input: $crate::PlanInput) -> Result<Option<String>, $crate::Refusal> {
                    $crate::entry::call(|| <$strategy as $crate::InterventionStrategy>::plan(&input))
                }
            }

            #[cfg(target_arch = "wasm32")]
            $crate::bindings::planning_strategy::export!(
                Export with_types_in $crate::bindings::planning_strategy
            );
        };
    };
}
