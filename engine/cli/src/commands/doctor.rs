//! `doctor`: examines a workspace.

use alongside_runtime::{Concern, examine};
use serde_json::json;

use crate::exit::Exit;
use crate::failure::Failure;
use crate::render::progress::Progress;
use crate::session::Session;

/// Examine the workspace: what does not work, or soon will not
#[derive(Debug, clap::Args)]
#[command(after_long_help = "\
Looks at the settings, the disk, who may read the workspace, the log, the calendars, the workflows and plugins, the \
clock, and at every open engagement: a step that is shown as running and cannot move, a role that nobody has. Changes \
nothing. The exit code is 7 if something does not work; what only wants a look leaves it at 0.

To check every event and every stored file: `alongside verify`.")]
pub(crate) struct Args {
    /// Tell what is well, too
    #[arg(long)]
    all: bool,
}

pub(crate) fn run(session: &Session, args: Args) -> Result<(), Failure> {
    let screen = &session.screen;
    let progress = Progress::start(screen, "examining");
    let examined = examine(&session.start()?);
    drop(progress);
    let examined = examined?;
    let worst = examined.worst();
    if screen.json() {
        screen.print_json(&json!({ "worst": worst, "remarks": examined.remarks }))?;
    } else {
        let mut text = String::new();
        for remark in &examined.remarks {
            let (word, style) = match remark.concern {
                Concern::Good if !args.all => continue,
                Concern::Good => ("well", screen.styles().strong),
                Concern::Look => ("look", screen.styles().warning),
                Concern::Wrong => ("wrong", screen.styles().error),
            };
            text.push_str(&format!(
                "{style}{word}{style:#}  {}: {}\n",
                remark.area, remark.text
            ));
            if let Some(hint) = &remark.hint {
                text.push_str(&format!("      {hint}\n"));
            }
        }
        if worst == Concern::Good {
            text.push_str("All is well.\n");
        }
        screen.print(&text)?;
    }
    match worst {
        Concern::Wrong => Err(Failure::Told(Exit::Damaged)),
        Concern::Good | Concern::Look => Ok(()),
    }
}
