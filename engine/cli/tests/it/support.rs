//! Runs the program as a person would: in a folder of its own, with the same environment on every machine.

use std::path::{Path, PathBuf};
use std::process::{Command, Output, Stdio};

use tempfile::TempDir;

/// The program under test.
pub(crate) const PROGRAM: &str = env!("CARGO_BIN_EXE_alongside");

/// A folder that a test works in.
pub(crate) struct Place {
    folder: TempDir,
}

impl Place {
    /// An empty folder.
    pub(crate) fn new() -> Self {
        Self {
            folder: TempDir::new().unwrap(),
        }
    }

    /// A folder with the fixtures in it, and with the plugins' compiled code that other tests left behind.
    pub(crate) fn with_fixtures() -> Self {
        let place = Self::new();
        let compiled = Path::new(env!("CARGO_TARGET_TMPDIR")).join("compiled-plugins");
        std::fs::create_dir_all(&compiled).unwrap();
        std::fs::create_dir(place.path().join(".alongside")).unwrap();
        std::os::unix::fs::symlink(compiled, place.path().join(".alongside/cache")).unwrap();
        for entry in std::fs::read_dir(crate_folder().join("tests/fixtures")).unwrap() {
            let path = entry.unwrap().path();
            std::fs::copy(&path, place.path().join(path.file_name().unwrap())).unwrap();
        }
        place
    }

    /// Where it is.
    pub(crate) fn path(&self) -> &Path {
        self.folder.path()
    }

    /// Runs a shell script in it, in which `alongside` is the program under test.
    pub(crate) fn shell(&self, script: &str) -> Output {
        self.prepare(Command::new("sh").arg("-c").arg(script))
            .output()
            .unwrap()
    }

    /// Runs the program with arguments.
    pub(crate) fn run(&self, arguments: &[&str]) -> Output {
        self.prepare(Command::new(PROGRAM).args(arguments))
            .output()
            .unwrap()
    }

    /// Gives a command the folder and an environment that is the same everywhere.
    pub(crate) fn prepare<'a>(&self, command: &'a mut Command) -> &'a mut Command {
        let programs = Path::new(PROGRAM).parent().unwrap();
        let path = format!(
            "{}:{}",
            programs.display(),
            std::env::var("PATH").unwrap_or_default()
        );
        for (name, _) in std::env::vars_os() {
            if name.to_string_lossy().starts_with("ALONGSIDE_") {
                command.env_remove(name);
            }
        }
        command
            .current_dir(self.path())
            .stdin(Stdio::null())
            .env_remove("CLICOLOR_FORCE")
            .env("PATH", path)
            .env("COLUMNS", "100")
            .env("NO_COLOR", "1")
            .env("LC_ALL", "C")
            .env("TZ", "UTC")
    }

    /// What was printed, with this folder's path written as `[CWD]`.
    pub(crate) fn redact(&self, bytes: &[u8]) -> String {
        let text = String::from_utf8_lossy(bytes);
        let real = self.path().canonicalize().unwrap();
        text.replace(&*real.to_string_lossy(), "[CWD]")
            .replace(&*self.path().to_string_lossy(), "[CWD]")
    }
}

/// The folder of this crate.
pub(crate) fn crate_folder() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR"))
}

/// Whether golden files are to be written anew.
pub(crate) fn updates_golden() -> bool {
    std::env::var_os("UPDATE_GOLDEN").is_some_and(|value| !value.is_empty())
}
