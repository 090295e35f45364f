//! Cases: what goes into a plugin and what must come out, in TOML. Reading them.
//!
//! What the file of a case may hold is told in `plugins/guides/cases.md`. Tests are below and in `trial`.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use alongside_core::column::{Cell, Cells, Column, Missing, Table};
use alongside_core::finding::{Estimate, Explanation, Proposal, ScoreOutput, Tier};
use alongside_core::plugin::{
    CellType, Comparison, EvaluateInput, ImportInput, PlanInput, PluginDescription, ProposeInput, ScoreInput,
    World,
};
use alongside_core::value::Value;
use alongside_plugin_host::Question;
use serde::Deserialize;

use crate::error::RuntimeError;
use crate::workspace::{files_in, read, read_text};

/// A file of cases.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct CaseFile {
    #[serde(default, rename = "case")]
    cases: Vec<Case>,
}

/// One case.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub(super) struct Case {
    pub(super) name: String,
    #[serde(default)]
    columns: BTreeMap<String, Vec<toml::Value>>,
    #[serde(default)]
    parameters: toml::Table,
    #[serde(default)]
    facts: toml::Table,
    #[serde(default)]
    findings: BTreeMap<String, GivenFinding>,
    #[serde(default)]
    in_place: Vec<String>,
    /// The proposal to plan, in the place of a question for proposals.
    plan: Option<String>,
    /// The text of the file to read.
    text: Option<String>,
    /// The file to read, beside the cases.
    file: Option<PathBuf>,
    before: Option<GivenFinding>,
    after: Option<GivenFinding>,
    comparison: Option<GivenComparison>,
    prediction: Option<f64>,
    /// What must come out.
    pub(super) expect: toml::Table,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
struct GivenFinding {
    value: Option<f64>,
    low: Option<f64>,
    high: Option<f64>,
    n: Option<u64>,
    #[serde(default)]
    unit: Option<String>,
    #[serde(default)]
    years: Vec<String>,
    withheld: Option<String>,
    band: Option<String>,
    #[serde(default)]
    fields: toml::Table,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct GivenComparison {
    title: String,
    before: GivenFinding,
    after: GivenFinding,
}

/// Reads the cases of a project: every file of its folder `cases`, in order, or the files that are named.
pub(super) fn read_all(folder: &Path, named: &[PathBuf]) -> Result<Vec<(PathBuf, Vec<Case>)>, RuntimeError> {
    let cases = folder.join("cases");
    let paths = if named.is_empty() {
        files_in(&cases, "toml")?
    } else {
        named.to_vec()
    };
    if paths.is_empty() {
        return Err(RuntimeError::NotFound {
            what: "case in",
            name: cases.display().to_string(),
            hint: Some("write one: a file such as cases/first.toml with `[[case]]` in it".to_owned()),
        });
    }
    paths
        .into_iter()
        .map(|path| {
            let file: CaseFile = toml::from_str(&read_text(&path)?).map_err(|error| wrong(&path, &error))?;
            Ok((path, file.cases))
        })
        .collect()
}

fn wrong(path: &Path, error: &toml::de::Error) -> RuntimeError {
    RuntimeError::input_hint(
        "plugin-case",
        format!("{}: {}", path.display(), error.to_string().trim()),
        "see `cases` in the guide of the language",
    )
}

impl Case {
    /// The question that the case asks a plugin.
    ///
    /// # Errors
    /// What in the case makes no question, in words.
    pub(super) fn question(&self, file: &Path, plugin: &PluginDescription) -> Result<Question, String> {
        let parameters = values("parameter", &self.parameters)?;
        let facts = values("fact", &self.facts)?;
        Ok(match plugin.world {
            World::ScoringRule => Question::Score(ScoreInput {
                table: self.table(plugin)?,
                facts,
                parameters,
            }),
            World::InterventionStrategy => match &self.plan {
                Some(id) => Question::Plan(PlanInput {
                    proposal: proposal(id)?,
                    parameters,
                }),
                None => Question::Propose(ProposeInput {
                    findings: self
                        .findings
                        .iter()
                        .map(|(step, given)| Ok((step.clone(), given.output()?)))
                        .collect::<Result<_, String>>()?,
                    facts,
                    in_place: self.in_place.clone(),
                    parameters,
                }),
            },
            World::Importer => Question::Read(ImportInput {
                name: self.file_name(),
                bytes: self.bytes(file)?,
                parameters,
            }),
            World::Evaluator => Question::Evaluate(EvaluateInput {
                before: needed("before", self.before.as_ref())?.output()?,
                after: needed("after", self.after.as_ref())?.output()?,
                comparison: match &self.comparison {
                    None => None,
                    Some(with) => Some(Comparison {
                        title: with.title.clone(),
                        before: with.before.output()?,
                        after: with.after.output()?,
                    }),
                },
                prediction: self.prediction,
                facts,
                parameters,
            }),
        })
    }

    fn table(&self, plugin: &PluginDescription) -> Result<Table, String> {
        let columns = self.columns.iter().map(|(name, cells)| {
            let asked = plugin.columns.iter().find(|column| column.name == *name);
            Ok(Column {
                name: name.clone(),
                cells: column(cells, asked.and_then(|column| column.kind))
                    .map_err(|problem| format!("column `{name}`: {problem}"))?,
            })
        });
        Ok(Table {
            columns: columns.collect::<Result<_, String>>()?,
        })
    }

    fn file_name(&self) -> String {
        let name = self.file.as_deref().and_then(Path::file_name);
        name.map_or_else(
            || "case.txt".to_owned(),
            |name| name.to_string_lossy().into_owned(),
        )
    }

    fn bytes(&self, file: &Path) -> Result<Vec<u8>, String> {
        match (&self.text, &self.file) {
            (Some(text), None) => Ok(text.clone().into_bytes()),
            (None, Some(path)) => {
                let folder = file.parent().unwrap_or_else(|| Path::new("."));
                read(&folder.join(path)).map_err(|error| error.to_string())
            }
            _ => Err("an importer's case has either `text` or `file`".to_owned()),
        }
    }
}

fn needed<'a, T>(what: &str, given: Option<&'a T>) -> Result<&'a T, String> {
    given.ok_or_else(|| format!("an evaluator's case needs `{what}`"))
}

impl GivenFinding {
    fn output(&self) -> Result<ScoreOutput, String> {
        Ok(ScoreOutput {
            estimate: Estimate {
                value: self.value,
                low: self.low,
                high: self.high,
                n: self.n,
                unit: self
                    .unit
                    .clone()
                    .unwrap_or_else(|| "percentage points".to_owned()),
                years: self.years.clone(),
                withheld: match self.value {
                    Some(_) => self.withheld.clone(),
                    None => Some(self.withheld.clone().unwrap_or_else(|| "withheld".to_owned())),
                },
            },
            band: self.band.clone(),
            values: values("field", &self.fields)?,
            explanation: vec![Explanation {
                label: "given".to_owned(),
                detail: "by a case".to_owned(),
                ..Explanation::default()
            }],
        })
    }
}

fn proposal(id: &str) -> Result<Proposal, String> {
    Ok(Proposal {
        id: id.parse().map_err(|error| format!("`plan`: {error}"))?,
        title: id.replace('-', " "),
        tier: Tier::WholeSchool,
        reasons: vec!["given by a case".to_owned()],
        source: "a case".to_owned(),
        cost: None,
        measure: None,
        conditions: Vec::new(),
    })
}

/// Reads the cells of a column: of the type that the plugin asked for, or else of the first cell that has a value.
fn column(cells: &[toml::Value], kind: Option<CellType>) -> Result<Cells, String> {
    let numbers = kind.unwrap_or_else(|| match cells.iter().find(|cell| !cell.is_table()) {
        Some(toml::Value::String(_)) => CellType::Texts,
        _ => CellType::Numbers,
    });
    let rows = cells.iter().enumerate();
    Ok(match numbers {
        CellType::Numbers => Cells::Numbers(
            rows.map(|(row, cell)| match number(cell) {
                Some(number) => Ok(Ok(number)),
                None => missing(row, cell, "a number"),
            })
            .collect::<Result<_, String>>()?,
        ),
        CellType::Texts => Cells::Texts(
            rows.map(|(row, cell)| match cell {
                toml::Value::String(text) => Ok(Ok(text.clone())),
                other => missing(row, other, "a text"),
            })
            .collect::<Result<_, String>>()?,
        ),
    })
}

fn number(value: &toml::Value) -> Option<f64> {
    match value {
        toml::Value::Float(number) => Some(*number),
        // Whole numbers of a case are small: what a person types.
        toml::Value::Integer(number) => i32::try_from(*number).ok().map(f64::from),
        _ => None,
    }
}

fn missing<T>(row: usize, cell: &toml::Value, wanted: &str) -> Result<Cell<T>, String> {
    let reasons = || Missing::ALL.map(Missing::as_str).join(", ");
    let Some(reason) = cell
        .as_table()
        .and_then(|table| table.get("missing"))
        .and_then(toml::Value::as_str)
    else {
        return Err(format!(
            "row {row}: {cell} is not {wanted}, nor {{ missing = \"REASON\" }}"
        ));
    };
    let found = Missing::ALL.into_iter().find(|known| known.as_str() == reason);
    found
        .map(Err)
        .ok_or_else(|| format!("row {row}: `{reason}` is no reason; reasons are {}", reasons()))
}

fn values(what: &str, given: &toml::Table) -> Result<BTreeMap<String, Value>, String> {
    given
        .iter()
        .map(|(name, given)| {
            let value = value(given).ok_or_else(|| {
                format!("{what} `{name}`: {given} is no text, number, yes or no, date or list of texts")
            })?;
            Ok((name.clone(), value))
        })
        .collect()
}

fn value(given: &toml::Value) -> Option<Value> {
    Some(match given {
        toml::Value::String(text) => Value::Text(text.clone()),
        toml::Value::Boolean(boolean) => Value::Boolean(*boolean),
        toml::Value::Datetime(date) => Value::Date(date.to_string().parse().ok()?),
        toml::Value::Array(texts) => Value::Texts(
            texts
                .iter()
                .map(|text| text.as_str().map(str::to_owned))
                .collect::<Option<_>>()?,
        ),
        other => Value::Number(number(other)?),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn cells(text: &str) -> Result<Cells, String> {
        let table: toml::Table = toml::from_str(&format!("cells = {text}")).unwrap();
        column(table["cells"].as_array().unwrap(), None)
    }

    #[test]
    fn cells_are_numbers_texts_or_missing_for_a_reason() {
        assert_eq!(
            cells("[1, 2.5, { missing = \"suppressed\" }]"),
            Ok(Cells::Numbers(vec![Ok(1.0), Ok(2.5), Err(Missing::Suppressed)]))
        );
        assert_eq!(
            cells("[{ missing = \"blank\" }, \"a\"]"),
            Ok(Cells::Texts(vec![Err(Missing::Blank), Ok("a".to_owned())]))
        );
        assert!(
            cells("[1, \"a\"]")
                .unwrap_err()
                .contains("row 1: \"a\" is not a number")
        );
        assert!(
            cells("[{ missing = \"lost\" }]")
                .unwrap_err()
                .contains("`lost` is no reason")
        );
    }

    #[test]
    fn values_take_the_type_that_they_look_like() {
        let given: toml::Table =
            toml::from_str("a = 1\nb = \"x\"\nc = true\nd = 2019-09-02\ne = [\"x\", \"y\"]").unwrap();
        let values = values("fact", &given).unwrap();
        assert_eq!(values["a"], Value::Number(1.0));
        assert_eq!(values["d"], Value::Date(jiff::civil::date(2019, 9, 2)));
        assert_eq!(values["e"], Value::Texts(vec!["x".to_owned(), "y".to_owned()]));
        let wrong: toml::Table = toml::from_str("a = { b = 1 }").unwrap();
        assert!(super::values("fact", &wrong).unwrap_err().contains("fact `a`"));
    }
}
