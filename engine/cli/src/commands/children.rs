//! `children`: the engagements that an engagement has started.

use alongside_runtime::ChildView;
use alongside_runtime::core::EngagementStatus;
use serde_json::json;

use crate::failure::Failure;
use crate::render::table::{Grid, Look};
use crate::session::Session;

/// List the engagements that an engagement has started, and what they handed on
#[derive(Debug, clap::Args)]
#[command(after_long_help = "\
Example:
  alongside children improvement-programme")]
pub(crate) struct Args {
    /// The engagement, or the beginning of its name
    engagement: String,
}

pub(crate) async fn run(session: &Session, args: Args) -> Result<(), Failure> {
    let (runtime, engagement) = session.find(&args.engagement).await?;
    let children = runtime.show(&engagement).await?.children;
    let screen = &session.screen;
    if screen.json() {
        return screen.print_json(&json!({ "engagement": engagement, "children": children }));
    }
    if children.is_empty() {
        screen.note("It has started no other engagement.");
        return Ok(());
    }
    screen.print(&table(&children, screen.width()))
}

fn table(children: &[ChildView], width: usize) -> String {
    let mut grid = Grid::new(width, 0);
    grid.keep_names(2);
    grid.header(&["step", "for", "engagement", "state", "handed on"]);
    for child in children {
        let look = match child.status {
            EngagementStatus::Completed => Look::Good,
            EngagementStatus::Ended => Look::Faint,
            _ => Look::Plain,
        };
        let round = if child.round > 1 {
            format!(", round {}", child.round)
        } else {
            String::new()
        };
        let outputs = child.outputs.iter();
        let outputs: Vec<String> = outputs.map(|(name, value)| format!("{name}: {value}")).collect();
        grid.row([
            (format!("{}{round}", child.step), Look::Faint),
            (child.child.to_string(), Look::Plain),
            (child.engagement.to_string(), Look::Strong),
            (child.status.as_str().to_owned(), look),
            (outputs.join("; "), Look::Plain),
        ]);
    }
    grid.draw()
}
