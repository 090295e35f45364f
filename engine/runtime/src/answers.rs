//! Answers given by hand, in the place of plugins: a rehearsal says what a scoring rule found, and goes on.
//!
//! Owns the answers that stand until they are changed; a call for which there is none stays pending. Tests: the
//! scenario files.

use std::collections::BTreeMap;
use std::sync::Mutex;

use alongside_core::command::Command;
use alongside_core::digest::Digest;
use alongside_core::effect::{Call, PluginCall};
use alongside_core::finding::{Finding, Proposal, Provenance, Recommendation, ScoreOutput};
use alongside_core::ids::StepId;
use alongside_core::plugin::CallFailure;

use crate::shelf::lock;

/// The answers that stand, by step.
#[derive(Debug, Default)]
pub(crate) struct Answers(Mutex<BTreeMap<StepId, Answer>>);

/// What a plugin would answer, given by hand.
#[derive(Debug, Clone, PartialEq)]
pub enum Answer {
    /// What a scoring rule found.
    Finding(Box<ScoreOutput>),
    /// What a strategy plugin proposed.
    Proposals(Vec<Proposal>),
    /// That the call failed.
    Failure(CallFailure, String),
}

impl Answers {
    /// Makes an answer stand for every call of a step.
    pub(crate) fn stand(&self, step: StepId, answer: Answer) {
        lock(&self.0).insert(step, answer);
    }

    /// The answer that stands for a call, as the command that brings it back.
    pub(crate) fn to(&self, call: &PluginCall) -> Option<Command> {
        lock(&self.0).get(&call.key.step).map(|answer| answer.bring(call))
    }
}

impl Answer {
    /// The command that brings the answer back to a call.
    pub(crate) fn bring(&self, call: &PluginCall) -> Command {
        let key = call.key.clone();
        match self {
            Self::Finding(output) => Command::RecordFinding {
                key,
                finding: Box::new(Finding {
                    output: (**output).clone(),
                    provenance: provenance(call),
                }),
            },
            Self::Proposals(proposals) => Command::RecordRecommendation {
                key,
                recommendation: Box::new(Recommendation {
                    proposals: proposals.clone(),
                    provenance: provenance(call),
                }),
            },
            Self::Failure(failure, message) => Command::RecordFailure {
                key,
                failure: *failure,
                message: message.clone(),
            },
        }
    }

    /// Whether it is an answer to what is asked.
    pub(crate) fn fits(&self, call: &Call) -> bool {
        matches!(
            (self, call),
            (Self::Finding(_), Call::Score { .. })
                | (Self::Proposals(_), Call::Recommend { .. })
                | (Self::Failure(..), _)
        )
    }
}

/// Where an answer by hand came from: the plugin that the engagement is pinned to, and the name of the call.
fn provenance(call: &PluginCall) -> Provenance {
    Provenance {
        plugin: call.plugin.clone(),
        version: call.pin.version.clone(),
        digest: call.pin.digest,
        parameters: call.parameters.clone(),
        input: Digest::of(call.key.to_string().as_bytes()),
    }
}
