//! What was agreed, and what else was recorded on the way.

use crate::views::engagement::RecordView;
use crate::views::report::Material;
use crate::views::report::model::{Block, Section, Table, Text};
use crate::views::report::phrases::date;

/// The latest record of every task, without those of a round that repeats. What another person had to approve comes
/// first: that is what was agreed.
pub(super) fn section(material: &Material<'_>) -> Option<Section> {
    let records = &material.view.records;
    let latest = |record: &&RecordView| {
        let rounds = records
            .iter()
            .filter(|other| other.step == record.step)
            .map(|other| other.round);
        rounds.max() == Some(record.round) && material.repeating(&record.step).is_none()
    };
    let approved = |record: &&RecordView| {
        material
            .definition
            .step(&record.step)
            .is_some_and(|step| step.approve.is_some())
    };
    let mut latest: Vec<&RecordView> = records.iter().filter(latest).collect();
    latest.sort_by_key(|record| !approved(record));
    let rows: Vec<Vec<Text>> = latest
        .into_iter()
        .map(|record| {
            row(
                material,
                record,
                if approved(&record) { "agreed" } else { "recorded" },
            )
        })
        .collect();
    (!rows.is_empty()).then(|| Section {
        id: "agreed",
        title: "Agreed and recorded".to_owned(),
        wide: true,
        blocks: vec![Block::Table(Table {
            caption: "What was agreed, which one person wrote and another approved, and what was recorded"
                .to_owned(),
            columns: vec!["In", "What"],
            rows,
        })],
    })
}

fn row(material: &Material<'_>, record: &RecordView, verb: &str) -> Vec<Text> {
    let title = material.round_title(&record.step, record.round);
    vec![
        Text::plain(format!("{title}, {verb} {}", date(record.on))),
        material.fields(&record.step, &record.fields),
    ]
}
