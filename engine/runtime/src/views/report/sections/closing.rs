//! What ends the engagement, and what is still looked at after the exit.

use std::collections::BTreeSet;

use alongside_core::definition::{Name, Step};
use alongside_core::ids::{FieldId, StepId};
use alongside_core::state::EngagementStatus;

use crate::views::report::Material;
use crate::views::report::model::{Block, Section, Table, Text, Tone};
use crate::views::report::phrases::date;

/// The exit: the milestones that end what repeats (or the last milestone at top level), what was agreed that they read,
/// and what follows them. None where the workflow has no such milestone, or nothing is known but its
/// name.
pub(super) fn section(material: &Material<'_>) -> Option<Section> {
    let ends = ends(material);
    if ends.is_empty() {
        return None;
    }
    let mut rows: Vec<Vec<Text>> = agreed(material, &ends);
    let following = following(material, &ends);
    rows.extend(
        following
            .iter()
            .map(|step| vec![Text::plain(&step.title), standing(material, step)]),
    );
    let last = ends.last().map(|step| step.title.clone()).unwrap_or_default();
    let mut blocks = Vec::new();
    if !rows.is_empty() {
        blocks.push(Block::Table(Table {
            caption: "What ends the engagement, and what is done at the exit and after it".to_owned(),
            columns: vec!["What", "How it stands"],
            rows,
        }));
    }
    if material.view.status == EngagementStatus::Open {
        let ends = format!("The work ends once “{last}” is reached.");
        blocks.push(Block::Remark(Text::plain(ends)));
    }
    (!blocks.is_empty()).then(|| Section {
        id: "closing",
        title: "How it ends".to_owned(),
        wide: false,
        blocks,
    })
}

/// The milestones on which the repeating steps end, each after the milestones that it waits for.
fn ends<'a>(material: &Material<'a>) -> Vec<&'a Step> {
    let definition = material.definition;
    let mut wanted: BTreeSet<&StepId> = BTreeSet::new();
    let until = definition
        .steps
        .iter()
        .filter_map(|step| step.repeat.as_ref()?.until.as_ref());
    for condition in until {
        condition.expr.each_name(&mut |name| {
            if let Name::Step { step, .. } = name
                && let Some(known) = definition.step(step).filter(|step| step.is_milestone())
            {
                wanted.insert(&known.id);
            }
        });
    }
    if wanted.is_empty() {
        wanted.extend(
            definition
                .children(None)
                .filter(|step| step.is_milestone())
                .last()
                .map(|step| &step.id),
        );
    }
    // A milestone may stand for the criteria of the next one.
    let mut open: Vec<&StepId> = wanted.iter().copied().collect();
    while let Some(step) = open.pop().and_then(|id| definition.step(id)) {
        for before in step
            .after
            .iter()
            .filter_map(|id| definition.step(id))
            .filter(|step| step.is_milestone())
        {
            if wanted.insert(&before.id) {
                open.push(&before.id);
            }
        }
    }
    definition
        .steps
        .iter()
        .filter(|step| wanted.contains(&step.id))
        .collect()
}

/// What was recorded that the milestones read: the last day, the figure aimed at.
fn agreed(material: &Material<'_>, ends: &[&Step]) -> Vec<Vec<Text>> {
    let mut read: Vec<(StepId, FieldId)> = Vec::new();
    for condition in ends.iter().flat_map(|step| step.conditions()) {
        condition.expr.each_name(&mut |name| {
            if let Name::Record { step, field } = name
                && !read.iter().any(|known| known.0 == *step && known.1 == *field)
            {
                read.push((step.clone(), field.clone()));
            }
        });
    }
    let rows = read.iter().filter_map(|(step, field)| {
        let record = material
            .view
            .records
            .iter()
            .rfind(|record| record.step == *step)?;
        let value = record.fields.get(field)?;
        let title = material.field_title(step, field);
        Some(vec![
            Text::plain(title),
            Text::strong(material.value(step, field, value)),
        ])
    });
    rows.collect()
}

/// The steps, without stages, that come after the milestones, directly or within a stage that does.
fn following<'a>(material: &Material<'a>, ends: &[&'a Step]) -> Vec<&'a Step> {
    let definition = material.definition;
    let mut after: BTreeSet<&StepId> = ends.iter().map(|step| &step.id).collect();
    // Every pass finds what waits for, or lies in, what was found before; the last one finds nothing.
    loop {
        let known = after.len();
        for step in &definition.steps {
            if step.after.iter().any(|id| after.contains(id))
                || step.parent.as_ref().is_some_and(|id| after.contains(id))
            {
                after.insert(&step.id);
            }
        }
        if after.len() == known {
            break;
        }
    }
    let found = definition.steps.iter().filter(|step| after.contains(&step.id));
    found
        .filter(|step| !step.is_stage() && ends.iter().all(|end| end.id != step.id))
        .collect()
}

fn standing(material: &Material<'_>, step: &Step) -> Text {
    let view = material.view.steps.iter().find(|view| view.id == step.id);
    let (status, since) = view.map_or((None, None), |view| (view.status, view.since));
    let on = since.map(|on| format!(" on {}", date(on))).unwrap_or_default();
    let overdue = view.is_some_and(|view| view.overdue);
    let due = view.and_then(|view| view.due);
    match status {
        Some("completed") if step.is_milestone() => Text::status(Tone::Good, "Reached").and(on),
        Some("completed") => Text::status(Tone::Good, "Done").and(on),
        Some("set aside") => Text::status(Tone::Open, "Set aside").and(on),
        Some("terminated") => Text::status(Tone::Open, "Not done"),
        _ if material.view.status != EngagementStatus::Open => Text::status(Tone::Open, "Did not come up"),
        Some("active") if overdue => Text::status(Tone::Alarm, "Overdue")
            .and(due.map(|due| format!(" since {}", date(due))).unwrap_or_default()),
        Some("active") => Text::status(Tone::Open, "Under way").and(
            due.map(|due| format!(", due by {}", date(due)))
                .unwrap_or_default(),
        ),
        Some("failed") => Text::status(Tone::Alarm, "Failed").and("; somebody must look"),
        _ => {
            let owner = step
                .role
                .as_ref()
                .map(|role| format!(" ({})", material.role_title(role)));
            Text::status(
                Tone::Open,
                if step.is_milestone() {
                    "Not reached yet"
                } else {
                    "To come"
                },
            )
            .and(owner.unwrap_or_default())
        }
    }
}
