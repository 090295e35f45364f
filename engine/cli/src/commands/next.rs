//! `next`: who must do what by when, with the command to type.

use alongside_runtime::core::{PersonId, RoleId};
use alongside_runtime::{NextItem, NextQuery, Runtime};
use serde_json::json;

use crate::failure::Failure;
use crate::render::advice::{Asks, json_of};
use crate::render::change::advice;
use crate::render::dates::deadline;
use crate::render::table::{Grid, Look};
use crate::render::{advice::Advice, advice::who};
use crate::session::Session;

/// Say who must do what by when, with the command to type
#[derive(Debug, clap::Args)]
#[command(after_long_help = "\
What is late comes first, then what has a date, then the rest. For one engagement each item comes with the command to \
type; words in capitals are to be filled in. For all engagements it is a table.

Examples:
  alongside next
  alongside next nle-support-116177
  alongside next --as head")]
pub(crate) struct Args {
    /// An engagement, or the beginning of its name [default: all of them]
    engagement: Option<String>,
    /// Only what this role must do
    #[arg(long)]
    role: Option<RoleId>,
    /// Only what this person may do
    #[arg(long = "as", value_name = "PERSON")]
    person: Option<PersonId>,
    /// How many items of all engagements to show at most; 0 shows all
    #[arg(long, value_name = "NUMBER", default_value_t = 50)]
    limit: usize,
}

pub(crate) async fn run(session: &Session, args: Args) -> Result<(), Failure> {
    let runtime = session.open().await?;
    let engagement = match &args.engagement {
        Some(name) => Some(runtime.resolve(name).await?),
        None => None,
    };
    let one = engagement.is_some();
    let query = NextQuery {
        engagement,
        role: args.role,
        person: args.person,
    };
    let items = runtime.next(query).await?;
    let screen = &session.screen;
    if screen.json() {
        return as_json(session, &runtime, &items, one).await;
    }
    if items.is_empty() {
        screen.note("Nobody has anything to do.");
        return Ok(());
    }
    if one {
        let mut text = String::new();
        for item in &items {
            text.push_str(&advice(&runtime, item).await?.text(screen));
        }
        return screen.print(&text);
    }
    let limit = if args.limit == 0 { items.len() } else { args.limit };
    screen.print(&table(session, &runtime, items.get(..limit).unwrap_or(&items)))?;
    match items.len().saturating_sub(limit) {
        0 => screen.note("\nFor the commands to type: alongside next ENGAGEMENT"),
        more => screen.note(&format!(
            "\nand {more} more: alongside next --limit 0, or --role, or --as"
        )),
    }
    Ok(())
}

fn table(session: &Session, runtime: &Runtime, items: &[NextItem]) -> String {
    let today = runtime.today();
    let mut grid = Grid::new(session.screen.width(), 0);
    grid.header(&["engagement", "step", "who", "does", "by"]);
    for next in items {
        let advice = Advice {
            engagement: &next.engagement,
            item: &next.item,
            asks: Asks::default(),
            today,
        };
        let look = if next.item.overdue { Look::Bad } else { Look::Plain };
        grid.row([
            (next.engagement.to_string(), Look::Faint),
            (advice.title(), Look::Strong),
            (who(&next.item), Look::Plain),
            (advice.does(), Look::Plain),
            (
                next.item.due.map(|due| deadline(today, due)).unwrap_or_default(),
                look,
            ),
        ]);
    }
    grid.draw()
}

/// For one engagement each item's command is complete; for all, what a step asks for is not looked up.
async fn as_json(session: &Session, runtime: &Runtime, items: &[NextItem], one: bool) -> Result<(), Failure> {
    let today = runtime.today();
    let mut next = Vec::with_capacity(items.len());
    for item in items {
        let command = if one {
            advice(runtime, item).await?.command()
        } else {
            let asks = Asks::default();
            Advice {
                engagement: &item.engagement,
                item: &item.item,
                asks,
                today,
            }
            .command()
        };
        next.push(json_of(item, &command));
    }
    session
        .screen
        .print_json(&json!({ "today": today, "next": next }))
}
