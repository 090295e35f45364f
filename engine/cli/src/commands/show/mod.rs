//! `show`: one engagement on a screen. The tree of steps is drawn in `steps`, the sections below it in `page`.

mod page;
mod steps;

use alongside_runtime::core::{EngagementStatus, Spent};
use alongside_runtime::{EngagementView, HoldView, PersonView, Runtime};
use jiff::civil::Date;
use serde_json::json;

use self::page::Page;
use crate::failure::Failure;
use crate::render::change::{next_of, suggest};
use crate::render::dates::{day, distance};
use crate::render::money::amount;
use crate::render::screen::Screen;
use crate::render::table::{Grid, Look};
use crate::render::text::{count, wrapped};
use crate::session::Session;

/// Show an engagement on a screen: steps, dates, findings, decisions, what is next
#[derive(Debug, clap::Args)]
#[command(after_long_help = "\
Stages that are done or have not begun are folded to one line; --all unfolds them, and adds what was recorded, the \
evidence, and how every finding was reached.

Signs: ✓ done, ▶ active, ◇ may be started, ○ waiting, · not come up, ✗ failed, – set aside or ended, ‖ on hold, ⚑ to \
be looked at again.")]
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
    page.flags(&view);
    page.findings(&view, args.all);
    page.decisions(&view);
    page.interventions(&view);
    page.facts(&view, args.all);
    page.events(&view);
    page.escalations(&view);
    page.members(&view);
    page.children(&view);
    if args.all {
        page.records(&view);
        page.evidence(&view);
    }
    page.data(&view);
    screen.print(page.text())?;
    if folded > 0 {
        screen.note(&format!(
            "\n{} folded: alongside show {engagement} --all",
            if folded == 1 {
                "1 step is".to_owned()
            } else {
                format!("{folded} steps are")
            }
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
        line(person.person.as_str(), of_person(person, view.today));
    }
    if let Some(budget) = budget(view) {
        line("budget", budget);
    }
    for (name, value) in around(view) {
        line(name, value);
    }
    text + &grid.draw()
}

fn state(view: &EngagementView) -> String {
    let on = |date: Option<Date>| date.map(|date| format!(" {}", day(date))).unwrap_or_default();
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

/// The roles that a person holds, and when they are away.
fn of_person(person: &PersonView, today: Date) -> String {
    let roles: Vec<&str> = person.roles.values().map(String::as_str).collect();
    let mut text = match roles.is_empty() {
        true => "has left".to_owned(),
        false => roles.join(", "),
    };
    for absence in &person.absences {
        let (from, until) = (day(absence.from), day(absence.until));
        let deputy = absence.deputy.as_ref();
        let deputy = deputy
            .map(|deputy| format!("; {deputy} acts"))
            .unwrap_or_default();
        let now = if absence.covers(today) { "away now" } else { "away" };
        text.push_str(&format!(" ({now}, {from} to {until}{deputy})"));
    }
    text
}

/// Days and money: budgeted, and what was spent where anything was.
fn budget(view: &EngagementView) -> Option<String> {
    let said = |of: Spent| {
        let line = view.ledger.whole(of)?;
        let spent = amount(of, line.spent);
        Some(match (line.budget, line.spent != 0.0) {
            (Some(budget), true) => format!("{spent} of {} spent", amount(of, budget)),
            (Some(budget), false) => amount(of, budget),
            (None, true) => format!("{spent} spent"),
            (None, false) => return None,
        })
    };
    let parts: Vec<String> = [Spent::Days, Spent::Funding]
        .into_iter()
        .filter_map(said)
        .collect();
    (!parts.is_empty()).then(|| parts.join(", "))
}

/// What surrounds it: membership, holds, withdrawal, where it comes from and where it is going.
fn around(view: &EngagementView) -> Vec<(&'static str, String)> {
    let mut lines = Vec::new();
    if let Some(membership) = &view.membership {
        lines.push((
            "membership",
            format!("{} since {}", membership.title, day(membership.since)),
        ));
    }
    if let Some(HoldView { hold, .. }) = &view.on_hold {
        let until = hold
            .until
            .map(|until| format!(" until {}", day(until)))
            .unwrap_or_default();
        lines.push((
            "on hold",
            format!("since {}{until}: {} ({})", day(hold.since), hold.reason, hold.by),
        ));
    }
    if let Some(withdrawal) = &view.withdrawal {
        lines.push((
            "withdrawing",
            format!("since {}: {}", day(withdrawal.since), withdrawal.reason),
        ));
    }
    if let Some(scheduled) = &view.scheduled {
        lines.push((
            "moves to",
            format!("{} at the end of this stage: {}", scheduled.to, scheduled.reason),
        ));
    }
    if let Some(parent) = &view.parent {
        lines.push(("started by", format!("{} ({})", parent.engagement, parent.step)));
    }
    if let Some(before) = &view.follows {
        lines.push((
            "follows",
            format!("{} ({})", before.engagement, before.status.as_str()),
        ));
    }
    if !view.notices.is_empty() {
        let waiting = count(view.notices.len(), "notice");
        lines.push(("to be told", format!("{waiting}: alongside notices {}", view.id)));
    }
    lines
}

/// When something begins: `begins Mon 22 Oct 2018 (in 5 days)`.
fn begins(today: Date, date: Date) -> String {
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
