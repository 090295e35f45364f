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
    for (line, block) in blocks {
        let name = format!("example-at-line-{line}.toml");
        std::fs::write(workspace.join(&name), block).unwrap_or_else(|error| panic!("{name}: {error}"));
        let checked = run_in(&workspace, &["check", &name]);
        assert!(
            checked.status.success(),
            "{}",
            String::from_utf8_lossy(&checked.stderr)
        );
    }
}

/// The blocks fenced as `toml` and nothing else, with the line each begins on.
fn complete_files(text: &str) -> Vec<(usize, String)> {
    let mut blocks = Vec::new();
    let mut lines = text.lines().zip(1..);
    while let Some((line, number)) = lines.next() {
        if line == "```toml" {
            let body: Vec<&str> = lines
                .by_ref()
                .map(|(line, _)| line)
                .take_while(|line| *line != "```")
                .collect();
            blocks.push((number, body.join("\n") + "\n"));
        }
    }
    blocks
}
