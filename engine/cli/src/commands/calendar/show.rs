//! `calendar show`: the terms and holidays of one calendar.

use alongside_runtime::RuntimeError;
use alongside_runtime::core::{Calendar, CalendarId, DateRange, Split};
use serde_json::json;

use crate::failure::Failure;
use crate::render::dates::day;
use crate::render::screen::Screen;
use crate::render::table::{Grid, Look};
use crate::session::Session;

/// Show the terms, half-terms and holidays of a calendar
#[derive(Debug, clap::Args)]
pub(crate) struct Args {
    /// The calendar
    calendar: CalendarId,
}

pub(crate) async fn run(session: &Session, args: Args) -> Result<(), Failure> {
    let runtime = session.open().await?;
    let calendars = runtime.calendars().await?;
    let Some(calendar) = calendars.iter().find(|calendar| *calendar.id() == args.calendar) else {
        let known: Vec<&str> = calendars.iter().map(|calendar| calendar.id().as_str()).collect();
        let hint = Some(format!("calendars here: {}", known.join(", ")));
        return Err(RuntimeError::NotFound {
            what: "calendar",
            name: args.calendar.to_string(),
            hint,
        }
        .into());
    };
    if session.screen.json() {
        return session.screen.print_json(&json!(calendar.parts()));
    }
    session.screen.print(&described(calendar, &session.screen))
}

/// The calendar as a page.
pub(super) fn described(calendar: &Calendar, screen: &Screen) -> String {
    let parts = calendar.parts();
    let strong = screen.styles().strong;
    let mut text = format!("{strong}{}{strong:#} ({})\n", parts.title, parts.id);
    if let Some(source) = &parts.source {
        text.push_str(&format!("from {source}\n"));
    }
    for year in &parts.years {
        let provisional = if year.provisional { " (provisional)" } else { "" };
        text.push_str(&format!("\n{strong}{}{strong:#}{provisional}\n", year.name));
        let mut grid = Grid::new(screen.width(), 2);
        for term in &year.terms {
            let split = match &term.split {
                Split::Whole => String::new(),
                Split::Break(holiday) => format!("half-term holiday {}", range(*holiday)),
                Split::HalfTerms(halves) => {
                    let halves: Vec<String> = halves.iter().map(|half| range(*half)).collect();
                    format!("half-terms {}", halves.join(" and "))
                }
            };
            let dates = range(DateRange {
                first: term.first,
                last: term.last,
            });
            grid.row([
                (term.name.clone(), Look::Plain),
                (dates, Look::Plain),
                (split, Look::Plain),
            ]);
        }
        let inset: Vec<String> = year.inset_days.iter().map(|date| day(*date)).collect();
        if !inset.is_empty() {
            grid.row([
                ("INSET".to_owned(), Look::Plain),
                (inset.join(", "), Look::Plain),
                (String::new(), Look::Plain),
            ]);
        }
        for closure in &year.closures {
            grid.row([
                ("closed".to_owned(), Look::Plain),
                (day(closure.date), Look::Plain),
                (closure.name.clone(), Look::Plain),
            ]);
        }
        text.push_str(&grid.draw());
    }
    if !parts.bank_holidays.is_empty() {
        text.push_str(&format!("\n{strong}Bank holidays{strong:#}\n"));
        let mut grid = Grid::new(screen.width(), 2);
        for holiday in &parts.bank_holidays {
            grid.row([
                (day(holiday.date), Look::Plain),
                (holiday.name.clone(), Look::Plain),
            ]);
        }
        text.push_str(&grid.draw());
    }
    text
}

fn range(range: DateRange) -> String {
    format!("{} to {}", day(range.first), day(range.last))
}
