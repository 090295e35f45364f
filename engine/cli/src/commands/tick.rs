//! `tick`: lets time pass.

use jiff::civil::Date;
use serde_json::json;

use super::list::damaged;
use crate::failure::Failure;
use crate::render::dates::day;
use crate::render::progress::Progress;
use crate::render::table::{Grid, Look};
use crate::render::text::sentence;
use crate::session::Session;
use crate::values;

/// Let time pass: what is due by today happens, and plugin calls that were interrupted are made
#[derive(Debug, clap::Args)]
#[command(after_long_help = "\
Run it once a day: it marks what is overdue, ends waits whose date has come and begins rounds. It is safe to repeat: \
every date counts once. After days without it, what repeats begins once and moves on. Changed calendars are followed, and the log says which dates moved.

In a rehearsal, --to moves time day by day to a date.")]
pub(crate) struct Args {
    /// The date to move a rehearsal to
    #[arg(long, value_name = "DATE", value_parser = values::date)]
    to: Option<Date>,
}

pub(crate) async fn run(session: &Session, args: Args) -> Result<(), Failure> {
    let runtime = session.open().await?;
    let message = args.to.map_or("letting time pass".to_owned(), |to| {
        format!("letting time pass to {}", day(to))
    });
    let progress = Progress::start(&session.screen, message);
    let ticked = runtime.tick(args.to).await;
    drop(progress);
    let ticked = ticked?;
    let screen = &session.screen;
    if screen.json() {
        let changes = ticked
            .commits
            .iter()
            .map(|committed| json!({ "engagement": committed.engagement, "events": committed.sentences() }));
        let changes: Vec<_> = changes.collect();
        let damaged_too = json!({ "today": ticked.today, "changes": changes, "damaged": ticked.damaged });
        screen.print_json(&damaged_too)?;
        return damaged(session, &ticked.damaged);
    }
    let mut grid = Grid::new(screen.width(), 0);
    let mut told = false;
    for committed in &ticked.commits {
        for happening in committed
            .sentences()
            .iter()
            .filter(|happening| !happening.routine)
        {
            told = true;
            grid.row([
                (day(happening.on), Look::Plain),
                (committed.engagement.to_string(), Look::Faint),
                (sentence(&happening.text), Look::Plain),
            ]);
        }
    }
    if told {
        screen.tell(&grid.draw())?;
    }
    let is = if runtime.is_rehearsal() {
        "It is now"
    } else {
        "Today is"
    };
    let nothing = if told { "" } else { "; nothing was due" };
    screen.note(&format!("{is} {}{nothing}.", day(ticked.today)));
    if told {
        screen.note("\nNext:\n  alongside next");
    }
    damaged(session, &ticked.damaged)
}
