//! What a name can be: the values that are left once some conditions are asked of it. Tests are below.

use std::collections::BTreeSet;

use alongside_core::definition::Comparison;

/// The values that something can still have.
#[derive(Debug, Clone, PartialEq)]
pub(super) enum Domain {
    /// It has none and never will.
    Unknown,
    /// Anything of its type.
    Any,
    Number(Interval),
    Boolean(BTreeSet<bool>),
    Text(Texts),
}

/// The numbers from `low` to `high`, without those in `not`. Dates are numbers of days.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Interval {
    pub(super) low: f64,
    pub(super) low_open: bool,
    pub(super) high: f64,
    pub(super) high_open: bool,
    not: Vec<f64>,
}

/// Some texts, or all but some.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Texts {
    pub(super) only: Option<BTreeSet<String>>,
    pub(super) not: BTreeSet<String>,
}

impl Interval {
    pub(super) const ALL: Self = Self {
        low: f64::NEG_INFINITY,
        low_open: true,
        high: f64::INFINITY,
        high_open: true,
        not: Vec::new(),
    };

    /// What a comparison with `value` leaves.
    pub(super) fn of(comparison: Comparison, value: f64) -> Self {
        let mut interval = Self::ALL;
        match comparison {
            Comparison::Equal => {
                (interval.low, interval.low_open) = (value, false);
                (interval.high, interval.high_open) = (value, false);
            }
            Comparison::NotEqual => interval.not.push(value),
            Comparison::Less => interval.high = value,
            Comparison::LessOrEqual => (interval.high, interval.high_open) = (value, false),
            Comparison::Greater => interval.low = value,
            Comparison::GreaterOrEqual => (interval.low, interval.low_open) = (value, false),
        }
        interval
    }

    /// From `low` to `high`, both included.
    pub(super) fn between(low: f64, high: f64) -> Self {
        Self::of(Comparison::GreaterOrEqual, low).meet(&Self::of(Comparison::LessOrEqual, high))
    }

    pub(super) fn meet(&self, other: &Self) -> Self {
        let (low, low_open) = if self.low > other.low || (self.low == other.low && self.low_open) {
            (self.low, self.low_open)
        } else {
            (other.low, other.low_open)
        };
        let (high, high_open) = if self.high < other.high || (self.high == other.high && self.high_open) {
            (self.high, self.high_open)
        } else {
            (other.high, other.high_open)
        };
        let not = self.not.iter().chain(&other.not).copied().collect();
        Self {
            low,
            low_open,
            high,
            high_open,
            not,
        }
    }

    fn is_empty(&self) -> bool {
        self.low > self.high
            || (self.low == self.high && (self.low_open || self.high_open || self.not.contains(&self.low)))
    }

    /// Whether everything in `other` is in it.
    pub(super) fn holds(&self, other: &Self) -> bool {
        let low = self.low < other.low || (self.low == other.low && (!self.low_open || other.low_open));
        let high =
            self.high > other.high || (self.high == other.high && (!self.high_open || other.high_open));
        low && high && self.not.is_empty()
    }
}

impl Texts {
    pub(super) fn only<T: Into<String>>(texts: impl IntoIterator<Item = T>) -> Self {
        Self {
            only: Some(texts.into_iter().map(Into::into).collect()),
            not: BTreeSet::new(),
        }
    }

    pub(super) fn without(text: impl Into<String>) -> Self {
        Self {
            only: None,
            not: BTreeSet::from([text.into()]),
        }
    }

    fn meet(&self, other: &Self) -> Self {
        let only = match (&self.only, &other.only) {
            (Some(a), Some(b)) => Some(a & b),
            (a, b) => a.clone().or_else(|| b.clone()),
        };
        let not = &self.not | &other.not;
        Self {
            only: only.map(|only| &only - &not),
            not,
        }
    }

    fn is_empty(&self) -> bool {
        self.only.as_ref().is_some_and(BTreeSet::is_empty)
    }
}

impl Domain {
    pub(super) fn booleans(values: impl IntoIterator<Item = bool>) -> Self {
        Self::Boolean(values.into_iter().collect())
    }

    /// What is left of two; of different types, which the checks of conditions rule out, the first.
    pub(super) fn meet(&self, other: &Self) -> Self {
        match (self, other) {
            (Self::Any, other) => other.clone(),
            (this, Self::Any) => this.clone(),
            (Self::Number(a), Self::Number(b)) => Self::Number(a.meet(b)),
            (Self::Boolean(a), Self::Boolean(b)) => Self::Boolean(a & b),
            (Self::Text(a), Self::Text(b)) => Self::Text(a.meet(b)),
            (this, _) => this.clone(),
        }
    }

    /// Whether no value is left.
    pub(super) fn is_empty(&self) -> bool {
        match self {
            Self::Unknown => true,
            Self::Any => false,
            Self::Number(interval) => interval.is_empty(),
            Self::Boolean(values) => values.is_empty(),
            Self::Text(texts) => texts.is_empty(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn number(comparison: Comparison, value: f64) -> Domain {
        Domain::Number(Interval::of(comparison, value))
    }

    #[test]
    fn intervals_meet() {
        use Comparison::{Equal, Greater, GreaterOrEqual, Less, LessOrEqual, NotEqual};
        let empty =
            |a: (Comparison, f64), b: (Comparison, f64)| number(a.0, a.1).meet(&number(b.0, b.1)).is_empty();
        assert!(empty((Greater, 5.0), (Less, 3.0)));
        assert!(empty((Greater, 5.0), (LessOrEqual, 5.0)));
        assert!(empty((Equal, 5.0), (NotEqual, 5.0)));
        assert!(!empty((GreaterOrEqual, 5.0), (LessOrEqual, 5.0)));
        assert!(!empty((Greater, 3.0), (Less, 5.0)));
    }

    #[test]
    fn intervals_hold_each_other() {
        use Comparison::{Greater, GreaterOrEqual};
        let (strict, weak) = (Interval::of(Greater, 5.0), Interval::of(GreaterOrEqual, 5.0));
        assert!(weak.holds(&strict) && !strict.holds(&weak) && weak.holds(&weak));
    }

    #[test]
    fn texts_meet() {
        let some = Domain::Text(Texts::only(["a", "b"]));
        assert!(!some.meet(&Domain::Text(Texts::without("a"))).is_empty());
        assert!(some.meet(&Domain::Text(Texts::only(["c"]))).is_empty());
        assert!(
            some.meet(&Domain::Text(Texts::without("a")))
                .meet(&Domain::Text(Texts::only(["a"])))
                .is_empty()
        );
    }
}
