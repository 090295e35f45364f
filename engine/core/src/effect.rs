//! Effects: what the engagement waits for from outside, derived from state and from nothing else.
//!
//! Recovery is therefore nothing more than: fold, derive, carry on. An effect is idempotent under its key.

mod children;
mod plans;

pub(crate) use plans::at_boundary;

use std::collections::{BTreeMap, BTreeSet};

use crate::command::{DatasetRef, EffectKey, Opening, PluginPin};
use crate::definition::{Choice, Definition, Name, RecordPath, Step, StepKind, TimePoint};
use crate::event::Outcome;
use crate::finding::{Proposal, ScoreOutput};
use crate::ids::{EngagementId, MeasureId, OptionId, PluginId, StepId, WorkflowId};
use crate::member::{ChildKey, ChildPin};
use crate::notice::Notice;
use crate::round::Round;
use crate::standstill::stands_still;
use crate::state::{Instance, Scheduled, State, lookup};
use crate::urn::Urn;
use crate::value::Value;

/// Something that is wanted from outside.
#[derive(Debug, Clone, PartialEq)]
pub enum Effect {
    /// A plugin's answer to a `score` or `recommend` step.
    Call(Box<PluginCall>),
    /// The plan of an adopted intervention.
    Plan(Box<PlanCall>),
    /// A child engagement to be started.
    StartChild(Box<ChildStart>),
    /// News of a child engagement: wanted only once it has closed.
    HearChild(ChildNews),
    /// A notice to be handed over.
    Deliver {
        /// The sequence number of the event that raised it.
        number: u64,
        /// What people are told.
        notice: Notice,
    },
    /// The move to another version of the workflow that was agreed, now that no stage is active.
    Migrate(Box<Scheduled>),
}

/// A plugin call that is wanted.
#[derive(Debug, Clone, PartialEq)]
pub struct PluginCall {
    /// Its name; an answer under the same name counts once.
    pub key: EffectKey,
    /// The plugin.
    pub plugin: PluginId,
    /// The exact component that the engagement is pinned to.
    pub pin: PluginPin,
    /// The parameters the workflow sets.
    pub parameters: BTreeMap<String, Value>,
    /// What is asked.
    pub call: Call,
}

/// The plan of an adopted intervention, to be had from the plugin that proposed it.
#[derive(Debug, Clone, PartialEq)]
pub struct PlanCall {
    /// The intervention.
    pub intervention: OptionId,
    /// The stage into which the plan is inserted.
    pub into: StepId,
    /// The plugin.
    pub plugin: PluginId,
    /// The exact component that the engagement is pinned to.
    pub pin: PluginPin,
    /// The parameters the workflow sets.
    pub parameters: BTreeMap<String, Value>,
    /// The proposal, as it was adopted.
    pub proposal: Proposal,
}

/// A child engagement to be started.
#[derive(Debug, Clone, PartialEq)]
pub struct ChildStart {
    /// The workflow.
    pub workflow: WorkflowId,
    /// The version that the parent is pinned to.
    pub pin: ChildPin,
    /// Everything that is settled when it opens, but for its plugins and the workflows of its own children.
    pub opening: Opening,
}

/// A child engagement of which no news has come that it has closed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ChildNews {
    /// The round of the `engagement` step.
    pub round: Round,
    /// Which child.
    pub child: ChildKey,
    /// The engagement.
    pub engagement: EngagementId,
}

impl Effect {
    /// Whether it is a plugin's answer to `step`.
    pub fn calls(&self, step: &StepId) -> bool {
        matches!(self, Self::Call(call) if call.key.step == *step)
    }

    /// Its name within the engagement; an answer under the same name counts once.
    pub fn id(&self) -> String {
        match self {
            Self::Call(call) => format!("effect:{}", call.key),
            Self::Plan(plan) => format!("plan:{}", plan.intervention),
            Self::StartChild(start) => format!("start:{}", start.opening.engagement),
            Self::HearChild(news) => format!("hear:{}/{}/{}", news.round.step, news.round.round, news.child),
            Self::Deliver { number, .. } => format!("deliver:{number}"),
            Self::Migrate(scheduled) => format!("migrate:{}", scheduled.to.digest),
        }
    }
}

/// What is asked of a plugin.
#[derive(Debug, Clone, PartialEq)]
pub enum Call {
    /// To compute a finding.
    Score {
        /// The datasets, in the order of their years.
        datasets: Vec<DatasetRef>,
        /// The school they are read for.
        school: Option<Urn>,
        /// The measure.
        measure: Option<MeasureId>,
        /// Recorded values, by name.
        facts: BTreeMap<String, Value>,
    },
    /// To propose strategies.
    Recommend {
        /// The latest findings, by step.
        findings: BTreeMap<String, ScoreOutput>,
        /// Strategies already adopted, by proposal id.
        in_place: Vec<String>,
    },
}

/// Everything that the engagement waits for from outside, in the order of the file.
pub fn pending_effects(definition: &Definition, state: &State) -> Vec<Effect> {
    if !state.is_open() {
        return Vec::new();
    }
    definition
        .steps
        .iter()
        .flat_map(|step| {
            let call = effect_of(definition, state, step);
            call.into_iter().chain(children::of_step(definition, state, step))
        })
        .chain(state.notices.iter().map(|(number, notice)| Effect::Deliver {
            number: *number,
            notice: notice.clone(),
        }))
        .chain(plans::awaited_plans(definition, state))
        .chain(plans::due_migration(definition, state))
        .collect()
}

fn effect_of(definition: &Definition, state: &State, step: &Step) -> Option<Effect> {
    let instance = state.latest(&step.id).filter(|instance| instance.is_active())?;
    if stands_still(definition, state, &step.id) {
        return None;
    }
    let (plugin, parameters, call) = match &step.kind {
        StepKind::Score { plugin, with, .. } => (&plugin.id, with, score(definition, state, step)?),
        StepKind::Recommend {
            plugin,
            findings,
            with,
        } => {
            let findings = findings
                .iter()
                .filter_map(|id| match state.latest_completed(id)?.outcome.as_ref()? {
                    Outcome::Found(finding) => Some((id.to_string(), finding.output.clone())),
                    _ => None,
                })
                .collect();
            (
                &plugin.id,
                with,
                Call::Recommend {
                    findings,
                    in_place: adopted(definition, state),
                },
            )
        }
        _ => return None,
    };
    let key = EffectKey {
        engagement: state.engagement()?.clone(),
        step: step.id.clone(),
        round: instance.round,
        attempt: next_attempt(instance),
    };
    let pin = state.plugin(plugin)?.clone();
    Some(Effect::Call(Box::new(PluginCall {
        key,
        plugin: plugin.clone(),
        pin,
        parameters: parameters.clone(),
        call,
    })))
}

/// A score's call, once the data it reads and the facts it is given are there.
fn score(definition: &Definition, state: &State, step: &Step) -> Option<Call> {
    let StepKind::Score {
        data, measure, facts, ..
    } = &step.kind
    else {
        return None;
    };
    let datasets: Vec<DatasetRef> = match data {
        Some(slot) => state
            .data
            .get(slot)
            .filter(|years| !years.is_empty())?
            .values()
            .cloned()
            .collect(),
        None => Vec::new(),
    };
    let mut given = BTreeMap::new();
    for (name, path) in facts {
        given.insert(name.to_string(), recorded(state, path)?);
    }
    let party = data
        .as_ref()
        .and_then(|slot| definition.data.get(slot))
        .map(|slot| &slot.party);
    let school = party
        .and_then(|party| state.party(party))
        .and_then(|record| record.urn);
    Some(Call::Score {
        datasets,
        school,
        measure: measure.clone(),
        facts: given,
    })
}

/// What a task has recorded, if it has.
fn recorded(state: &State, path: &RecordPath) -> Option<Value> {
    let name = Name::Record {
        step: path.step.clone(),
        field: path.field.clone(),
    };
    // What was recorded does not depend on the day; a name needs one all the same.
    lookup(state, state.opened_on?, &name)
}

/// The tasks that have not recorded yet what a step needs: the facts of a score, the date of a wait.
pub(crate) fn unrecorded(state: &State, step: &Step) -> Vec<StepId> {
    let paths: Vec<&RecordPath> = match &step.kind {
        StepKind::Score { facts, .. } => facts.values().collect(),
        StepKind::Wait(wait) => match wait.until.as_ref().map(|rule| &rule.point) {
            Some(TimePoint::Recorded(path)) => vec![path],
            _ => Vec::new(),
        },
        _ => Vec::new(),
    };
    let missing = paths.into_iter().filter(|path| recorded(state, path).is_none());
    let tasks: BTreeSet<&StepId> = missing.map(|path| &path.step).collect();
    tasks.into_iter().cloned().collect()
}

fn next_attempt(instance: &Instance) -> u32 {
    instance.failed_attempts.saturating_add(1)
}

/// The proposals that have been adopted so far, each once, in order of name.
pub fn adopted(definition: &Definition, state: &State) -> Vec<String> {
    let adopting = definition
        .steps
        .iter()
        .filter(|step| matches!(step.kind, StepKind::Decision(Choice::Proposals { .. })));
    let mut adopted = BTreeSet::new();
    for instance in adopting.filter_map(|step| state.steps.get(&step.id)).flatten() {
        if let Some(Outcome::Decided { options, .. }) = &instance.outcome {
            adopted.extend(options.iter().map(ToString::to_string));
        }
    }
    adopted.into_iter().collect()
}
