//! The calendar laid out as sorted lists: school days, teaching weeks, half-terms and terms, published ones
//! first and estimated ones after them. Every question is then a binary search. Tests are in `tests/`.

use std::collections::BTreeSet;

use jiff::civil::Date;

use super::days::{add_days, closed_days, half_term_ranges, is_weekend, monday_of, school_days};
use super::estimate::estimated_terms;
use super::parts::{CalendarParts, DateRange};
use super::span::PeriodUnit;

/// The days of one half-term.
#[derive(Debug, Clone)]
pub(super) struct HalfTermDays {
    /// Its days, holidays included.
    pub(super) range: DateRange,
    /// Its school days, in order, at least one.
    pub(super) days: Vec<Date>,
}

/// The days of one term.
#[derive(Debug, Clone)]
pub(super) struct TermDays {
    pub(super) year: String,
    pub(super) name: String,
    pub(super) provisional: bool,
    pub(super) estimated: bool,
    pub(super) half_terms: Vec<HalfTermDays>,
}

/// A term or half-term on the timeline.
#[derive(Debug, Clone)]
pub(super) struct Slot {
    pub(super) year: String,
    pub(super) name: String,
    /// Its first day that is not a weekend.
    pub(super) first: Date,
    /// Its last day that is not a weekend.
    pub(super) last: Date,
    pub(super) first_school_day: Date,
    pub(super) last_school_day: Date,
    pub(super) provisional: bool,
    pub(super) estimated: bool,
}

/// The sorted lists. None is empty, and half-terms and terms do not overlap.
pub(super) struct Timeline {
    /// Every school day.
    pub(super) days: Vec<Date>,
    /// The Monday of every week that has a school day.
    pub(super) weeks: Vec<Date>,
    pub(super) half_terms: Vec<Slot>,
    pub(super) terms: Vec<Slot>,
    /// From the first day of the first term to the last day of the last published one.
    pub(super) published: DateRange,
    /// The last day that is estimated.
    pub(super) until: Date,
}

impl Timeline {
    /// Lays out checked parts; none if they hold no term, which a check would have refused.
    pub(super) fn new(parts: &CalendarParts) -> Option<Self> {
        let mut terms = published_terms(parts);
        let published = DateRange {
            first: terms.first()?.half_terms.first()?.range.first,
            last: terms.last()?.half_terms.last()?.range.last,
        };
        let known: BTreeSet<Date> = parts.bank_holidays.iter().map(|day| day.date).collect();
        let estimated = estimated_terms(&terms, published.last, &known);
        terms.extend(estimated);
        let mut timeline = Self {
            days: Vec::new(),
            weeks: Vec::new(),
            half_terms: Vec::new(),
            terms: Vec::new(),
            published,
            until: terms.last()?.half_terms.last()?.range.last,
        };
        for term in &terms {
            timeline.lay_out(term);
        }
        timeline.weeks = timeline.days.iter().map(|day| monday_of(*day)).collect();
        timeline.weeks.dedup();
        Some(timeline)
    }

    fn lay_out(&mut self, term: &TermDays) {
        let several = term.half_terms.len() > 1;
        let start = self.half_terms.len();
        for (index, half_term) in term.half_terms.iter().enumerate() {
            let (Some(&first_school_day), Some(&last_school_day)) =
                (half_term.days.first(), half_term.days.last())
            else {
                continue;
            };
            let name = if several {
                format!("{} {}", term.name, index + 1)
            } else {
                term.name.clone()
            };
            let range = without_weekends(half_term.range);
            self.half_terms.push(Slot {
                year: term.year.clone(),
                name,
                first: range.first,
                last: range.last,
                first_school_day,
                last_school_day,
                provisional: term.provisional,
                estimated: term.estimated,
            });
            self.days.extend_from_slice(&half_term.days);
        }
        let slots = self.half_terms.get(start..).unwrap_or_default();
        if let (Some(first), Some(last)) = (slots.first(), slots.last()) {
            self.terms.push(Slot {
                name: term.name.clone(),
                last: last.last,
                last_school_day: last.last_school_day,
                ..first.clone()
            });
        }
    }

    /// The terms or the half-terms.
    pub(super) fn slots(&self, unit: PeriodUnit) -> &[Slot] {
        match unit {
            PeriodUnit::HalfTerm => &self.half_terms,
            PeriodUnit::Term => &self.terms,
        }
    }

    /// How many school days are before `date`.
    pub(super) fn days_before(&self, date: Date) -> usize {
        self.days.partition_point(|day| *day < date)
    }

    /// How many school days are before or on `date`.
    pub(super) fn days_through(&self, date: Date) -> usize {
        self.days.partition_point(|day| *day <= date)
    }

    /// Says whether a provisional or estimated half-term has a school day's worth of days from `from` to `to`.
    pub(super) fn provisional_between(&self, from: Date, to: Date) -> bool {
        let start = self
            .half_terms
            .partition_point(|slot| slot.last_school_day < from);
        let slots = self.half_terms.get(start..).unwrap_or_default();
        slots
            .iter()
            .take_while(|slot| slot.first_school_day <= to)
            .any(|slot| slot.provisional)
    }
}

fn published_terms(parts: &CalendarParts) -> Vec<TermDays> {
    let bank_holidays: BTreeSet<Date> = parts.bank_holidays.iter().map(|day| day.date).collect();
    let mut terms = Vec::new();
    for year in &parts.years {
        let closed = closed_days(year, &bank_holidays);
        for term in &year.terms {
            let half_terms = half_term_ranges(term)
                .into_iter()
                .map(|range| HalfTermDays {
                    range,
                    days: school_days(range, &closed).collect(),
                })
                .collect();
            terms.push(TermDays {
                year: year.name.clone(),
                name: term.name.clone(),
                provisional: year.provisional,
                estimated: false,
                half_terms,
            });
        }
    }
    terms
}

/// Moves the ends of a range inwards over Saturdays and Sundays.
fn without_weekends(range: DateRange) -> DateRange {
    let step = |mut day: Date, by: i64| {
        while is_weekend(day) {
            match add_days(day, by) {
                Some(next) => day = next,
                None => break,
            }
        }
        day
    };
    DateRange {
        first: step(range.first, 1),
        last: step(range.last, -1),
    }
}
