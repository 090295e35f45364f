//! The projection of a measure for one school: the long table that scoring plugins receive.
//!
//! It selects and orders; it computes nothing. Missing cells keep their reasons. The result does not depend
//! on the order of the datasets. Tests are in `tests/project.rs`.

use std::collections::BTreeMap;

use alongside_core::column::{Cell, Cells, Column, Missing, Table};
use alongside_core::ids::{DataKindId, MeasureId};
use alongside_core::urn::Urn;
use alongside_core::value::Value;
use thiserror::Error;

use crate::dataset::{Dataset, School};
use crate::nearest::nearest;
use crate::registry::{Direction, Group, GroupColumns, Measure, MeasureError, Registry};
use crate::school_year::SchoolYear;

/// What a scoring plugin receives: the table, and the facts about the measure.
pub type Projection = (Table, BTreeMap<String, Value>);

/// Says why a measure cannot be projected for a school.
#[derive(Debug, Clone, PartialEq, Error)]
pub enum ProjectError {
    /// The measure is unknown, or does not exist in the year of a dataset.
    #[error(transparent)]
    Measure(#[from] MeasureError),
    /// No dataset holds the measure.
    #[error("no dataset holds measure `{measure}`: it is read from {}", kinds.join(" or "))]
    NoData {
        /// The measure.
        measure: MeasureId,
        /// The kinds of dataset that could hold it; "no kind of dataset" when there is none.
        kinds: Vec<String>,
    },
    /// The school is in none of the datasets.
    #[error("school {urn} is not in {}{}", looked_in.join(", "), nearest.as_ref().map(|near| format!(": did you mean {near}?")).unwrap_or_default())]
    UnknownSchool {
        /// The school that was asked for.
        urn: Urn,
        /// The datasets looked in, such as `ks2-school 2018-19`.
        looked_in: Vec<String>,
        /// The school with the nearest number, such as `116177 Brockhurst Primary School`.
        nearest: Option<String>,
    },
    /// Two datasets of one kind and year both hold the school.
    #[error("school {urn} is in two datasets of {year}: keep one of them")]
    TwoDatasets {
        /// The school.
        urn: Urn,
        /// The year of both.
        year: SchoolYear,
    },
    /// The dataset was imported before the measure was registered, or its file lacks the column.
    #[error(
        "dataset {dataset} has no column `{column}`: import the file again with measure `{measure}` registered"
    )]
    NoColumn {
        /// The dataset, such as `ks2-school 2018-19`.
        dataset: String,
        /// The column that is missing.
        column: String,
        /// The measure that needs it.
        measure: MeasureId,
    },
}

/// The rows of one projection, column by column.
#[derive(Default)]
struct Long {
    scope: Vec<Cell<String>>,
    year: Vec<Cell<String>>,
    group: Vec<Cell<String>>,
    cohort: Vec<Cell<f64>>,
    percent: Vec<Cell<f64>>,
}

/// One year of the data: the dataset to read, and the school in it, if it was there that year.
struct Year<'a> {
    dataset: &'a Dataset,
    columns: &'a BTreeMap<Group, GroupColumns>,
    school: Option<School<'a>>,
}

/// Projects `measure` for the school `urn`.
///
/// The table has one row for each scope (`school`, `authority`, `national`), year (ascending) and group
/// (`disadvantaged`, `other`, `all`) in that order, with the columns `scope`, `year`, `group`, `cohort`
/// (pupils) and `percent` (0 to 100). Where a row of the data or a column of the measure does not exist,
/// its cells are blank. Datasets of kinds that do not hold the measure are passed over.
///
/// The facts are `measure`, `measure-title`, `unit`, `higher-is-better`, `suppress-at-most` and `school`
/// (the name in the latest year).
///
/// # Errors
/// When the measure is unknown or does not exist in the year of a dataset, when no dataset holds it, and
/// when the school is in none of them, or twice in one year.
pub fn project(
    registry: &Registry,
    measure: &MeasureId,
    datasets: &[Dataset],
    urn: Urn,
) -> Result<Projection, ProjectError> {
    let measure = registry.measure(measure)?;
    let years = years(measure, datasets, urn)?;
    let Some(latest) = years.values().rev().find_map(|year| year.school) else {
        return Err(unknown_school(measure, datasets, urn));
    };
    let mut long = Long::default();
    for scope in ["school", "authority", "national"] {
        for (school_year, year) in &years {
            let row = match scope {
                "school" => year.school.map(|school| school.row),
                "authority" => {
                    let code = year.school.unwrap_or(latest).authority;
                    code.and_then(|code| year.dataset.authority_row(code))
                }
                _ => year.dataset.national_row(),
            };
            long.add(scope, *school_year, row, year, measure)?;
        }
    }
    Ok((long.into_table(), facts(measure, latest.name)))
}

/// Chooses one dataset for each year: the one with the school, else the first by digest.
fn years<'a>(
    measure: &'a Measure,
    datasets: &'a [Dataset],
    urn: Urn,
) -> Result<BTreeMap<SchoolYear, Year<'a>>, ProjectError> {
    let mut relevant: Vec<_> = datasets
        .iter()
        .filter_map(|dataset| Some((dataset, measure.columns.get(dataset.kind())?)))
        .collect();
    if relevant.is_empty() {
        let kinds: Vec<String> = measure.columns.keys().map(DataKindId::to_string).collect();
        let kinds = if kinds.is_empty() {
            vec!["no kind of dataset".to_owned()]
        } else {
            kinds
        };
        return Err(ProjectError::NoData {
            measure: measure.id.clone(),
            kinds,
        });
    }
    relevant.sort_by_cached_key(|(dataset, _)| (dataset.year(), dataset.digest()));
    relevant.dedup_by(|(later, _), (earlier, _)| later == earlier);
    let mut years: BTreeMap<SchoolYear, Year<'a>> = BTreeMap::new();
    for (dataset, columns) in relevant {
        let year = dataset.year();
        measure.check_year(year)?;
        let school = dataset.school(urn);
        match years.get(&year) {
            Some(chosen) if chosen.school.is_some() && school.is_some() => {
                return Err(ProjectError::TwoDatasets { urn, year });
            }
            Some(_) if school.is_none() => {}
            _ => {
                years.insert(
                    year,
                    Year {
                        dataset,
                        columns,
                        school,
                    },
                );
            }
        }
    }
    Ok(years)
}

fn unknown_school(measure: &Measure, datasets: &[Dataset], urn: Urn) -> ProjectError {
    let mut names = BTreeMap::new();
    let mut looked_in: Vec<(SchoolYear, String)> = Vec::new();
    for dataset in datasets
        .iter()
        .filter(|dataset| measure.columns.contains_key(dataset.kind()))
    {
        looked_in.push((dataset.year(), describe(dataset)));
        for school in dataset.schools() {
            names.insert(school.urn.to_string(), school.name.to_owned());
        }
    }
    looked_in.sort();
    looked_in.dedup();
    let near = nearest(&urn.to_string(), names.keys().map(String::as_str));
    ProjectError::UnknownSchool {
        urn,
        looked_in: looked_in.into_iter().map(|(_, name)| name).collect(),
        nearest: near.map(|urn| format!("{urn} {}", names[urn])),
    }
}

fn describe(dataset: &Dataset) -> String {
    format!("{} {}", dataset.kind(), dataset.year())
}

fn facts(measure: &Measure, school: &str) -> BTreeMap<String, Value> {
    [
        ("measure", Value::Text(measure.id.to_string())),
        ("measure-title", Value::Text(measure.title.clone())),
        ("unit", Value::Text(measure.unit.as_str().to_owned())),
        (
            "higher-is-better",
            Value::Boolean(measure.direction == Direction::Higher),
        ),
        (
            "suppress-at-most",
            Value::Number(f64::from(measure.suppress_at_most)),
        ),
        ("school", Value::Text(school.to_owned())),
    ]
    .into_iter()
    .map(|(name, value)| (name.to_owned(), value))
    .collect()
}

impl Long {
    fn add(
        &mut self,
        scope: &str,
        school_year: SchoolYear,
        row: Option<usize>,
        year: &Year<'_>,
        measure: &Measure,
    ) -> Result<(), ProjectError> {
        for group in Group::ALL {
            let columns = year.columns.get(&group);
            let cell = |column: Option<&String>| -> Result<Cell<f64>, ProjectError> {
                let (Some(column), Some(row)) = (column, row) else {
                    return Ok(Err(Missing::Blank));
                };
                year.dataset
                    .number(column, row)
                    .ok_or_else(|| ProjectError::NoColumn {
                        dataset: describe(year.dataset),
                        column: column.clone(),
                        measure: measure.id.clone(),
                    })
            };
            self.cohort.push(cell(columns.map(|columns| &columns.cohort))?);
            self.percent.push(cell(columns.map(|columns| &columns.percent))?);
            self.scope.push(Ok(scope.to_owned()));
            self.year.push(Ok(school_year.to_string()));
            self.group.push(Ok(group.as_str().to_owned()));
        }
        Ok(())
    }

    fn into_table(self) -> Table {
        let columns = [
            ("scope", Cells::Texts(self.scope)),
            ("year", Cells::Texts(self.year)),
            ("group", Cells::Texts(self.group)),
            ("cohort", Cells::Numbers(self.cohort)),
            ("percent", Cells::Numbers(self.percent)),
        ];
        Table {
            columns: columns
                .into_iter()
                .map(|(name, cells)| Column {
                    name: name.to_owned(),
                    cells,
                })
                .collect(),
        }
    }
}
