//! The schema: it accepts what is good, refuses what has the wrong shape, knows every key that the parser knows, and
//! is the text that is kept beside the workflows.

use std::collections::BTreeSet;
use std::path::Path;

use alongside_definition::{explanations, load, schema, whole_example};
use jsonschema::Validator;
use serde_json::{Value, json};

use crate::catalog::bundled;
use crate::golden::cases;

/// A TOML file as a validator sees it: dates are texts.
fn as_json(value: &toml::Value) -> Value {
    match value {
        toml::Value::Datetime(date) => json!(date.to_string()),
        toml::Value::Array(items) => items.iter().map(as_json).collect(),
        toml::Value::Table(table) => table
            .iter()
            .map(|(key, value)| (key.clone(), as_json(value)))
            .collect(),
        toml::Value::String(text) => json!(text),
        toml::Value::Integer(number) => json!(number),
        toml::Value::Float(number) => json!(number),
        toml::Value::Boolean(value) => json!(value),
    }
}

fn validator() -> Validator {
    jsonschema::draft7::new(&schema()).unwrap()
}

/// What the schema says against a file.
fn said(validator: &Validator, text: &str) -> Vec<String> {
    let file: toml::Table = toml::from_str(text).unwrap();
    let json = as_json(&toml::Value::Table(file));
    validator
        .iter_errors(&json)
        .map(|error| format!("{}: {error}", error.instance_path()))
        .collect()
}

#[test]
fn the_schema_is_one() {
    jsonschema::draft7::meta::validate(&schema()).unwrap();
}

#[test]
fn the_schema_is_kept_beside_the_workflows() {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../workflows/workflow.schema.json");
    let made = format!("{:#}\n", schema());
    if std::env::var_os("UPDATE_GOLDEN").is_some() {
        std::fs::write(&path, &made).unwrap();
    }
    let kept = std::fs::read_to_string(&path).unwrap_or_default();
    assert!(
        kept == made,
        "workflows/workflow.schema.json is out of date: UPDATE_GOLDEN=1 cargo test -p alongside-definition"
    );
}

#[test]
fn good_files_are_valid() {
    let validator = validator();
    let mut files: Vec<(String, String)> = cases();
    files.retain(|(name, _)| name.starts_with("good-"));
    for name in ["nle-support", "pdsa", "special-measures"] {
        let path = Path::new(env!("CARGO_MANIFEST_DIR")).join(format!("../../workflows/{name}.toml"));
        files.push((name.to_owned(), std::fs::read_to_string(path).unwrap()));
    }
    let examples = explanations()
        .filter_map(|explained| Some((explained.code.name().to_owned(), whole_example(explained.right?))));
    files.extend(examples);
    for (name, text) in files {
        assert_eq!(said(&validator, &text), [""; 0], "{name}");
    }
}

#[test]
fn files_of_the_wrong_shape_are_not() {
    let shapes = [
        "format",
        "newer-format",
        "missing-key",
        "unknown-key",
        "wrong-type",
        "bad-value",
        "bad-id",
        "bad-span",
        "key-for-other-kind",
        "conflicting-keys",
        "empty-stage",
        "waits-for-nothing",
        "unknown-lint",
    ];
    let validator = validator();
    let mut refused = BTreeSet::new();
    for explained in explanations() {
        let Some(wrong) = explained.wrong.filter(|_| explained.code.name() != "syntax") else {
            continue;
        };
        let wrong = whole_example(wrong);
        if toml::from_str::<toml::Table>(&wrong).is_ok() && !said(&validator, &wrong).is_empty() {
            refused.insert(explained.code.name());
        }
    }
    let missed: Vec<_> = shapes
        .into_iter()
        .filter(|name| !refused.contains(name))
        .collect();
    assert!(missed.is_empty(), "the schema accepts {missed:?}");
}

/// The keys that the parser says are allowed beside a key that it does not know.
fn keys_of_the_parser(text: &str) -> BTreeSet<String> {
    let problems = load("w.toml", text, &bundled()).unwrap_err();
    let help = problems
        .iter()
        .filter(|problem| problem.message.contains("`qqqqqqqqqqqq`"))
        .find_map(|problem| problem.help.clone())
        .unwrap_or_else(|| panic!("{}", problems.render(false, 100)));
    help.split('`').skip(1).step_by(2).map(str::to_owned).collect()
}

fn keys(object: &Value) -> BTreeSet<String> {
    object["properties"]
        .as_object()
        .unwrap()
        .keys()
        .cloned()
        .collect()
}

/// The keys that a kind may have by the schema.
fn keys_of_kind(definition: &Value, kind: &str) -> BTreeSet<String> {
    let mut allowed = keys(definition);
    for rule in definition["allOf"].as_array().unwrap() {
        if rule["if"]["properties"]["kind"]["const"] == kind {
            let foreign = rule["then"]["properties"].as_object().unwrap();
            allowed.retain(|key| !foreign.contains_key(key));
        }
    }
    allowed
}

#[test]
fn the_schema_knows_every_key_of_the_parser() {
    let schema = schema();
    let top = keys_of_the_parser("qqqqqqqqqqqq = 1\n");
    assert!(top.is_subset(&keys(&schema)), "{top:?}");
    let tables = [
        (
            "workflow",
            "[workflow]\nqqqqqqqqqqqq = 1\n",
            &schema["properties"]["workflow"],
        ),
        (
            "budget",
            "[workflow]\nbudget = { qqqqqqqqqqqq = 1 }\n",
            &schema["properties"]["workflow"]["properties"]["budget"],
        ),
        (
            "parties",
            "[parties.a]\nqqqqqqqqqqqq = 1\n",
            &schema["properties"]["parties"]["additionalProperties"],
        ),
        (
            "roles",
            "[roles.a]\nqqqqqqqqqqqq = 1\n",
            &schema["properties"]["roles"]["additionalProperties"],
        ),
        (
            "data",
            "[data.a]\nqqqqqqqqqqqq = 1\n",
            &schema["properties"]["data"]["additionalProperties"],
        ),
        (
            "events",
            "[events.a]\nqqqqqqqqqqqq = 1\n",
            &schema["properties"]["events"]["additionalProperties"],
        ),
        (
            "repeat",
            "[[step]]\nid = \"a\"\nkind = \"task\"\nrepeat = { qqqqqqqqqqqq = 1 }\n",
            &schema["definitions"]["inner-step"]["properties"]["repeat"],
        ),
    ];
    for (name, text, object) in tables {
        let parser = keys_of_the_parser(&format!("format = 1\n{text}"));
        assert!(
            !parser.is_empty() && parser.is_subset(&keys(object)),
            "{name}: {parser:?}"
        );
    }
    let inner = &schema["definitions"]["inner-step"];
    for kind in inner["properties"]["kind"]["enum"].as_array().unwrap() {
        let kind = kind.as_str().unwrap();
        let text = format!(
            "format = 1\n[[stage]]\nid = \"s\"\n[[stage.step]]\nid = \"a\"\nkind = \"{kind}\"\nqqqqqqqqqqqq = 1\n"
        );
        let known = !load("w.toml", &text, &bundled())
            .unwrap_err()
            .iter()
            .any(|p| p.message.contains("cannot be"));
        if known {
            let parser = keys_of_the_parser(&text);
            let missing: Vec<_> = parser.difference(&keys_of_kind(inner, kind)).cloned().collect();
            assert!(missing.is_empty(), "{kind}: the schema has no {missing:?}");
        }
    }
}

#[test]
fn every_key_says_what_it_means() {
    fn walk(value: &Value, path: &str, without: &mut Vec<String>) {
        if let Some(properties) = value.get("properties").and_then(Value::as_object) {
            for (name, property) in properties {
                let condition = property.get("const").is_some() && property.as_object().unwrap().len() == 1;
                if property.is_object() && !condition && property.get("description").is_none() {
                    without.push(format!("{path}/{name}"));
                }
            }
        }
        match value {
            Value::Object(map) => map
                .iter()
                .for_each(|(key, inner)| walk(inner, &format!("{path}/{key}"), without)),
            Value::Array(items) => items.iter().for_each(|inner| walk(inner, path, without)),
            _ => {}
        }
    }
    let mut without = Vec::new();
    walk(&schema(), "", &mut without);
    assert_eq!(without, [""; 0]);
}
