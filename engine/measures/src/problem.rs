//! Problems of a file: each with its place and what to do, collected so that all are seen at once.
//!
//! The list is bounded; what lies beyond the bound is counted. Tests are below.

use std::fmt;

use serde::Serialize;
use thiserror::Error;

/// The most problems of one file that are kept in full; the rest are counted.
pub const PROBLEMS_SHOWN_MAX: usize = 50;

/// Where in a file a problem lies.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize)]
pub struct Place {
    /// The line, counted from 1; absent when the whole file is meant.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub line: Option<u64>,
    /// The column of the table, counted from 1.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub column: Option<usize>,
    /// The header of that column, or the key of a TOML file.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub name: Option<String>,
}

impl Place {
    /// The whole file.
    pub(crate) fn file() -> Self {
        Self::default()
    }

    /// A line of the file.
    pub(crate) fn line(line: u64) -> Self {
        Self {
            line: Some(line),
            ..Self::default()
        }
    }

    /// A cell: its line, its column counted from 0, and the column's header.
    pub(crate) fn cell(line: u64, column: usize, header: &str) -> Self {
        Self {
            line: Some(line),
            column: Some(column + 1),
            name: Some(header.to_owned()),
        }
    }
}

/// One thing that is wrong with a file, or worth a warning.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Problem {
    /// A stable code, such as `ragged-row`.
    pub code: &'static str,
    /// The file, as the person named it.
    pub file: String,
    /// Where in the file.
    #[serde(flatten)]
    pub place: Place,
    /// What is wrong: a lower-case fragment.
    pub message: String,
    /// What to do.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub help: Option<String>,
}

impl fmt::Display for Problem {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.file)?;
        if let Some(line) = self.place.line {
            write!(f, ":{line}")?;
        }
        if let Some(column) = self.place.column {
            write!(f, ":{column}")?;
        }
        f.write_str(": ")?;
        if let Some(name) = &self.place.name {
            write!(f, "{name}: ")?;
        }
        f.write_str(&self.message)?;
        match &self.help {
            Some(help) => write!(f, " ({help})"),
            None => Ok(()),
        }
    }
}

/// Every problem of one file: the first [`PROBLEMS_SHOWN_MAX`] in full, and how many there are.
#[derive(Debug, Clone, PartialEq, Eq, Default, Error, Serialize)]
pub struct Problems {
    /// The problems in the order of the file.
    pub shown: Vec<Problem>,
    /// How many were found in all.
    pub total: usize,
}

impl fmt::Display for Problems {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (index, problem) in self.shown.iter().enumerate() {
            if index > 0 {
                f.write_str("\n")?;
            }
            write!(f, "{problem}")?;
        }
        match self.total.saturating_sub(self.shown.len()) {
            0 => Ok(()),
            more => write!(f, "\nand {more} more"),
        }
    }
}

/// Collects the problems of one file.
#[derive(Debug)]
pub(crate) struct Collector {
    file: String,
    problems: Problems,
}

impl Collector {
    /// Starts an empty list for `file`.
    pub(crate) fn new(file: &str) -> Self {
        Self {
            file: file.to_owned(),
            problems: Problems::default(),
        }
    }

    /// Adds a problem.
    pub(crate) fn add(&mut self, code: &'static str, place: Place, message: impl Into<String>) {
        self.push(code, place, message.into(), None);
    }

    /// Adds a problem with its remedy.
    pub(crate) fn add_with_help(
        &mut self,
        code: &'static str,
        place: Place,
        message: impl Into<String>,
        help: impl Into<String>,
    ) {
        self.push(code, place, message.into(), Some(help.into()));
    }

    fn push(&mut self, code: &'static str, place: Place, message: String, help: Option<String>) {
        self.problems.total += 1;
        if self.problems.shown.len() < PROBLEMS_SHOWN_MAX {
            self.problems.shown.push(Problem {
                code,
                file: self.file.clone(),
                place,
                message,
                help,
            });
        }
    }

    /// Whether nothing was found.
    pub(crate) fn is_empty(&self) -> bool {
        self.problems.total == 0
    }

    /// Ends the collection.
    pub(crate) fn finish(self) -> Problems {
        self.problems
    }

    /// Ends the collection: the value, or every problem.
    pub(crate) fn into_result<T>(self, value: T) -> Result<T, Problems> {
        if self.is_empty() {
            Ok(value)
        } else {
            Err(self.problems)
        }
    }
}

/// Cuts a text from a file to a length fit for a message, and makes its control characters visible.
pub(crate) fn printable(text: &str) -> String {
    const CHARACTERS_MAX: usize = 60;
    let cut: String = text
        .chars()
        .take(CHARACTERS_MAX)
        .flat_map(char::escape_debug)
        .collect();
    // `escape_debug` also escapes quotation marks and apostrophes, which are harmless here.
    let cut = cut.replace("\\'", "'").replace("\\\"", "\"");
    if text.chars().nth(CHARACTERS_MAX).is_some() {
        format!("{cut}…")
    } else {
        cut
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_list_is_bounded_and_the_rest_counted() {
        let mut collector = Collector::new("a.csv");
        for line in 0..60 {
            collector.add("x", Place::line(line + 1), "is wrong");
        }
        let problems = collector.into_result(()).unwrap_err();
        assert_eq!((problems.shown.len(), problems.total), (50, 60));
        assert!(problems.to_string().ends_with("a.csv:50: is wrong\nand 10 more"));
    }

    #[test]
    fn a_problem_names_file_line_column_and_remedy() {
        let mut collector = Collector::new("a.csv");
        collector.add_with_help("x", Place::cell(3, 4, "URN"), "`12` is not a URN", "six digits");
        assert_eq!(
            collector.finish().to_string(),
            "a.csv:3:5: URN: `12` is not a URN (six digits)"
        );
    }

    #[test]
    fn control_characters_are_shown_not_sent() {
        assert_eq!(printable("a\u{1b}[2J'\"b"), "a\\u{1b}[2J'\"b");
        assert_eq!(printable(&"x".repeat(61)).chars().count(), 61);
    }
}
