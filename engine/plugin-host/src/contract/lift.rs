//! From the contract's types to the program's: what comes out of a plugin.
//!
//! Checks what the program's types cannot hold (identifiers, versions, dates, the shape of an explanation) and says
//! where it stands; everything else is checked in `description` and `answer`. Tests are below.

use std::collections::BTreeMap;

use alongside_core::column::{Cell, Cells, Column, Missing, Table};
use alongside_core::finding::{Estimate, Explanation, LineKind, Proposal, ScoreOutput, Tier};
use alongside_core::ids::{OptionId, PluginId};
use alongside_core::intervention::Verdict;
use alongside_core::plugin::{
    CellType, ColumnDescription, Evaluation, FieldDescription, ImportOutput, ParameterDescription,
    PluginDescription, RefusedLine,
};
use alongside_core::value::{Value, ValueType};
use jiff::civil::Date;

use super::v0_2::types as wit;

use crate::surface::Surface;

/// The deepest an explanation may go.
const EXPLANATION_DEPTH_MAX: usize = 16;

/// Lifts a description.
pub(crate) fn description(surface: &Surface, from: wit::Description) -> Result<PluginDescription, String> {
    Ok(PluginDescription {
        id: PluginId::new(from.id).map_err(|error| format!("`id`: {error}"))?,
        version: semver::Version::parse(&from.version).map_err(|error| {
            format!(
                "`version`: `{}` is not a version such as 1.2.0: {error}",
                from.version
            )
        })?,
        world: surface.world,
        title: from.title,
        source: from.source,
        columns: from
            .columns
            .into_iter()
            .map(|from| column(from, surface.older))
            .collect(),
        parameters: from
            .parameters
            .into_iter()
            .map(parameter)
            .collect::<Result<_, _>>()?,
        fields: from.fields.into_iter().map(field).collect(),
        bands: from.bands,
    })
}

/// An older contract did not ask for the type of a column.
fn column(from: wit::ColumnDescription, older: bool) -> ColumnDescription {
    let kind = match from.kind {
        wit::CellType::Numbers => CellType::Numbers,
        wit::CellType::Texts => CellType::Texts,
    };
    ColumnDescription {
        name: from.name,
        kind: (!older).then_some(kind),
        title: from.title,
        optional: from.optional,
    }
}

fn parameter(from: wit::ParameterDescription) -> Result<ParameterDescription, String> {
    let default = from.default.map(value).transpose();
    Ok(ParameterDescription {
        default: default.map_err(|problem| format!("parameter `{}`: its default: {problem}", from.name))?,
        name: from.name,
        kind: value_type(from.kind),
        title: from.title,
        required: from.required,
        allowed: from.allowed,
        at_least: from.at_least,
        at_most: from.at_most,
    })
}

fn field(from: wit::FieldDescription) -> FieldDescription {
    FieldDescription {
        name: from.name,
        kind: value_type(from.kind),
        title: from.title,
    }
}

fn value_type(from: wit::ValueType) -> ValueType {
    match from {
        wit::ValueType::Text => ValueType::Text,
        wit::ValueType::Number => ValueType::Number,
        wit::ValueType::Boolean => ValueType::Boolean,
        wit::ValueType::Date => ValueType::Date,
        wit::ValueType::Texts => ValueType::Texts,
    }
}

fn value(from: wit::Value) -> Result<Value, String> {
    Ok(match from {
        wit::Value::Text(text) => Value::Text(text),
        wit::Value::Number(number) => Value::Number(number),
        wit::Value::Boolean(boolean) => Value::Boolean(boolean),
        wit::Value::Date(date) => Value::Date(civil_date(date)?),
        wit::Value::Texts(texts) => Value::Texts(texts),
    })
}

fn civil_date(from: wit::Date) -> Result<Date, String> {
    let refuse = || format!("{:04}-{:02}-{:02} is not a date", from.year, from.month, from.day);
    let month = i8::try_from(from.month).map_err(|_| refuse())?;
    let day = i8::try_from(from.day).map_err(|_| refuse())?;
    Date::new(from.year, month, day).map_err(|_| refuse())
}

/// Lifts what a scoring rule answered.
pub(crate) fn score_output(from: wit::ScoreOutput) -> Result<ScoreOutput, String> {
    Ok(ScoreOutput {
        estimate: estimate(from.estimate),
        band: from.band,
        values: named_values(from.fields)?,
        explanation: explanation(from.explanation)?,
    })
}

fn estimate(from: wit::Estimate) -> Estimate {
    Estimate {
        value: from.value,
        low: from.low,
        high: from.high,
        n: from.n,
        unit: from.unit,
        years: from.years,
        withheld: from.withheld,
    }
}

/// Lifts what an evaluator answered.
pub(crate) fn evaluation(from: wit::Evaluation) -> Result<Evaluation, String> {
    Ok(Evaluation {
        verdict: from.verdict.map(|verdict| match verdict {
            wit::Verdict::Adopt => Verdict::Adopt,
            wit::Verdict::Adapt => Verdict::Adapt,
            wit::Verdict::Abandon => Verdict::Abandon,
        }),
        effect: estimate(from.effect),
        explanation: explanation(from.explanation)?,
    })
}

/// Lifts what an importer answered.
pub(crate) fn import_output(from: wit::ImportOutput) -> Result<ImportOutput, String> {
    let rows = from.table.rows as usize;
    let columns = from.table.columns.into_iter().map(|column| {
        let cells = cells(column.cells).map_err(|problem| format!("column `{}`: {problem}", column.name))?;
        if cells.len() != rows {
            return Err(format!(
                "column `{}` has {} rows where the table has {rows}",
                column.name,
                cells.len()
            ));
        }
        Ok(Column {
            name: column.name,
            cells,
        })
    });
    Ok(ImportOutput {
        table: Table {
            columns: columns.collect::<Result<_, String>>()?,
        },
        refused: from
            .refused
            .into_iter()
            .map(|line| RefusedLine {
                line: line.line,
                column: line.column,
                message: line.message,
            })
            .collect(),
    })
}

fn cells(from: wit::Cells) -> Result<Cells, String> {
    Ok(match from {
        wit::Cells::Numbers(column) => Cells::Numbers(with_gaps(column.values, &column.missing)?),
        wit::Cells::Texts(column) => Cells::Texts(with_gaps(column.values, &column.missing)?),
    })
}

/// Puts the reasons into the rows that are missing.
fn with_gaps<T>(values: Vec<T>, missing: &[wit::MissingCell]) -> Result<Vec<Cell<T>>, String> {
    let mut cells: Vec<Cell<T>> = values.into_iter().map(Ok).collect();
    for gap in missing {
        let cell = cells
            .get_mut(gap.row as usize)
            .ok_or_else(|| format!("row {} is named as missing and is not there", gap.row))?;
        *cell = Err(match gap.reason {
            wit::Missing::Suppressed => Missing::Suppressed,
            wit::Missing::NotEntered => Missing::NotEntered,
            wit::Missing::NotPublished => Missing::NotPublished,
            wit::Missing::NotApplicable => Missing::NotApplicable,
            wit::Missing::NewSchool => Missing::NewSchool,
            wit::Missing::LowCoverage => Missing::LowCoverage,
            wit::Missing::Blank => Missing::Blank,
        });
    }
    Ok(cells)
}

fn named_values(from: Vec<wit::NamedValue>) -> Result<BTreeMap<String, Value>, String> {
    let mut values = BTreeMap::new();
    for named in from {
        let lifted = value(named.value).map_err(|problem| format!("field `{}`: {problem}", named.name))?;
        if values.contains_key(&named.name) {
            return Err(format!("field `{}` stands twice in the answer", named.name));
        }
        values.insert(named.name, lifted);
    }
    Ok(values)
}

/// Builds the tree from its lines: a line belongs to the nearest line above it that is one less deep.
fn explanation(lines: Vec<wit::ExplanationLine>) -> Result<Vec<Explanation>, String> {
    // The branch being built: the last line at each depth, not yet hung onto its parent.
    let mut branch: Vec<Explanation> = Vec::new();
    let mut tree = Vec::new();
    for (index, line) in lines.into_iter().enumerate() {
        let depth = line.depth as usize;
        if depth > branch.len() || depth >= EXPLANATION_DEPTH_MAX {
            return Err(format!(
                "line {} of the explanation has depth {depth}: the line above it allows {} at most",
                index + 1,
                branch.len().min(EXPLANATION_DEPTH_MAX - 1)
            ));
        }
        fold_branch(&mut branch, depth, &mut tree);
        branch.push(Explanation {
            kind: match line.kind {
                wit::LineKind::Note => LineKind::Note,
                wit::LineKind::Input => LineKind::Input,
                wit::LineKind::Weight => LineKind::Weight,
                wit::LineKind::Threshold => LineKind::Threshold,
                wit::LineKind::Rule => LineKind::Rule,
                wit::LineKind::Outcome => LineKind::Outcome,
            },
            label: line.label,
            detail: line.detail,
            value: line.value,
            unit: line.unit,
            children: Vec::new(),
        });
    }
    fold_branch(&mut branch, 0, &mut tree);
    Ok(tree)
}

/// Hangs the finished lines of a branch, those at `depth` and below, onto their parents.
fn fold_branch(branch: &mut Vec<Explanation>, depth: usize, tree: &mut Vec<Explanation>) {
    while branch.len() > depth {
        let Some(done) = branch.pop() else { return };
        match branch.last_mut() {
            Some(parent) => parent.children.push(done),
            None => tree.push(done),
        }
    }
}

/// Lifts what a strategy answered.
pub(crate) fn proposals(from: Vec<wit::Proposal>) -> Result<Vec<Proposal>, String> {
    from.into_iter().map(proposal).collect()
}

fn proposal(from: wit::Proposal) -> Result<Proposal, String> {
    Ok(Proposal {
        id: OptionId::new(from.id).map_err(|error| format!("the id of a proposal: {error}"))?,
        title: from.title,
        tier: match from.tier {
            wit::Tier::WholeSchool => Tier::WholeSchool,
            wit::Tier::Underperforming => Tier::Underperforming,
            wit::Tier::Disadvantaged => Tier::Disadvantaged,
        },
        reasons: from.reasons,
        source: from.source,
        cost: from.cost,
        measure: from.measure,
        conditions: from.conditions,
    })
}

/// Puts a refusal into one sentence that begins with the place, if it has one.
pub(crate) fn refusal(from: wit::Refusal) -> String {
    let place = match (from.column, from.row) {
        (Some(column), Some(row)) => format!("column `{column}`, row {row}: "),
        (Some(column), None) => format!("column `{column}`: "),
        (None, Some(row)) => format!("row {row}: "),
        (None, None) => String::new(),
    };
    format!("{place}{}", from.message)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn line(depth: u32, label: &str) -> wit::ExplanationLine {
        wit::ExplanationLine {
            depth,
            kind: wit::LineKind::Note,
            label: label.to_owned(),
            detail: String::new(),
            value: None,
            unit: None,
        }
    }

    fn labels(tree: &[Explanation]) -> String {
        let node = |node: &Explanation| match labels(&node.children) {
            below if below.is_empty() => node.label.clone(),
            below => format!("{}({below})", node.label),
        };
        tree.iter().map(node).collect::<Vec<_>>().join(" ")
    }

    #[test]
    fn lines_become_the_tree_they_spell() {
        let depths = [
            (0, "a"),
            (1, "b"),
            (2, "c"),
            (1, "d"),
            (0, "e"),
            (1, "f"),
            (1, "g"),
        ];
        let tree = explanation(depths.map(|(depth, label)| line(depth, label)).to_vec()).unwrap();
        assert_eq!(labels(&tree), "a(b(c) d) e(f g)");
    }

    #[test]
    fn a_line_without_a_parent_is_refused() {
        assert!(explanation(vec![line(1, "a")]).unwrap_err().contains("line 1"));
        assert!(
            explanation(vec![line(0, "a"), line(2, "b")])
                .unwrap_err()
                .contains("line 2")
        );
        assert!(explanation(vec![line(u32::MAX, "a")]).is_err());
        assert!(explanation((0..17).map(|depth| line(depth, "a")).collect()).is_err());
        assert!(explanation((0..16).map(|depth| line(depth, "a")).collect()).is_ok());
    }

    #[test]
    fn impossible_dates_are_named() {
        let problem = civil_date(wit::Date {
            year: 2019,
            month: 2,
            day: 30,
        })
        .unwrap_err();
        assert_eq!(problem, "2019-02-30 is not a date");
        assert!(
            civil_date(wit::Date {
                year: 2019,
                month: 200,
                day: 1
            })
            .is_err()
        );
    }
}
