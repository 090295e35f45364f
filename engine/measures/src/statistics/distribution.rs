//! The distributions behind the statistics: the normal, Student's t and the binomial, by the crate `statrs`.
//!
//! Callers have checked their arguments; what a distribution refuses becomes NaN here and an error where the result
//! is checked. Tests are below, against values of scipy 1.17.1.

use statrs::distribution::{Binomial, ContinuousCDF, Discrete, DiscreteCDF, Normal, StudentsT};

/// The quantile of the standard normal distribution.
pub(crate) fn normal_quantile(probability: f64) -> f64 {
    Normal::standard().inverse_cdf(probability)
}

/// The probability that a standard normal value lies further from zero than `z`.
pub(crate) fn normal_two_sided(z: f64) -> f64 {
    (2.0 * Normal::standard().sf(z.abs())).min(1.0)
}

/// The quantile of Student's t with `freedom` degrees of freedom, at least 1.
pub(crate) fn t_quantile(probability: f64, freedom: f64) -> f64 {
    StudentsT::new(0.0, 1.0, freedom).map_or(f64::NAN, |t| t.inverse_cdf(probability))
}

/// A binomial distribution of a number of pupils.
pub(crate) struct Count {
    binomial: Binomial,
    n: u64,
    share: f64,
}

impl Count {
    /// The number out of `n`, each with probability `share` (above 0 and below 1).
    pub(crate) fn new(n: u64, share: f64) -> Option<Self> {
        let binomial = Binomial::new(share, n).ok()?;
        (share > 0.0 && share < 1.0).then_some(Self { binomial, n, share })
    }

    /// P(X ≤ r).
    pub(crate) fn cdf(&self, r: u64) -> f64 {
        self.binomial.cdf(r)
    }

    /// P(X = r).
    pub(crate) fn pmf(&self, r: u64) -> f64 {
        self.binomial.pmf(r)
    }

    /// The least r for which P(X ≤ r) is at least `probability`.
    pub(crate) fn quantile(&self, probability: f64) -> u64 {
        least(0, self.n, |r| self.cdf(r) >= probability)
    }

    /// The exact two-sided p-value of `k`: the probability of all outcomes no more likely than `k`.
    pub(crate) fn two_sided(&self, k: u64) -> f64 {
        // As in scipy's `binomtest`: outcomes within this relative distance count as equally likely.
        const SAME: f64 = 1.0 + 1e-7;
        let bound = self.pmf(k) * SAME;
        let expected = self.share * self.n as f64;
        let p = if k as f64 == expected {
            1.0
        } else if (k as f64) < expected {
            // The least r above the mode that is no more likely than k.
            let from = least(expected.ceil() as u64, self.n + 1, |r| {
                r > self.n || self.pmf(r) <= bound
            });
            let above = if from > self.n {
                0.0
            } else {
                self.binomial.sf(from - 1)
            };
            self.cdf(k) + above
        } else {
            // The first r below the mode that is more likely than k: all before it count.
            let to = least(0, expected.floor() as u64 + 1, |r| {
                r as f64 > expected || self.pmf(r) > bound
            });
            let below = if to == 0 { 0.0 } else { self.cdf(to - 1) };
            let at_least = if k == 0 { 1.0 } else { self.binomial.sf(k - 1) };
            below + at_least
        };
        p.min(1.0)
    }
}

/// The least of `from..=to` for which `holds`, which stays true once it is; `to` when it never does.
fn least(from: u64, to: u64, holds: impl Fn(u64) -> bool) -> u64 {
    let (mut low, mut high) = (from, to.max(from));
    while low < high {
        let middle = u64::midpoint(low, high);
        if holds(middle) {
            high = middle;
        } else {
            low = middle + 1;
        }
    }
    low
}

#[cfg(test)]
mod tests {
    use super::*;

    fn near(actual: f64, expected: f64) {
        assert!((actual - expected).abs() < 1e-12, "{actual} is not {expected}");
    }

    #[test]
    fn the_normal_distribution_agrees_with_its_tables() {
        near(normal_quantile(0.975), 1.959_963_984_540_054);
        // The error function of statrs is good to ten digits.
        assert!((normal_two_sided(1.959_963_984_540_054) - 0.05).abs() < 1e-11);
        near(normal_two_sided(0.0), 1.0);
    }

    #[test]
    fn students_t_agrees_with_its_tables() {
        near(t_quantile(0.975, 1.0), 12.706_204_736_174_698);
        near(t_quantile(0.975, 19.0), 2.093_024_054_408_263);
    }

    /// Summed term by term.
    #[test]
    fn the_two_sided_test_sums_what_is_no_more_likely() {
        for n in 1_u64..25 {
            for share in [0.05, 0.38, 0.5, 0.9] {
                let count = Count::new(n, share).unwrap();
                for k in 0..=n {
                    let bound = count.pmf(k) * (1.0 + 1e-7);
                    let sum: f64 = (0..=n).map(|r| count.pmf(r)).filter(|p| *p <= bound).sum();
                    assert!(
                        (count.two_sided(k) - sum.min(1.0)).abs() < 1e-10,
                        "{k} of {n} at {share}"
                    );
                }
            }
        }
    }

    #[test]
    fn the_quantile_is_the_least_that_reaches() {
        let count = Count::new(20, 0.38).unwrap();
        let r = count.quantile(0.025);
        assert!(count.cdf(r) >= 0.025 && count.cdf(r - 1) < 0.025);
        assert!(Count::new(20, 0.0).is_none());
    }
}
