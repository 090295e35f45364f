//! A summary of several effects that may truly differ: the random-effects mean.
//!
//! Tests are below.

use serde::Serialize;

use super::distribution::t_quantile;
use super::error::{StatisticsError, computed, count, deviation, number};
use super::interval::{Confidence, Interval};

/// The fewest effects that are summed up: below, their spread cannot be told.
pub const EFFECTS_MIN: usize = 3;
/// The most effects that are summed up.
const EFFECTS_MAX: usize = 100_000;

/// One effect with its standard error, on any scale that all share.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
pub struct Effect {
    /// The estimate.
    pub value: f64,
    /// Its standard error, above 0.
    pub standard_error: f64,
}

/// The mean of effects that may truly differ.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
pub struct RandomEffects {
    /// How many effects it rests on.
    pub effects: usize,
    /// The weighted mean.
    pub mean: f64,
    /// Its interval by Hartung and Knapp, with Student's t.
    pub interval: Interval,
    /// τ²: the variance of the true effects; 0 where chance explains their spread.
    pub tau_squared: f64,
    /// I²: the share of the spread, 0 to 1, that chance does not explain.
    pub i_squared: f64,
}

/// Sums up effects by the method of DerSimonian and Laird, with the interval of Hartung and Knapp.
///
/// w = 1/se²; Q = Σw(y − ȳ)²; τ² = max(0, (Q − (k−1))/(Σw − Σw²/Σw)); w* = 1/(se² + τ²); mean = Σw*y/Σw*; its variance
/// is Σw*(y − mean)²/((k−1)Σw*), but never below 1/Σw*, times t² with k−1 degrees of freedom.
///
/// Source: R. DerSimonian and N. Laird, Meta-analysis in clinical trials, Controlled Clinical Trials 7 (1986) 177–188;
/// G. Knapp and J. Hartung, Statistics in Medicine 22 (2003) 2693–2710; C. Röver, G. Knapp and T. Friede, BMC Medical
/// Research Methodology 15 (2015) 99, for the lower bound of the variance.
///
/// # Errors
/// When there are fewer than [`EFFECTS_MIN`] effects, or a number is not usable.
pub fn random_effects(effects: &[Effect], confidence: Confidence) -> Result<RandomEffects, StatisticsError> {
    count("effects", effects.len(), EFFECTS_MIN, EFFECTS_MAX)?;
    for effect in effects {
        number("an effect", effect.value)?;
        deviation("a standard error", effect.standard_error)?;
    }
    let freedom = effects.len() as f64 - 1.0;
    let fixed = Weighted::of(effects, 0.0);
    let heterogeneity = (fixed.spread - freedom) / (fixed.sum - fixed.sum_of_squares / fixed.sum);
    let tau_squared = computed("the variance of effects", heterogeneity)?.max(0.0);
    let random = Weighted::of(effects, tau_squared);
    let variance = (random.spread / freedom).max(1.0) / random.sum;
    let half = t_quantile(1.0 - confidence.tail(), freedom) * variance.sqrt();
    let i_squared = if fixed.spread > 0.0 {
        ((fixed.spread - freedom) / fixed.spread).max(0.0)
    } else {
        0.0
    };
    Ok(RandomEffects {
        effects: effects.len(),
        mean: computed("the mean effect", random.mean)?,
        interval: Interval::around(random.mean, half)?,
        tau_squared,
        i_squared,
    })
}

/// Sums of effects weighted by 1/(se² + τ²).
struct Weighted {
    sum: f64,
    sum_of_squares: f64,
    mean: f64,
    spread: f64,
}

impl Weighted {
    fn of(effects: &[Effect], tau_squared: f64) -> Self {
        let weights: Vec<f64> = effects
            .iter()
            .map(|effect| 1.0 / (effect.standard_error.powi(2) + tau_squared))
            .collect();
        let pairs = || effects.iter().zip(&weights);
        let sum: f64 = weights.iter().sum();
        let mean = pairs().map(|(effect, weight)| effect.value * weight).sum::<f64>() / sum;
        Self {
            sum,
            sum_of_squares: weights.iter().map(|weight| weight * weight).sum(),
            mean,
            spread: pairs()
                .map(|(effect, weight)| weight * (effect.value - mean).powi(2))
                .sum(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn effects(pairs: &[(f64, f64)]) -> Vec<Effect> {
        let make = |(value, standard_error): &(f64, f64)| Effect {
            value: *value,
            standard_error: *standard_error,
        };
        pairs.iter().map(make).collect()
    }

    #[test]
    fn effects_alike_are_their_weighted_mean() {
        let result =
            random_effects(&effects(&[(0.2, 0.1), (0.2, 0.2), (0.2, 0.3)]), Confidence::P95).unwrap();
        assert!((result.mean - 0.2).abs() < 1e-12);
        assert_eq!((result.tau_squared, result.i_squared), (0.0, 0.0));
        assert!(result.interval.contains(0.2) && result.interval.width() > 0.0);
    }

    /// Worked by hand: w = 100 each, mean 0.3, Q = 100 · 0.08 = 8, τ² = (8 − 2)/(300 − 100) = 0.03, I² = 0.75;
    /// w* = 25, Σw* = 75, spread 25 · 0.08 = 2, so the variance is 1/75 and t(0.975; 2) = 4.302653.
    #[test]
    fn effects_apart_widen_the_interval() {
        let result =
            random_effects(&effects(&[(0.1, 0.1), (0.3, 0.1), (0.5, 0.1)]), Confidence::P95).unwrap();
        assert!((result.mean - 0.3).abs() < 1e-12);
        assert!((result.tau_squared - 0.03).abs() < 1e-12 && (result.i_squared - 0.75).abs() < 1e-12);
        let half = 4.302_652_729_911_275 / 75_f64.sqrt();
        assert!((result.interval.high() - (0.3 + half)).abs() < 1e-9);
    }

    #[test]
    fn two_effects_are_no_evidence_base() {
        let error = random_effects(&effects(&[(0.1, 0.1), (0.2, 0.1)]), Confidence::P95).unwrap_err();
        assert_eq!(error.to_string(), "2 effects: at least 3 are needed");
        assert!(random_effects(&effects(&[(0.1, 0.0); 3]), Confidence::P95).is_err());
        assert!(random_effects(&effects(&[(f64::NAN, 0.1); 3]), Confidence::P95).is_err());
    }
}
