//! The decisions: what was chosen, why, who decided and who approved.

use crate::views::engagement::DecisionView;
use crate::views::report::Material;
use crate::views::report::model::{Block, Section, Table, Text, cut};
use crate::views::report::phrases::{count, date};

/// The decisions, in order, without those of a round that repeats, which stand with their round.
pub(super) fn section(material: &Material<'_>) -> Option<Section> {
    let decisions = material
        .view
        .decisions
        .iter()
        .filter(|decision| material.repeating(&decision.step).is_none());
    let rows: Vec<Vec<Text>> = decisions.map(|decision| row(material, decision)).collect();
    (!rows.is_empty()).then(|| Section {
        id: "decisions",
        title: "Decisions".to_owned(),
        wide: true,
        blocks: vec![Block::Table(Table {
            caption: "Decisions, with their reasons".to_owned(),
            columns: vec!["Decision", "Chosen, and why", "By whom, when"],
            rows,
        })],
    })
}

fn row(material: &Material<'_>, decision: &DecisionView) -> Vec<Text> {
    let title = material.round_title(&decision.step, decision.round);
    vec![
        Text::plain(title),
        chosen(material, decision),
        Text::plain(format!("{}, {}", by(material, decision), date(decision.on))),
    ]
}

/// What was chosen and why.
pub(super) fn chosen(material: &Material<'_>, decision: &DecisionView) -> Text {
    let interventions = &material.view.interventions;
    let adopted = interventions
        .iter()
        .any(|one| one.adopted_in == decision.step && one.on == decision.on);
    let chosen = if adopted {
        count(
            decision.chosen.len(),
            "strategy, listed above",
            "strategies, listed above",
        )
    } else if decision.chosen.is_empty() {
        "none".to_owned()
    } else {
        cut(&decision.chosen.join("; "), 300)
    };
    Text::strong(chosen).and(format!(": {}", cut(&decision.reason, 400)))
}

/// Who decided and who approved.
pub(super) fn by(material: &Material<'_>, decision: &DecisionView) -> String {
    let by = decision
        .by
        .as_ref()
        .map_or_else(|| "not recorded".to_owned(), |by| material.actor(by));
    match &decision.approved_by {
        Some(approver) => format!("{by}, approved by {}", material.person(approver)),
        None => by,
    }
}
