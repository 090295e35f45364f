//! `list`: every engagement of the workspace on a line.

use alongside_runtime::core::EngagementStatus;
use alongside_runtime::{Damaged, Listing, Runtime, Summary};
use serde_json::json;

use crate::exit::Exit;
use crate::failure::Failure;
use crate::render::dates::day;
use crate::render::table::{Grid, Look};
use crate::render::text::count;
use crate::session::Session;

/// List the engagements of the workspace
#[derive(Debug, clap::Args)]
#[command(after_long_help = "\
An engagement whose log is damaged is named on standard error and hides none of the others; the exit code is then 7.")]
pub(crate) struct Args {}

pub(crate) async fn run(session: &Session, _args: Args) -> Result<(), Failure> {
    let runtime = session.open().await?;
    let listing = runtime.list().await?;
    let screen = &session.screen;
    if screen.json() {
        screen.print_json(&json!(listing))?;
    } else if listing.engagements.is_empty() && listing.damaged.is_empty() {
        screen.note("No engagement has been opened yet: see `alongside open --help`.");
    } else {
        screen.print(&table(session, &runtime, &listing))?;
    }
    damaged(session, &listing.damaged)
}

fn table(session: &Session, runtime: &Runtime, listing: &Listing) -> String {
    let today = runtime.today();
    let mut grid = Grid::new(session.screen.width(), 0);
    grid.header(&["engagement", "title", "state", "at work on", "late"]);
    for summary in &listing.engagements {
        let late = summary
            .work_as_of(today)
            .iter()
            .filter(|item| item.overdue)
            .count();
        grid.row([
            (summary.id.to_string(), Look::Strong),
            (summary.title.clone(), Look::Plain),
            state(summary),
            (summary.active.join(", "), Look::Plain),
            (
                if late == 0 {
                    String::new()
                } else {
                    late.to_string()
                },
                Look::Bad,
            ),
        ]);
    }
    grid.draw()
}

fn state(summary: &Summary) -> (String, Look) {
    match (summary.status, summary.closed_on, summary.opened_on) {
        (EngagementStatus::Completed, Some(on), _) => (format!("completed {}", day(on)), Look::Good),
        (EngagementStatus::Ended, Some(on), _) => (format!("ended {}", day(on)), Look::Faint),
        (status, _, Some(on)) => (format!("{} since {}", status.as_str(), day(on)), Look::Plain),
        (status, _, None) => (status.as_str().to_owned(), Look::Plain),
    }
}

/// Names what is damaged; with `--json` it is part of what was printed.
pub(super) fn damaged(session: &Session, damaged: &[Damaged]) -> Result<(), Failure> {
    if damaged.is_empty() {
        return Ok(());
    }
    if session.screen.json() {
        return Err(Failure::Told(Exit::Damaged));
    }
    let error = session.screen.styles().error;
    for found in damaged {
        session.screen.say_error(&format!(
            "{error}error:{error:#} the log of `{}` is damaged at event {}: {}",
            found.engagement, found.sequence, found.reason
        ));
    }
    let damaged = count(damaged.len(), "engagement");
    session.screen.say_error(&format!(
        "hint: restore {damaged} from a backup of the folder .alongside"
    ));
    Err(Failure::Told(Exit::Damaged))
}
