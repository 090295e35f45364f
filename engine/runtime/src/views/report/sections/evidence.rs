//! The evidence: what was offered, and whether it was accepted or contested.

use alongside_core::state::EvidenceStatus;

use crate::views::engagement::EvidenceView;
use crate::views::report::Material;
use crate::views::report::model::{Block, Section, Table, Text, Tone, cut};
use crate::views::report::phrases::date;

/// Every item, in the order in which it was offered.
pub(super) fn section(material: &Material<'_>) -> Option<Section> {
    let rows: Vec<Vec<Text>> = material
        .view
        .evidence
        .iter()
        .map(|item| row(material, item))
        .collect();
    (!rows.is_empty()).then(|| Section {
        id: "evidence",
        title: "Evidence".to_owned(),
        wide: true,
        blocks: vec![Block::Table(Table {
            caption: "Evidence offered, and how it stands".to_owned(),
            columns: vec!["Evidence", "Offered", "How it stands"],
            rows,
        })],
    })
}

fn row(material: &Material<'_>, item: &EvidenceView) -> Vec<Text> {
    let name = material.evidence_name(&item.step, item.round, &item.evidence);
    let by = material.actor(&item.offered_by);
    let offered = format!("{} ({by}, {})", cut(&item.item, 120), date(item.offered_on));
    vec![Text::plain(name), Text::plain(offered), standing(material, item)]
}

fn standing(material: &Material<'_>, item: &EvidenceView) -> Text {
    match &item.status {
        EvidenceStatus::Accepted { by, on } => {
            Text::status(Tone::Good, "Accepted").and(format!(" by {}, {}", material.actor(by), date(*on)))
        }
        EvidenceStatus::Contested { by, on, reason } => Text::status(Tone::Alarm, "Contested").and(format!(
            " by {}, {}: {}",
            material.actor(by),
            date(*on),
            cut(reason, 240)
        )),
        EvidenceStatus::Offered => {
            let judge = material
                .definition
                .step(&item.step)
                .and_then(|step| step.evidence_requirement(&item.evidence))
                .and_then(|requirement| requirement.accepted_by.as_ref());
            match judge {
                Some(role) => Text::status(Tone::Open, "Offered")
                    .and(format!("; {} has yet to judge it", material.role_title(role))),
                None => Text::status(Tone::Good, "Offered").and("; that is enough"),
            }
        }
    }
}
