//! From the contract's types to the program's: what comes out of a plugin.
//!
//! Checks what the program's types cannot hold (identifiers, versions, dates, the shape of an explanation) and says
//! where it stands; everything else is checked in `description` and `answer`. Tests are below.

use std::collections::BTreeMap;

use alongside_core::finding::{Estimate, Explanation, Proposal, ScoreOutput, Tier};
use alongside_core::ids::{OptionId, PluginId};
use alongside_core::plugin::{FieldDescription, ParameterDescription, PluginDescription, World};
use alongside_core::value::{Value, ValueType};
use jiff::civil::Date;

use super::v0_1::types as wit;

/// The deepest an explanation may go.
const EXPLANATION_DEPTH_MAX: usize = 16;

/// Lifts a description.
pub(crate) fn description(world: World, from: wit::Description) -> Result<PluginDescription, String> {
    Ok(PluginDescription {
        id: PluginId::new(from.id).map_err(|error| format!("`id`: {error}"))?,
        version: semver::Version::parse(&from.version).map_err(|error| {
            format!(
                "`version`: `{}` is not a version such as 1.2.0: {error}",
                from.version
            )
        })?,
        world,
        title: from.title,
        source: from.source,
        columns: from.columns,
        parameters: from
            .parameters
            .into_iter()
            .map(parameter)
            .collect::<Result<_, _>>()?,
        fields: from.fields.into_iter().map(field).collect(),
        bands: from.bands,
    })
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
    let estimate = from.estimate;
    Ok(ScoreOutput {
        estimate: Estimate {
            value: estimate.value,
            low: estimate.low,
            high: estimate.high,
            n: estimate.n,
            unit: estimate.unit,
            years: estimate.years,
            withheld: estimate.withheld,
        },
        band: from.band,
        values: named_values(from.fields)?,
        explanation: explanation(from.explanation)?,
    })
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
            label: line.label,
            detail: line.detail,
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
            label: label.to_owned(),
            detail: String::new(),
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
