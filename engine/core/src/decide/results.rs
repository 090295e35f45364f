//! What plugin calls bring back. An answer counts once: a late or repeated one follows into nothing.

use super::{Draft, Rejection};
use crate::command::EffectKey;
use crate::event::{Event, Outcome, Round};
use crate::finding::{Finding, Recommendation};
use crate::plugin::CallFailure;

/// How often a call that failed for a transient reason is tried before a person must look.
const ATTEMPTS_MAX: u32 = 3;

/// The longest message of a failure that is kept, in characters.
const MESSAGE_CHARS_MAX: usize = 2_000;

impl Draft<'_> {
    pub(super) fn record_finding(&mut self, key: &EffectKey, finding: &Finding) -> Result<(), Rejection> {
        match self.awaited(key) {
            Some(round) => {
                let outcome = Outcome::Found(Box::new(finding.clone()));
                self.emit(Event::StepCompleted { round, outcome })
            }
            None => Ok(()),
        }
    }

    pub(super) fn record_recommendation(
        &mut self,
        key: &EffectKey,
        recommendation: &Recommendation,
    ) -> Result<(), Rejection> {
        match self.awaited(key) {
            Some(round) => {
                let outcome = Outcome::Recommended(Box::new(recommendation.clone()));
                self.emit(Event::StepCompleted { round, outcome })
            }
            None => Ok(()),
        }
    }

    pub(super) fn record_failure(
        &mut self,
        key: &EffectKey,
        failure: CallFailure,
        message: &str,
    ) -> Result<(), Rejection> {
        let Some(round) = self.awaited(key) else {
            return Ok(());
        };
        let gave_up = !failure.is_transient() || key.attempt.is_multiple_of(ATTEMPTS_MAX);
        let message = message.chars().take(MESSAGE_CHARS_MAX).collect();
        self.emit(Event::CallFailed {
            round,
            attempt: key.attempt,
            failure,
            message,
            gave_up,
        })
    }

    /// The round that waits for exactly this call.
    fn awaited(&self, key: &EffectKey) -> Option<Round> {
        let effects = crate::effect::pending_effects(self.context.definition, &self.state);
        effects
            .into_iter()
            .find(|effect| effect.key == *key)
            .map(|effect| Round {
                step: effect.key.step,
                round: effect.key.round,
            })
    }
}
