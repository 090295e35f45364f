//! The steps as an indented tree, each with a sign and a word for how it stands.

use alongside_runtime::{EngagementView, StepView};

use super::{begins, titled};
use crate::render::advice::PROVISIONAL;
use crate::render::dates::{day, deadline};
use crate::render::table::{Grid, Look};
use crate::render::text::wrapped;

/// How narrow titles may become before a table helps nobody.
const TITLE_WIDTH_MIN: usize = 24;

/// One line of the tree.
struct Line {
    sign: &'static str,
    title: String,
    depth: usize,
    look: Look,
    name: String,
    standing: (String, Look),
    date: (String, Look),
}

/// Draws the tree; says how many steps are folded away.
pub(super) fn tree(view: &EngagementView, width: usize, all: bool) -> (String, usize) {
    let (lines, folded) = lines(view, all);
    let widest = |text: fn(&Line) -> &str| {
        lines
            .iter()
            .map(|line| text(line).chars().count())
            .max()
            .unwrap_or(0)
    };
    let others = widest(|line| &line.name) + widest(|line| &line.standing.0) + widest(|line| &line.date.0);
    // The table is set in by two, and two blanks part its columns.
    let titles = width.saturating_sub(others + 2 + 3 * 2);
    let drawn = match titles < TITLE_WIDTH_MIN {
        true => narrow(&lines, width),
        false => wide(lines, width, titles),
    };
    (drawn, folded)
}

/// A table: a step on a line.
fn wide(lines: Vec<Line>, width: usize, titles: usize) -> String {
    let mut grid = Grid::new(width, 2);
    for line in lines {
        let indent = "  ".repeat(line.depth);
        let first = format!("{indent}{} ", line.sign);
        let title = wrapped(&line.title, titles, &first, &format!("{indent}  "));
        grid.row([
            (title.trim_end().to_owned(), line.look),
            (line.name, Look::Faint),
            line.standing,
            line.date,
        ]);
    }
    grid.draw()
}

/// Two lines or more for a step, where the terminal is too narrow for a table.
fn narrow(lines: &[Line], width: usize) -> String {
    let mut text = String::new();
    for line in lines {
        let indent = "  ".repeat(line.depth + 1);
        let rest = format!("{indent}  ");
        text.push_str(&wrapped(
            &line.title,
            width,
            &format!("{indent}{} ", line.sign),
            &rest,
        ));
        let parts = [line.name.as_str(), &line.standing.0, &line.date.0];
        let parts: Vec<&str> = parts.into_iter().filter(|part| !part.is_empty()).collect();
        text.push_str(&wrapped(&parts.join(", "), width, &rest, &rest));
    }
    text
}

fn lines(view: &EngagementView, all: bool) -> (Vec<Line>, usize) {
    let mut lines = Vec::new();
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
        let (sign, word, look) = marked(step);
        let optional = match (step.added, step.optional) {
            (true, _) => " (added)",
            (false, true) => " (optional)",
            (false, false) => "",
        };
        let title = titled(&step.title, u32::try_from(step.rounds.max(1)).unwrap_or(u32::MAX));
        lines.push(Line {
            sign,
            title: format!("{title}{optional}"),
            depth: step.depth,
            look: if step.kind == "stage" {
                Look::Strong
            } else {
                Look::Plain
            },
            name: step.id.to_string(),
            standing: (word, look),
            date: (
                date(view, step),
                if step.overdue { Look::Bad } else { Look::Plain },
            ),
        });
    }
    (lines, folded)
}

/// Whether what lies in a stage is of no interest now.
fn folds(step: &StepView) -> bool {
    step.kind == "stage" && !matches!(step.status, Some("active" | "failed"))
}

/// How a step stands, with what else is to be seen at once: that it stands still, or should be looked at again.
fn marked(step: &StepView) -> (&'static str, String, Look) {
    let (sign, word, look) = standing(step);
    match (&step.on_hold, &step.flagged) {
        (Some(_), _) => ("‖", format!("on hold, {word}"), Look::Faint),
        (None, Some(_)) => ("⚑", format!("{word}, look again"), Look::Bad),
        (None, None) => (sign, word, look),
    }
}

/// Whose an active step is: a person who took it or does it for another, or its role.
fn owner(step: &StepView) -> String {
    match (&step.delegation, &step.assigned_to, &step.role) {
        (Some(delegation), ..) => format!(": {} for {}", delegation.to, delegation.from),
        (None, Some(person), _) => format!(": {person}"),
        (None, None, Some(role)) => format!(": {role}"),
        (None, None, None) => String::new(),
    }
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
            None => ("▶", format!("active{}", owner(step)), Look::Strong),
        },
        Some("failed") => ("✗", "failed".to_owned(), Look::Bad),
        Some("completed") if step.kind == "milestone" => ("✓", "reached".to_owned(), Look::Good),
        Some("completed") => ("✓", "done".to_owned(), Look::Good),
        Some("terminated") => ("–", "ended".to_owned(), Look::Faint),
        Some(other) => ("–", other.to_owned(), Look::Faint),
    }
}

fn date(view: &EngagementView, step: &StepView) -> String {
    let provisional = if step.provisional { PROVISIONAL } else { "" };
    match (step.due, step.begins_on, step.since, step.status) {
        (Some(due), ..) => format!("due {}{provisional}", deadline(view.today, due)),
        (None, Some(date), ..) => begins(view.today, date) + provisional,
        (None, None, Some(since), Some("active")) => format!("since {}", day(since)),
        (None, None, Some(on), Some("completed" | "set aside" | "terminated" | "failed")) => day(on),
        _ => String::new(),
    }
}
