//! What surrounds the steps of an engagement: facts, outside events, escalations, membership, members, children.

use std::collections::BTreeMap;

use alongside_core::command::Actor;
use alongside_core::definition::{Definition, Field};
use alongside_core::ids::{
    EngagementId, EscalationId, FactId, MembershipId, OutputId, OutsideEventId, RoleId, StepId,
};
use alongside_core::member::ChildKey;
use alongside_core::notice::Notice;
use alongside_core::state::{EngagementStatus, Raised, Reported, State};
use alongside_core::value::{Value, ValueType};
use jiff::civil::Date;
use serde::Serialize;

/// A fact that the engagement keeps.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct FactView {
    /// The fact.
    pub fact: FactId,
    /// Its title.
    pub title: String,
    /// Its type.
    #[serde(rename = "type")]
    pub kind: ValueType,
    /// Its unit.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub unit: Option<String>,
    /// The only texts it may be; empty where any will do.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub options: Vec<String>,
    /// The role that sets it; none where anybody with a part may.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub role: Option<RoleId>,
    /// What it is now.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub value: Option<Value>,
}

/// An outside event that the workflow listens to.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct EventView {
    /// The event.
    pub event: OutsideEventId,
    /// Its title.
    pub title: String,
    /// What is recorded when it is reported.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub record: Vec<Field>,
    /// The role whose holder changes with it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub hands_over: Option<RoleId>,
    /// The reports of it, in order.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub reported: Vec<Reported>,
}

/// A kind of escalation.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct EscalationView {
    /// The kind.
    pub escalation: EscalationId,
    /// Its title.
    pub title: String,
    /// When it was raised, in order.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub raised: Vec<Raised>,
}

/// Where membership of the programme stands.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct MembershipView {
    /// The state.
    pub state: MembershipId,
    /// Its title.
    pub title: String,
    /// Since when.
    pub since: Date,
    /// The states that may follow, with their titles.
    pub may_become: BTreeMap<MembershipId, String>,
}

/// A child engagement.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct ChildView {
    /// The step that started it.
    pub step: StepId,
    /// The step's title.
    pub title: String,
    /// The round of that step.
    pub round: u32,
    /// Which child of it.
    pub child: ChildKey,
    /// The engagement.
    pub engagement: EngagementId,
    /// How it stands, as far as has been heard.
    pub status: EngagementStatus,
    /// What it handed on.
    #[serde(skip_serializing_if = "BTreeMap::is_empty")]
    pub outputs: BTreeMap<OutputId, Value>,
}

/// A notice that has not been handed over yet.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct NoticeView {
    /// The number of the event that raised it.
    pub number: u64,
    /// What people are told.
    #[serde(flatten)]
    pub notice: Notice,
}

/// A move to another version that waits for the end of a stage.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct ScheduledView {
    /// The workflow and its version.
    pub to: String,
    /// When it was agreed.
    pub on: Date,
    /// By whom.
    pub by: Actor,
    /// Why.
    pub reason: String,
}

pub(super) fn facts(definition: &Definition, state: &State) -> Vec<FactView> {
    let view = |(id, fact): (&FactId, &alongside_core::definition::Fact)| FactView {
        fact: id.clone(),
        title: fact.title.clone(),
        kind: fact.kind,
        unit: fact.unit.clone(),
        options: fact.options.clone(),
        role: fact.role.clone(),
        value: state.facts.get(id).cloned(),
    };
    definition.facts.iter().map(view).collect()
}

pub(super) fn events(definition: &Definition, state: &State) -> Vec<EventView> {
    let view = |(id, event): (&OutsideEventId, &alongside_core::definition::OutsideEvent)| EventView {
        event: id.clone(),
        title: event.title.clone(),
        record: event.record.clone(),
        hands_over: event.hands_over.clone(),
        reported: state.reported.get(id).cloned().unwrap_or_default(),
    };
    definition.events.iter().map(view).collect()
}

pub(super) fn escalations(definition: &Definition, state: &State) -> Vec<EscalationView> {
    let view = |(id, kind): (&EscalationId, &alongside_core::definition::Escalation)| EscalationView {
        escalation: id.clone(),
        title: kind.title.clone(),
        raised: state.escalations.get(id).cloned().unwrap_or_default(),
    };
    definition.escalations.iter().map(view).collect()
}

pub(super) fn membership(definition: &Definition, state: &State) -> Option<MembershipView> {
    let standing = state.membership.as_ref()?;
    let states = definition
        .membership
        .as_ref()
        .map(|membership| &membership.states);
    let known = |id: &MembershipId| states.and_then(|states| states.get(id));
    let title = |id: &MembershipId| known(id).map_or_else(|| id.to_string(), |state| state.title.clone());
    let next = known(&standing.state)
        .map(|state| &state.to)
        .into_iter()
        .flatten();
    Some(MembershipView {
        title: title(&standing.state),
        state: standing.state.clone(),
        since: standing.since,
        may_become: next.map(|id| (id.clone(), title(id))).collect(),
    })
}

pub(super) fn children(definition: &Definition, state: &State) -> Vec<ChildView> {
    let mut children = Vec::new();
    for step in &definition.steps {
        for instance in state.steps.get(&step.id).into_iter().flatten() {
            children.extend(instance.children.iter().map(|(key, child)| ChildView {
                step: step.id.clone(),
                title: step.title.clone(),
                round: instance.round,
                child: key.clone(),
                engagement: child.engagement.clone(),
                status: child.status,
                outputs: child.outputs.clone(),
            }));
        }
    }
    children
}

pub(super) fn notices(state: &State) -> Vec<NoticeView> {
    let view = |(number, notice): (&u64, &Notice)| NoticeView {
        number: *number,
        notice: notice.clone(),
    };
    state.notices.iter().map(view).collect()
}

pub(super) fn scheduled(state: &State) -> Option<ScheduledView> {
    let scheduled = state.scheduled.as_ref()?;
    Some(ScheduledView {
        to: format!("{}@{}", scheduled.to.id, scheduled.to.version),
        on: scheduled.on,
        by: scheduled.by.clone(),
        reason: scheduled.reason.clone(),
    })
}
