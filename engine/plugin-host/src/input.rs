//! What may go into a plugin: checks an input against the plugin's description and the limits, and fills in the
//! defaults of its parameters.
//!
//! A plugin is only ever called with what its description promises it. Tests are below.

use std::collections::BTreeMap;

use alongside_core::column::{Cells, Table};
use alongside_core::finding::{Explanation, Proposal, ScoreOutput};
use alongside_core::plugin::{CellType, ParameterDescription, PluginDescription, ProposeInput};
use alongside_core::value::Value;

use crate::settings::Limits;

/// Checks the columns that a plugin asked for.
pub(crate) fn check_table(
    table: &Table,
    description: &PluginDescription,
    limits: &Limits,
) -> Result<(), String> {
    let rows = table.rows();
    if rows > limits.input_rows_max {
        return Err(format!(
            "the table has {rows} rows, more than the {} allowed",
            limits.input_rows_max
        ));
    }
    let mut bytes = 0_usize;
    for asked in &description.columns {
        let name = &asked.name;
        let found = table.column(name);
        if found.is_none() && asked.optional {
            continue;
        }
        let column = found.ok_or_else(|| {
            let has: Vec<_> = table
                .columns
                .iter()
                .map(|column| format!("`{}`", column.name))
                .collect();
            format!(
                "the table has no column `{name}`, which the plugin needs; it has {}",
                or_none(&has)
            )
        })?;
        if column.cells.len() != rows {
            return Err(format!(
                "column `{name}` has {} rows where the table has {rows}",
                column.cells.len()
            ));
        }
        let kind = CellType::of(&column.cells);
        if asked.kind.is_some_and(|asked| asked != kind) {
            return Err(format!(
                "column `{name}` holds {} where the plugin needs {}",
                kind.as_str(),
                asked.kind.map_or("", CellType::as_str)
            ));
        }
        bytes = bytes.saturating_add(cell_bytes(name, &column.cells)?);
    }
    check_bytes(bytes, limits)
}

/// Checks the size of an input against the limit.
pub(crate) fn check_bytes(bytes: usize, limits: &Limits) -> Result<(), String> {
    if bytes > limits.input_bytes_max {
        return Err(format!(
            "the input has {bytes} bytes, more than the {} allowed",
            limits.input_bytes_max
        ));
    }
    Ok(())
}

fn cell_bytes(name: &str, cells: &Cells) -> Result<usize, String> {
    match cells {
        Cells::Numbers(cells) => {
            if let Some(row) = cells
                .iter()
                .position(|cell| cell.is_ok_and(|number| !number.is_finite()))
            {
                return Err(format!("column `{name}`, row {row}: not a finite number"));
            }
            Ok(cells.len().saturating_mul(8))
        }
        Cells::Texts(cells) => Ok(cells
            .iter()
            .map(|cell| cell.as_ref().map_or(0, String::len) + 8)
            .sum()),
    }
}

/// Estimates how many bytes named values take.
pub(crate) fn value_bytes(values: &BTreeMap<String, Value>) -> usize {
    let one = |value: &Value| match value {
        Value::Text(text) => text.len(),
        Value::Texts(texts) => texts.iter().map(|text| text.len() + 8).sum(),
        Value::Number(_) | Value::Boolean(_) | Value::Date(_) => 8,
    };
    values
        .iter()
        .map(|(name, value)| name.len() + 16 + one(value))
        .sum()
}

/// Estimates how many bytes the findings and facts of a strategy's input take.
pub(crate) fn propose_bytes(input: &ProposeInput) -> usize {
    let finding = |(step, output): (&String, &ScoreOutput)| step.len() + output_bytes(output);
    let in_place: usize = input.in_place.iter().map(|id| id.len() + 8).sum();
    input.findings.iter().map(finding).sum::<usize>() + value_bytes(&input.facts) + in_place
}

/// How many bytes a finding takes on its way into a plugin, about.
pub(crate) fn output_bytes(output: &ScoreOutput) -> usize {
    128 + value_bytes(&output.values) + output.explanation.iter().map(explanation_bytes).sum::<usize>()
}

/// How many bytes a proposal takes on its way into a plugin, about.
pub(crate) fn proposal_bytes(proposal: &Proposal) -> usize {
    let optional = proposal.cost.iter().chain(&proposal.measure);
    let texts = [&proposal.title, &proposal.source]
        .into_iter()
        .chain(&proposal.reasons)
        .chain(optional);
    proposal.id.as_str().len() + texts.map(|text| text.len() + 8).sum::<usize>()
}

fn explanation_bytes(line: &Explanation) -> usize {
    let below: usize = line.children.iter().map(explanation_bytes).sum();
    line.label.len() + line.detail.len() + 24 + below
}

/// Checks facts: every number finite.
pub(crate) fn check_facts(facts: &BTreeMap<String, Value>) -> Result<(), String> {
    match facts
        .iter()
        .find(|(_, value)| matches!(value, Value::Number(number) if !number.is_finite()))
    {
        Some((name, _)) => Err(format!("fact `{name}` is not a finite number")),
        None => Ok(()),
    }
}

/// Checks parameters against their descriptions and fills in the defaults.
pub(crate) fn parameters(
    given: &BTreeMap<String, Value>,
    described: &[ParameterDescription],
) -> Result<BTreeMap<String, Value>, String> {
    if let Some(unknown) = given
        .keys()
        .find(|name| !described.iter().any(|parameter| parameter.name == **name))
    {
        let takes: Vec<_> = described
            .iter()
            .map(|parameter| format!("`{}`", parameter.name))
            .collect();
        return Err(format!(
            "there is no parameter `{unknown}`; it takes {}",
            or_none(&takes)
        ));
    }
    let mut all = BTreeMap::new();
    for parameter in described {
        match given.get(&parameter.name).or(parameter.default.as_ref()) {
            Some(value) => {
                check_parameter(parameter, value)?;
                all.insert(parameter.name.clone(), value.clone());
            }
            None if parameter.required => {
                return Err(format!(
                    "parameter `{}` must be set: {}",
                    parameter.name, parameter.title
                ));
            }
            None => {}
        }
    }
    Ok(all)
}

/// Checks one value of a parameter: its type, and whether it is among those allowed.
pub(crate) fn check_parameter(parameter: &ParameterDescription, value: &Value) -> Result<(), String> {
    let name = &parameter.name;
    if value.kind() != parameter.kind {
        return Err(format!(
            "parameter `{name}` is a {}, not a {}",
            parameter.kind,
            value.kind()
        ));
    }
    let texts: &[String] = match value {
        Value::Number(number) if !number.is_finite() => {
            return Err(format!("parameter `{name}` is not a finite number"));
        }
        Value::Number(number) => match parameter.out_of_bounds(*number) {
            Some(bounds) => return Err(format!("parameter `{name}` cannot be {number}: {bounds}")),
            None => &[],
        },
        Value::Text(text) => std::slice::from_ref(text),
        Value::Texts(texts) => texts,
        Value::Boolean(_) | Value::Date(_) => &[],
    };
    match texts
        .iter()
        .find(|text| !parameter.allowed.is_empty() && !parameter.allowed.contains(text))
    {
        Some(text) => {
            let allowed: Vec<_> = parameter.allowed.iter().map(|text| format!("`{text}`")).collect();
            Err(format!(
                "parameter `{name}` may not be `{text}`; allowed are {}",
                allowed.join(", ")
            ))
        }
        None => Ok(()),
    }
}

fn or_none(names: &[String]) -> String {
    if names.is_empty() {
        "none".to_owned()
    } else {
        names.join(", ")
    }
}

#[cfg(test)]
mod tests {
    use alongside_core::column::{Column, Missing};
    use alongside_core::value::ValueType;

    use super::*;
    use crate::description::tests::column as column_asked;

    fn parameter(name: &str, kind: ValueType) -> ParameterDescription {
        ParameterDescription {
            name: name.to_owned(),
            kind,
            title: "what it means".to_owned(),
            required: false,
            default: None,
            allowed: Vec::new(),
            at_least: None,
            at_most: None,
        }
    }

    #[test]
    fn defaults_are_filled_in_and_what_is_given_wins() {
        let years = ParameterDescription {
            default: Some(Value::Number(3.0)),
            ..parameter("years", ValueType::Number)
        };
        let filled = parameters(&BTreeMap::new(), std::slice::from_ref(&years)).unwrap();
        assert_eq!(filled["years"], Value::Number(3.0));
        let given = BTreeMap::from([("years".to_owned(), Value::Number(1.0))]);
        assert_eq!(parameters(&given, &[years]).unwrap()["years"], Value::Number(1.0));
    }

    #[test]
    fn wrong_parameters_are_refused_by_name() {
        let given = |value| BTreeMap::from([("group".to_owned(), value)]);
        let mut group = parameter("group", ValueType::Text);
        group.allowed = vec!["disadvantaged".to_owned()];
        let refusal = |value| parameters(&given(value), std::slice::from_ref(&group)).unwrap_err();
        assert_eq!(
            refusal(Value::Number(1.0)),
            "parameter `group` is a text, not a number"
        );
        assert!(refusal(Value::Text("boys".to_owned())).contains("allowed are `disadvantaged`"));
        assert!(
            parameters(&given(Value::Boolean(true)), &[])
                .unwrap_err()
                .contains("no parameter `group`")
        );
        group.required = true;
        assert!(
            parameters(&BTreeMap::new(), &[group])
                .unwrap_err()
                .contains("must be set")
        );
    }

    #[test]
    fn tables_are_checked_column_by_column() {
        let column = |name: &str, cells| Column {
            name: name.to_owned(),
            cells,
        };
        let mut description = crate::description::tests::description();
        description.columns = ["a", "b"].map(column_asked).to_vec();
        description.columns[1].kind = None;
        let check = |b| {
            let a = column("a", Cells::Numbers(vec![Ok(1.0), Err(Missing::Blank)]));
            check_table(
                &Table {
                    columns: [Some(a), b].into_iter().flatten().collect(),
                },
                &description,
                &Limits::default(),
            )
        };
        assert!(check(None).unwrap_err().contains("no column `b`"));
        assert!(
            check(Some(column("b", Cells::Texts(vec![]))))
                .unwrap_err()
                .contains("0 rows")
        );
        let nan = column("b", Cells::Numbers(vec![Ok(0.0), Ok(f64::NAN)]));
        assert_eq!(
            check(Some(nan)).unwrap_err(),
            "column `b`, row 1: not a finite number"
        );
        assert!(
            check(Some(column(
                "b",
                Cells::Texts(vec![Ok(String::new()), Err(Missing::Blank)])
            )))
            .is_ok()
        );
    }

    #[test]
    fn limits_are_named() {
        let limits = Limits {
            input_rows_max: 1,
            input_bytes_max: 10,
            ..Limits::default()
        };
        let mut description = crate::description::tests::description();
        description.columns = vec![column_asked("a")];
        description.columns[0].kind = Some(CellType::Texts);
        let table = |rows: usize, text: &str| Table {
            columns: vec![Column {
                name: "a".to_owned(),
                cells: Cells::Texts(vec![Ok(text.to_owned()); rows]),
            }],
        };
        assert!(
            check_table(&table(2, ""), &description, &limits)
                .unwrap_err()
                .contains("more than the 1 allowed")
        );
        assert!(
            check_table(&table(1, "abc"), &description, &limits)
                .unwrap_err()
                .contains("more than the 10")
        );
    }
}
