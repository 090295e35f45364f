//! Members of the parties that have many, as a person names them; and the engagement that another one follows.

use std::collections::{BTreeMap, BTreeSet};

use alongside_core::calendar::CalendarId;
use alongside_core::definition::Definition;
use alongside_core::ids::{EngagementId, GroupId, PersonId, RoleId};
use alongside_core::member::{Member, Members, Predecessor};
use alongside_core::outputs::outputs;
use alongside_core::urn::Urn;

use super::OpenRequest;
use crate::error::RuntimeError;
use crate::inner::Inner;

/// A member of a party that has many, as a person names it.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct MemberRequest {
    /// The school's number.
    pub urn: Option<Urn>,
    /// Its name; looked up in the imported data where none is given.
    pub name: Option<String>,
    /// Its calendar; the workspace's default where none is given.
    pub calendar: Option<CalendarId>,
    /// The group it belongs to.
    pub group: Option<GroupId>,
    /// Its own people and their roles.
    pub people: BTreeMap<PersonId, BTreeSet<RoleId>>,
}

impl Inner {
    /// The members that a person names, with the names and calendars that they leave to the workspace.
    pub(super) fn members(&self, request: &OpenRequest) -> Result<Members, RuntimeError> {
        let mut all = Members::new();
        for (party, members) in &request.members {
            for (id, asked) in members {
                let member = self.member(id.as_str(), asked)?;
                all.entry(party.clone()).or_default().insert(id.clone(), member);
            }
        }
        Ok(all)
    }

    /// A member, with the name and the calendar that its request leaves to the workspace.
    pub(crate) fn member(&self, id: &str, asked: &MemberRequest) -> Result<Member, RuntimeError> {
        let name = match (&asked.name, asked.urn) {
            (Some(name), _) => name.clone(),
            (None, Some(urn)) => self.school_name(urn)?,
            (None, None) => id.to_owned(),
        };
        let calendar = match &asked.calendar {
            Some(calendar) => Some(self.known_calendar(calendar)?),
            None if asked.urn.is_some() => self.default_calendar()?,
            None => None,
        };
        Ok(Member {
            name,
            urn: asked.urn,
            calendar,
            group: asked.group.clone(),
            people: asked.people.clone(),
        })
    }

    /// What is known of the engagement that another one follows, of what the workflow declares as its own outputs.
    pub(super) fn predecessor(
        &self,
        definition: &Definition,
        follows: Option<&EngagementId>,
    ) -> Result<Option<Predecessor>, RuntimeError> {
        let Some(engagement) = follows else {
            return Ok(None);
        };
        let before = self.current(engagement)?;
        let on = before.state.closed_on.unwrap_or_else(|| self.clock.now().today);
        let mut handed_on = outputs(&before.definition, &before.state, on);
        handed_on.retain(|id, value| {
            let declared = definition.outputs.get(id);
            declared.is_some_and(|output| output.kind == value.kind())
        });
        Ok(Some(Predecessor {
            engagement: engagement.clone(),
            status: before.state.status,
            outputs: handed_on,
        }))
    }
}
