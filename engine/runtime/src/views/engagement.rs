//! One engagement as it stands.

use std::collections::BTreeMap;

use alongside_core::command::Actor;
use alongside_core::definition::{Budget, Choice, Definition, Step, StepKind};
use alongside_core::event::Outcome;
use alongside_core::finding::{Finding, Proposal};
use alongside_core::ids::{
    DataId, EngagementId, EvidenceId, FieldId, OptionId, PartyId, PersonId, RoleId, StepId,
};
use alongside_core::state::{EngagementStatus, EvidenceStatus, Held, Instance, State};
use alongside_core::value::Value;
use alongside_core::why::{Why, why};
use alongside_core::work::{WorkItem, work_items};
use jiff::civil::Date;
use serde::Serialize;

use super::words;
use crate::commit::Current;
use crate::error::RuntimeError;
use crate::inner::Inner;
use crate::runtime::Runtime;
use crate::summary::PartySummary;

/// A person and the roles they hold.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct PersonView {
    /// The person.
    pub person: PersonId,
    /// The roles, with their titles.
    pub roles: BTreeMap<RoleId, String>,
}

/// One step as it stands.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct StepView {
    /// The step.
    pub id: StepId,
    /// Its title.
    pub title: String,
    /// What it is.
    pub kind: &'static str,
    /// How many stages it lies in.
    pub depth: usize,
    /// How its latest round stands; none where it has not come up.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub status: Option<&'static str>,
    /// Since when.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub since: Option<Date>,
    /// How many rounds there have been, the latest included.
    pub rounds: usize,
    /// The role that owns it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub role: Option<RoleId>,
    /// Whether its stage can complete without it.
    pub optional: bool,
    /// By when it should be done.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub due: Option<Date>,
    /// Whether that date has passed.
    pub overdue: bool,
    /// The date on which its next round begins.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub begins_on: Option<Date>,
    /// What came out of its latest round, in one line.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub outcome: Option<String>,
    /// What holds it, in a few words, where it has been handed in and waits for another person.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub waits_for: Option<String>,
}

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

/// A dataset that is attached.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct DataView {
    /// The slot.
    pub data: DataId,
    /// The slot's title.
    pub title: String,
    /// The school years, and the files they were read from.
    pub years: BTreeMap<String, String>,
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

/// One engagement as it stands.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct EngagementView {
    /// The engagement.
    pub id: EngagementId,
    /// Its title.
    pub title: String,
    /// How it stands.
    pub status: EngagementStatus,
    /// Why it was ended before its exit, if it was.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub end_reason: Option<String>,
    /// The workflow and its version.
    pub workflow: String,
    /// The title of the workflow.
    pub workflow_title: String,
    /// The digest of the workflow.
    pub workflow_digest: String,
    /// The date of the view.
    pub today: Date,
    /// The day it opened.
    pub opened_on: Option<Date>,
    /// The day it completed or was ended.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub closed_on: Option<Date>,
    /// What it may cost.
    pub budget: Budget,
    /// The parties, with their titles.
    pub parties: BTreeMap<PartyId, (String, PartySummary)>,
    /// The people.
    pub people: Vec<PersonView>,
    /// The steps, in the order of the file.
    pub steps: Vec<StepView>,
    /// What somebody must do.
    pub next: Vec<WorkItem>,
    /// What was found, in order.
    pub findings: Vec<FindingView>,
    /// What was decided, in order.
    pub decisions: Vec<DecisionView>,
    /// What was adopted, in order.
    pub interventions: Vec<InterventionView>,
    /// What was recorded, in order.
    pub records: Vec<RecordView>,
    /// The evidence, in order.
    pub evidence: Vec<EvidenceView>,
    /// The data it reads.
    pub data: Vec<DataView>,
}

impl Runtime {
    /// Shows an engagement as it stands.
    ///
    /// # Errors
    /// When there is no such engagement, or its log cannot be read.
    pub async fn show(&self, engagement: &EngagementId) -> Result<EngagementView, RuntimeError> {
        let engagement = engagement.clone();
        self.run(move |inner| inner.show(&engagement)).await
    }

    /// Explains what holds a step back: who owns it, since when, what happens next.
    ///
    /// # Errors
    /// When there is no such engagement or step, or its log cannot be read.
    pub async fn why(&self, engagement: &EngagementId, step: &StepId) -> Result<Why, RuntimeError> {
        let (engagement, step) = (engagement.clone(), step.clone());
        self.run(move |inner| {
            let Current { definition, state } = inner.current(&engagement)?;
            why(&definition, &state, inner.clock.now().today, &step).ok_or_else(|| {
                let steps: Vec<&str> = definition.steps.iter().map(|step| step.id.as_str()).collect();
                RuntimeError::NotFound {
                    what: "step",
                    name: step.to_string(),
                    hint: Some(format!("steps of this workflow: {}", steps.join(", "))),
                }
            })
        })
        .await
    }

    /// The fields that a task records, with their types, for whoever fills them in.
    ///
    /// # Errors
    /// When there is no such engagement, or its log cannot be read.
    pub async fn fields_of(
        &self,
        engagement: &EngagementId,
        step: &StepId,
    ) -> Result<Vec<alongside_core::definition::Field>, RuntimeError> {
        let (engagement, step) = (engagement.clone(), step.clone());
        self.run(move |inner| {
            let current = inner.current(&engagement)?;
            Ok(match current.definition.step(&step).map(|step| &step.kind) {
                Some(StepKind::Task { record }) => record.clone(),
                _ => Vec::new(),
            })
        })
        .await
    }
}

impl Inner {
    pub(super) fn show(&self, engagement: &EngagementId) -> Result<EngagementView, RuntimeError> {
        let Current { definition, state } = self.current(engagement)?;
        view(&definition, &state, self.clock.now().today).ok_or_else(|| RuntimeError::Log {
            engagement: engagement.clone(),
            reason: "it does not begin with an opening".to_owned(),
        })
    }
}

fn view(definition: &Definition, state: &State, today: Date) -> Option<EngagementView> {
    let opening = state.opening.as_ref()?;
    let workflow = state.workflow.as_ref()?;
    let rounds = Rounds::of(definition, state);
    Some(EngagementView {
        id: opening.engagement.clone(),
        title: opening.title.clone(),
        status: state.status,
        end_reason: state.end_reason.clone(),
        workflow: format!("{}@{}", workflow.id, workflow.version),
        workflow_title: workflow.title.clone(),
        workflow_digest: workflow.digest.to_string(),
        today,
        opened_on: state.opened_on,
        closed_on: state.closed_on,
        budget: definition.budget.clone(),
        parties: parties(definition, state),
        people: people(definition, state),
        steps: definition
            .steps
            .iter()
            .map(|step| step_view(definition, state, today, step))
            .collect(),
        next: work_items(definition, state, today),
        findings: rounds.findings(),
        decisions: rounds.decisions(state),
        interventions: rounds.interventions(state),
        records: rounds.records(),
        evidence: rounds.evidence(),
        data: data(definition, state),
    })
}

fn parties(definition: &Definition, state: &State) -> BTreeMap<PartyId, (String, PartySummary)> {
    let records = state.opening.iter().flat_map(|opening| &opening.parties);
    records
        .map(|(id, record)| {
            let title = definition
                .parties
                .get(id)
                .map_or_else(|| id.to_string(), |p| p.title.clone());
            (
                id.clone(),
                (
                    title,
                    PartySummary {
                        name: record.name.clone(),
                        urn: record.urn,
                    },
                ),
            )
        })
        .collect()
}

fn people(definition: &Definition, state: &State) -> Vec<PersonView> {
    let title = |role: &RoleId| {
        definition
            .roles
            .get(role)
            .map_or_else(|| role.to_string(), |r| r.title.clone())
    };
    let people = state.opening.iter().flat_map(|opening| &opening.people);
    people
        .map(|(person, roles)| PersonView {
            person: person.clone(),
            roles: roles.iter().map(|role| (role.clone(), title(role))).collect(),
        })
        .collect()
}

fn data(definition: &Definition, state: &State) -> Vec<DataView> {
    definition
        .data
        .iter()
        .map(|(id, slot)| {
            let years = state.data.get(id).into_iter().flatten();
            let years = years
                .map(|(year, dataset)| (year.clone(), dataset.source.clone()))
                .collect();
            DataView {
                data: id.clone(),
                title: slot.title.clone(),
                years,
            }
        })
        .collect()
}

fn step_view(definition: &Definition, state: &State, today: Date, step: &Step) -> StepView {
    let latest = state.latest(&step.id);
    let due = latest
        .filter(|instance| instance.is_active())
        .and_then(|instance| instance.due);
    StepView {
        id: step.id.clone(),
        title: step.title.clone(),
        kind: step.kind.as_str(),
        depth: definition.ancestors(step).count(),
        status: latest.map(|instance| instance.status.as_str()),
        since: latest.map(|instance| instance.since),
        rounds: state.steps.get(&step.id).map_or(0, Vec::len),
        role: step.role.clone(),
        optional: step.optional,
        due,
        overdue: due.is_some_and(|due| due < today),
        begins_on: latest.filter(|instance| !instance.status.is_settled()).and_then(
            |instance| match instance.held {
                Some(Held::ByClock { date, .. }) => Some(date),
                _ => None,
            },
        ),
        outcome: latest
            .and_then(|instance| instance.outcome.as_ref())
            .and_then(words::outcome),
        waits_for: latest
            .filter(|instance| instance.is_active() && instance.submission.is_some())
            .map(|_| waiting(definition, state, today, &step.id)),
    }
}

/// Who a handed-in step waits for.
fn waiting(definition: &Definition, state: &State, today: Date, step: &StepId) -> String {
    let items = work_items(definition, state, today);
    let roles = items
        .iter()
        .filter(|item| item.round.step == *step)
        .filter_map(|item| item.role.as_ref());
    let mut roles: Vec<&str> = roles.map(RoleId::as_str).collect();
    roles.dedup();
    roles.join(", ")
}

/// Every round of every step, in the order in which it came to stand as it does.
struct Rounds<'a>(Vec<(&'a Step, &'a Instance)>);

impl<'a> Rounds<'a> {
    fn of(definition: &'a Definition, state: &'a State) -> Self {
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

    fn findings(&self) -> Vec<FindingView> {
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

    fn decisions(&self, state: &State) -> Vec<DecisionView> {
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

    fn interventions(&self, state: &State) -> Vec<InterventionView> {
        let mut adopted = Vec::new();
        for (step, instance, outcome) in self.outcomes() {
            let (StepKind::Decision(Choice::Proposals { from, .. }), Outcome::Decided { options, .. }) =
                (&step.kind, outcome)
            else {
                continue;
            };
            adopted.extend(options.iter().filter_map(|option| {
                let proposal = proposal(state, from, option)?.clone();
                Some(InterventionView {
                    proposal,
                    adopted_in: step.id.clone(),
                    on: instance.since,
                })
            }));
        }
        adopted
    }

    fn records(&self) -> Vec<RecordView> {
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

    fn evidence(&self) -> Vec<EvidenceView> {
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
