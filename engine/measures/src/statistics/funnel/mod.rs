//! Funnel plots: which of many schools differ from the target by more than chance, given their size.
//!
//! Schools keep the order in which they are given: nothing here ranks them. Tests are below and in `tests/vectors.rs`.

mod limits;
mod overdispersion;

use serde::Serialize;

use super::distribution::{Count, normal_two_sided};
use super::error::{StatisticsError, computed, count};
use super::interval::{Confidence, Interval};
use super::proportion::Proportion;

pub use limits::funnel_limits;
pub use overdispersion::Overdispersion;

/// The most schools of one funnel.
const SCHOOLS_MAX: usize = 100_000;

/// One school in a funnel.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct FunnelPoint<S> {
    /// The school.
    pub school: S,
    /// Its figure.
    pub proportion: Proportion,
    /// How many standard errors its share lies from the target, chance alone considered.
    pub z: f64,
    /// The same with the spread between schools considered too.
    pub z_adjusted: f64,
    /// The exact two-sided binomial p-value against the target, chance alone considered. Adjust it for the number of
    /// schools with [`adjust`](super::adjust) before it is shown.
    pub p: f64,
}

/// A funnel of schools about a target.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Funnel<S> {
    /// The target share, 0 to 1.
    pub target: f64,
    /// How much more the schools differ than chance explains.
    pub overdispersion: Overdispersion,
    /// The schools, in the order given.
    pub points: Vec<FunnelPoint<S>>,
}

impl<S> Funnel<S> {
    /// Makes the funnel of schools about a target share, or about their own pooled share where none is given.
    ///
    /// z = (share − target) / √(target(1 − target)/n); adjusted, τ² is added under the root.
    ///
    /// Source: D. J. Spiegelhalter, Funnel plots for comparing institutional performance, Statistics in Medicine 24
    /// (2005) 1185–1202, sections 2 and 4 and appendices A.1 and A.3.
    ///
    /// # Errors
    /// When there are fewer than 2 schools, too many, or the target is 0 or 1, so that nothing can vary about it.
    pub fn new(
        schools: impl IntoIterator<Item = (S, Proportion)>,
        target: Option<f64>,
    ) -> Result<Self, StatisticsError> {
        let schools: Vec<(S, Proportion)> = schools.into_iter().collect();
        count("schools", schools.len(), 2, SCHOOLS_MAX)?;
        let target = match target {
            Some(target) => target,
            None => pooled(&schools)?.share(),
        };
        limits::check_target(target)?;
        let binomial = target * (1.0 - target);
        let z = |proportion: &Proportion, extra: f64| {
            let error = (binomial / proportion.pupils() as f64 + extra).sqrt();
            computed("z", (proportion.share() - target) / error)
        };
        let mut scores = Vec::with_capacity(schools.len());
        for (_, proportion) in &schools {
            scores.push(z(proportion, 0.0)?);
        }
        let variances = schools
            .iter()
            .map(|(_, proportion)| binomial / proportion.pupils() as f64);
        let overdispersion = Overdispersion::of(&scores, &variances.collect::<Vec<_>>())?;
        let points = schools
            .into_iter()
            .zip(scores)
            .map(|((school, proportion), score)| {
                Ok(FunnelPoint {
                    school,
                    proportion,
                    z: score,
                    z_adjusted: z(&proportion, overdispersion.tau_squared)?,
                    p: binomial_test(proportion, target)?,
                })
            });
        Ok(Self {
            target,
            overdispersion,
            points: points.collect::<Result<_, StatisticsError>>()?,
        })
    }

    /// The schools outside the exact limits of chance alone, as they are drawn by [`funnel_limits`], in the order given.
    ///
    /// # Errors
    /// When a school has more than ten million pupils.
    pub fn outside_exact(&self, confidence: Confidence) -> Result<Vec<&FunnelPoint<S>>, StatisticsError> {
        let mut outside = Vec::new();
        for point in &self.points {
            let limits = funnel_limits(point.proportion.pupils(), self.target, confidence)?;
            if !limits.contains(point.proportion.share()) {
                outside.push(point);
            }
        }
        Ok(outside)
    }

    /// The schools whose z lies outside the limits of chance alone, in the order given: the normal form of
    /// [`Funnel::outside_exact`], which may differ by a school or two at the edge.
    pub fn outside(&self, confidence: Confidence) -> impl Iterator<Item = &FunnelPoint<S>> {
        self.points
            .iter()
            .filter(move |point| point.z.abs() > confidence.z())
    }

    /// The schools outside the limits that allow for the spread between schools, in the order given.
    pub fn outside_adjusted(&self, confidence: Confidence) -> impl Iterator<Item = &FunnelPoint<S>> {
        self.points
            .iter()
            .filter(move |point| point.z_adjusted.abs() > confidence.z())
    }

    /// The limits for a school of `n` pupils, as shares within 0 to 1, that allow for the spread between schools:
    /// target ± z · √(target(1 − target)/n + τ²). Where there is none, [`funnel_limits`] are exact.
    ///
    /// Source: as [`Funnel::new`].
    ///
    /// # Errors
    /// When there are no pupils.
    pub fn adjusted_limits(&self, n: u64, confidence: Confidence) -> Result<Interval, StatisticsError> {
        let n = super::error::pupils(n)?;
        let variance = self.target * (1.0 - self.target) / n + self.overdispersion.tau_squared;
        let half = confidence.z() * variance.sqrt();
        Interval::new((self.target - half).max(0.0), (self.target + half).min(1.0))
    }
}

fn pooled<S>(schools: &[(S, Proportion)]) -> Result<Proportion, StatisticsError> {
    let (achieved, pupils) = schools
        .iter()
        .fold((0_u64, 0_u64), |(achieved, pupils), (_, school)| {
            (
                achieved.saturating_add(school.achieved()),
                pupils.saturating_add(school.pupils()),
            )
        });
    Proportion::new(achieved, pupils)
}

/// Computes the exact two-sided p-value of a proportion against a target share: the probability of every count that is
/// no more likely than the one observed.
///
/// Source: C. J. Clopper and E. S. Pearson, Biometrika 26 (1934) 404–413, for the exact test; the two-sided form is
/// that of R's `binom.test` and scipy's `binomtest`.
///
/// # Errors
/// When the target is not between 0 and 1, both excluded, or there are more than ten million pupils.
pub fn binomial_test(proportion: Proportion, target: f64) -> Result<f64, StatisticsError> {
    limits::check_target(target)?;
    limits::check_pupils(proportion.pupils())?;
    let p = Count::new(proportion.pupils(), target)
        .map_or(f64::NAN, |count| count.two_sided(proportion.achieved()));
    computed("the p-value", p)
}

/// Computes the two-sided p-value of a z-score.
///
/// Source: the standard normal distribution.
///
/// # Errors
/// When z is not finite.
pub fn normal_test(z: f64) -> Result<f64, StatisticsError> {
    computed("z", z)?;
    computed("the p-value", normal_two_sided(z))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn schools(counts: &[(u64, u64)]) -> Vec<(usize, Proportion)> {
        let make = |(k, n): &(u64, u64)| Proportion::new(*k, *n).unwrap();
        counts.iter().map(make).enumerate().collect()
    }

    #[test]
    fn schools_alike_have_no_spread_between_them() {
        let funnel = Funnel::new(schools(&[(40, 100), (20, 50), (80, 200)]), None).unwrap();
        assert_eq!((funnel.target, funnel.overdispersion.tau_squared), (0.4, 0.0));
        assert_eq!(funnel.outside(Confidence::P95).count(), 0);
        assert!(funnel.points.iter().all(|point| point.p > 0.99));
    }

    #[test]
    fn the_order_given_is_kept_and_adjusting_widens() {
        let funnel = Funnel::new(
            schools(&[(10, 100), (90, 100), (50, 100), (45, 100), (20, 100)]),
            Some(0.5),
        )
        .unwrap();
        assert!(funnel.overdispersion.tau_squared > 0.0);
        let outside: Vec<usize> = funnel
            .outside(Confidence::P95)
            .map(|point| point.school)
            .collect();
        assert_eq!(outside, [0, 1, 4]);
        let exact = funnel.outside_exact(Confidence::P95).unwrap();
        assert_eq!(
            exact.iter().map(|point| point.school).collect::<Vec<_>>(),
            outside
        );
        assert!(funnel.outside_adjusted(Confidence::P95).count() < outside.len());
        let wide = funnel.adjusted_limits(100, Confidence::P95).unwrap();
        assert!(wide.width() > funnel_limits(100, 0.5, Confidence::P95).unwrap().width());
    }

    #[test]
    fn a_target_at_the_end_of_the_scale_is_refused() {
        assert!(Funnel::new(schools(&[(0, 10), (0, 12)]), None).is_err());
        assert!(Funnel::new(schools(&[(5, 10)]), None).is_err());
        assert!(Funnel::new(schools(&[(5, 10), (6, 10)]), Some(f64::NAN)).is_err());
        assert!(binomial_test(Proportion::new(1, 100_000_000).unwrap(), 0.5).is_err());
        assert!(normal_test(f64::NAN).is_err());
    }
}
