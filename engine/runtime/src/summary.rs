//! The summary of an engagement that the store keeps at hand for lists: derived from state with every commit.

use std::collections::{BTreeMap, BTreeSet};

use alongside_core::command::PartyRecord;
use alongside_core::definition::{Definition, Party, PartyKind, Spent};
use alongside_core::effect::pending_effects;
use alongside_core::event::Outcome;
use alongside_core::ids::{EngagementId, MembershipId, PartyId, PersonId, RoleId, StepId};
use alongside_core::state::{EngagementStatus, State};
use alongside_core::urn::Urn;
use alongside_core::work::{WorkItem, work_items};
use jiff::civil::Date;
use serde::{Deserialize, Serialize};

use crate::error::RuntimeError;
use crate::views::{Amounts, hold_of, planned};

/// The version of the summary's form. A summary of another version is derived again from the log.
pub(crate) const SUMMARY_VERSION: u16 = 2;

/// A party in a list.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct PartySummary {
    /// Its name.
    pub name: String,
    /// The school's number, for a school.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub urn: Option<Urn>,
    /// What kind of body it is.
    pub kind: PartyKind,
}

impl PartySummary {
    /// A party as it takes part; one that its workflow does not know is taken for a school where it has a number.
    pub(crate) fn of(known: Option<&Party>, record: &PartyRecord) -> Self {
        let guessed = match record.urn {
            Some(_) => PartyKind::School,
            None => PartyKind::Authority,
        };
        Self {
            name: record.name.clone(),
            urn: record.urn,
            kind: known.map_or(guessed, |party| party.kind),
        }
    }
}

/// A member of a party that has many, in a list.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct MemberSummary {
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
    /// The members of the parties that have many.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub members: Vec<MemberSummary>,
    /// The band of the latest finding of every score step that has one.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub bands: BTreeMap<StepId, String>,
    /// Where membership of the programme stands, if the workflow has it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub membership: Option<MembershipId>,
    /// Why the engagement stands still as a whole, if it does.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub on_hold: Option<String>,
    /// The steps that stand still.
    #[serde(default, skip_serializing_if = "BTreeSet::is_empty")]
    pub steps_on_hold: BTreeSet<StepId>,
    /// How many steps somebody should look at again.
    #[serde(default, skip_serializing_if = "is_zero")]
    pub flags: usize,
    /// The engagement that started it, for a child.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub parent: Option<EngagementId>,
    /// What the plan takes.
    pub planned: Amounts,
    /// What was spent.
    pub spent: Amounts,
    /// Whether the engagement waits for a plugin.
    pub waits_for_plugin: bool,
    /// Whether the passing of a day can change what holds, even without a timer.
    pub reads_today: bool,
}

fn is_zero(number: &usize) -> bool {
    *number == 0
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
            .map(|(id, party)| (id.clone(), PartySummary::of(definition.parties.get(id), party)))
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
            members: members(state),
            bands: bands(state),
            membership: state.membership.as_ref().map(|standing| standing.state.clone()),
            on_hold: state.hold.as_ref().map(|hold| hold.reason.clone()),
            steps_on_hold: steps_on_hold(definition, state),
            flags: flags(state),
            parent: opening.parent.as_ref().map(|parent| parent.engagement.clone()),
            planned: Amounts {
                days: planned(definition, state, Spent::Days, None),
                funding: planned(definition, state, Spent::Funding, None),
            },
            spent: Amounts {
                days: state.spent(Spent::Days, None),
                funding: state.spent(Spent::Funding, None),
            },
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

fn members(state: &State) -> Vec<MemberSummary> {
    let members = state.opening.iter().flat_map(|opening| opening.members.values());
    members
        .flat_map(BTreeMap::values)
        .map(|member| MemberSummary {
            name: member.name.clone(),
            urn: member.urn,
        })
        .collect()
}

fn bands(state: &State) -> BTreeMap<StepId, String> {
    let latest = state.steps.keys().filter_map(|step| {
        let Some(Outcome::Found(finding)) = &state.latest_completed(step)?.outcome else {
            return None;
        };
        Some((step.clone(), finding.output.band.clone()?))
    });
    latest.collect()
}

/// The steps that stand still without the whole engagement doing so.
fn steps_on_hold(definition: &Definition, state: &State) -> BTreeSet<StepId> {
    let open = definition.steps.iter().filter(|step| {
        let latest = state.latest(&step.id);
        latest.is_some_and(|instance| !instance.status.is_settled())
    });
    open.filter(|step| hold_of(definition, state, step).is_some_and(|hold| hold.step.is_some()))
        .map(|step| step.id.clone())
        .collect()
}

fn flags(state: &State) -> usize {
    let latest = state.steps.keys().filter_map(|step| state.latest(step));
    latest.filter(|instance| instance.flagged.is_some()).count()
}
