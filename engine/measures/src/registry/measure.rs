//! One measure: its years, scale, direction, denominator, interval, suppression and columns.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt;

use alongside_core::ids::{DataKindId, MeasureId};
use serde::{Deserialize, Serialize};
use thiserror::Error;

use crate::school_year::SchoolYear;

/// The unit of a measure's values.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
#[non_exhaustive]
pub enum MeasureUnit {
    /// Per cent of the cohort, 0 to 100.
    Percent,
}

impl MeasureUnit {
    /// The word used in files and facts.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Percent => "percent",
        }
    }
}

/// Which way is better.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Direction {
    /// A higher value is better.
    Higher,
    /// A lower value is better.
    Lower,
}

/// How the uncertainty of one group's value is stated.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
#[non_exhaustive]
pub enum IntervalMethod {
    /// Wilson's score interval of a proportion; differences by Newcombe's hybrid score (method 10).
    Wilson,
}

/// A group of pupils for whom a measure is published.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Group {
    /// Disadvantaged pupils, as the measure defines them.
    Disadvantaged,
    /// Pupils who are not disadvantaged.
    Other,
    /// All pupils.
    All,
}

impl Group {
    /// Every group, in the order in which a projection lists them.
    pub const ALL: [Self; 3] = [Self::Disadvantaged, Self::Other, Self::All];

    /// The word used in files and projections.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Disadvantaged => "disadvantaged",
            Self::Other => "other",
            Self::All => "all",
        }
    }
}

/// The published columns behind one group.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct GroupColumns {
    /// The column with the number of pupils in the group.
    pub cohort: String,
    /// The column with the percentage of them.
    pub percent: String,
}

/// The school years for which a measure exists.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ValidYears {
    /// The first year.
    pub from: SchoolYear,
    /// The last year; open when absent.
    #[serde(default)]
    pub to: Option<SchoolYear>,
    /// Years in between without values.
    #[serde(default)]
    pub except: BTreeSet<SchoolYear>,
}

impl ValidYears {
    /// Whether the measure exists in `year`.
    pub fn contains(&self, year: SchoolYear) -> bool {
        self.from <= year && self.to.is_none_or(|to| year <= to) && !self.except.contains(&year)
    }
}

impl fmt::Display for ValidYears {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.to {
            Some(to) => write!(f, "{} to {to}", self.from)?,
            None => write!(f, "{} onwards", self.from)?,
        }
        if !self.except.is_empty() {
            let except: Vec<String> = self.except.iter().map(SchoolYear::to_string).collect();
            write!(f, " except {}", except.join(" and "))?;
        }
        Ok(())
    }
}

/// A named quantity of the registry.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub struct Measure {
    /// The name by which workflows and plugins ask for it.
    pub id: MeasureId,
    /// What it is, in words.
    pub title: String,
    /// The stage of schooling, such as `ks2`.
    pub stage: String,
    /// The school years for which it exists.
    pub years: ValidYears,
    /// The unit of its values.
    pub unit: MeasureUnit,
    /// Which way is better.
    pub direction: Direction,
    /// The pupils it is a share of.
    pub denominator: String,
    /// How its uncertainty is stated.
    pub interval: IntervalMethod,
    /// Cohorts of this many pupils or fewer are withheld.
    pub suppress_at_most: u32,
    /// Who counts as disadvantaged.
    pub disadvantaged: String,
    /// Who publishes it.
    pub source: String,
    /// For each kind of dataset that holds it, the columns of each group.
    pub columns: BTreeMap<DataKindId, BTreeMap<Group, GroupColumns>>,
}

impl Measure {
    /// Checks that the measure exists in `year`.
    ///
    /// # Errors
    /// [`MeasureError::OutsideYears`].
    pub fn check_year(&self, year: SchoolYear) -> Result<(), MeasureError> {
        if self.years.contains(year) {
            Ok(())
        } else {
            Err(MeasureError::OutsideYears {
                id: self.id.clone(),
                title: self.title.clone(),
                year,
                years: self.years.to_string(),
            })
        }
    }
}

/// Says why a measure cannot be used.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
pub enum MeasureError {
    /// No registered measure has this id.
    #[error("no measure is called `{id}`{}", nearest.as_ref().map(|near| format!(": did you mean `{near}`?")).unwrap_or_default())]
    Unknown {
        /// The id that was asked for.
        id: MeasureId,
        /// The registered id nearest to it.
        nearest: Option<String>,
    },
    /// The measure does not exist in that year.
    #[error("measure `{id}` ({title}) does not exist in {year}: it is valid for {years}")]
    OutsideYears {
        /// The measure.
        id: MeasureId,
        /// Its title.
        title: String,
        /// The year it was asked for.
        year: SchoolYear,
        /// The years for which it exists, in words.
        years: String,
    },
}
