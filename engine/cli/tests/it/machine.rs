//! A machine that refuses: a full disk and folders that may not be written. Each command says so once, names the
//! file, ends with the documented code, and leaves the workspace as it was.

use std::ffi::OsStr;
use std::os::unix::fs::{MetadataExt as _, PermissionsExt as _, chown};
use std::os::unix::process::CommandExt as _;
use std::path::{Path, PathBuf};
use std::process::{Command, Output, Stdio};

use alongside_runtime::Runtime;
use alongside_runtime::core::{Actor, EvidenceItem};
use alongside_runtime::executor::Builder;

use crate::support::{PROGRAM, Place};

/// The exit code for a machine that refuses.
const MACHINE: i32 = 8;

/// Somebody without rights, on every Unix.
const NOBODY: u32 = 65_534;

/// The sizes of files that are allowed, in blocks of 512 bytes: none; less than the index has; as much as the index has
/// and less than the journal; more than any command needs.
const LIMITS: [u32; 5] = [0, 1, 64, 1_040, 8_192];

/// What changes a workspace, each with arguments.
const CHANGES: [(&str, &[&str]); 7] = [
    ("import", &["import", "2018-850-ks2-bom-and-crlf.csv"]),
    (
        "open",
        &[
            "open",
            "visit.toml",
            "--id",
            "second",
            "--party",
            "partner=116177:A",
            "--party",
            "supporter=116392:B",
            "--party",
            "authority=C",
            "--person",
            "nle=lead,head,adviser",
        ],
    ),
    (
        "do",
        &[
            "do",
            "first",
            "learning-walk",
            "--as",
            "nle",
            "--set",
            "classes-seen=12",
            "--note",
            "note-of-visit=calm",
        ],
    ),
    (
        "offer",
        &[
            "offer",
            "first",
            "learning-walk",
            "note-of-visit",
            "--as",
            "nle",
            "--file",
            "large.txt",
        ],
    ),
    ("tick", &["tick", "--to", "2018-12-01"]),
    ("report", &["report", "first"]),
    (
        "calendar import",
        &["calendar", "import", "holidays.ics", "--id", "north"],
    ),
];

/// Offers notes until the journal is larger than the 512 KiB that the index sets aside.
fn lengthen(place: &Place) {
    let executor = Builder::new_current_thread().build().unwrap();
    executor.block_on(async {
        let runtime = Runtime::open(place.path()).await.unwrap();
        for _ in 0..40 {
            let offer = alongside_runtime::core::Command::Offer {
                step: "learning-walk".parse().unwrap(),
                evidence: "note-of-visit".parse().unwrap(),
                item: EvidenceItem::Note("x".repeat(15_000)),
            };
            let by = Actor::Person("nle".parse().unwrap());
            runtime
                .submit(&"first".parse().unwrap(), offer, by, None)
                .await
                .unwrap();
        }
    });
}

/// A workspace with an engagement whose log is longer than the index of it.
fn workspace() -> Place {
    let place = Place::with_fixtures();
    // What is compiled is shared with other tests, whose folder must stay as it is.
    std::fs::remove_file(place.path().join(".alongside/cache")).unwrap();
    let good = |arguments: &[&str]| {
        let output = place.run(arguments);
        assert!(output.status.success(), "{arguments:?}: {}", text(&output.stderr));
    };
    good(&[
        "init",
        ".",
        "--quiet",
        "--rehearsal-from",
        "2018-09-03",
        "--calendar",
        "hampshire",
    ]);
    // No workflow here calls a plugin: what is not there need not be compiled.
    std::fs::remove_dir_all(place.path().join("plugins")).unwrap();
    std::fs::remove_file(place.path().join("workflows/nle-support.toml")).unwrap();
    let mut opening = CHANGES[1].1.to_vec();
    opening[3] = "first";
    good(&opening);
    lengthen(&place);
    std::fs::write(place.path().join("large.txt"), "y".repeat(700_000)).unwrap();
    place
}

fn text(bytes: &[u8]) -> String {
    String::from_utf8_lossy(bytes).into_owned()
}

/// A copy of a workspace, with the same owners and rights for everybody.
fn copy(of: &Place) -> Place {
    let place = Place::new();
    let from = of.path().join(".");
    let copied = Command::new("cp").arg("-R").arg(from).arg(place.path()).status();
    assert!(copied.unwrap().success());
    place
}

/// Every file and folder, in order, with what a person would find in it; the program's own folder by name alone.
fn standing(place: &Path) -> Vec<(PathBuf, Vec<u8>)> {
    let mut found = Vec::new();
    let mut folders = vec![place.to_owned()];
    while let Some(folder) = folders.pop() {
        for entry in std::fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            let own = path.file_name() == Some(OsStr::new(".alongside"));
            match path.is_dir() {
                true if own => {}
                true => folders.push(path),
                false => found.push((
                    path.strip_prefix(place).unwrap().to_owned(),
                    std::fs::read(&path).unwrap(),
                )),
            }
        }
    }
    found.sort();
    found
}

/// What the program tells of a workspace.
fn told(place: &Place) -> Vec<String> {
    [
        &["list", "--json"][..],
        &["history", "first", "--all", "--json"],
        &["calendar", "list", "--json"],
    ]
    .map(|arguments| {
        let output = place.run(arguments);
        assert!(output.status.success(), "{arguments:?}: {}", text(&output.stderr));
        text(&output.stdout)
    })
    .into()
}

/// Checks that a command was refused by the machine, in one message that names a file.
fn refused(what: &str, output: &Output, reasons: &[&str]) {
    let message = text(&output.stderr);
    assert_eq!(output.status.code(), Some(MACHINE), "{what}: {message}");
    assert_eq!(message.matches("error: ").count(), 1, "{what}: {message}");
    let first = message.lines().next().unwrap_or_default();
    assert!(first.starts_with("error: failed to "), "{what}: {message}");
    assert!(
        first.contains('/') || first.contains("the folder new:"),
        "{what} names no file: {message}"
    );
    assert!(
        reasons.iter().any(|reason| first.contains(reason)),
        "{what}: {message}"
    );
    assert!(
        !message.contains("panicked") && !message.contains("mistake"),
        "{what}: {message}"
    );
    // What the runtime refuses comes with a remedy.
    let by_program = first.contains("/reports");
    assert!(
        by_program || message.contains("hint: "),
        "{what} names no remedy: {message}"
    );
}

/// Runs the program with a limit on the size of files, which stands in for a full disk: every write beyond it fails.
fn limited(place: &Place, blocks: u32, arguments: &[&str]) -> Output {
    let script = format!("trap '' XFSZ; ulimit -f {blocks} || exit 99; exec \"$0\" \"$@\"");
    place
        .prepare(
            Command::new("sh")
                .arg("-c")
                .arg(script)
                .arg(PROGRAM)
                .args(arguments),
        )
        .output()
        .unwrap()
}

#[test]
fn a_full_disk_is_told_and_changes_nothing() {
    let model = workspace();
    let before = told(&model);
    std::thread::scope(|scope| {
        for (name, arguments) in CHANGES {
            let (model, before) = (&model, &before);
            scope.spawn(move || fill_up(model, before, name, arguments));
        }
    });
}

/// Runs a command with larger and larger limits, until it does what it should.
fn fill_up(model: &Place, before: &[String], name: &str, arguments: &[&str]) {
    let place = copy(model);
    let files = standing(place.path());
    let mut messages = Vec::new();
    let mut done = false;
    for blocks in LIMITS {
        let output = limited(&place, blocks, arguments);
        if output.status.success() {
            done = true;
            break;
        }
        refused(
            &format!("{name} within {blocks} blocks"),
            &output,
            &["File too large"],
        );
        assert_eq!(
            told(&place),
            before,
            "{name} within {blocks} blocks changed something"
        );
        assert_eq!(
            standing(place.path()),
            files,
            "{name} within {blocks} blocks left something"
        );
        messages.push(text(&output.stderr));
    }
    assert!(done, "{name} is never done: {messages:?}");
    let own = match name {
        "offer" => "/.alongside/blobs/",
        // What they write is small: the index finds no room before them.
        "calendar import" | "report" => "",
        _ => "/journal/",
    };
    assert!(
        messages.iter().any(|message| message.contains(own)),
        "{name} never failed where it writes: {messages:?}"
    );
    let seen = told(&place) != before || standing(place.path()) != files;
    assert!(seen || name == "import", "{name} does nothing");
}

#[test]
fn a_workspace_made_on_a_full_disk_is_none_and_can_be_made_again() {
    for blocks in LIMITS {
        let place = Place::new();
        let output = limited(&place, blocks, &["init", "new", "--title", "A"]);
        if !output.status.success() {
            refused(
                &format!("init within {blocks} blocks"),
                &output,
                &["File too large"],
            );
            assert!(!place.path().join("new/alongside.toml").exists());
            assert!(
                standing(place.path())
                    .iter()
                    .all(|(path, _)| path.extension() != Some(OsStr::new("partial")))
            );
            assert_eq!(place.run(&["list", "--workspace", "new"]).status.code(), Some(5));
        }
        let again = place.run(&["init", "new", "--title", "A"]);
        assert_eq!(
            again.status.success(),
            !output.status.success(),
            "{}",
            text(&again.stderr)
        );
        assert!(place.run(&["list", "--workspace", "new"]).status.success());
    }
}

#[test]
fn output_that_finds_no_room_is_told() {
    let place = workspace();
    let before = told(&place);
    let script = "trap '' XFSZ; head -c 614400 /dev/zero > out.json; ulimit -f 1200 || exit 99; \
                  exec alongside check visit.toml --json >> out.json";
    let output = place.shell(script);
    assert_eq!(output.status.code(), Some(MACHINE), "{}", text(&output.stderr));
    let error: serde_json::Value = serde_json::from_slice(&output.stderr).unwrap();
    assert_eq!(error["error"]["code"], "output");
    let message = error["error"]["message"].as_str().unwrap();
    assert!(
        message.starts_with("failed to write the output: File too large"),
        "{message}"
    );
    assert_eq!(told(&place), before);
    let output = place.shell("alongside check visit.toml --json > out.json");
    assert!(output.status.success(), "{}", text(&output.stderr));
    let written = std::fs::read(place.path().join("out.json")).unwrap();
    let checked: serde_json::Value = serde_json::from_slice(&written).unwrap();
    assert_eq!(checked["ok"], true);
}

#[cfg(target_os = "linux")]
#[test]
fn a_report_that_finds_no_room_is_told_and_the_one_before_it_stays() {
    let place = workspace();
    assert!(place.run(CHANGES[5].1).status.success());
    let before = standing(place.path());
    for page in ["first.md", "first.html"] {
        // Where the page is written before it takes its place, the disk is full.
        let partial = place.path().join("reports").join(format!("{page}.partial"));
        std::os::unix::fs::symlink("/dev/full", &partial).unwrap();
        let output = place.run(CHANGES[5].1);
        refused("report", &output, &["No space left on device"]);
        assert!(text(&output.stderr).contains(page), "{}", text(&output.stderr));
        assert_eq!(standing(place.path()), before);
    }
    assert!(place.run(CHANGES[5].1).status.success());
}

/// A place in which somebody without rights works, even where an administrator runs the tests.
struct Ordinary {
    place: Place,
    program: PathBuf,
}

impl Ordinary {
    fn new(place: Place) -> Self {
        let root = place.path().metadata().unwrap().uid() == 0;
        let mut program = PathBuf::from(PROGRAM);
        if root {
            // Where the tests are built, others may not look.
            program = place.path().join("program");
            if std::fs::hard_link(PROGRAM, &program).is_err() {
                std::fs::copy(PROGRAM, &program).unwrap();
            }
        }
        let ordinary = Self { place, program };
        if root {
            ordinary.each(ordinary.place.path(), &|path| {
                if path != ordinary.program {
                    chown(path, Some(NOBODY), Some(NOBODY)).unwrap();
                }
            });
        }
        ordinary
    }

    /// Does something to a file or folder and to everything in it; links are left alone.
    fn each(&self, path: &Path, change: &dyn Fn(&Path)) {
        if path.is_symlink() {
            return;
        }
        if path.is_dir() {
            for entry in std::fs::read_dir(path).unwrap() {
                self.each(&entry.unwrap().path(), change);
            }
        }
        change(path);
    }

    /// Makes a folder of the workspace, with everything in it, writable or not.
    fn writable(&self, folder: &str, writable: bool) {
        let path = self.place.path().join(folder);
        self.each(&path, &|path| {
            if path == self.program {
                return;
            }
            let mut permissions = path.metadata().unwrap().permissions();
            let mode = permissions.mode();
            permissions.set_mode(if writable { mode | 0o200 } else { mode & !0o222 });
            std::fs::set_permissions(path, permissions).unwrap();
        });
    }

    fn run(&self, arguments: &[&str]) -> Output {
        let mut command = Command::new(&self.program);
        self.place.prepare(command.args(arguments)).stdin(Stdio::null());
        if self.program != Path::new(PROGRAM) {
            command.uid(NOBODY).gid(NOBODY);
        }
        command.output().unwrap()
    }
}

#[test]
fn a_folder_that_may_not_be_written_is_told_and_changes_nothing() {
    let place = workspace();
    std::fs::create_dir(place.path().join("reports")).unwrap();
    let before = told(&place);
    let ordinary = Ordinary::new(place);
    let files = standing(ordinary.place.path());
    for (name, arguments) in CHANGES {
        let own = match name {
            "import" | "offer" => ".alongside/blobs",
            "report" => "reports",
            "calendar import" => "calendars",
            _ => ".alongside/store/journal",
        };
        for folder in [own, ".alongside", "."] {
            ordinary.writable(folder, false);
            let output = ordinary.run(arguments);
            ordinary.writable(folder, true);
            let what = format!("{name} with {folder} read-only");
            refused(&what, &output, &["Permission denied"]);
            assert_eq!(standing(ordinary.place.path()), files, "{what} left something");
        }
        for arguments in [&["list", "--json"][..], &["history", "first", "--all", "--json"]] {
            let output = ordinary.run(arguments);
            assert!(output.status.success(), "after {name}: {}", text(&output.stderr));
            assert!(before.contains(&text(&output.stdout)), "{name} changed something");
        }
    }
    for (_, arguments) in CHANGES {
        let output = ordinary.run(arguments);
        assert!(output.status.success(), "{arguments:?}: {}", text(&output.stderr));
    }
}

#[test]
fn a_workspace_is_not_made_where_nothing_may_be_written() {
    let ordinary = Ordinary::new(Place::new());
    ordinary.writable(".", false);
    let output = ordinary.run(&["init", "new"]);
    ordinary.writable(".", true);
    refused("init", &output, &["Permission denied"]);
    assert!(!ordinary.place.path().join("new").exists());
    let output = ordinary.run(&["init", "new"]);
    assert!(output.status.success(), "{}", text(&output.stderr));
}

#[test]
fn a_file_in_the_place_of_a_folder_is_told() {
    let place = Place::new();
    std::fs::write(place.path().join("taken"), "mine").unwrap();
    for folder in ["taken", "taken/new"] {
        let output = place.run(&["init", folder]);
        refused(
            &format!("init {folder}"),
            &output,
            &["Not a directory", "File exists"],
        );
        assert_eq!(std::fs::read(place.path().join("taken")).unwrap(), b"mine");
    }

    let model = workspace();
    let before = told(&model);
    for (name, arguments, folder) in [
        ("import", CHANGES[0].1, ".alongside/blobs"),
        ("offer", CHANGES[3].1, ".alongside/blobs"),
        ("report", CHANGES[5].1, "reports"),
    ] {
        let place = copy(&model);
        let (taken, aside) = (place.path().join(folder), place.path().join("aside"));
        // Where there is none yet, nothing has to go out of the way.
        let moved = std::fs::rename(&taken, &aside).is_ok();
        std::fs::write(&taken, "mine").unwrap();
        let output = place.run(arguments);
        refused(name, &output, &["Not a directory", "File exists"]);
        assert_eq!(std::fs::read(&taken).unwrap(), b"mine");
        std::fs::remove_file(&taken).unwrap();
        if moved {
            std::fs::rename(&aside, &taken).unwrap();
        }
        assert_eq!(told(&place), before, "{name} changed something");
        let output = place.run(arguments);
        assert!(output.status.success(), "{name}: {}", text(&output.stderr));
    }
}
