//! What the workspace holds: calendars, workflows and plugins, the clock, and whether every engagement can move.

use std::collections::{BTreeMap, BTreeSet};

use alongside_core::calendar::CalendarId;
use alongside_core::definition::StepKind;
use alongside_core::effect::{Effect, pending_effects};
use alongside_core::work::Action;
use alongside_store::Sequence;
use jiff::ToSpan as _;

use super::Remarks;
use crate::commit::{day_number, stream};
use crate::error::RuntimeError;
use crate::inner::Inner;
use crate::summary::Summary;
use crate::tick::date_of;
use crate::views::Damaged;
use crate::workspace::Settings;

/// How far ahead a calendar should be published, in days.
const AHEAD_DAYS: i32 = 90;

pub(super) fn examine(inner: &Inner, settings: &Settings, remarks: &mut Remarks) -> Result<(), RuntimeError> {
    let listing = inner.listing()?;
    for Damaged {
        engagement,
        sequence,
        reason,
    } in &listing.damaged
    {
        remarks.broken(
            "store",
            format!("`{engagement}` is damaged at event {sequence}: {reason}"),
            "see what can be kept: alongside repair --dry-run",
        );
    }
    let open: Vec<Summary> = listing
        .engagements
        .into_iter()
        .filter(|summary| summary.closed_on.is_none())
        .collect();
    calendars(inner, settings, &open, remarks);
    workflows(inner, remarks);
    clock(inner, &open, remarks)?;
    let mut stuck = 0;
    for summary in &open {
        stuck += engagement(inner, summary, remarks);
    }
    if stuck == 0 {
        let count = open.len();
        remarks.good(
            "engagements",
            format!("nothing stands in the way of the {count} that are open"),
        );
    }
    Ok(())
}

fn calendars(inner: &Inner, settings: &Settings, open: &[Summary], remarks: &mut Remarks) {
    let calendars = match inner.calendars() {
        Ok(calendars) => calendars,
        Err(error) => return remarks.error("calendars", &error, "mend the file"),
    };
    let mut used: BTreeSet<CalendarId> = settings.default_calendar.iter().cloned().collect();
    for summary in open {
        if let Ok(current) = inner.current(&summary.id)
            && let Some(opening) = &current.state.opening
        {
            used.extend(
                opening
                    .parties
                    .values()
                    .filter_map(|party| party.calendar.clone()),
            );
        }
    }
    let ahead = inner.clock.now().today.saturating_add(AHEAD_DAYS.days());
    let mut fine = true;
    for id in used {
        match calendars.get(&id) {
            None => remarks.broken(
                "calendars",
                format!("the calendar `{id}` is used and is not there"),
                "put it back into the folder calendars, or import it: alongside help calendar",
            ),
            Some(calendar) if calendar.covers().last < ahead => remarks.look(
                "calendars",
                format!(
                    "the calendar `{id}` is published to {}; later dates are estimates",
                    calendar.covers().last
                ),
                "add the terms that follow: alongside help calendar",
            ),
            Some(_) => continue,
        }
        fine = false;
    }
    if fine {
        remarks.good(
            "calendars",
            "every calendar that is used is there and reaches far enough",
        );
    }
}

/// Whether the workflows of the workspace can be opened, with the plugins they name.
fn workflows(inner: &Inner, remarks: &mut Remarks) {
    let texts = match inner.shelf.workflows() {
        Ok(texts) => texts,
        Err(error) => return remarks.error("workflows", &error, "see that the folder can be read"),
    };
    if let Err(error) = inner.catalog() {
        remarks.error("plugins", &error, "replace the component, or take it away");
        return;
    }
    let mut fine = true;
    for text in texts {
        if let Err(error) = inner.check_text(&text.shown, &text.text) {
            fine = false;
            remarks.look(
                "workflows",
                format!("{}: {error}", text.shown),
                format!("see what is wrong: alongside check {}", text.shown),
            );
        }
    }
    if fine {
        remarks.good(
            "workflows",
            "every workflow can be opened with the plugins that are there",
        );
    }
}

fn clock(inner: &Inner, open: &[Summary], remarks: &mut Remarks) -> Result<(), RuntimeError> {
    let now = inner.clock.now();
    let mut latest = None;
    for summary in open {
        let stream = stream(&summary.id)?;
        let last = inner
            .store
            .head(&stream)?
            .map_or(Sequence::ZERO, |head| head.last);
        let events = inner.store.read_stream(&stream, last, 1).unwrap_or_default();
        latest = latest.max(events.first().map(|event| event.time_micros));
    }
    let mut fine = true;
    if let Some(at) = latest.and_then(|micros| jiff::Timestamp::from_microsecond(micros).ok())
        && at > now.at
    {
        fine = false;
        remarks.broken(
            "clock",
            format!(
                "the clock stands at {}, and something was recorded at {at}",
                now.at
            ),
            "set the machine's clock right: what is recorded now would lie before what was",
        );
    }
    let yesterday = now.today.saturating_sub(1.days());
    let due = inner.store.claim_timers(day_number(yesterday), usize::MAX)?;
    if let Some(first) = due.timers.first() {
        fine = false;
        remarks.look(
            "clock",
            format!(
                "time has not been let pass: something was due on {}",
                date_of(first.due_day)
            ),
            "let it pass, and best every day: alongside tick",
        );
    }
    if fine {
        remarks.good(
            "clock",
            "the clock has not gone back, and nothing that was due is left",
        );
    }
    Ok(())
}

/// Whether an engagement can move; gives how many remarks there were.
fn engagement(inner: &Inner, summary: &Summary, remarks: &mut Remarks) -> usize {
    let before = remarks.0.len();
    let id = &summary.id;
    let current = match inner.current(id) {
        Ok(current) => current,
        Err(error) => {
            remarks.error(
                "engagements",
                &error,
                "see what can be kept: alongside repair --dry-run",
            );
            return 1;
        }
    };
    for (step, message) in silent_plugins(inner, &current) {
        remarks.broken(
            "engagements",
            format!("`{id}`: {step} is shown as running and cannot move: {message}"),
            "bring the component back: alongside repair --from BACKUPS",
        );
    }
    for item in summary
        .work
        .iter()
        .filter(|item| !item.optional && item.on_hold.is_none())
    {
        let step = &item.round.step;
        if let Action::Retry { message } = &item.action {
            let first = message.lines().next().unwrap_or_default();
            remarks.look(
                "engagements",
                format!("`{id}`: the plugin of {step} failed: {first}"),
                format!("try again: alongside retry {id} {step}"),
            );
        } else if item.people.is_empty()
            && let Some(role) = &item.role
        {
            remarks.look(
                "engagements",
                format!("`{id}`: {step} waits for the role {role}, which nobody has"),
                format!("give it to somebody: alongside roles {id} --help"),
            );
        }
    }
    if stands_still(&current, summary) {
        remarks.broken(
            "engagements",
            format!("`{id}` is open, and nothing in it can move: nobody has work, no date comes and no plugin answers"),
            format!("see why, and end it or reopen a step: alongside show {id} --all"),
        );
    }
    remarks.0.len() - before
}

/// The steps that wait for a plugin which cannot answer.
fn silent_plugins(inner: &Inner, current: &crate::commit::Current) -> BTreeMap<String, String> {
    let effects = pending_effects(&current.definition, &current.state);
    let calls = effects.iter().filter_map(|effect| match effect {
        Effect::Call(call) => Some(call),
        _ => None,
    });
    calls
        .filter_map(|call| {
            let error = inner.plugin(&call.pin.digest).err()?;
            Some((call.key.step.to_string(), error.to_string()))
        })
        .collect()
}

fn stands_still(current: &crate::commit::Current, summary: &Summary) -> bool {
    let state = &current.state;
    let waits_outside = current.definition.steps.iter().any(|step| {
        matches!(step.kind, StepKind::Wait { .. } | StepKind::Engagement { .. })
            && state.latest(&step.id).is_some_and(|round| round.is_active())
    });
    summary.on_hold.is_none()
        && summary.work.is_empty()
        && state.timers.is_empty()
        && !summary.reads_today
        && !waits_outside
        && pending_effects(&current.definition, state).is_empty()
}
