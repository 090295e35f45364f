//! The command line: arguments, rendering, exit codes.
//!
//! Low-level arguments only validate; the commands, one file each, ask the runtime and render its views. Nothing
//! here decides what may happen in an engagement. Data goes to standard output, everything else to standard error.
//! Tests are beside the logic and in `tests/`: golden cases run the program itself.

mod args;
mod commands;
mod exit;
mod failure;
mod logging;
mod missing;
mod panics;
mod protocol;
mod reference;
mod render;
mod session;
mod values;

use std::ffi::OsString;
use std::process::ExitCode;

use clap::CommandFactory as _;

pub use exit::Exit;

/// Runs the program with the arguments of the process.
pub fn main() -> ExitCode {
    panics::install();
    run(std::env::args_os().collect()).into()
}

/// Runs the program with `arguments`, the first being its own name, and says how it ended.
pub fn run(arguments: Vec<OsString>) -> Exit {
    let seen = args::Seen::of(&arguments);
    match args::parse(arguments.clone()) {
        Ok(cli) => commands::run(cli),
        Err(error) => {
            let hint = missing::hint(&error, &arguments);
            failure::usage(&error, seen, hint)
        }
    }
}

/// Makes the description of all commands, as completions, manual pages and the reference are made from it.
pub fn command() -> clap::Command {
    let mut command = args::Cli::command();
    command.build();
    command
}

/// Writes the page of the protocol that `drive` speaks, as Markdown.
pub fn protocol() -> String {
    protocol::markdown()
}

/// Writes the reference of all commands as Markdown.
pub fn reference() -> String {
    reference::markdown(&command())
}
