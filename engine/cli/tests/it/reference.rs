//! `REFERENCE.md` and `DRIVE.md` are what the program would write; `UPDATE_GOLDEN=1` writes them.

use crate::support::{crate_folder, updates_golden};

#[test]
fn the_reference_of_all_commands_is_current() {
    is_current("REFERENCE.md", &alongside_cli::reference());
}

#[test]
fn the_page_of_the_protocol_is_current() {
    is_current("DRIVE.md", &alongside_cli::protocol());
}

fn is_current(page: &str, now: &str) {
    let path = crate_folder().join(page);
    if updates_golden() {
        std::fs::write(&path, now).unwrap();
    }
    let kept = std::fs::read_to_string(&path).unwrap_or_default();
    assert!(
        kept == now,
        "{page} is out of date: UPDATE_GOLDEN=1 cargo test -p alongside-cli"
    );
}
