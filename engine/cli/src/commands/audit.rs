//! `audit`: asks plugins again for every answer in the log, and compares.

use alongside_runtime::core::EngagementId;
use alongside_runtime::{AuditVerdict, Audited};
use serde_json::json;

use crate::exit::Exit;
use crate::failure::Failure;
use crate::render::screen::Screen;
use crate::render::text::count;
use crate::session::Session;

/// Ask plugins again for every answer in the log, and compare byte for byte
#[derive(Debug, clap::Args)]
#[command(after_long_help = "\
Each answer is asked for again from the data that was stored, with the very component that the engagement was pinned to \
then, and compared with what the log holds. Nothing is changed.

Exit codes: 0 every answer agrees; 1 one differs; 7 none differs, and some could not be asked for again, because their \
data was erased or their component is gone or damaged.

Examples:
  alongside audit
  alongside audit nle-support-116334 --json")]
pub(crate) struct Args {
    /// The engagement, or the beginning of its name [default: every one]
    engagement: Option<String>,
}

pub(crate) async fn run(session: &Session, args: Args) -> Result<(), Failure> {
    let runtime = session.open().await?;
    let (engagements, damaged): (Vec<EngagementId>, Vec<String>) = match &args.engagement {
        Some(name) => (vec![runtime.resolve(name).await?], Vec::new()),
        None => runtime.engagement_names().await?,
    };
    let mut audited = Vec::new();
    for engagement in &engagements {
        audited.extend(runtime.audit(engagement).await?);
    }
    let counted = |is: fn(&AuditVerdict) -> bool| audited.iter().filter(|one| is(&one.verdict)).count();
    let differ = counted(|verdict| matches!(verdict, AuditVerdict::Differs { .. }));
    let cannot = counted(|verdict| matches!(verdict, AuditVerdict::CannotRun { .. }));
    let screen = &session.screen;
    if screen.json() {
        let ok = differ + cannot + damaged.len() == 0;
        screen.print_json(&json!({ "ok": ok, "answers": audited, "damaged": damaged }))?;
    } else {
        tell(screen, &audited, &damaged)?;
        let agree = audited.len() - differ - cannot;
        screen.tell(&format!(
            "{} of {}: {agree} agree, {differ} differ, {cannot} cannot be asked for again",
            count(audited.len(), "answer"),
            count(engagements.len(), "engagement")
        ))?;
    }
    match (differ, cannot + damaged.len()) {
        (0, 0) => Ok(()),
        (0, _) => Err(Failure::Told(Exit::Damaged)),
        _ => Err(Failure::Told(Exit::Failure)),
    }
}

fn tell(screen: &Screen, audited: &[Audited], damaged: &[String]) -> Result<(), Failure> {
    let red = screen.styles().error;
    for one in audited {
        let place = format!(
            "{} {} round {}: {} {} ({})",
            one.engagement,
            one.step,
            one.round,
            one.plugin,
            one.version,
            one.digest.short()
        );
        match &one.verdict {
            AuditVerdict::Agrees => screen.tell(&format!("agrees   {place}"))?,
            AuditVerdict::CannotRun { reason } => {
                screen.print(&format!("{red}cannot{red:#}   {place}\n         {reason}"))?;
            }
            AuditVerdict::Differs { reason } => {
                screen.print(&format!("{red}DIFFERS{red:#}  {place}\n         {reason}"))?;
            }
        }
    }
    damaged
        .iter()
        .try_for_each(|damage| screen.print(&format!("{red}damaged{red:#}  {damage}")))
}
