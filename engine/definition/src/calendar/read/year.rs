//! Reads one year of a calendar file: its terms, INSET days and closures.

use std::ops::Range;

use alongside_core::calendar::{DateRange, Field, NamedDate, Place, Split, TermParts, YearParts};
use jiff::civil::Date;

use super::super::reader::Table;
use super::File;
use crate::Problem;

impl File {
    pub(super) fn year(&mut self, table: Table<'_>, year: usize) -> YearParts {
        let place = Place::Year { year };
        self.places.remember(place, Field::Whole, table.span());
        self.reader
            .only(table, &["name", "provisional", "term", "inset-days", "closures"]);
        let name = self.reader.text(table, "name", "\"2017-18\"");
        let name = self.named(place, Field::Name, name);
        let provisional = self.reader.flag(table, "provisional");
        let mut terms = Vec::new();
        for value in self
            .reader
            .list(table, "term", "write each term under its own `[[year.term]]`")
        {
            let Some(table) = self.reader.as_table("term", value, "the term") else {
                continue;
            };
            if let Some(term) = self.term(table, year, terms.len()) {
                if terms.is_empty() {
                    self.places.remember(place, Field::First, term.1);
                }
                terms.push(term.0);
            }
        }
        let inset_days = self.inset_days(table, year);
        let closures = self.closures(table, year);
        // A name that could not be read is a problem already; its number keeps the names of years apart.
        let name = name.unwrap_or_else(|| format!("number {}", year + 1));
        YearParts {
            name,
            provisional,
            terms,
            inset_days,
            closures,
        }
    }

    fn inset_days(&mut self, table: Table<'_>, year: usize) -> Vec<Date> {
        let mut inset_days = Vec::new();
        for value in self.reader.list(
            table,
            "inset-days",
            "write dates in square brackets, such as [2017-09-04]",
        ) {
            if let Some(day) = self.reader.as_date("inset-days", value) {
                let place = Place::InsetDay {
                    year,
                    index: inset_days.len(),
                };
                self.places.remember(place, Field::Whole, day.span);
                inset_days.push(day.value);
            }
        }
        inset_days
    }

    fn closures(&mut self, table: Table<'_>, year: usize) -> Vec<NamedDate> {
        let mut closures = Vec::new();
        let help = "write them in square brackets, such as [{ date = 2018-03-02, name = \"Snow\" }]";
        for value in self.reader.list(table, "closures", help) {
            let Some(table) = self.reader.as_table("closures", value, "the closure") else {
                continue;
            };
            self.reader.only(table, &["date", "name"]);
            let date = self.reader.date(table, "date");
            let name = self.reader.text(table, "name", "\"Snow\"");
            let place = Place::Closure {
                year,
                index: closures.len(),
            };
            if let (Some(date), Some(name)) = (date, name) {
                self.places.remember(place, Field::Whole, date.span.clone());
                self.places.remember(place, Field::Name, name.span);
                closures.push(NamedDate {
                    date: date.value,
                    name: name.value,
                });
            }
        }
        closures
    }

    /// Reads a term; with it, where its first day stands.
    fn term(&mut self, table: Table<'_>, year: usize, term: usize) -> Option<(TermParts, Range<usize>)> {
        let place = Place::Term { year, term };
        self.reader
            .only(table, &["name", "first", "last", "half-term", "half-terms"]);
        let name = self.reader.text(table, "name", "\"autumn\"");
        let first = self.reader.date(table, "first");
        let last = self.reader.date(table, "last");
        let split = self.split(table, year, term);
        let (name, first, last) = (name?, first?, last?);
        self.places.remember(place, Field::Whole, table.span());
        self.places.remember(place, Field::Name, name.span);
        self.places.remember(place, Field::First, first.span.clone());
        self.places.remember(place, Field::Last, last.span);
        Some((
            TermParts {
                name: name.value,
                first: first.value,
                last: last.value,
                split: split?,
            },
            first.span,
        ))
    }

    /// Reads how a term is split; none if what is written cannot be read.
    fn split(&mut self, table: Table<'_>, year: usize, term: usize) -> Option<Split> {
        let holiday = table.entries.get("half-term");
        let half_terms = table.entries.get("half-terms");
        match (holiday, half_terms) {
            (None, None) => Some(Split::Whole),
            (Some(holiday), None) => {
                let table = self
                    .reader
                    .as_table("half-term", holiday, "the half-term holiday")?;
                self.range(table, Place::Break { year, term }).map(Split::Break)
            }
            (None, Some(_)) => {
                let mut ranges = Vec::new();
                let help =
                    "write them in square brackets, such as [{ first = 2017-09-04, last = 2017-10-20 }]";
                for value in self.reader.list(table, "half-terms", help) {
                    let table = self.reader.as_table("half-terms", value, "the half-term")?;
                    ranges.push(self.range(
                        table,
                        Place::HalfTerm {
                            year,
                            term,
                            half_term: ranges.len(),
                        },
                    )?);
                }
                Some(Split::HalfTerms(ranges))
            }
            (Some(holiday), Some(half_terms)) => {
                self.reader.incomplete = true;
                let message =
                    "a term has either `half-term`, its one holiday, or `half-terms`, all its parts";
                let problem = Problem::error("alongside::calendar::two-splits", message);
                let problem = problem
                    .at(holiday.span(), "the holiday")
                    .at(half_terms.span(), "the parts");
                self.reader.problems.push(problem.help("remove one of the two"));
                None
            }
        }
    }

    fn range(&mut self, table: Table<'_>, place: Place) -> Option<DateRange> {
        self.reader.only(table, &["first", "last"]);
        let first = self.reader.date(table, "first");
        let last = self.reader.date(table, "last");
        let (first, last) = (first?, last?);
        // Both dates are underlined when the range as a whole is at fault.
        self.places.remember(
            place,
            Field::Whole,
            first.span.start..last.span.end.max(first.span.end),
        );
        self.places.remember(place, Field::First, first.span);
        self.places.remember(place, Field::Last, last.span);
        Some(DateRange {
            first: first.value,
            last: last.value,
        })
    }
}
