//! `plugin build`: builds a project into a package.

use std::path::PathBuf;

use alongside_runtime::{Bench, Built};
use serde_json::json;

use crate::failure::Failure;
use crate::session::Session;

/// Build a project into a package: a component and its manifest
#[derive(Debug, clap::Args)]
#[command(after_long_help = "\
Drives cargo, componentize-py or componentize-qjs with every system interface stubbed out, then loads what came of it \
into the real sandbox. A tool that is missing is named, with the command that installs it. The package lies in the \
folder `build` of the project.

Examples:
  alongside plugin build
  alongside plugin build late-arrivals")]
pub(crate) struct Args {
    /// The folder of the project
    #[arg(value_name = "FOLDER", default_value = ".")]
    project: PathBuf,
}

pub(crate) fn run(session: &Session, args: Args) -> Result<(), Failure> {
    let bench = Bench::new(&session.start()?)?;
    let built = bench.build(&args.project)?;
    let screen = &session.screen;
    if screen.json() {
        return screen.print_json(&json!({ "built": built }));
    }
    screen.tell(&told(&built))?;
    screen.note("\nNext:\n  alongside plugin test");
    Ok(())
}

/// What was built, in a line.
pub(super) fn told(built: &Built) -> String {
    let plugin = &built.plugin;
    format!(
        "built {} {} ({}): {}, {} KB, {:.1} s",
        plugin.id,
        plugin.version.as_deref().unwrap_or_default(),
        plugin.world.map_or("", |world| world.as_str()),
        built.component.display(),
        plugin.bytes.unwrap_or_default().div_ceil(1024),
        built.took.as_secs_f64(),
    )
}
