//! Pooling over years: counts are added, so that small cohorts can be spoken of at all.
//!
//! A year without figures is left out, and the result says which years it rests on and why others are missing. The
//! order of the years makes no difference. Tests are below and in `tests/statistics.rs`.

use std::collections::{BTreeMap, BTreeSet};

use alongside_core::column::{Cell, Missing};
use serde::Serialize;

use super::error::{StatisticsError, between};
use super::gap::{Gap, NationalDifference};
use super::interval::Confidence;
use super::proportion::Proportion;
use super::suppression::SuppressionRule;
use crate::school_year::SchoolYear;

/// A proportion over several years.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Pooled {
    /// All pupils of the pooled years together; none where no year has a figure.
    pub proportion: Option<Proportion>,
    /// The years it rests on.
    pub years: BTreeSet<SchoolYear>,
    /// The years left out, each with the reason.
    pub left_out: BTreeMap<SchoolYear, Missing>,
}

/// Pools the proportions of several years: Σ achieved of Σ pupils.
///
/// Every pupil counts once, so that a large year weighs more than a small one.
///
/// Source: notes on measures and statistics of Alongside ("pooling is built in": 36 % of schools have five or fewer
/// disadvantaged pupils in a year, 10 % when three years are pooled).
///
/// # Errors
/// When a year is given twice, or there are too many pupils.
pub fn pool(
    years: impl IntoIterator<Item = (SchoolYear, Cell<Proportion>)>,
) -> Result<Pooled, StatisticsError> {
    let mut pooled = Pooled {
        proportion: None,
        years: BTreeSet::new(),
        left_out: BTreeMap::new(),
    };
    for (year, figure) in years {
        if pooled.years.contains(&year) || pooled.left_out.contains_key(&year) {
            return Err(twice(year));
        }
        match figure {
            Ok(figure) => {
                pooled.proportion = Some(match pooled.proportion {
                    Some(before) => before.pooled_with(figure)?,
                    None => figure,
                });
                pooled.years.insert(year);
            }
            Err(missing) => {
                pooled.left_out.insert(year, missing);
            }
        }
    }
    Ok(pooled)
}

fn twice(year: SchoolYear) -> StatisticsError {
    StatisticsError::Twice {
        what: "the school year",
        name: year.to_string(),
    }
}

/// The figures of both groups in one year.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
pub struct GroupFigures {
    /// Disadvantaged pupils of the school.
    pub disadvantaged: Cell<Proportion>,
    /// Other pupils of the school.
    pub other: Cell<Proportion>,
    /// The percentage of other pupils nationally.
    pub national_other_percent: Cell<f64>,
}

/// Why a gap is withheld.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Withheld {
    /// No year has figures of both groups.
    NoFigures,
    /// Few pupils stand behind the figure of a group.
    FewPupils,
    /// A pooled year has no national figure.
    NoNational,
}

impl Withheld {
    /// The reason in words.
    pub fn reason(self) -> &'static str {
        match self {
            Self::NoFigures => "no year has figures of both groups",
            Self::FewPupils => "few pupils stand behind the figure of a group",
            Self::NoNational => "a pooled year has no national figure",
        }
    }
}

/// Both gaps of a school, pooled over years: never bare numbers.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct PooledGap {
    /// The gap within the school with its interval and both groups, or why it is withheld.
    pub gap: Result<Gap, Withheld>,
    /// The difference from other pupils nationally with its interval, or why it is withheld.
    pub national: Result<NationalDifference, Withheld>,
    /// The years both rest on: those with figures of both groups.
    pub years: BTreeSet<SchoolYear>,
    /// The years left out, each with the reason of the first group that lacks a figure.
    pub left_out: BTreeMap<SchoolYear, Missing>,
}

/// The figures of one year that can be pooled.
struct Year {
    other: Proportion,
    disadvantaged: Proportion,
    national: Cell<f64>,
}

impl PooledGap {
    /// Pools both groups over the years that have figures of both, applies the rule, and computes both gaps.
    ///
    /// The national percentage is the mean over the pooled years, each weighted by the school's disadvantaged pupils in
    /// it. The difference from it is withheld wherever the gap is: it tells the figure of the disadvantaged pupils.
    ///
    /// Source: [`pool`], [`SuppressionRule::pair`], [`Gap::between`] and [`NationalDifference::new`].
    ///
    /// # Errors
    /// When a year is given twice, a percentage lies outside 0 to 100, or there are too many pupils. That a gap is
    /// withheld is no error.
    pub fn new(
        years: impl IntoIterator<Item = (SchoolYear, GroupFigures)>,
        rule: SuppressionRule,
        confidence: Confidence,
    ) -> Result<Self, StatisticsError> {
        let mut figures: BTreeMap<SchoolYear, Cell<Year>> = BTreeMap::new();
        for (year, groups) in years {
            let both = groups.disadvantaged.and_then(|disadvantaged| {
                Ok(Year {
                    other: groups.other?,
                    disadvantaged,
                    national: groups.national_other_percent,
                })
            });
            if figures.insert(year, both).is_some() {
                return Err(twice(year));
            }
        }
        let pooled = |group: fn(&Year) -> Proportion| {
            let figure = |(year, figures): (&SchoolYear, &Cell<Year>)| {
                (*year, figures.as_ref().map(group).map_err(|missing| *missing))
            };
            pool(figures.iter().map(figure))
        };
        let other = pooled(|year| year.other)?;
        let disadvantaged = pooled(|year| year.disadvantaged)?;
        let (gap, national) = match (other.proportion, disadvantaged.proportion) {
            (Some(other), Some(own)) if rule.pair(own.pupils(), other.pupils()).difference.is_shown() => {
                let percent = national(figures.values().flatten(), own)?;
                let national = match percent {
                    Some(percent) => Ok(NationalDifference::new(own, percent, confidence)?),
                    None => Err(Withheld::NoNational),
                };
                (Ok(Gap::between(other, own, confidence)?), national)
            }
            (Some(_), Some(_)) => (Err(Withheld::FewPupils), Err(Withheld::FewPupils)),
            _ => (Err(Withheld::NoFigures), Err(Withheld::NoFigures)),
        };
        Ok(Self {
            gap,
            national,
            years: other.years,
            left_out: other.left_out,
        })
    }
}

/// The national percentage over the pooled years, weighted by the disadvantaged pupils of each; none where a year has
/// none.
fn national<'a>(
    years: impl Iterator<Item = &'a Year>,
    disadvantaged: Proportion,
) -> Result<Option<f64>, StatisticsError> {
    let mut weighted = 0.0;
    for year in years {
        let Ok(percent) = year.national else {
            return Ok(None);
        };
        between("the national percentage of others", percent, 0.0, 100.0)?;
        weighted += percent * year.disadvantaged.pupils() as f64;
    }
    // Rounding must not carry a mean of 100s beyond the scale.
    Ok(Some((weighted / disadvantaged.pupils() as f64).clamp(0.0, 100.0)))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn year(start: u16) -> SchoolYear {
        SchoolYear::starting(start).unwrap()
    }

    fn of(achieved: u64, pupils: u64) -> Proportion {
        Proportion::new(achieved, pupils).unwrap()
    }

    #[test]
    fn a_year_without_a_figure_is_left_out_and_named() {
        let pooled = pool([
            (year(2018), Ok(of(3, 7))),
            (year(2017), Err(Missing::Suppressed)),
            (year(2016), Ok(of(4, 6))),
        ])
        .unwrap();
        assert_eq!(pooled.proportion, Some(of(7, 13)));
        assert_eq!(pooled.years, [year(2016), year(2018)].into());
        assert_eq!(pooled.left_out, [(year(2017), Missing::Suppressed)].into());
        assert_eq!(pool([]).unwrap().proportion, None);
    }

    #[test]
    fn a_year_given_twice_is_refused() {
        let error = pool([(year(2018), Ok(of(3, 7))), (year(2018), Err(Missing::Blank))]).unwrap_err();
        assert_eq!(error.to_string(), "the school year 2018-19 is given twice");
    }

    /// A year, its disadvantaged pupils, its others, and others nationally.
    type Given = (u16, Cell<Proportion>, Cell<Proportion>, Cell<f64>);

    fn gap(years: &[Given]) -> PooledGap {
        let years = years.iter().map(|(start, disadvantaged, other, national)| {
            let figures = GroupFigures {
                disadvantaged: *disadvantaged,
                other: *other,
                national_other_percent: *national,
            };
            (year(*start), figures)
        });
        PooledGap::new(years, SuppressionRule::PUBLISHED, Confidence::P95).unwrap()
    }

    #[test]
    fn pooling_makes_a_gap_that_no_year_has_alone() {
        let first = (2017, Ok(of(1, 4)), Ok(of(20, 30)), Ok(70.0));
        let alone = gap(&[first]);
        assert_eq!(
            (alone.gap, alone.national),
            (Err(Withheld::FewPupils), Err(Withheld::FewPupils))
        );
        let both = gap(&[first, (2018, Ok(of(2, 5)), Ok(of(22, 30)), Ok(79.0))]);
        let pooled = both.gap.unwrap();
        assert_eq!((pooled.disadvantaged, pooled.other), (of(3, 9), of(42, 60)));
        assert!(pooled.interval.contains(pooled.points));
        // 70 weighs 4 pupils and 79 weighs 5.
        let national = both.national.unwrap();
        assert!((national.national_other_percent - 75.0).abs() < 1e-9);
        assert!(national.interval.contains(national.points) && national.points < 0.0);
    }

    #[test]
    fn a_year_of_one_group_alone_is_left_out() {
        let result = gap(&[
            (2017, Err(Missing::Suppressed), Ok(of(20, 30)), Ok(70.0)),
            (2018, Ok(of(3, 9)), Err(Missing::Blank), Ok(71.0)),
        ]);
        assert_eq!(
            (result.gap, result.national),
            (Err(Withheld::NoFigures), Err(Withheld::NoFigures))
        );
        assert_eq!(
            result.left_out,
            [(year(2017), Missing::Suppressed), (year(2018), Missing::Blank)].into()
        );
    }

    #[test]
    fn without_a_national_figure_the_gap_of_the_school_stays() {
        let result = gap(&[
            (2017, Ok(of(3, 9)), Ok(of(20, 30)), Ok(70.0)),
            (2018, Ok(of(3, 9)), Ok(of(20, 30)), Err(Missing::NotPublished)),
        ]);
        assert!(result.gap.is_ok());
        assert_eq!(result.national, Err(Withheld::NoNational));
    }

    #[test]
    fn an_impossible_national_figure_is_refused() {
        let figures = GroupFigures {
            disadvantaged: Ok(of(3, 9)),
            other: Ok(of(20, 30)),
            national_other_percent: Ok(f64::NAN),
        };
        assert!(
            PooledGap::new(
                [(year(2018), figures)],
                SuppressionRule::PUBLISHED,
                Confidence::P95
            )
            .is_err()
        );
    }
}
