//! Value added: how much more pupils attained than others nationally who started alike.
//!
//! Tests are below and in `tests/vectors.rs`.

use std::collections::BTreeMap;

use serde::Serialize;

use super::error::{COUNT_MAX, StatisticsError, between, computed, count, deviation, number};
use super::interval::{Confidence, Interval};
use super::summary::mean;

/// The most pupils of one school.
const PUPILS_MAX: usize = 100_000;

/// The value added of a school.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct ValueAdded {
    /// Each pupil's outcome minus the national mean of the pupil's prior-attainment group, in the order given.
    pub pupils: Vec<f64>,
    /// Their mean: the school's value added, in points of the outcome; 0 is the national average.
    pub school: f64,
    /// Its interval: mean ± 1.96 · σ / √n at 95 %.
    pub interval: Interval,
    /// The mean drawn towards 0 as far as n and the spread of schools demand; none unless asked for.
    pub shrunk: Option<f64>,
}

impl ValueAdded {
    /// Computes the value added of a school.
    ///
    /// Each pupil is the name of the prior-attainment group and the outcome. `national` has the mean outcome of each
    /// group, `sd` is the national standard deviation of pupils' value added, and `school_variance`, where shrinkage
    /// is wanted, the variance of value added between schools: mean · n / (n + σ² / variance).
    ///
    /// Source: Department for Education, value added of the performance tables (mean residual from the national
    /// outcome of the same prior attainment); shrinkage as in H. Goldstein and D. Spiegelhalter, League tables and
    /// their limitations, Journal of the Royal Statistical Society A 159 (1996) 385–443, section 4.
    ///
    /// # Errors
    /// When there are no pupils, a group has no national mean, or a number is not usable.
    pub fn new<G: Ord + ToString>(
        pupils: &[(G, f64)],
        national: &BTreeMap<G, f64>,
        sd: f64,
        school_variance: Option<f64>,
        confidence: Confidence,
    ) -> Result<Self, StatisticsError> {
        count("pupils", pupils.len(), 1, PUPILS_MAX)?;
        deviation("the national standard deviation", sd)?;
        let residuals: Result<Vec<f64>, StatisticsError> = pupils
            .iter()
            .map(|(group, outcome)| {
                let expected = national.get(group).ok_or_else(|| StatisticsError::Unknown {
                    what: "prior-attainment group",
                    name: group.to_string(),
                    known: national
                        .keys()
                        .map(ToString::to_string)
                        .collect::<Vec<_>>()
                        .join(", "),
                })?;
                Ok(number("an outcome", *outcome)? - number("a national mean", *expected)?)
            })
            .collect();
        let residuals = residuals?;
        let n = residuals.len() as f64;
        let school = mean(&residuals);
        // The published intervals use 1.96 at 95 %.
        let z = if confidence == Confidence::P95 {
            1.96
        } else {
            confidence.z()
        };
        let interval = Interval::around(school, z * sd / n.sqrt())?;
        let shrunk = school_variance
            .map(|variance| {
                between("the variance between schools", variance, 1e-9, COUNT_MAX as f64)?;
                computed("the shrunk value added", school * n / (n + sd * sd / variance))
            })
            .transpose()?;
        Ok(Self {
            pupils: residuals,
            school,
            interval,
            shrunk,
        })
    }

    /// The school's value added as it was published: centred on `centre`, 100 at key stage 2 and 1000 at key stage 4.
    ///
    /// Source: Department for Education, performance tables 2004 to 2015.
    ///
    /// # Errors
    /// When the centre is not usable.
    pub fn centred_on(&self, centre: f64) -> Result<f64, StatisticsError> {
        computed("the value added", number("the centre", centre)? + self.school)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_group_without_a_national_mean_is_named() {
        let national = [("L", 90.0), ("M", 102.0)].into();
        let error = ValueAdded::new(
            &[("M", 100.0), ("H", 110.0)],
            &national,
            6.0,
            None,
            Confidence::P95,
        )
        .unwrap_err();
        assert_eq!(
            error.to_string(),
            "no prior-attainment group is called `H`: known are L, M"
        );
    }

    #[test]
    fn the_published_form_is_centred() {
        let national = [("M", 102.0)].into();
        let school = ValueAdded::new(
            &[("M", 103.0), ("M", 104.0)],
            &national,
            6.0,
            Some(2.0),
            Confidence::P95,
        )
        .unwrap();
        assert_eq!(school.centred_on(100.0).unwrap(), 101.5);
        assert!(school.interval.contains(school.school));
        assert!(school.shrunk.unwrap() < school.school);
        assert!(ValueAdded::new::<&str>(&[], &national, 6.0, None, Confidence::P95).is_err());
        assert!(ValueAdded::new(&[("M", 1.0)], &national, 0.0, None, Confidence::P95).is_err());
    }
}
