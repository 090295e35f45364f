//! `verify`: checks every event and every stored file.

use std::sync::Arc;

use alongside_runtime::{Counted, Verified, VerifyRequest};
use serde_json::json;

use crate::exit::Exit;
use crate::failure::Failure;
use crate::render::progress::Progress;
use crate::render::text::count;
use crate::session::Session;

/// Check that nothing that was recorded has been lost or changed
#[derive(Debug, clap::Args)]
#[command(after_long_help = "\
Every event is read and checked: its checksum, the chain of hashes through the whole engagement and through the whole \
log, and that folding the log gives the state that is shown. So is every stored file. Nothing is repaired. The exit \
code is 7 if anything is wrong; the engagements that are not named are sound.

The head that is printed stands for the whole log. Note it outside the machine: --holds tells later whether the log \
still holds all that it stood for.

Examples:
  alongside verify
  alongside verify leesland --json
  alongside verify --holds 42:5f0c…")]
pub(crate) struct Args {
    /// The engagements, or the beginnings of their names [default: everything]
    engagements: Vec<String>,
    /// A head that was printed earlier: the log must still hold it
    #[arg(long, value_name = "HEAD")]
    holds: Option<String>,
}

pub(crate) async fn run(session: &Session, args: Args) -> Result<(), Failure> {
    let runtime = session.open().await?;
    let mut engagements = Vec::new();
    for name in &args.engagements {
        engagements.push(match name.parse() {
            // A damaged engagement may be known by its whole name only.
            Ok(engagement) if runtime.resolve(name).await.is_err() => engagement,
            _ => runtime.resolve(name).await?,
        });
    }
    let counted = Arc::new(Counted::default());
    let progress = Progress::counting(&session.screen, "checking", &counted);
    let request = VerifyRequest {
        engagements,
        holds: args.holds,
    };
    let verified = runtime.verify(request, counted).await;
    drop(progress);
    tell(session, &verified?)
}

fn tell(session: &Session, verified: &Verified) -> Result<(), Failure> {
    let screen = &session.screen;
    if screen.json() {
        screen.print_json(&json!(verified))?;
    } else {
        let error = screen.styles().error;
        for problem in verified.problems() {
            screen.say_error(&format!("{error}error:{error:#} {problem}"));
        }
        screen.tell(&summary(verified))?;
    }
    if verified.sound {
        return Ok(());
    }
    if !screen.json() {
        screen.say_error("hint: see what can be kept, and what a backup brings back: alongside repair --dry-run [--from DIR]");
    }
    Err(Failure::Told(Exit::Damaged))
}

fn summary(verified: &Verified) -> String {
    let events: u64 = verified.engagements.iter().map(|found| found.events).sum();
    let sound = verified
        .engagements
        .iter()
        .filter(|found| found.problems.is_empty());
    let (sound, all) = (sound.count(), verified.engagements.len());
    let logs = match sound == all {
        true => format!("{} sound", count(all, "log")),
        false => format!("{sound} of {} sound", count(all, "log")),
    };
    let number = |number: u64, thing| count(usize::try_from(number).unwrap_or(usize::MAX), thing);
    let mut text = format!("{logs}, {}", number(events, "event"));
    if let Some(files) = &verified.files {
        text.push_str(&format!("; {} checked", number(files.checked, "stored file")));
    }
    text.push_str(&format!(".\nHead of the log: {}\n", verified.head));
    text
}
