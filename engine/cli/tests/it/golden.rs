//! Golden cases: every file in `cases/` is a page of commands, what each prints and how it ends. A new case is a new
//! file; `UPDATE_GOLDEN=1` writes what the program prints now.
//!
//! A line `$ command` is run by the shell in a folder that starts with the fixtures in it; lines that begin with
//! `> ` belong to the command above. What follows is standard output as it is, standard error after `! `, and the
//! exit code in brackets where it is not 0. Lines that begin with `#`, above all commands, tell what the case is about.

use std::fmt::Write as _;
use std::path::Path;

use crate::support::{Place, crate_folder, updates_golden};

#[test]
fn every_case_prints_what_its_page_says() {
    let mut pages: Vec<_> = std::fs::read_dir(crate_folder().join("tests/cases"))
        .unwrap()
        .map(|entry| entry.unwrap().path())
        .filter(|path| path.extension().is_some_and(|extension| extension == "txt"))
        .collect();
    pages.sort();
    assert!(pages.len() > 20, "the cases are gone");
    let wrong: Vec<String> = std::thread::scope(|scope| {
        let runs: Vec<_> = pages
            .iter()
            .map(|page| scope.spawn(move || check(page)))
            .collect();
        runs.into_iter().filter_map(|run| run.join().unwrap()).collect()
    });
    assert!(
        wrong.is_empty(),
        "{}\nIf that is as it should be: UPDATE_GOLDEN=1",
        wrong.join("\n")
    );
}

/// Runs one page; says how it differs.
fn check(page: &Path) -> Option<String> {
    let expected = std::fs::read_to_string(page).unwrap();
    let actual = run(&expected);
    if actual == expected {
        return None;
    }
    if updates_golden() {
        std::fs::write(page, &actual).unwrap();
        return None;
    }
    let at = expected.lines().zip(actual.lines()).position(|(a, b)| a != b);
    let at = at.unwrap_or_else(|| expected.lines().count().min(actual.lines().count()));
    let from = |text: &str| {
        text.lines()
            .skip(at)
            .take(12)
            .fold(String::new(), |all, line| all + "  " + line + "\n")
    };
    Some(format!(
        "{}:{}: expected\n{}but got\n{}",
        page.display(),
        at + 1,
        from(&expected),
        from(&actual)
    ))
}

/// Runs the commands of a page, and writes the page anew.
fn run(page: &str) -> String {
    let place = Place::with_fixtures();
    let mut text = String::new();
    let mut begun = false;
    let mut lines = page.lines().peekable();
    while let Some(line) = lines.next() {
        let Some(command) = line.strip_prefix("$ ") else {
            if !begun && line.starts_with('#') {
                writeln!(text, "{line}").unwrap();
            }
            continue;
        };
        begun = true;
        if text.lines().next_back().is_some_and(|last| !last.is_empty()) {
            text.push('\n');
        }
        writeln!(text, "{line}").unwrap();
        let mut script = command.to_owned();
        while let Some(more) = lines.next_if(|line| line.starts_with('>')) {
            writeln!(text, "{more}").unwrap();
            script.push('\n');
            script.push_str(more.strip_prefix("> ").unwrap_or(""));
        }
        let output = place.shell(&script);
        text.push_str(&place.redact(&output.stdout));
        for line in place.redact(&output.stderr).lines() {
            writeln!(text, "{}", format!("! {line}").trim_end()).unwrap();
        }
        match output.status.code() {
            Some(0) => {}
            Some(code) => writeln!(text, "[exit {code}]").unwrap(),
            None => panic!("a signal ended {script}"),
        }
    }
    text
}
