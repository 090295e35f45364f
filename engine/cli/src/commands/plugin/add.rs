//! `plugin add`: adds a plugin to the workspace and pins it.

use std::path::PathBuf;

use alongside_runtime::AddOptions;
use serde_json::json;

use crate::failure::Failure;
use crate::session::Session;

/// Add a plugin to the workspace and pin it to its bytes
#[derive(Debug, clap::Args)]
#[command(after_long_help = "\
The component is loaded, held against its manifest, and copied into `plugins`; `alongside.lock` keeps its digest. From \
then on a file that has changed, or that was never added, is refused. Engagements that run stay on what they are pinned \
to; `alongside migrate` moves them.

Examples:
  alongside plugin add late-arrivals          the folder of a project that was built
  alongside plugin add late-arrivals-1.0.0.wasm

See what it is before you add it: `alongside plugin inspect PATH`.")]
pub(crate) struct Args {
    /// A .wasm file, its manifest, or a folder that holds one
    #[arg(value_name = "PATH")]
    from: PathBuf,
    /// Take the place of a file of the same name that differs
    #[arg(long)]
    replace: bool,
}

pub(crate) async fn run(session: &Session, args: Args) -> Result<(), Failure> {
    let runtime = session.open().await?;
    let options = AddOptions {
        from: args.from,
        replace: args.replace,
    };
    let added = runtime.add_plugin(options).await?;
    let screen = &session.screen;
    if screen.json() {
        return screen.print_json(&json!({
            "plugin": added.plugin,
            "replaced": added.replaced,
            "unchanged": added.unchanged,
        }));
    }
    let (id, file) = (&added.plugin.id, &added.plugin.file);
    let version = added.plugin.version.as_deref().unwrap_or_default();
    let done = if added.unchanged {
        "there already"
    } else {
        "added and pinned in alongside.lock"
    };
    screen.tell(&format!("{id} {version}: {done}, as plugins/{file}"))?;
    if added.unchanged {
        return Ok(());
    }
    let major = version.split('.').next().unwrap_or_default();
    screen.note(&format!(
        "\nNext:\n  name it in a step of a workflow: plugin = \"{id}@^{major}\"\n  alongside plugin inspect {id}    says which columns and parameters it takes"
    ));
    Ok(())
}
