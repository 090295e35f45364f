//! Workflow files are valid by their JSON Schema, as an editor sees it: with Taplo, which reads the `#:schema` line.
//!
//! Owns which files are validated: those of the repository that name it, every workflow that is bundled, and every
//! whole file in the language reference. Never judges what the schema says: that is proved in `alongside-definition`.
//! Tests are below.

use std::path::{Path, PathBuf};
use std::process::Command;

use crate::failure::Failure;
use crate::process;
use crate::project::Project;

/// The first line of a workflow that lies beside the schema.
const DIRECTIVE: &str = "#:schema workflow.schema.json";

/// A file that the schema must refuse: else nothing is looked at, and everything passes.
const CONTROL: &str = "format = 1\nunheard-of = true\n";

/// Validates every workflow file that people start from.
///
/// # Errors
///
/// Taplo is not installed, a bundled workflow does not name the schema, or a file is not valid; Taplo shows the places.
pub(crate) fn check(project: &Project) -> Result<(), Failure> {
    if !process::succeeds(Command::new("taplo").arg("--version")) {
        return Err(Failure::Found(
            "Taplo is not installed: `pip install taplo` or `cargo install --locked taplo-cli`, or leave it out with \
             `--skip schema`"
                .to_owned(),
        ));
    }
    let files = naming_the_schema(project)?;
    let folder = tempfile::tempdir().map_err(Failure::file("create", std::env::temp_dir()))?;
    let examples = examples_in(project, folder.path())?;
    let control = written(folder.path(), "refused.toml", CONTROL)?;
    if process::succeeds(lint(project).arg(&control)) {
        return Err(Failure::Found(
            "Taplo accepts a key that the schema does not know: it does not read the `#:schema` line"
                .to_owned(),
        ));
    }
    process::run(lint(project).args(&files))?;
    process::quietly(lint(project).args(&examples))?;
    println!(
        "{} files and {} examples of the reference are valid by the schema",
        files.len(),
        examples.len()
    );
    Ok(())
}

/// Prepares Taplo, alone with the files it is given.
fn lint(project: &Project) -> Command {
    let mut taplo = Command::new("taplo");
    taplo
        .current_dir(project.root())
        .env("RUST_LOG", "error")
        .args(["lint", "--no-auto-config"]);
    taplo
}

/// The files of the repository whose first line names the schema; the bundled workflows must.
fn naming_the_schema(project: &Project) -> Result<Vec<PathBuf>, Failure> {
    let mut files = Vec::new();
    for path in project.files()? {
        let name = path.to_string_lossy();
        if !name.ends_with(".toml") || name.ends_with(".scenario.toml") {
            continue;
        }
        let text =
            std::fs::read_to_string(project.root().join(&path)).map_err(Failure::file("read", &path))?;
        let first = text.lines().next().unwrap_or_default();
        if path.parent() == Some(Path::new("workflows")) && first != DIRECTIVE {
            return Err(Failure::Found(format!(
                "{}: the first line is not `{DIRECTIVE}`, by which editors find the schema",
                path.display()
            )));
        }
        if first.starts_with("#:schema ") && first.ends_with("workflow.schema.json") {
            files.push(path);
        }
    }
    Ok(files)
}

/// Writes every whole file of the language reference, and the schema beside them, into a folder.
fn examples_in(project: &Project, folder: &Path) -> Result<Vec<PathBuf>, Failure> {
    let workflows = project.root().join("workflows");
    let schema = workflows.join("workflow.schema.json");
    let beside = folder.join("workflow.schema.json");
    std::fs::copy(&schema, &beside).map_err(Failure::file("copy", &schema))?;
    let page = workflows.join("REFERENCE.md");
    let text = std::fs::read_to_string(&page).map_err(Failure::file("read", &page))?;
    whole_files(&text)
        .into_iter()
        .map(|(line, example)| written(folder, &format!("REFERENCE.md-line-{line}.toml"), &example))
        .collect()
}

fn written(folder: &Path, name: &str, text: &str) -> Result<PathBuf, Failure> {
    let path = folder.join(name);
    std::fs::write(&path, format!("{DIRECTIVE}\n{text}")).map_err(Failure::file("write", &path))?;
    Ok(path)
}

/// The blocks of a page that are whole workflow files, each with the line that it begins on.
fn whole_files(page: &str) -> Vec<(usize, String)> {
    let mut found = Vec::new();
    let mut lines = page.lines().zip(1..);
    while let Some((fence, line)) = lines.next() {
        if !fence.starts_with("```toml") {
            continue;
        }
        let body: Vec<&str> = lines
            .by_ref()
            .map(|(line, _)| line)
            .take_while(|line| *line != "```")
            .collect();
        if body.first() == Some(&"format = 1") {
            found.push((line, body.join("\n") + "\n"));
        }
    }
    found
}

#[cfg(test)]
mod tests {
    use super::{naming_the_schema, whole_files};
    use crate::project::Project;

    #[test]
    fn whole_files_are_told_from_parts() {
        let page = "a\n```toml\nformat = 1\nb = 2\n```\n```toml fragment\nc = 3\n```\n```toml x.toml\nformat = 1\n```\n\
                    ```\nformat = 1\n```\n";
        assert_eq!(
            whole_files(page),
            [
                (2, "format = 1\nb = 2\n".to_owned()),
                (9, "format = 1\n".to_owned())
            ]
        );
    }

    #[test]
    fn every_bundled_workflow_names_the_schema() {
        let files = naming_the_schema(&Project::find()).unwrap();
        assert!(files.len() >= 3, "{files:?}");
    }
}
