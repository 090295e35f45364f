//! Moving timers: a calendar has changed, a due date has moved, a person has set another date.

use jiff::civil::Date;

use super::dates::due_key;
use crate::calendar::Calendar;
use crate::decide::people::reason;
use crate::decide::{Draft, Rejection, round_of};
use crate::definition::{Step, TimePoint, TimeRule};
use crate::event::{Event, MovedTimer, Round};
use crate::ids::StepId;
use crate::state::{Timer, TimerKey, TimerKind, TimerRule};

impl Draft<'_> {
    pub(in crate::decide) fn recalculate_timers(&mut self) -> Result<(), Rejection> {
        for calendar in self.context.calendars.values() {
            let revision = calendar.revision();
            let outdated = |timer: &&Timer| {
                let known = timer.calendar.as_ref();
                known.is_some_and(|(id, seen)| id == calendar.id() && *seen != revision)
            };
            if !self.state.timers.values().any(|timer| outdated(&timer)) {
                continue;
            }
            let mut moved = Vec::new();
            for (key, timer) in self.state.timers.iter().filter(|(_, timer)| outdated(timer)) {
                if let Some(change) = self.recalculated(calendar, key, timer)? {
                    let (due, to) = (key.kind == TimerKind::Due, change.to);
                    moved.push(change);
                    if due {
                        moved.extend(self.following_due(&key.round, to)?);
                    }
                }
            }
            let dues = moved_dues(&moved);
            self.emit_engine(Event::CalendarRevised {
                calendar: calendar.id().clone(),
                revision,
                moved,
            })?;
            self.remind_again(dues)?;
        }
        Ok(())
    }

    /// A timer on a changed calendar; none where it stays as it is, or follows a due date.
    fn recalculated(
        &self,
        calendar: &Calendar,
        key: &TimerKey,
        timer: &Timer,
    ) -> Result<Option<MovedTimer>, Rejection> {
        let named = matches!(
            &timer.rule,
            TimerRule::Once(TimeRule {
                point: TimePoint::On(_) | TimePoint::Recorded(_),
                ..
            })
        );
        if timer.fixed || named || self.follows_moving_due(calendar, key) {
            return Ok(None);
        }
        let after = timer.after.unwrap_or(timer.anchor);
        let Some(resolved) = self.resolve(&key.round.step, calendar, &timer.rule, timer.anchor, after)?
        else {
            return Ok(None);
        };
        let changed = resolved.date != timer.date || resolved.provisional != timer.provisional;
        Ok(changed.then(|| MovedTimer {
            round: key.round.clone(),
            kind: key.kind,
            from: timer.date,
            to: resolved.date,
            anchor: None,
            after: None,
            provisional: resolved.provisional,
        }))
    }

    /// Whether a reminder or an escalation is worked out again together with its due date, which moves.
    fn follows_moving_due(&self, calendar: &Calendar, key: &TimerKey) -> bool {
        let due = due_key(&key.round);
        let follows = matches!(key.kind, TimerKind::Remind(_) | TimerKind::Escalate(_));
        let timer = self.state.timers.get(&due).filter(|_| follows);
        timer.is_some_and(|timer| matches!(self.recalculated(calendar, &due, timer), Ok(Some(_))))
    }

    /// The pending reminders and escalations of a round, once its due date is another.
    pub(super) fn following_due(&self, round: &Round, due: Date) -> Result<Vec<MovedTimer>, Rejection> {
        let mut moved = Vec::new();
        for (key, timer) in &self.state.timers {
            let follows = matches!(key.kind, TimerKind::Remind(_) | TimerKind::Escalate(_));
            if !follows || key.round != *round || timer.fixed {
                continue;
            }
            let calendar = self.calendar(&round.step, super::shift::calendar_of(&timer.rule))?;
            if let Some(resolved) = self.resolve(&round.step, calendar, &timer.rule, due, due)? {
                moved.push(MovedTimer {
                    round: round.clone(),
                    kind: key.kind,
                    from: timer.date,
                    to: resolved.date,
                    anchor: Some(due).filter(|due| *due != timer.anchor),
                    after: None,
                    provisional: resolved.provisional,
                });
            }
        }
        Ok(moved)
    }

    /// Sets reminders anew that went out for a due date which has moved since.
    pub(in crate::decide) fn remind_again(&mut self, dues: Vec<(Round, Date)>) -> Result<(), Rejection> {
        let today = self.context.now.today;
        for (round, due) in dues {
            let step = self.step(&round.step)?;
            self.set_reminders(step, &round, due, today.tomorrow().unwrap_or(today))?;
        }
        Ok(())
    }

    pub(in crate::decide) fn move_timer(
        &mut self,
        id: &StepId,
        kind: TimerKind,
        to: Date,
        why: &str,
    ) -> Result<(), Rejection> {
        let step = self.step(id)?;
        self.may_move(step)?;
        let why = reason(why)?.to_owned();
        let round = round_of(id, self.latest(id)?);
        let key = TimerKey {
            round: round.clone(),
            kind,
        };
        let Some(timer) = self.state.timers.get(&key) else {
            let pending = self.state.timers.keys().filter(|key| key.round == round);
            return Err(Rejection::NoTimer {
                step: id.clone(),
                timer: kind,
                pending: pending.map(|key| key.kind).collect(),
            });
        };
        if to < self.context.now.today {
            return Err(Rejection::Dates {
                problem: "a date cannot be moved into the past",
            });
        }
        if timer.date == to && timer.fixed {
            return Ok(());
        }
        let from = timer.date;
        let moved = if kind == TimerKind::Due {
            self.following_due(&round, to)?
        } else {
            Vec::new()
        };
        self.emit(Event::TimerMoved {
            round: round.clone(),
            timer_kind: kind,
            from,
            to,
            reason: why,
            moved,
        })?;
        if kind == TimerKind::Due && to > from {
            self.remind_again(vec![(round, to)])?;
        }
        Ok(())
    }

    /// Checks that whoever acts owns the step, may change plans, or runs the program.
    fn may_move(&self, step: &Step) -> Result<(), Rejection> {
        let ad_hoc = &self.context.definition.ad_hoc;
        let Some(role) = &step.role else {
            return self.person_or_administrator();
        };
        let roles = ad_hoc.iter().chain([role]).cloned().collect();
        self.any_role(&roles, "move the dates of this step")
    }
}

/// The due dates that moved to a later day.
pub(in crate::decide) fn moved_dues(moved: &[MovedTimer]) -> Vec<(Round, Date)> {
    moved
        .iter()
        .filter(|change| change.kind == TimerKind::Due && change.to > change.from)
        .map(|change| (change.round.clone(), change.to))
        .collect()
}
