//! Verbs that answer in the place of plugins: to the call that is pending, or to every call of a step.

use std::collections::BTreeMap;

use alongside_core::command::{Actor, Command};
use alongside_core::effect::{Effect, PluginCall, pending_effects};
use alongside_core::finding::{Estimate, Proposal, ScoreOutput, Tier};
use alongside_core::ids::{EngagementId, OptionId, StepId};
use alongside_core::plugin::CallFailure;
use alongside_core::value::Value;
use serde::Deserialize;
use serde_json::Value as Json;

use super::arguments::arguments;
use super::money::in_words;
use super::{Call, Perform, submit, wrong};
use crate::answers::Answer;
use crate::commit::Current;
use crate::error::RuntimeError;
use crate::rehearsal::data::typed;

arguments! {
    /// Answers in the place of a scoring rule: what it found. Needs a rehearsal whose plugins answer by hand.
    Finding {
        /// The score step.
        step: StepId,
        /// The estimate; leave it out where it is withheld.
        value: Option<f64>,
        /// Lower end of the 95 % interval.
        low: Option<f64>,
        /// Upper end of the 95 % interval.
        high: Option<f64>,
        /// How many pupils stand behind it.
        n: Option<u32>,
        /// The unit; percentage points where none is given.
        unit: Option<String>,
        /// Why the value is withheld.
        withheld: Option<String>,
        /// The band.
        band: Option<String>,
        /// Further values, by name.
        #[serde(default)]
        values: BTreeMap<String, Json>,
        /// Whether it answers every later call of the step too.
        #[serde(default)]
        always: bool,
    }
    /// Answers in the place of a strategy plugin: what it proposes.
    Recommendation {
        /// The recommend step.
        step: StepId,
        /// The proposals, the most pressing first.
        proposals: Vec<GivenProposal>,
        /// Whether it answers every later call of the step too.
        #[serde(default)]
        always: bool,
    }
    /// Answers in the place of a strategy plugin: the plan of an adopted intervention.
    Plan {
        /// The intervention.
        intervention: OptionId,
        /// The plan: one `[[stage]]` as in a workflow file, and nothing else.
        text: String,
    }
    /// Answers in the place of a strategy plugin: that an adopted intervention has no plan.
    PlanFailure {
        /// The intervention.
        intervention: OptionId,
        /// How: `refused`, `misbehaved`, `timed-out` or `unavailable`.
        failure: CallFailure,
        /// What is known about it.
        message: Option<String>,
    }
    /// Answers in the place of a plugin: that its call failed.
    Failure {
        /// The step.
        step: StepId,
        /// How: `refused`, `misbehaved`, `timed-out` or `unavailable`.
        failure: CallFailure,
        /// What is known about it.
        message: Option<String>,
        /// Whether it answers every later call of the step too.
        #[serde(default)]
        always: bool,
    }
}

/// A proposal, as it is given.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub(crate) struct GivenProposal {
    id: OptionId,
    title: Option<String>,
    tier: Option<Tier>,
    #[serde(default)]
    reasons: Vec<String>,
    source: Option<String>,
    cost: Option<String>,
    measure: Option<String>,
    #[serde(default)]
    conditions: Vec<String>,
}

impl GivenProposal {
    fn into_proposal(self) -> Proposal {
        Proposal {
            title: self.title.unwrap_or_else(|| in_words(self.id.as_str())),
            id: self.id,
            tier: self.tier.unwrap_or(Tier::WholeSchool),
            reasons: self.reasons,
            source: self.source.unwrap_or_else(|| "given by hand".to_owned()),
            cost: self.cost,
            measure: self.measure,
            conditions: self.conditions,
        }
    }
}

impl Finding {
    fn output(&self) -> Result<ScoreOutput, RuntimeError> {
        let values: BTreeMap<String, Value> = self
            .values
            .iter()
            .map(|(name, data)| match typed(None, data) {
                Ok(value) => Ok((name.clone(), value)),
                Err(reason) => Err(wrong(format!("`{name}`: {reason}"))),
            })
            .collect::<Result<_, _>>()?;
        let given = self.withheld.clone();
        let withheld = match self.value {
            Some(_) => given,
            None => Some(given.unwrap_or_else(|| "it was not given".to_owned())),
        };
        Ok(ScoreOutput {
            estimate: Estimate {
                value: self.value,
                low: self.low,
                high: self.high,
                n: self.n.map(u64::from),
                unit: self
                    .unit
                    .clone()
                    .unwrap_or_else(|| "percentage points".to_owned()),
                years: Vec::new(),
                withheld,
            },
            band: self.band.clone(),
            values,
            explanation: Vec::new(),
        })
    }
}

impl Perform for Finding {
    fn perform(self: Box<Self>, call: &Call<'_>) -> Result<Json, RuntimeError> {
        let answer = Answer::Finding(Box::new(self.output()?));
        bring(call, &self.step, answer, self.always)
    }
}

impl Perform for Recommendation {
    fn perform(self: Box<Self>, call: &Call<'_>) -> Result<Json, RuntimeError> {
        let proposals = self.proposals.into_iter().map(GivenProposal::into_proposal);
        let answer = Answer::Proposals(proposals.collect());
        bring(call, &self.step, answer, self.always)
    }
}

impl Perform for Failure {
    fn perform(self: Box<Self>, call: &Call<'_>) -> Result<Json, RuntimeError> {
        let message = self.message.unwrap_or_else(|| "no reason was given".to_owned());
        let answer = Answer::Failure(self.failure, message);
        bring(call, &self.step, answer, self.always)
    }
}

impl Perform for Plan {
    fn perform(self: Box<Self>, call: &Call<'_>) -> Result<Json, RuntimeError> {
        let engagement = call.engagement()?;
        let Current { definition, state } = call.inner().current(&engagement)?;
        let awaited = pending_effects(&definition, &state)
            .into_iter()
            .find_map(|effect| match effect {
                Effect::Plan(plan) if plan.intervention == self.intervention => Some(plan),
                _ => None,
            });
        let Some(awaited) = awaited else {
            return Err(RuntimeError::input_hint(
                "no-call",
                format!("no plan of `{}` is awaited", self.intervention),
                "adopt it first, with a decision that has `adopt-into`",
            ));
        };
        let steps = call.inner().read_plan(&self.text, &awaited, &definition)?;
        let command = Command::RecordPlan {
            intervention: self.intervention,
            steps,
        };
        by_engine(call, &engagement, &command)
    }
}

impl Perform for PlanFailure {
    fn perform(self: Box<Self>, call: &Call<'_>) -> Result<Json, RuntimeError> {
        let engagement = call.engagement()?;
        let command = Command::RecordPlanFailure {
            intervention: self.intervention,
            failure: self.failure,
            message: self.message.unwrap_or_else(|| "no reason was given".to_owned()),
        };
        by_engine(call, &engagement, &command)
    }
}

/// Gives a command that only the engine gives: it brings an answer back.
fn by_engine(call: &Call<'_>, engagement: &EngagementId, command: &Command) -> Result<Json, RuntimeError> {
    let as_engine = Call {
        by: &Actor::Engine,
        ..*call
    };
    submit(&as_engine, engagement, command)
}

/// Brings an answer back to the pending call of a step, and makes it stand if it should.
fn bring(call: &Call<'_>, step: &StepId, answer: Answer, always: bool) -> Result<Json, RuntimeError> {
    let inner = call.inner();
    let Some(answers) = &inner.answers else {
        return Err(RuntimeError::input_hint(
            "plugins-answer",
            "the plugins of this rehearsal answer for themselves",
            "begin one whose plugins are answered by hand",
        ));
    };
    if always {
        answers.stand(step.clone(), answer.clone());
    }
    let engagement = match call.engagement() {
        Ok(engagement) => engagement,
        // What stands before anything is open answers whatever opens.
        Err(_) if always => return Ok(serde_json::json!({ "stands": true })),
        Err(error) => return Err(error),
    };
    let Some(pending) = pending(call, &engagement, step)? else {
        if always {
            return Ok(serde_json::json!({ "stands": true }));
        }
        return Err(RuntimeError::input_hint(
            "nothing-pending",
            format!("`{step}` waits for no plugin now"),
            "bring its data and its facts first; or make the answer stand with `always`",
        ));
    };
    if !answer.fits(&pending.call) {
        return Err(wrong(format!("`{step}` waits for an answer of another kind")));
    }
    by_engine(call, &engagement, &answer.bring(&pending))
}

fn pending(
    call: &Call<'_>,
    engagement: &EngagementId,
    step: &StepId,
) -> Result<Option<PluginCall>, RuntimeError> {
    let Current { definition, state } = call.inner().current(engagement)?;
    let calls = pending_effects(&definition, &state).into_iter();
    Ok(calls
        .filter_map(|effect| match effect {
            Effect::Call(call) => Some(*call),
            _ => None,
        })
        .find(|call| call.key.step == *step))
}
