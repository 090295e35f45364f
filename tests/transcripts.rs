//! Every page shows what a reader gets: the commands of README.md and of the examples are run and their output compared.
//!
//! With `UPDATE_GOLDEN` set, pages are rewritten instead, to be looked at.

#![expect(clippy::panic, reason = "a test fails by panicking")]

use std::path::Path;

use alongside_tests::{examples, programs, project};
use xtask::transcript::{Outcome, Shell, Transcript};

#[test]
fn every_example_runs_as_its_page_says() {
    let examples = examples();
    assert!(!examples.is_empty(), "there is no example with a page");
    for example in examples {
        let folder = tempfile::tempdir().unwrap_or_else(|error| panic!("no folder for a test: {error}"));
        xtask::copy_folder(&example, folder.path()).unwrap_or_else(|error| panic!("{error}"));
        let page = example.join("README.md");
        let transcript = Transcript::read(&page).unwrap_or_else(|error| panic!("{error}"));
        run(&page, &transcript, folder.path(), |_| {});
    }
}

/// A newcomer who follows the first page alone gets what it shows: the files it tells to save and to extend are made
/// just before the command that follows them.
#[test]
fn the_tour_of_the_first_page_runs() {
    let page = project().join("README.md");
    let text = std::fs::read_to_string(&page).unwrap_or_else(|error| panic!("{}: {error}", page.display()));
    let transcript = Transcript::parse(&page, &text).unwrap_or_else(|error| panic!("{error}"));
    let folder = tempfile::tempdir().unwrap_or_else(|error| panic!("no folder for a test: {error}"));
    let mut blocks = file_blocks(&text);
    assert_eq!(
        blocks.len(),
        2,
        "the page tells to save one file and to add to it once"
    );
    run(&page, &transcript, folder.path(), |line| {
        while blocks.first().is_some_and(|block| block.line < line) {
            blocks.remove(0).save(folder.path());
        }
    });
}

/// Runs every command of a page, calling `before` with the line of each.
fn run(page: &Path, transcript: &Transcript, folder: &Path, mut before: impl FnMut(usize)) {
    let mut shell = Shell::new(folder, &programs()).unwrap_or_else(|error| panic!("{error}"));
    let update = std::env::var_os("UPDATE_GOLDEN").is_some();
    let mut outcomes: Vec<Outcome> = Vec::new();
    for entry in transcript.entries() {
        before(entry.line);
        let outcome = shell.run(entry).unwrap_or_else(|error| panic!("{error}"));
        if update {
            transcript
                .check_ending(entry, &outcome)
                .unwrap_or_else(|error| panic!("{error}"));
        } else {
            transcript
                .check(entry, &outcome)
                .unwrap_or_else(|error| panic!("{error}"));
        }
        outcomes.push(outcome);
    }
    if update {
        let text = transcript.updated(&outcomes);
        std::fs::write(page, text).unwrap_or_else(|error| panic!("{}: {error}", page.display()));
    }
}

/// A block of a page that a reader saves as a file, or adds to one.
struct FileBlock {
    line: usize,
    name: String,
    append: bool,
    text: String,
}

impl FileBlock {
    fn save(&self, folder: &Path) {
        let path = folder.join(&self.name);
        let before = match self.append {
            true => {
                std::fs::read_to_string(&path).unwrap_or_else(|error| panic!("{}: {error}", path.display()))
            }
            false => String::new(),
        };
        std::fs::write(&path, before + &self.text)
            .unwrap_or_else(|error| panic!("{}: {error}", path.display()));
    }
}

/// The blocks opened with `toml file=NAME` or `toml append=NAME`, in order.
fn file_blocks(text: &str) -> Vec<FileBlock> {
    let mut blocks = Vec::new();
    let mut lines = text.lines().zip(1..);
    while let Some((line, number)) = lines.next() {
        let Some((how, name)) = line
            .strip_prefix("```toml ")
            .and_then(|rest| rest.split_once('='))
        else {
            continue;
        };
        let body: Vec<&str> = lines
            .by_ref()
            .map(|(line, _)| line)
            .take_while(|line| *line != "```")
            .collect();
        let text = body.join("\n") + "\n";
        blocks.push(FileBlock {
            line: number,
            name: name.to_owned(),
            append: how == "append",
            text,
        });
    }
    blocks
}
