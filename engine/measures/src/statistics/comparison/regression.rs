//! How much the lowest rise by themselves: regression to the mean, measured.
//!
//! Tests are below and in `tests/vectors.rs`.

use serde::Serialize;

use super::super::error::{StatisticsError, between, count, number};
use super::super::summary::{correlation, mean, quantile};

/// The most schools measured at once.
const SCHOOLS_MAX: usize = 1_000_000;

/// What happened to the lowest schools and to the rest, with no support recorded.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
pub struct RegressionToTheMean {
    /// All schools.
    pub schools: usize,
    /// The correlation of the figures before and after; the further below 1, the more the lowest rise by themselves.
    pub correlation: f64,
    /// How many schools are among the lowest: those at or below the quantile.
    pub lowest: usize,
    /// Their mean change.
    pub lowest_change: f64,
    /// The mean change of the rest.
    pub rest_change: f64,
}

/// Measures what happened to the lowest `share` of schools (such as 0.1) and to the rest.
///
/// `pairs` are the figures before and after of each school. The lowest are those at or below the quantile of figures
/// before, interpolated linearly.
///
/// Source: F. Galton, Regression towards mediocrity, Journal of the Anthropological Institute 15 (1886) 246–263; A. G.
/// Barnett and others, International Journal of Epidemiology 34 (2005) 215–220.
///
/// # Errors
/// When there are fewer than three schools, a figure is not finite, figures do not vary, the share is not between 0 and
/// 0.5, or every school is among the lowest.
pub fn regression_to_the_mean(
    pairs: &[(f64, f64)],
    share: f64,
) -> Result<RegressionToTheMean, StatisticsError> {
    count("schools", pairs.len(), 3, SCHOOLS_MAX)?;
    between("the share of the lowest", share, 0.0, 0.5)?;
    for (before, after) in pairs {
        number("a figure before", *before)?;
        number("a figure after", *after)?;
    }
    let correlation = correlation(pairs).ok_or(StatisticsError::NoSpread { what: "the figures" })?;
    let before: Vec<f64> = pairs.iter().map(|(before, _)| *before).collect();
    let bound = quantile(&before, share);
    let changes = |lowest: bool| -> Vec<f64> {
        let chosen = pairs.iter().filter(|(before, _)| (*before <= bound) == lowest);
        chosen.map(|(before, after)| after - before).collect()
    };
    let (lowest, rest) = (changes(true), changes(false));
    count("schools above the lowest", rest.len(), 1, SCHOOLS_MAX)?;
    Ok(RegressionToTheMean {
        schools: pairs.len(),
        correlation,
        lowest: lowest.len(),
        lowest_change: mean(&lowest),
        rest_change: mean(&rest),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn figures_that_keep_their_order_do_not_regress() {
        let pairs: Vec<(f64, f64)> = (0..20).map(|at| (f64::from(at), f64::from(at) + 2.0)).collect();
        let result = regression_to_the_mean(&pairs, 0.1).unwrap();
        assert_eq!((result.schools, result.lowest), (20, 2));
        assert!((result.correlation - 1.0).abs() < 1e-12);
        assert_eq!((result.lowest_change, result.rest_change), (2.0, 2.0));
    }

    #[test]
    fn bad_input_is_refused() {
        assert!(regression_to_the_mean(&[(1.0, 2.0), (2.0, 1.0)], 0.1).is_err());
        assert!(regression_to_the_mean(&[(1.0, 2.0); 5], 0.1).is_err());
        assert!(regression_to_the_mean(&[(1.0, f64::NAN), (2.0, 1.0), (3.0, 1.0)], 0.1).is_err());
        assert!(regression_to_the_mean(&[(1.0, 2.0), (2.0, 1.0), (3.0, 4.0)], 0.9).is_err());
    }
}
