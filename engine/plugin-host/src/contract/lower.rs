//! From the program's types to the contract's: what goes into a plugin.
//!
//! Never fails: what may not go in was refused before, in `input`. Tests are below.

use std::collections::BTreeMap;

use alongside_core::column::{Cell, Cells, Missing, Table};
use alongside_core::finding::{Explanation, LineKind, ScoreOutput, Tier};
use alongside_core::plugin::{
    ColumnDescription, EvaluateInput, ImportInput, PlanInput, ProposeInput, ScoreInput,
};
use alongside_core::value::Value;

use super::v0_2::types as wit;

/// Lowers a score's input: of its table the given columns only, and the parameters as they were completed.
pub(crate) fn score_input(
    input: &ScoreInput,
    columns: &[ColumnDescription],
    parameters: &BTreeMap<String, Value>,
) -> wit::ScoreInput {
    wit::ScoreInput {
        table: table(&input.table, columns),
        facts: named_values(&input.facts),
        parameters: named_values(parameters),
    }
}

/// Lowers a strategy's input, with the parameters as they were completed.
pub(crate) fn propose_input(input: &ProposeInput, parameters: &BTreeMap<String, Value>) -> wit::ProposeInput {
    let finding = |(step, output): (&String, &ScoreOutput)| wit::Finding {
        step: step.clone(),
        output: score_output(output),
    };
    wit::ProposeInput {
        findings: input.findings.iter().map(finding).collect(),
        facts: named_values(&input.facts),
        in_place: input.in_place.clone(),
        parameters: named_values(parameters),
    }
}

/// Lowers what a strategy is given to plan.
pub(crate) fn plan_input(input: &PlanInput, parameters: &BTreeMap<String, Value>) -> wit::PlanInput {
    let proposal = &input.proposal;
    wit::PlanInput {
        proposal: wit::Proposal {
            id: proposal.id.to_string(),
            title: proposal.title.clone(),
            tier: match proposal.tier {
                Tier::WholeSchool => wit::Tier::WholeSchool,
                Tier::Underperforming => wit::Tier::Underperforming,
                Tier::Disadvantaged => wit::Tier::Disadvantaged,
            },
            reasons: proposal.reasons.clone(),
            source: proposal.source.clone(),
            cost: proposal.cost.clone(),
            measure: proposal.measure.clone(),
            conditions: proposal.conditions.clone(),
        },
        parameters: named_values(parameters),
    }
}

/// Lowers what an importer is given.
pub(crate) fn import_input(input: &ImportInput, parameters: &BTreeMap<String, Value>) -> wit::ImportInput {
    wit::ImportInput {
        name: input.name.clone(),
        bytes: input.bytes.clone(),
        parameters: named_values(parameters),
    }
}

/// Lowers what an evaluator is given.
pub(crate) fn evaluate_input(
    input: &EvaluateInput,
    parameters: &BTreeMap<String, Value>,
) -> wit::EvaluateInput {
    wit::EvaluateInput {
        before: score_output(&input.before),
        after: score_output(&input.after),
        comparison: input.comparison.as_ref().map(|with| wit::Comparison {
            title: with.title.clone(),
            before: score_output(&with.before),
            after: score_output(&with.after),
        }),
        prediction: input.prediction,
        facts: named_values(&input.facts),
        parameters: named_values(parameters),
    }
}

fn table(table: &Table, columns: &[ColumnDescription]) -> wit::Table {
    let asked = columns.iter().filter_map(|asked| table.column(&asked.name));
    wit::Table {
        rows: u32::try_from(table.rows()).unwrap_or(u32::MAX),
        columns: asked
            .map(|column| wit::Column {
                name: column.name.clone(),
                cells: cells(&column.cells),
            })
            .collect(),
    }
}

fn cells(cells: &Cells) -> wit::Cells {
    match cells {
        Cells::Numbers(cells) => {
            let values = cells.iter().map(|cell| cell.unwrap_or(0.0)).collect();
            wit::Cells::Numbers(wit::NumberColumn {
                values,
                missing: missing_cells(cells),
            })
        }
        Cells::Texts(cells) => {
            let values = cells
                .iter()
                .map(|cell| cell.clone().unwrap_or_default())
                .collect();
            wit::Cells::Texts(wit::TextColumn {
                values,
                missing: missing_cells(cells),
            })
        }
    }
}

fn missing_cells<T>(cells: &[Cell<T>]) -> Vec<wit::MissingCell> {
    (0_u32..)
        .zip(cells)
        .filter_map(|(row, cell)| {
            cell.as_ref().err().map(|reason| wit::MissingCell {
                row,
                reason: missing(*reason),
            })
        })
        .collect()
}

fn missing(reason: Missing) -> wit::Missing {
    match reason {
        Missing::Suppressed => wit::Missing::Suppressed,
        Missing::NotEntered => wit::Missing::NotEntered,
        Missing::NotPublished => wit::Missing::NotPublished,
        Missing::NotApplicable => wit::Missing::NotApplicable,
        Missing::NewSchool => wit::Missing::NewSchool,
        Missing::LowCoverage => wit::Missing::LowCoverage,
        Missing::Blank => wit::Missing::Blank,
    }
}

fn named_values(values: &BTreeMap<String, Value>) -> Vec<wit::NamedValue> {
    values
        .iter()
        .map(|(name, v)| wit::NamedValue {
            name: name.clone(),
            value: value(v),
        })
        .collect()
}

fn value(value: &Value) -> wit::Value {
    match value {
        Value::Text(text) => wit::Value::Text(text.clone()),
        Value::Number(number) => wit::Value::Number(*number),
        Value::Boolean(boolean) => wit::Value::Boolean(*boolean),
        Value::Date(date) => wit::Value::Date(wit::Date {
            year: date.year(),
            month: date.month().unsigned_abs(),
            day: date.day().unsigned_abs(),
        }),
        Value::Texts(texts) => wit::Value::Texts(texts.clone()),
    }
}

fn score_output(output: &ScoreOutput) -> wit::ScoreOutput {
    let estimate = &output.estimate;
    let mut lines = Vec::new();
    explanation(&output.explanation, 0, &mut lines);
    wit::ScoreOutput {
        estimate: wit::Estimate {
            value: estimate.value,
            low: estimate.low,
            high: estimate.high,
            n: estimate.n,
            unit: estimate.unit.clone(),
            years: estimate.years.clone(),
            withheld: estimate.withheld.clone(),
        },
        band: output.band.clone(),
        fields: named_values(&output.values),
        explanation: lines,
    }
}

/// Writes a tree as lines with a depth, each parent before its children.
fn explanation(tree: &[Explanation], depth: u32, lines: &mut Vec<wit::ExplanationLine>) {
    for node in tree {
        lines.push(wit::ExplanationLine {
            depth,
            kind: match node.kind {
                LineKind::Note => wit::LineKind::Note,
                LineKind::Input => wit::LineKind::Input,
                LineKind::Weight => wit::LineKind::Weight,
                LineKind::Threshold => wit::LineKind::Threshold,
                LineKind::Rule => wit::LineKind::Rule,
                LineKind::Outcome => wit::LineKind::Outcome,
            },
            label: node.label.clone(),
            detail: node.detail.clone(),
            value: node.value,
            unit: node.unit.clone(),
        });
        explanation(&node.children, depth + 1, lines);
    }
}

#[cfg(test)]
mod tests {
    use alongside_core::column::Column;

    use super::*;

    #[test]
    fn a_missing_cell_is_named_with_its_reason() {
        let numbers = Cells::Numbers(vec![
            Ok(4.5),
            Err(Missing::Suppressed),
            Ok(0.0),
            Err(Missing::Blank),
        ]);
        let wit::Cells::Numbers(column) = cells(&numbers) else {
            panic!("numbers stay numbers")
        };
        assert_eq!(column.values, [4.5, 0.0, 0.0, 0.0]);
        let missing: Vec<_> = column
            .missing
            .iter()
            .map(|cell| (cell.row, cell.reason))
            .collect();
        assert_eq!(missing, [(1, wit::Missing::Suppressed), (3, wit::Missing::Blank)]);
    }

    fn asked(name: &str) -> ColumnDescription {
        ColumnDescription {
            name: name.to_owned(),
            kind: None,
            title: String::new(),
            optional: false,
        }
    }

    #[test]
    fn only_the_columns_asked_for_go_in_and_in_the_order_asked() {
        let column = |name: &str| Column {
            name: name.to_owned(),
            cells: Cells::Numbers(vec![Ok(1.0)]),
        };
        let whole = Table {
            columns: vec![column("a"), column("secret"), column("b")],
        };
        let lowered = table(&whole, &["b", "a"].map(asked));
        let names: Vec<_> = lowered
            .columns
            .iter()
            .map(|column| column.name.as_str())
            .collect();
        assert_eq!(names, ["b", "a"]);
        assert_eq!(lowered.rows, 1);
    }
}
