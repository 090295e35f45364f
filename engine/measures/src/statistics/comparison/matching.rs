//! Which schools had a similar start: standardised covariates, a caliper on each, and the nearest.
//!
//! Tests are below and in `comparison/mod.rs`.

use std::collections::BTreeMap;

use super::super::error::{StatisticsError, deviation};
use super::super::summary::{mean, variance};
use super::{Covariate, Matching, SchoolChange, Set};

const COVARIATES: [Covariate; 3] = [Covariate::Before, Covariate::Size, Covariate::Disadvantaged];

/// The standard deviation of each covariate over the schools that were not supported.
pub(super) struct Standard {
    deviations: [f64; 3],
}

fn covariates<S>(school: &SchoolChange<S>) -> [f64; 3] {
    [
        school.before,
        (school.pupils as f64).ln(),
        school.disadvantaged_percent,
    ]
}

impl Standard {
    /// Measures the deviations; a covariate that does not vary is not matched on, but the figure before must vary.
    pub(super) fn of<S>(others: &[SchoolChange<S>]) -> Result<Self, StatisticsError> {
        let deviations = [0, 1, 2].map(|at| {
            let values: Vec<f64> = others.iter().map(|school| covariates(school)[at]).collect();
            variance(&values).sqrt()
        });
        if deviation("the deviation", deviations[0]).is_err() {
            return Err(StatisticsError::NoSpread {
                what: "the figures before",
            });
        }
        Ok(Self { deviations })
    }

    /// How far one school is from another on each covariate, in standard deviations.
    ///
    /// Where a covariate does not vary over the others, any difference in it is out of reach.
    fn apart<S>(&self, one: &SchoolChange<S>, other: &SchoolChange<S>) -> [f64; 3] {
        let (one, other) = (covariates(one), covariates(other));
        [0, 1, 2].map(|at| {
            let apart = one[at] - other[at];
            if self.deviations[at] > 1e-9 {
                apart / self.deviations[at]
            } else if apart.abs() <= 1e-9 {
                0.0
            } else {
                f64::MAX.sqrt() / 4.0
            }
        })
    }

    /// The indexes of the nearest schools within the caliper, nearest first, ties by the school.
    pub(super) fn nearest<S: Ord>(
        &self,
        school: &SchoolChange<S>,
        others: &[SchoolChange<S>],
        matching: &Matching,
    ) -> Vec<usize> {
        let mut near: Vec<(f64, &S, usize)> = others
            .iter()
            .enumerate()
            .filter_map(|(index, other)| {
                let apart = self.apart(school, other);
                let within = apart.iter().all(|apart| apart.abs() <= matching.caliper);
                let distance: f64 = apart.iter().map(|apart| apart * apart).sum();
                within.then_some((distance, &other.school, index))
            })
            .collect();
        near.sort_by(|a, b| a.0.total_cmp(&b.0).then_with(|| a.1.cmp(b.1)));
        near.truncate(matching.neighbours);
        near.into_iter().map(|(_, _, index)| index).collect()
    }

    /// The mean difference between supported schools and their neighbours on each covariate.
    pub(super) fn imbalance<S>(
        &self,
        sets: &[Set<'_, S>],
        others: &[SchoolChange<S>],
    ) -> BTreeMap<Covariate, f64> {
        let means = [0, 1, 2].map(|at| {
            let of_set = |(school, near): &Set<'_, S>| {
                let apart: Vec<f64> = near
                    .iter()
                    .map(|index| self.apart(school, &others[*index])[at])
                    .collect();
                mean(&apart)
            };
            mean(&sets.iter().map(of_set).collect::<Vec<f64>>())
        });
        COVARIATES.into_iter().zip(means).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn school(id: u32, before: f64, pupils: u64) -> SchoolChange<u32> {
        SchoolChange {
            school: id,
            before,
            after: before,
            pupils,
            disadvantaged_percent: 20.0,
        }
    }

    #[test]
    fn the_nearest_come_first_and_the_caliper_holds_on_each_covariate() {
        let others = [
            school(1, 40.0, 30),
            school(2, 50.0, 30),
            school(3, 50.0, 300),
            school(4, 51.0, 30),
            school(5, 60.0, 30),
        ];
        let standard = Standard::of(&others).unwrap();
        let matching = Matching {
            neighbours: 2,
            least: 3,
            caliper: 1.0,
        };
        assert_eq!(standard.nearest(&school(9, 50.0, 30), &others, &matching), [1, 3]);
        assert!(
            standard
                .nearest(&school(9, 90.0, 30), &others, &matching)
                .is_empty()
        );
        let elsewhere = SchoolChange {
            disadvantaged_percent: 21.0,
            ..school(9, 50.0, 30)
        };
        assert!(standard.nearest(&elsewhere, &others, &matching).is_empty());
    }
}
