//! Every page of an example shows what a reader gets: its commands are run and its output compared.

#![expect(clippy::panic, reason = "a test fails by panicking")]

use alongside_tests::{examples, programs};
use xtask::transcript::{Outcome, Shell, Transcript};

/// With `UPDATE_GOLDEN` set, pages are rewritten instead, to be looked at.
#[test]
fn every_example_runs_as_its_page_says() {
    let examples = examples();
    assert!(!examples.is_empty(), "there is no example with a page");
    for example in examples {
        let folder = tempfile::tempdir().unwrap_or_else(|error| panic!("no folder for a test: {error}"));
        xtask::copy_folder(&example, folder.path()).unwrap_or_else(|error| panic!("{error}"));
        let page = example.join("README.md");
        let transcript = Transcript::read(&page).unwrap_or_else(|error| panic!("{error}"));
        let mut shell = Shell::new(folder.path(), &programs()).unwrap_or_else(|error| panic!("{error}"));
        let update = std::env::var_os("UPDATE_GOLDEN").is_some();
        let mut outcomes: Vec<Outcome> = Vec::new();
        for entry in transcript.entries() {
            let outcome = shell.run(entry).unwrap_or_else(|error| panic!("{error}"));
            if !update {
                transcript.check(entry, &outcome).unwrap_or_else(|error| panic!("{error}"));
            }
            outcomes.push(outcome);
        }
        if update {
            let text = transcript.updated(&outcomes);
            std::fs::write(&page, text).unwrap_or_else(|error| panic!("{}: {error}", page.display()));
        }
    }
}
