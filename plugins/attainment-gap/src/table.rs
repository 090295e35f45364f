//! Reading the table: one row for each scope, year and group.
//!
//! Refuses what cannot be a percentage of a cohort, with column and row; a missing cell stays missing, with its reason.

use std::collections::BTreeMap;

use alongside_plugin::prelude::*;

/// What is known of one group in one year.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) struct Figures {
    pub(crate) cohort: Result<u64, Missing>,
    pub(crate) percent: Result<f64, Missing>,
}

/// The rows by scope, year and group.
pub(crate) struct Cohorts(BTreeMap<(String, String, String), Figures>);

impl Cohorts {
    pub(crate) fn read(input: &ScoreInput) -> Result<Self, Refusal> {
        let scopes = input.texts("scope")?;
        let years = input.texts("year")?;
        let groups = input.texts("group")?;
        let cohorts = input.numbers("cohort")?;
        let percents = input.numbers("percent")?;
        let mut rows = BTreeMap::new();
        for row in 0..input.rows() {
            let name = |column: &str, cell: Result<&str, Missing>| {
                let refuse = |_| Refusal::new("every row needs one").in_column(column).in_row(row);
                cell.map(str::to_owned).map_err(refuse)
            };
            let scope = name("scope", scopes.get(row))?;
            if !["school", "authority", "national"].contains(&scope.as_str()) {
                let message = format!("`{scope}` is not a scope: use `school`, `authority` or `national`");
                return Err(Refusal::new(message).in_column("scope").in_row(row));
            }
            let key = (
                scope,
                name("year", years.get(row))?,
                name("group", groups.get(row))?,
            );
            let figures = Figures {
                cohort: cohorts
                    .get(row)
                    .map(|number| headcount(number, row))
                    .transpose_missing()?,
                percent: percents
                    .get(row)
                    .map(|number| percentage(number, row))
                    .transpose_missing()?,
            };
            if rows.contains_key(&key) {
                let (scope, year, group) = key;
                let message = format!("there are two rows for `{scope}`, `{year}`, `{group}`: keep one");
                return Err(Refusal::new(message).in_column("group").in_row(row));
            }
            rows.insert(key, figures);
        }
        Ok(Self(rows))
    }

    /// Finds the figures of a group in a year.
    pub(crate) fn get(&self, scope: &str, year: &str, group: &str) -> Option<Figures> {
        self.0
            .get(&(scope.to_owned(), year.to_owned(), group.to_owned()))
            .copied()
    }

    /// The years for which the school has a row, in order.
    pub(crate) fn school_years(&self) -> Vec<&str> {
        let mut years: Vec<_> = self
            .0
            .keys()
            .filter(|(scope, ..)| scope == "school")
            .map(|(_, year, _)| year.as_str())
            .collect();
        years.dedup();
        years
    }
}

/// Turns a cell whose value may be refused inside out.
trait TransposeMissing<T> {
    fn transpose_missing(self) -> Result<Result<T, Missing>, Refusal>;
}

impl<T> TransposeMissing<T> for Result<Result<T, Refusal>, Missing> {
    fn transpose_missing(self) -> Result<Result<T, Missing>, Refusal> {
        match self {
            Ok(Ok(value)) => Ok(Ok(value)),
            Ok(Err(refusal)) => Err(refusal),
            Err(missing) => Ok(Err(missing)),
        }
    }
}

fn headcount(number: f64, row: usize) -> Result<u64, Refusal> {
    if number.fract() == 0.0 && (0.0..=1e9).contains(&number) {
        return Ok(number as u64);
    }
    Err(Refusal::new(format!("{number} is not a number of pupils"))
        .in_column("cohort")
        .in_row(row))
}

fn percentage(number: f64, row: usize) -> Result<f64, Refusal> {
    if (0.0..=100.0).contains(&number) {
        return Ok(number);
    }
    Err(
        Refusal::new(format!("{number} is not a percentage from 0 to 100"))
            .in_column("percent")
            .in_row(row),
    )
}
