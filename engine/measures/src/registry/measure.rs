//! One measure: its years, scale, direction, denominator, interval, suppression and columns.

use std::collections::BTreeMap;

use alongside_core::ids::{DataKindId, MeasureId};
use serde::{Deserialize, Serialize};
use thiserror::Error;

use super::kinds::{Direction, Disadvantage, Group, IntervalMethod, MeasureUnit, Stage};
use super::scale::Scale;
use super::years::ValidYears;
use crate::school_year::SchoolYear;
use crate::statistics::{Interval, StatisticsError, SuppressionRule, progress_interval};

/// The published columns behind one group.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct GroupColumns {
    /// The column with the number of pupils in the group.
    pub cohort: String,
    /// The column with the percentage of them.
    pub percent: String,
}

/// The national standard deviations of a measure of progress.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub struct Deviations {
    /// Where they come from.
    pub source: String,
    /// The standard deviation of pupils' scores in each year for which it is known.
    pub by_year: BTreeMap<SchoolYear, f64>,
}

/// A target below which the government held a school to underperform.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub struct FloorTarget {
    /// The year it was set for.
    pub year: SchoolYear,
    /// The least value that met it.
    pub at_least: f64,
    /// What else it asked for, and where it comes from.
    pub source: String,
}

/// A named quantity of the registry.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub struct Measure {
    /// The name by which workflows and plugins ask for it.
    pub id: MeasureId,
    /// What it is, in words.
    pub title: String,
    /// The stage of schooling.
    pub stage: Stage,
    /// The school years for which it exists.
    pub years: ValidYears,
    /// The unit of its values.
    pub unit: MeasureUnit,
    /// The values it can have.
    pub scale: Scale,
    /// Which way is better.
    pub direction: Direction,
    /// Whom or what it is a share or a mean of.
    pub denominator: String,
    /// How its uncertainty is stated.
    pub interval: IntervalMethod,
    /// Cohorts of this many pupils or fewer are withheld.
    pub suppress_at_most: u32,
    /// Who counts as disadvantaged.
    pub disadvantaged: Disadvantage,
    /// Who publishes it.
    pub source: String,
    /// The national standard deviations, where the interval needs them.
    pub deviations: Option<Deviations>,
    /// The floor targets set on it, by year.
    pub floor_targets: Vec<FloorTarget>,
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

    /// Checks that a value can be one of this measure.
    ///
    /// # Errors
    /// [`MeasureError::OutsideScale`]; also for what is no number.
    pub fn check_value(&self, value: f64) -> Result<(), MeasureError> {
        if self.scale.contains(value) {
            Ok(())
        } else {
            Err(MeasureError::OutsideScale {
                id: self.id.clone(),
                title: self.title.clone(),
                value: value.to_string(),
                scale: self.scale.to_string(),
            })
        }
    }

    /// The rule by which its figures are withheld.
    pub fn suppression(&self) -> SuppressionRule {
        SuppressionRule::at_most(self.suppress_at_most)
    }

    /// The floor target set for a year, if there was one.
    pub fn floor_target(&self, year: SchoolYear) -> Option<&FloorTarget> {
        self.floor_targets.iter().find(|target| target.year == year)
    }

    /// The national standard deviation of pupils' scores in `year`.
    ///
    /// # Errors
    /// When the measure does not exist in that year, or its deviation is not known.
    pub fn deviation(&self, year: SchoolYear) -> Result<f64, MeasureError> {
        self.check_year(year)?;
        let known = self.deviations.as_ref().map(|deviations| &deviations.by_year);
        known
            .and_then(|by_year| by_year.get(&year).copied())
            .ok_or_else(|| MeasureError::NoDeviation {
                id: self.id.clone(),
                year,
                known: known
                    .map(|by_year| by_year.keys().map(SchoolYear::to_string).collect::<Vec<_>>())
                    .filter(|years| !years.is_empty())
                    .map_or_else(|| "no year".to_owned(), |years| years.join(", ")),
            })
    }

    /// The 95 % interval of a school's score in `year`, from the national standard deviation and the pupils in the
    /// measure.
    ///
    /// Source: [`progress_interval`].
    ///
    /// # Errors
    /// As [`Measure::deviation`], and when the score is not finite or there are no pupils.
    pub fn score_interval(
        &self,
        year: SchoolYear,
        score: f64,
        pupils: u64,
    ) -> Result<Interval, MeasureError> {
        let sd = self.deviation(year)?;
        Ok(progress_interval(score, sd, pupils)?)
    }
}

/// Says why a measure cannot be used.
#[derive(Debug, Clone, PartialEq, Error)]
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
    /// The measure cannot have that value.
    #[error("measure `{id}` ({title}) cannot be {value}: its scale is {scale}")]
    OutsideScale {
        /// The measure.
        id: MeasureId,
        /// Its title.
        title: String,
        /// The value.
        value: String,
        /// The scale, in words.
        scale: String,
    },
    /// The national standard deviation of the year is not known.
    #[error(
        "measure `{id}` has no national standard deviation for {year}, so that its interval cannot be stated: known are those of {known}"
    )]
    NoDeviation {
        /// The measure.
        id: MeasureId,
        /// The year it was asked for.
        year: SchoolYear,
        /// The years for which it is known, in words.
        known: String,
    },
    /// The interval cannot be computed.
    #[error(transparent)]
    Statistics(#[from] StatisticsError),
}
