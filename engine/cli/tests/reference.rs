//! `REFERENCE.md` is what the program would write; `UPDATE_GOLDEN=1` writes it.

#![expect(clippy::unwrap_used, reason = "a test fails by panicking")]

#[test]
fn the_reference_of_all_commands_is_current() {
    let path = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("REFERENCE.md");
    let now = alongside_cli::reference();
    if std::env::var_os("UPDATE_GOLDEN").is_some_and(|value| !value.is_empty()) {
        std::fs::write(&path, &now).unwrap();
    }
    let kept = std::fs::read_to_string(&path).unwrap_or_default();
    assert!(
        kept == now,
        "REFERENCE.md is out of date: UPDATE_GOLDEN=1 cargo test -p alongside-cli --test reference"
    );
}
