//! Trying a plugin on its cases, in the real sandbox: what is as expected, what is not, what it logged.
//!
//! Tests are below; whole projects are tried in `tests/authoring.rs` of the `alongside-tests` crate.

use std::path::{Path, PathBuf};
use std::time::Duration;

use alongside_core::column::Cells;
use alongside_core::finding::{Estimate, Explanation};
use alongside_core::plugin::CallFailure;
use alongside_core::value::Value;
use alongside_plugin_host::{Plugin, Reply};
use serde::Serialize;
use serde_json::{Value as Json, json};

use super::bench::Bench;
use super::cases::{Case, read_all};
use crate::error::RuntimeError;
use crate::packages::component_of;
use crate::workspace::read;

/// A case that was run.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub struct Tried {
    /// The file it stands in.
    pub file: PathBuf,
    /// Its name.
    pub name: String,
    /// What is not as expected.
    pub differences: Vec<Difference>,
    /// What came out.
    pub answer: Json,
    /// What the plugin logged.
    pub log: Vec<String>,
    /// How long the call took, where it went well.
    #[serde(skip)]
    pub took: Option<Duration>,
    /// The memory that the call held at its end, in bytes.
    #[serde(skip)]
    pub memory_bytes: Option<usize>,
}

/// Something that is not as expected.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Difference {
    /// Where in the answer.
    pub path: String,
    /// What the case expects.
    pub expected: String,
    /// What came out.
    pub found: String,
}

impl Bench {
    /// Runs the cases of a project, or of files, on a component: the project's own, or the one named.
    ///
    /// # Errors
    /// When there is no component (build it first), it cannot be loaded, or a file of cases is wrong.
    pub fn test(
        &self,
        project: &Path,
        component: Option<&Path>,
        files: &[PathBuf],
    ) -> Result<Vec<Tried>, RuntimeError> {
        let path = component_of(component.unwrap_or(project))?;
        let name = path
            .file_name()
            .unwrap_or_default()
            .to_string_lossy()
            .into_owned();
        let plugin = self.load(&name, &read(&path)?)?;
        let mut tried = Vec::new();
        for (file, cases) in read_all(project, files)? {
            tried.extend(cases.iter().map(|case| run(&plugin, &file, case)));
        }
        Ok(tried)
    }
}

fn run(plugin: &Plugin, file: &Path, case: &Case) -> Tried {
    let mut tried = Tried {
        file: file.to_owned(),
        name: case.name.clone(),
        differences: Vec::new(),
        answer: Json::Null,
        log: Vec::new(),
        took: None,
        memory_bytes: None,
    };
    let question = match case.question(file, &plugin.record().description) {
        Ok(question) => question,
        Err(problem) => {
            tried.differences.push(Difference {
                path: "the case itself".to_owned(),
                expected: "a question that can be asked".to_owned(),
                found: problem,
            });
            return tried;
        }
    };
    tried.answer = match plugin.ask(&question) {
        Ok(called) => {
            tried.log = called.log;
            tried.took = Some(called.took);
            tried.memory_bytes = Some(called.memory_bytes);
            shown(&called.answer)
        }
        Err(error) => {
            tried.log.clone_from(&error.log);
            let what = match error.failure {
                CallFailure::Refused => "refusal",
                _ => "failure",
            };
            json!({ what: format!("{error}") })
        }
    };
    let expected = serde_json::to_value(&case.expect).unwrap_or(Json::Null);
    judge(&expected, &tried.answer, &mut tried.differences);
    tried
}

/// Compares an answer with what a case expects. A call that did not answer is told once.
fn judge(expected: &Json, found: &Json, differences: &mut Vec<Difference>) {
    for ended in ["refusal", "failure"] {
        if let (Some(said), None) = (found.get(ended), expected.get(ended)) {
            differences.push(Difference {
                path: format!("a {ended}"),
                expected: told(expected),
                found: told(said),
            });
            return;
        }
    }
    compare("", expected, found, differences);
}

/// An answer as a case speaks of it.
fn shown(reply: &Reply) -> Json {
    match reply {
        Reply::Found(output) => {
            let mut json = estimate(&output.estimate);
            json["band"] = json!(output.band);
            json["fields"] = output
                .values
                .iter()
                .map(|(name, value)| (name.clone(), plain(value)))
                .collect();
            json["explanation"] = json!(lines(&output.explanation, 0));
            without_nothing(json)
        }
        Reply::Proposed(proposals) => json!({
            "proposals": proposals.iter().map(|proposal| proposal.id.as_str()).collect::<Vec<_>>(),
            "details": proposals,
        }),
        Reply::Planned(plan) => without_nothing(json!({ "plan": plan })),
        Reply::Read(read) => {
            let columns = read
                .table
                .columns
                .iter()
                .map(|column| (column.name.clone(), cells(&column.cells)));
            json!({
                "rows": read.table.rows(),
                "columns": columns.collect::<serde_json::Map<_, _>>(),
                "refused": read.refused,
            })
        }
        Reply::Judged(evaluation) => {
            let mut json = estimate(&evaluation.effect);
            json["verdict"] = json!(evaluation.verdict);
            json["explanation"] = json!(lines(&evaluation.explanation, 0));
            without_nothing(json)
        }
    }
}

fn estimate(it: &Estimate) -> Json {
    json!({
        "value": it.value, "low": it.low, "high": it.high, "n": it.n, "unit": it.unit, "years": it.years,
        "withheld": it.withheld,
    })
}

fn without_nothing(mut json: Json) -> Json {
    if let Json::Object(fields) = &mut json {
        fields.retain(|_, value| !value.is_null());
    }
    json
}

fn plain(value: &Value) -> Json {
    match value {
        Value::Text(text) => json!(text),
        Value::Number(number) => json!(number),
        Value::Boolean(boolean) => json!(boolean),
        Value::Date(date) => json!(date.to_string()),
        Value::Texts(texts) => json!(texts),
    }
}

fn cells(cells: &Cells) -> Json {
    match cells {
        Cells::Numbers(cells) => cells
            .iter()
            .map(|cell| cell.map_or_else(gap, |n| json!(n)))
            .collect(),
        Cells::Texts(cells) => cells
            .iter()
            .map(|cell| {
                cell.as_ref()
                    .map_or_else(|reason| gap(*reason), |text| json!(text))
            })
            .collect(),
    }
}

fn gap(reason: alongside_core::column::Missing) -> Json {
    json!({ "missing": reason.as_str() })
}

/// An explanation as lines, each set in below the one it belongs to.
fn lines(tree: &[Explanation], depth: usize) -> Vec<String> {
    tree.iter()
        .flat_map(|line| {
            let figure = match (line.value, &line.unit) {
                (Some(value), Some(unit)) => format!(" [{value} {unit}]"),
                (Some(value), None) => format!(" [{value}]"),
                (None, _) => String::new(),
            };
            let own = format!(
                "{}{} {}: {}{figure}",
                "  ".repeat(depth),
                line.kind.as_str(),
                line.label,
                line.detail
            );
            std::iter::once(own).chain(lines(&line.children, depth + 1))
        })
        .collect()
}

/// The places in which a part of a text, or a part of a list, is enough.
fn enough_in_part(path: &str) -> bool {
    matches!(path, "refusal" | "failure" | "explanation" | "plan") || path.ends_with(".message")
}

/// Compares what is expected with what came out: of tables the keys that are named, of everything else all of it.
fn compare(path: &str, expected: &Json, found: &Json, differences: &mut Vec<Difference>) {
    match (expected, found) {
        (Json::Object(wanted), Json::Object(there)) => {
            for (key, wanted) in wanted {
                let place = if path.is_empty() {
                    key.clone()
                } else {
                    format!("{path}.{key}")
                };
                if key == "absent" && path.is_empty() {
                    absent(wanted, there, differences);
                    continue;
                }
                match there.get(key) {
                    Some(found) => compare(&place, wanted, found, differences),
                    None => differences.push(Difference {
                        path: place,
                        expected: told(wanted),
                        found: "nothing".to_owned(),
                    }),
                }
            }
        }
        (Json::Array(wanted), Json::Array(there)) if path == "explanation" => {
            for wanted in wanted.iter().filter_map(Json::as_str) {
                if !there
                    .iter()
                    .filter_map(Json::as_str)
                    .any(|line| line.contains(wanted))
                {
                    let lines: Vec<&str> = there.iter().filter_map(Json::as_str).collect();
                    differences.push(Difference {
                        path: path.to_owned(),
                        expected: format!("a line with `{wanted}`"),
                        found: format!("\n{}", lines.join("\n")),
                    });
                }
            }
        }
        (Json::Array(wanted), Json::Array(there)) if wanted.len() == there.len() => {
            for (index, (wanted, found)) in wanted.iter().zip(there).enumerate() {
                compare(&format!("{path}.{index}"), wanted, found, differences);
            }
        }
        (Json::String(wanted), Json::String(there))
            if enough_in_part(path) && there.contains(wanted.as_str()) => {}
        (Json::Number(wanted), Json::Number(there)) if wanted.as_f64() == there.as_f64() => {}
        (wanted, there) if wanted == there => {}
        (wanted, there) => differences.push(Difference {
            path: path.to_owned(),
            expected: told(wanted),
            found: told(there),
        }),
    }
}

fn absent(names: &Json, there: &serde_json::Map<String, Json>, differences: &mut Vec<Difference>) {
    for name in names.as_array().into_iter().flatten().filter_map(Json::as_str) {
        if let Some(found) = there.get(name) {
            differences.push(Difference {
                path: name.to_owned(),
                expected: "nothing".to_owned(),
                found: told(found),
            });
        }
    }
}

fn told(value: &Json) -> String {
    match value {
        Json::String(text) => text.clone(),
        other => other.to_string(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn differences(expected: Json, found: &Json) -> Vec<String> {
        let mut differences = Vec::new();
        judge(&expected, found, &mut differences);
        differences
            .into_iter()
            .map(|it| format!("{}: {} / {}", it.path, it.expected, it.found))
            .collect()
    }

    #[test]
    fn what_a_case_does_not_name_does_not_matter_and_what_it_names_must_be_so() {
        let found = json!({
            "value": 10.0, "unit": "%", "band": "high", "fields": { "pupils": 2.0 },
            "explanation": ["rule band: high: at least 5", "  threshold high: from 5 [5 %]"],
        });
        assert!(differences(json!({ "value": 10, "fields": { "pupils": 2 } }), &found).is_empty());
        assert!(
            differences(
                json!({ "explanation": ["threshold high"], "absent": ["withheld"] }),
                &found
            )
            .is_empty()
        );
        assert_eq!(
            differences(
                json!({ "value": 11, "fields": { "late": 1 }, "absent": ["band"] }),
                &found
            ),
            [
                "band: nothing / high",
                "fields.late: 1 / nothing",
                "value: 11 / 10.0"
            ]
        );
        assert!(
            differences(json!({ "explanation": ["weight"] }), &found)[0].contains("a line with `weight`")
        );
    }

    #[test]
    fn a_refusal_is_compared_in_part_and_told_where_an_answer_was_expected() {
        let found = json!({ "refusal": "plugin `p` refused its input in `score`: no pupil has figures" });
        assert!(differences(json!({ "refusal": "no pupil" }), &found).is_empty());
        assert_eq!(
            differences(json!({ "value": 1 }), &found),
            ["a refusal: {\"value\":1} / plugin `p` refused its input in `score`: no pupil has figures"]
        );
    }
}
