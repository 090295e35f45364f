//! Working out dates: from a rule, an anchor and a calendar to a day.

use jiff::civil::Date;

use crate::calendar::{Calendar, Resolved};
use crate::decide::{Draft, Rejection};
use crate::definition::{Every, Name, TimePoint, TimeRule};
use crate::event::Round;
use crate::ids::{PartyId, StepId};
use crate::state::{State, TimerKey, TimerKind, TimerRule, lookup};
use crate::value::Value;

impl<'a> Draft<'a> {
    /// The date of a rule; none where it was not recorded yet.
    pub(super) fn resolve(
        &self,
        step: &StepId,
        calendar: &Calendar,
        rule: &TimerRule,
        anchor: Date,
        after: Date,
    ) -> Result<Option<Resolved>, Rejection> {
        let failed = |error| Rejection::Calendar {
            step: step.clone(),
            error,
        };
        match rule {
            TimerRule::Once(rule) => self.resolve_once(step, calendar, rule, anchor),
            TimerRule::After(span, _) => calendar.add(anchor, *span).map(Some).map_err(failed),
            TimerRule::Before(span, _) => calendar.subtract(anchor, *span).map(Some).map_err(failed),
            TimerRule::Every(Every { span, before_end, .. }) => calendar
                .next_every(anchor, *span, *before_end, after)
                .map(Some)
                .map_err(failed),
        }
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
        let certain = |date| Resolved {
            date,
            provisional: false,
        };
        match &rule.point {
            TimePoint::After(span) => calendar.add(anchor, *span).map(Some).map_err(failed),
            TimePoint::BeforeEnd { offset, of } => calendar
                .before_end(anchor, *of, *offset)
                .map(Some)
                .map_err(failed),
            TimePoint::On(date) => Ok(Some(certain(*date))),
            TimePoint::Recorded(path) => {
                let name = Name::Record {
                    step: path.step.clone(),
                    field: path.field.clone(),
                };
                Ok(recorded_date(&self.state, anchor, &name).map(certain))
            }
        }
    }

    /// The calendar that counts for a step.
    pub(super) fn calendar(&self, step: &StepId, party: &PartyId) -> Result<&'a Calendar, Rejection> {
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
}

/// Names the timer of a round's due date.
pub(super) fn due_key(round: &Round) -> TimerKey {
    TimerKey {
        round: round.clone(),
        kind: TimerKind::Due,
    }
}

fn recorded_date(state: &State, today: Date, name: &Name) -> Option<Date> {
    match lookup(state, today, name) {
        Some(Value::Date(date)) => Some(date),
        _ => None,
    }
}
