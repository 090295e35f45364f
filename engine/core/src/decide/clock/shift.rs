//! What a hold did to the timers under it, once it is over.
//!
//! *Keep* leaves every date. *Shift* moves the day from which a rule counts by the length of the hold: by its school
//! days where the rule counts school time, else by its days; the date follows. *Restart* counts the whole time anew
//! from the end of the hold. A date that no span leads to (a named or recorded date, or one that a person set) can
//! only be shifted. A rule bound to the ends of terms or half-terms goes on with the next one. Where several holds
//! overlap, each day counts once: what another hold still covers is left for that one to count.

use jiff::civil::Date;

use super::dates::due_key;
use crate::calendar::{Calendar, Span, Unit};
use crate::decide::{Draft, Rejection};
use crate::definition::{TimePoint, TimeRule};
use crate::event::{MovedTimer, Round};
use crate::hold::{Hold, TimerPolicy};
use crate::ids::PartyId;
use crate::standstill::{holds_on, lies_within};
use crate::state::{Timer, TimerKey, TimerKind, TimerRule};

/// The part of a hold that a timer has to make up for.
#[derive(Clone, Copy)]
struct Pause {
    from: Date,
    to: Date,
    policy: TimerPolicy,
}

impl Draft<'_> {
    /// The timers that are moved as `hold`, over a round or over the whole engagement, ends.
    pub(in crate::decide) fn timers_after_hold(
        &self,
        hold: &Hold,
        over: Option<&Round>,
        end: Date,
    ) -> Result<Vec<MovedTimer>, Rejection> {
        if hold.timers == TimerPolicy::Keep {
            return Ok(Vec::new());
        }
        let definition = self.context.definition;
        let under = |round: &Round| over.is_none_or(|over| lies_within(definition, &self.state, round, over));
        let mut moved = Vec::new();
        for (key, timer) in self.state.timers.iter().filter(|(key, _)| under(&key.round)) {
            let follows_due = matches!(key.kind, TimerKind::Remind(_) | TimerKind::Escalate(_))
                && self.state.timers.contains_key(&due_key(&key.round));
            let Some(pause) = self.pause(hold, over, &key.round, end).filter(|_| !follows_due) else {
                continue;
            };
            if let Some(change) = self.after_pause(key, timer, pause)? {
                let (due, to) = (change.kind == TimerKind::Due, change.to);
                moved.push(change);
                if due {
                    moved.extend(self.following_due(&key.round, to)?);
                }
            }
        }
        Ok(moved)
    }

    /// How long a round stood still on account of this hold alone; none where it did not.
    fn pause(&self, hold: &Hold, over: Option<&Round>, round: &Round, end: Date) -> Option<Pause> {
        let bearing = holds_on(self.context.definition, &self.state, round);
        let others = bearing.iter().filter(|(of, _)| of.as_ref() != over);
        let other = others.map(|(_, hold)| hold.since).min();
        if hold.timers == TimerPolicy::Restart && other.is_some() {
            return None;
        }
        let (from, to) = (hold.since, other.map_or(end, |since| since.min(end)));
        (from < to).then_some(Pause {
            from,
            to,
            policy: hold.timers,
        })
    }

    fn after_pause(
        &self,
        key: &TimerKey,
        timer: &Timer,
        pause: Pause,
    ) -> Result<Option<MovedTimer>, Rejection> {
        let round = &key.round;
        let calendar = self.calendar(&round.step, calendar_of(&timer.rule))?;
        let failed = |error| Rejection::Calendar {
            step: round.step.clone(),
            error,
        };
        let change = |to: Date, provisional: bool, anchor: Option<Date>, after: Option<Date>| MovedTimer {
            round: round.clone(),
            kind: key.kind,
            from: timer.date,
            to,
            anchor: anchor.filter(|anchor| *anchor != timer.anchor),
            after: after.filter(|after| Some(*after) != timer.after),
            provisional,
        };
        let later = |date: Date, from: Date| -> Result<Date, Rejection> {
            shifted(calendar, &timer.rule, date, from, pause.to).map_err(failed)
        };
        let moved = if timer.fixed || is_named(&timer.rule) {
            let from = timer.moved_on.map_or(pause.from, |on| on.max(pause.from));
            change(later(timer.date, from)?, timer.provisional, None, None)
        } else {
            let after = timer.after.unwrap_or(timer.anchor);
            let eve = pause.to.yesterday().unwrap_or(pause.to);
            let (anchor, after) = match (&timer.rule, pause.policy) {
                (TimerRule::Every(every), TimerPolicy::Shift) if every.before_end.is_some() => {
                    (timer.anchor, after.max(eve))
                }
                (_, TimerPolicy::Restart) => (pause.to, pause.to),
                _ => (later(timer.anchor, pause.from)?, later(after, pause.from)?),
            };
            let Some(resolved) = self.resolve(&round.step, calendar, &timer.rule, anchor, after)? else {
                return Ok(None);
            };
            let after = timer.after.map(|_| after);
            change(resolved.date, resolved.provisional, Some(anchor), after)
        };
        let changed = moved.to != moved.from
            || moved.provisional != timer.provisional
            || moved.anchor.is_some()
            || moved.after.is_some();
        Ok(changed.then_some(moved))
    }
}

/// The party whose calendar a rule counts on.
pub(super) fn calendar_of(rule: &TimerRule) -> &PartyId {
    match rule {
        TimerRule::Once(TimeRule { calendar, .. })
        | TimerRule::After(_, calendar)
        | TimerRule::Before(_, calendar) => calendar,
        TimerRule::Every(every) => &every.calendar,
    }
}

/// Whether a rule names its date, so that no span leads to it.
fn is_named(rule: &TimerRule) -> bool {
    matches!(
        rule,
        TimerRule::Once(TimeRule {
            point: TimePoint::On(_) | TimePoint::Recorded(_),
            ..
        })
    )
}

fn counts_school_time(rule: &TimerRule) -> bool {
    match rule {
        TimerRule::Once(rule) => match &rule.point {
            TimePoint::After(span) => span.unit().needs_calendar(),
            TimePoint::BeforeEnd { .. } => true,
            TimePoint::On(_) | TimePoint::Recorded(_) => false,
        },
        TimerRule::Every(every) => every.span.unit().needs_calendar(),
        TimerRule::After(span, _) | TimerRule::Before(span, _) => span.unit().needs_calendar(),
    }
}

/// A date, later by what lies between two others: school days where the rule counts school time, else days.
fn shifted(
    calendar: &Calendar,
    rule: &TimerRule,
    date: Date,
    from: Date,
    to: Date,
) -> Result<Date, crate::calendar::CalendarError> {
    let (count, unit) = if counts_school_time(rule) {
        (calendar.school_days_between(from, to)?, Unit::SchoolDays)
    } else {
        let days = from.until(to).map_or(0, |span| span.get_days());
        (i64::from(days), Unit::Days)
    };
    let count = u32::try_from(count).unwrap_or(0).min(unit.count_max());
    match Span::new(count, unit) {
        Ok(span) if count > 0 => Ok(calendar.add(date, span)?.date),
        _ => Ok(date),
    }
}
