//! The engagements that this one has started, and what they handed on.

use alongside_core::state::EngagementStatus;

use crate::views::engagement::ChildView;
use crate::views::report::Material;
use crate::views::report::model::{Block, Section, Table, Text, Tone, cut};
use crate::views::report::phrases::{count, list};

/// How many are told one by one; of more, only how many stand how is told.
const ROWS_MAX: usize = 12;

/// The engagements started, in the order of the file; only counts where there are many.
pub(super) fn section(material: &Material<'_>) -> Option<Section> {
    let children = &material.view.children;
    if children.is_empty() {
        return None;
    }
    let mut blocks = vec![Block::Paragraph(Text::plain(counted(children)))];
    if children.len() <= ROWS_MAX {
        blocks.push(Block::Table(Table {
            caption: "Engagements started, and what they handed on".to_owned(),
            columns: vec!["For", "How it stands", "Handed on"],
            rows: children.iter().map(|child| row(material, child)).collect(),
        }));
    }
    Some(Section {
        id: "children",
        title: "Engagements started".to_owned(),
        wide: false,
        blocks,
    })
}

fn counted(children: &[ChildView]) -> String {
    let number = |wanted: EngagementStatus| children.iter().filter(|child| child.status == wanted).count();
    let groups = [
        (number(EngagementStatus::Open), "under way"),
        (number(EngagementStatus::Completed), "complete"),
        (number(EngagementStatus::Ended), "ended before the exit"),
    ];
    let groups = groups.iter().filter(|(number, _)| *number > 0);
    let groups: Vec<String> = groups.map(|(number, how)| format!("{number} {how}")).collect();
    format!(
        "{} started: {}.",
        count(children.len(), "engagement was", "engagements were"),
        list(&groups)
    )
}

fn row(material: &Material<'_>, child: &ChildView) -> Vec<Text> {
    let standing = match child.status {
        EngagementStatus::Completed => Text::status(Tone::Good, "Complete"),
        EngagementStatus::Ended => Text::status(Tone::Alarm, "Ended before the exit"),
        EngagementStatus::Open | EngagementStatus::Unopened => Text::status(Tone::Open, "Under way"),
    };
    let outputs = child.outputs.iter();
    let outputs: Vec<String> = outputs.map(|(name, value)| format!("{name}: {value}")).collect();
    vec![
        Text::plain(cut(&named(material, child), 120)),
        standing,
        Text::plain(cut(&outputs.join("; "), 200)),
    ]
}

/// Whom it is for: a member by its name, else the group, else the title of the step.
fn named(material: &Material<'_>, child: &ChildView) -> String {
    let key = child.child.to_string();
    let mut members = material.view.members.values().flatten();
    match members.find(|(id, _)| id.as_str() == key) {
        Some((_, member)) => member.name.clone(),
        None if key == "only" => child.title.clone(),
        None => key,
    }
}
