//! Runs the commands of a transcript one after the other. Owns the folder and the environment they see; never judges
//! what they did. Tests are below; they run only programs that every Unix has.

use std::ffi::OsString;
use std::io::Read as _;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use super::entry::{Entry, Outcome};
use super::problem::Problem;

/// Where the commands of a transcript run: a folder that `cd` moves, and an environment that gives the same output on
/// every machine (no colour, 100 columns, the time zone UTC, none of the reader's own `ALONGSIDE_` settings).
#[derive(Debug)]
pub struct Shell {
    start: PathBuf,
    folder: PathBuf,
    path: OsString,
    settings: Vec<(OsString, OsString)>,
}

impl Shell {
    /// Prepares a shell in a folder; programs are looked for in `programs` first, then where the reader has them.
    ///
    /// # Errors
    ///
    /// The folder is not there.
    pub fn new(folder: &Path, programs: &Path) -> Result<Self, Problem> {
        let start = folder.canonicalize().map_err(|source| Problem::NotRun {
            command: format!("cd {}", folder.display()),
            source,
        })?;
        let own = std::env::var_os("PATH").unwrap_or_default();
        let places = std::iter::once(programs.to_owned()).chain(std::env::split_paths(&own));
        let path = std::env::join_paths(places).unwrap_or(own);
        Ok(Self {
            folder: start.clone(),
            start,
            path,
            settings: Vec::new(),
        })
    }

    /// Sets an environment variable for every command from now on.
    pub fn set(&mut self, name: impl Into<OsString>, value: impl Into<OsString>) {
        self.settings.push((name.into(), value.into()));
    }

    /// Runs one command to its end, with nothing on its standard input.
    ///
    /// # Errors
    ///
    /// The program cannot be started, its output cannot be read, or the folder of a `cd` is not there.
    pub fn run(&mut self, entry: &Entry) -> Result<Outcome, Problem> {
        self.execute(&entry.words).map_err(|source| Problem::NotRun {
            command: entry.shown.clone(),
            source,
        })
    }

    fn execute(&mut self, words: &[String]) -> std::io::Result<Outcome> {
        let [program, arguments @ ..] = words else {
            return Err(std::io::ErrorKind::InvalidInput.into());
        };
        if program == "cd" {
            self.folder = self
                .folder
                .join(arguments.first().map_or("", String::as_str))
                .canonicalize()?;
            return Ok(Outcome {
                code: Some(0),
                output: String::new(),
            });
        }
        let (mut printed, standard_output) = std::io::pipe()?;
        let standard_error = standard_output.try_clone()?;
        let mut command = self.prepare(program, arguments);
        let mut child = command.stdout(standard_output).stderr(standard_error).spawn()?;
        // The command holds the writing ends of the pipe: it must go, or the reading below would never end.
        drop(command);
        let mut bytes = Vec::new();
        printed.read_to_end(&mut bytes)?;
        let code = child.wait()?.code();
        let output = String::from_utf8_lossy(&bytes).replace(&*self.start.to_string_lossy(), "[CWD]");
        Ok(Outcome { code, output })
    }

    fn prepare(&self, program: &str, arguments: &[String]) -> Command {
        let mut command = Command::new(program);
        command
            .args(arguments)
            .current_dir(&self.folder)
            .stdin(Stdio::null());
        for (name, _) in std::env::vars_os() {
            let own = name.to_string_lossy().starts_with("ALONGSIDE_");
            if own || name == "CLICOLOR_FORCE" || name == "FORCE_COLOR" {
                command.env_remove(name);
            }
        }
        command
            .env("PATH", &self.path)
            .env("NO_COLOR", "1")
            .env("COLUMNS", "100")
            .env("TZ", "UTC");
        command.envs(self.settings.iter().map(|(name, value)| (name, value)));
        command
    }
}

#[cfg(test)]
#[cfg(unix)]
mod tests {
    use std::os::unix::fs::PermissionsExt;
    use std::path::Path;

    use super::super::entry::Transcript;
    use super::Shell;

    /// Runs a page of commands in an empty folder where `hello` is a program; returns codes and output.
    fn run(page: &str) -> Vec<(Option<i32>, String)> {
        let place = tempfile::tempdir().unwrap();
        let programs = place.path().join("programs");
        let folder = place.path().join("folder");
        std::fs::create_dir_all(folder.join("inner")).unwrap();
        std::fs::create_dir(&programs).unwrap();
        let hello = programs.join("hello");
        std::fs::write(
            &hello,
            "#!/bin/sh\necho \"out $1 $COLUMNS $GREETING\"\necho err >&2\npwd\nexit 4\n",
        )
        .unwrap();
        std::fs::set_permissions(&hello, PermissionsExt::from_mode(0o755)).unwrap();
        let mut shell = Shell::new(&folder, &programs).unwrap();
        shell.set("GREETING", "good day");
        let transcript = Transcript::parse(Path::new("page.md"), page).unwrap();
        transcript
            .entries()
            .iter()
            .map(|entry| {
                let outcome = shell.run(entry).unwrap();
                (outcome.code, outcome.output)
            })
            .collect()
    }

    #[test]
    fn a_command_runs_in_its_folder_and_both_streams_are_kept_in_order() {
        let ran = run("```console\n$ hello 'a b'\n```\n");
        assert_eq!(ran, [(Some(4), "out a b 100 good day\nerr\n[CWD]\n".to_owned())]);
    }

    #[test]
    fn a_change_of_folder_stays() {
        let ran = run("```console\n$ cd inner\n$ pwd\n$ cd ..\n$ pwd\n```\n");
        assert_eq!(ran[1].1, "[CWD]/inner\n");
        assert_eq!(ran[3].1, "[CWD]\n");
    }

    #[test]
    fn a_missing_program_or_folder_is_a_problem_that_names_the_command() {
        let place = tempfile::tempdir().unwrap();
        let mut shell = Shell::new(place.path(), place.path()).unwrap();
        let page = "```console\n$ no-such-program x\n$ cd nowhere\n```\n";
        let transcript = Transcript::parse(Path::new("page.md"), page).unwrap();
        for (entry, expected) in transcript
            .entries()
            .iter()
            .zip(["`no-such-program x`", "`cd nowhere`"])
        {
            let message = shell.run(entry).unwrap_err().to_string();
            assert!(
                message.starts_with(&format!("cannot run {expected}")),
                "{message}"
            );
        }
        assert!(Shell::new(Path::new("/no/such/folder"), place.path()).is_err());
    }
}
