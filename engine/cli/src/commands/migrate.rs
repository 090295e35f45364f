//! `migrate`: moves running engagements to another version of their workflow.

use alongside_runtime::core::{EngagementId, EngagementStatus, MigrationReport, PersonId, TimerFate};
use alongside_runtime::{Migrated, Runtime, RuntimeError};
use serde_json::json;

use super::filter::Chosen;
use crate::exit::Exit;
use crate::failure::Failure;
use crate::render::table::{Grid, Look};
use crate::render::text::count;
use crate::session::{Session, actor};
use crate::values::id;

/// Move running engagements to another version of their workflow; look at it first with --dry-run
#[derive(Debug, clap::Args)]
#[command(after_long_help = "\
The file of the version to move to says how, in its `[migrate]` tables; moving back to the version before needs none. \
Each engagement moves wholly or not at all, and its history says so. Where the file says `at = \"stage-boundary\"`, an \
engagement moves once no stage at top level is being worked on.

Without the name of an engagement, every open one on another version of the workflow is meant, as far as it fits what \
is asked for.

Examples:
  alongside migrate --to our-support --dry-run
  alongside migrate our-support-116177 --to our-support --reason 'Reviews every half-term'
  alongside migrate --to our-support --authority hampshire --reason 'Reviews every half-term'")]
pub(crate) struct Args {
    /// The engagements, or the beginnings of their names
    engagements: Vec<String>,
    /// The version to move to: a workflow file, or the name of one in the workspace
    #[arg(long, value_name = "WORKFLOW")]
    to: String,
    /// Only show what would happen
    #[arg(long)]
    dry_run: bool,
    /// Why
    #[arg(long, value_name = "TEXT", required_unless_present = "dry_run")]
    reason: Option<String>,
    /// Who moves them [default: whoever runs the program]
    #[arg(long = "as", value_name = "PERSON", value_parser = id::<PersonId>)]
    person: Option<PersonId>,
    #[command(flatten)]
    chosen: Chosen,
}

/// What became of one engagement.
enum Told {
    Moves(Box<Migrated>),
    Refused(EngagementId, Box<RuntimeError>),
}

pub(crate) async fn run(session: &Session, args: Args) -> Result<(), Failure> {
    let runtime = session.open().await?;
    let engagements = meant(&runtime, &args.engagements, args.chosen, &args.to).await?;
    let mut all = Vec::new();
    for engagement in engagements {
        let result = if args.dry_run {
            runtime.rehearse_migration(&engagement, &args.to).await
        } else {
            let (why, by) = (
                args.reason.as_deref().unwrap_or_default(),
                actor(args.person.clone()),
            );
            runtime.migrate(&engagement, &args.to, why, by, None).await
        };
        all.push(match result {
            Ok(migrated) => Told::Moves(Box::new(migrated)),
            Err(error) => Told::Refused(engagement, Box::new(error)),
        });
    }
    tell(session, &all, args.dry_run)
}

/// The engagements that are named; where none is, those on another version of the workflow that fit.
async fn meant(
    runtime: &Runtime,
    named: &[String],
    chosen: Chosen,
    to: &str,
) -> Result<Vec<EngagementId>, Failure> {
    let mut engagements = Vec::new();
    for name in named {
        engagements.push(runtime.resolve(name).await?);
    }
    if !named.is_empty() {
        return Ok(engagements);
    }
    let target = runtime.check(to).await?.definition;
    let of_workflow = format!("{}@", target.id);
    let this_version = format!("{}@{}", target.id, target.version);
    let listing = runtime.list_where(chosen.filter()?).await?;
    let open = listing.engagements.into_iter().filter(|summary| {
        summary.status == EngagementStatus::Open
            && summary.workflow.starts_with(&of_workflow)
            && summary.workflow != this_version
    });
    Ok(open.map(|summary| summary.id).collect())
}

fn tell(session: &Session, all: &[Told], dry_run: bool) -> Result<(), Failure> {
    let screen = &session.screen;
    let mut refused = 0_usize;
    let mut shown = Vec::new();
    let mut grid = Grid::new(screen.width(), 0);
    grid.header(&["engagement", "from", "to", "what happens"]);
    for told in all {
        match told {
            Told::Moves(migrated) => {
                let report = &migrated.report;
                if !report.is_possible() {
                    refused += 1;
                }
                grid.row([
                    (migrated.engagement.to_string(), Look::Strong),
                    (report.from.clone(), Look::Plain),
                    (report.to.clone(), Look::Plain),
                    summary(report),
                ]);
                shown.push(json!({
                    "engagement": migrated.engagement,
                    "report": report,
                    "events": migrated.committed.as_ref().map(|committed| committed.sentences()),
                }));
            }
            Told::Refused(engagement, error) => {
                refused += 1;
                let why = error.to_string();
                grid.row([
                    (engagement.to_string(), Look::Strong),
                    (String::new(), Look::Plain),
                    (String::new(), Look::Plain),
                    (why.clone(), Look::Bad),
                ]);
                shown.push(json!({ "engagement": engagement, "refused": why }));
            }
        }
    }
    if screen.json() {
        screen.print_json(&json!({ "dry-run": dry_run, "engagements": shown }))?;
    } else if all.is_empty() {
        screen.note("No open engagement runs on another version of this workflow.");
    } else {
        screen.print(&grid.draw())?;
        let moved = all.len() - refused;
        let verb = if dry_run { "would move" } else { "moved" };
        screen.note(&format!(
            "{} {verb}, {refused} refused.",
            count(moved, "engagement")
        ));
    }
    if refused > 0 {
        Err(Failure::Told(Exit::Refused))
    } else {
        Ok(())
    }
}

/// What happens to one engagement, in a line.
fn summary(report: &MigrationReport) -> (String, Look) {
    if !report.is_possible() {
        let reasons: Vec<String> = report.refusals.iter().map(ToString::to_string).collect();
        return (format!("refused: {}", reasons.join("; ")), Look::Bad);
    }
    let renamed = report.maps.iter().filter(|step| step.step != step.to);
    let mut parts: Vec<String> = renamed
        .map(|step| format!("{} becomes {}", step.step, step.to))
        .collect();
    parts.extend(
        report
            .drops
            .iter()
            .map(|step| format!("{} goes: {}", step.step, step.reason)),
    );
    parts.extend(report.new.iter().map(|step| format!("{} is new", step.step)));
    let restarted = report
        .pending
        .iter()
        .filter(|timer| timer.fate == TimerFate::Restarted)
        .count();
    if restarted > 0 {
        parts.push(format!("{} counted again", count(restarted, "date")));
    }
    if parts.is_empty() {
        parts.push("every step goes on".to_owned());
    }
    (parts.join("; "), Look::Plain)
}
