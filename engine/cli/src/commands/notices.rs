//! `notices`: what people are to be told and has not been handed over.

use alongside_runtime::core::EngagementId;
use alongside_runtime::{EngagementView, Runtime};
use serde_json::json;

use crate::failure::Failure;
use crate::render::dates::deadline;
use crate::render::table::{Grid, Look};
use crate::session::Session;

/// List what people are to be told and has not been handed over yet
#[derive(Debug, clap::Args)]
#[command(after_long_help = "\
Notices are handed over by themselves, at the latest with the next `alongside tick`; what stays here could not be. What \
was handed over stands in `alongside history --all`.

Examples:
  alongside notices
  alongside notices nle-support-116177")]
pub(crate) struct Args {
    /// An engagement, or the beginning of its name [default: all of them]
    engagement: Option<String>,
}

pub(crate) async fn run(session: &Session, args: Args) -> Result<(), Failure> {
    let runtime = session.open().await?;
    let engagements = match &args.engagement {
        Some(name) => vec![runtime.resolve(name).await?],
        None => open(&runtime).await?,
    };
    let mut views = Vec::new();
    for engagement in &engagements {
        let view = runtime.show(engagement).await?;
        if !view.notices.is_empty() {
            views.push(view);
        }
    }
    let screen = &session.screen;
    if screen.json() {
        let notices = views
            .iter()
            .map(|view| json!({ "engagement": view.id, "notices": view.notices }));
        let notices: Vec<_> = notices.collect();
        return screen.print_json(&json!({ "waiting": notices }));
    }
    if views.is_empty() {
        screen.note("Everybody has been told everything.");
        return Ok(());
    }
    screen.print(&table(&views, screen.width()))
}

/// The engagements that can still have something to tell.
async fn open(runtime: &Runtime) -> Result<Vec<EngagementId>, Failure> {
    let listing = runtime.list().await?;
    let open = listing
        .engagements
        .into_iter()
        .filter(|summary| summary.closed_on.is_none());
    Ok(open.map(|summary| summary.id).collect())
}

fn table(views: &[EngagementView], width: usize) -> String {
    let mut grid = Grid::new(width, 0);
    grid.header(&["engagement", "to", "what", "due"]);
    for view in views {
        for waiting in &view.notices {
            let notice = &waiting.notice;
            let to: Vec<&str> = notice.to.iter().map(|role| role.as_str()).collect();
            let to = match to.is_empty() {
                true => "everybody".to_owned(),
                false => to.join(", "),
            };
            let due = notice
                .due
                .map(|due| deadline(view.today, due))
                .unwrap_or_default();
            grid.row([
                (view.id.to_string(), Look::Faint),
                (to, Look::Strong),
                (notice.message.clone(), Look::Plain),
                (due, Look::Plain),
            ]);
        }
    }
    grid.draw()
}
