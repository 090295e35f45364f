//! How much more schools differ than chance explains.
//!
//! Tests are in `funnel/mod.rs` and in `tests/vectors.rs`.

use serde::Serialize;

use super::super::error::{StatisticsError, computed};
use super::super::summary::quantile;

/// The share of schools drawn in at each end before the spread is measured.
const WINSORISED: f64 = 0.1;

/// How much more schools differ than chance explains.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
pub struct Overdispersion {
    /// φ: the mean square of the z-scores, the outer tenth at each end drawn in to the tenth; 1 where chance explains
    /// all.
    pub phi: f64,
    /// τ²: the variance between schools, as a share squared; 0 where chance explains all.
    pub tau_squared: f64,
}

impl Overdispersion {
    /// Measures it from z-scores and their variances.
    ///
    /// φ = Σ z²/I of winsorised z; τ² = (I·φ − (I − 1)) / (Σw − Σw²/Σw) with w = 1/variance, where that is positive.
    /// Quantiles are interpolated linearly.
    ///
    /// Source: D. J. Spiegelhalter, Statistics in Medicine 24 (2005) 1185–1202, appendix A.3, equations for the
    /// winsorised estimate and the random-effects variance (after DerSimonian and Laird).
    pub(super) fn of(scores: &[f64], variances: &[f64]) -> Result<Self, StatisticsError> {
        let schools = scores.len() as f64;
        let (low, high) = (quantile(scores, WINSORISED), quantile(scores, 1.0 - WINSORISED));
        let squares: f64 = scores.iter().map(|z| z.clamp(low, high).powi(2)).sum();
        let phi = computed("the overdispersion", squares / schools)?;
        let weights: Vec<f64> = variances.iter().map(|variance| 1.0 / variance).collect();
        let sum: f64 = weights.iter().sum();
        let sum_of_squares: f64 = weights.iter().map(|weight| weight * weight).sum();
        let tau_squared = (schools * phi - (schools - 1.0)) / (sum - sum_of_squares / sum);
        Ok(Self {
            phi,
            tau_squared: computed("the variance between schools", tau_squared)?.max(0.0),
        })
    }
}
