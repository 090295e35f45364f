//! The audit: every answer of a plugin in the log, asked for again from what was stored, with the component that was
//! pinned, and compared byte for byte.
//!
//! Follows the log event by event, so that each call is made on the state on which it was made then. Changes nothing.
//! Tested in `tests/engagement.rs` of this crate.

use alongside_core::command::Command;
use alongside_core::digest::Digest;
use alongside_core::effect::{Effect, PluginCall, pending_effects};
use alongside_core::event::{Event, Outcome, Round};
use alongside_core::finding::Provenance;
use alongside_core::ids::{EngagementId, StepId};
use alongside_core::plugin::CallFailure;
use alongside_core::state::State;
use jiff::civil::Date;
use serde::Serialize;

use crate::error::RuntimeError;
use crate::inner::Inner;
use crate::runtime::Runtime;

/// One answer of a plugin that was asked for again.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub struct Audited {
    /// The engagement.
    pub engagement: EngagementId,
    /// The event that holds the answer, by its number in the log.
    pub sequence: u64,
    /// The day it was given.
    pub on: Date,
    /// The step.
    pub step: StepId,
    /// Its round.
    pub round: u32,
    /// The plugin.
    pub plugin: String,
    /// Its version.
    pub version: String,
    /// The digest of its component.
    pub digest: Digest,
    /// What came of it.
    #[serde(flatten)]
    pub verdict: AuditVerdict,
}

/// What came of asking again.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case", tag = "verdict")]
pub enum AuditVerdict {
    /// The same bytes.
    Agrees,
    /// It could not be asked again.
    CannotRun {
        /// What is gone or damaged.
        reason: String,
    },
    /// Something else came out.
    Differs {
        /// Where, and what.
        reason: String,
    },
}

impl Runtime {
    /// Asks for every answer of a plugin again that the log of an engagement holds.
    ///
    /// # Errors
    /// When there is no such engagement, or its log or its definition cannot be read.
    pub async fn audit(&self, engagement: &EngagementId) -> Result<Vec<Audited>, RuntimeError> {
        let engagement = engagement.clone();
        self.run(move |inner| inner.audit(&engagement)).await
    }

    /// The names of every engagement that can be read, in order; those of damaged ones, with the damage.
    ///
    /// # Errors
    /// When the list cannot be read.
    pub async fn engagement_names(&self) -> Result<(Vec<EngagementId>, Vec<String>), RuntimeError> {
        self.run(|inner| {
            let listing = inner.listing()?;
            let mut names: Vec<EngagementId> = listing.engagements.into_iter().map(|one| one.id).collect();
            names.sort();
            let damaged = listing.damaged.into_iter();
            Ok((names, damaged.map(|one| format!("{one:?}")).collect()))
        })
        .await
    }
}

impl Inner {
    fn audit(&self, engagement: &EngagementId) -> Result<Vec<Audited>, RuntimeError> {
        // Names that do not exist are told with those that do.
        self.current(engagement)?;
        let mut state = State::default();
        let mut audited = Vec::new();
        for (sequence, envelope) in (1..).zip(self.log(engagement)?) {
            if let Event::StepCompleted { round, outcome } = &envelope.event
                && let Some((provenance, stored)) = stored(outcome)
            {
                let verdict = match self.call_then(engagement, &state, round)? {
                    Some(call) => self.ask_again(&call, &stored),
                    None => AuditVerdict::CannotRun {
                        reason: "the log does not tell what was asked".to_owned(),
                    },
                };
                audited.push(Audited {
                    engagement: engagement.clone(),
                    sequence,
                    on: envelope.on,
                    step: round.step.clone(),
                    round: round.round,
                    plugin: provenance.plugin.to_string(),
                    version: provenance.version.clone(),
                    digest: provenance.digest,
                    verdict,
                });
            }
            state.evolve(&envelope);
        }
        Ok(audited)
    }

    /// The call that a step waited for on a state.
    fn call_then(
        &self,
        engagement: &EngagementId,
        state: &State,
        round: &Round,
    ) -> Result<Option<PluginCall>, RuntimeError> {
        let definition = self.definition_of(engagement, state)?;
        let effects = pending_effects(&definition, state).into_iter();
        Ok(effects
            .filter_map(call_of)
            .find(|call| call.key.step == round.step && call.key.round == round.round))
    }

    fn ask_again(&self, call: &PluginCall, stored: &serde_json::Value) -> AuditVerdict {
        let answered = match self.perform(call) {
            Command::RecordFinding { finding, .. } => serde_json::to_value(finding),
            Command::RecordRecommendation { recommendation, .. } => serde_json::to_value(recommendation),
            Command::RecordFailure { failure, message, .. } => {
                return match failure {
                    CallFailure::Unavailable | CallFailure::TimedOut => {
                        AuditVerdict::CannotRun { reason: message }
                    }
                    CallFailure::Refused | CallFailure::Misbehaved => AuditVerdict::Differs {
                        reason: format!("it fails now: {message}"),
                    },
                };
            }
            _ => {
                return AuditVerdict::CannotRun {
                    reason: "it gave no answer".to_owned(),
                };
            }
        };
        match answered {
            Ok(answered) if bytes(&answered) == bytes(stored) => AuditVerdict::Agrees,
            Ok(answered) => AuditVerdict::Differs {
                reason: first_difference("", stored, &answered),
            },
            Err(error) => AuditVerdict::CannotRun {
                reason: error.to_string(),
            },
        }
    }
}

fn call_of(effect: Effect) -> Option<PluginCall> {
    match effect {
        Effect::Call(call) => Some(*call),
        _ => None,
    }
}

/// An answer as it is stored.
fn bytes(answer: &serde_json::Value) -> Vec<u8> {
    answer.to_string().into_bytes()
}

/// A plugin's answer as the log holds it, with where it came from.
fn stored(outcome: &Outcome) -> Option<(&Provenance, serde_json::Value)> {
    match outcome {
        Outcome::Found(finding) => Some((&finding.provenance, serde_json::to_value(finding).ok()?)),
        Outcome::Recommended(it) => Some((&it.provenance, serde_json::to_value(it).ok()?)),
        _ => None,
    }
}

/// Where two answers first differ, and how.
fn first_difference(path: &str, stored: &serde_json::Value, now: &serde_json::Value) -> String {
    use serde_json::Value::{Array, Object};
    let place = |key: &str| {
        if path.is_empty() {
            key.to_owned()
        } else {
            format!("{path}.{key}")
        }
    };
    match (stored, now) {
        (Object(one), Object(other)) => {
            for key in one.keys().chain(other.keys()) {
                let nothing = serde_json::Value::Null;
                let (one, other) = (
                    one.get(key).unwrap_or(&nothing),
                    other.get(key).unwrap_or(&nothing),
                );
                if one != other {
                    return first_difference(&place(key), one, other);
                }
            }
        }
        (Array(one), Array(other)) if one.len() == other.len() => {
            if let Some(index) = (0..one.len()).find(|index| one[*index] != other[*index]) {
                return first_difference(&place(&index.to_string()), &one[index], &other[index]);
            }
        }
        _ => {}
    }
    format!("`{path}` was {stored} and is {now}")
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn the_first_difference_is_named_with_its_place() {
        let stored = json!({ "output": { "estimate": { "value": 1.0 }, "band": "wide" }, "lines": [1, 2] });
        let now = json!({ "output": { "estimate": { "value": 1.5 }, "band": "wide" }, "lines": [1, 2] });
        assert_eq!(
            first_difference("", &stored, &now),
            "`output.estimate.value` was 1.0 and is 1.5"
        );
        let now = json!({ "output": stored["output"], "lines": [1, 3] });
        assert_eq!(first_difference("", &stored, &now), "`lines.1` was 2 and is 3");
        assert_eq!(
            first_difference("", &json!({ "a": 1 }), &json!({})),
            "`a` was 1 and is null"
        );
    }
}
