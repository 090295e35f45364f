//! Golden cases: each `tests/golden/*.toml` beside the `.json` it compiles to or the `.err` that is reported.
//!
//! A new case is a new file; `UPDATE_GOLDEN=1` writes what is missing and what has changed.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

use alongside_core::definition::Definition;
use alongside_definition::{CODES, Problems, load};
use serde_json::json;

use crate::catalog::catalog;

fn folder() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/golden")
}

/// Every golden workflow with its name and text, in the order of their names.
pub(crate) fn cases() -> Vec<(String, String)> {
    let files = std::fs::read_dir(folder())
        .unwrap()
        .map(|entry| entry.unwrap().path());
    let mut cases: Vec<(String, String)> = files
        .filter(|path| path.extension().is_some_and(|extension| extension == "toml"))
        .map(|path| {
            let name = path.file_name().unwrap().to_str().unwrap().to_owned();
            (name, std::fs::read_to_string(&path).unwrap())
        })
        .collect();
    cases.sort();
    cases
}

/// What a workflow should give: the ending of the file it is kept in, its text, and the codes in it.
fn outcome(name: &str, text: &str) -> (&'static str, String, Vec<&'static str>) {
    match load(name, text, &catalog()) {
        Ok(loaded) => {
            loaded.definition.check().unwrap();
            let json = serde_json::to_value(&loaded.definition).unwrap();
            assert_eq!(
                serde_json::from_value::<Definition>(json.clone()).unwrap(),
                loaded.definition,
                "{name}"
            );
            let codes = loaded.warnings.iter().map(|warning| warning.code).collect();
            let warnings = Problems::new(name, text, loaded.warnings);
            assert!(!warnings.has_errors(), "{name}");
            let digest = loaded.definition.digest();
            let whole = json!({ "definition": json, "digest": digest, "warnings": warnings.to_json() });
            (
                "json",
                format!("{}\n", serde_json::to_string_pretty(&whole).unwrap()),
                codes,
            )
        }
        Err(problems) => {
            assert!(problems.has_errors(), "{name}");
            (
                "err",
                problems.render(false, 100),
                problems.iter().map(|problem| problem.code).collect(),
            )
        }
    }
}

#[test]
fn every_case_gives_what_is_kept_beside_it() {
    let update = std::env::var_os("UPDATE_GOLDEN").is_some();
    let mut wrong = Vec::new();
    for (name, text) in cases() {
        let (ending, given, _) = outcome(&name, &text);
        let kept = |ending: &str| folder().join(&name).with_extension(ending);
        let other = kept(if ending == "json" { "err" } else { "json" });
        if update {
            std::fs::write(kept(ending), &given).unwrap();
            if other.exists() {
                std::fs::remove_file(&other).unwrap();
            }
        }
        let expected = std::fs::read_to_string(kept(ending)).unwrap_or_default();
        if expected != given {
            wrong.push(format!("{name}: expected\n{expected}\nand found\n{given}"));
        }
        assert!(!other.exists(), "{name} has a .json and an .err");
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn every_code_has_a_case_and_stands_in_the_table() {
    let mut seen = BTreeSet::new();
    for (name, text) in cases() {
        seen.extend(outcome(&name, &text).2);
    }
    let known: BTreeSet<&str> = CODES.iter().map(|code| code.code).collect();
    assert!(seen.is_subset(&known), "codes missing in the table: {seen:?}");
    // A file larger than the limit would be too large to keep; `robustness` has that case.
    let without: Vec<_> = known
        .difference(&seen)
        .filter(|code| !code.ends_with("::too-large"))
        .collect();
    assert!(without.is_empty(), "codes without a golden case: {without:?}");
}
