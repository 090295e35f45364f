//! The reviews that were held: the rounds of every step that repeats.

use std::collections::BTreeSet;

use alongside_core::definition::Step;
use alongside_core::ids::StepId;

use super::decisions;
use crate::views::report::Material;
use crate::views::report::model::{Block, Section, Table, Text};
use crate::views::report::phrases::{count, date};

/// The most rounds that are shown; of the others the report says that they are there.
const ROUNDS_MAX: usize = 6;

impl<'a> Material<'a> {
    /// The step that repeats and that this step is, or lies in.
    pub(super) fn repeating(&self, id: &StepId) -> Option<&'a Step> {
        let step = self.definition.step(id)?;
        std::iter::once(step)
            .chain(self.definition.ancestors(step))
            .find(|step| step.repeat.is_some())
    }
}

/// The rounds of every step that repeats and has had one with something to tell.
pub(super) fn section(material: &Material<'_>) -> Option<Section> {
    let repeating = material
        .definition
        .steps
        .iter()
        .filter(|step| step.repeat.is_some());
    let repeating: Vec<&Step> = repeating
        .filter(|step| !rounds_of(material, step).is_empty())
        .collect();
    let only = repeating.len() == 1;
    let (mut rows, mut earlier) = (Vec::new(), 0);
    for step in repeating {
        let all = rounds_of(material, step);
        let left_out = all.len().saturating_sub(ROUNDS_MAX);
        earlier += left_out;
        let name = if only {
            "Round".to_owned()
        } else {
            format!("{}, round", step.title)
        };
        rows.extend(
            all.into_iter()
                .skip(left_out)
                .map(|round| row(material, step, &name, round)),
        );
    }
    if rows.is_empty() {
        return None;
    }
    let mut blocks = vec![Block::Table(Table {
        caption: "Reviews held: what was recorded and decided in each round".to_owned(),
        columns: vec!["Round", "What was recorded", "What was decided"],
        rows,
    })];
    if earlier > 0 {
        let rounds = count(earlier, "earlier round is", "earlier rounds are");
        blocks.push(Block::Remark(Text::plain(format!(
            "{rounds} in the history of the engagement."
        ))));
    }
    Some(Section {
        id: "rounds",
        title: "Reviews held".to_owned(),
        wide: true,
        blocks,
    })
}

/// Whether a step is the repeating one, or lies in it.
fn within(material: &Material<'_>, id: &StepId, repeating: &Step) -> bool {
    material
        .repeating(id)
        .is_some_and(|found| found.id == repeating.id)
}

/// The rounds in which something was recorded or decided.
fn rounds_of(material: &Material<'_>, step: &Step) -> BTreeSet<u32> {
    let view = material.view;
    let recorded = view.records.iter().map(|record| (&record.step, record.round));
    let decided = view
        .decisions
        .iter()
        .map(|decision| (&decision.step, decision.round));
    let all = recorded.chain(decided);
    all.filter(|(id, _)| within(material, id, step))
        .map(|(_, round)| round)
        .collect()
}

fn row(material: &Material<'_>, step: &Step, name: &str, round: u32) -> Vec<Text> {
    let records = material.view.records.iter();
    let records: Vec<_> = records
        .filter(|r| r.round == round && within(material, &r.step, step))
        .collect();
    let decisions = material.view.decisions.iter();
    let decisions: Vec<_> = decisions
        .filter(|d| d.round == round && within(material, &d.step, step))
        .collect();
    let days = records
        .iter()
        .map(|record| record.on)
        .chain(decisions.iter().map(|decision| decision.on));
    let on = days.max().map(|on| format!(", {}", date(on))).unwrap_or_default();
    let recorded = Text::lines(
        records
            .iter()
            .map(|record| material.fields(&record.step, &record.fields)),
    );
    let decided = Text::lines(decisions.iter().map(|decision| {
        let by = decisions::by(material, decision);
        decisions::chosen(material, decision).and(format!(" ({by})"))
    }));
    let or_nothing = |text: Text| {
        if text.0.is_empty() {
            Text::plain("nothing yet")
        } else {
            text
        }
    };
    vec![
        Text::plain(format!("{name} {round}{on}")),
        or_nothing(recorded),
        or_nothing(decided),
    ]
}
