//! Many comparisons at once: adjusted p-values, so that one in twenty is not found by looking twenty times.
//!
//! Tests are below and in `tests/vectors.rs`.

use serde::Serialize;

use super::error::{StatisticsError, between, count};

/// The most p-values adjusted together.
const TESTS_MAX: usize = 1_000_000;

/// How p-values are adjusted.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Adjustment {
    /// p · m: simple, and never better than Holm.
    ///
    /// Source: O. J. Dunn, Multiple comparisons among means, Journal of the American Statistical Association 56 (1961)
    /// 52–64.
    Bonferroni,
    /// Holm's step-down: the chance of any false finding stays below the level.
    ///
    /// Source: S. Holm, A simple sequentially rejective multiple test procedure, Scandinavian Journal of Statistics 6
    /// (1979) 65–70.
    Holm,
    /// Benjamini and Hochberg's step-up: the expected share of false findings among the findings stays below the level.
    ///
    /// Source: Y. Benjamini and Y. Hochberg, Controlling the false discovery rate, Journal of the Royal Statistical
    /// Society B 57 (1995) 289–300.
    BenjaminiHochberg,
}

/// One p-value, adjusted for the others.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
pub struct Adjusted {
    /// The adjusted p-value, at most 1.
    pub p: f64,
    /// Whether it is at or below the level.
    pub found: bool,
}

/// Adjusts p-values for each other at a level such as 0.05; the answers are in the order given.
///
/// Source: the variants of [`Adjustment`].
///
/// # Errors
/// When a p-value lies outside 0 to 1, the level lies outside 0 to 1, or there are more than a million.
pub fn adjust(p_values: &[f64], method: Adjustment, level: f64) -> Result<Vec<Adjusted>, StatisticsError> {
    count("p-values", p_values.len(), 0, TESTS_MAX)?;
    between("the level", level, 0.0, 1.0)?;
    for p in p_values {
        between("a p-value", *p, 0.0, 1.0)?;
    }
    let mut order: Vec<usize> = (0..p_values.len()).collect();
    order.sort_by(|a, b| p_values[*a].total_cmp(&p_values[*b]));
    let m = p_values.len() as f64;
    let mut adjusted = vec![0.0; p_values.len()];
    match method {
        Adjustment::Bonferroni => {
            for (slot, p) in adjusted.iter_mut().zip(p_values) {
                *slot = p * m;
            }
        }
        Adjustment::Holm => {
            let mut largest: f64 = 0.0;
            for (rank, index) in order.iter().enumerate() {
                largest = largest.max(p_values[*index] * (m - rank as f64));
                adjusted[*index] = largest;
            }
        }
        Adjustment::BenjaminiHochberg => {
            let mut smallest: f64 = 1.0;
            for (rank, index) in order.iter().enumerate().rev() {
                smallest = smallest.min(p_values[*index] / ((rank + 1) as f64 / m));
                adjusted[*index] = smallest;
            }
        }
    }
    let answer = |p: f64| {
        let p = p.min(1.0);
        Adjusted { p, found: p <= level }
    };
    Ok(adjusted.into_iter().map(answer).collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_order_given_is_kept() {
        let adjusted = adjust(&[0.04, 0.001], Adjustment::Holm, 0.05).unwrap();
        assert_eq!(adjusted.iter().map(|a| a.p).collect::<Vec<_>>(), [0.04, 0.002]);
        assert!(adjust(&[], Adjustment::Holm, 0.05).unwrap().is_empty());
    }

    #[test]
    fn what_is_no_probability_is_refused() {
        assert!(adjust(&[1.1], Adjustment::Bonferroni, 0.05).is_err());
        assert!(adjust(&[f64::NAN], Adjustment::Bonferroni, 0.05).is_err());
        assert!(adjust(&[0.5], Adjustment::Bonferroni, -0.1).is_err());
    }
}
