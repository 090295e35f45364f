//! Every code that the sources can give is explained by `alongside explain`: found in the text of the sources, so that
//! a new one cannot be forgotten.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};
use std::process::Command;

use crate::support::crate_folder;

/// Where codes stand as the first text after these words.
const GIVEN: [(&str, &[&str]); 3] = [
    (
        "runtime/src",
        &[
            "RuntimeError::input(",
            "RuntimeError::input_hint(",
            "wrong(",
            "code: ",
        ],
    ),
    ("cli/src", &["Failure::argument(", "code: "]),
    (
        "measures/src",
        &[
            "problems.add(",
            "problems.add_with_help(",
            "warnings.add(",
            "warnings.add_with_help(",
        ],
    ),
];

/// Functions that answer a code, and so hold a table of them.
const ANSWERED: [(&str, &str); 5] = [
    ("core/src/decide/rejection.rs", "pub fn code(&self)"),
    ("core/src/calendar/problem.rs", "pub const fn code(&self)"),
    ("core/src/calendar/error.rs", "pub const fn code(&self)"),
    ("core/src/calendar/span.rs", "pub const fn code(&self)"),
    ("runtime/src/error.rs", "pub fn code(&self)"),
];

fn engine() -> PathBuf {
    crate_folder().join("..")
}

/// The text of a file without its tests.
fn source(path: &Path) -> String {
    let text = std::fs::read_to_string(path).unwrap_or_else(|error| panic!("{}: {error}", path.display()));
    let code = text.split("#[cfg(test)]").next().unwrap_or_default();
    code.to_owned()
}

/// Every source file below a folder.
fn sources(folder: &Path, found: &mut Vec<PathBuf>) {
    let entries = std::fs::read_dir(folder).unwrap_or_else(|error| panic!("{}: {error}", folder.display()));
    for entry in entries {
        let path = entry.unwrap().path();
        if path.is_dir() {
            sources(&path, found);
        } else if path.extension().is_some_and(|extension| extension == "rs") && !path.ends_with("tests.rs") {
            found.push(path);
        }
    }
}

/// A text that is a code: lower-case words with hyphens.
fn is_code(text: &str) -> bool {
    let letters = |letter: char| letter.is_ascii_lowercase() || letter.is_ascii_digit() || letter == '-';
    !text.is_empty() && text.chars().all(letters)
}

/// The text in quotes with which a piece of source begins.
fn quoted(rest: &str) -> Option<&str> {
    let code = rest.trim_start().strip_prefix('"')?.split('"').next()?;
    is_code(code).then_some(code)
}

/// Every code in the sources.
fn codes() -> BTreeSet<String> {
    let mut codes = BTreeSet::new();
    for (file, function) in ANSWERED {
        let text = source(&engine().join(file));
        let (_, body) = text
            .split_once(function)
            .unwrap_or_else(|| panic!("{file} has no `{function}`"));
        let body = body.split("\n    }\n").next().unwrap_or_default();
        let answered = body
            .split("=> \"")
            .skip(1)
            .filter_map(|rest| rest.split('"').next());
        let before = codes.len();
        codes.extend(answered.map(str::to_owned));
        assert!(codes.len() > before, "{file} answers no code");
    }
    for (folder, words) in GIVEN {
        let mut files = Vec::new();
        sources(&engine().join(folder), &mut files);
        let before = codes.len();
        for file in files {
            let text = source(&file);
            for word in words {
                codes.extend(text.split(word).skip(1).filter_map(quoted).map(str::to_owned));
            }
        }
        assert!(codes.len() > before + 5, "{folder} gives nearly no code");
    }
    let mut files = Vec::new();
    for folder in ["core/src", "definition/src", "runtime/src"] {
        sources(&engine().join(folder), &mut files);
    }
    for file in files {
        let text = source(&file);
        let whole = text
            .split("\"alongside::")
            .skip(1)
            .filter_map(|rest| rest.split('"').next());
        codes.extend(
            whole
                .filter(|rest| !rest.ends_with("::"))
                .map(|rest| format!("alongside::{rest}")),
        );
    }
    codes.extend(of_scenarios());
    codes
}

/// The codes of scenario files, which stand in a table of their own.
fn of_scenarios() -> Vec<String> {
    let text = source(&engine().join("runtime/src/scenario/toml.rs"));
    let (_, table) = text.split_once("    codes! {\n").unwrap();
    let table = table.split('}').next().unwrap_or_default();
    let codes: Vec<String> = table
        .lines()
        .filter_map(|line| line.split('"').nth(1))
        .map(|code| format!("alongside::scenario::{code}"))
        .collect();
    assert!(
        codes.len() > 5,
        "the table of codes of scenario files was not found"
    );
    codes
}

/// Every code that `explain` knows.
fn explained() -> BTreeSet<String> {
    let output = Command::new(env!("CARGO_BIN_EXE_alongside"))
        .args(["explain", "--list", "--json"])
        .output()
        .unwrap();
    let topics: serde_json::Value = serde_json::from_slice(&output.stdout).unwrap();
    let code = |topic: &serde_json::Value| topic["code"].as_str().unwrap().to_owned();
    topics.as_array().unwrap().iter().map(code).collect()
}

#[test]
fn every_code_in_the_sources_is_explained() {
    let (given, explained) = (codes(), explained());
    let without: Vec<&String> = given.difference(&explained).collect();
    assert!(
        without.is_empty(),
        "not explained: {without:?}; add each to `src/commands/explain/`"
    );
}

#[test]
fn nothing_is_explained_that_no_source_gives() {
    let given = codes();
    let elsewhere = |code: &str| {
        // These come from tables that hold code and explanation together, or are no texts in the sources.
        let tables = ["alongside::workflow::", "alongside::lint::"];
        let words = ["refused", "misbehaved", "timed-out", "unavailable"];
        tables.iter().any(|area| code.starts_with(area))
            || words.contains(&code)
            || code.parse::<u8>().is_ok()
    };
    let explained = explained();
    let gone: Vec<&String> = explained
        .difference(&given)
        .filter(|code| !elsewhere(code))
        .collect();
    assert_eq!(gone, Vec::<&String>::new(), "explained, and given by nothing");
}
