//! Repeating rules, and dates counted back from the end of a term or half-term. Tests are in
//! `tests/repeats.rs` and `tests/properties.rs`.

use jiff::civil::Date;

use super::days::days_from_to;
use super::error::CalendarError;
use super::query::{Calendar, Resolved};
use super::resolve::Direction;
use super::span::{PeriodUnit, Span, Unit};
use super::timeline::Slot;

impl Calendar {
    /// The date that lies `offset` before the end of the term or half-term that contains `date`, or else of
    /// the next one.
    ///
    /// The end is the last school day: `0 school-days` before the end is that day, `5 school-days` before it
    /// is usually a week earlier. An offset longer than the period gives its first school day.
    ///
    /// # Errors
    /// [`CalendarError::BeforeFirstTerm`] and [`CalendarError::PastEstimate`].
    pub fn before_end(&self, date: Date, unit: PeriodUnit, offset: Span) -> Result<Resolved, CalendarError> {
        self.check_covered(date)?;
        let slots = self.timeline().slots(unit);
        let position = slots.partition_point(|slot| slot.last < date);
        let slot = slots.get(position).ok_or_else(|| self.past_estimate(date))?;
        Ok(self.resolved_in(date, slot, self.back_from_end(slot, offset)))
    }

    /// The first occurrence, strictly after both `after` and `anchor`, of a rule that repeats every `every`.
    ///
    /// Without `before_end`, occurrences lie 1, 2, 3 … times `every` after the anchor, each counted from the
    /// anchor as in [`Calendar::add`], so that a bank holiday shifts one occurrence and not all later ones.
    /// With it, `every` must be in half-terms or terms: the period that contains or follows the anchor and
    /// those after it are taken `every` at a time, and each group's last period is counted back from as in
    /// [`Calendar::before_end`].
    ///
    /// # Errors
    /// [`CalendarError::ZeroRepeat`] and [`CalendarError::NoEnd`] for rules that make no sense; and
    /// [`CalendarError::BeforeFirstTerm`], [`CalendarError::PastEstimate`], [`CalendarError::OutOfRange`].
    pub fn next_every(
        &self,
        anchor: Date,
        every: Span,
        before_end: Option<Span>,
        after: Date,
    ) -> Result<Resolved, CalendarError> {
        if every.is_zero() {
            return Err(CalendarError::ZeroRepeat { every });
        }
        let bound = after.max(anchor);
        match before_end {
            Some(offset) => {
                let unit = every.unit().period().ok_or(CalendarError::NoEnd { every })?;
                self.next_before_end(anchor, unit, every.count(), offset, bound)
            }
            None if every.unit().needs_calendar() => self.next_school_time(anchor, every, bound),
            None => {
                let step = i64::from(every.count()) * if every.unit() == Unit::Weeks { 7 } else { 1 };
                let times = days_from_to(anchor, bound) / step + 1;
                let date = self.moved_times(anchor, every, times, Direction::Later)?;
                Ok(self.resolved(anchor, date, every.unit()))
            }
        }
    }

    fn next_school_time(&self, anchor: Date, every: Span, bound: Date) -> Result<Resolved, CalendarError> {
        self.check_covered(anchor)?;
        // More steps than school days lead off the timeline, which counts as later than any date.
        let most = self.timeline().days.len();
        let occurrence = |position: usize| {
            let times = i64::try_from(position).unwrap_or(i64::MAX).saturating_add(1);
            self.moved_times(anchor, every, times, Direction::Later)
        };
        let position = first_true(most, |position| {
            occurrence(position).map_or(true, |date| date > bound)
        });
        let date = occurrence(position).map_err(|_| self.past_estimate(bound))?;
        Ok(self.resolved(anchor, date, every.unit()))
    }

    fn next_before_end(
        &self,
        anchor: Date,
        unit: PeriodUnit,
        group: u32,
        offset: Span,
        bound: Date,
    ) -> Result<Resolved, CalendarError> {
        self.check_covered(anchor)?;
        let slots = self.timeline().slots(unit);
        let start = slots.partition_point(|slot| slot.last < anchor);
        let group = usize::try_from(group).unwrap_or(usize::MAX).max(1);
        // The last period of each group: every `group`-th, counted from the anchor's.
        let slot = |position: usize| {
            let step = position.saturating_add(1).saturating_mul(group);
            slots.get(start.saturating_add(step) - 1)
        };
        let position = first_true(slots.len(), |position| {
            slot(position).is_none_or(|slot| self.back_from_end(slot, offset) > bound)
        });
        let slot = slot(position).ok_or_else(|| self.past_estimate(bound))?;
        Ok(self.resolved_in(anchor, slot, self.back_from_end(slot, offset)))
    }

    fn back_from_end(&self, slot: &Slot, offset: Span) -> Date {
        let date = self.moved_times(slot.last_school_day, offset, 1, Direction::Earlier);
        date.map_or(slot.first_school_day, |date| date.max(slot.first_school_day))
    }

    /// Marks `date` provisional if anything from `anchor` to the end it was counted back from is.
    fn resolved_in(&self, anchor: Date, slot: &Slot, date: Date) -> Resolved {
        let provisional = slot.provisional
            || self
                .timeline()
                .provisional_between(anchor.min(date), slot.last_school_day.max(anchor));
        Resolved { date, provisional }
    }
}

/// The first position below `most` at which `holds` is true, or `most`, for a test that never turns false
/// again once true.
fn first_true(most: usize, holds: impl Fn(usize) -> bool) -> usize {
    let (mut low, mut high) = (0, most);
    while low < high {
        let middle = low + (high - low) / 2;
        if holds(middle) {
            high = middle;
        } else {
            low = middle + 1;
        }
    }
    low
}
