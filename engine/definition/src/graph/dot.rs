//! DOT, for Graphviz.

use std::fmt::Write as _;

use alongside_core::definition::{Step, StepKind};
use alongside_core::ids::StepId;

use super::Model;

pub(super) fn draw(model: &Model<'_>) -> String {
    let mut text = format!(
        "digraph {} {{\n  compound=true; rankdir=TB; label={}; labelloc=t; fontname=\"sans-serif\";\n  \
         node [fontname=\"sans-serif\", fontsize=11, style=filled, fillcolor=white]; edge [color=\"#4b5563\"];\n",
        quoted(model.definition.id.as_str()),
        quoted(&model.definition.title)
    );
    steps(model, None, 1, &mut text);
    for edge in &model.edges {
        let (Some(from), Some(to)) = (model.definition.step(edge.from), model.definition.step(edge.to))
        else {
            continue;
        };
        // Between stages an edge joins a step of each and is cut off at their borders.
        let mut marks: Vec<String> = Vec::new();
        if edge.reads {
            marks.push("style=dashed".to_owned());
        }
        if from.is_stage() {
            marks.push(format!("ltail={}", quoted(&format!("cluster_{}", from.id))));
        }
        if to.is_stage() {
            marks.push(format!("lhead={}", quoted(&format!("cluster_{}", to.id))));
        }
        let (from, to) = (quoted(inner(model, from)), quoted(inner(model, to)));
        let _ = writeln!(text, "  {from} -> {to} [{}];", marks.join(", "));
    }
    text.push_str("}\n");
    text
}

/// The first step within a stage that is none, or the step itself.
fn inner<'m>(model: &'m Model<'_>, step: &'m Step) -> &'m str {
    let first = model.definition.children(Some(&step.id)).next();
    match first.filter(|_| step.is_stage()) {
        Some(child) => inner(model, child),
        None => step.id.as_str(),
    }
}

fn steps(model: &Model<'_>, parent: Option<&StepId>, depth: usize, text: &mut String) {
    let indent = "  ".repeat(depth);
    for step in model.definition.children(parent) {
        let (inside, border) = model.standing(step).map_or(("white", "#4b5563"), |s| s.colors());
        let mut words = step.title.clone();
        words.extend(super::rounds(step).map(|rounds| format!(", {rounds}")));
        words.extend(
            model
                .standing(step)
                .map(|standing| format!(" ({})", standing.word())),
        );
        if step.is_stage() {
            let _ = writeln!(
                text,
                "{indent}subgraph {} {{\n{indent}  label={}; style=\"rounded,filled\"; fillcolor={}; color={};",
                quoted(&format!("cluster_{}", step.id)),
                quoted(&words),
                quoted(inside),
                quoted(border)
            );
            steps(model, Some(&step.id), depth + 1, text);
            let _ = writeln!(text, "{indent}}}");
        } else {
            let _ = writeln!(
                text,
                "{indent}{} [label={}, shape={}, fillcolor={}, color={}];",
                quoted(step.id.as_str()),
                quoted(&words),
                shape(&step.kind),
                quoted(inside),
                quoted(border)
            );
        }
    }
}

fn shape(kind: &StepKind) -> &'static str {
    match kind {
        StepKind::Stage | StepKind::Task { .. } => "box",
        StepKind::Score { .. } => "parallelogram",
        StepKind::Recommend { .. } => "trapezium",
        StepKind::Decision(_) => "hexagon",
        StepKind::Milestone => "ellipse",
        StepKind::Wait(_) => "octagon",
        StepKind::Engagement(_) => "box3d",
        StepKind::Notify { .. } => "note",
    }
}

fn quoted(text: &str) -> String {
    format!("\"{}\"", text.replace('\\', "\\\\").replace('"', "\\\""))
}
