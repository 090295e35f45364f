//! One engagement as it stands.

mod around;
mod rounds;
mod steps;

use std::collections::BTreeMap;

use alongside_core::decide::Rejection;
use alongside_core::definition::{Budget, Definition, StepKind};
use alongside_core::ids::{DataId, EngagementId, PartyId, PersonId, RoleId, StepId};
use alongside_core::member::{Members, Parent, Predecessor};
use alongside_core::people::Absence;
use alongside_core::state::{EngagementStatus, State, Withdrawal};
use alongside_core::why::{Why, why};
use alongside_core::work::{WorkItem, work_items};
use jiff::civil::Date;
use serde::Serialize;

pub use self::around::{
    ChildView, EscalationView, EventView, FactView, MembershipView, NoticeView, ScheduledView,
};
pub use self::rounds::{DecisionView, EvidenceView, FindingView, InterventionView, RecordView};
pub(crate) use self::steps::hold_of;
pub use self::steps::{HoldView, StepView, TimerView};
use super::ledger::LedgerView;
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
    /// When the person is away, from today on.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub absences: Vec<Absence>,
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
    /// Why it stands still as a whole, if it does.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub on_hold: Option<HoldView>,
    /// The facts that it keeps.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub facts: Vec<FactView>,
    /// The outside events that its workflow listens to.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub events: Vec<EventView>,
    /// The kinds of escalation, and when they were raised.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub escalations: Vec<EscalationView>,
    /// Where membership of the programme stands, if the workflow has it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub membership: Option<MembershipView>,
    /// The members of the parties that have many.
    #[serde(skip_serializing_if = "BTreeMap::is_empty")]
    pub members: Members,
    /// The child engagements.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub children: Vec<ChildView>,
    /// The engagement that started it, for a child.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub parent: Option<Parent>,
    /// The engagement that it follows.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub follows: Option<Predecessor>,
    /// What was budgeted, planned and spent.
    pub ledger: LedgerView,
    /// The withdrawal that is under way, if one is.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub withdrawal: Option<Withdrawal>,
    /// The move to another version that waits for the end of a stage, if one does.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub scheduled: Option<ScheduledView>,
    /// What people are to be told and has not been handed over yet.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub notices: Vec<NoticeView>,
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
        self.run(move |inner| inner.why(&engagement, &step)).await
    }

    /// The party whose school time counts in an engagement where a rule names none.
    ///
    /// # Errors
    /// When there is no such engagement, or its log cannot be read.
    pub async fn calendar_party(&self, engagement: &EngagementId) -> Result<Option<PartyId>, RuntimeError> {
        let engagement = engagement.clone();
        self.run(move |inner| Ok(inner.current(&engagement)?.definition.calendar.clone()))
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
    pub(crate) fn why(&self, engagement: &EngagementId, step: &StepId) -> Result<Why, RuntimeError> {
        let Current { definition, state } = self.current(engagement)?;
        why(&definition, &state, self.clock.now().today, step)
            .ok_or_else(|| RuntimeError::Rejected(Rejection::unknown_step(&definition, step)))
    }

    pub(crate) fn show(&self, engagement: &EngagementId) -> Result<EngagementView, RuntimeError> {
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
    let rounds = rounds::Rounds::of(definition, state);
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
        people: people(definition, state, today),
        steps: steps::step_views(definition, state, today),
        next: work_items(definition, state, today),
        findings: rounds.findings(),
        decisions: rounds.decisions(state),
        interventions: rounds.interventions(state),
        records: rounds.records(),
        evidence: rounds.evidence(),
        data: data(definition, state),
        on_hold: state.hold.clone().map(|hold| HoldView { step: None, hold }),
        facts: around::facts(definition, state),
        events: around::events(definition, state),
        escalations: around::escalations(definition, state),
        membership: around::membership(definition, state),
        members: opening.members.clone(),
        children: around::children(definition, state),
        parent: opening.parent.clone(),
        follows: opening.follows.clone(),
        ledger: LedgerView::of(definition, state),
        withdrawal: state.withdrawal.clone(),
        scheduled: around::scheduled(state),
        notices: around::notices(state),
    })
}

fn parties(definition: &Definition, state: &State) -> BTreeMap<PartyId, (String, PartySummary)> {
    let records = state.opening.iter().flat_map(|opening| &opening.parties);
    records
        .map(|(id, record)| {
            let known = definition.parties.get(id);
            let title = known.map_or_else(|| id.to_string(), |party| party.title.clone());
            (id.clone(), (title, PartySummary::of(known, record)))
        })
        .collect()
}

fn people(definition: &Definition, state: &State, today: Date) -> Vec<PersonView> {
    let title = |role: &RoleId| {
        definition
            .roles
            .get(role)
            .map_or_else(|| role.to_string(), |r| r.title.clone())
    };
    let absences = |person: &PersonId| {
        let absences = state.absences.get(person).into_iter().flatten();
        absences
            .filter(|absence| absence.until >= today)
            .cloned()
            .collect()
    };
    let people = state.opening.iter().flat_map(|opening| &opening.people);
    people
        .map(|(person, roles)| PersonView {
            person: person.clone(),
            roles: roles.iter().map(|role| (role.clone(), title(role))).collect(),
            absences: absences(person),
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
