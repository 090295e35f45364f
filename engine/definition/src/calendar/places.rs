//! Where each part of a calendar stands in its file, so that problems of the calendar underline the very words.

use std::collections::BTreeMap;
use std::ops::Range;

use alongside_core::calendar::{CalendarProblem, Field, Place, Problem as Kind};

use crate::Problem;

/// The bytes of each part of a calendar. Indexes are those of the parts that could be read.
#[derive(Debug, Default)]
pub(super) struct Places(BTreeMap<(Place, Field), Range<usize>>);

impl Places {
    /// Remembers where a part stands.
    pub(super) fn remember(&mut self, place: Place, field: Field, span: Range<usize>) {
        self.0.insert((place, field), span);
    }

    /// Where a part stands, or else the whole it belongs to.
    fn find(&self, place: Place, field: Field) -> Range<usize> {
        let whole = || self.0.get(&(place, Field::Whole));
        let calendar = || self.0.get(&(Place::Calendar, Field::Whole));
        self.0
            .get(&(place, field))
            .or_else(whole)
            .or_else(calendar)
            .cloned()
            .unwrap_or(0..0)
    }

    /// Turns a problem of the calendar into one of its file.
    pub(super) fn problem(&self, found: &CalendarProblem) -> Problem {
        let mut problem = Problem::error(found.code(), found.to_string())
            .at(self.find(found.place, found.field), label(&found.problem))
            .help(found.help());
        for (place, field, text) in related(found) {
            if let Some(span) = self.0.get(&(place, field)) {
                problem = problem.at(span.clone(), text);
            }
        }
        problem
    }
}

/// What is to be seen at the place of a problem.
fn label(problem: &Kind) -> &'static str {
    match problem {
        Kind::NoYears | Kind::NoTerms { .. } | Kind::NoHalfTerms { .. } => "nothing in here",
        Kind::TooMany { .. } | Kind::YearTooLong { .. } => "too long",
        Kind::BadText { .. } => "this text",
        Kind::DuplicateName { .. } | Kind::DuplicateDate { .. } => "the second time",
        Kind::DateOutOfRange { .. } => "this date",
        Kind::EndsBeforeItBegins { .. } => "ends too early",
        Kind::TermOverlap { .. } | Kind::YearOverlap { .. } | Kind::HalfTermOverlap { .. } => {
            "begins too early"
        }
        Kind::YearGap { .. } => "what comes before this year?",
        Kind::OutsideTerm { .. } | Kind::ClosedOutOfTerm { .. } => "not in term time",
        Kind::HalfTermsDoNotFillTerm { .. } => "does not match its half-terms",
        Kind::NoSchoolDay { .. } => "no day of teaching",
        Kind::ClosedAnyway { .. } => "closed anyway",
    }
}

/// Other places that explain a problem.
fn related(found: &CalendarProblem) -> Vec<(Place, Field, &'static str)> {
    match (&found.problem, found.place) {
        (Kind::TermOverlap { .. }, Place::Term { year, term }) if term > 0 => {
            vec![(
                Place::Term { year, term: term - 1 },
                Field::Last,
                "the term before ends here",
            )]
        }
        (
            Kind::HalfTermOverlap { .. },
            Place::HalfTerm {
                year,
                term,
                half_term,
            },
        ) if half_term > 0 => {
            let before = Place::HalfTerm {
                year,
                term,
                half_term: half_term - 1,
            };
            vec![(before, Field::Last, "the half-term before ends here")]
        }
        (Kind::OutsideTerm { .. }, Place::Break { year, term } | Place::HalfTerm { year, term, .. }) => {
            let place = Place::Term { year, term };
            vec![
                (place, Field::First, "the term begins here"),
                (place, Field::Last, "and ends here"),
            ]
        }
        (Kind::EndsBeforeItBegins { .. }, place) => vec![(place, Field::First, "begins here")],
        _ => Vec::new(),
    }
}

/// Says whether a problem may only be there because something else could not be read.
pub(super) fn may_follow_from_gaps(found: &CalendarProblem) -> bool {
    matches!(
        found.problem,
        Kind::NoYears
            | Kind::NoTerms { .. }
            | Kind::NoHalfTerms { .. }
            | Kind::YearGap { .. }
            | Kind::HalfTermsDoNotFillTerm { .. }
            | Kind::ClosedOutOfTerm { .. }
    )
}
