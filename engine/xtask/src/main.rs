//! The program behind `cargo xtask`; `cargo xtask --help` lists what it does. Everything else is in the library.

#![expect(
    clippy::print_stderr,
    reason = "a development task talks to the person who started it"
)]

use std::process::ExitCode;

fn main() -> ExitCode {
    match xtask::run(std::env::args_os().skip(1)) {
        Ok(()) => ExitCode::SUCCESS,
        Err(failure) => {
            eprintln!("error: {failure}");
            ExitCode::FAILURE
        }
    }
}
