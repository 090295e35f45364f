//! The disadvantage gap index: how far apart two groups of pupils are in the order of all.
//!
//! A measure of a nation or a large authority; for a single school it says next to nothing. Tests are below and in
//! `tests/vectors.rs`.

use serde::Serialize;

use super::error::{StatisticsError, count, number};
use super::summary::{mean, mid_ranks};

/// The most pupils of one index.
const PUPILS_MAX: usize = 10_000_000;

/// A gap index with the ranks behind it.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
pub struct GapIndex {
    /// The index, −10 to 10: 0 where the groups are mixed alike, 10 where every other pupil is above every
    /// disadvantaged one.
    pub index: f64,
    /// The mean rank of disadvantaged pupils, from 1.
    pub disadvantaged_rank: f64,
    /// The mean rank of the others.
    pub other_rank: f64,
}

/// Computes 20 · (mean rank of others − mean rank of disadvantaged) / N over the scores of all pupils, equal scores
/// sharing their ranks.
///
/// Source: Department for Education, Measuring disadvantaged pupils' attainment gaps over time, SFR 40/2014, for the
/// use of mean ranks; the factor 20 is inferred from its range of ±10 (it equals ten times the rank-biserial
/// correlation).
///
/// # Errors
/// When a group is empty or a score is not finite.
pub fn gap_index(disadvantaged: &[f64], other: &[f64]) -> Result<GapIndex, StatisticsError> {
    count("disadvantaged pupils", disadvantaged.len(), 1, PUPILS_MAX)?;
    count("other pupils", other.len(), 1, PUPILS_MAX)?;
    let scores: Vec<f64> = disadvantaged.iter().chain(other).copied().collect();
    for score in &scores {
        number("a score", *score)?;
    }
    let ranks = mid_ranks(&scores);
    let (own, others) = ranks.split_at(disadvantaged.len());
    let (disadvantaged_rank, other_rank) = (mean(own), mean(others));
    Ok(GapIndex {
        index: 20.0 * (other_rank - disadvantaged_rank) / scores.len() as f64,
        disadvantaged_rank,
        other_rank,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_ends_of_the_scale_are_full_separation() {
        assert_eq!(gap_index(&[1.0, 2.0], &[3.0, 4.0, 5.0]).unwrap().index, 10.0);
        assert_eq!(gap_index(&[4.0, 5.0], &[1.0, 2.0, 3.0]).unwrap().index, -10.0);
        assert_eq!(gap_index(&[1.0], &[1.0]).unwrap().index, 0.0);
    }

    #[test]
    fn an_empty_group_is_refused() {
        assert_eq!(
            gap_index(&[], &[1.0]).unwrap_err().to_string(),
            "0 disadvantaged pupils: at least 1 are needed"
        );
        assert!(gap_index(&[f64::NAN], &[1.0]).is_err());
    }
}
