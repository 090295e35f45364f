//! What may be shown of small groups: first and complementary suppression, and a ledger of what was shown before.
//!
//! The numbers of pupils are taken as known, as they are in the published tables; what is protected is how the pupils
//! of a small group did. A figure of exactly 0 % or 100 % tells the same of every group inside it: the published
//! tables show such figures, and so does this rule. Tests are below, in `ledger.rs` and in `tests/suppression.rs`.

mod ledger;
mod linear;

use std::fmt;

use serde::Serialize;

pub use ledger::{Ledger, LedgerError};

/// The rule by which figures of few pupils are withheld.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(transparent)]
pub struct SuppressionRule {
    few: u32,
}

impl SuppressionRule {
    /// The rule of the published tables: a cohort of 5 or fewer is withheld.
    ///
    /// Source: Department for Education, performance tables, abbreviations ("SUPP: suppressed because there are 5 or
    /// fewer pupils in the cohort").
    pub const PUBLISHED: Self = Self { few: 5 };

    /// Withholds groups of `few` pupils or fewer; 0 withholds nothing but the figures of no pupils.
    pub const fn at_most(few: u32) -> Self {
        Self { few }
    }

    /// The largest group that is withheld.
    pub const fn few(self) -> u32 {
        self.few
    }

    /// Whether a group has few pupils: at least one, and no more than the rule's number.
    pub fn is_few(self, pupils: u64) -> bool {
        (1..=u64::from(self.few)).contains(&pupils)
    }

    /// Decides for one group alone.
    pub fn one(self, pupils: u64) -> Showing {
        if pupils == 0 {
            Showing::Empty
        } else if self.is_few(pupils) {
            Showing::Few
        } else {
            Showing::Shown
        }
    }

    /// Decides for two groups that make up a cohort, such as disadvantaged pupils and others.
    ///
    /// Where either has few pupils both are withheld, for one could be worked out from the other and the whole; where
    /// one has none, the other is the whole and is withheld too. The whole stays unless it is itself of few pupils.
    ///
    /// Source: observed in the key stage 2 tables of 2018/19 for Hampshire and Surrey, in all 188 schools with 1 to 5
    /// disadvantaged pupils.
    pub fn pair(self, first: u64, second: u64) -> Showings {
        let complemented = |own: Showing, other: Showing| match (own, other) {
            (Showing::Shown, Showing::Few | Showing::Empty) => Showing::Complement,
            (own, _) => own,
        };
        let all = self.one(first.saturating_add(second));
        let (one, two) = (self.one(first), self.one(second));
        let (first, second) = (complemented(one, two), complemented(two, one));
        Showings {
            all,
            first,
            second,
            difference: first.difference(second),
        }
    }
}

impl Default for SuppressionRule {
    /// The rule of the published tables.
    fn default() -> Self {
        Self::PUBLISHED
    }
}

/// What may be done with a figure.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Showing {
    /// It may be shown.
    Shown,
    /// It is withheld: few pupils stand behind it.
    Few,
    /// It is withheld: the figure of few pupils could be worked out from it.
    Complement,
    /// There are no pupils, so there is no figure.
    Empty,
}

impl Showing {
    /// Whether the figure may be shown.
    pub fn is_shown(self) -> bool {
        self == Self::Shown
    }

    /// What may be done with the difference between this figure and another: it is shown only where both are.
    #[must_use]
    pub fn difference(self, other: Self) -> Self {
        match (self, other) {
            (Self::Empty, _) | (_, Self::Empty) => Self::Empty,
            (Self::Shown, Self::Shown) => Self::Shown,
            (Self::Few, _) | (_, Self::Few) => Self::Few,
            _ => Self::Complement,
        }
    }

    /// The reason in words, for a report; nothing where the figure may be shown.
    pub fn reason(self) -> Option<&'static str> {
        match self {
            Self::Shown => None,
            Self::Few => Some("withheld: few pupils"),
            Self::Complement => Some("withheld: the figure of few pupils could be worked out from it"),
            Self::Empty => Some("no pupils"),
        }
    }
}

impl fmt::Display for Showing {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.reason().unwrap_or("shown"))
    }
}

/// What may be shown of two groups, of the cohort they make up, and of the difference between them.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
pub struct Showings {
    /// The cohort.
    pub all: Showing,
    /// The first group.
    pub first: Showing,
    /// The second group.
    pub second: Showing,
    /// The difference between the groups.
    pub difference: Showing,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_small_group_withholds_its_complement() {
        let rule = SuppressionRule::PUBLISHED;
        let of = |first, second| {
            let Showings {
                all,
                first,
                second,
                difference,
            } = rule.pair(first, second);
            (all, first, second, difference)
        };
        use Showing::{Complement, Empty, Few, Shown};
        assert_eq!(of(5, 36), (Shown, Few, Complement, Few));
        assert_eq!(of(25, 4), (Shown, Complement, Few, Few));
        assert_eq!(of(6, 42), (Shown, Shown, Shown, Shown));
        assert_eq!(of(0, 14), (Shown, Empty, Complement, Empty));
        assert_eq!(of(2, 3), (Few, Few, Few, Few));
        assert_eq!(of(0, 0), (Empty, Empty, Empty, Empty));
        assert_eq!(of(u64::MAX, 9), (Shown, Shown, Shown, Shown));
    }

    #[test]
    fn the_number_of_few_is_the_rule_s() {
        assert!(SuppressionRule::at_most(10).is_few(10));
        assert!(!SuppressionRule::at_most(10).is_few(11));
        assert!(!SuppressionRule::at_most(0).is_few(0));
    }
}
