//! `plugin verify`: whether every plugin is what was agreed to, in the folder and under the engagements.

use serde_json::json;

use crate::exit::Exit;
use crate::failure::Failure;
use crate::render::text::count;
use crate::session::Session;

/// Say whether every plugin is what was agreed to
#[derive(Debug, clap::Args)]
#[command(after_long_help = "\
Looks at every file in `plugins` (the digest against alongside.lock, the manifest against the component, the signature) \
and at the component that is kept for every open engagement. Nothing is run but the question what a plugin is.

Exit codes: 0 all is well; 4 a plugin of the workspace is refused or missing; 7 a component that an engagement needs is \
damaged or gone.")]
pub(crate) struct Args {}

pub(crate) async fn run(session: &Session, _args: Args) -> Result<(), Failure> {
    let runtime = session.open().await?;
    let plugins = runtime.plugins().await?;
    let pins = runtime.plugin_pins().await?;
    let wrong = plugins.iter().filter(|plugin| plugin.problem.is_some()).count();
    let damaged = pins.iter().filter(|pin| pin.problem.is_some()).count();
    let screen = &session.screen;
    if screen.json() {
        screen.print_json(&json!({ "ok": wrong + damaged == 0, "plugins": plugins, "pins": pins }))?;
    } else {
        for plugin in &plugins {
            let version = plugin.version.as_deref().unwrap_or("?");
            let mut line = format!("{} {version}: {}", plugin.id, plugin.standing.as_str());
            if let Some(problem) = &plugin.problem {
                line.push_str(&format!("\n  {problem}"));
            }
            if let Some(hint) = &plugin.hint {
                line.push_str(&format!("\n  hint: {hint}"));
            }
            screen.print(&line)?;
        }
        for pin in &pins {
            if let Some(problem) = &pin.problem {
                screen.print(&format!(
                    "{} needs {} {}: {problem}\n  hint: put the same component back: alongside plugin add PATH, where its \
                     digest is {}",
                    pin.engagement, pin.id, pin.version, pin.digest
                ))?;
            }
        }
        screen.tell(&format!(
            "{}: {wrong} refused or missing; {} under engagements: {damaged} damaged",
            count(plugins.len(), "plugin"),
            count(pins.len(), "pin")
        ))?;
    }
    match (wrong, damaged) {
        (0, 0) => Ok(()),
        (_, 0) => Err(Failure::Told(Exit::Input)),
        _ => Err(Failure::Told(Exit::Damaged)),
    }
}
