//! `plugin key`: makes a key to sign plugins with.

use std::path::PathBuf;

use alongside_runtime::make_signing_key;
use serde_json::json;

use crate::failure::Failure;
use crate::session::Session;

/// Make a key to sign plugins with
#[derive(Debug, clap::Args)]
#[command(after_long_help = "\
The file is for its owner alone: whoever has it can sign in your name. What is printed is the public key, for \
`[plugins.trusted]` in the alongside.toml of those who trust you.

Examples:
  alongside plugin key authority.key")]
pub(crate) struct Args {
    /// Where to write it; nothing may be there yet
    file: PathBuf,
}

pub(crate) fn run(session: &Session, args: Args) -> Result<(), Failure> {
    let public = make_signing_key(&args.file)?;
    let screen = &session.screen;
    if screen.json() {
        return screen.print_json(&json!({ "file": args.file, "public-key": public }));
    }
    screen.print(&public.to_string())?;
    screen.note(&format!("Wrote {}; keep it to yourself", args.file.display()));
    Ok(())
}
