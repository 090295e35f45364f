//! The load of schools: what each takes part in, across all engagements that are open.

use std::collections::BTreeMap;

use alongside_core::ids::EngagementId;
use alongside_core::urn::Urn;
use serde::Serialize;

use super::ledger::Amounts;
use super::list::Damaged;
use crate::error::RuntimeError;
use crate::runtime::Runtime;
use crate::summary::Summary;

/// What one school takes part in.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct SchoolLoad {
    /// The school's number.
    pub urn: Urn,
    /// Its name, as the latest engagement has it.
    pub name: String,
    /// The engagements that are open, in order of name.
    pub engagements: Vec<SchoolShare>,
    /// What they are planned to take, together.
    pub planned: Amounts,
    /// What they have spent, together.
    pub spent: Amounts,
}

/// One engagement that a school takes part in.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct SchoolShare {
    /// The engagement.
    pub engagement: EngagementId,
    /// Its title.
    pub title: String,
    /// What the school is in it: a party, or a member.
    pub part: String,
    /// What it is planned to take.
    pub planned: Amounts,
    /// What was spent.
    pub spent: Amounts,
}

impl Runtime {
    /// What schools take part in: of one school, or of every school with an open engagement, the fullest first.
    ///
    /// # Errors
    /// When the list of engagements cannot be read.
    pub async fn load_of(&self, urn: Option<Urn>) -> Result<(Vec<SchoolLoad>, Vec<Damaged>), RuntimeError> {
        self.run(move |inner| {
            let listing = inner.listing()?;
            let open = listing
                .engagements
                .iter()
                .filter(|summary| summary.closed_on.is_none());
            Ok((loads(open, urn), listing.damaged))
        })
        .await
    }
}

fn loads<'a>(open: impl Iterator<Item = &'a Summary>, wanted: Option<Urn>) -> Vec<SchoolLoad> {
    let mut loads: BTreeMap<Urn, SchoolLoad> = BTreeMap::new();
    for summary in open {
        let parties = summary.parties.iter();
        let parties = parties.filter_map(|(id, party)| Some((party.urn?, &party.name, id.to_string())));
        let members = summary.members.iter();
        let members = members.filter_map(|m| Some((m.urn?, &m.name, "member".to_owned())));
        for (urn, name, part) in parties.chain(members) {
            if wanted.is_none_or(|wanted| wanted == urn) {
                let load = loads.entry(urn).or_insert_with(|| SchoolLoad {
                    urn,
                    name: name.clone(),
                    engagements: Vec::new(),
                    planned: Amounts::default(),
                    spent: Amounts::default(),
                });
                load.add(summary, part);
            }
        }
    }
    let mut loads: Vec<SchoolLoad> = loads.into_values().collect();
    loads.sort_by(|a, b| b.planned.days.total_cmp(&a.planned.days).then(a.urn.cmp(&b.urn)));
    loads
}

impl SchoolLoad {
    /// Adds an engagement, once: a school may be a party and a member of the same one.
    fn add(&mut self, summary: &Summary, part: String) {
        if self
            .engagements
            .iter()
            .any(|known| known.engagement == summary.id)
        {
            return;
        }
        self.planned.add(summary.planned);
        self.spent.add(summary.spent);
        self.engagements.push(SchoolShare {
            engagement: summary.id.clone(),
            title: summary.title.clone(),
            part,
            planned: summary.planned,
            spent: summary.spent,
        });
    }
}

impl Amounts {
    fn add(&mut self, more: Self) {
        self.days += more.days;
        self.funding += more.funding;
    }
}
