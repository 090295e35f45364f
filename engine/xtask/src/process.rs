//! Starts other programs. Owns how a command is shown and how its ending becomes a failure; never decides what to run.
//! No tests: it only wires.

use std::path::Path;
use std::process::{Command, Stdio};

use crate::failure::Failure;

/// Prepares `cargo` in a folder: the very cargo that started this task, where there is one.
pub(crate) fn cargo(folder: &Path) -> Command {
    let mut command = Command::new(std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into()));
    command.current_dir(folder);
    command
}

/// Shows a command and runs it to its end, its output passed on to the terminal.
pub(crate) fn run(command: &mut Command) -> Result<(), Failure> {
    println!("$ {}", shown(command));
    quietly(command)
}

/// Runs a command to its end without showing it.
pub(crate) fn quietly(command: &mut Command) -> Result<(), Failure> {
    let status = command.status().map_err(|source| not_started(command, source))?;
    if status.success() {
        Ok(())
    } else {
        Err(Failure::Ended {
            command: shown(command),
            status,
        })
    }
}

/// Runs a command to its end and returns what it wrote to standard output.
pub(crate) fn output_of(command: &mut Command) -> Result<Vec<u8>, Failure> {
    let output = command
        .stderr(Stdio::inherit())
        .output()
        .map_err(|source| not_started(command, source))?;
    if output.status.success() {
        Ok(output.stdout)
    } else {
        Err(Failure::Ended {
            command: shown(command),
            status: output.status,
        })
    }
}

/// Returns whether a command can be started and succeeds; what it prints is thrown away.
pub(crate) fn succeeds(command: &mut Command) -> bool {
    command
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .status()
        .is_ok_and(|status| status.success())
}

/// Writes a command as a person would type it, the program without its folder.
fn shown(command: &Command) -> String {
    let program = Path::new(command.get_program())
        .file_name()
        .unwrap_or(command.get_program());
    let mut text = program.to_string_lossy().into_owned();
    for argument in command.get_args() {
        text.push(' ');
        text.push_str(&argument.to_string_lossy());
    }
    text
}

fn not_started(command: &Command, source: std::io::Error) -> Failure {
    Failure::Start {
        program: command.get_program().to_string_lossy().into_owned(),
        source,
    }
}
