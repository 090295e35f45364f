//! Letting time pass: timers fire, interrupted plugin calls are made, changed calendars are followed.

use std::collections::BTreeSet;

use alongside_core::command::{Actor, Command};
use alongside_core::ids::EngagementId;
use alongside_store::Name;
use jiff::ToSpan;
use jiff::civil::Date;

use crate::commit::{Committed, day_number};
use crate::error::RuntimeError;
use crate::inner::Inner;
use crate::runtime::Runtime;
use crate::views::Damaged;

/// How many timers are looked at in one go.
const TIMERS_PAGE: usize = 4_096;

/// The name under which the store keeps the calendars that timers were worked out from.
const CALENDARS_SEEN: &str = "calendars-seen";

/// What passed when time did.
#[derive(Debug, Clone)]
pub struct Ticked {
    /// The date now.
    pub today: Date,
    /// What happened, in order.
    pub commits: Vec<Committed>,
    /// The engagements whose log is damaged: time did not pass for them.
    pub damaged: Vec<Damaged>,
}

impl Runtime {
    /// Lets time pass: to today, or, in a rehearsal, day by day to a date.
    ///
    /// # Errors
    /// When a date is given outside a rehearsal or lies in the past, or an engagement cannot be changed.
    pub async fn tick(&self, to: Option<Date>) -> Result<Ticked, RuntimeError> {
        self.run(move |inner| inner.tick(to)).await
    }
}

impl Inner {
    pub(crate) fn tick(&self, to: Option<Date>) -> Result<Ticked, RuntimeError> {
        let today = self.clock.now().today;
        let target = self.target(to, today)?;
        let mut commits = self.follow_calendars()?;
        commits.extend(self.tick_day(today)?);
        let mut day = today;
        while let Some(next) = self.next_day(day, target)? {
            self.set_rehearsal_date(next)?;
            commits.extend(self.tick_day(next)?);
            day = next;
        }
        if day < target {
            self.set_rehearsal_date(target)?;
        }
        Ok(Ticked {
            today: target,
            commits,
            damaged: self.listing()?.damaged,
        })
    }

    fn target(&self, to: Option<Date>, today: Date) -> Result<Date, RuntimeError> {
        match to {
            None => Ok(today),
            Some(to) if to == today => Ok(to),
            Some(to) if !self.clock.is_rehearsal() => Err(RuntimeError::input_hint(
                "not-a-rehearsal",
                format!("time cannot be moved to {to}: this workspace lives by the machine's clock"),
                "rehearse in a workspace of its own: alongside init FOLDER --rehearsal-from DATE",
            )),
            Some(to) if to < today => Err(RuntimeError::input_hint(
                "backwards",
                format!("time cannot go back from {today} to {to}"),
                "start another rehearsal",
            )),
            Some(to) => Ok(to),
        }
    }

    /// The next day, up to `target`, on which something can happen.
    fn next_day(&self, day: Date, target: Date) -> Result<Option<Date>, RuntimeError> {
        if day >= target {
            return Ok(None);
        }
        let tomorrow = day.saturating_add(1.day());
        let open = self.summaries()?;
        if open
            .iter()
            .any(|summary| summary.closed_on.is_none() && summary.reads_today)
        {
            return Ok(Some(tomorrow));
        }
        // Timers due by `day` have fired; the earliest left is the next.
        let page = self.store.claim_timers(day_number(target), TIMERS_PAGE)?;
        let due = page
            .timers
            .iter()
            .map(|timer| timer.due_day)
            .filter(|due| *due > day_number(day))
            .min();
        Ok(due.map(|due| date_of(due).max(tomorrow)))
    }

    /// Lets one day do its work in every engagement that has a timer due, waits for a plugin, or reads the date.
    fn tick_day(&self, day: Date) -> Result<Vec<Committed>, RuntimeError> {
        let mut touched: BTreeSet<EngagementId> = BTreeSet::new();
        for summary in self.summaries()? {
            if summary.closed_on.is_none() && (summary.reads_today || summary.waits_for_plugin) {
                touched.insert(summary.id);
            }
        }
        let page = self.store.claim_timers(day_number(day), usize::MAX)?;
        let due = page.timers.iter().map(|timer| timer.stream.as_str());
        touched.extend(due.filter_map(|stream| EngagementId::new(stream).ok()));
        let mut commits = Vec::new();
        for engagement in touched {
            let committed = self.submit(&engagement, &Command::Tick, &Actor::Engine, None)?;
            if !committed.events.is_empty() {
                commits.push(committed);
            }
        }
        Ok(commits)
    }

    /// Works pending timers out again where a calendar has changed since the last tick.
    pub(crate) fn follow_calendars(&self) -> Result<Vec<Committed>, RuntimeError> {
        let calendars = self.calendars()?;
        let seen: Vec<String> = calendars
            .values()
            .map(|calendar| format!("{} {}", calendar.id(), calendar.revision()))
            .collect();
        let seen = seen.join("\n");
        let name = Name::new(CALENDARS_SEEN)?;
        let before = self.store.get_meta(&name)?;
        if before.as_deref() == Some(seen.as_bytes()) {
            return Ok(Vec::new());
        }
        let mut commits = Vec::new();
        for summary in self
            .summaries()?
            .into_iter()
            .filter(|summary| summary.closed_on.is_none())
        {
            let command = Command::RecalculateTimers;
            let committed = self.submit(&summary.id, &command, &Actor::Engine, None)?;
            if !committed.events.is_empty() {
                commits.push(committed);
            }
        }
        self.store.put_meta(&name, seen.as_bytes())?;
        Ok(commits)
    }
}

pub(crate) fn date_of(day_number: i32) -> Date {
    jiff::civil::date(1970, 1, 1).saturating_add(jiff::Span::new().days(day_number))
}
