//! `ledger`: what was budgeted, is planned and was spent, by whom and from which source.

use alongside_runtime::LedgerView;
use alongside_runtime::core::Spent;
use serde_json::json;

use crate::failure::Failure;
use crate::render::dates::day;
use crate::render::money::{amount, amounts, line_name};
use crate::render::table::{Grid, Look};
use crate::session::Session;

/// Show what was budgeted, is planned and was spent: days and money, by source and by person
#[derive(Debug, clap::Args)]
#[command(after_long_help = "\
Planned is what the steps say that they take. Entries are made with `alongside spend`.

Example:
  alongside ledger nle-support-116177")]
pub(crate) struct Args {
    /// The engagement, or the beginning of its name
    engagement: String,
}

pub(crate) async fn run(session: &Session, args: Args) -> Result<(), Failure> {
    let (runtime, engagement) = session.find(&args.engagement).await?;
    let ledger = runtime.show(&engagement).await?.ledger;
    let screen = &session.screen;
    if screen.json() {
        return screen.print_json(&json!({ "engagement": engagement, "ledger": ledger }));
    }
    if ledger.lines.is_empty() {
        screen.note("There is no budget, nothing is planned and nothing was spent.");
        return Ok(());
    }
    let mut text = lines(&ledger, screen.width());
    if !ledger.entries.is_empty() {
        text.push('\n');
        text.push_str(&entries(&ledger, screen.width()));
    }
    screen.print(&text)?;
    if ledger.entered_by.len() > 1 {
        let by = ledger.entered_by.iter();
        let by: Vec<String> = by
            .map(|(who, spent)| format!("{who} {}", amounts(Some(spent.days), Some(spent.funding))))
            .collect();
        screen.note(&format!("\nEntered by: {}.", by.join("; ")));
    }
    Ok(())
}

fn lines(ledger: &LedgerView, width: usize) -> String {
    let mut grid = Grid::new(width, 0);
    grid.header(&["", "budgeted", "planned", "spent", "left"]);
    for line in &ledger.lines {
        let left = line.budget.map(|budget| budget - line.spent);
        let over = left.is_some_and(|left| left < 0.0);
        let too_much = line.budget.is_some_and(|budget| line.planned > budget);
        let look = |bad: bool| if bad { Look::Bad } else { Look::Plain };
        grid.row([
            (line_name(line), Look::Strong),
            (
                line.budget
                    .map(|budget| amount(line.of, budget))
                    .unwrap_or_default(),
                Look::Plain,
            ),
            (amount(line.of, line.planned), look(too_much)),
            (amount(line.of, line.spent), look(over)),
            (
                left.map(|left| amount(line.of, left)).unwrap_or_default(),
                look(over),
            ),
        ]);
    }
    grid.draw()
}

fn entries(ledger: &LedgerView, width: usize) -> String {
    let mut grid = Grid::new(width, 0);
    grid.header(&["on", "by", "days", "funding", "from", "for", "what"]);
    for entered in &ledger.entries {
        let expense = &entered.expense;
        let sum = |of: Spent, value: Option<f64>| value.map(|value| amount(of, value)).unwrap_or_default();
        let name = |id: Option<String>| id.unwrap_or_default();
        grid.row([
            (day(expense.on), Look::Plain),
            (entered.by.to_string(), Look::Faint),
            (sum(Spent::Days, expense.days), Look::Plain),
            (sum(Spent::Funding, expense.funding), Look::Plain),
            (
                name(expense.source.as_ref().map(ToString::to_string)),
                Look::Plain,
            ),
            (name(expense.step.as_ref().map(ToString::to_string)), Look::Faint),
            (expense.note.clone(), Look::Plain),
        ]);
    }
    grid.draw()
}
