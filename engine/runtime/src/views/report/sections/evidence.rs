//! The evidence: what was offered, and whether it was accepted or contested.

use alongside_core::state::EvidenceStatus;

use crate::views::engagement::EvidenceView;
use crate::views::report::Material;
use crate::views::report::model::{Block, Section, Table, Text, Tone, cut};
use crate::views::report::phrases::date;

/// The most rows; of what was accepted before those, the names are told.
const ROWS_MAX: usize = 8;

/// Every item, in the order in which it was offered. Where there are many, the oldest that were accepted are only named.
pub(super) fn section(material: &Material<'_>) -> Option<Section> {
    let items = &material.view.evidence;
    let too_many = items.len().saturating_sub(ROWS_MAX);
    let accepted = |item: &&EvidenceView| matches!(item.status, EvidenceStatus::Accepted { .. });
    let named: Vec<&EvidenceView> = items.iter().filter(accepted).take(too_many).collect();
    let shown = items
        .iter()
        .filter(|item| !named.iter().any(|one| std::ptr::eq(*one, *item)));
    let rows: Vec<Vec<Text>> = shown.map(|item| row(material, item)).collect();
    if rows.is_empty() {
        return None;
    }
    let mut blocks = vec![Block::Table(Table {
        caption: "Evidence offered, and how it stands".to_owned(),
        columns: vec!["Evidence", "Offered", "How it stands"],
        rows,
    })];
    if !named.is_empty() {
        let named: Vec<String> = named.into_iter().map(|item| name(material, item)).collect();
        blocks.push(Block::Remark(Text::plain(format!(
            "Accepted earlier: {}.",
            named.join("; ")
        ))));
    }
    Some(Section {
        id: "evidence",
        title: "Evidence".to_owned(),
        wide: true,
        blocks,
    })
}

fn name(material: &Material<'_>, item: &EvidenceView) -> String {
    material.evidence_name(&item.step, item.round, &item.evidence)
}

fn row(material: &Material<'_>, item: &EvidenceView) -> Vec<Text> {
    let offered = format!("{} ({})", cut(&item.item, 120), date(item.offered_on));
    vec![
        Text::plain(name(material, item)),
        Text::plain(offered),
        standing(material, item),
    ]
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
