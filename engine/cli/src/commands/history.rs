//! `history`: everything that has happened, as dated sentences.

use serde_json::json;

use crate::failure::Failure;
use crate::render::dates::day;
use crate::render::table::{Grid, Look};
use crate::render::text::{count, sentence};
use crate::session::Session;

/// Tell what has happened in an engagement, in order
#[derive(Debug, clap::Args)]
pub(crate) struct Args {
    /// The engagement, or the beginning of its name
    engagement: String,
    /// Tell the bookkeeping too: timers, and steps that are to come
    #[arg(long)]
    all: bool,
}

pub(crate) async fn run(session: &Session, args: Args) -> Result<(), Failure> {
    let (runtime, engagement) = session.find(&args.engagement).await?;
    let history = runtime.history(&engagement).await?;
    let screen = &session.screen;
    let entries: Vec<_> = history
        .iter()
        .filter(|entry| args.all || !entry.routine)
        .collect();
    if screen.json() {
        return screen.print_json(&json!({ "engagement": engagement, "entries": entries }));
    }
    let mut grid = Grid::new(screen.width(), 0);
    for entry in &entries {
        grid.row([
            (day(entry.on), Look::Plain),
            (entry.by.clone(), Look::Faint),
            (sentence(&entry.text), Look::Plain),
        ]);
    }
    screen.print(&grid.draw())?;
    match history.len() - entries.len() {
        0 => {}
        routine => {
            let entries = count(routine, "entry").replace("entrys", "entries");
            screen.note(&format!("\n{entries} of bookkeeping left out: --all"));
        }
    }
    Ok(())
}
