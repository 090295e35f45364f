//! Members of a party that has many: who they must be to take part, joining and leaving.

use std::collections::{BTreeMap, BTreeSet};

use thiserror::Error;

use super::people::{bounded, reason};
use super::{Draft, OpeningError, Rejection};
use crate::command::{Actor, Opening};
use crate::definition::{Definition, Each, PartyKind};
use crate::event::Event;
use crate::ids::{MemberId, PartyId, PersonId, RoleId};
use crate::member::Member;
use crate::urn::Urn;

/// The most members that one party may have.
pub const MEMBERS_MAX: usize = 1_000;

/// Says why a member cannot take part as given.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
pub enum MemberError {
    /// The party does not have many.
    #[error("`{0}` is one party and has no members")]
    NotMany(PartyId),
    /// A school has no URN.
    #[error("`{0}` is a school and needs a URN")]
    MissingUrn(MemberId),
    /// Two members are the same school.
    #[error("`{0}` and `{1}` are the same school")]
    SameSchool(MemberId, MemberId),
    /// A child engagement is started for each group, and the member is in none.
    #[error("`{0}` needs a group: an engagement is started for each")]
    MissingGroup(MemberId),
    /// The workflow has no such role for the members' people.
    #[error("`{member}` gives `{person}` the role `{role}`, which is not a role of `{party}`")]
    WrongRole {
        /// The member.
        member: MemberId,
        /// The person.
        person: PersonId,
        /// The role.
        role: RoleId,
        /// The party.
        party: PartyId,
    },
    /// A person has the name of the administrator or of the engine.
    #[error("no person can be called `{0}`: histories say it of the program itself")]
    ReservedPerson(PersonId),
    /// There are more members than any party may have.
    #[error("`{0}` has more than {MEMBERS_MAX} members")]
    TooMany(PartyId),
}

impl Draft<'_> {
    pub(super) fn join(
        &mut self,
        party: &PartyId,
        member: &MemberId,
        details: &Member,
    ) -> Result<(), Rejection> {
        self.any_role(&self.context.definition.ad_hoc, "change who the members are")?;
        let known = self.members_of(party)?;
        if known.contains_key(member) {
            return Err(Rejection::MemberThere {
                party: party.clone(),
                member: member.clone(),
            });
        }
        let mut all = known.clone();
        all.insert(member.clone(), details.clone());
        bounded(&details.name)?;
        check_members(self.context.definition, party, &all)?;
        self.emit(Event::MemberJoined {
            party: party.clone(),
            member: member.clone(),
            details: Box::new(details.clone()),
        })
    }

    pub(super) fn leave_party(
        &mut self,
        party: &PartyId,
        member: &MemberId,
        why: &str,
    ) -> Result<(), Rejection> {
        self.any_role(&self.context.definition.ad_hoc, "change who the members are")?;
        let why = reason(why)?.to_owned();
        let known = self.members_of(party)?;
        if !known.contains_key(member) {
            return Err(Rejection::UnknownMember {
                party: party.clone(),
                member: member.clone(),
                known: known.into_keys().collect(),
            });
        }
        self.emit(Event::MemberLeft {
            party: party.clone(),
            member: member.clone(),
            reason: why,
        })
    }

    fn members_of(&self, party: &PartyId) -> Result<BTreeMap<MemberId, Member>, Rejection> {
        let definition = self.context.definition;
        if !definition.parties.get(party).is_some_and(|party| party.many) {
            let many = definition.parties.iter().filter(|(_, party)| party.many);
            return Err(Rejection::NotMany {
                party: party.clone(),
                known: many.map(|(id, _)| id.clone()).collect(),
            });
        }
        let opening = self.state.opening.as_ref();
        Ok(opening
            .and_then(|opening| opening.members.get(party).cloned())
            .unwrap_or_default())
    }
}

/// Checks the members of every party.
pub(super) fn check_all_members(definition: &Definition, opening: &Opening) -> Result<(), OpeningError> {
    for (party, members) in &opening.members {
        if !definition.parties.contains_key(party) {
            return Err(OpeningError::UnknownParty(party.clone()));
        }
        check_members(definition, party, members)?;
    }
    Ok(())
}

fn check_members(
    definition: &Definition,
    party: &PartyId,
    members: &BTreeMap<MemberId, Member>,
) -> Result<(), MemberError> {
    let Some(known) = definition.parties.get(party).filter(|party| party.many) else {
        return Err(MemberError::NotMany(party.clone()));
    };
    if members.len() > MEMBERS_MAX {
        return Err(MemberError::TooMany(party.clone()));
    }
    let grouped = definition
        .child_plans()
        .any(|(_, plan)| plan.each == Each::Group(party.clone()));
    let mut schools: BTreeMap<Urn, &MemberId> = BTreeMap::new();
    for (id, member) in members {
        match member.urn {
            None if known.kind == PartyKind::School => return Err(MemberError::MissingUrn(id.clone())),
            None => {}
            Some(urn) => {
                if let Some(twin) = schools.insert(urn, id) {
                    return Err(MemberError::SameSchool(twin.clone(), id.clone()));
                }
            }
        }
        if grouped && member.group.is_none() {
            return Err(MemberError::MissingGroup(id.clone()));
        }
        check_people(definition, party, id, &member.people)?;
    }
    Ok(())
}

/// The people of a member hold roles of the party that the member belongs to.
fn check_people(
    definition: &Definition,
    party: &PartyId,
    member: &MemberId,
    people: &BTreeMap<PersonId, BTreeSet<RoleId>>,
) -> Result<(), MemberError> {
    for (person, roles) in people {
        if Actor::is_reserved_name(person) {
            return Err(MemberError::ReservedPerson(person.clone()));
        }
        let theirs = |role: &RoleId| definition.roles.get(role).is_some_and(|r| r.party == *party);
        if let Some(role) = roles.iter().find(|role| !theirs(role)) {
            return Err(MemberError::WrongRole {
                member: member.clone(),
                person: person.clone(),
                role: role.clone(),
                party: party.clone(),
            });
        }
    }
    Ok(())
}
