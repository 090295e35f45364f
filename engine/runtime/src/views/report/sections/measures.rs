//! The measures: what was found first and what was found last, side by side, and what may be said of it.
//!
//! Schools are chosen for support because their results were low, and low results tend to rise. What was found before
//! and after is therefore told as what it is, and never as what the support did.

use alongside_core::finding::Finding;
use alongside_core::ids::StepId;
use alongside_core::value::Value;

use crate::views::engagement::FindingView;
use crate::views::report::Material;
use crate::views::report::disclosure::Disclosure;
use crate::views::report::model::{Block, Section, Table, Text};
use crate::views::report::phrases::date;
use crate::views::words::number;

const CAUTION: &str = "Read with care: schools are chosen for support because their results were low, and low results \
tend to rise the next time, whoever helps. The difference between a first and a latest figure does not measure what \
the support achieved: that needs a comparison with schools of a similar start, which this page does not make.";

/// A finding with its place in the view.
type Placed<'a> = (usize, &'a FindingView);

/// Every score step that has come up.
pub(super) fn section(material: &Material<'_>, disclosure: &Disclosure) -> Option<Section> {
    let scores = material.view.steps.iter().filter(|step| step.kind == "score");
    let mut rows = Vec::new();
    let mut missing = Vec::new();
    for step in scores {
        match first_and_latest(material, &step.id) {
            Some((first, latest)) => rows.push(row(material, disclosure, first, latest)),
            None => missing.push(step.title.clone()),
        }
    }
    if rows.is_empty() && missing.is_empty() {
        return None;
    }
    let mut blocks = Vec::new();
    if !rows.is_empty() {
        blocks.push(Block::Table(Table {
            caption: "Measures: the first and the latest finding".to_owned(),
            columns: vec!["Measure", "First found", "Latest found", "What may be said"],
            rows,
        }));
    }
    if !missing.is_empty() {
        blocks.push(Block::Remark(Text::plain(format!(
            "Nothing found yet: {}.",
            missing.join("; ")
        ))));
    }
    if material
        .view
        .findings
        .iter()
        .enumerate()
        .any(|(place, _)| disclosure.withheld(place).is_none())
    {
        blocks.push(Block::Remark(Text::plain(CAUTION)));
    }
    Some(Section {
        id: "measures",
        title: "The figures".to_owned(),
        wide: true,
        blocks,
    })
}

/// The first and the latest finding of a step: the same one where there is only one.
pub(super) fn first_and_latest<'a>(
    material: &Material<'a>,
    step: &StepId,
) -> Option<(Placed<'a>, Placed<'a>)> {
    let mut of_step = material
        .view
        .findings
        .iter()
        .enumerate()
        .filter(|(_, finding)| finding.step == *step);
    let first = of_step.next()?;
    Some((first, of_step.next_back().unwrap_or(first)))
}

fn row(material: &Material<'_>, disclosure: &Disclosure, first: Placed<'_>, latest: Placed<'_>) -> Vec<Text> {
    let only = first.0 == latest.0;
    let latest_cell = if only {
        Text::plain("none since the first")
    } else {
        cell(disclosure, latest)
    };
    vec![
        Text::plain(material.step_title(&first.1.step)),
        cell(disclosure, first),
        latest_cell,
        Text::plain(verdict(disclosure, first, latest)),
    ]
}

/// A finding: never a bare number, and no number at all where it is withheld.
fn cell(disclosure: &Disclosure, (place, found): Placed<'_>) -> Text {
    let on = format!("found on {}", date(found.on));
    if let Some(reason) = disclosure.withheld(place) {
        return Text::strong("Withheld").and(format!(": {reason}")).line().and(on);
    }
    let Finding { output, .. } = &found.finding;
    let estimate = &output.estimate;
    let Some(value) = estimate.value else {
        return Text::strong("No value").line().and(on);
    };
    let interval = match estimate.low.zip(estimate.high) {
        Some((low, high)) => format!(", 95 % interval {} to {}", number(low), number(high)),
        None => ", no interval stated".to_owned(),
    };
    let band = output
        .band
        .as_ref()
        .map(|band| format!("; {band}"))
        .unwrap_or_default();
    let pupils = estimate
        .n
        .map_or_else(|| "pupils not stated".to_owned(), |n| format!("{n} pupils"));
    let years = match estimate.years.as_slice() {
        [] => "years not stated".to_owned(),
        [only] => only.clone(),
        [first, .., last] => format!("{first} to {last} ({} years pooled)", estimate.years.len()),
    };
    let mut text =
        Text::strong(format!("{} {}", number(value), estimate.unit)).and(format!("{interval}{band}"));
    text = text.line().and(format!("{pupils}, {years}, {on}"));
    let further = further(found);
    if !further.is_empty() {
        text = text.line().and(further);
    }
    text
}

/// What else the rule found: levels of the groups, the national gap and so on, by the names it gives them.
fn further(found: &FindingView) -> String {
    let values = found.finding.output.values.iter().filter_map(|(name, value)| {
        let name = name.replace('-', " ");
        match value {
            Value::Number(figure) if figure.abs() < 1.0 && *figure != 0.0 => {
                Some(format!("{name} {figure:.2}"))
            }
            Value::Number(figure) => Some(format!("{name} {}", number(*figure))),
            _ => None,
        }
    });
    values.collect::<Vec<_>>().join(", ")
}

/// What may be said of the two.
fn verdict(disclosure: &Disclosure, first: Placed<'_>, latest: Placed<'_>) -> String {
    let interval = |(place, found): Placed<'_>| {
        let estimate = &found.finding.output.estimate;
        disclosure
            .withheld(place)
            .is_none()
            .then(|| estimate.low.zip(estimate.high))
            .flatten()
    };
    let zero = |(low, high): (f64, f64)| {
        if low <= 0.0 && high >= 0.0 {
            "the interval includes 0, so this may be no more than chance"
        } else {
            "the interval leaves out 0"
        }
    };
    if first.0 == latest.0 {
        return match interval(first) {
            Some(interval) => format!("A starting point; {}.", zero(interval)),
            None => "A starting point; nothing can be said from it yet.".to_owned(),
        };
    }
    if first.1.finding.provenance.input == latest.1.finding.provenance.input {
        return "Same results both times: nothing new has come in.".to_owned();
    }
    let (Some(before), Some(after)) = (interval(first), interval(latest)) else {
        return "The two cannot be compared: at least one has no interval that may be shown.".to_owned();
    };
    let shared = first
        .1
        .finding
        .output
        .estimate
        .years
        .iter()
        .any(|year| latest.1.finding.output.estimate.years.contains(year));
    let shared = if shared {
        " The two share a year of results."
    } else {
        ""
    };
    if before.0 <= after.1 && after.0 <= before.1 {
        format!("The intervals overlap: the difference may be no more than chance.{shared}")
    } else {
        format!(
            "The intervals do not overlap: the figure has moved by more than chance alone explains.{shared}"
        )
    }
}
