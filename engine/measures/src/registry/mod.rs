//! The measure registry: what every named quantity is, for which years it holds and where it is published.
//!
//! A registry is read from TOML, one file a family of measures; the bundled files are in
//! `workflows/measures`. Tests are in `registry/tests.rs`.

mod check;
mod file;
mod kinds;
mod measure;
mod scale;
#[cfg(test)]
mod tests;
mod years;

use std::collections::BTreeMap;
use std::sync::OnceLock;

use alongside_core::ids::{DataKindId, MeasureId};

use crate::layout::{ColumnType, Layout};
use crate::nearest::nearest;
use crate::problem::{Collector, Place, Problems};
use crate::school_year::SchoolYear;

pub(crate) use file::toml_problem;
pub use kinds::{Direction, Disadvantage, Group, IntervalMethod, MeasureUnit, Stage};
pub use measure::{Deviations, FloorTarget, GroupColumns, Measure, MeasureError};
pub use scale::Scale;
pub use years::ValidYears;

/// The measure files that come with the program, by name.
const BUNDLED_MEASURES: [(&str, &str); 7] = [
    (
        "measures/ks2.toml",
        include_str!("../../../../workflows/measures/ks2.toml"),
    ),
    (
        "measures/ks2-levels.toml",
        include_str!("../../../../workflows/measures/ks2-levels.toml"),
    ),
    (
        "measures/ks4.toml",
        include_str!("../../../../workflows/measures/ks4.toml"),
    ),
    (
        "measures/ks4-gcse.toml",
        include_str!("../../../../workflows/measures/ks4-gcse.toml"),
    ),
    (
        "measures/attendance.toml",
        include_str!("../../../../workflows/measures/attendance.toml"),
    ),
    (
        "measures/gap-index.toml",
        include_str!("../../../../workflows/measures/gap-index.toml"),
    ),
    (
        "measures/inspection.toml",
        include_str!("../../../../workflows/measures/inspection.toml"),
    ),
];

/// The layouts that come with the program, by name.
const BUNDLED_LAYOUTS: [(&str, &str); 1] = [(
    "layouts/ks2-school.toml",
    include_str!("../../layouts/ks2-school.toml"),
)];

/// Measures and the layouts of the files that hold them.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Registry {
    measures: BTreeMap<MeasureId, Measure>,
    layouts: BTreeMap<DataKindId, Layout>,
}

impl Registry {
    /// Returns the measures and layouts that come with the program.
    pub fn bundled() -> Self {
        static READ: OnceLock<Registry> = OnceLock::new();
        #[expect(
            clippy::expect_used,
            reason = "the bundled files are part of the program; a test reads them"
        )]
        READ.get_or_init(|| Self::read_bundled().expect("the bundled measures are valid"))
            .clone()
    }

    pub(crate) fn read_bundled() -> Result<Self, Problems> {
        let mut registry = Self::default();
        for (source, text) in BUNDLED_LAYOUTS {
            registry.add_layout(source, text)?;
        }
        for (source, text) in BUNDLED_MEASURES {
            registry.add(source, text)?;
        }
        Ok(registry)
    }

    /// Reads one measure file beside the bundled layouts; `source` names the file in problems.
    ///
    /// # Errors
    /// Every problem of the file, each with its line: not TOML, an unknown key, a measure defined twice,
    /// columns for an unknown kind of dataset, a column read in two ways.
    pub fn parse(source: &str, text: &str) -> Result<Self, Problems> {
        let mut registry = Self::default();
        for (name, layout) in BUNDLED_LAYOUTS {
            registry.add_layout(name, layout)?;
        }
        registry.add(source, text)?;
        Ok(registry)
    }

    /// Adds the measures of one file; `source` names the file in problems. Nothing is added on error.
    ///
    /// # Errors
    /// As [`Registry::parse`], and when a measure is already registered.
    pub fn add(&mut self, source: &str, text: &str) -> Result<(), Problems> {
        let measures = file::read(source, text, self)?;
        self.measures
            .extend(measures.into_iter().map(|measure| (measure.id.clone(), measure)));
        Ok(())
    }

    /// Adds the layout of a kind of file; `source` names the layout's file in problems.
    ///
    /// # Errors
    /// Every problem of the file; also when the kind already has a layout.
    pub fn add_layout(&mut self, source: &str, text: &str) -> Result<(), Problems> {
        let layout = Layout::parse(source, text)?;
        if self.layouts.contains_key(&layout.kind) {
            let mut problems = Collector::new(source);
            let place = Place {
                name: Some("kind".to_owned()),
                ..Place::file()
            };
            problems.add("layout", place, format!("`{}` already has a layout", layout.kind));
            return Err(problems.finish());
        }
        self.layouts.insert(layout.kind.clone(), layout);
        Ok(())
    }

    /// Finds a measure by id.
    ///
    /// # Errors
    /// [`MeasureError::Unknown`], with the nearest id.
    pub fn measure(&self, id: &MeasureId) -> Result<&Measure, MeasureError> {
        self.measures.get(id).ok_or_else(|| MeasureError::Unknown {
            id: id.clone(),
            nearest: nearest(id.as_str(), self.measures.keys().map(MeasureId::as_str)).map(str::to_owned),
        })
    }

    /// Finds a measure by id for use in a year.
    ///
    /// # Errors
    /// [`MeasureError::Unknown`], with the nearest id, and [`MeasureError::OutsideYears`], with the years in which it
    /// exists.
    pub fn measure_in(&self, id: &MeasureId, year: SchoolYear) -> Result<&Measure, MeasureError> {
        let measure = self.measure(id)?;
        measure.check_year(year)?;
        Ok(measure)
    }

    /// Every measure, by id.
    pub fn measures(&self) -> impl Iterator<Item = &Measure> {
        self.measures.values()
    }

    /// Finds the layout of a kind of dataset.
    pub fn layout(&self, kind: &DataKindId) -> Option<&Layout> {
        self.layouts.get(kind)
    }

    /// Every layout, by kind.
    pub fn layouts(&self) -> impl Iterator<Item = &Layout> {
        self.layouts.values()
    }

    /// The measures of `kind` valid in `year` that read `column`.
    pub(crate) fn readers(&self, kind: &DataKindId, year: SchoolYear, column: &str) -> Vec<&MeasureId> {
        self.measures
            .values()
            .filter(|measure| measure.years.contains(year))
            .filter(|measure| {
                let mut groups = measure.columns.get(kind).into_iter().flat_map(BTreeMap::values);
                groups.any(|group| group.cohort == column || group.percent == column)
            })
            .map(|measure| &measure.id)
            .collect()
    }

    /// The columns that the measures of `kind` valid in `year` need, each with how it is read.
    pub(crate) fn columns(&self, kind: &DataKindId, year: SchoolYear) -> BTreeMap<&str, ColumnType> {
        let mut columns = BTreeMap::new();
        for measure in self
            .measures
            .values()
            .filter(|measure| measure.years.contains(year))
        {
            for group in measure.columns.get(kind).into_iter().flat_map(BTreeMap::values) {
                columns.insert(group.cohort.as_str(), ColumnType::Count);
                columns.insert(group.percent.as_str(), ColumnType::Percent);
            }
        }
        columns
    }
}
