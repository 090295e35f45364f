//! Checks a calendar's parts and collects every problem. Tests are in `tests/problems.rs`.

mod closed;
mod term;

use std::collections::BTreeSet;

use jiff::civil::{Date, date};

use super::days::{closed_days, days_from_to, year_range};
use super::parts::{CalendarParts, DateRange, TermParts, YearParts};
use super::problem::{CalendarProblem, Field, Place, Problem, TextRule};

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
/// The longest title or name, in characters.
const NAME_CHARACTERS_MAX: usize = 200;
/// The longest source, in characters.
const SOURCE_CHARACTERS_MAX: usize = 1_000;
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
        self.name(Place::Calendar, "the title of the calendar", &parts.title);
        if let Some(source) = &parts.source {
            let what = "the source of the calendar";
            self.text(
                Place::Calendar,
                Field::Source,
                what,
                source,
                SOURCE_CHARACTERS_MAX,
            );
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
        let mut before: Option<&YearParts> = None; // the year before, if its dates make sense
        for (index, year) in parts.years.iter().enumerate().take(YEARS_MAX) {
            if !names.insert(&year.name) {
                let problem = Problem::DuplicateName {
                    name: year.name.clone(),
                };
                self.report(Place::Year { year: index }, Field::Name, problem);
            }
            let sound = self.year(index, year, &bank_holidays);
            if let Some(before) = before.filter(|_| sound) {
                self.neighbours(index, before, year);
            }
            before = sound.then_some(year);
        }
        let mut seen = BTreeSet::new();
        for (index, day) in parts.bank_holidays.iter().enumerate().take(BANK_HOLIDAYS_MAX) {
            self.named_date(Place::BankHoliday { index }, "a bank holiday", day, &mut seen);
        }
    }

    /// Checks one year and says whether the dates of its terms make sense.
    fn year(&mut self, index: usize, year: &YearParts, bank_holidays: &BTreeSet<Date>) -> bool {
        let place = Place::Year { year: index };
        self.name(place, "the name of the year", &year.name);
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
        let mut sound = true;
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
            sound &= self.term(index, term_index, term, &closed);
            before = Some(term);
        }
        if sound {
            self.year_length(place, year);
            self.closed_days(index, year, bank_holidays);
        }
        sound
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

    fn name(&mut self, place: Place, what: &'static str, text: &str) {
        self.text(place, Field::Name, what, text, NAME_CHARACTERS_MAX);
    }

    fn text(&mut self, place: Place, field: Field, what: &'static str, text: &str, max: usize) {
        let length = text.chars().count();
        let rule = if text.trim().is_empty() {
            TextRule::Empty
        } else if length > max {
            TextRule::TooLong { length, max }
        } else if text.chars().any(char::is_control) {
            TextRule::Control
        } else {
            return;
        };
        self.report(place, field, Problem::BadText { what, rule });
    }

    fn limit(&mut self, place: Place, what: &'static str, count: usize, max: usize) {
        if count > max {
            self.report(place, Field::Whole, Problem::TooMany { what, count, max });
        }
    }
}
