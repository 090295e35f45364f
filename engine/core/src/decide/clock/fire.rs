//! Firing: what follows when a timer's day has come.

use jiff::civil::Date;

use crate::command::Actor;
use crate::decide::{Draft, Rejection};
use crate::event::{Cause, Event, Outcome, Round};
use crate::notice::{Notice, Occasion};
use crate::standstill::holds_on;
use crate::state::{TimerKey, TimerKind};

impl Draft<'_> {
    /// Ends the first hold whose date has come, or else fires the first timer that is due by today and does not
    /// stand still; says whether there was one.
    pub(in crate::decide) fn fire_one(&mut self) -> Result<bool, Rejection> {
        if self.end_one_hold()? {
            return Ok(true);
        }
        let today = self.context.now.today;
        let moves = |round: &Round| holds_on(self.context.definition, &self.state, round).is_empty();
        let due = self
            .state
            .timers
            .iter()
            .filter(|(key, timer)| key.kind.fires(timer.date, today) && moves(&key.round))
            .min_by_key(|(key, timer)| (timer.date, (*key).clone()));
        let Some((key, timer)) = due else { return Ok(false) };
        let (key, date) = (key.clone(), timer.date);
        self.fire(key, date)?;
        Ok(true)
    }

    fn fire(&mut self, key: TimerKey, date: Date) -> Result<(), Rejection> {
        let TimerKey { round, kind } = key;
        if kind == TimerKind::Due {
            return self.emit_engine(Event::StepOverdue { round, due: date });
        }
        self.emit_engine(Event::TimerFired {
            round: round.clone(),
            timer_kind: kind,
            date,
        })?;
        match kind {
            TimerKind::Due | TimerKind::Round => Ok(()),
            TimerKind::Wait => self.emit_engine(Event::StepCompleted {
                round,
                outcome: Outcome::DateReached,
            }),
            TimerKind::Remind(number) => self.remind(round, number),
            TimerKind::Escalate(number) => self.escalate_overdue(round, number),
            TimerKind::Deadline => self.lapse(round, date),
        }
    }

    fn remind(&mut self, round: Round, number: u8) -> Result<(), Rejection> {
        let step = self.step(&round.step)?;
        let due = self.state.instance(&round.step, round.round).and_then(|i| i.due);
        let Some(remind) = step.remind.get(usize::from(number)) else {
            return Ok(());
        };
        let to = if remind.to.is_empty() {
            step.role.iter().cloned().collect()
        } else {
            remind.to.clone()
        };
        let by_when = due.map_or_else(String::new, |due| format!(" by {due}"));
        self.emit_engine(Event::NoticeRaised {
            notice: Notice {
                occasion: Occasion::Reminder,
                message: format!("To be done{by_when}: {}", step.title),
                round: Some(round),
                to,
                due,
            },
        })
    }

    fn escalate_overdue(&mut self, round: Round, number: u8) -> Result<(), Rejection> {
        let step = self.step(&round.step)?;
        let due = self.state.instance(&round.step, round.round).and_then(|i| i.due);
        let Some(escalate) = step.escalate.get(usize::from(number)) else {
            return Ok(());
        };
        let since = due.map_or_else(String::new, |due| format!(" and was due on {due}"));
        let reason = format!("`{}` is not done{since}", step.id);
        self.raise(&escalate.escalation, Some(round), reason, None, Actor::Engine)
    }

    fn lapse(&mut self, round: Round, deadline: Date) -> Result<(), Rejection> {
        self.terminate_children(&round.step, round.round, "its stage lapsed")?;
        self.emit_engine(Event::StepTerminated {
            round,
            reason: format!("it was not done by its deadline, {deadline}"),
            cause: Some(Cause::Lapsed),
        })
    }
}
