//! `REFERENCE.md` is what the program would write; `UPDATE_GOLDEN=1` writes it.

use crate::support::{crate_folder, updates_golden};

#[test]
fn the_reference_of_all_commands_is_current() {
    let path = crate_folder().join("REFERENCE.md");
    let now = alongside_cli::reference();
    if updates_golden() {
        std::fs::write(&path, &now).unwrap();
    }
    let kept = std::fs::read_to_string(&path).unwrap_or_default();
    assert!(
        kept == now,
        "REFERENCE.md is out of date: UPDATE_GOLDEN=1 cargo test -p alongside-cli"
    );
}
