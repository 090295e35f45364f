//! Datasets, the measure registry, the projection that scoring plugins receive, and the statistics.
//!
//! Everything here is pure: bytes and text in, values out. Nothing reads a file, a clock or an environment.
//! A file enters through [`import()`], is kept as a [`Dataset`], and leaves through [`project()`].
//!
//! Tests are beside the logic; the golden files are in `tests/golden`, the real cuts in
//! `examples/hampshire-primary/data`.

mod dataset;
mod import;
mod layout;
mod nearest;
mod problem;
mod project;
mod registry;
mod school_year;
pub mod statistics;
mod text;
mod upn;

pub use alongside_core::urn::{Urn, UrnError};
pub use dataset::{DATASET_BYTES_MAX, Dataset, DatasetError, School, Scope};
pub use import::{FILE_BYTES_MAX, Import, ImportOptions, ImportPreview, YearSource, import};
pub use layout::{ColumnType, Layout, Unit};
pub use problem::{PROBLEMS_SHOWN_MAX, Place, Problem, Problems};
pub use project::{ProjectError, Projection, project};
pub use registry::{
    Deviations, Direction, Disadvantage, FloorTarget, Group, GroupColumns, IntervalMethod, Measure,
    MeasureError, MeasureUnit, Registry, Scale, Stage, ValidYears,
};
pub use school_year::{SchoolYear, SchoolYearError};
pub use text::Encoding;
pub use upn::{Upn, UpnError, upn_check_letter};
