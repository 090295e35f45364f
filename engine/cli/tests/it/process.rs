//! What only the running process shows: locks, pipes, full disks, manual pages, completions.

use std::io::Read as _;
use std::process::{Command, Stdio};

use crate::support::{PROGRAM, Place};
use alongside_runtime::Runtime;
use alongside_runtime::executor::Builder;

fn text(bytes: &[u8]) -> String {
    String::from_utf8_lossy(bytes).into_owned()
}

#[test]
fn a_second_process_is_told_who_holds_the_workspace() {
    let place = Place::new();
    assert!(place.run(&["init", "."]).status.success());
    let executor = Builder::new_current_thread().build().unwrap();
    let held = executor.block_on(Runtime::open(place.path())).unwrap();

    let refused = place.run(&["list"]);
    assert_eq!(refused.status.code(), Some(6));
    assert!(refused.stdout.is_empty());
    let message = text(&refused.stderr);
    assert!(message.starts_with("error: "), "{message}");
    assert!(
        message.contains(&format!("in use by process {}", std::process::id())),
        "{message}"
    );
    assert!(
        message.contains("\nhint: wait until that command has ended"),
        "{message}"
    );

    let refused = place.run(&["list", "--json"]);
    assert_eq!(refused.status.code(), Some(6));
    assert!(refused.stdout.is_empty());
    let error: serde_json::Value = serde_json::from_slice(&refused.stderr).unwrap();
    assert_eq!(error["error"]["code"], "locked");

    drop(held);
    drop(executor);
    assert!(place.run(&["list"]).status.success());
}

#[test]
fn a_reader_that_goes_away_is_no_error() {
    let place = Place::new();
    for arguments in [
        &["completions", "bash"][..],
        &["man"],
        &["--help"],
        &["exit-codes"],
    ] {
        let mut child = place
            .prepare(Command::new(PROGRAM).args(arguments))
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .unwrap();
        drop(child.stdout.take());
        let mut errors = String::new();
        child.stderr.take().unwrap().read_to_string(&mut errors).unwrap();
        assert_eq!(child.wait().unwrap().code(), Some(0), "{arguments:?}");
        assert_eq!(errors, "", "{arguments:?}");
    }
}

#[cfg(target_os = "linux")]
#[test]
fn a_full_disk_is_told() {
    let place = Place::new();
    let full = std::fs::OpenOptions::new().write(true).open("/dev/full").unwrap();
    let output = place
        .prepare(Command::new(PROGRAM).arg("man"))
        .stdout(full)
        .output()
        .unwrap();
    assert_eq!(output.status.code(), Some(8));
    assert_eq!(
        text(&output.stderr),
        "error: failed to write the output: No space left on device (os error 28)\n\
         hint: make room on the disk, or raise the limit on the size of files, then try again\n"
    );
}

#[test]
fn a_damaged_engagement_is_named_and_hides_no_other() {
    let place = Place::with_fixtures();
    assert!(
        place
            .run(&["init", ".", "--calendar", "hampshire"])
            .status
            .success()
    );
    for id in ["first", "second"] {
        let parties = [
            "--party",
            "partner=116177:A",
            "--party",
            "supporter=116392:B",
            "--party",
            "authority=C",
        ];
        let opened = place.run(
            &[
                &["open", "visit.toml", "--id", id],
                &parties[..],
                &["--person", "a=lead,head,adviser"],
            ]
            .concat(),
        );
        assert!(opened.status.success(), "{}", text(&opened.stderr));
    }
    let journal = place
        .path()
        .join(".alongside/store/journal/00000000000000000001.seg");
    let mut bytes = std::fs::read(&journal).unwrap();
    let name = b"learning-walk";
    let at = bytes
        .windows(name.len())
        .position(|window| window == name)
        .unwrap();
    bytes[at] ^= 1;
    std::fs::write(&journal, bytes).unwrap();

    let shown = place.run(&["show", "first"]);
    assert_eq!(shown.status.code(), Some(7));
    assert!(shown.stdout.is_empty());
    assert!(
        text(&shown.stderr).contains("first is damaged at event"),
        "{}",
        text(&shown.stderr)
    );
    for command in ["list", "next"] {
        let listed = place.run(&[command]);
        assert_eq!(listed.status.code(), Some(7), "{command}");
        assert!(
            text(&listed.stdout).contains("second"),
            "{}",
            text(&listed.stdout)
        );
        assert!(
            text(&listed.stderr).contains("the log of `first` is damaged"),
            "{}",
            text(&listed.stderr)
        );
        let listed = place.run(&[command, "--json"]);
        let listed: serde_json::Value = serde_json::from_slice(&listed.stdout).unwrap();
        assert_eq!(listed["damaged"][0]["engagement"], "first", "{command}");
    }
    assert!(place.run(&["show", "second"]).status.success());
}

#[test]
fn every_shell_gets_its_completions() {
    let place = Place::new();
    for shell in ["bash", "zsh", "fish", "elvish", "powershell"] {
        let output = place.run(&["completions", shell]);
        assert!(output.status.success());
        assert!(text(&output.stdout).contains("decide"), "{shell}");
    }
}

#[test]
fn every_command_has_a_manual_page() {
    let place = Place::new();
    let page = place.run(&["man"]);
    assert!(
        text(&page.stdout).contains(".TH alongside 1"),
        "{}",
        text(&page.stdout)
    );
    assert!(place.run(&["man", "--out", "pages"]).status.success());
    for command in alongside_cli::command().get_subcommands() {
        let name = format!("pages/alongside-{}.1", command.get_name());
        assert!(place.path().join(&name).is_file(), "{name}");
    }
}

#[test]
fn colour_is_used_only_when_asked_for() {
    let place = Place::new();
    let plain = place.run(&["list"]);
    assert!(!text(&plain.stderr).contains('\u{1b}'));
    let coloured = place.run(&["list", "--color", "always"]);
    assert!(
        text(&coloured.stderr).contains('\u{1b}'),
        "{}",
        text(&coloured.stderr)
    );
    let wrong = place.run(&["nonsense", "--color=always"]);
    assert!(text(&wrong.stderr).contains('\u{1b}'));
}

#[test]
fn verbose_speaks_on_standard_error_alone() {
    let place = Place::new();
    assert!(place.run(&["init", ".", "--quiet"]).stdout.is_empty());
    let quiet = place.run(&["list", "--json"]);
    let verbose = place.run(&["list", "--json", "-vvv"]);
    assert_eq!(quiet.stdout, verbose.stdout);
    assert!(quiet.stderr.is_empty(), "{}", text(&quiet.stderr));
}
