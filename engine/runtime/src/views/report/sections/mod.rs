//! The sections of the report, in the order in which governors ask.

mod agreed;
mod children;
mod closing;
mod decisions;
mod evidence;
mod measures;
mod milestones;
mod next;
mod rounds;
mod sources;
mod standing;
mod strategies;

use super::Material;
use super::disclosure::Disclosure;
use super::model::{Document, Section};
use super::phrases::date;

/// Puts the report together. A section that has nothing to say is left out, unless its silence is news.
pub(super) fn document(material: &Material<'_>) -> Document {
    let disclosure = Disclosure::of(material);
    let sections: [Option<Section>; 12] = [
        Some(standing::section(material)),
        Some(next::section(material)),
        milestones::section(material),
        closing::section(material),
        children::section(material),
        measures::section(material, &disclosure),
        strategies::section(material, &disclosure),
        decisions::section(material),
        agreed::section(material),
        evidence::section(material),
        rounds::section(material),
        Some(sources::section(material)),
    ];
    Document {
        title: material.view.title.clone(),
        kind: format!("Report to governors, {}", date(material.view.today)),
        facts: standing::facts(material),
        sections: sections.into_iter().flatten().collect(),
    }
}
