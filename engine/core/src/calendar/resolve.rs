//! Adding and subtracting spans. Tests are in `tests/arithmetic.rs` and `tests/properties.rs`.

use jiff::civil::Date;

use super::days::{add_days, monday_of, weekday_offset};
use super::error::CalendarError;
use super::query::{Calendar, Resolved};
use super::span::{PeriodUnit, Span, Unit};
use super::timeline::{Slot, Timeline};

/// Which way to count.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Direction {
    Later,
    Earlier,
}

/// A place in teaching time: a teaching week by its number on the timeline, and days since its Monday.
#[derive(Debug, Clone, Copy)]
struct WeekPosition {
    week: i64,
    weekday: i64,
}

impl Calendar {
    /// The date that lies `span` after `anchor`.
    ///
    /// - `days`, `weeks`: calendar time. The result may be a weekend or a holiday, needs no calendar, and is
    ///   never provisional.
    /// - `school-days`: the nth school day after the anchor, which is not counted itself. From a Friday, one
    ///   school day is the next Monday; from a Saturday it is that Monday too.
    /// - `teaching-weeks`: the same weekday in the nth week after the anchor's, counting only weeks (Monday
    ///   to Sunday) with a school day; if that day is no school day, the next school day of the week, or else
    ///   its last. From a holiday week, counting starts at the end of the teaching week before it.
    /// - `half-terms`, `terms`: the same place in the nth half-term or term after the anchor's: the same
    ///   teaching week of it and the same weekday, not beyond its last school day, moved on to a school day.
    ///   From a holiday between two, counting starts at the end of the earlier.
    ///
    /// A count of zero of any of the last four gives the anchor if it is a school day, or else the next one.
    /// Units other than days and weeks always give a school day, and a later anchor never gives an earlier
    /// result.
    ///
    /// # Errors
    /// [`CalendarError::BeforeFirstTerm`], [`CalendarError::PastEstimate`], [`CalendarError::OutOfRange`].
    pub fn add(&self, anchor: Date, span: Span) -> Result<Resolved, CalendarError> {
        self.moved(anchor, span, Direction::Later)
    }

    /// The date that lies `span` before `anchor`: [`Calendar::add`] in the mirror.
    ///
    /// The nth school day before the anchor; days that must move to be school days move earlier; from a
    /// holiday, counting starts at the beginning of the week, half-term or term after it. For school days it
    /// undoes [`Calendar::add`] from every school day.
    ///
    /// # Errors
    /// [`CalendarError::BeforeFirstTerm`], [`CalendarError::PastEstimate`], [`CalendarError::OutOfRange`].
    pub fn subtract(&self, anchor: Date, span: Span) -> Result<Resolved, CalendarError> {
        self.moved(anchor, span, Direction::Earlier)
    }

    fn moved(&self, anchor: Date, span: Span, direction: Direction) -> Result<Resolved, CalendarError> {
        let date = self.moved_times(anchor, span, 1, direction)?;
        Ok(self.resolved(anchor, date, span.unit()))
    }

    /// Marks `date` provisional if a provisional half-term lies between it and `anchor`.
    pub(super) fn resolved(&self, anchor: Date, date: Date, unit: Unit) -> Resolved {
        let provisional = unit.needs_calendar()
            && self
                .timeline()
                .provisional_between(anchor.min(date), anchor.max(date));
        Resolved { date, provisional }
    }

    /// Moves `anchor` by `times` spans at once, which keeps its weekday where single steps would lose it.
    pub(super) fn moved_times(
        &self,
        anchor: Date,
        span: Span,
        times: i64,
        direction: Direction,
    ) -> Result<Date, CalendarError> {
        let count = i64::from(span.count()).saturating_mul(times);
        let timeline = self.timeline();
        if !span.unit().needs_calendar() {
            let days = if span.unit() == Unit::Weeks {
                count.saturating_mul(7)
            } else {
                count
            };
            let signed = if direction == Direction::Later {
                days
            } else {
                -days
            };
            return add_days(anchor, signed).ok_or(CalendarError::OutOfRange { date: anchor, span });
        }
        self.check_covered(anchor)?;
        let found = match span.unit() {
            _ if count == 0 => timeline.nearest_school_day(anchor, direction),
            Unit::Days | Unit::Weeks | Unit::SchoolDays => {
                timeline.move_school_days(anchor, count, direction)
            }
            Unit::TeachingWeeks => timeline.move_teaching_weeks(anchor, count, direction),
            Unit::HalfTerms => timeline.move_periods(PeriodUnit::HalfTerm, anchor, count, direction),
            Unit::Terms => timeline.move_periods(PeriodUnit::Term, anchor, count, direction),
        };
        found.ok_or_else(|| match direction {
            Direction::Later => self.past_estimate(anchor),
            Direction::Earlier => self.before_first_term(anchor),
        })
    }
}

impl Timeline {
    /// The school day on `anchor`, or the nearest one in `direction`.
    fn nearest_school_day(&self, anchor: Date, direction: Direction) -> Option<Date> {
        match direction {
            Direction::Later => get(&self.days, index(self.days_before(anchor))),
            Direction::Earlier => get(&self.days, index(self.days_through(anchor)) - 1),
        }
    }

    fn move_school_days(&self, anchor: Date, count: i64, direction: Direction) -> Option<Date> {
        match direction {
            Direction::Later => get(&self.days, index(self.days_through(anchor)) + count - 1),
            Direction::Earlier => get(&self.days, index(self.days_before(anchor)) - count),
        }
    }

    fn move_teaching_weeks(&self, anchor: Date, count: i64, direction: Direction) -> Option<Date> {
        let start = self.week_position(anchor, direction);
        let week = start.week + signed(count, direction);
        self.school_day_in_week(WeekPosition { week, ..start }, direction)
    }

    /// Where `anchor` stands in teaching time. A day of a holiday week stands at the end of the teaching week
    /// before it when counting later, and at the start of the one after it when counting earlier.
    fn week_position(&self, anchor: Date, direction: Direction) -> WeekPosition {
        let monday = monday_of(anchor);
        match (self.weeks.binary_search(&monday), direction) {
            (Ok(week), _) => WeekPosition {
                week: index(week),
                weekday: weekday_offset(anchor),
            },
            (Err(after), Direction::Later) => WeekPosition {
                week: index(after) - 1,
                weekday: 6,
            },
            (Err(after), Direction::Earlier) => WeekPosition {
                week: index(after),
                weekday: 0,
            },
        }
    }

    /// The school day at `position`, or the nearest one of that week, in `direction` if there is one.
    fn school_day_in_week(&self, position: WeekPosition, direction: Direction) -> Option<Date> {
        let monday = get(&self.weeks, position.week)?;
        let sunday = add_days(monday, 6)?;
        let wanted = add_days(monday, position.weekday)?;
        let later = get(&self.days, index(self.days_before(wanted))).filter(|day| *day <= sunday);
        let earlier = get(&self.days, index(self.days_through(wanted)) - 1).filter(|day| *day >= monday);
        match direction {
            Direction::Later => later.or(earlier),
            Direction::Earlier => earlier.or(later),
        }
    }

    fn move_periods(&self, unit: PeriodUnit, anchor: Date, count: i64, direction: Direction) -> Option<Date> {
        let slots = self.slots(unit);
        let ended = slots.partition_point(|slot| slot.last < anchor);
        let Some(current) = slots.get(ended).filter(|slot| slot.first <= anchor) else {
            return match direction {
                Direction::Later => {
                    get_slot(slots, index(ended) - 1 + count).map(|slot| slot.last_school_day)
                }
                Direction::Earlier => get_slot(slots, index(ended) - count).map(|slot| slot.first_school_day),
            };
        };
        let target = get_slot(slots, index(ended) + signed(count, direction))?;
        let start = self.week_position(anchor, direction);
        let week = start.week - self.first_week(current) + self.first_week(target);
        let same_place = self.school_day_in_week(WeekPosition { week, ..start }, direction);
        // Off the timeline's end means beyond the target's last day, since the target is on it.
        let off_the_end = if week < 0 {
            target.first_school_day
        } else {
            target.last_school_day
        };
        Some(
            same_place
                .unwrap_or(off_the_end)
                .clamp(target.first_school_day, target.last_school_day),
        )
    }

    fn first_week(&self, slot: &Slot) -> i64 {
        self.week_position(slot.first_school_day, Direction::Later).week
    }
}

fn signed(count: i64, direction: Direction) -> i64 {
    match direction {
        Direction::Later => count,
        Direction::Earlier => -count,
    }
}

/// A length or position as a signed number; lists here have thousands of entries at most.
fn index(position: usize) -> i64 {
    i64::try_from(position).unwrap_or(i64::MAX)
}

fn get(dates: &[Date], position: i64) -> Option<Date> {
    dates.get(usize::try_from(position).ok()?).copied()
}

fn get_slot(slots: &[Slot], position: i64) -> Option<&Slot> {
    slots.get(usize::try_from(position).ok()?)
}
