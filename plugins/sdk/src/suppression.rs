//! What may be shown of small groups: first and complementary suppression.
//!
//! The rule of the published performance tables: where either of two groups that make up a cohort has few pupils, both
//! groups' figures are withheld, because one could be worked out from the other and the whole; the figure of the whole
//! stays unless it is itself of few pupils.

/// Few pupils, in the published tables: 5.
pub const FEW: u64 = 5;

/// What may be done with a figure.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
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

/// What may be shown of two groups, of the cohort they make up, and of the difference between them.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
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

impl Showing {
    /// Whether the figure may be shown.
    pub fn is_shown(self) -> bool {
        self == Self::Shown
    }
}

/// Decides for one group alone, given how many are few.
pub fn one(pupils: u64, few: u64) -> Showing {
    match pupils {
        0 => Showing::Empty,
        pupils if pupils <= few => Showing::Few,
        _ => Showing::Shown,
    }
}

/// Decides for two groups that make up a cohort.
pub fn pair(first: u64, second: u64, few: u64) -> Showings {
    let complemented = |showing: Showing, other: Showing| match (showing, other) {
        (Showing::Shown, Showing::Few | Showing::Empty) => Showing::Complement,
        (showing, _) => showing,
    };
    let (one_first, one_second) = (one(first, few), one(second, few));
    let (first_shown, second_shown) = (
        complemented(one_first, one_second),
        complemented(one_second, one_first),
    );
    let difference = match (first_shown, second_shown) {
        (Showing::Empty, _) | (_, Showing::Empty) => Showing::Empty,
        (Showing::Shown, Showing::Shown) => Showing::Shown,
        _ => Showing::Few,
    };
    Showings {
        all: one(first.saturating_add(second), few),
        first: first_shown,
        second: second_shown,
        difference,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn showings(first: u64, second: u64) -> (Showing, Showing, Showing, Showing) {
        let it = pair(first, second, FEW);
        (it.all, it.first, it.second, it.difference)
    }

    #[test]
    fn the_complement_of_a_few_is_withheld_too() {
        use Showing::{Complement, Few, Shown};
        assert_eq!(showings(5, 25), (Shown, Few, Complement, Few));
        assert_eq!(showings(25, 4), (Shown, Complement, Few, Few));
        assert_eq!(showings(2, 3), (Few, Few, Few, Few));
        assert_eq!(showings(6, 6), (Shown, Shown, Shown, Shown));
    }

    /// Rows of the published key stage 2 tables of 2018/19: disadvantaged, other, and what was printed.
    #[test]
    fn agrees_with_the_published_tables() {
        use Showing::{Complement, Empty, Few, Shown};
        assert_eq!(showings(0, 14), (Shown, Empty, Complement, Empty));
        assert_eq!(showings(1, 13), (Shown, Few, Complement, Few));
        assert_eq!(showings(5, 36), (Shown, Few, Complement, Few));
        assert_eq!(showings(6, 42), (Shown, Shown, Shown, Shown));
        assert_eq!(showings(7, 89), (Shown, Shown, Shown, Shown));
    }
}
