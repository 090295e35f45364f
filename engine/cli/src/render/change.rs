//! What a change did, and what comes next. Programs get `{engagement, repeated, events, next}`.

use alongside_runtime::core::EngagementId;
use alongside_runtime::{Committed, Happening, NextItem, NextQuery, Runtime};
use serde_json::{Value, json};

use super::advice::{Advice, Asks, json_of};
use super::text::{sentence, wrapped};
use crate::failure::Failure;
use crate::session::Session;

/// How many next steps are suggested after a change; `next` lists them all.
const SUGGESTIONS_MAX: usize = 3;

/// Tells what changes to one engagement did, in order, and what comes next.
pub(crate) async fn tell(
    session: &Session,
    runtime: &Runtime,
    engagement: &EngagementId,
    commits: &[Committed],
) -> Result<(), Failure> {
    let happenings: Vec<Happening> = commits.iter().flat_map(Committed::sentences).collect();
    let repeated = !commits.is_empty() && commits.iter().all(|committed| committed.repeated);
    let next = next_of(runtime, engagement).await?;
    let screen = &session.screen;
    if screen.json() {
        let next = with_commands(runtime, &next).await?;
        return screen.print_json(&json!({
            "engagement": engagement,
            "repeated": repeated,
            "events": happenings,
            "next": next,
        }));
    }
    screen.tell(&sentences(&happenings, screen.width(), ""))?;
    if repeated {
        screen.note("This command had been given before; nothing was changed again.");
    } else if happenings.is_empty() {
        screen.note("Nothing changed.");
    }
    suggest(session, runtime, &next).await
}

/// The sentences that most readers want, each on lines of its own.
pub(crate) fn sentences(happenings: &[Happening], width: usize, indent: &str) -> String {
    let rest = format!("{indent}  ");
    happenings
        .iter()
        .filter(|happening| !happening.routine)
        .map(|happening| wrapped(&sentence(&happening.text), width, indent, &rest))
        .collect()
}

/// What somebody must do next in an engagement.
pub(crate) async fn next_of(runtime: &Runtime, engagement: &EngagementId) -> Result<Vec<NextItem>, Failure> {
    let query = NextQuery {
        engagement: Some(engagement.clone()),
        ..NextQuery::default()
    };
    Ok(runtime.next(query).await?)
}

/// Work as JSON, each item with the command to type.
pub(crate) async fn with_commands(runtime: &Runtime, next: &[NextItem]) -> Result<Vec<Value>, Failure> {
    let mut items = Vec::with_capacity(next.len());
    for item in next {
        let advice = advice(runtime, item).await?;
        items.push(json_of(item, &advice.command()));
    }
    Ok(items)
}

/// Looks up all that is needed to say what an item asks for.
pub(crate) async fn advice<'a>(runtime: &Runtime, next: &'a NextItem) -> Result<Advice<'a>, Failure> {
    let asks = Asks::of(runtime, &next.engagement, &next.item).await?;
    Ok(Advice {
        engagement: &next.engagement,
        item: &next.item,
        asks,
        today: runtime.today(),
    })
}

/// Suggests what to do next: what is required first, then what may be left alone.
pub(crate) async fn suggest(session: &Session, runtime: &Runtime, next: &[NextItem]) -> Result<(), Failure> {
    let mut ranked: Vec<&NextItem> = next.iter().collect();
    ranked.sort_by_key(|next| next.item.optional);
    let Some(first) = ranked.first() else {
        return Ok(());
    };
    let screen = &session.screen;
    screen.note("\nNext:");
    for item in ranked.iter().take(SUGGESTIONS_MAX) {
        screen.note(advice(runtime, item).await?.text(screen).trim_end());
    }
    let more = ranked.len().saturating_sub(SUGGESTIONS_MAX);
    if more > 0 {
        screen.note(&format!("and {more} more: alongside next {}", first.engagement));
    }
    Ok(())
}
