//! What a person sees before anything is kept.

use std::collections::BTreeMap;

use alongside_core::column::Missing;
use alongside_core::digest::Digest;
use alongside_core::ids::DataKindId;
use serde::Serialize;

use crate::dataset::Scope;
use crate::problem::{Collector, Place, Problems};
use crate::school_year::SchoolYear;
use crate::text::Encoding;

/// Where the school year of a file was learned.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum YearSource {
    /// The person gave it.
    Given,
    /// The file's name states it.
    FileName,
    /// The columns that repeat earlier years imply it.
    Columns,
}

impl YearSource {
    /// The words used in messages.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Given => "the year given",
            Self::FileName => "the file's name",
            Self::Columns => "the columns of earlier years",
        }
    }
}

/// What an import read, kept, ignored and doubted.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct ImportPreview {
    /// The file's name as given.
    pub source_name: String,
    /// The digest of the file's bytes.
    pub file_digest: Digest,
    /// The kind of dataset it becomes.
    pub kind: DataKindId,
    /// What such a file is, in words.
    pub title: String,
    /// The school year of its results.
    pub year: SchoolYear,
    /// What the year was learned from; all of them agree.
    pub year_sources: Vec<YearSource>,
    /// The encoding it was read in.
    pub encoding: Encoding,
    /// The rows read, by scope.
    pub rows: BTreeMap<Scope, usize>,
    /// The published columns that are kept, in the order of the dataset.
    pub columns_kept: Vec<String>,
    /// How many columns are not kept.
    pub columns_ignored: usize,
    /// How many rows are shorter than the header, as the layout allows.
    pub short_rows: usize,
    /// How many rows without any value were passed over.
    pub blank_rows: usize,
    /// The missing cells of the kept measure columns, by reason.
    pub missing: BTreeMap<Missing, usize>,
    /// What is not wrong, but worth a look.
    pub warnings: Problems,
}

impl ImportPreview {
    /// The number of schools read.
    pub fn schools(&self) -> usize {
        self.rows.get(&Scope::School).copied().unwrap_or_default()
    }

    pub(super) fn with_warnings(mut self, encoding: Encoding, mut warnings: Collector) -> Self {
        if encoding == Encoding::Windows1252 {
            warnings.add_with_help(
                "encoding",
                Place::file(),
                "is not UTF-8 and was read as Windows-1252",
                "look at names with accents and apostrophes",
            );
        }
        if self.blank_rows > 0 {
            warnings.add(
                "blank-rows",
                Place::file(),
                format!("rows without any value were passed over: {}", self.blank_rows),
            );
        }
        self.warnings = warnings.finish();
        self
    }
}
