//! The load of a school: how much support it can take at once, across all its engagements, as the workflow says.
//!
//! Counted for the schools that the workflow is about: the one whose calendar counts where no other is named, else every
//! school that is a party. Members of a party that has many are counted in the engagements that are about them.

use std::collections::BTreeMap;

use alongside_core::command::Opening;
use alongside_core::definition::{Definition, Limit, Load, PartyKind, Spent};
use alongside_core::ids::PartyId;
use alongside_core::state::State;
use alongside_core::urn::Urn;

use crate::error::RuntimeError;
use crate::inner::Inner;
use crate::summary::Summary;
use crate::views::planned;

/// What a school takes part in already.
#[derive(Debug, Default)]
struct Taken {
    engagements: u32,
    days: f64,
}

impl Inner {
    /// Checks the load of every school that an engagement would be about: what to warn of, or a refusal.
    pub(super) fn check_load(
        &self,
        definition: &Definition,
        opening: &Opening,
    ) -> Result<Vec<String>, RuntimeError> {
        let Some(load) = &definition.load else {
            return Ok(Vec::new());
        };
        let days = planned(definition, &State::default(), Spent::Days, None);
        let mut taken: BTreeMap<Urn, Taken> = subjects(definition, opening)
            .map(|(urn, _)| (urn, Taken::default()))
            .collect();
        let others = self.summaries()?;
        let open = others.iter().filter(|summary| summary.closed_on.is_none());
        for summary in open.filter(|summary| summary.id != opening.engagement) {
            add(&mut taken, summary);
        }
        let mut warnings = Vec::new();
        for (urn, name) in subjects(definition, opening) {
            if let Some(message) = taken.get(&urn).and_then(|taken| too_much(load, taken, days)) {
                warnings.push(format!("{name} ({urn}) {message}"));
            }
        }
        match load.over {
            Limit::Refuse if !warnings.is_empty() => Err(RuntimeError::input_hint(
                "overload",
                warnings.join("; "),
                "wait until another engagement has closed, or plan less: see `alongside load`",
            )),
            Limit::Refuse | Limit::Warn => Ok(warnings),
        }
    }
}

/// The schools that an engagement is about.
fn subjects<'a>(definition: &'a Definition, opening: &'a Opening) -> impl Iterator<Item = (Urn, &'a str)> {
    let subject = definition.calendar.as_ref().filter(|id| {
        let party = definition.parties.get(*id);
        party.is_some_and(|party| party.kind == PartyKind::School)
    });
    let about = move |id: &&PartyId| subject.is_none_or(|subject| subject == *id);
    let parties = opening.parties.iter().filter(move |(id, _)| about(id));
    parties.filter_map(|(_, record)| Some((record.urn?, record.name.as_str())))
}

fn add(taken: &mut BTreeMap<Urn, Taken>, summary: &Summary) {
    let schools: std::collections::BTreeSet<Urn> =
        summary.parties.values().filter_map(|party| party.urn).collect();
    for urn in schools {
        if let Some(taken) = taken.get_mut(&urn) {
            taken.engagements += 1;
            taken.days += summary.planned.days;
        }
    }
}

/// What would be too much, if anything would.
fn too_much(load: &Load, taken: &Taken, days: f64) -> Option<String> {
    let engagements = taken.engagements.saturating_add(1);
    let all_days = taken.days + days;
    if let Some(max) = load.engagements_max.filter(|max| engagements > *max) {
        return Some(format!(
            "would take part in {engagements} engagements at once; at most {max} are meant to be open"
        ));
    }
    let max = load.days_max.filter(|max| all_days > *max)?;
    Some(format!(
        "would have {all_days} days planned at once; at most {max} are meant to be"
    ))
}
