//! `load`: what schools take part in, across all their engagements.

use alongside_runtime::SchoolLoad;
use alongside_runtime::core::{Spent, Urn};
use serde_json::json;

use super::list::damaged;
use crate::failure::Failure;
use crate::render::money::amount;
use crate::render::table::{Grid, Look};
use crate::session::Session;
use crate::values::id;

/// Show how much support schools take at once, across all their engagements
#[derive(Debug, clap::Args)]
#[command(after_long_help = "\
The school with the most planned days comes first. Only open engagements count.

Examples:
  alongside load
  alongside load 116177")]
pub(crate) struct Args {
    /// One school [default: all of them]
    #[arg(value_parser = id::<Urn>)]
    urn: Option<Urn>,
}

pub(crate) async fn run(session: &Session, args: Args) -> Result<(), Failure> {
    let runtime = session.open().await?;
    let (schools, broken) = runtime.load_of(args.urn).await?;
    let screen = &session.screen;
    if screen.json() {
        screen.print_json(&json!({ "schools": schools, "damaged": broken }))?;
    } else if schools.is_empty() {
        screen.note("No school takes part in an open engagement.");
    } else {
        screen.print(&table(&schools, screen.width()))?;
    }
    damaged(session, &broken)
}

fn table(schools: &[SchoolLoad], width: usize) -> String {
    let mut grid = Grid::new(width, 0);
    grid.keep_names(1);
    grid.header(&["school", "engagement", "as", "planned", "spent"]);
    for school in schools {
        let several = school.engagements.len() > 1;
        let total = |of: Spent| {
            let (planned, spent) = match of {
                Spent::Days => (school.planned.days, school.spent.days),
                Spent::Funding => (school.planned.funding, school.spent.funding),
            };
            (amount(of, planned), amount(of, spent))
        };
        let name = format!("{} {}", school.urn, school.name);
        if several {
            let (planned, spent) = total(Spent::Days);
            grid.row([
                (name.clone(), Look::Strong),
                (format!("{} engagements", school.engagements.len()), Look::Plain),
                (String::new(), Look::Plain),
                (planned, Look::Strong),
                (spent, Look::Strong),
            ]);
        }
        for share in &school.engagements {
            let first = if several { String::new() } else { name.clone() };
            grid.row([
                (first, Look::Strong),
                (share.engagement.to_string(), Look::Plain),
                (share.part.clone(), Look::Faint),
                (amount(Spent::Days, share.planned.days), Look::Plain),
                (amount(Spent::Days, share.spent.days), Look::Plain),
            ]);
        }
    }
    grid.draw()
}
