//! Opening an engagement.

use std::collections::BTreeSet;

use super::people::bounded;
use super::{Draft, OpeningError, Rejection};
use crate::command::{Actor, Opening};
use crate::definition::{Definition, PartyKind, Step, StepKind};
use crate::event::{Event, WorkflowPin};
use crate::ids::{PartyId, PluginId, RoleId};

impl Draft<'_> {
    pub(super) fn open(&mut self, opening: &Opening) -> Result<(), Rejection> {
        if self.state.opening.is_some() {
            return Err(Rejection::AlreadyOpen);
        }
        let definition = self.context.definition;
        check_parties(definition, opening)?;
        check_people(definition, opening)?;
        bounded(&opening.title)?;
        for party in opening.parties.values() {
            bounded(&party.name)?;
        }
        if let Some(plugin) = plugins(definition).find(|id| !opening.plugins.contains_key(*id)) {
            return Err(OpeningError::MissingPlugin(plugin.clone()).into());
        }
        let workflow = WorkflowPin {
            id: definition.id.clone(),
            version: definition.version.to_string(),
            title: definition.title.clone(),
            digest: definition.digest(),
        };
        self.emit(Event::EngagementOpened {
            workflow,
            opening: Box::new(opening.clone()),
        })?;
        self.enter_membership()?;
        self.create_children(None)
    }
}

fn check_parties(definition: &Definition, opening: &Opening) -> Result<(), OpeningError> {
    if let Some(id) = definition
        .parties
        .keys()
        .find(|id| !opening.parties.contains_key(*id))
    {
        return Err(OpeningError::MissingParty(id.clone()));
    }
    let clocked = clocked_parties(definition);
    for (id, record) in &opening.parties {
        let Some(party) = definition.parties.get(id) else {
            return Err(OpeningError::UnknownParty(id.clone()));
        };
        if party.kind == PartyKind::School && record.urn.is_none() {
            return Err(OpeningError::MissingUrn(id.clone()));
        }
        if clocked.contains(id) && record.calendar.is_none() {
            return Err(OpeningError::MissingCalendar(id.clone()));
        }
        let twin = opening
            .parties
            .iter()
            .find(|(other, twin)| *other < id && twin.urn == record.urn);
        if let (Some((other, _)), Some(_)) = (twin, record.urn) {
            return Err(OpeningError::SameSchool(other.clone(), id.clone()));
        }
    }
    Ok(())
}

fn check_people(definition: &Definition, opening: &Opening) -> Result<(), OpeningError> {
    if let Some(person) = opening
        .people
        .keys()
        .find(|person| Actor::is_reserved_name(person))
    {
        return Err(OpeningError::ReservedPerson(person.clone()));
    }
    let held: BTreeSet<&RoleId> = opening.people.values().flatten().collect();
    if let Some(role) = held.iter().find(|role| !definition.roles.contains_key(**role)) {
        return Err(OpeningError::UnknownRole((*role).clone()));
    }
    match definition
        .steps
        .iter()
        .flat_map(roles)
        .find(|role| !held.contains(*role))
    {
        Some(role) => Err(OpeningError::MissingRole(role.clone())),
        None => Ok(()),
    }
}

/// The roles that must act in a step.
fn roles(step: &Step) -> impl Iterator<Item = &RoleId> {
    let accepting = step.evidence.iter().filter_map(|item| item.accepted_by.as_ref());
    step.role.iter().chain(&step.approve).chain(accepting)
}

/// The parties whose calendars count somewhere in the workflow.
fn clocked_parties(definition: &Definition) -> BTreeSet<&PartyId> {
    let mut parties = BTreeSet::new();
    for step in &definition.steps {
        parties.extend(step.due.iter().map(|rule| &rule.calendar));
        parties.extend(
            step.repeat
                .iter()
                .filter_map(|r| r.every.as_ref())
                .map(|every| &every.calendar),
        );
        if let StepKind::Wait(wait) = &step.kind {
            parties.extend(wait.until.iter().map(|rule| &rule.calendar));
        }
    }
    parties
}

/// The plugins that the workflow calls.
fn plugins(definition: &Definition) -> impl Iterator<Item = &PluginId> {
    definition.steps.iter().filter_map(|step| match &step.kind {
        StepKind::Score { plugin, .. } | StepKind::Recommend { plugin, .. } => Some(&plugin.id),
        _ => None,
    })
}
