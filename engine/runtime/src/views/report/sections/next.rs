//! What is due next and who must do it, overdue first.

use alongside_core::state::EngagementStatus;
use alongside_core::work::WorkItem;

use crate::views::report::Material;
use crate::views::report::model::{Block, Section, Table, Text, Tone};
use crate::views::report::phrases::{count, date};

/// The most rows; the rest is counted.
const ROWS_MAX: usize = 8;

/// The work, what is overdue first.
pub(super) fn section(material: &Material<'_>) -> Section {
    let (offers, due): (Vec<&WorkItem>, Vec<&WorkItem>) =
        material.view.next.iter().partition(|item| item.optional);
    let mut blocks = Vec::new();
    if due.is_empty() {
        let nothing = match material.view.status {
            EngagementStatus::Completed | EngagementStatus::Ended => "Nothing: the engagement is over.",
            EngagementStatus::Open | EngagementStatus::Unopened => "Nothing waits for anybody.",
        };
        blocks.push(Block::Paragraph(Text::plain(nothing)));
    } else {
        blocks.push(Block::Table(Table {
            caption: "What is due next, overdue first, and who must do it".to_owned(),
            columns: vec!["By when", "What", "Who"],
            rows: due
                .iter()
                .take(ROWS_MAX)
                .map(|item| row(material, item))
                .collect(),
        }));
    }
    if let Some(more) = due.len().checked_sub(ROWS_MAX).filter(|more| *more > 0) {
        let more = count(more, "more thing is", "more things are");
        blocks.push(Block::Remark(Text::plain(format!(
            "{more} to be done; these come first."
        ))));
    }
    if !offers.is_empty() {
        let offers: Vec<String> = offers
            .iter()
            .map(|item| format!("{} ({})", item.title, material.who(item)))
            .collect();
        let text = format!("Possible, but nothing waits for it: {}.", offers.join("; "));
        blocks.push(Block::Remark(Text::plain(text)));
    }
    Section {
        id: "next",
        title: "What is due next".to_owned(),
        wide: true,
        blocks,
    }
}

fn row(material: &Material<'_>, item: &WorkItem) -> Vec<Text> {
    let when = match item.due {
        Some(due) if item.overdue => {
            Text::status(Tone::Alarm, "Overdue").and(format!(" since {}", date(due)))
        }
        None if item.overdue => Text::status(Tone::Alarm, "Overdue"),
        Some(due) => Text::plain(date(due)),
        None => Text::plain("no date set"),
    };
    vec![
        when,
        Text::plain(material.action(item)),
        Text::plain(material.who(item)),
    ]
}
