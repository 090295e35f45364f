//! Every complete example of the language reference is a good workflow file.

use alongside_tests::{project, run_in};

#[test]
fn every_complete_example_of_the_reference_is_good() {
    let page = project().join("workflows/REFERENCE.md");
    let text = std::fs::read_to_string(&page).unwrap_or_else(|error| panic!("{}: {error}", page.display()));
    let blocks = complete_files(&text);
    assert!(
        blocks.len() >= 10,
        "only {} complete examples were found",
        blocks.len()
    );
    let folder = tempfile::tempdir().unwrap_or_else(|error| panic!("no folder for a test: {error}"));
    let made = run_in(folder.path(), &["init", "workspace"]);
    assert!(made.status.success(), "{}", String::from_utf8_lossy(&made.stderr));
    let workspace = folder.path().join("workspace");
    for Example { line, file, text } in blocks {
        let name = file.unwrap_or_else(|| format!("example-at-line-{line}.toml"));
        std::fs::write(workspace.join(&name), text).unwrap_or_else(|error| panic!("{name}: {error}"));
        let checked = run_in(&workspace, &["check", &name]);
        assert!(
            checked.status.success(),
            "{}",
            String::from_utf8_lossy(&checked.stderr)
        );
    }
}

/// A block that is a whole file.
struct Example {
    /// The line that it begins on.
    line: usize,
    /// The file it is to lie in, where another example needs it there.
    file: Option<String>,
    text: String,
}

/// The blocks fenced as `toml`, alone or with the name of a file.
fn complete_files(page: &str) -> Vec<Example> {
    let mut examples = Vec::new();
    let mut lines = page.lines().zip(1..);
    while let Some((fence, line)) = lines.next() {
        let Some(label) = fence.strip_prefix("```toml") else {
            continue;
        };
        let label = label.trim();
        let body: Vec<&str> = lines
            .by_ref()
            .map(|(line, _)| line)
            .take_while(|line| *line != "```")
            .collect();
        if label != "fragment" {
            examples.push(Example {
                line,
                file: (!label.is_empty()).then(|| label.to_owned()),
                text: body.join("\n") + "\n",
            });
        }
    }
    examples
}
