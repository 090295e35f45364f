//! What a workflow declares, as far as a plan may name it: the other way round from compiling.

use alongside_core::definition::{
    Choice, DataSlot, Definition, Each, EvidenceRequirement, Field, PluginRequirement, Step, StepKind,
};

use crate::raw::{
    Kind, RawChild, RawData, RawEach, RawEscalation, RawEvent, RawEvidence, RawFact, RawField, RawMembership,
    RawOption, RawOutput, RawRole, RawState, RawStep, RawWorkflow,
};
use crate::sink::At;

/// Nothing of the workflow stands in the text of the plan.
fn nowhere<T>(value: T) -> At<T> {
    At::new(value, 0..0)
}

/// The steps of a plan, with everything around them that they may name.
pub(super) fn around(own: Vec<RawStep>, workflow: &Definition) -> RawWorkflow {
    let offset = own.len();
    let mut steps = own;
    steps.extend(workflow.steps.iter().map(|step| {
        let parent = step
            .parent
            .as_ref()
            .and_then(|parent| workflow.steps.iter().position(|stage| stage.id == *parent));
        RawStep {
            parent: parent.map(|index| offset + index),
            ..shadow(step)
        }
    }));
    RawWorkflow {
        id: Some(workflow.id.clone()),
        budget: workflow.budget.clone(),
        parties: workflow.parties.clone(),
        roles: entries(&workflow.roles, |role| RawRole {
            title: Some(role.title.clone()),
            party: Some(nowhere(role.party.clone())),
        }),
        data: entries(&workflow.data, data),
        events: entries(&workflow.events, |event| RawEvent {
            title: Some(event.title.clone()),
            record: event.record.iter().map(field).collect(),
            ..RawEvent::default()
        }),
        facts: entries(&workflow.facts, |fact| RawFact {
            title: Some(fact.title.clone()),
            kind: Some(fact.kind),
            unit: None,
            options: Some(nowhere(fact.options.iter().cloned().map(nowhere).collect())),
            role: None,
        }),
        escalations: entries(&workflow.escalations, |escalation| RawEscalation {
            title: Some(escalation.title.clone()),
            ..RawEscalation::default()
        }),
        membership: workflow.membership.as_ref().map(|membership| RawMembership {
            initial: Some(nowhere(membership.initial.clone())),
            role: None,
            states: membership
                .states
                .iter()
                .map(|(id, state)| RawState {
                    id: nowhere(id.clone()),
                    title: Some(state.title.clone()),
                    to: Vec::new(),
                    ends: state.ends,
                })
                .collect(),
        }),
        outputs: entries(&workflow.outputs, |output| RawOutput {
            span: 0..0,
            title: Some(output.title.clone()),
            kind: Some(nowhere(output.kind)),
            value: None,
        }),
        steps,
        ..RawWorkflow::default()
    }
}

fn entries<I: Clone + Ord, T, R>(
    declared: &std::collections::BTreeMap<I, T>,
    shadow: impl Fn(&T) -> R,
) -> std::collections::BTreeMap<I, R> {
    declared
        .iter()
        .map(|(id, value)| (id.clone(), shadow(value)))
        .collect()
}

fn data(slot: &DataSlot) -> RawData {
    RawData {
        title: Some(slot.title.clone()),
        kind: Some(nowhere(slot.kind.clone())),
        party: Some(nowhere(slot.party.clone())),
    }
}

/// A step as far as it can be named: what it is, what it records and asks for, and what it answers.
fn shadow(step: &Step) -> RawStep {
    let mut raw = RawStep {
        id: Some(nowhere(step.id.clone())),
        title: Some(step.title.clone()),
        kind: Some(kind(&step.kind)),
        evidence: step.evidence.iter().map(evidence).collect(),
        undoes: step.undoes.clone().map(nowhere),
        ..RawStep::default()
    };
    let answers = |plugin: &PluginRequirement| Some(nowhere(plugin.clone()));
    match &step.kind {
        StepKind::Task { record } => raw.record = record.iter().map(field).collect(),
        StepKind::Score { plugin, .. } | StepKind::Recommend { plugin, .. } => raw.plugin = answers(plugin),
        StepKind::Decision(Choice::One { options }) => {
            let options = options.iter().map(|option| RawOption {
                id: nowhere(option.id.clone()),
                title: option.title.clone(),
                membership: None,
            });
            raw.options = Some(nowhere(options.collect()));
        }
        StepKind::Engagement(plan) => {
            raw.child = RawChild {
                workflow: Some(nowhere(plan.workflow.clone())),
                each: match &plan.each {
                    Each::One => None,
                    Each::Member(party) => Some(RawEach::Member(nowhere(party.clone()))),
                    Each::Group(party) => Some(RawEach::Group(nowhere(party.clone()))),
                },
                ..RawChild::default()
            }
        }
        _ => {}
    }
    raw
}

fn kind(kind: &StepKind) -> Kind {
    match kind {
        StepKind::Stage => Kind::Stage,
        StepKind::Task { .. } => Kind::Task,
        StepKind::Score { .. } => Kind::Score,
        StepKind::Recommend { .. } => Kind::Recommend,
        StepKind::Decision(_) => Kind::Decision,
        StepKind::Milestone => Kind::Milestone,
        StepKind::Wait(_) => Kind::Wait,
        StepKind::Engagement(_) => Kind::Engagement,
        StepKind::Notify { .. } => Kind::Notify,
    }
}

fn field(field: &Field) -> RawField {
    RawField {
        id: nowhere(field.id.clone()),
        title: Some(field.title.clone()),
        kind: Some(field.kind),
        optional: field.optional,
        unit: field.unit.clone(),
    }
}

fn evidence(item: &EvidenceRequirement) -> RawEvidence {
    RawEvidence {
        id: nowhere(item.id.clone()),
        title: Some(item.title.clone()),
        accepted_by: None,
    }
}
