//! What happened against schools of a similar start: the comparison that allows for regression to the mean.
//!
//! Schools that are supported were chosen because they were low, and low figures rise by themselves. The change of a
//! supported school is therefore never read alone: it is set against the change of schools that started as low, are of
//! a similar size and have as many disadvantaged pupils. Even so it shows what was different, not why. Tests are below,
//! in `matching.rs` and in `tests/statistics.rs`.

mod matching;
mod regression;

use std::collections::BTreeMap;

use serde::Serialize;

use super::distribution::t_quantile;
use super::error::{StatisticsError, between, computed, count};
use super::interval::{Confidence, Interval};
use super::summary::{mean, variance};
use matching::Standard;

pub use regression::{RegressionToTheMean, regression_to_the_mean};

/// The most schools compared at once.
const SCHOOLS_MAX: usize = 100_000;

/// A school before and after, with what it is matched on.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct SchoolChange<S> {
    /// The school.
    pub school: S,
    /// Its figure before, such as a percentage.
    pub before: f64,
    /// Its figure after, on the same scale.
    pub after: f64,
    /// Its cohort before, in pupils: small cohorts swing more.
    pub pupils: u64,
    /// Its percentage of disadvantaged pupils, 0 to 100.
    pub disadvantaged_percent: f64,
}

impl<S> SchoolChange<S> {
    /// After minus before.
    pub fn change(&self) -> f64 {
        self.after - self.before
    }

    fn check(&self) -> Result<(), StatisticsError> {
        between("a figure before", self.before, -1e6, 1e6)?;
        between("a figure after", self.after, -1e6, 1e6)?;
        super::error::pupils(self.pupils)?;
        between(
            "a percentage of disadvantaged pupils",
            self.disadvantaged_percent,
            0.0,
            100.0,
        )?;
        Ok(())
    }
}

/// How schools of a similar start are chosen.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
pub struct Matching {
    /// The most schools taken for each supported one, the nearest first.
    pub neighbours: usize,
    /// The fewest schools with which a supported one is compared at all.
    pub least: usize,
    /// How far a school may differ in the figure before, in the logarithm of the cohort and in the percentage of
    /// disadvantaged pupils: in standard deviations of all schools.
    pub caliper: f64,
}

impl Default for Matching {
    /// Up to 30 schools, at least 10, within one standard deviation: the nearest are far nearer than that, but the
    /// lowest schools of one authority have few that are.
    fn default() -> Self {
        Self {
            neighbours: 30,
            least: 10,
            caliper: 1.0,
        }
    }
}

/// What schools are matched on.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Covariate {
    /// The figure before.
    Before,
    /// The logarithm of the cohort.
    Size,
    /// The percentage of disadvantaged pupils.
    Disadvantaged,
}

/// The changes of supported schools beside those of schools of a similar start.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct SimilarStart<S> {
    /// The supported schools that could be compared.
    pub supported: Vec<S>,
    /// The supported schools with too few similar ones, each with how many there are.
    pub unmatched: Vec<(S, usize)>,
    /// The schools they are compared with, in the order given.
    pub comparators: Vec<S>,
    /// The mean change of the supported schools: what a plain before and after would show. Not to be stated alone.
    pub change: f64,
    /// The mean change of schools of a similar start, adjusted to the very start of the supported ones: what was to be
    /// expected anyway.
    pub expected_change: f64,
    /// The first minus the second: what was different.
    pub difference: f64,
    /// The interval of the difference: it covers the chance of cohorts and what else moves single schools.
    pub interval: Interval,
    /// How far supported schools and comparators differ in what they are matched on, in standard deviations of all
    /// schools, before the adjustment; near 0 is good.
    pub imbalance: BTreeMap<Covariate, f64>,
    /// The change that goes with one more point before, over all schools that were not supported: below 0 where figures
    /// regress to the mean.
    pub slope: f64,
}

impl<S: Clone + Ord> SimilarStart<S> {
    /// Compares supported schools with those of `others` that had a similar start.
    ///
    /// For each supported school, the nearest `neighbours` schools are taken that lie within the caliper on every
    /// covariate, nearest by the Euclidean distance of standardised covariates, ties by the school. The difference is
    /// the mean over supported schools of (own change − mean change of its neighbours), each change less slope · before:
    /// the lowest schools have neighbours on one side only, and these start a little higher. The slope is that of change
    /// on before over `others`. The variance is s² · (1/k + Σ w²), where s² is the variance of these adjusted changes
    /// within the sets of neighbours, k the supported schools and w the weight of each comparator, so that one used twice
    /// counts for what it is; the interval uses Student's t with one degree of freedom fewer than there are comparators.
    /// Supported schools are never comparators.
    ///
    /// Source: E. A. Stuart, Matching methods for causal inference, Statistical Science 25 (2010) 1–21, sections 2 and
    /// 3, and P. C. Austin, Multivariate Behavioral Research 46 (2011) 399–424, for calipers and balance; A. Abadie and
    /// G. W. Imbens, Econometrica 74 (2006) 235–267, for reused comparators, and Journal of Business & Economic
    /// Statistics 29 (2011) 1–11, for the adjustment of what matching leaves; A. G. Barnett, J. C. van der Pols and
    /// A. J. Dobson, Regression to the mean: what it is and how to deal with it, International Journal of Epidemiology
    /// 34 (2005) 215–220, for why the baseline must match.
    ///
    /// # Errors
    /// When no school is supported, one is given twice, a number is not usable, or no supported school has enough
    /// schools of a similar start.
    pub fn new(
        supported: &[SchoolChange<S>],
        others: &[SchoolChange<S>],
        matching: &Matching,
        confidence: Confidence,
    ) -> Result<Self, StatisticsError> {
        check(supported, others, matching)?;
        let standard = Standard::of(others)?;
        let (mut sets, mut unmatched) = (Vec::new(), Vec::new());
        for school in supported {
            let near = standard.nearest(school, others, matching);
            if near.len() < matching.least {
                unmatched.push((school.school.clone(), near.len()));
            } else {
                sets.push((school, near));
            }
        }
        if sets.is_empty() {
            return Err(StatisticsError::TooFew {
                what: "schools of a similar start",
                found: unmatched.iter().map(|(_, near)| *near).max().unwrap_or(0),
                least: matching.least,
            });
        }
        let slope = slope_of_change(others)?;
        let estimate = Estimate::of(&sets, others, slope);
        let comparators: Vec<&SchoolChange<S>> =
            estimate.weights.keys().map(|index| &others[*index]).collect();
        let freedom = comparators.len().saturating_sub(1).max(1) as f64;
        let half = t_quantile(1.0 - confidence.tail(), freedom) * estimate.variance.sqrt();
        let difference = computed("the difference", estimate.difference)?;
        Ok(Self {
            imbalance: standard.imbalance(&sets, others),
            supported: sets.iter().map(|(school, _)| school.school.clone()).collect(),
            unmatched,
            comparators: comparators
                .into_iter()
                .map(|school| school.school.clone())
                .collect(),
            change: estimate.change,
            expected_change: estimate.change - difference,
            difference,
            interval: Interval::around(difference, half)?,
            slope,
        })
    }
}

/// A supported school and the indexes of its neighbours among the others.
type Set<'a, S> = (&'a SchoolChange<S>, Vec<usize>);

/// The slope of change on the figure before: −1 where figures before say nothing about figures after, 0 where they say
/// all.
fn slope_of_change<S>(schools: &[SchoolChange<S>]) -> Result<f64, StatisticsError> {
    let before = mean(&schools.iter().map(|school| school.before).collect::<Vec<_>>());
    let (mut squares, mut products) = (0.0, 0.0);
    for school in schools {
        squares += (school.before - before).powi(2);
        products += (school.before - before) * school.change();
    }
    computed("the slope of change", products / squares)
}

struct Estimate {
    change: f64,
    difference: f64,
    variance: f64,
    /// The weight of each comparator, by its index.
    weights: BTreeMap<usize, f64>,
}

impl Estimate {
    fn of<S>(sets: &[Set<'_, S>], others: &[SchoolChange<S>], slope: f64) -> Self {
        let supported = sets.len() as f64;
        let adjusted = |school: &SchoolChange<S>| school.change() - slope * school.before;
        let mut weights = BTreeMap::new();
        let (mut own, mut differences) = (Vec::new(), Vec::new());
        let (mut squares, mut freedom) = (0.0, 0.0);
        for (school, near) in sets {
            let changes: Vec<f64> = near.iter().map(|index| adjusted(&others[*index])).collect();
            own.push(school.change());
            differences.push(adjusted(school) - mean(&changes));
            let less_one = changes.len() as f64 - 1.0;
            squares += variance(&changes) * less_one;
            freedom += less_one;
            for index in near {
                *weights.entry(*index).or_insert(0.0) += 1.0 / (supported * near.len() as f64);
            }
        }
        let spread = if freedom > 0.0 { squares / freedom } else { 0.0 };
        let reused: f64 = weights.values().map(|weight| weight * weight).sum();
        Self {
            change: mean(&own),
            difference: mean(&differences),
            variance: spread * (1.0 / supported + reused),
            weights,
        }
    }
}

fn check<S: Clone + Ord>(
    supported: &[SchoolChange<S>],
    others: &[SchoolChange<S>],
    matching: &Matching,
) -> Result<(), StatisticsError> {
    count("supported schools", supported.len(), 1, SCHOOLS_MAX)?;
    count("other schools", others.len(), matching.least.max(3), SCHOOLS_MAX)?;
    // Below three, the spread of changes cannot be told.
    count(
        "schools as the fewest to compare with",
        matching.least,
        3,
        SCHOOLS_MAX,
    )?;
    count("neighbours", matching.neighbours, matching.least, SCHOOLS_MAX)?;
    between("the caliper", matching.caliper, 0.01, 100.0)?;
    let mut seen = std::collections::BTreeSet::new();
    for (index, school) in supported.iter().chain(others).enumerate() {
        school.check()?;
        if !seen.insert(&school.school) {
            return Err(StatisticsError::Twice {
                what: "the school",
                name: format!("at place {}, supported ones first,", index + 1),
            });
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn school(id: u32, before: f64, after: f64) -> SchoolChange<u32> {
        SchoolChange {
            school: id,
            before,
            after,
            pupils: 30 + u64::from(id % 5),
            disadvantaged_percent: 20.0 + f64::from(id % 7),
        }
    }

    /// A hundred schools, whose low ones rise and whose high ones fall.
    fn others() -> Vec<SchoolChange<u32>> {
        (0..200_u32)
            .map(|id| {
                let before = 40.0 + f64::from(id % 40);
                let noise = f64::from(id * 7 % 11) - 5.0;
                school(id, before, 60.0 + (before - 60.0) * 0.5 + noise)
            })
            .collect()
    }

    fn loose() -> Matching {
        Matching {
            caliper: 1.5,
            ..Matching::default()
        }
    }

    #[test]
    fn a_rise_that_any_low_school_shows_is_no_difference() {
        let supported = [school(1000, 42.0, 51.0)];
        let result = SimilarStart::new(&supported, &others(), &loose(), Confidence::P95).unwrap();
        assert_eq!(result.change, 9.0);
        assert!((result.slope + 0.5).abs() < 0.05, "{}", result.slope);
        assert!(
            (result.expected_change - 9.0).abs() < 1.0,
            "{}",
            result.expected_change
        );
        assert!(result.interval.contains(result.difference) && !result.interval.excludes_zero());
        assert!((10..=30).contains(&result.comparators.len()));
        // Few start lower still: the neighbours start higher, which the adjustment makes good.
        assert!(result.imbalance[&Covariate::Before] < -0.2);
    }

    #[test]
    fn the_order_of_schools_makes_no_difference() {
        let supported = [school(1000, 42.0, 51.0), school(1001, 43.0, 60.0)];
        let forward = SimilarStart::new(&supported, &others(), &loose(), Confidence::P95).unwrap();
        let mut reversed = others();
        reversed.reverse();
        let backward = SimilarStart::new(&supported, &reversed, &loose(), Confidence::P95).unwrap();
        assert!((forward.difference - backward.difference).abs() < 1e-9);
        let sorted = |mut schools: Vec<u32>| {
            schools.sort_unstable();
            schools
        };
        assert_eq!(sorted(forward.comparators), sorted(backward.comparators));
    }

    #[test]
    fn several_schools_narrow_the_interval() {
        let one = [school(1000, 44.0, 60.0)];
        let several: Vec<_> = (0..9)
            .map(|at| school(1000 + at, 40.0 + f64::from(at), 60.0))
            .collect();
        let wide = SimilarStart::new(&one, &others(), &loose(), Confidence::P95).unwrap();
        let narrow = SimilarStart::new(&several, &others(), &loose(), Confidence::P95).unwrap();
        assert!(narrow.interval.width() < wide.interval.width());
    }

    #[test]
    fn a_school_like_no_other_is_told_apart() {
        let odd = SchoolChange {
            disadvantaged_percent: 95.0,
            ..school(1000, 42.0, 51.0)
        };
        let error =
            SimilarStart::new(std::slice::from_ref(&odd), &others(), &loose(), Confidence::P95).unwrap_err();
        assert_eq!(
            error.to_string(),
            "0 schools of a similar start: at least 10 are needed"
        );
        let both = [odd, school(1001, 42.0, 51.0)];
        let result = SimilarStart::new(&both, &others(), &loose(), Confidence::P95).unwrap();
        assert_eq!(
            (result.supported, result.unmatched),
            (vec![1001], vec![(1000, 0)])
        );
    }

    #[test]
    fn bad_input_is_refused() {
        let good = [school(1000, 42.0, 51.0)];
        let tried = |supported: &[SchoolChange<u32>], others: &[SchoolChange<u32>], matching: &Matching| {
            SimilarStart::new(supported, others, matching, Confidence::P95).is_err()
        };
        assert!(tried(&[], &others(), &loose()));
        assert!(tried(&good, &others()[..2], &loose()));
        assert!(
            tried(&[school(1, 42.0, 51.0)], &others(), &loose()),
            "also a comparator"
        );
        assert!(tried(&[school(1000, f64::NAN, 51.0)], &others(), &loose()));
        assert!(tried(&good, &others(), &Matching { least: 0, ..loose() }));
        assert!(tried(
            &good,
            &others(),
            &Matching {
                caliper: f64::NAN,
                ..loose()
            }
        ));
        let flat: Vec<_> = (0..50)
            .map(|id| SchoolChange {
                before: 50.0,
                ..school(id, 50.0, 51.0)
            })
            .collect();
        assert!(tried(&good, &flat, &loose()));
    }
}
