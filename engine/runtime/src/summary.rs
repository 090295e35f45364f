//! The summary of an engagement that the store keeps at hand for lists: derived from state with every commit.

use std::collections::BTreeMap;

use alongside_core::definition::Definition;
use alongside_core::effect::pending_effects;
use alongside_core::ids::{EngagementId, PartyId, PersonId, RoleId};
use alongside_core::state::{EngagementStatus, State};
use alongside_core::urn::Urn;
use alongside_core::work::{WorkItem, work_items};
use jiff::civil::Date;
use serde::{Deserialize, Serialize};

use crate::error::RuntimeError;

/// The version of the summary's form. A summary of another version is derived again from the log.
pub(crate) const SUMMARY_VERSION: u16 = 1;

/// A party in a list.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct PartySummary {
    /// Its name.
    pub name: String,
    /// The school's number, for a school.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub urn: Option<Urn>,
}

/// An engagement in a list.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Summary {
    /// The version of this form.
    pub version: u16,
    /// The engagement.
    pub id: EngagementId,
    /// Its title.
    pub title: String,
    /// How it stands.
    pub status: EngagementStatus,
    /// The workflow and its version.
    pub workflow: String,
    /// The title of the workflow.
    pub workflow_title: String,
    /// The parties.
    pub parties: BTreeMap<PartyId, PartySummary>,
    /// The people and their roles.
    pub people: BTreeMap<PersonId, Vec<RoleId>>,
    /// The day it opened.
    pub opened_on: Option<Date>,
    /// The day it completed or was ended.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub closed_on: Option<Date>,
    /// The titles of the top-level steps that are active.
    pub active: Vec<String>,
    /// What somebody must do, as of the latest commit; what is overdue is worked out when it is shown.
    pub work: Vec<WorkItem>,
    /// Whether the engagement waits for a plugin.
    pub waits_for_plugin: bool,
    /// Whether the passing of a day can change what holds, even without a timer.
    pub reads_today: bool,
}

impl Summary {
    /// Derives the summary; none before the engagement has opened.
    pub(crate) fn derive(definition: &Definition, state: &State, today: Date) -> Option<Self> {
        let opening = state.opening.as_ref()?;
        let workflow = state.workflow.as_ref()?;
        let active = definition
            .children(None)
            .filter(|step| {
                state
                    .latest(&step.id)
                    .is_some_and(|instance| instance.is_active())
            })
            .map(|step| step.title.clone())
            .collect();
        let parties = opening
            .parties
            .iter()
            .map(|(id, party)| {
                (
                    id.clone(),
                    PartySummary {
                        name: party.name.clone(),
                        urn: party.urn,
                    },
                )
            })
            .collect();
        let people = opening
            .people
            .iter()
            .map(|(id, roles)| (id.clone(), roles.iter().cloned().collect()))
            .collect();
        Some(Self {
            version: SUMMARY_VERSION,
            id: opening.engagement.clone(),
            title: opening.title.clone(),
            status: state.status,
            workflow: format!("{}@{}", workflow.id, workflow.version),
            workflow_title: workflow.title.clone(),
            parties,
            people,
            opened_on: state.opened_on,
            closed_on: state.closed_on,
            active,
            work: work_items(definition, state, today),
            waits_for_plugin: !pending_effects(definition, state).is_empty(),
            reads_today: state.is_open() && definition.reads_today(),
        })
    }

    pub(crate) fn to_bytes(&self) -> Result<Vec<u8>, RuntimeError> {
        serde_json::to_vec(self).map_err(|error| RuntimeError::Internal(error.to_string()))
    }

    /// Reads a summary; none where it is of another version and must be derived again.
    pub(crate) fn from_bytes(bytes: &[u8]) -> Option<Self> {
        serde_json::from_slice(bytes)
            .ok()
            .filter(|summary: &Self| summary.version == SUMMARY_VERSION)
    }

    /// The work, with what is overdue as of `today`, what is overdue first, then by date.
    pub fn work_as_of(&self, today: Date) -> Vec<WorkItem> {
        let mut work = self.work.clone();
        for item in &mut work {
            item.overdue = item.overdue || item.due.is_some_and(|due| due < today);
        }
        work.sort_by_key(|item| (!item.overdue, item.due.is_none(), item.due));
        work
    }
}
