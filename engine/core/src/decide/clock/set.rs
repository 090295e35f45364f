//! Setting timers: what a round works towards, from the day it begins or from the day its date is known.

use jiff::civil::Date;

use super::shift::calendar_of;
use crate::decide::{Draft, Rejection, round_of};
use crate::definition::{Step, StepKind, TimeRule};
use crate::event::{Event, Round};
use crate::state::{Timer, TimerKey, TimerKind, TimerRule};

impl Draft<'_> {
    /// The timers that a step sets when it begins.
    pub(in crate::decide) fn set_timers_of(&mut self, step: &Step, round: &Round) -> Result<(), Rejection> {
        for (kind, rule) in rules_of(step) {
            self.set_timer(step, round, kind, rule, self.context.now.today)?;
        }
        Ok(())
    }

    /// Sets the first timer whose date was not recorded yet when its step began and is recorded now; says
    /// whether there was one.
    pub(in crate::decide) fn set_late_timer(&mut self) -> Result<bool, Rejection> {
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
                if !set && !self.is_held(&step.id) && self.set_timer(step, &round, kind, rule, anchor)? {
                    return Ok(true);
                }
            }
        }
        Ok(false)
    }

    /// Sets a timer of an active round, where the rule leads to a date, and those that hang on a due date; says
    /// whether it does.
    fn set_timer(
        &mut self,
        step: &Step,
        round: &Round,
        kind: TimerKind,
        rule: &TimeRule,
        anchor: Date,
    ) -> Result<bool, Rejection> {
        let Some(timer) = self.timer(step, TimerRule::Once(rule.clone()), anchor, None)? else {
            return Ok(false);
        };
        let due = timer.date;
        self.emit_engine(Event::TimerSet {
            round: round.clone(),
            timer_kind: kind,
            timer,
        })?;
        if kind == TimerKind::Due {
            self.set_reminders(step, round, due, self.context.now.today)?;
            self.set_escalations(step, round, due)?;
        }
        Ok(true)
    }

    /// Sets the reminders of a due date that are not pending. One that would lie before `earliest` reminds nobody.
    pub(super) fn set_reminders(
        &mut self,
        step: &Step,
        round: &Round,
        due: Date,
        earliest: Date,
    ) -> Result<(), Rejection> {
        let Some(rule) = &step.due else { return Ok(()) };
        for (number, remind) in (0_u8..).zip(&step.remind) {
            let timer_kind = TimerKind::Remind(number);
            let key = TimerKey {
                round: round.clone(),
                kind: timer_kind,
            };
            let rule = TimerRule::Before(remind.before, rule.calendar.clone());
            let timer = self.timer(step, rule, due, None)?;
            let ahead = timer.filter(|timer| timer.date >= earliest);
            if let Some(timer) = ahead.filter(|_| !self.state.timers.contains_key(&key)) {
                let round = round.clone();
                self.emit_engine(Event::TimerSet {
                    round,
                    timer_kind,
                    timer,
                })?;
            }
        }
        Ok(())
    }

    fn set_escalations(&mut self, step: &Step, round: &Round, due: Date) -> Result<(), Rejection> {
        let Some(rule) = &step.due else { return Ok(()) };
        for (number, escalate) in (0_u8..).zip(&step.escalate) {
            let rule = TimerRule::After(escalate.after, rule.calendar.clone());
            if let Some(timer) = self.timer(step, rule, due, None)? {
                self.emit_engine(Event::TimerSet {
                    round: round.clone(),
                    timer_kind: TimerKind::Escalate(number),
                    timer,
                })?;
            }
        }
        Ok(())
    }

    /// The timer of a round of a step that repeats by the clock: every so often, the first date after `after`; by a
    /// schedule, as long after the anchor as it says for this round. None where the schedule has no such round.
    pub(in crate::decide) fn round_timer(
        &self,
        step: &Step,
        round: &Round,
        anchor: Date,
        after: Date,
    ) -> Result<Option<Timer>, Rejection> {
        let Some(repeat) = &step.repeat else {
            return Ok(None);
        };
        if let Some(every) = &repeat.every {
            return self.timer(step, TimerRule::Every(every.clone()), anchor, Some(after));
        }
        let rounds = self.state.steps.get(&step.id).map_or(&[][..], Vec::as_slice);
        let stage_round = self
            .state
            .instance(&step.id, round.round)
            .and_then(|i| i.stage_round);
        let earlier = rounds
            .iter()
            .filter(|r| r.round < round.round && r.stage_round == stage_round);
        let place = earlier.count();
        let schedule = repeat.schedule.as_ref();
        let Some((schedule, span)) = schedule.and_then(|s| Some((s, *s.spans.get(place)?))) else {
            return Ok(None);
        };
        let rule = TimerRule::After(span, schedule.calendar.clone());
        self.timer(step, rule, anchor, None)
    }

    fn timer(
        &self,
        step: &Step,
        rule: TimerRule,
        anchor: Date,
        after: Option<Date>,
    ) -> Result<Option<Timer>, Rejection> {
        let calendar = self.calendar(&step.id, calendar_of(&rule))?;
        let resolved = self.resolve(&step.id, calendar, &rule, anchor, after.unwrap_or(anchor))?;
        Ok(resolved.map(|resolved| Timer {
            date: resolved.date,
            provisional: resolved.provisional,
            anchor,
            after,
            rule,
            calendar: Some((calendar.id().clone(), calendar.revision())),
            fixed: false,
            moved_on: None,
        }))
    }
}

/// The dates that a step works towards while it is active.
fn rules_of(step: &Step) -> impl Iterator<Item = (TimerKind, &TimeRule)> {
    let wait = match &step.kind {
        StepKind::Wait(wait) => wait.until.as_ref(),
        _ => None,
    };
    let due = step.due.iter().map(|rule| (TimerKind::Due, rule));
    let deadline = step.deadline.iter().map(|rule| (TimerKind::Deadline, rule));
    due.chain(wait.map(|rule| (TimerKind::Wait, rule)))
        .chain(deadline)
}
