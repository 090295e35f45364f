//! What came out of the rounds of steps: findings, decisions, interventions, records, evidence.

use std::collections::BTreeMap;

use alongside_core::command::Actor;
use alongside_core::definition::{Choice, Definition, Step, StepKind};
use alongside_core::event::Outcome;
use alongside_core::finding::{Finding, Proposal};
use alongside_core::ids::{EvidenceId, FieldId, OptionId, PersonId, StepId};
use alongside_core::intervention::{Intervention, Standing};
use alongside_core::state::{EvidenceStatus, Instance, State};
use alongside_core::value::Value;
use jiff::civil::Date;
use serde::Serialize;

use crate::views::words;

/// A finding of a score step.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct FindingView {
    /// The step.
    pub step: StepId,
    /// Its title.
    pub title: String,
    /// The round.
    pub round: u32,
    /// The day it was found.
    pub on: Date,
    /// The finding in one line.
    pub line: String,
    /// All of it.
    pub finding: Finding,
}

/// A decision that was made.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct DecisionView {
    /// The step.
    pub step: StepId,
    /// Its title.
    pub title: String,
    /// The round.
    pub round: u32,
    /// The day it stood.
    pub on: Date,
    /// What was chosen.
    pub options: Vec<OptionId>,
    /// The titles of what was chosen.
    pub chosen: Vec<String>,
    /// Why.
    pub reason: String,
    /// Who decided.
    pub by: Option<Actor>,
    /// Who approved it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub approved_by: Option<PersonId>,
}

/// A strategy that was adopted.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct InterventionView {
    /// The strategy.
    pub proposal: Proposal,
    /// The decision that adopted it.
    pub adopted_in: StepId,
    /// The day it was adopted.
    pub on: Date,
    /// The stage that its plan was inserted as, if it has one.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub stage: Option<StepId>,
    /// How it stands; none where it was adopted by a release that did not follow it up.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub standing: Option<Standing>,
}

impl InterventionView {
    fn of(adopted: &Intervention) -> Self {
        Self {
            proposal: adopted.proposal.clone(),
            adopted_in: adopted.decided.step.clone(),
            on: adopted.adopted_on,
            stage: adopted.stage.clone(),
            standing: Some(adopted.standing.clone()),
        }
    }
}

/// An item of evidence.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct EvidenceView {
    /// The step.
    pub step: StepId,
    /// Its title.
    pub title: String,
    /// The round.
    pub round: u32,
    /// The required item.
    pub evidence: EvidenceId,
    /// What was offered, in a few words.
    pub item: String,
    /// Who offered it, and when.
    pub offered_by: Actor,
    /// The day it was offered.
    pub offered_on: Date,
    /// How it stands.
    pub status: EvidenceStatus,
}

/// What a task recorded.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct RecordView {
    /// The step.
    pub step: StepId,
    /// Its title.
    pub title: String,
    /// The round.
    pub round: u32,
    /// The day it was done.
    pub on: Date,
    /// The fields.
    pub fields: BTreeMap<FieldId, Value>,
}

/// Every round of every step, in the order in which it came to stand as it does.
pub(super) struct Rounds<'a>(Vec<(&'a Step, &'a Instance)>);

impl<'a> Rounds<'a> {
    pub(super) fn of(definition: &'a Definition, state: &'a State) -> Self {
        let mut rounds: Vec<(&Step, &Instance)> = definition
            .steps
            .iter()
            .flat_map(|step| {
                state
                    .steps
                    .get(&step.id)
                    .into_iter()
                    .flatten()
                    .map(move |i| (step, i))
            })
            .collect();
        rounds.sort_by_key(|(_, instance)| instance.since);
        Self(rounds)
    }

    fn outcomes(&self) -> impl Iterator<Item = (&'a Step, &'a Instance, &'a Outcome)> {
        self.0
            .iter()
            .filter_map(|(step, instance)| Some((*step, *instance, instance.outcome.as_ref()?)))
    }

    pub(super) fn findings(&self) -> Vec<FindingView> {
        self.outcomes()
            .filter_map(|(step, instance, outcome)| match outcome {
                Outcome::Found(finding) => Some(FindingView {
                    step: step.id.clone(),
                    title: step.title.clone(),
                    round: instance.round,
                    on: instance.since,
                    line: words::finding(finding),
                    finding: (**finding).clone(),
                }),
                _ => None,
            })
            .collect()
    }

    pub(super) fn decisions(&self, state: &State) -> Vec<DecisionView> {
        self.outcomes()
            .filter_map(|(step, instance, outcome)| match outcome {
                Outcome::Decided { options, reason } => Some(DecisionView {
                    step: step.id.clone(),
                    title: step.title.clone(),
                    round: instance.round,
                    on: instance.since,
                    options: options.clone(),
                    chosen: options.iter().map(|o| option_title(state, step, o)).collect(),
                    reason: reason.clone(),
                    by: instance.completed_by.clone(),
                    approved_by: instance.approved_by.clone(),
                }),
                _ => None,
            })
            .collect()
    }

    /// The interventions, in the order of their adoption. Logs of the first release tell of them only in their decisions.
    pub(super) fn interventions(&self, state: &State) -> Vec<InterventionView> {
        let followed = |option: &OptionId, step: &StepId| {
            let known = state.interventions.get(option)?;
            (known.decided.step == *step).then(|| InterventionView::of(known))
        };
        let mut adopted: Vec<InterventionView> = Vec::new();
        for (step, instance, outcome) in self.outcomes() {
            let (StepKind::Decision(Choice::Proposals { from, .. }), Outcome::Decided { options, .. }) =
                (&step.kind, outcome)
            else {
                continue;
            };
            for option in options {
                let view = followed(option, &step.id).or_else(|| {
                    Some(InterventionView {
                        proposal: proposal(state, from, option)?.clone(),
                        adopted_in: step.id.clone(),
                        on: instance.since,
                        stage: None,
                        standing: None,
                    })
                });
                adopted.extend(view.filter(|view| view.standing.is_none() || !adopted.contains(view)));
            }
        }
        adopted
    }

    pub(super) fn records(&self) -> Vec<RecordView> {
        self.outcomes()
            .filter_map(|(step, instance, outcome)| match outcome {
                Outcome::Recorded(fields) if !fields.is_empty() => Some(RecordView {
                    step: step.id.clone(),
                    title: step.title.clone(),
                    round: instance.round,
                    on: instance.since,
                    fields: fields.clone(),
                }),
                _ => None,
            })
            .collect()
    }

    pub(super) fn evidence(&self) -> Vec<EvidenceView> {
        let mut evidence: Vec<EvidenceView> = Vec::new();
        for (step, instance) in &self.0 {
            evidence.extend(instance.evidence.iter().map(|(id, offered)| EvidenceView {
                step: step.id.clone(),
                title: step.title.clone(),
                round: instance.round,
                evidence: id.clone(),
                item: words::item(&offered.item),
                offered_by: offered.by.clone(),
                offered_on: offered.on,
                status: offered.status.clone(),
            }));
        }
        evidence.sort_by_key(|item| item.offered_on);
        evidence
    }
}

/// The latest form of a proposal, whichever round proposed it.
fn proposal<'a>(state: &'a State, from: &StepId, option: &OptionId) -> Option<&'a Proposal> {
    state
        .steps
        .get(from)?
        .iter()
        .rev()
        .find_map(|instance| match &instance.outcome {
            Some(Outcome::Recommended(found)) => found.proposals.iter().find(|p| p.id == *option),
            _ => None,
        })
}

fn option_title(state: &State, step: &Step, option: &OptionId) -> String {
    let known = match &step.kind {
        StepKind::Decision(Choice::One { options }) => options
            .iter()
            .find(|known| known.id == *option)
            .map(|known| known.title.clone()),
        StepKind::Decision(Choice::Proposals { from, .. }) => {
            proposal(state, from, option).map(|proposal| proposal.title.clone())
        }
        _ => None,
    };
    known.unwrap_or_else(|| option.to_string())
}
