//! Columns: the one shape in which tables cross from the measures to a plugin.
//!
//! A missing cell always says why it is missing; the reasons stay distinct to the last report.

use serde::{Deserialize, Serialize};

/// Why a cell holds no value. The codes are those of the published performance tables.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Missing {
    /// Withheld because few pupils stand behind it (`SUPP`).
    Suppressed,
    /// No pupils were entered (`NE`).
    NotEntered,
    /// Not published (`NP`).
    NotPublished,
    /// Does not apply to this school (`NA`).
    NotApplicable,
    /// A new school without results yet (`NEW`).
    NewSchool,
    /// Too few pupils covered by the measure (`LOWCOV`).
    LowCoverage,
    /// The cell was empty, or held `NULL`.
    Blank,
}

impl Missing {
    /// Every reason, in a fixed order.
    pub const ALL: [Self; 7] = [
        Self::Suppressed,
        Self::NotEntered,
        Self::NotPublished,
        Self::NotApplicable,
        Self::NewSchool,
        Self::LowCoverage,
        Self::Blank,
    ];

    /// The word used in files and messages.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Suppressed => "suppressed",
            Self::NotEntered => "not-entered",
            Self::NotPublished => "not-published",
            Self::NotApplicable => "not-applicable",
            Self::NewSchool => "new-school",
            Self::LowCoverage => "low-coverage",
            Self::Blank => "blank",
        }
    }
}

/// A cell: a value, or the reason why there is none.
pub type Cell<T> = Result<T, Missing>;

/// The cells of one column, all of one type.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case", tag = "type", content = "cells")]
pub enum Cells {
    /// Finite numbers.
    Numbers(Vec<Cell<f64>>),
    /// Texts.
    Texts(Vec<Cell<String>>),
}

impl Cells {
    /// The number of rows.
    pub fn len(&self) -> usize {
        match self {
            Self::Numbers(cells) => cells.len(),
            Self::Texts(cells) => cells.len(),
        }
    }

    /// Whether there are no rows.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }
}

/// A named column.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Column {
    /// The name a plugin asks for it by.
    pub name: String,
    /// Its cells, one a row.
    pub cells: Cells,
}

/// A table: columns of equal length.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
pub struct Table {
    /// The columns, in a fixed order.
    pub columns: Vec<Column>,
}

impl Table {
    /// The number of rows; zero for a table without columns.
    pub fn rows(&self) -> usize {
        self.columns.first().map_or(0, |column| column.cells.len())
    }

    /// Finds a column by name.
    pub fn column(&self, name: &str) -> Option<&Column> {
        self.columns.iter().find(|column| column.name == name)
    }
}
