//! `interventions`: the strategies that were adopted, and how each stands.

use alongside_runtime::InterventionView;
use serde_json::json;

use crate::failure::Failure;
use crate::render::dates::day;
use crate::render::standing::standing;
use crate::render::table::{Grid, Look};
use crate::session::Session;

/// List the interventions that were adopted: how each stands, and the verdicts
#[derive(Debug, clap::Args)]
#[command(after_long_help = "\
One that does not work is halted with `alongside halt`; `alongside conclude` gives the verdict.

Example:
  alongside interventions nle-support-116177")]
pub(crate) struct Args {
    /// The engagement, or the beginning of its name
    engagement: String,
}

pub(crate) async fn run(session: &Session, args: Args) -> Result<(), Failure> {
    let (runtime, engagement) = session.find(&args.engagement).await?;
    let interventions = runtime.show(&engagement).await?.interventions;
    let screen = &session.screen;
    if screen.json() {
        return screen.print_json(&json!({ "engagement": engagement, "interventions": interventions }));
    }
    if interventions.is_empty() {
        screen.note("No intervention has been adopted.");
        return Ok(());
    }
    screen.print(&table(&interventions, screen.width()))
}

fn table(interventions: &[InterventionView], width: usize) -> String {
    let mut grid = Grid::new(width, 0);
    grid.header(&["intervention", "title", "tier", "adopted", "stands"]);
    for adopted in interventions {
        let proposal = &adopted.proposal;
        let (word, look) = standing(adopted.standing.as_ref());
        grid.row([
            (proposal.id.to_string(), Look::Strong),
            (proposal.title.clone(), Look::Plain),
            (proposal.tier.number().to_string(), Look::Plain),
            (day(adopted.on), Look::Plain),
            (word, look),
        ]);
    }
    grid.draw()
}
