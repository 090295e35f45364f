//! `show`: one engagement on a screen. The tree of steps is drawn in `steps`, the sections below it in `page`.

mod page;
mod steps;

use alongside_runtime::core::EngagementStatus;
use alongside_runtime::{EngagementView, Runtime};
use serde_json::json;

use self::page::Page;
use crate::failure::Failure;
use crate::render::change::{next_of, suggest};
use crate::render::dates::{day, distance};
use crate::render::screen::Screen;
use crate::render::table::{Grid, Look};
use crate::render::text::{thousands, wrapped};
use crate::session::Session;

/// Show an engagement on a screen: steps, dates, findings, decisions, what is next
#[derive(Debug, clap::Args)]
#[command(after_long_help = "\
Stages that are done or have not begun are folded to one line; --all unfolds them, and adds what was recorded, the \
evidence, and how every finding was reached.

Signs: ✓ done, ▶ active, ◇ may be started, ○ waiting, · not come up, ✗ failed, – set aside or ended.")]
pub(crate) struct Args {
    /// The engagement, or the beginning of its name
    engagement: String,
    /// Show everything
    #[arg(long)]
    all: bool,
}

pub(crate) async fn run(session: &Session, args: Args) -> Result<(), Failure> {
    let (runtime, engagement) = session.find(&args.engagement).await?;
    let view = runtime.show(&engagement).await?;
    let screen = &session.screen;
    if screen.json() {
        return screen.print_json(&json!(view));
    }
    let mut page = Page::new(screen, header(&view, &runtime, screen));
    page.heading("Steps");
    let (tree, folded) = steps::tree(&view, screen.width(), args.all);
    page.add(&tree);
    page.findings(&view, args.all);
    page.decisions(&view);
    page.interventions(&view);
    if args.all {
        page.records(&view);
        page.evidence(&view);
    }
    page.data(&view);
    screen.print(page.text())?;
    if folded > 0 {
        screen.note(&format!(
            "\n{folded} steps are folded: alongside show {engagement} --all"
        ));
    }
    suggest(session, &runtime, &next_of(&runtime, &engagement).await?).await
}

fn header(view: &EngagementView, runtime: &Runtime, screen: &Screen) -> String {
    let strong = screen.styles().strong;
    let rehearsal = if runtime.is_rehearsal() {
        ", in rehearsal"
    } else {
        ""
    };
    let standing = format!(
        "{}: {}; today is {}{rehearsal}",
        view.id,
        state(view),
        day(view.today)
    );
    let title = format!("{strong}{}{strong:#}", view.title);
    let mut text = wrapped(&title, screen.width(), "", "  ");
    text.push_str(&wrapped(&standing, screen.width(), "", "  "));
    text.push('\n');
    let mut grid = Grid::new(screen.width(), 2);
    let mut line =
        |name: &str, value: String| grid.row([(name.to_owned(), Look::Faint), (value, Look::Plain)]);
    line("workflow", format!("{} ({})", view.workflow_title, view.workflow));
    for (id, (title, party)) in &view.parties {
        let urn = party.urn.map(|urn| format!(", URN {urn}")).unwrap_or_default();
        line(id.as_str(), format!("{}{urn} ({title})", party.name));
    }
    for person in &view.people {
        let roles: Vec<&str> = person.roles.values().map(String::as_str).collect();
        line(person.person.as_str(), roles.join(", "));
    }
    if let Some(budget) = budget(view) {
        line("budget", budget);
    }
    text + &grid.draw()
}

fn state(view: &EngagementView) -> String {
    let on = |date: Option<jiff::civil::Date>| date.map(|date| format!(" {}", day(date))).unwrap_or_default();
    match view.status {
        EngagementStatus::Open => {
            let since = view
                .opened_on
                .map(|date| format!(" since {}", day(date)))
                .unwrap_or_default();
            format!("open{since}")
        }
        EngagementStatus::Ended => {
            let reason = view
                .end_reason
                .as_ref()
                .map(|reason| format!(" ({reason})"))
                .unwrap_or_default();
            format!("ended{}{reason}", on(view.closed_on))
        }
        status => format!("{}{}", status.as_str(), on(view.closed_on)),
    }
}

fn budget(view: &EngagementView) -> Option<String> {
    let days = view.budget.days.map(|days| format!("{days} days"));
    let funding = view
        .budget
        .funding
        .map(|pounds| format!("£{}", thousands(pounds)));
    let parts: Vec<String> = days.into_iter().chain(funding).collect();
    (!parts.is_empty()).then(|| parts.join(", "))
}

/// When something begins: `begins Mon 22 Oct 2018 (in 5 days)`.
fn begins(today: jiff::civil::Date, date: jiff::civil::Date) -> String {
    format!("begins {} ({})", day(date), distance(today, date))
}

/// A step's title with its round, where there is more than one.
fn titled(title: &str, round: u32) -> String {
    if round == 1 {
        title.to_owned()
    } else {
        format!("{title}, round {round}")
    }
}
