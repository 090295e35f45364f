//! `plugin list`: the plugins of the workspace.

use alongside_runtime::PluginStanding;
use serde_json::json;

use crate::failure::Failure;
use crate::render::table::{Grid, Look};
use crate::session::Session;

/// List the plugins of the workspace, and how each stands
#[derive(Debug, clap::Args)]
#[command(after_long_help = "\
A plugin is `bundled` (it comes with the program), `locked` (added, and what it was then), `unlocked` (it lies in the \
folder of a workspace without a lock file), `refused` (see `alongside plugin verify` for why) or `missing` (added, and \
its file is gone).")]
pub(crate) struct Args {}

pub(crate) async fn run(session: &Session, _args: Args) -> Result<(), Failure> {
    let runtime = session.open().await?;
    let plugins = runtime.plugins().await?;
    let screen = &session.screen;
    if screen.json() {
        return screen.print_json(&json!({ "plugins": plugins }));
    }
    if plugins.is_empty() {
        screen.note("There are no plugins in this workspace: see `alongside plugin add --help`.");
        return Ok(());
    }
    let mut grid = Grid::new(screen.width(), 0);
    grid.header(&["plugin", "version", "world", "stands", "title"]);
    for plugin in &plugins {
        let look = match plugin.standing {
            PluginStanding::Refused | PluginStanding::Missing => Look::Bad,
            PluginStanding::Bundled | PluginStanding::Locked | PluginStanding::Unlocked => Look::Plain,
        };
        let or_dash = |text: Option<&str>| text.unwrap_or("-").to_owned();
        grid.row([
            (plugin.id.clone(), Look::Strong),
            (or_dash(plugin.version.as_deref()), Look::Plain),
            (or_dash(plugin.world.map(|world| world.as_str())), Look::Plain),
            (plugin.standing.as_str().to_owned(), look),
            (or_dash(plugin.title.as_deref()), Look::Plain),
        ]);
    }
    screen.print(&grid.draw())
}
