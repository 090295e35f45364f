//! Months of progress: a versioned table that turns an effect size into words people know.
//!
//! The table is data, in `tables/months-of-progress.toml`: other editions differ slightly, and a report says which one
//! it used. Tests are below and in `tests/vectors.rs`.

use serde::{Deserialize, Serialize};

use super::error::{StatisticsError, between};
use crate::problem::{Collector, Place, Problems};
use crate::registry::toml_problem;

/// The table that comes with the program.
const BUNDLED: &str = include_str!("../../tables/months-of-progress.toml");
/// The format of tables that this release reads.
const FORMAT: u32 = 1;
/// The largest table file, in bytes.
const FILE_BYTES_MAX: usize = 1 << 16;

/// One row of the table: the effect sizes, to two decimals, that are so many months.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct MonthsRow {
    /// The months of additional progress.
    pub months: i32,
    /// The least effect size.
    pub from: f64,
    /// The largest effect size.
    pub to: f64,
}

/// A table of months of progress by effect size.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct MonthsTable {
    id: String,
    source: String,
    rows: Vec<MonthsRow>,
    /// For each row after the first the hundredths from which it holds.
    #[serde(skip)]
    starts: Vec<(i64, i32)>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct File {
    format: u32,
    id: String,
    source: String,
    row: Vec<MonthsRow>,
}

impl MonthsTable {
    /// The table that comes with the program: the Education Endowment Foundation's, of its toolkits.
    pub fn bundled() -> Self {
        #[expect(
            clippy::expect_used,
            reason = "the bundled table is part of the program; a test reads it"
        )]
        Self::parse("tables/months-of-progress.toml", BUNDLED).expect("the bundled table is valid")
    }

    /// Reads a table; `source` names the file in problems.
    ///
    /// # Errors
    /// Every problem of the file: not TOML, another format, rows that do not start at 0 months, leave a hundredth out
    /// or hold one twice.
    pub fn parse(source: &str, text: &str) -> Result<Self, Problems> {
        let mut problems = Collector::new(source);
        if text.len() > FILE_BYTES_MAX {
            problems.add(
                "too-large",
                Place::file(),
                format!("is larger than {FILE_BYTES_MAX} bytes"),
            );
            return Err(problems.finish());
        }
        let file: File = match toml::from_str(text) {
            Ok(file) => file,
            Err(error) => {
                toml_problem(&mut problems, text, &error);
                return Err(problems.finish());
            }
        };
        if file.format != FORMAT {
            let message = format!(
                "format {} is not read by this release, which reads {FORMAT}",
                file.format
            );
            problems.add("format", Place::file(), message);
        }
        if file.id.trim().is_empty() || file.source.trim().is_empty() {
            problems.add("empty", Place::file(), "`id` or `source` is empty");
        }
        let mut next = None;
        let mut starts = Vec::new();
        for (index, row) in file.row.iter().enumerate() {
            let (from, to) = (hundredths(row.from), hundredths(row.to));
            let wrong = from > to
                || usize::try_from(row.months) != Ok(index)
                || match next {
                    Some(next) => from != next,
                    None => from > 0 || to < 0,
                };
            if wrong {
                let message = format!(
                    "row {} ({} months, {} to {}) must follow the row before it, month by month and without a gap",
                    index + 1,
                    row.months,
                    row.from,
                    row.to
                );
                problems.add("rows", Place::file(), message);
            }
            next = Some(to + 1);
            starts.push((from, row.months));
        }
        if file.row.is_empty() {
            problems.add("rows", Place::file(), "has no row");
        }
        problems.into_result(Self {
            id: file.id,
            source: file.source,
            rows: file.row,
            starts,
        })
    }

    /// The name of the edition, for a report to state.
    pub fn id(&self) -> &str {
        &self.id
    }

    /// Who published it.
    pub fn source(&self) -> &str {
        &self.source
    }

    /// The rows, from 0 months.
    pub fn rows(&self) -> &[MonthsRow] {
        &self.rows
    }

    /// Turns an effect size into months: rounded to two decimals, then looked up; a negative one gives negative months,
    /// and one beyond the table the last row's.
    ///
    /// Source: Education Endowment Foundation, About the Toolkits: attainment, table of months of progress.
    ///
    /// # Errors
    /// When the effect size is not finite, or beyond 100 either way.
    pub fn months(&self, effect_size: f64) -> Result<i32, StatisticsError> {
        between("the effect size", effect_size, -100.0, 100.0)?;
        let size = hundredths(effect_size.abs());
        let row = self.starts.iter().rev().find(|(from, _)| *from <= size);
        let months = row.map_or(0, |(_, months)| *months);
        Ok(if effect_size < 0.0 { -months } else { months })
    }
}

/// An effect size in hundredths, halves away from zero.
fn hundredths(effect_size: f64) -> i64 {
    (effect_size * 100.0).round() as i64
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_bundled_table_is_valid_and_named() {
        let table = MonthsTable::parse("months", BUNDLED).unwrap_or_else(|problems| panic!("{problems}"));
        assert_eq!(table, MonthsTable::bundled());
        assert_eq!(table.rows().len(), 13);
        assert!(!table.id().is_empty() && !table.source().is_empty());
    }

    #[test]
    fn months_are_symmetric_and_end_with_the_table() {
        let table = MonthsTable::bundled();
        for hundredth in 0..300 {
            let size = f64::from(hundredth) / 100.0;
            assert_eq!(
                table.months(size).unwrap(),
                -table.months(-size).unwrap(),
                "{size}"
            );
        }
        assert_eq!(table.months(2.5), Ok(12));
        assert!(table.months(f64::NAN).is_err());
        assert!(table.months(1e9).is_err());
    }

    #[test]
    fn a_gap_in_the_rows_is_told() {
        let gap = BUNDLED.replace("to = 0.09", "to = 0.08");
        let message = MonthsTable::parse("m.toml", &gap).unwrap_err().to_string();
        assert!(
            message.starts_with("m.toml: row 3 (2 months, 0.1 to 0.18) must follow"),
            "{message}"
        );
        assert!(MonthsTable::parse("m.toml", "format = 1").is_err());
        assert!(MonthsTable::parse("m.toml", "format = 2\nid = \"\"\nsource = \"x\"\nrow = []").is_err());
    }
}
