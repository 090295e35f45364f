//! What plugin calls bring back. An answer counts once: a late or repeated one follows into nothing.
//!
//! Only the engine brings answers. What the log could not give back unchanged is no answer: it is recorded as
//! a failure of the plugin, however careful the host was before.

use std::collections::BTreeMap;

use super::{Draft, Rejection};
use crate::command::EffectKey;
use crate::effect::{Call, Effect, PluginCall};
use crate::event::{Event, Outcome, Round};
use crate::finding::{Explanation, Finding, Recommendation};
use crate::plugin::CallFailure;
use crate::value::Value;

/// How often a call that failed for a transient reason is tried before a person must look.
const ATTEMPTS_MAX: u32 = 3;

/// The longest message of a failure that is kept, in characters.
const MESSAGE_CHARS_MAX: usize = 2_000;

/// The deepest that the lines of an explanation may stand within each other.
const EXPLANATION_DEPTH_MAX: usize = 16;

impl Draft<'_> {
    pub(super) fn record_finding(&mut self, key: &EffectKey, finding: &Finding) -> Result<(), Rejection> {
        self.engine()?;
        let asked = |call: &PluginCall| matches!(call.call, Call::Score { .. });
        let Some(round) = self.awaited(key, asked) else {
            return Ok(());
        };
        match unsound(finding) {
            None => {
                let outcome = Outcome::Found(Box::new(finding.clone()));
                self.emit(Event::StepCompleted { round, outcome })
            }
            Some(message) => self.misbehaved(round, key, message),
        }
    }

    pub(super) fn record_recommendation(
        &mut self,
        key: &EffectKey,
        recommendation: &Recommendation,
    ) -> Result<(), Rejection> {
        self.engine()?;
        let asked = |call: &PluginCall| matches!(call.call, Call::Recommend { .. });
        let Some(round) = self.awaited(key, asked) else {
            return Ok(());
        };
        if all_finite(&recommendation.provenance.parameters) {
            let outcome = Outcome::Recommended(Box::new(recommendation.clone()));
            self.emit(Event::StepCompleted { round, outcome })
        } else {
            self.misbehaved(round, key, "its answer holds a number that is not finite")
        }
    }

    pub(super) fn record_failure(
        &mut self,
        key: &EffectKey,
        failure: CallFailure,
        message: &str,
    ) -> Result<(), Rejection> {
        self.engine()?;
        let awaited = self.awaited(key, |_| true);
        let Some(round) = awaited.or_else(|| self.awaited_start(key)) else {
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

    fn misbehaved(&mut self, round: Round, key: &EffectKey, message: &str) -> Result<(), Rejection> {
        self.emit(Event::CallFailed {
            round,
            attempt: key.attempt,
            failure: CallFailure::Misbehaved,
            message: message.to_owned(),
            gave_up: true,
        })
    }

    /// The round that waits for exactly this call, if it is of the kind that was asked.
    fn awaited(&self, key: &EffectKey, asked: fn(&PluginCall) -> bool) -> Option<Round> {
        let effects = crate::effect::pending_effects(self.context.definition, &self.state);
        effects.into_iter().find_map(|effect| match effect {
            Effect::Call(call) if call.key == *key && asked(&call) => Some(Round {
                step: call.key.step,
                round: call.key.round,
            }),
            _ => None,
        })
    }
}

/// Why the log could not give a finding back unchanged, if it could not.
fn unsound(finding: &Finding) -> Option<&'static str> {
    let output = &finding.output;
    let estimate = &output.estimate;
    let mut numbers = [estimate.value, estimate.low, estimate.high]
        .into_iter()
        .flatten();
    if !numbers.all(f64::is_finite)
        || !all_finite(&output.values)
        || !all_finite(&finding.provenance.parameters)
    {
        return Some("its answer holds a number that is not finite");
    }
    if too_deep(&output.explanation, EXPLANATION_DEPTH_MAX) {
        return Some("its explanation is nested too deeply to be kept");
    }
    let figures = output.explanation.iter().all(Explanation::is_finite);
    (!figures).then_some("its explanation holds a number that is not finite")
}

fn all_finite(values: &BTreeMap<String, Value>) -> bool {
    values.values().all(Value::is_finite)
}

fn too_deep(lines: &[Explanation], depth_left: usize) -> bool {
    match depth_left.checked_sub(1) {
        None => !lines.is_empty(),
        Some(below) => lines.iter().any(|line| too_deep(&line.children, below)),
    }
}
