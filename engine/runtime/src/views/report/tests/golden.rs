//! Both forms of whole reports, as files that people have looked at.

use std::fs;
use std::path::Path;

use super::{cases, sample};

fn agrees(name: &str, text: &str) {
    let path = Path::new(env!("CARGO_MANIFEST_DIR"))
        .join("tests/golden/report")
        .join(name);
    if std::env::var_os("UPDATE_GOLDEN").is_some() {
        fs::write(&path, text).unwrap();
    }
    let golden = fs::read_to_string(&path).unwrap();
    assert_eq!(text, golden, "{} differs", path.display());
}

#[test]
fn the_golden_files_hold_what_is_written() {
    let samples = [
        ("nothing-yet", sample::nothing_yet()),
        ("running", cases::running()),
        ("finished", cases::finished()),
        ("ended", cases::ended()),
    ];
    for (name, sample) in samples {
        let report = sample.report();
        agrees(&format!("{name}.md"), &report.markdown);
        agrees(&format!("{name}.html"), &report.html);
        assert_eq!(sample.report(), report, "the same view gives the same bytes");
    }
}
