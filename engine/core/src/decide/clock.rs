//! Clocks: working out dates, letting timers fire, following a changed calendar.
//!
//! Time passes with every command: whatever is due by today fires while the engagement settles, so a tick is
//! nothing but a command that asks for nothing else. After a pause a repeating timer fires once and moves on.

use jiff::civil::Date;

use super::{Draft, Rejection, round_of};
use crate::calendar::{Calendar, Resolved, Span};
use crate::definition::{Every, Name, Step, StepKind, TimePoint, TimeRule};
use crate::event::{Event, MovedTimer, Outcome, Round};
use crate::ids::{PartyId, StepId};
use crate::state::{State, Timer, TimerKey, TimerKind, TimerRule, lookup};
use crate::value::Value;

impl<'a> Draft<'a> {
    pub(super) fn tick(&mut self) -> Result<(), Rejection> {
        Ok(())
    }

    /// Fires the first timer that is due by today; says whether one was.
    pub(super) fn fire_one(&mut self) -> Result<bool, Rejection> {
        let today = self.context.now.today;
        let due = self
            .state
            .timers
            .iter()
            .filter(|(key, timer)| key.kind.fires(timer.date, today))
            .min_by_key(|(key, timer)| (timer.date, (*key).clone()));
        let Some((key, timer)) = due else { return Ok(false) };
        let (round, kind, date) = (key.round.clone(), key.kind, timer.date);
        match kind {
            TimerKind::Due => self.emit_engine(Event::StepOverdue { round, due: date })?,
            TimerKind::Round => self.emit_engine(Event::TimerFired {
                round,
                timer_kind: kind,
                date,
            })?,
            TimerKind::Wait => {
                self.emit_engine(Event::TimerFired {
                    round: round.clone(),
                    timer_kind: kind,
                    date,
                })?;
                self.emit_engine(Event::StepCompleted {
                    round,
                    outcome: Outcome::DateReached,
                })?;
            }
            TimerKind::Remind(_) | TimerKind::Escalate(_) | TimerKind::Deadline => {
                self.emit_engine(Event::TimerFired {
                    round,
                    timer_kind: kind,
                    date,
                })?;
            }
        }
        Ok(true)
    }

    /// Sets a timer of an active round, where the rule leads to a date; says whether it does.
    fn set_timer(
        &mut self,
        round: &Round,
        timer_kind: TimerKind,
        rule: &TimeRule,
        anchor: Date,
    ) -> Result<bool, Rejection> {
        let calendar = self.calendar(&round.step, &rule.calendar)?;
        let Some(resolved) = self.resolve_once(&round.step, calendar, rule, anchor)? else {
            return Ok(false);
        };
        let timer = Timer {
            date: resolved.date,
            provisional: resolved.provisional,
            anchor,
            after: None,
            rule: TimerRule::Once(rule.clone()),
            calendar: Some((calendar.id().clone(), calendar.revision())),
            fixed: false,
        };
        self.emit_engine(Event::TimerSet {
            round: round.clone(),
            timer_kind,
            timer,
        })?;
        Ok(true)
    }

    /// Sets the first timer whose date was not recorded yet when its step began and is recorded now; says
    /// whether there was one.
    pub(super) fn set_late_timer(&mut self) -> Result<bool, Rejection> {
        for step in &self.context.definition.steps {
            let Some(instance) = self.state.latest(&step.id).filter(|i| i.is_active()) else {
                continue;
            };
            let anchor = instance.activated_on.unwrap_or(self.context.now.today);
            let (round, due) = (round_of(&step.id, instance), instance.due);
            for (kind, rule) in rules_of(step) {
                let key = TimerKey {
                    round: round.clone(),
                    kind,
                };
                let set = self.state.timers.contains_key(&key) || (kind == TimerKind::Due && due.is_some());
                if !set && self.set_timer(&round, kind, rule, anchor)? {
                    return Ok(true);
                }
            }
        }
        Ok(false)
    }

    /// Works out the timer of the next round of a repeating step: the first date after `after`.
    pub(super) fn round_timer(
        &self,
        step: &StepId,
        every: &Every,
        anchor: Date,
        after: Date,
    ) -> Result<Timer, Rejection> {
        let calendar = self.calendar(step, &every.calendar)?;
        let resolved = resolve_every(step, calendar, every, anchor, after)?;
        Ok(Timer {
            date: resolved.date,
            provisional: resolved.provisional,
            anchor,
            after: Some(after),
            rule: TimerRule::Every(every.clone()),
            calendar: Some((calendar.id().clone(), calendar.revision())),
            fixed: false,
        })
    }

    pub(super) fn recalculate_timers(&mut self) -> Result<(), Rejection> {
        for calendar in self.context.calendars.values() {
            let revision = calendar.revision();
            let mut known = false;
            let mut moved = Vec::new();
            for (key, timer) in &self.state.timers {
                let Some((id, seen)) = &timer.calendar else {
                    continue;
                };
                if timer.fixed || id != calendar.id() || *seen == revision {
                    continue;
                }
                known = true;
                let step = &key.round.step;
                let resolved = match &timer.rule {
                    TimerRule::Once(rule) => self.resolve_once(step, calendar, rule, timer.anchor)?,
                    TimerRule::After(span, _) => Some(added(step, calendar, timer.anchor, *span)?),
                    TimerRule::Before(span, _) => Some(subtracted(step, calendar, timer.anchor, *span)?),
                    TimerRule::Every(every) => {
                        let after = timer.after.unwrap_or(timer.anchor);
                        Some(resolve_every(step, calendar, every, timer.anchor, after)?)
                    }
                };
                let Some(Resolved {
                    date: to,
                    provisional,
                }) = resolved
                else {
                    continue;
                };
                if to != timer.date || provisional != timer.provisional {
                    let (round, kind, from) = (key.round.clone(), key.kind, timer.date);
                    moved.push(MovedTimer {
                        round,
                        kind,
                        from,
                        to,
                        anchor: None,
                        provisional,
                    });
                }
            }
            if known {
                let calendar = calendar.id().clone();
                self.emit_engine(Event::CalendarRevised {
                    calendar,
                    revision,
                    moved,
                })?;
            }
        }
        Ok(())
    }

    fn resolve_once(
        &self,
        step: &StepId,
        calendar: &Calendar,
        rule: &TimeRule,
        anchor: Date,
    ) -> Result<Option<Resolved>, Rejection> {
        let failed = |error| Rejection::Calendar {
            step: step.clone(),
            error,
        };
        match &rule.point {
            TimePoint::After(span) => calendar.add(anchor, *span).map(Some).map_err(failed),
            TimePoint::BeforeEnd { offset, of } => calendar
                .before_end(anchor, *of, *offset)
                .map(Some)
                .map_err(failed),
            TimePoint::On(date) => Ok(Some(Resolved {
                date: *date,
                provisional: false,
            })),
            TimePoint::Recorded(path) => {
                let name = Name::Record {
                    step: path.step.clone(),
                    field: path.field.clone(),
                };
                Ok(recorded_date(&self.state, anchor, &name).map(|date| Resolved {
                    date,
                    provisional: false,
                }))
            }
        }
    }

    fn calendar(&self, step: &StepId, party: &PartyId) -> Result<&'a Calendar, Rejection> {
        let id = self
            .state
            .party(party)
            .and_then(|record| record.calendar.as_ref());
        id.and_then(|id| self.context.calendars.get(id))
            .ok_or_else(|| Rejection::NoCalendar {
                step: step.clone(),
                party: party.clone(),
            })
    }

    /// The timers that a step sets when it begins.
    pub(super) fn set_timers_of(&mut self, step: &Step, round: &Round) -> Result<(), Rejection> {
        for (kind, rule) in rules_of(step) {
            self.set_timer(round, kind, rule, self.context.now.today)?;
        }
        Ok(())
    }
}

/// The dates that a step works towards while it is active.
fn rules_of(step: &Step) -> impl Iterator<Item = (TimerKind, &TimeRule)> {
    let wait = match &step.kind {
        StepKind::Wait(wait) => wait.until.as_ref(),
        _ => None,
    };
    let due = step.due.iter().map(|rule| (TimerKind::Due, rule));
    due.chain(wait.map(|rule| (TimerKind::Wait, rule)))
}

fn resolve_every(
    step: &StepId,
    calendar: &Calendar,
    every: &Every,
    anchor: Date,
    after: Date,
) -> Result<Resolved, Rejection> {
    calendar
        .next_every(anchor, every.span, every.before_end, after)
        .map_err(|error| Rejection::Calendar {
            step: step.clone(),
            error,
        })
}

fn added(step: &StepId, calendar: &Calendar, anchor: Date, span: Span) -> Result<Resolved, Rejection> {
    calendar.add(anchor, span).map_err(|error| Rejection::Calendar {
        step: step.clone(),
        error,
    })
}

fn subtracted(step: &StepId, calendar: &Calendar, anchor: Date, span: Span) -> Result<Resolved, Rejection> {
    calendar
        .subtract(anchor, span)
        .map_err(|error| Rejection::Calendar {
            step: step.clone(),
            error,
        })
}

fn recorded_date(state: &State, today: Date, name: &Name) -> Option<Date> {
    match lookup(state, today, name) {
        Some(Value::Date(date)) => Some(date),
        _ => None,
    }
}
