//! Checks a calendar's parts and collects every problem. Tests are in `tests/problems.rs`.

use std::collections::BTreeSet;

use jiff::civil::{Date, date};

use super::days::{closed_days, closed_reason, days_from_to, half_term_ranges, school_days, year_range};
use super::parts::{CalendarParts, DateRange, NamedDate, Split, TermParts, YearParts};
use super::problem::{CalendarProblem, Field, Place, Problem};

/// The most academic years in one calendar.
const YEARS_MAX: usize = 50;
/// The most terms in one year.
const TERMS_MAX: usize = 12;
/// The most half-terms in one term.
const HALF_TERMS_MAX: usize = 12;
/// The most INSET days in one year, and the most other closures.
const CLOSED_DAYS_MAX: usize = 100;
/// The most bank holidays in one calendar.
const BANK_HOLIDAYS_MAX: usize = 1_000;
/// The longest title, name or source, in characters.
const TEXT_CHARACTERS_MAX: usize = 200;
/// The most days from the first day of a year to its last, both counted: fifty weeks, so that an estimated
/// year never runs into the next.
const YEAR_DAYS_MAX: i64 = 350;
/// The most days between two years: a long summer and some.
const YEAR_GAP_DAYS_MAX: i64 = 120;
/// The dates a calendar may name, so that estimating ahead never leaves the representable range.
const DATES: DateRange = DateRange {
    first: date(1900, 1, 1),
    last: date(2199, 12, 31),
};

/// Returns every problem of `parts`, in the order of the file.
pub(super) fn problems(parts: &CalendarParts) -> Vec<CalendarProblem> {
    let mut checker = Checker::default();
    checker.calendar(parts);
    checker.found
}

#[derive(Default)]
struct Checker {
    found: Vec<CalendarProblem>,
}

impl Checker {
    fn report(&mut self, place: Place, field: Field, problem: Problem) {
        self.found.push(CalendarProblem {
            place,
            field,
            problem,
        });
    }

    fn calendar(&mut self, parts: &CalendarParts) {
        self.text(Place::Calendar, "the title of the calendar", &parts.title);
        if let Some(source) = &parts.source {
            self.text(Place::Calendar, "the source of the calendar", source);
        }
        if parts.years.is_empty() {
            self.report(Place::Calendar, Field::Whole, Problem::NoYears);
        }
        self.limit(Place::Calendar, "academic years", parts.years.len(), YEARS_MAX);
        self.limit(
            Place::Calendar,
            "bank holidays",
            parts.bank_holidays.len(),
            BANK_HOLIDAYS_MAX,
        );
        let bank_holidays: BTreeSet<Date> = parts.bank_holidays.iter().map(|day| day.date).collect();
        let mut names = BTreeSet::new();
        let mut before: Option<&YearParts> = None;
        for (index, year) in parts.years.iter().enumerate().take(YEARS_MAX) {
            if !names.insert(&year.name) {
                let problem = Problem::DuplicateName {
                    name: year.name.clone(),
                };
                self.report(Place::Year { year: index }, Field::Name, problem);
            }
            self.year(index, year, &bank_holidays);
            if let Some(before) = before {
                self.neighbours(index, before, year);
            }
            before = Some(year);
        }
        let mut seen = BTreeSet::new();
        for (index, day) in parts.bank_holidays.iter().enumerate().take(BANK_HOLIDAYS_MAX) {
            self.named_date(Place::BankHoliday { index }, "a bank holiday", day, &mut seen);
        }
    }

    fn year(&mut self, index: usize, year: &YearParts, bank_holidays: &BTreeSet<Date>) {
        let place = Place::Year { year: index };
        self.text(place, "the name of the year", &year.name);
        self.limit(place, "terms", year.terms.len(), TERMS_MAX);
        self.limit(place, "INSET days", year.inset_days.len(), CLOSED_DAYS_MAX);
        self.limit(place, "closures", year.closures.len(), CLOSED_DAYS_MAX);
        if year.terms.is_empty() {
            self.report(
                place,
                Field::Whole,
                Problem::NoTerms {
                    year: year.name.clone(),
                },
            );
        }
        let closed = closed_days(year, bank_holidays);
        let mut names = BTreeSet::new();
        let mut before: Option<&TermParts> = None;
        for (term_index, term) in year.terms.iter().enumerate().take(TERMS_MAX) {
            let place = Place::Term {
                year: index,
                term: term_index,
            };
            if !names.insert(&term.name) {
                self.report(
                    place,
                    Field::Name,
                    Problem::DuplicateName {
                        name: term.name.clone(),
                    },
                );
            }
            if let Some(before) = before.filter(|before| term.first <= before.last) {
                let problem = Problem::TermOverlap {
                    term: term.name.clone(),
                    first: term.first,
                    before: before.name.clone(),
                    before_last: before.last,
                };
                self.report(place, Field::First, problem);
            }
            self.term(index, term_index, term, &closed);
            before = Some(term);
        }
        self.year_length(place, year);
        self.closed_days(index, year, bank_holidays);
    }

    fn year_length(&mut self, place: Place, year: &YearParts) {
        let Some(range) = year_range(year).filter(|range| range.first <= range.last) else {
            return;
        };
        let days = days_from_to(range.first, range.last) + 1;
        if days > YEAR_DAYS_MAX {
            let problem = Problem::YearTooLong {
                year: year.name.clone(),
                range,
                days,
                max: YEAR_DAYS_MAX,
            };
            self.report(place, Field::Whole, problem);
        }
    }

    fn neighbours(&mut self, index: usize, before: &YearParts, year: &YearParts) {
        let (Some(earlier), Some(later)) = (year_range(before), year_range(year)) else {
            return;
        };
        let place = Place::Year { year: index };
        let days = days_from_to(earlier.last, later.first) - 1;
        if later.first <= earlier.last {
            let problem = Problem::YearOverlap {
                year: year.name.clone(),
                first: later.first,
                before: before.name.clone(),
                before_last: earlier.last,
            };
            self.report(place, Field::First, problem);
        } else if days > YEAR_GAP_DAYS_MAX {
            let problem = Problem::YearGap {
                year: year.name.clone(),
                before: before.name.clone(),
                days,
            };
            self.report(place, Field::Whole, problem);
        }
    }

    fn term(&mut self, year: usize, index: usize, term: &TermParts, closed: &BTreeSet<Date>) {
        let place = Place::Term { year, term: index };
        self.text(place, "the name of the term", &term.name);
        let range = DateRange {
            first: term.first,
            last: term.last,
        };
        let sound = self.range(place, || format!("the term `{}`", term.name), range);
        if !sound {
            return;
        }
        let split_is_sound = match &term.split {
            Split::Whole => true,
            Split::Break(holiday) => self.break_in_term(Place::Break { year, term: index }, *holiday, term),
            Split::HalfTerms(half_terms) => self.half_terms(year, index, half_terms, term),
        };
        // A year far too long would make this the one slow check; it has its own problem.
        if !split_is_sound || days_from_to(term.first, term.last) >= YEAR_DAYS_MAX {
            return;
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

    fn closed_days(&mut self, index: usize, year: &YearParts, bank_holidays: &BTreeSet<Date>) {
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

    fn named_date(
        &mut self,
        place: Place,
        what: &'static str,
        day: &NamedDate,
        seen: &mut BTreeSet<Date>,
    ) -> bool {
        self.text(place, "the name of the day", &day.name);
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

    fn range(&mut self, place: Place, what: impl FnOnce() -> String, range: DateRange) -> bool {
        let first = self.date(place, Field::First, range.first);
        let last = self.date(place, Field::Last, range.last);
        if range.last < range.first {
            let problem = Problem::EndsBeforeItBegins {
                what: what(),
                first: range.first,
                last: range.last,
            };
            self.report(place, Field::Last, problem);
            return false;
        }
        first && last
    }

    fn date(&mut self, place: Place, field: Field, date: Date) -> bool {
        let sound = DATES.contains(date);
        if !sound {
            let problem = Problem::DateOutOfRange {
                date,
                first: DATES.first,
                last: DATES.last,
            };
            self.report(place, field, problem);
        }
        sound
    }

    fn text(&mut self, place: Place, what: &'static str, text: &str) {
        let rule = if text.trim().is_empty() {
            "is empty"
        } else if text.chars().count() > TEXT_CHARACTERS_MAX {
            "is longer than 200 characters"
        } else if text.chars().any(char::is_control) {
            "holds a line break or another control character"
        } else {
            return;
        };
        self.report(place, Field::Name, Problem::BadText { what, rule });
    }

    fn limit(&mut self, place: Place, what: &'static str, count: usize, max: usize) {
        if count > max {
            self.report(place, Field::Whole, Problem::TooMany { what, count, max });
        }
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
