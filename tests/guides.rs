//! The guides for authors of plugins, run word for word: every line `$ ...` of a guide in an empty folder, one after the
//! other; each must succeed. They install the tool of their language from its registry, so they run when asked for:
//! `cargo nextest run -p alongside-tests --test guides --run-ignored all`.

#![expect(clippy::unwrap_used, reason = "a test fails by panicking")]

use std::path::{Path, PathBuf};
use std::process::Command;

fn project() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).parent().unwrap().to_owned()
}

/// The folder of the program, built beside this test.
fn program_folder() -> PathBuf {
    let built = Command::new(env!("CARGO"))
        .args(["build", "--quiet", "--package", "alongside-cli"])
        .current_dir(project())
        .status();
    assert!(built.unwrap().success(), "the program does not build");
    let test = std::env::current_exe().unwrap();
    test.ancestors().nth(2).unwrap().to_owned()
}

fn follow(guide: &str) {
    let text = std::fs::read_to_string(project().join("plugins/guides").join(guide)).unwrap();
    let commands: Vec<&str> = text.lines().filter_map(|line| line.strip_prefix("$ ")).collect();
    assert!(commands.len() > 8, "the commands of {guide} are gone");
    let folder = tempfile::tempdir().unwrap();
    let path = std::env::var("PATH").unwrap_or_default();
    let path = format!("{}:{path}", program_folder().display());
    for command in commands {
        let output = Command::new("bash")
            .args(["-c", command])
            .current_dir(folder.path())
            .env("PATH", &path)
            .env_remove("CARGO_TARGET_DIR")
            .output()
            .unwrap();
        assert!(
            output.status.success(),
            "{guide}: $ {command}\n{}{}",
            String::from_utf8_lossy(&output.stdout),
            String::from_utf8_lossy(&output.stderr)
        );
    }
}

#[test]
#[ignore = "installs componentize-py"]
fn python() {
    follow("python.md");
}

#[test]
#[ignore = "installs componentize-qjs"]
fn javascript() {
    follow("javascript.md");
}

#[test]
#[ignore = "compiles a project of its own"]
fn rust() {
    follow("rust.md");
}
