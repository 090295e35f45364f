//! Plugin calls that `score` and `recommend` steps wait for.

use std::collections::BTreeMap;

use alongside_core::command::Command;
use alongside_core::digest::Digest;
use alongside_core::effect::{Call, PluginCall};
use alongside_core::finding::{Finding, Provenance, Recommendation};
use alongside_core::plugin::{CallFailure, ParameterDescription, ProposeInput, ScoreInput};
use alongside_core::value::Value;
use alongside_measures::Dataset;
use alongside_plugin_host::{CallError, Plugin};
use serde::Serialize;

use crate::inner::Inner;

/// A call that could not be made or did not answer.
pub(super) struct Failed {
    pub(super) failure: CallFailure,
    pub(super) message: String,
}

impl Failed {
    pub(super) fn unavailable(error: impl std::fmt::Display) -> Self {
        Self {
            failure: CallFailure::Unavailable,
            message: error.to_string(),
        }
    }

    pub(super) fn misbehaved(message: impl Into<String>) -> Self {
        Self {
            failure: CallFailure::Misbehaved,
            message: message.into(),
        }
    }

    pub(super) fn refused(message: impl Into<String>) -> Self {
        Self {
            failure: CallFailure::Refused,
            message: message.into(),
        }
    }
}

impl Inner {
    /// The answer to a call: what its plugin says, or, where answers are given by hand, what was given.
    pub(super) fn answer(&self, call: &PluginCall) -> Option<Command> {
        match &self.answers {
            None => Some(self.perform(call)),
            Some(answers) => answers.to(call),
        }
    }

    /// Makes one call and turns whatever comes back into a command.
    pub(crate) fn perform(&self, effect: &PluginCall) -> Command {
        let key = effect.key.clone();
        let answer = self
            .plugin(&effect.pin.digest)
            .map_err(Failed::unavailable)
            .and_then(|plugin| match &effect.call {
                Call::Score { .. } => self.score(effect, &plugin),
                Call::Recommend { .. } => recommend(effect, &plugin),
            });
        answer.unwrap_or_else(|Failed { failure, message }| Command::RecordFailure {
            key,
            failure,
            message,
        })
    }

    fn score(&self, effect: &PluginCall, plugin: &Plugin) -> Result<Command, Failed> {
        let input = self.score_input(effect, plugin)?;
        let output = plugin.score(&input).map_err(failed)?;
        let finding = Box::new(Finding {
            output,
            provenance: provenance(effect, plugin, &input)?,
        });
        Ok(Command::RecordFinding {
            key: effect.key.clone(),
            finding,
        })
    }

    fn score_input(&self, effect: &PluginCall, plugin: &Plugin) -> Result<ScoreInput, Failed> {
        let Call::Score {
            datasets,
            school,
            measure,
            facts,
        } = &effect.call
        else {
            return Err(Failed::refused("a strategy plugin was asked for a score"));
        };
        let (mut table, mut all_facts) = match (measure, school) {
            (Some(measure), Some(urn)) => {
                let datasets: Vec<Dataset> = datasets
                    .iter()
                    .map(|dataset| self.dataset(&dataset.digest).map_err(Failed::unavailable))
                    .collect::<Result<_, _>>()?;
                alongside_measures::project(self.registry(), measure, &datasets, *urn)
                    .map_err(|error| Failed::refused(error.to_string()))?
            }
            _ => Default::default(),
        };
        let description = &plugin.record().description;
        table
            .columns
            .retain(|column| description.columns.iter().any(|asked| asked.name == column.name));
        all_facts.extend(facts.iter().map(|(name, value)| (name.clone(), value.clone())));
        let parameters = parameters(&description.parameters, &effect.parameters);
        Ok(ScoreInput {
            table,
            facts: all_facts,
            parameters,
        })
    }
}

fn recommend(effect: &PluginCall, plugin: &Plugin) -> Result<Command, Failed> {
    let Call::Recommend { findings, in_place } = &effect.call else {
        return Err(Failed::refused("a scoring rule was asked for strategies"));
    };
    let input = ProposeInput {
        findings: findings.clone(),
        facts: BTreeMap::new(),
        in_place: in_place.clone(),
        parameters: parameters(&plugin.record().description.parameters, &effect.parameters),
    };
    let proposals = plugin.propose(&input).map_err(failed)?;
    let recommendation = Box::new(Recommendation {
        proposals,
        provenance: provenance(effect, plugin, &input)?,
    });
    Ok(Command::RecordRecommendation {
        key: effect.key.clone(),
        recommendation,
    })
}

/// The parameters a step sets, with the plugin's defaults for the rest.
pub(super) fn parameters(
    described: &[ParameterDescription],
    set: &BTreeMap<String, Value>,
) -> BTreeMap<String, Value> {
    let defaults = described
        .iter()
        .filter_map(|p| Some((p.name.clone(), p.default.clone()?)));
    let mut parameters: BTreeMap<String, Value> = defaults.collect();
    parameters.extend(set.iter().map(|(name, value)| (name.clone(), value.clone())));
    parameters
}

fn provenance(effect: &PluginCall, plugin: &Plugin, input: &impl Serialize) -> Result<Provenance, Failed> {
    let bytes = serde_json::to_vec(input).map_err(|error| Failed::refused(error.to_string()))?;
    let record = plugin.record();
    Ok(Provenance {
        plugin: record.description.id.clone(),
        version: record.description.version.to_string(),
        digest: record.digest,
        parameters: parameters(&record.description.parameters, &effect.parameters),
        input: Digest::of(&bytes),
    })
}

pub(super) fn failed(error: CallError) -> Failed {
    let mut message = error.message;
    if !error.log.is_empty() {
        message.push_str("\nthe plugin's log:\n");
        message.push_str(&error.log.join("\n"));
    }
    Failed {
        failure: error.failure,
        message,
    }
}
