//! `plugin sign`: signs a package.

use std::path::PathBuf;

use alongside_runtime::Bench;
use serde_json::json;

use crate::failure::Failure;
use crate::session::Session;

/// Sign a plugin: write the signature into its manifest
#[derive(Debug, clap::Args)]
#[command(after_long_help = "\
The signature covers the plugin's name, version and bytes. Give the .wasm file and its manifest away together.

Examples:
  alongside plugin sign late-arrivals --key authority.key")]
pub(crate) struct Args {
    /// A .wasm file, or a folder that holds one
    #[arg(value_name = "PATH")]
    package: PathBuf,
    /// The key, as `alongside plugin key` made it
    #[arg(long, value_name = "FILE")]
    key: PathBuf,
}

pub(crate) fn run(session: &Session, args: Args) -> Result<(), Failure> {
    let (manifest, public) = Bench::new(&session.start()?)?.sign(&args.package, &args.key)?;
    let screen = &session.screen;
    if screen.json() {
        return screen.print_json(&json!({ "manifest": manifest, "public-key": public }));
    }
    screen.tell(&format!("signed {} with {public}", manifest.display()))
}
