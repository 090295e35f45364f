//! Mermaid flowcharts.

use std::fmt::Write as _;

use alongside_core::definition::{Step, StepKind};
use alongside_core::ids::StepId;

use super::{Model, Standing};

pub(super) fn draw(model: &Model<'_>) -> String {
    let mut text = String::from("flowchart TD\n");
    steps(model, None, 1, &mut text);
    for edge in &model.edges {
        let arrow = if edge.reads { "-.->" } else { "-->" };
        let _ = writeln!(text, "  {} {arrow} {}", name(edge.from), name(edge.to));
    }
    if model.standings.is_some() {
        standings(model, &mut text);
    }
    text
}

fn steps(model: &Model<'_>, parent: Option<&StepId>, depth: usize, text: &mut String) {
    let indent = "  ".repeat(depth);
    for step in model.definition.children(parent) {
        if step.is_stage() {
            let _ = writeln!(
                text,
                "{indent}subgraph {}[\"{}\"]",
                name(&step.id),
                words(step, model)
            );
            steps(model, Some(&step.id), depth + 1, text);
            let _ = writeln!(text, "{indent}end");
        } else {
            let (open, close) = brackets(&step.kind);
            let _ = writeln!(
                text,
                "{indent}{}{open}\"{}\"{close}",
                name(&step.id),
                words(step, model)
            );
        }
    }
}

fn standings(model: &Model<'_>, text: &mut String) {
    for standing in Standing::ALL {
        let of = |step: &&Step| model.standing(step) == Some(standing);
        let names: Vec<String> = model
            .definition
            .steps
            .iter()
            .filter(of)
            .map(|step| name(&step.id))
            .collect();
        if names.is_empty() {
            continue;
        }
        let (inside, border) = standing.colors();
        let class = standing.word().replace(' ', "_");
        let _ = writeln!(
            text,
            "  classDef {class} fill:{inside},stroke:{border},color:#111827"
        );
        let _ = writeln!(text, "  class {} {class}", names.join(","));
    }
}

/// A name that no word of Mermaid can be.
fn name(id: &StepId) -> String {
    format!("s_{}", id.as_str().replace('-', "_"))
}

fn words(step: &Step, model: &Model<'_>) -> String {
    let mut words = step.title.replace('"', "#quot;").replace(['<', '>'], "");
    if let Some(rounds) = super::rounds(step) {
        words.push_str(&format!(", {rounds}"));
    }
    if let Some(standing) = model.standing(step) {
        words.push_str(&format!(" ({})", standing.word()));
    }
    words
}

fn brackets(kind: &StepKind) -> (&'static str, &'static str) {
    match kind {
        StepKind::Stage | StepKind::Task { .. } => ("[", "]"),
        StepKind::Score { .. } => ("[/", "/]"),
        StepKind::Recommend { .. } => ("[\\", "\\]"),
        StepKind::Decision(_) => ("{{", "}}"),
        StepKind::Milestone => ("([", "])"),
        StepKind::Wait(_) => ("((", "))"),
        StepKind::Engagement(_) => ("[[", "]]"),
        StepKind::Notify { .. } => (">", "]"),
    }
}
