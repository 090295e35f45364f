//! The command that a workspace's settings name: it gets one notice as JSON on its standard input. Tests are below.

use std::io::Write;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, ExitStatus, Stdio};
use std::time::{Duration, Instant};

use super::{Channel, Outgoing};
use crate::workspace::NotifySettings;

/// How long the command may take.
const TIME_MAX: Duration = Duration::from_secs(10);

/// How long to wait between looks at whether it has ended.
const LOOK_EVERY: Duration = Duration::from_millis(5);

/// A command that hands notices on.
pub(super) struct Hook {
    program: String,
    arguments: Vec<String>,
    folder: PathBuf,
    time_max: Duration,
}

impl Hook {
    pub(super) fn new(folder: &Path, settings: &NotifySettings) -> Self {
        let mut words = settings.command.iter().cloned();
        Self {
            program: words.next().unwrap_or_default(),
            arguments: words.collect(),
            folder: folder.to_owned(),
            time_max: TIME_MAX,
        }
    }

    fn run(&self, notice: &Outgoing) -> Result<(), String> {
        let json = serde_json::to_vec(notice).map_err(|error| error.to_string())?;
        let mut child = Command::new(&self.program)
            .args(&self.arguments)
            .current_dir(&self.folder)
            .stdin(Stdio::piped())
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .spawn()
            .map_err(|error| format!("it cannot be run: {error}"))?;
        let input = child.stdin.take();
        // On a thread of its own: a command that does not read must not hold up the clock that ends it.
        let writer = std::thread::spawn(move || {
            if let Some(mut input) = input {
                // A command may end without reading; how it ended is what counts.
                let _ = input.write_all(&json);
            }
        });
        let ended = self.wait(&mut child);
        if ended.is_ok() {
            // The command has ended, and with it its end of the pipe.
            let _ = writer.join();
        }
        match ended? {
            status if status.success() => Ok(()),
            status => Err(format!("it ended with {status}")),
        }
    }

    fn wait(&self, child: &mut Child) -> Result<ExitStatus, String> {
        let began = Instant::now();
        loop {
            match child.try_wait() {
                Ok(Some(status)) => return Ok(status),
                Ok(None) if began.elapsed() < self.time_max => std::thread::sleep(LOOK_EVERY),
                Ok(None) => {
                    // It may have ended just now; either way nothing is left of it.
                    let _ = child.kill();
                    let _ = child.wait();
                    return Err(format!("it was ended after {} s", self.time_max.as_secs_f64()));
                }
                Err(error) => return Err(format!("it cannot be waited for: {error}")),
            }
        }
    }
}

impl Channel for Hook {
    fn name(&self) -> String {
        let name = Path::new(&self.program).file_name().unwrap_or_default();
        format!("the command `{}`", name.to_string_lossy())
    }

    fn deliver(&self, notice: &Outgoing) -> Result<(), String> {
        self.run(notice)
    }
}

#[cfg(all(test, unix))]
mod tests {
    use super::super::outbox::tests::notice;
    use super::*;

    fn hook(folder: &Path, script: &str) -> Hook {
        let command = ["sh", "-c", script].map(str::to_owned).to_vec();
        Hook {
            time_max: Duration::from_millis(300),
            ..Hook::new(folder, &NotifySettings { command })
        }
    }

    #[test]
    fn the_command_gets_the_notice_in_the_folder_of_the_workspace() {
        let folder = tempfile::tempdir().unwrap();
        hook(folder.path(), "cat > told").deliver(&notice(7)).unwrap();
        let told = std::fs::read(folder.path().join("told")).unwrap();
        assert_eq!(told, serde_json::to_vec(&notice(7)).unwrap());
    }

    #[test]
    fn a_command_that_fails_hangs_or_is_not_there_is_told_apart() {
        let folder = tempfile::tempdir().unwrap();
        let error = |script: &str| hook(folder.path(), script).deliver(&notice(7)).unwrap_err();
        assert_eq!(error("exit 3"), "it ended with exit status: 3");
        assert_eq!(error("exec sleep 60"), "it was ended after 0.3 s");
        let nothing = Hook {
            program: "no-such-command-here".to_owned(),
            ..hook(folder.path(), "")
        };
        assert!(
            nothing
                .deliver(&notice(7))
                .unwrap_err()
                .starts_with("it cannot be run: ")
        );
    }

    #[test]
    fn a_command_that_does_not_read_a_long_notice_is_no_failure() {
        let folder = tempfile::tempdir().unwrap();
        let mut long = notice(7);
        long.message = "x".repeat(1 << 20);
        hook(folder.path(), "exit 0").deliver(&long).unwrap();
    }
}
