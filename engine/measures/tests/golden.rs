//! Every file of `tests/golden` is imported and compared with the file beside it: `.json` when it must
//! succeed, `.err` when it must be refused. A new case is a new file; `UPDATE_GOLDEN=1` writes what is found.
//!
//! A `.toml` beside a file holds the options of its import, `kind` and `year`. The rows are cut from the real
//! tables (see `examples/hampshire-primary/data/SOURCES.md`) and changed as the file's name says.

#![expect(clippy::unwrap_used, reason = "a test fails by panicking")]

use std::fs;
use std::path::{Path, PathBuf};

use alongside_measures::{ImportOptions, Registry, import};
use serde::Deserialize;
use serde_json::{Value, json};

#[derive(Deserialize, Default)]
#[serde(deny_unknown_fields)]
struct Options {
    kind: Option<String>,
    year: Option<String>,
}

fn options(path: &Path) -> ImportOptions {
    let options: Options = match fs::read_to_string(path.with_extension("toml")) {
        Ok(text) => toml::from_str(&text).unwrap(),
        Err(_) => Options::default(),
    };
    ImportOptions {
        kind: options.kind.map(|kind| kind.parse().unwrap()),
        year: options.year.map(|year| year.parse().unwrap()),
    }
}

/// What the import of one file must give: the extension of the expected file, and its text.
fn outcome(path: &Path) -> (&'static str, String) {
    let name = path.file_name().unwrap().to_str().unwrap();
    let bytes = fs::read(path).unwrap();
    match import(name, &bytes, &options(path), &Registry::bundled()) {
        Ok(import) => {
            let dataset: Value = serde_json::from_slice(&import.dataset.to_bytes()).unwrap();
            let found = json!({
                "preview": import.preview,
                "digest": import.dataset.digest(),
                "dataset": dataset,
            });
            (
                "json",
                short_arrays(&serde_json::to_string_pretty(&found).unwrap()),
            )
        }
        Err(problems) => ("err", format!("{problems}\n")),
    }
}

/// Joins the lines of innermost arrays, so that a column is one line.
fn short_arrays(pretty: &str) -> String {
    let mut text = String::new();
    let mut inside = false;
    for line in pretty.lines() {
        if inside {
            text.push_str(line.trim());
            text.push(' ');
            if line.trim_start().starts_with(']') {
                inside = false;
                text.pop();
                text.push('\n');
            }
        } else {
            text.push_str(line);
            inside = line.ends_with('[') && !line.contains("\"columns\"") && !line.contains("\"shown\"");
            text.push(if inside { ' ' } else { '\n' });
        }
    }
    text
}

#[test]
fn golden_files() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/golden");
    let update = std::env::var_os("UPDATE_GOLDEN").is_some();
    let mut files: Vec<PathBuf> = fs::read_dir(&folder)
        .unwrap()
        .map(|entry| entry.unwrap().path())
        .collect();
    files.retain(|path| path.extension().is_some_and(|extension| extension == "csv"));
    files.sort();
    let mut wrong = Vec::new();
    for path in &files {
        let (extension, found) = outcome(path);
        let expected = path.with_extension(extension);
        let other = path.with_extension(if extension == "err" { "json" } else { "err" });
        if update {
            fs::write(&expected, &found).unwrap();
            let _ = fs::remove_file(&other);
        }
        if other.exists() || fs::read_to_string(&expected).ok().as_deref() != Some(found.as_str()) {
            wrong.push(format!("{}:\n{found}", path.file_name().unwrap().display()));
        }
    }
    assert!(
        files.len() >= 20,
        "the golden files are missing from {}",
        folder.display()
    );
    if !wrong.is_empty() {
        panic!(
            "{} of {} differ from what is expected:\n{}",
            wrong.len(),
            files.len(),
            wrong.join("\n")
        );
    }
}
