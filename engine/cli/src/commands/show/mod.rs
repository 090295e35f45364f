//! `show`: one engagement on a screen. The tree of steps is drawn in `steps`.

mod steps;

use alongside_runtime::core::{EngagementStatus, Explanation};
use alongside_runtime::{EngagementView, Runtime};
use serde_json::json;

use crate::failure::Failure;
use crate::render::change::{next_of, suggest};
use crate::render::dates::{day, distance};
use crate::render::screen::Screen;
use crate::render::table::{Grid, Look};
use crate::render::text::wrapped;
use crate::session::Session;

/// Show an engagement on a screen: steps, dates, findings, decisions, what is next
#[derive(Debug, clap::Args)]
#[command(after_long_help = "\
Stages that are done or have not begun are folded to one line; --all unfolds them, and adds what was recorded, the
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
    let mut text = header(&view, &runtime, screen);
    let (tree, folded) = steps::tree(&view, screen.width(), args.all);
    heading(&mut text, screen, "Steps");
    text.push_str(&tree);
    findings(&mut text, &view, screen, args.all);
    decisions(&mut text, &view, screen);
    interventions(&mut text, &view, screen);
    if args.all {
        records(&mut text, &view, screen);
        evidence(&mut text, &view, screen);
    }
    data(&mut text, &view, screen);
    screen.print(&text)?;
    if folded > 0 {
        screen.note(&format!("\n{folded} steps are folded: show {engagement} --all"));
    }
    suggest(session, &runtime, &next_of(&runtime, &engagement).await?).await
}

fn header(view: &EngagementView, runtime: &Runtime, screen: &Screen) -> String {
    let strong = screen.styles().strong;
    let mut text = format!("{strong}{}{strong:#}\n", view.title);
    let rehearsal = if runtime.is_rehearsal() {
        ", in rehearsal"
    } else {
        ""
    };
    text.push_str(&format!(
        "{}: {}; today is {}{rehearsal}\n\n",
        view.id,
        state(view),
        day(view.today)
    ));
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
    let funding = view.budget.funding.map(|pounds| format!("£{pounds}"));
    let parts: Vec<String> = days.into_iter().chain(funding).collect();
    (!parts.is_empty()).then(|| parts.join(", "))
}

fn heading(text: &mut String, screen: &Screen, title: &str) {
    let strong = screen.styles().strong;
    text.push_str(&format!("\n{strong}{title}{strong:#}\n"));
}

/// One entry of a section: dated, wrapped, set in.
fn entry(text: &mut String, screen: &Screen, line: &str) {
    text.push_str(&wrapped(line, screen.width(), "  ", "    "));
}

/// A step's title with its round, where there is more than one.
fn titled(title: &str, round: u32) -> String {
    if round == 1 {
        title.to_owned()
    } else {
        format!("{title}, round {round}")
    }
}

fn findings(text: &mut String, view: &EngagementView, screen: &Screen, all: bool) {
    if view.findings.is_empty() {
        return;
    }
    heading(text, screen, "Findings");
    for finding in &view.findings {
        let title = titled(&finding.title, finding.round);
        entry(
            text,
            screen,
            &format!("{}  {title}: {}", day(finding.on), finding.line),
        );
        if all {
            explain(text, screen, &finding.finding.output.explanation, 4);
        }
    }
}

fn explain(text: &mut String, screen: &Screen, lines: &[Explanation], indent: usize) {
    for line in lines {
        let (first, rest) = (" ".repeat(indent), " ".repeat(indent + 2));
        text.push_str(&wrapped(
            &format!("{}: {}", line.label, line.detail),
            screen.width(),
            &first,
            &rest,
        ));
        explain(text, screen, &line.children, indent + 2);
    }
}

fn decisions(text: &mut String, view: &EngagementView, screen: &Screen) {
    if view.decisions.is_empty() {
        return;
    }
    heading(text, screen, "Decisions");
    for decision in &view.decisions {
        let title = titled(&decision.title, decision.round);
        let by = decision
            .by
            .as_ref()
            .map(|by| format!("; decided by {by}"))
            .unwrap_or_default();
        let approved = decision
            .approved_by
            .as_ref()
            .map(|by| format!(", approved by {by}"))
            .unwrap_or_default();
        let (chosen, reason) = (decision.chosen.join(", "), &decision.reason);
        entry(
            text,
            screen,
            &format!(
                "{}  {title}: {chosen} (because: {reason}){by}{approved}",
                day(decision.on)
            ),
        );
    }
}

fn interventions(text: &mut String, view: &EngagementView, screen: &Screen) {
    if view.interventions.is_empty() {
        return;
    }
    heading(text, screen, "Interventions");
    for adopted in &view.interventions {
        let proposal = &adopted.proposal;
        let tier = format!("tier {}, {}", proposal.tier.number(), proposal.tier.as_str());
        entry(
            text,
            screen,
            &format!("{}  {} ({tier})", day(adopted.on), proposal.title),
        );
    }
}

fn records(text: &mut String, view: &EngagementView, screen: &Screen) {
    if view.records.is_empty() {
        return;
    }
    heading(text, screen, "Records");
    for record in &view.records {
        entry(
            text,
            screen,
            &format!("{}  {}", day(record.on), titled(&record.title, record.round)),
        );
        for (field, value) in &record.fields {
            text.push_str(&wrapped(
                &format!("{field}: {value}"),
                screen.width(),
                "    ",
                "      ",
            ));
        }
    }
}

fn evidence(text: &mut String, view: &EngagementView, screen: &Screen) {
    if view.evidence.is_empty() {
        return;
    }
    heading(text, screen, "Evidence");
    for item in &view.evidence {
        let title = titled(&item.title, item.round);
        let what = format!(
            "{}: {} ({}, offered by {})",
            item.evidence,
            item.item,
            item.status.as_str(),
            item.offered_by
        );
        entry(
            text,
            screen,
            &format!("{}  {title}: {what}", day(item.offered_on)),
        );
    }
}

fn data(text: &mut String, view: &EngagementView, screen: &Screen) {
    if view.data.is_empty() {
        return;
    }
    heading(text, screen, "Data");
    for slot in &view.data {
        let years: Vec<&str> = slot.years.keys().map(String::as_str).collect();
        let years = if years.is_empty() {
            "nothing yet: alongside import FILE".to_owned()
        } else {
            years.join(", ")
        };
        entry(text, screen, &format!("{}: {years}", slot.title));
    }
}

/// When something begins: `begins Mon 22 Oct 2018 (in 5 days)`.
fn begins(today: jiff::civil::Date, date: jiff::civil::Date) -> String {
    format!("begins {} ({})", day(date), distance(today, date))
}
