//! `next`: who must do what by when, with the command to type.

use alongside_runtime::core::{PersonId, RoleId, WorkItem};
use alongside_runtime::{Listing, NextItem, NextQuery, Runtime};
use jiff::civil::Date;
use serde_json::{Value, json};

use super::list::damaged;
use crate::failure::Failure;
use crate::render::advice::{Advice, Asks, json_of, who};
use crate::render::change::{advice, with_commands};
use crate::render::table::{Grid, Look};
use crate::session::Session;
use crate::values::id;

/// What is said where there is no work.
const NOTHING: &str = "Nobody has anything to do.";

/// Say who must do what by when, with the command to type
#[derive(Debug, clap::Args)]
#[command(after_long_help = "\
What is late comes first, then what has a date, then the rest; what is on hold comes last. For one engagement each item comes with the command to \
type; words in capitals are to be filled in. For all engagements it is a table.

Examples:
  alongside next
  alongside next nle-support-116177
  alongside next --as head
  alongside next --role commissioner")]
pub(crate) struct Args {
    /// An engagement, or the beginning of its name [default: all of them]
    engagement: Option<String>,
    /// Only what this role must do
    #[arg(long, value_parser = id::<RoleId>)]
    role: Option<RoleId>,
    /// Only what this person may do
    #[arg(long = "as", value_name = "PERSON", value_parser = id::<PersonId>)]
    person: Option<PersonId>,
    /// How many items of all engagements to show at most; 0 shows all
    #[arg(long, value_name = "NUMBER", default_value_t = 50)]
    limit: usize,
}

pub(crate) async fn run(session: &Session, args: Args) -> Result<(), Failure> {
    let runtime = session.open().await?;
    match &args.engagement {
        Some(name) => {
            let engagement = Some(runtime.resolve(name).await?);
            let query = NextQuery {
                engagement,
                role: args.role,
                person: args.person,
            };
            of_one(session, &runtime, &runtime.next(query).await?).await
        }
        None => of_all(session, &runtime, &args).await,
    }
}

/// What is to be done in one engagement, each with its command.
async fn of_one(session: &Session, runtime: &Runtime, items: &[NextItem]) -> Result<(), Failure> {
    let screen = &session.screen;
    if screen.json() {
        let next = with_commands(runtime, items).await?;
        return screen.print_json(&json!({ "today": runtime.today(), "next": next }));
    }
    if items.is_empty() {
        screen.note(NOTHING);
        return Ok(());
    }
    let mut text = String::new();
    for item in items {
        text.push_str(&advice(runtime, item).await?.text(screen));
    }
    screen.print(&text)
}

/// What is to be done in all engagements, as a table; damaged ones are named, and hide none of the others.
async fn of_all(session: &Session, runtime: &Runtime, args: &Args) -> Result<(), Failure> {
    let listing = runtime.list().await?;
    let today = runtime.today();
    let items = items_of(&listing, today, args);
    let screen = &session.screen;
    if screen.json() {
        let next = items.iter().map(|next| {
            let advice = Advice {
                engagement: &next.engagement,
                item: &next.item,
                asks: Asks::default(),
                today,
            };
            json_of(next, &advice.command())
        });
        let next: Vec<Value> = next.collect();
        screen.print_json(&json!({ "today": today, "next": next, "damaged": listing.damaged }))?;
    } else if items.is_empty() {
        screen.note(NOTHING);
    } else {
        let limit = if args.limit == 0 { items.len() } else { args.limit };
        screen.print(&table(session, today, items.get(..limit).unwrap_or(&items)))?;
        match items.len().saturating_sub(limit) {
            0 => screen.note("\nFor the commands to type: alongside next ENGAGEMENT"),
            more => screen.note(&format!(
                "\nand {more} more: alongside next --limit 0, or --role, or --as"
            )),
        }
    }
    damaged(session, &listing.damaged)
}

/// The work of every engagement, what is late first, then what has a date.
fn items_of(listing: &Listing, today: Date, args: &Args) -> Vec<NextItem> {
    let wanted = |item: &WorkItem| {
        args.role
            .as_ref()
            .is_none_or(|role| item.role.as_ref() == Some(role))
            && args
                .person
                .as_ref()
                .is_none_or(|person| item.people.contains(person))
    };
    let mut items: Vec<NextItem> = Vec::new();
    for summary in &listing.engagements {
        items.extend(
            summary
                .work_as_of(today)
                .into_iter()
                .filter(wanted)
                .map(|item| NextItem::of(summary, item)),
        );
    }
    items.sort_by_key(|NextItem { item, .. }| {
        (
            item.on_hold.is_some(),
            !item.overdue,
            item.due.is_none(),
            item.due,
        )
    });
    items
}

fn table(session: &Session, today: Date, items: &[NextItem]) -> String {
    let mut grid = Grid::new(session.screen.width(), 0);
    grid.header(&["engagement", "step", "who", "does", "by"]);
    for next in items {
        let advice = Advice {
            engagement: &next.engagement,
            item: &next.item,
            asks: Asks::default(),
            today,
        };
        let held = next.item.on_hold.is_some();
        let look = match next.item.overdue {
            _ if held => Look::Faint,
            true => Look::Bad,
            false => Look::Plain,
        };
        let title = if held { Look::Faint } else { Look::Strong };
        grid.row([
            (next.engagement.to_string(), Look::Faint),
            (advice.title(), title),
            (who(&next.item), Look::Plain),
            (advice.does(), Look::Plain),
            (advice.by(today), look),
        ]);
    }
    grid.draw()
}
