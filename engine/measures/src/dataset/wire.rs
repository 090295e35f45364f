//! The canonical bytes of a dataset: compact JSON, keys in a fixed order, a format version first.
//!
//! A missing cell is written as its reason: a word in place of a number, an object in place of a text.
//! Format 1 is read for ever; a change of form is a new format.

use alongside_core::column::{Cell, Cells, Column, Missing, Table};
use alongside_core::ids::DataKindId;
use serde::{Deserialize, Serialize};

use super::{Dataset, DatasetError, damaged};
use crate::layout::Unit;
use crate::school_year::SchoolYear;

/// The largest dataset in its canonical form, in bytes.
pub const DATASET_BYTES_MAX: usize = 256 << 20;

const FORMAT: u32 = 1;

#[derive(Deserialize)]
struct Probe {
    format: u32,
}

#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct Wire {
    format: u32,
    kind: DataKindId,
    unit: Unit,
    year: SchoolYear,
    source: String,
    columns: Vec<WireColumn>,
}

#[derive(Serialize, Deserialize)]
struct WireColumn {
    name: String,
    #[serde(flatten)]
    cells: WireCells,
}

#[derive(Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
enum WireCells {
    Numbers(Vec<WireNumber>),
    Texts(Vec<WireText>),
}

#[derive(Serialize, Deserialize)]
#[serde(untagged)]
enum WireNumber {
    Number(f64),
    Missing(Missing),
}

#[derive(Serialize, Deserialize)]
#[serde(untagged)]
enum WireText {
    Text(String),
    Missing { missing: Missing },
}

impl From<&Cells> for WireCells {
    fn from(cells: &Cells) -> Self {
        let number = |cell: &Cell<f64>| match cell {
            Ok(number) => WireNumber::Number(*number),
            Err(missing) => WireNumber::Missing(*missing),
        };
        let text = |cell: &Cell<String>| match cell {
            Ok(text) => WireText::Text(text.clone()),
            Err(missing) => WireText::Missing { missing: *missing },
        };
        match cells {
            Cells::Numbers(cells) => Self::Numbers(cells.iter().map(number).collect()),
            Cells::Texts(cells) => Self::Texts(cells.iter().map(text).collect()),
        }
    }
}

impl From<WireCells> for Cells {
    fn from(cells: WireCells) -> Self {
        let number = |cell| match cell {
            WireNumber::Number(number) => Ok(number),
            WireNumber::Missing(missing) => Err(missing),
        };
        let text = |cell| match cell {
            WireText::Text(text) => Ok(text),
            WireText::Missing { missing } => Err(missing),
        };
        match cells {
            WireCells::Numbers(cells) => Self::Numbers(cells.into_iter().map(number).collect()),
            WireCells::Texts(cells) => Self::Texts(cells.into_iter().map(text).collect()),
        }
    }
}

pub(super) fn write(dataset: &Dataset) -> Vec<u8> {
    let wire = Wire {
        format: FORMAT,
        kind: dataset.kind.clone(),
        unit: dataset.unit,
        year: dataset.year,
        source: dataset.source.clone(),
        columns: dataset
            .table
            .columns
            .iter()
            .map(|column| WireColumn {
                name: column.name.clone(),
                cells: (&column.cells).into(),
            })
            .collect(),
    };
    #[expect(clippy::expect_used, reason = "every key is a text and every number finite")]
    serde_json::to_vec(&wire).expect("a dataset is always writable as JSON")
}

pub(super) fn read(bytes: &[u8]) -> Result<Dataset, DatasetError> {
    if bytes.len() > DATASET_BYTES_MAX {
        return Err(DatasetError::TooLarge { bytes: bytes.len() });
    }
    let probe: Probe = serde_json::from_slice(bytes).map_err(|error| damaged(error.to_string()))?;
    if probe.format > FORMAT {
        return Err(DatasetError::NewerFormat {
            found: probe.format,
            known: FORMAT,
        });
    }
    let wire: Wire = serde_json::from_slice(bytes).map_err(|error| damaged(error.to_string()))?;
    let columns = wire
        .columns
        .into_iter()
        .map(|column| Column {
            name: column.name,
            cells: column.cells.into(),
        })
        .collect();
    let dataset = Dataset::new(wire.kind, wire.unit, wire.year, wire.source, Table { columns })?;
    if write(&dataset) != bytes {
        return Err(damaged("it is not in canonical form"));
    }
    Ok(dataset)
}
