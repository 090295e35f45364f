//! Pooling over years: counts are added, so that small cohorts can be spoken of at all.
//!
//! A year without figures is left out, and the result says which years it rests on and why others are missing. The
//! order of the years makes no difference. Tests are below and in `tests/statistics.rs`.

use std::collections::{BTreeMap, BTreeSet};

use alongside_core::column::{Cell, Missing};
use serde::Serialize;

use super::error::StatisticsError;
use super::gap::Gap;
use super::interval::Confidence;
use super::proportion::Proportion;
use super::suppression::{Showing, SuppressionRule};
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
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
pub struct GroupFigures {
    /// Disadvantaged pupils.
    pub disadvantaged: Cell<Proportion>,
    /// Other pupils.
    pub other: Cell<Proportion>,
}

/// Why a gap is withheld.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Withheld {
    /// No year has figures of both groups.
    NoFigures,
    /// Few pupils stand behind the figure of a group.
    FewPupils,
}

impl Withheld {
    /// The reason in words.
    pub fn reason(self) -> &'static str {
        match self {
            Self::NoFigures => "no year has figures of both groups",
            Self::FewPupils => "few pupils stand behind the figure of a group",
        }
    }
}

/// A gap pooled over years: never a bare number.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct PooledGap {
    /// The gap with its interval and both groups, or why it is withheld.
    pub outcome: Result<Gap, Withheld>,
    /// The years it rests on: those with figures of both groups.
    pub years: BTreeSet<SchoolYear>,
    /// The years left out, each with the reason of the first group that lacks a figure.
    pub left_out: BTreeMap<SchoolYear, Missing>,
}

impl PooledGap {
    /// Pools both groups over the years that have figures of both, applies the rule, and computes the gap.
    ///
    /// Source: [`pool`], [`SuppressionRule::pair`] and [`Gap::between`].
    ///
    /// # Errors
    /// When a year is given twice, or there are too many pupils. That the gap is withheld is no error.
    pub fn new(
        years: impl IntoIterator<Item = (SchoolYear, GroupFigures)>,
        rule: SuppressionRule,
        confidence: Confidence,
    ) -> Result<Self, StatisticsError> {
        let mut figures = BTreeMap::new();
        for (year, groups) in years {
            let pair = groups
                .disadvantaged
                .and_then(|disadvantaged| Ok((groups.other?, disadvantaged)));
            if figures.insert(year, pair).is_some() {
                return Err(twice(year));
            }
        }
        let other = pool(
            figures
                .iter()
                .map(|(year, pair)| (*year, pair.map(|(other, _)| other))),
        )?;
        let disadvantaged = pool(
            figures
                .iter()
                .map(|(year, pair)| (*year, pair.map(|(_, own)| own))),
        )?;
        let outcome = match (other.proportion, disadvantaged.proportion) {
            (Some(other), Some(disadvantaged)) => {
                let showings = rule.pair(disadvantaged.pupils(), other.pupils());
                if showings.difference == Showing::Shown {
                    Ok(Gap::between(other, disadvantaged, confidence)?)
                } else {
                    Err(Withheld::FewPupils)
                }
            }
            _ => Err(Withheld::NoFigures),
        };
        Ok(Self {
            outcome,
            years: other.years,
            left_out: other.left_out,
        })
    }
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

    fn gap(years: &[(u16, Cell<Proportion>, Cell<Proportion>)]) -> PooledGap {
        let years = years.iter().map(|(start, disadvantaged, other)| {
            let figures = GroupFigures {
                disadvantaged: *disadvantaged,
                other: *other,
            };
            (year(*start), figures)
        });
        PooledGap::new(years, SuppressionRule::PUBLISHED, Confidence::P95).unwrap()
    }

    #[test]
    fn pooling_makes_a_gap_that_no_year_has_alone() {
        let first = (2017, Ok(of(1, 4)), Ok(of(20, 30)));
        assert_eq!(gap(&[first]).outcome, Err(Withheld::FewPupils));
        let both = gap(&[first, (2018, Ok(of(2, 5)), Ok(of(22, 30)))]);
        let pooled = both.outcome.unwrap();
        assert_eq!((pooled.disadvantaged, pooled.other), (of(3, 9), of(42, 60)));
        assert!(pooled.interval.contains(pooled.points));
    }

    #[test]
    fn a_year_of_one_group_alone_is_left_out() {
        let result = gap(&[
            (2017, Err(Missing::Suppressed), Ok(of(20, 30))),
            (2018, Ok(of(3, 9)), Err(Missing::Blank)),
        ]);
        assert_eq!(result.outcome, Err(Withheld::NoFigures));
        assert_eq!(
            result.left_out,
            [(year(2017), Missing::Suppressed), (year(2018), Missing::Blank)].into()
        );
    }
}
