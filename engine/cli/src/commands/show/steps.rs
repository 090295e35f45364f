//! The steps as an indented tree, each with a sign and a word for how it stands.

use alongside_runtime::{EngagementView, StepView};

use super::{begins, titled};
use crate::render::dates::{day, deadline};
use crate::render::table::{Grid, Look};

/// Draws the tree; says how many steps are folded away.
pub(super) fn tree(view: &EngagementView, width: usize, all: bool) -> (String, usize) {
    let mut grid = Grid::new(width, 2);
    let mut folded = 0;
    // Everything deeper than this lies in a stage that is folded.
    let mut shown_to = usize::MAX;
    for step in &view.steps {
        if step.depth > shown_to {
            folded += 1;
            continue;
        }
        shown_to = if !all && folds(step) {
            step.depth
        } else {
            usize::MAX
        };
        let (sign, word, look) = standing(step);
        let optional = if step.optional { " (optional)" } else { "" };
        let indent = "  ".repeat(step.depth);
        let title = titled(&step.title, u32::try_from(step.rounds.max(1)).unwrap_or(u32::MAX));
        let date_look = if step.overdue { Look::Bad } else { Look::Plain };
        grid.row([
            (
                format!("{indent}{sign} {title}{optional}"),
                if step.kind == "stage" {
                    Look::Strong
                } else {
                    Look::Plain
                },
            ),
            (step.id.to_string(), Look::Faint),
            (word, look),
            (date(view, step), date_look),
        ]);
    }
    (grid.draw(), folded)
}

/// Whether what lies in a stage is of no interest now.
fn folds(step: &StepView) -> bool {
    step.kind == "stage" && !matches!(step.status, Some("active" | "failed"))
}

fn standing(step: &StepView) -> (&'static str, String, Look) {
    let role = step
        .role
        .as_ref()
        .map(|role| format!(": {role}"))
        .unwrap_or_default();
    match step.status {
        None => ("·", "not come up".to_owned(), Look::Faint),
        Some("available") => ("○", "waiting".to_owned(), Look::Faint),
        Some("enabled") => ("◇", format!("may be started{role}"), Look::Plain),
        Some("active") => match &step.waits_for {
            Some(waits) => ("▶", format!("handed in, waits for {waits}"), Look::Strong),
            None => ("▶", format!("active{role}"), Look::Strong),
        },
        Some("failed") => ("✗", "failed".to_owned(), Look::Bad),
        Some("completed") if step.kind == "milestone" => ("✓", "reached".to_owned(), Look::Good),
        Some("completed") => ("✓", "done".to_owned(), Look::Good),
        Some("terminated") => ("–", "ended".to_owned(), Look::Faint),
        Some(other) => ("–", other.to_owned(), Look::Faint),
    }
}

fn date(view: &EngagementView, step: &StepView) -> String {
    match (step.due, step.begins_on, step.since, step.status) {
        (Some(due), ..) => format!("due {}", deadline(view.today, due)),
        (None, Some(date), ..) => begins(view.today, date),
        (None, None, Some(since), Some("active")) => format!("since {}", day(since)),
        (None, None, Some(on), Some("completed" | "set aside" | "terminated" | "failed")) => day(on),
        _ => String::new(),
    }
}
