//! `calendar list`: the calendars of the workspace.

use serde_json::json;

use crate::failure::Failure;
use crate::render::dates::day;
use crate::render::table::{Grid, Look};
use crate::session::Session;

/// List the calendars of the workspace
#[derive(Debug, clap::Args)]
pub(crate) struct Args {}

pub(crate) async fn run(session: &Session, _args: Args) -> Result<(), Failure> {
    let runtime = session.open().await?;
    let calendars = runtime.calendars().await?;
    let screen = &session.screen;
    if screen.json() {
        let each = calendars.iter().map(|calendar| {
            let covers = calendar.covers();
            json!({
                "id": calendar.id(),
                "title": calendar.title(),
                "first": covers.first,
                "last": covers.last,
                "revision": calendar.revision().to_string(),
            })
        });
        return screen.print_json(&json!({ "calendars": each.collect::<Vec<_>>() }));
    }
    if calendars.is_empty() {
        screen.note("There are no calendars in this workspace: see `alongside calendar import --help`.");
        return Ok(());
    }
    let mut grid = Grid::new(screen.width(), 0);
    grid.header(&["calendar", "title", "from", "to"]);
    for calendar in &calendars {
        let covers = calendar.covers();
        grid.row([
            (calendar.id().to_string(), Look::Strong),
            (calendar.title().to_owned(), Look::Plain),
            (day(covers.first), Look::Plain),
            (day(covers.last), Look::Plain),
        ]);
    }
    screen.print(&grid.draw())
}
