//! Datasets: an imported table with its kind, unit, school year and source.
//!
//! A dataset is made by the importer or read back from its canonical bytes; either way its invariants have
//! been checked, and it never changes. It is addressed by the digest of those bytes. The name of the file it
//! came from is no part of it. Tests are in `dataset/tests.rs`.

#[cfg(test)]
mod tests;
mod wire;

use std::collections::BTreeMap;

use alongside_core::column::{Cell, Cells, Column, Missing, Table};
use alongside_core::digest::Digest;
use alongside_core::ids::DataKindId;
use alongside_core::urn::Urn;
use serde::{Deserialize, Serialize};
use thiserror::Error;

use crate::layout::Unit;
use crate::school_year::SchoolYear;

pub use wire::DATASET_BYTES_MAX;

/// What one row speaks of.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Scope {
    /// One school.
    School,
    /// All schools of a local authority.
    Authority,
    /// All state-funded schools of England: the nation that published differences compare with.
    National,
    /// All schools of England, independent ones among them.
    NationalAll,
}

impl Scope {
    /// Every scope, in a fixed order.
    pub const ALL: [Self; 4] = [Self::School, Self::Authority, Self::National, Self::NationalAll];

    /// The word used in files and messages.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::School => "school",
            Self::Authority => "authority",
            Self::National => "national",
            Self::NationalAll => "national-all",
        }
    }
}

/// The names of the columns that every dataset of schools has, in their order.
pub(crate) mod identity {
    pub(crate) const SCOPE: &str = "scope";
    pub(crate) const URN: &str = "urn";
    pub(crate) const NAME: &str = "name";
    pub(crate) const AUTHORITY: &str = "authority";
    pub(crate) const ESTABLISHMENT: &str = "establishment";
    pub(crate) const TOWN: &str = "town";
    pub(crate) const ALL: [&str; 6] = [SCOPE, URN, NAME, AUTHORITY, ESTABLISHMENT, TOWN];
}

/// Says why bytes are not a dataset.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
pub enum DatasetError {
    /// More bytes than a dataset may have.
    #[error("the dataset has {bytes} bytes, more than the {DATASET_BYTES_MAX} that are read")]
    TooLarge {
        /// How many there are.
        bytes: usize,
    },
    /// Written by a later release.
    #[error("the dataset has format {found}, and this release reads {known}: use the release that wrote it")]
    NewerFormat {
        /// The format found.
        found: u32,
        /// The format this release reads.
        known: u32,
    },
    /// Not the canonical form, or an invariant does not hold.
    #[error("the dataset is damaged: {reason}")]
    Damaged {
        /// What does not hold.
        reason: String,
    },
}

fn damaged(reason: impl Into<String>) -> DatasetError {
    DatasetError::Damaged {
        reason: reason.into(),
    }
}

/// An imported table of one kind and one school year.
#[derive(Debug, Clone, PartialEq)]
pub struct Dataset {
    kind: DataKindId,
    unit: Unit,
    year: SchoolYear,
    source: String,
    table: Table,
    scopes: Vec<Scope>,
    schools: BTreeMap<Urn, usize>,
}

/// One school of a dataset.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct School<'a> {
    /// Its unique reference number.
    pub urn: Urn,
    /// Its published name.
    pub name: &'a str,
    /// The code of its local authority, such as `850`.
    pub authority: Option<&'a str>,
    /// The town of its address.
    pub town: Option<&'a str>,
    /// Its row in the table.
    pub row: usize,
}

impl Dataset {
    /// Puts a dataset together and checks its invariants.
    pub(crate) fn new(
        kind: DataKindId,
        unit: Unit,
        year: SchoolYear,
        source: String,
        table: Table,
    ) -> Result<Self, DatasetError> {
        check_columns(&table)?;
        let scopes = read_scopes(&table)?;
        let schools = index_schools(&table, &scopes)?;
        Ok(Self {
            kind,
            unit,
            year,
            source,
            table,
            scopes,
            schools,
        })
    }

    /// The kind of dataset.
    pub fn kind(&self) -> &DataKindId {
        &self.kind
    }

    /// What one row is about.
    pub fn unit(&self) -> Unit {
        self.unit
    }

    /// The school year whose results it holds.
    pub fn year(&self) -> SchoolYear {
        self.year
    }

    /// Who published it, under which licence.
    pub fn source(&self) -> &str {
        &self.source
    }

    /// The table: identity columns (`scope`, `urn`, `name`, `authority`, `establishment`, `town`), then the
    /// published columns under their published names.
    pub fn table(&self) -> &Table {
        &self.table
    }

    /// The scope of every row.
    pub fn scopes(&self) -> &[Scope] {
        &self.scopes
    }

    /// The schools, by URN.
    pub fn schools(&self) -> impl ExactSizeIterator<Item = School<'_>> {
        self.schools.iter().map(|(urn, row)| self.school_at(*urn, *row))
    }

    /// Finds a school by URN.
    pub fn school(&self, urn: Urn) -> Option<School<'_>> {
        self.schools.get(&urn).map(|row| self.school_at(urn, *row))
    }

    /// The row of a local authority, by its code.
    pub fn authority_row(&self, code: &str) -> Option<usize> {
        (0..self.scopes.len()).find(|row| {
            self.scopes[*row] == Scope::Authority && self.text(identity::AUTHORITY, *row) == Some(code)
        })
    }

    /// The row of the nation, state-funded schools only.
    pub fn national_row(&self) -> Option<usize> {
        self.scopes.iter().position(|scope| *scope == Scope::National)
    }

    /// The cell of a column of numbers; `None` when there is no such column.
    pub fn number(&self, column: &str, row: usize) -> Option<Cell<f64>> {
        match &self.table.column(column)?.cells {
            Cells::Numbers(cells) => cells.get(row).copied(),
            Cells::Texts(_) => None,
        }
    }

    /// The canonical form: JSON with a format version, the same bytes for the same dataset on any machine.
    pub fn to_bytes(&self) -> Vec<u8> {
        wire::write(self)
    }

    /// Reads the canonical form.
    ///
    /// # Errors
    /// When there are too many bytes, the format is newer, an invariant does not hold, or the bytes are not
    /// the ones that [`Dataset::to_bytes`] would write.
    pub fn from_bytes(bytes: &[u8]) -> Result<Self, DatasetError> {
        wire::read(bytes)
    }

    /// The blake3 digest of the canonical form.
    pub fn digest(&self) -> Digest {
        Digest::of(&self.to_bytes())
    }

    fn school_at(&self, urn: Urn, row: usize) -> School<'_> {
        School {
            urn,
            name: self.text(identity::NAME, row).unwrap_or_default(),
            authority: self.text(identity::AUTHORITY, row),
            town: self.text(identity::TOWN, row),
            row,
        }
    }

    fn text(&self, column: &str, row: usize) -> Option<&str> {
        texts(&self.table, column)?.get(row)?.as_deref().ok()
    }
}

fn texts<'a>(table: &'a Table, column: &str) -> Option<&'a [Cell<String>]> {
    match &table.column(column)?.cells {
        Cells::Texts(cells) => Some(cells),
        Cells::Numbers(_) => None,
    }
}

fn check_columns(table: &Table) -> Result<(), DatasetError> {
    let rows = table.rows();
    let mut names = std::collections::BTreeSet::new();
    for Column { name, cells } in &table.columns {
        if !names.insert(name.as_str()) {
            return Err(damaged(format!("column `{name}` appears twice")));
        }
        if cells.len() != rows {
            return Err(damaged(format!(
                "column `{name}` has {} rows, not {rows}",
                cells.len()
            )));
        }
        if let Cells::Numbers(numbers) = cells
            && numbers
                .iter()
                .flatten()
                .any(|number| !number.is_finite() || number.to_bits() == (-0.0_f64).to_bits())
        {
            return Err(damaged(format!(
                "column `{name}` holds a number that is not finite, or minus zero"
            )));
        }
    }
    match identity::ALL.iter().find(|name| texts(table, name).is_none()) {
        Some(name) => Err(damaged(format!("the text column `{name}` is missing"))),
        None => Ok(()),
    }
}

fn read_scopes(table: &Table) -> Result<Vec<Scope>, DatasetError> {
    let cells = texts(table, identity::SCOPE).unwrap_or_default();
    let scope = |cell: &Cell<String>| {
        Scope::ALL
            .into_iter()
            .find(|scope| cell.as_deref() == Ok(scope.as_str()))
    };
    cells
        .iter()
        .map(|cell| scope(cell).ok_or_else(|| damaged("a row has no known scope")))
        .collect()
}

fn index_schools(table: &Table, scopes: &[Scope]) -> Result<BTreeMap<Urn, usize>, DatasetError> {
    let urns = texts(table, identity::URN).unwrap_or_default();
    let names = texts(table, identity::NAME).unwrap_or_default();
    let mut schools = BTreeMap::new();
    for (row, ((scope, urn), name)) in scopes.iter().zip(urns).zip(names).enumerate() {
        match (scope, urn) {
            (Scope::School, Ok(text)) => {
                let urn: Urn = text
                    .parse()
                    .map_err(|error| damaged(format!("row {row}: {error}")))?;
                if name.is_err() {
                    return Err(damaged(format!("school {urn} has no name")));
                }
                if schools.insert(urn, row).is_some() {
                    return Err(damaged(format!("school {urn} appears twice")));
                }
            }
            (Scope::School, Err(_)) => return Err(damaged(format!("the school in row {row} has no URN"))),
            (_, Err(Missing::NotApplicable)) => {}
            _ => return Err(damaged(format!("row {row} is no school, but has a URN"))),
        }
    }
    Ok(schools)
}
