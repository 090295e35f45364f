//! Calendar files beside what they are read as: each `tests/calendar/cases/*.toml` beside its `.json`, the
//! calendar and its revision, or its `.err`, the drawing of every problem.
//!
//! A new case is a new file. `UPDATE_GOLDEN=1 cargo test -p alongside-definition --test calendar_golden` writes
//! what is expected; look at it before committing.
#![expect(clippy::unwrap_used, reason = "a test fails by panicking")]

use std::fs;
use std::path::{Path, PathBuf};

use alongside_definition::calendar::{parse_calendar, write_calendar};
use serde_json::json;

/// The width of drawings, in columns.
const WIDTH: usize = 110;

fn cases() -> Vec<PathBuf> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/calendar/cases");
    let files = fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path());
    let mut cases: Vec<PathBuf> = files
        .filter(|path| path.extension().is_some_and(|end| end == "toml"))
        .collect();
    cases.sort();
    cases
}

#[test]
fn every_file_is_read_as_expected() {
    let update = std::env::var_os("UPDATE_GOLDEN").is_some();
    let mut wrong = Vec::new();
    let cases = cases();
    for case in &cases {
        let text = fs::read_to_string(case).unwrap();
        let name = case.file_name().unwrap().to_str().unwrap();
        let (end, other, found) = match parse_calendar(name, &text) {
            Ok(calendar) => {
                let read = json!({ "revision": calendar.revision(), "calendar": calendar.parts() });
                (
                    "json",
                    "err",
                    format!("{}\n", serde_json::to_string_pretty(&read).unwrap()),
                )
            }
            Err(problems) => ("err", "json", problems.render(false, WIDTH)),
        };
        let expected = case.with_extension(end);
        if update {
            fs::write(&expected, &found).unwrap();
            drop(fs::remove_file(case.with_extension(other)));
        } else if fs::read_to_string(&expected).ok().as_deref() != Some(found.as_str()) {
            wrong.push(format!("{name} is not read as {}:\n{found}", expected.display()));
        } else if case.with_extension(other).exists() {
            wrong.push(format!("{name} has both a .json and a .err"));
        }
    }
    assert!(cases.len() >= 10, "the cases are missing");
    if !wrong.is_empty() {
        panic!("{}", wrong.join("\n"));
    }
}

#[test]
fn what_is_written_reads_as_the_same_calendar() {
    let mut count = 0;
    for case in cases() {
        let Ok(calendar) = parse_calendar("case", &fs::read_to_string(&case).unwrap()) else {
            continue;
        };
        let written = write_calendar(&calendar);
        let read = parse_calendar("written", &written);
        let read = read.unwrap_or_else(|problems| panic!("{written}\n{}", problems.render(false, WIDTH)));
        assert_eq!(read, calendar, "{written}");
        assert_eq!(read.revision(), calendar.revision());
        assert_eq!(write_calendar(&read), written);
        count += 1;
    }
    assert!(count >= 3, "no case is a calendar");
}
