//! `exit-codes`: what the numbers mean with which the program ends.

use serde_json::{Value, json};

use crate::exit::Exit;
use crate::failure::Failure;
use crate::session::Session;

/// Explain the exit codes
#[derive(Debug, clap::Args)]
#[command(after_long_help = Exit::table())]
pub(crate) struct Args {}

pub(crate) fn run(session: &Session, _args: Args) -> Result<(), Failure> {
    if session.screen.json() {
        let codes = Exit::ALL
            .iter()
            .map(|exit| json!({ "code": exit.code(), "meaning": exit.meaning() }));
        return session.screen.print_json(&Value::Array(codes.collect()));
    }
    session.screen.print(&Exit::table())
}
