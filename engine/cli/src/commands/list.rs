//! `list`: every engagement of the workspace on a line.

use alongside_runtime::core::EngagementStatus;
use alongside_runtime::{Damaged, Filter, Listing, Runtime, Summary};
use serde_json::json;

use super::filter::Chosen;
use crate::exit::Exit;
use crate::failure::Failure;
use crate::render::dates::day;
use crate::render::table::{Grid, Look};
use crate::render::text::count;
use crate::session::Session;

/// List the engagements of the workspace: all, or those that fit what is asked for
#[derive(Debug, clap::Args)]
#[command(after_long_help = "\
All that is asked for must fit. An engagement whose log is damaged is named on standard error and hides none of the \
others; the exit code is then 7.

Examples:
  alongside list
  alongside list --authority hampshire --overdue
  alongside list --workflow nle-support@^1 --band wide")]
pub(crate) struct Args {
    #[command(flatten)]
    chosen: Chosen,
}

pub(crate) async fn run(session: &Session, args: Args) -> Result<(), Failure> {
    let filter = args.chosen.filter()?;
    let all = filter == Filter::default();
    let runtime = session.open().await?;
    let listing = runtime.list_where(filter).await?;
    let screen = &session.screen;
    if screen.json() {
        screen.print_json(&json!(listing))?;
    } else if listing.engagements.is_empty() && listing.damaged.is_empty() {
        screen.note(match all {
            true => "No engagement has been opened yet: see `alongside open --help`.",
            false => "No engagement fits that: see `alongside list`.",
        });
    } else if !listing.engagements.is_empty() {
        screen.print(&table(session, &runtime, &listing))?;
    }
    damaged(session, &listing.damaged)
}

fn table(session: &Session, runtime: &Runtime, listing: &Listing) -> String {
    let today = runtime.today();
    let mut grid = Grid::new(session.screen.width(), 0);
    grid.keep_names(0);
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
            (at_work(summary), Look::Plain),
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
    let (text, look) = match (summary.status, summary.closed_on, summary.opened_on) {
        (EngagementStatus::Completed, Some(on), _) => (format!("completed {}", day(on)), Look::Good),
        (EngagementStatus::Ended, Some(on), _) => (format!("ended {}", day(on)), Look::Faint),
        (status, _, Some(on)) => (format!("{} since {}", status.as_str(), day(on)), Look::Plain),
        (status, _, None) => (status.as_str().to_owned(), Look::Plain),
    };
    let membership = summary.membership.as_ref();
    let membership = membership.map(|state| format!(", {state}")).unwrap_or_default();
    match summary.on_hold {
        Some(_) => (format!("on hold, {text}{membership}"), Look::Bad),
        None => (text + &membership, look),
    }
}

/// What is active, and what about it wants a look.
fn at_work(summary: &Summary) -> String {
    let mut text = summary.active.join(", ");
    let held = summary.steps_on_hold.len();
    if held > 0 {
        text.push_str(&format!(" ({} on hold)", count(held, "step")));
    }
    if summary.flags > 0 {
        text.push_str(&format!(" ({} to look at again)", count(summary.flags, "step")));
    }
    text
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
    session
        .screen
        .say_error("hint: see what can be kept, and what a backup brings back: alongside repair --dry-run");
    Err(Failure::Told(Exit::Damaged))
}
