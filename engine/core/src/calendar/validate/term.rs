//! Checks a term and its half-terms.

use std::collections::BTreeSet;

use jiff::civil::Date;

use super::super::days::{days_from_to, half_term_ranges, school_days};
use super::super::parts::{DateRange, Split, TermParts};
use super::super::problem::{Field, Place, Problem};
use super::{Checker, HALF_TERMS_MAX, YEAR_DAYS_MAX};

impl Checker {
    /// Checks one term and says whether its dates make sense, so that nothing more is inferred from nonsense.
    pub(super) fn term(
        &mut self,
        year: usize,
        index: usize,
        term: &TermParts,
        closed: &BTreeSet<Date>,
    ) -> bool {
        let place = Place::Term { year, term: index };
        self.name(place, "the name of the term", &term.name);
        let range = DateRange {
            first: term.first,
            last: term.last,
        };
        let sound = self.range(place, || format!("the term `{}`", term.name), range);
        if !sound {
            return false;
        }
        let split_is_sound = match &term.split {
            Split::Whole => true,
            Split::Break(holiday) => self.break_in_term(Place::Break { year, term: index }, *holiday, term),
            Split::HalfTerms(half_terms) => self.half_terms(year, index, half_terms, term),
        };
        // A year far too long would make this the one slow check; it has its own problem.
        if !split_is_sound || days_from_to(term.first, term.last) >= YEAR_DAYS_MAX {
            return split_is_sound;
        }
        for (half_term, range) in half_term_ranges(term).into_iter().enumerate() {
            if school_days(range, closed).next().is_none() {
                let place = match term.split {
                    Split::HalfTerms(_) => Place::HalfTerm {
                        year,
                        term: index,
                        half_term,
                    },
                    Split::Whole | Split::Break(_) => place,
                };
                let problem = Problem::NoSchoolDay {
                    term: term.name.clone(),
                    range,
                };
                self.report(place, Field::Whole, problem);
            }
        }
        true
    }

    fn break_in_term(&mut self, place: Place, holiday: DateRange, term: &TermParts) -> bool {
        if !self.range(
            place,
            || format!("the half-term holiday of `{}`", term.name),
            holiday,
        ) {
            return false;
        }
        let inside = term.first < holiday.first && holiday.last < term.last;
        if !inside {
            self.report(
                place,
                Field::Whole,
                outside("the half-term holiday", holiday, term),
            );
        }
        inside
    }

    fn half_terms(&mut self, year: usize, index: usize, half_terms: &[DateRange], term: &TermParts) -> bool {
        let place = Place::Term { year, term: index };
        let found_before = self.found.len();
        self.limit(place, "half-terms", half_terms.len(), HALF_TERMS_MAX);
        let mut before: Option<DateRange> = None;
        for (half_term, range) in half_terms.iter().copied().enumerate().take(HALF_TERMS_MAX) {
            let place = Place::HalfTerm {
                year,
                term: index,
                half_term,
            };
            if self.range(place, || format!("a half-term of `{}`", term.name), range)
                && (range.first < term.first || term.last < range.last)
            {
                self.report(place, Field::Whole, outside("a half-term", range, term));
            }
            if let Some(before) = before.filter(|before| range.first <= before.last) {
                let problem = Problem::HalfTermOverlap {
                    term: term.name.clone(),
                    first: range.first,
                    before_last: before.last,
                };
                self.report(place, Field::First, problem);
            }
            before = Some(range);
        }
        let (Some(first), Some(last)) = (half_terms.first(), half_terms.last()) else {
            self.report(
                place,
                Field::Whole,
                Problem::NoHalfTerms {
                    term: term.name.clone(),
                },
            );
            return false;
        };
        let range = DateRange {
            first: first.first,
            last: last.last,
        };
        let term_range = DateRange {
            first: term.first,
            last: term.last,
        };
        if self.found.len() == found_before && range != term_range {
            let problem = Problem::HalfTermsDoNotFillTerm {
                term: term.name.clone(),
                range,
                term_range,
            };
            self.report(place, Field::Whole, problem);
        }
        self.found.len() == found_before
    }
}

fn outside(what: &'static str, range: DateRange, term: &TermParts) -> Problem {
    let term_range = DateRange {
        first: term.first,
        last: term.last,
    };
    Problem::OutsideTerm {
        what,
        range,
        term: term.name.clone(),
        term_range,
    }
}
