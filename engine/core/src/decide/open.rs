//! Opening an engagement.

use std::collections::BTreeSet;

use super::members::check_all_members;
use super::people::bounded;
use super::roles::roles_of;
use super::{Draft, OpeningError, Rejection};
use crate::command::{Actor, Opening};
use crate::definition::{Definition, PartyKind, StepKind};
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
        check_all_members(definition, opening)?;
        check_relatives(opening)?;
        if opening.parent.is_some() {
            self.engine()?;
        }
        bounded(&opening.title)?;
        let members = opening.members.values().flat_map(|members| members.values());
        let names = opening.parties.values().map(|party| &party.name);
        for name in names.chain(members.map(|member| &member.name)) {
            bounded(name)?;
        }
        if let Some(plugin) = plugins(definition).find(|id| !opening.plugins.contains_key(*id)) {
            return Err(OpeningError::MissingPlugin(plugin.clone()).into());
        }
        let mut children = definition.child_plans().map(|(_, plan)| &plan.workflow.id);
        if let Some(workflow) = children.find(|id| !opening.workflows.contains_key(*id)) {
            return Err(OpeningError::MissingWorkflow(workflow.clone()).into());
        }
        let workflow = WorkflowPin {
            id: definition.id.clone(),
            version: definition.version.to_string(),
            title: definition.title.clone(),
            digest: definition.digest(),
        };
        let mut kept = opening.clone();
        if let Some(before) = &mut kept.follows {
            before.outputs.retain(|_, value| value.is_finite());
        }
        self.emit(Event::EngagementOpened {
            workflow,
            opening: Box::new(kept),
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
        if party.many && record.urn.is_some() {
            return Err(OpeningError::NumberedMany(id.clone()));
        }
        if party.kind == PartyKind::School && !party.many && record.urn.is_none() {
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

/// Checks that the engagement is neither its own parent nor its own predecessor.
fn check_relatives(opening: &Opening) -> Result<(), OpeningError> {
    let parent = opening.parent.as_ref().map(|parent| &parent.engagement);
    let follows = opening.follows.as_ref().map(|before| &before.engagement);
    if parent
        .into_iter()
        .chain(follows)
        .any(|id| *id == opening.engagement)
    {
        return Err(OpeningError::OwnRelative);
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
        .flat_map(roles_of)
        .find(|role| !held.contains(*role))
    {
        Some(role) => Err(OpeningError::MissingRole(role.clone())),
        None => Ok(()),
    }
}

/// The parties whose calendars count somewhere in the workflow.
pub(crate) fn clocked_parties(definition: &Definition) -> BTreeSet<&PartyId> {
    let mut parties = BTreeSet::new();
    for step in &definition.steps {
        parties.extend(step.due.iter().chain(&step.deadline).map(|rule| &rule.calendar));
        let repeat = step.repeat.as_ref();
        let every = repeat.and_then(|repeat| repeat.every.as_ref());
        let schedule = repeat.and_then(|repeat| repeat.schedule.as_ref());
        parties.extend(every.map(|every| &every.calendar));
        parties.extend(schedule.map(|schedule| &schedule.calendar));
        if let StepKind::Wait(wait) = &step.kind {
            parties.extend(wait.until.iter().map(|rule| &rule.calendar));
        }
    }
    parties
}

/// The plugins that the workflow calls.
pub(super) fn plugins(definition: &Definition) -> impl Iterator<Item = &PluginId> {
    definition.steps.iter().filter_map(|step| match &step.kind {
        StepKind::Score { plugin, .. } | StepKind::Recommend { plugin, .. } => Some(&plugin.id),
        _ => None,
    })
}
