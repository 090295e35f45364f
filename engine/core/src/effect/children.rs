//! The effects of `engagement` steps: children to be started, and news of children to be heard.

use std::collections::{BTreeMap, BTreeSet};

use super::{ChildNews, ChildStart, Effect};
use crate::children::{child_id, missing};
use crate::command::{Opening, PartyRecord};
use crate::definition::{ChildPlan, Definition, Step, StepKind};
use crate::ids::{GroupId, MemberId, PartyId, PersonId, RoleId};
use crate::member::{ChildKey, Member, Parent};
use crate::round::Round;
use crate::standstill::stands_still;
use crate::state::{EngagementStatus, Instance, State};

/// What a step wants of its children: those that are missing while it is active, and news of every child that has not
/// been heard to have closed, whatever has become of the step.
pub(super) fn of_step(definition: &Definition, state: &State, step: &Step) -> Vec<Effect> {
    let StepKind::Engagement(plan) = &step.kind else {
        return Vec::new();
    };
    let rounds = state.steps.get(&step.id).map_or(&[][..], Vec::as_slice);
    let mut effects: Vec<Effect> = rounds
        .iter()
        .flat_map(|instance| news(step, instance))
        .map(Effect::HearChild)
        .collect();
    let active = rounds.last().filter(|instance| instance.is_active());
    if let Some(instance) = active.filter(|_| !stands_still(definition, state, &step.id)) {
        effects.extend(starts(state, step, plan, instance).map(|start| Effect::StartChild(Box::new(start))));
    }
    effects
}

fn news<'s>(step: &'s Step, instance: &'s Instance) -> impl Iterator<Item = ChildNews> + 's {
    let open = instance
        .children
        .iter()
        .filter(|(_, child)| child.status == EngagementStatus::Open);
    open.map(|(key, child)| ChildNews {
        round: Round {
            step: step.id.clone(),
            round: instance.round,
        },
        child: key.clone(),
        engagement: child.engagement.clone(),
    })
}

fn starts<'a>(
    state: &'a State,
    step: &'a Step,
    plan: &'a ChildPlan,
    instance: &'a Instance,
) -> impl Iterator<Item = ChildStart> + 'a {
    let round = Round {
        step: step.id.clone(),
        round: instance.round,
    };
    missing(plan, state, instance)
        .into_iter()
        .filter_map(move |child| {
            let opening = state.opening.as_deref()?;
            Some(ChildStart {
                workflow: plan.workflow.id.clone(),
                pin: opening.workflows.get(&plan.workflow.id)?.clone(),
                opening: Mapping { opening, plan }.child(&round, &child)?,
            })
        })
}

/// From what a parent opened with to what a child opens with.
struct Mapping<'a> {
    opening: &'a Opening,
    plan: &'a ChildPlan,
}

impl Mapping<'_> {
    fn child(&self, round: &Round, child: &ChildKey) -> Option<Opening> {
        let parent = &self.opening.engagement;
        let mut opening = Opening::new(child_id(parent, round, child)?, self.name(child));
        for (theirs, ours) in &self.plan.parties {
            if let Some(record) = self.party(ours, child) {
                opening.parties.insert(theirs.clone(), record);
            }
            let members: BTreeMap<MemberId, Member> = self
                .members(ours, child)
                .map(|(id, member)| (id.clone(), self.as_member(member)))
                .collect();
            if !members.is_empty() {
                opening.members.insert(theirs.clone(), members);
            }
        }
        opening.people = self.people(child);
        opening.parent = Some(Parent {
            engagement: parent.clone(),
            step: round.step.clone(),
            round: round.round,
            child: child.clone(),
        });
        Some(opening)
    }

    /// What a child is about, for its title.
    fn name(&self, child: &ChildKey) -> String {
        match child {
            ChildKey::Only => self.opening.title.clone(),
            ChildKey::Member(id) => {
                let party = self.plan.each.party();
                let member = party.and_then(|party| self.opening.members.get(party)?.get(id));
                member.map_or_else(|| id.to_string(), |member| member.name.clone())
            }
            ChildKey::Group(group) => group.to_string(),
        }
    }

    /// A party of the parent as it takes part in a child: where the child is for one member, that member.
    fn party(&self, ours: &PartyId, child: &ChildKey) -> Option<PartyRecord> {
        let record = self.opening.parties.get(ours)?;
        match (self.plan.each.party(), child) {
            (Some(each), ChildKey::Member(id)) if each == ours => {
                let member = self.opening.members.get(ours)?.get(id)?;
                Some(PartyRecord {
                    name: member.name.clone(),
                    urn: member.urn,
                    calendar: member.calendar.clone().or_else(|| record.calendar.clone()),
                })
            }
            _ => Some(record.clone()),
        }
    }

    /// The members of a party of the parent that take part in a child.
    fn members<'m>(
        &'m self,
        ours: &'m PartyId,
        child: &'m ChildKey,
    ) -> impl Iterator<Item = (&'m MemberId, &'m Member)> {
        let each = self.plan.each.party() == Some(ours);
        let takes_part = move |id: &MemberId, group: Option<&GroupId>| match child {
            ChildKey::Member(only) if each => id == only,
            ChildKey::Group(only) if each => group == Some(only),
            _ => true,
        };
        let all = self.opening.members.get(ours).into_iter().flatten();
        all.filter(move |(id, member)| takes_part(id, member.group.as_ref()))
    }

    /// A member with the roles that its people hold in the child.
    fn as_member(&self, member: &Member) -> Member {
        let people = member.people.iter().filter_map(|(person, roles)| {
            let roles = self.plan.roles.iter().filter(|(_, ours)| roles.contains(*ours));
            let roles: BTreeSet<RoleId> = roles.map(|(theirs, _)| theirs.clone()).collect();
            (!roles.is_empty()).then(|| (person.clone(), roles))
        });
        Member {
            people: people.collect(),
            ..member.clone()
        }
    }

    /// The people of a child. A role is held by the members' own people, if any of them hold it, else by those who hold
    /// it in the parent.
    fn people(&self, child: &ChildKey) -> BTreeMap<PersonId, BTreeSet<RoleId>> {
        let own: Vec<&BTreeMap<PersonId, BTreeSet<RoleId>>> = self
            .plan
            .each
            .party()
            .into_iter()
            .flat_map(|party| self.members(party, child))
            .map(|(_, member)| &member.people)
            .collect();
        let mut people: BTreeMap<PersonId, BTreeSet<RoleId>> = BTreeMap::new();
        for (theirs, ours) in &self.plan.roles {
            let mut holders: BTreeSet<&PersonId> =
                own.iter().flat_map(|people| holders(people, ours)).collect();
            if holders.is_empty() {
                holders = holders_of(&self.opening.people, ours);
            }
            for person in holders {
                people.entry(person.clone()).or_default().insert(theirs.clone());
            }
        }
        people
    }
}

fn holders<'p>(
    people: &'p BTreeMap<PersonId, BTreeSet<RoleId>>,
    role: &'p RoleId,
) -> impl Iterator<Item = &'p PersonId> {
    let holding = people.iter().filter(|(_, roles)| roles.contains(role));
    holding.map(|(person, _)| person)
}

fn holders_of<'p>(
    people: &'p BTreeMap<PersonId, BTreeSet<RoleId>>,
    role: &'p RoleId,
) -> BTreeSet<&'p PersonId> {
    holders(people, role).collect()
}

impl ChildStart {
    /// What the child opens with, fitted to its workflow: a party of which there is one has no members, a party that
    /// has many has no number of its own, and the title says what it is about and what it is.
    pub fn fitted(&self, definition: &Definition) -> Opening {
        let mut opening = self.opening.clone();
        let many = |party: &PartyId| definition.parties.get(party).is_some_and(|party| party.many);
        opening.members.retain(|party, _| many(party));
        for (id, record) in &mut opening.parties {
            if many(id) {
                record.urn = None;
            }
        }
        opening.title = format!("{}: {}", opening.title, definition.title);
        opening
    }
}
