//! Verbs of money, members and membership.

use std::collections::BTreeMap;

use alongside_core::calendar::CalendarId;
use alongside_core::command::Command;
use alongside_core::ids::{GroupId, MemberId, MembershipId, PartyId, PersonId, RoleId, SourceId, StepId};
use alongside_core::ledger::Expense;
use alongside_core::member::Member;
use alongside_core::urn::Urn;
use jiff::civil::Date;
use serde::Deserialize;

use super::arguments::{OneOrMany, arguments};
use super::work::Reason;
use super::{Ask, Asked};
use crate::error::RuntimeError;
use crate::opening::MemberRequest;

arguments! {
    /// Enters what was spent; a correction is negative.
    Spend {
        /// The day on which it was spent; today where none is given.
        on: Option<Date>,
        /// Days of work.
        days: Option<f64>,
        /// Money, in pounds.
        funding: Option<f64>,
        /// The source that pays.
        source: Option<SourceId>,
        /// The step it was spent on.
        step: Option<StepId>,
        /// Who provided it, and for what.
        #[serde(default)]
        note: Reason,
    }
    /// Adds a member to a party that has many.
    Join {
        /// The party.
        party: PartyId,
        /// The member.
        member: MemberId,
        /// Its name; its id in words where none is given.
        name: Option<String>,
        /// The school's number.
        urn: Option<Urn>,
        /// Its calendar.
        calendar: Option<CalendarId>,
        /// The group it belongs to.
        group: Option<GroupId>,
        /// Its own people and their roles.
        #[serde(default)]
        people: BTreeMap<PersonId, OneOrMany<RoleId>>,
    }
    /// Takes a member out of a party that has many.
    Leave {
        /// The party.
        party: PartyId,
        /// The member.
        member: MemberId,
        /// Why.
        #[serde(default)]
        reason: Reason,
    }
    /// Moves membership of the programme to another state.
    Membership {
        /// The state.
        to: MembershipId,
        /// Why.
        #[serde(default)]
        reason: Reason,
    }
}

/// A member, as it is given.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case", default)]
pub(crate) struct GivenMember {
    name: Option<String>,
    urn: Option<Urn>,
    calendar: Option<CalendarId>,
    group: Option<GroupId>,
    people: BTreeMap<PersonId, OneOrMany<RoleId>>,
}

impl GivenMember {
    /// The member, as it is asked for; `id` in words is its name where none is given.
    pub(super) fn into_request(self, id: &MemberId) -> MemberRequest {
        MemberRequest {
            name: Some(self.name.unwrap_or_else(|| in_words(id.as_str()))),
            urn: self.urn,
            calendar: self.calendar,
            group: self.group,
            people: roles(self.people),
        }
    }
}

/// People and their roles.
pub(crate) fn roles(
    given: BTreeMap<PersonId, OneOrMany<RoleId>>,
) -> BTreeMap<PersonId, std::collections::BTreeSet<RoleId>> {
    let sets = given.into_iter();
    sets.map(|(person, roles)| (person, roles.into_vec().into_iter().collect()))
        .collect()
}

/// An id in words: `north-school` as `North school`.
pub(crate) fn in_words(id: &str) -> String {
    let words = id.replace('-', " ");
    let mut letters = words.chars();
    letters
        .next()
        .map_or_else(String::new, |first| first.to_uppercase().chain(letters).collect())
}

impl Ask for Spend {
    fn command(self, asked: &Asked<'_>) -> Result<Command, RuntimeError> {
        Ok(Command::Spend {
            expense: Expense {
                on: self.on.unwrap_or(asked.today),
                days: self.days,
                funding: self.funding,
                source: self.source,
                step: self.step,
                note: self.note.0,
            },
        })
    }
}

impl Ask for Join {
    fn command(self, _: &Asked<'_>) -> Result<Command, RuntimeError> {
        Ok(Command::Join {
            details: Box::new(Member {
                name: self.name.unwrap_or_else(|| in_words(self.member.as_str())),
                urn: self.urn,
                calendar: self.calendar,
                group: self.group,
                people: roles(self.people),
            }),
            party: self.party,
            member: self.member,
        })
    }
}

impl Ask for Leave {
    fn command(self, _: &Asked<'_>) -> Result<Command, RuntimeError> {
        Ok(Command::Leave {
            party: self.party,
            member: self.member,
            reason: self.reason.0,
        })
    }
}

impl Ask for Membership {
    fn command(self, _: &Asked<'_>) -> Result<Command, RuntimeError> {
        Ok(Command::MoveMembership {
            to: self.to,
            reason: self.reason.0,
        })
    }
}
