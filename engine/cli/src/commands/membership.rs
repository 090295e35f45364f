//! `membership`: where membership of the programme stands, or moves it.

use alongside_runtime::MembershipView;
use alongside_runtime::core::{Command, EngagementId, MembershipId, PersonId};
use serde_json::json;

use crate::args::Repeatable;
use crate::failure::Failure;
use crate::render::change;
use crate::render::dates::day;
use crate::session::{Session, actor, submit};
use crate::values::id;

/// Show where membership of the programme stands; or move it to another state
#[derive(Debug, clap::Args)]
#[command(after_long_help = "\
The workflow says which states there are and which may follow which. Some of them end the engagement.

Examples:
  alongside membership nle-support-116177
  alongside membership nle-support-116177 light-touch --as adviser --reason 'Two good terms.'")]
pub(crate) struct Args {
    /// The engagement, or the beginning of its name
    engagement: String,
    /// The state to move it to [default: show how it stands]
    #[arg(value_parser = id::<MembershipId>, requires = "reason")]
    to: Option<MembershipId>,
    /// Who moves it [default: whoever runs the program]
    #[arg(long = "as", value_name = "PERSON", value_parser = id::<PersonId>, requires = "to")]
    person: Option<PersonId>,
    /// Why
    #[arg(long, value_name = "TEXT", requires = "to")]
    reason: Option<String>,
    #[command(flatten)]
    repeatable: Repeatable,
}

pub(crate) async fn run(session: &Session, args: Args) -> Result<(), Failure> {
    let (runtime, engagement) = session.find(&args.engagement).await?;
    let (Some(to), reason) = (args.to, args.reason.unwrap_or_default()) else {
        let membership = runtime.show(&engagement).await?.membership;
        return show(session, &engagement, membership);
    };
    let command = Command::MoveMembership { to, reason };
    let (by, command_id) = (actor(args.person), args.repeatable.command_id);
    let committed = submit(&runtime, &engagement, command, by, command_id).await?;
    change::tell(session, &runtime, &engagement, &[committed]).await
}

fn show(
    session: &Session,
    engagement: &EngagementId,
    membership: Option<MembershipView>,
) -> Result<(), Failure> {
    let screen = &session.screen;
    if screen.json() {
        return screen.print_json(&json!({ "engagement": engagement, "membership": membership }));
    }
    let Some(membership) = membership else {
        screen.note("The workflow of this engagement has no membership.");
        return Ok(());
    };
    screen.print(&format!(
        "{} ({}) since {}",
        membership.title,
        membership.state,
        day(membership.since)
    ))?;
    let next = membership.may_become.iter();
    let next: Vec<String> = next.map(|(id, title)| format!("{id} ({title})")).collect();
    if !next.is_empty() {
        screen.note(&format!("May become: {}", next.join(", ")));
    }
    Ok(())
}
