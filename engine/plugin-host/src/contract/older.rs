//! Version 0.1 of the contract mapped upward to 0.2: what goes into an older plugin loses what it does not know, what
//! comes out of it gains what it could not say.
//!
//! The only place that knows both. Tested with a kept component in `tests/contract/older.rs`.

use super::v0_1::planning::PlanInput;
use super::v0_1::types as old;
use super::v0_2::types as new;

/// An older description: its columns have no type, its parameters no bounds.
pub(super) fn description(from: old::Description) -> new::Description {
    new::Description {
        id: from.id,
        version: from.version,
        title: from.title,
        source: from.source,
        columns: from
            .columns
            .into_iter()
            .map(|name| new::ColumnDescription {
                name,
                // The host does not hold an older plugin to a type: see `lift`.
                kind: new::CellType::Numbers,
                title: String::new(),
                optional: false,
            })
            .collect(),
        parameters: from.parameters.into_iter().map(parameter).collect(),
        fields: from
            .fields
            .into_iter()
            .map(|field| new::FieldDescription {
                name: field.name,
                kind: value_type(field.kind),
                title: field.title,
            })
            .collect(),
        bands: from.bands,
    }
}

fn parameter(from: old::ParameterDescription) -> new::ParameterDescription {
    new::ParameterDescription {
        name: from.name,
        kind: value_type(from.kind),
        title: from.title,
        required: from.required,
        default: from.default.map(value_up),
        allowed: from.allowed,
        at_least: None,
        at_most: None,
    }
}

fn value_type(from: old::ValueType) -> new::ValueType {
    match from {
        old::ValueType::Text => new::ValueType::Text,
        old::ValueType::Number => new::ValueType::Number,
        old::ValueType::Boolean => new::ValueType::Boolean,
        old::ValueType::Date => new::ValueType::Date,
        old::ValueType::Texts => new::ValueType::Texts,
    }
}

fn value_up(from: old::Value) -> new::Value {
    match from {
        old::Value::Text(text) => new::Value::Text(text),
        old::Value::Number(number) => new::Value::Number(number),
        old::Value::Boolean(boolean) => new::Value::Boolean(boolean),
        old::Value::Date(old::Date { year, month, day }) => new::Value::Date(new::Date { year, month, day }),
        old::Value::Texts(texts) => new::Value::Texts(texts),
    }
}

/// What an older rule answered: every line of its explanation is a note.
pub(super) fn score_output(from: old::ScoreOutput) -> new::ScoreOutput {
    let old::Estimate {
        value,
        low,
        high,
        n,
        unit,
        years,
        withheld,
    } = from.estimate;
    new::ScoreOutput {
        estimate: new::Estimate {
            value,
            low,
            high,
            n,
            unit,
            years,
            withheld,
        },
        band: from.band,
        fields: from
            .fields
            .into_iter()
            .map(|field| new::NamedValue {
                name: field.name,
                value: value_up(field.value),
            })
            .collect(),
        explanation: from
            .explanation
            .into_iter()
            .map(|line| new::ExplanationLine {
                depth: line.depth,
                kind: new::LineKind::Note,
                label: line.label,
                detail: line.detail,
                value: None,
                unit: None,
            })
            .collect(),
    }
}

/// What an older strategy proposed: it names no conditions.
pub(super) fn proposals(from: Vec<old::Proposal>) -> Vec<new::Proposal> {
    from.into_iter()
        .map(|from| new::Proposal {
            id: from.id,
            title: from.title,
            tier: match from.tier {
                old::Tier::WholeSchool => new::Tier::WholeSchool,
                old::Tier::Underperforming => new::Tier::Underperforming,
                old::Tier::Disadvantaged => new::Tier::Disadvantaged,
            },
            reasons: from.reasons,
            source: from.source,
            cost: from.cost,
            measure: from.measure,
            conditions: Vec::new(),
        })
        .collect()
}

/// A refusal says the same in both.
pub(super) fn refusal(from: old::Refusal) -> new::Refusal {
    let old::Refusal { message, column, row } = from;
    new::Refusal { message, column, row }
}

/// What an older rule is given.
pub(super) fn score_input(input: &new::ScoreInput) -> old::ScoreInput {
    old::ScoreInput {
        table: table(&input.table),
        facts: named_values(&input.facts),
        parameters: named_values(&input.parameters),
    }
}

/// What an older strategy is given: of an explanation, its words.
pub(super) fn propose_input(input: &new::ProposeInput) -> old::ProposeInput {
    old::ProposeInput {
        findings: input
            .findings
            .iter()
            .map(|finding| old::Finding {
                step: finding.step.clone(),
                output: output_down(&finding.output),
            })
            .collect(),
        facts: named_values(&input.facts),
        in_place: input.in_place.clone(),
        parameters: named_values(&input.parameters),
    }
}

/// What an older strategy is given to plan.
pub(super) fn plan_input(input: &new::PlanInput) -> PlanInput {
    let from = &input.proposal;
    PlanInput {
        proposal: old::Proposal {
            id: from.id.clone(),
            title: from.title.clone(),
            tier: match from.tier {
                new::Tier::WholeSchool => old::Tier::WholeSchool,
                new::Tier::Underperforming => old::Tier::Underperforming,
                new::Tier::Disadvantaged => old::Tier::Disadvantaged,
            },
            reasons: from.reasons.clone(),
            source: from.source.clone(),
            cost: from.cost.clone(),
            measure: from.measure.clone(),
        },
        parameters: named_values(&input.parameters),
    }
}

fn output_down(output: &new::ScoreOutput) -> old::ScoreOutput {
    let estimate = &output.estimate;
    old::ScoreOutput {
        estimate: old::Estimate {
            value: estimate.value,
            low: estimate.low,
            high: estimate.high,
            n: estimate.n,
            unit: estimate.unit.clone(),
            years: estimate.years.clone(),
            withheld: estimate.withheld.clone(),
        },
        band: output.band.clone(),
        fields: named_values(&output.fields),
        explanation: output
            .explanation
            .iter()
            .map(|line| old::ExplanationLine {
                depth: line.depth,
                label: line.label.clone(),
                detail: line.detail.clone(),
            })
            .collect(),
    }
}

fn named_values(values: &[new::NamedValue]) -> Vec<old::NamedValue> {
    values
        .iter()
        .map(|named| old::NamedValue {
            name: named.name.clone(),
            value: match &named.value {
                new::Value::Text(text) => old::Value::Text(text.clone()),
                new::Value::Number(number) => old::Value::Number(*number),
                new::Value::Boolean(boolean) => old::Value::Boolean(*boolean),
                new::Value::Date(new::Date { year, month, day }) => old::Value::Date(old::Date {
                    year: *year,
                    month: *month,
                    day: *day,
                }),
                new::Value::Texts(texts) => old::Value::Texts(texts.clone()),
            },
        })
        .collect()
}

fn table(table: &new::Table) -> old::Table {
    let cells = |cells: &new::Cells| match cells {
        new::Cells::Numbers(column) => old::Cells::Numbers(old::NumberColumn {
            values: column.values.clone(),
            missing: missing(&column.missing),
        }),
        new::Cells::Texts(column) => old::Cells::Texts(old::TextColumn {
            values: column.values.clone(),
            missing: missing(&column.missing),
        }),
    };
    old::Table {
        rows: table.rows,
        columns: table
            .columns
            .iter()
            .map(|column| old::Column {
                name: column.name.clone(),
                cells: cells(&column.cells),
            })
            .collect(),
    }
}

fn missing(cells: &[new::MissingCell]) -> Vec<old::MissingCell> {
    let reason = |reason| match reason {
        new::Missing::Suppressed => old::Missing::Suppressed,
        new::Missing::NotEntered => old::Missing::NotEntered,
        new::Missing::NotPublished => old::Missing::NotPublished,
        new::Missing::NotApplicable => old::Missing::NotApplicable,
        new::Missing::NewSchool => old::Missing::NewSchool,
        new::Missing::LowCoverage => old::Missing::LowCoverage,
        new::Missing::Blank => old::Missing::Blank,
    };
    cells
        .iter()
        .map(|cell| old::MissingCell {
            row: cell.row,
            reason: reason(cell.reason),
        })
        .collect()
}
