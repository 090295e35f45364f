//! `plugin inspect`: everything a plugin says of itself, and the limits under which it runs.

use std::path::Path;

use alongside_runtime::{Bench, PluginView, RuntimeError};
use serde_json::json;

use super::shown;
use crate::exit::Exit;
use crate::failure::Failure;
use crate::session::Session;

/// Show what a plugin is, asks for and takes, and the limits under which it runs
#[derive(Debug, clap::Args)]
#[command(after_long_help = "\
A file or a folder is looked at wherever it lies, before anything of it is added; a name is that of a plugin of the \
workspace. A plugin that is refused is shown, with why, and ends the command with exit code 4.

Examples:
  alongside plugin inspect attainment-gap
  alongside plugin inspect ~/Downloads/late-arrivals-1.0.0.wasm")]
pub(crate) struct Args {
    /// A plugin of the workspace, a .wasm file, or a folder that holds one
    #[arg(value_name = "NAME|PATH")]
    plugin: String,
}

pub(crate) async fn run(session: &Session, args: Args) -> Result<(), Failure> {
    let bench = Bench::new(&session.start()?)?;
    let path = Path::new(&args.plugin);
    let plugins = match path.exists() {
        true => vec![bench.inspect(path)?],
        false => named(session, &args.plugin).await?,
    };
    let refused = plugins.iter().any(|plugin| plugin.problem.is_some());
    let limits = bench.limits();
    let screen = &session.screen;
    if screen.json() {
        screen.print_json(&json!({ "plugins": plugins, "limits": limits }))?;
    } else {
        for plugin in &plugins {
            screen.print(&shown::described(plugin, screen))?;
        }
        screen.print(&shown::limits(&limits, screen))?;
        for plugin in &plugins {
            if let Some(problem) = &plugin.problem {
                screen.say_error(&format!("refused: {problem}"));
            }
            if let Some(hint) = &plugin.hint {
                screen.say_error(&format!("hint: {hint}"));
            }
        }
    }
    if refused {
        Err(Failure::Told(Exit::Input))
    } else {
        Ok(())
    }
}

/// The plugins of the workspace with this name.
async fn named(session: &Session, name: &str) -> Result<Vec<PluginView>, Failure> {
    let plugins = session.open().await?.plugins().await?;
    let known: Vec<String> = plugins.iter().map(|plugin| plugin.id.clone()).collect();
    let found: Vec<PluginView> = plugins
        .into_iter()
        .filter(|plugin| plugin.id == name || plugin.file == name)
        .collect();
    if found.is_empty() {
        let hint = format!("plugins here: {}; or name a .wasm file", known.join(", "));
        return Err(RuntimeError::NotFound {
            what: "plugin",
            name: name.to_owned(),
            hint: Some(hint),
        }
        .into());
    }
    Ok(found)
}
