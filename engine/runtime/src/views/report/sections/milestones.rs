//! The milestones, reached or not.

use alongside_core::definition::StepKind;
use alongside_core::ids::StepId;
use alongside_core::state::{EngagementStatus, EvidenceStatus};

use crate::views::engagement::StepView;
use crate::views::report::Material;
use crate::views::report::model::{Block, Section, Table, Text, Tone};
use crate::views::report::phrases::date;

/// Every milestone; none where the workflow has none.
pub(super) fn section(material: &Material<'_>) -> Option<Section> {
    let milestones = material
        .view
        .steps
        .iter()
        .filter(|step| step.kind == StepKind::Milestone.as_str());
    let rows: Vec<Vec<Text>> = milestones
        .map(|step| vec![Text::plain(&step.title), standing(material, step)])
        .collect();
    (!rows.is_empty()).then(|| Section {
        id: "milestones",
        title: "Milestones".to_owned(),
        wide: false,
        blocks: vec![Block::Table(Table {
            caption: "Milestones, and whether they are reached".to_owned(),
            columns: vec!["Milestone", "How it stands"],
            rows,
        })],
    })
}

fn standing(material: &Material<'_>, step: &StepView) -> Text {
    let on = step
        .since
        .map(|on| format!(" on {}", date(on)))
        .unwrap_or_default();
    match step.status {
        Some("completed") => Text::status(Tone::Good, "Reached").and(on),
        Some("set aside") => Text::status(Tone::Open, "Set aside").and(on),
        Some("terminated") => Text::status(Tone::Open, "Not reached").and(format!("; given up{on}")),
        _ if material.view.status != EngagementStatus::Open => Text::status(Tone::Open, "Not reached"),
        _ => Text::status(Tone::Open, "Not reached yet").and(missing(material, &step.id)),
    }
}

/// How much of its evidence is accepted, where it needs any.
fn missing(material: &Material<'_>, step: &StepId) -> String {
    let needed = material
        .definition
        .step(step)
        .map_or(0, |step| step.evidence.len());
    if needed == 0 {
        return String::new();
    }
    let latest = material
        .view
        .evidence
        .iter()
        .filter(|item| item.step == *step)
        .map(|item| item.round)
        .max();
    let accepted = material.view.evidence.iter().filter(|item| {
        item.step == *step
            && Some(item.round) == latest
            && matches!(item.status, EvidenceStatus::Accepted { .. })
    });
    format!("; evidence {} of {needed}", accepted.count())
}
