//! `plugin remove`: takes a plugin out of the workspace.

use serde_json::json;

use crate::failure::Failure;
use crate::session::Session;

/// Take a plugin out of the workspace
#[derive(Debug, clap::Args)]
#[command(after_long_help = "\
Engagements that run keep the component they are pinned to. A workflow that names the plugin is wrong from then on: \
`alongside check` says where.

Examples:
  alongside plugin remove late-arrivals
  alongside plugin remove late-arrivals@1.0.0")]
pub(crate) struct Args {
    /// The plugin, or one version of it
    #[arg(value_name = "NAME|NAME@VERSION")]
    plugin: String,
}

pub(crate) async fn run(session: &Session, args: Args) -> Result<(), Failure> {
    let runtime = session.open().await?;
    let (id, version) = match args.plugin.split_once('@') {
        Some((id, version)) => (id, Some(version)),
        None => (args.plugin.as_str(), None),
    };
    let files = runtime.remove_plugin(id, version).await?;
    let screen = &session.screen;
    if screen.json() {
        return screen.print_json(&json!({ "removed": files }));
    }
    for file in &files {
        screen.tell(&format!("removed plugins/{file}"))?;
    }
    screen.note("\nNext:\n  alongside check    says which workflows miss it");
    Ok(())
}
