//! Checks INSET days, other closures and bank holidays.

use std::collections::BTreeSet;

use jiff::civil::Date;

use super::super::days::{closed_reason, half_term_ranges};
use super::super::parts::{NamedDate, YearParts};
use super::super::problem::{Field, Place, Problem};
use super::{CLOSED_DAYS_MAX, Checker, TERMS_MAX};

impl Checker {
    /// Checks the INSET days and closures of a year whose terms make sense.
    pub(super) fn closed_days(&mut self, index: usize, year: &YearParts, bank_holidays: &BTreeSet<Date>) {
        let inset_days: BTreeSet<Date> = year.inset_days.iter().copied().collect();
        let mut seen = BTreeSet::new();
        for (position, &day) in year.inset_days.iter().enumerate().take(CLOSED_DAYS_MAX) {
            let place = Place::InsetDay {
                year: index,
                index: position,
            };
            if !seen.insert(day) {
                self.report(
                    place,
                    Field::Whole,
                    Problem::DuplicateDate {
                        what: "an INSET day",
                        date: day,
                    },
                );
                continue;
            }
            self.closed_day(place, "the INSET day", day, year, &|day| {
                closed_reason(day, bank_holidays)
            });
        }
        let mut seen = BTreeSet::new();
        for (position, day) in year.closures.iter().enumerate().take(CLOSED_DAYS_MAX) {
            let place = Place::Closure {
                year: index,
                index: position,
            };
            if !self.named_date(place, "a closure", day, &mut seen) {
                continue;
            }
            self.closed_day(place, "the closure", day.date, year, &|day| {
                closed_reason(day, bank_holidays)
                    .or_else(|| inset_days.contains(&day).then_some("an INSET day"))
            });
        }
    }

    fn closed_day(
        &mut self,
        place: Place,
        what: &'static str,
        day: Date,
        year: &YearParts,
        reason: &dyn Fn(Date) -> Option<&'static str>,
    ) {
        let in_term = year
            .terms
            .iter()
            .take(TERMS_MAX)
            .flat_map(half_term_ranges)
            .any(|half_term| half_term.contains(day));
        if !in_term {
            let problem = Problem::ClosedOutOfTerm {
                what,
                date: day,
                year: year.name.clone(),
            };
            self.report(place, Field::Whole, problem);
        } else if let Some(reason) = reason(day) {
            self.report(
                place,
                Field::Whole,
                Problem::ClosedAnyway {
                    what,
                    date: day,
                    reason,
                },
            );
        }
    }

    pub(super) fn named_date(
        &mut self,
        place: Place,
        what: &'static str,
        day: &NamedDate,
        seen: &mut BTreeSet<Date>,
    ) -> bool {
        self.name(place, "the name of the day", &day.name);
        self.date(place, Field::First, day.date);
        let new = seen.insert(day.date);
        if !new {
            self.report(
                place,
                Field::Whole,
                Problem::DuplicateDate { what, date: day.date },
            );
        }
        new
    }
}
