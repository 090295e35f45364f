//! Intervals for proportions, at 95 %.
//!
//! Wilson (1927) for one proportion; Newcombe's hybrid score interval without continuity correction (Statistics in
//! Medicine 17:873, 1998, method 10) for the difference of two.

/// The 97.5 % point of the standard normal distribution.
const Z: f64 = 1.959_963_984_540_054;

/// A number of successes among a number of pupils.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Proportion {
    successes: u64,
    n: u64,
}

/// An interval, both ends included.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Interval {
    /// Its lower end.
    pub low: f64,
    /// Its upper end.
    pub high: f64,
}

/// A difference of two proportions with its interval.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Difference {
    /// The first proportion minus the second.
    pub value: f64,
    /// Its 95 % interval.
    pub interval: Interval,
}

impl Proportion {
    /// Makes a proportion; none where there are no pupils or more successes than pupils.
    pub fn new(successes: u64, n: u64) -> Option<Self> {
        (n > 0 && successes <= n).then_some(Self { successes, n })
    }

    /// Makes the proportion nearest to a percentage of `n` pupils: the count is rounded to a whole pupil. Exact where
    /// the percentage was rounded to a whole number and `n` is at most 100; beyond that it may be off by a pupil or so.
    pub fn from_percent(percent: f64, n: u64) -> Option<Self> {
        if !(0.0..=100.0).contains(&percent) {
            return None;
        }
        Self::new((percent / 100.0 * n as f64).round() as u64, n)
    }

    /// Adds another group's or year's pupils.
    #[must_use]
    pub fn pooled_with(self, other: Self) -> Self {
        Self {
            successes: self.successes.saturating_add(other.successes),
            n: self.n.saturating_add(other.n),
        }
    }

    /// The number of successes.
    pub fn successes(self) -> u64 {
        self.successes
    }

    /// The number of pupils.
    pub fn n(self) -> u64 {
        self.n
    }

    /// The proportion, 0 to 1.
    pub fn value(self) -> f64 {
        self.successes as f64 / self.n as f64
    }

    /// Its Wilson interval at 95 %, within 0 to 1.
    pub fn wilson(self) -> Interval {
        let (n, p) = (self.n as f64, self.value());
        let z2 = Z * Z;
        let scale = 1.0 + z2 / n;
        let centre = p + z2 / (2.0 * n);
        let half = Z * (p * (1.0 - p) / n + z2 / (4.0 * n * n)).sqrt();
        Interval {
            low: ((centre - half) / scale).max(0.0),
            high: ((centre + half) / scale).min(1.0),
        }
    }

    /// This proportion minus another, with Newcombe's interval (method 10).
    pub fn minus(self, other: Self) -> Difference {
        let (p1, p2) = (self.value(), other.value());
        let (w1, w2) = (self.wilson(), other.wilson());
        let value = p1 - p2;
        let below = ((p1 - w1.low).powi(2) + (w2.high - p2).powi(2)).sqrt();
        let above = ((w1.high - p1).powi(2) + (p2 - w2.low).powi(2)).sqrt();
        Difference {
            value,
            interval: Interval {
                low: value - below,
                high: value + above,
            },
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(successes: u64, n: u64) -> Proportion {
        Proportion::new(successes, n).unwrap()
    }

    fn near(actual: f64, expected: f64) {
        assert!((actual - expected).abs() < 1e-9, "{actual} is not {expected}");
    }

    /// Computed with statsmodels 0.15.0, `proportion_confint(method="wilson")`.
    #[test]
    fn wilson_agrees_with_statsmodels() {
        let cases = [
            (0, 5, 0.0, 0.434_482_464_783_174_76),
            (3, 7, 0.158_219_855_251_469_75, 0.749_541_635_472_342_8),
            (12, 20, 0.386_581_500_762_253_1, 0.781_193_467_627_183),
            (59, 79, 0.641_057_405_627_259_9, 0.829_721_363_303_082_1),
        ];
        for (successes, n, low, high) in cases {
            let interval = of(successes, n).wilson();
            near(interval.low, low);
            near(interval.high, high);
        }
    }

    /// Computed with statsmodels 0.15.0, `confint_proportions_2indep(method="newcomb")`; the first case is printed by
    /// Newcombe (1998) as 0.0524 to 0.3339.
    #[test]
    fn newcombe_agrees_with_statsmodels() {
        let cases = [
            (
                (56, 70),
                (48, 80),
                0.052_431_472_402_364_98,
                0.333_872_654_036_906,
            ),
            (
                (59, 79),
                (42, 97),
                0.168_765_141_197_465_6,
                0.439_311_516_265_977_53,
            ),
            ((0, 6), (0, 8), -0.324_407_564_883_880_23, 0.390_334_287_902_165_3),
            (
                (18, 24),
                (3, 6),
                -0.120_381_369_870_255_77,
                0.588_356_645_895_068_5,
            ),
        ];
        for ((k1, n1), (k2, n2), low, high) in cases {
            let difference = of(k1, n1).minus(of(k2, n2));
            near(difference.interval.low, low);
            near(difference.interval.high, high);
        }
    }

    #[test]
    fn impossible_proportions_are_none() {
        assert_eq!(Proportion::new(0, 0), None);
        assert_eq!(Proportion::new(3, 2), None);
        assert_eq!(Proportion::from_percent(100.1, 10), None);
        assert_eq!(Proportion::from_percent(f64::NAN, 10), None);
        assert_eq!(Proportion::from_percent(61.0, 18), Proportion::new(11, 18));
    }
}
