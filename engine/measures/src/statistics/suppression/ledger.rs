//! The ledger of what was shown of one measure, so that nothing withheld follows from several reports together.
//!
//! One ledger covers one measure at one collection, over all reports of an engagement. It knows who stands behind each
//! figure, never how they did. Tests are below and, with an attacker, in `tests/suppression.rs`.

use std::collections::{BTreeMap, BTreeSet};

use thiserror::Error;

use super::linear::Known;
use super::{Showing, SuppressionRule};

/// The most figures that one ledger keeps.
const FIGURES_MAX: usize = 2_000;
/// The most members that one ledger knows.
const MEMBERS_MAX: usize = 100_000;
/// The most cells (figures times classes of pupils) that one decision computes with.
const CELLS_MAX: usize = 1_000_000;

/// What was shown of one measure at one collection.
///
/// A **member** is whatever the caller can tell apart: a pupil (a pseudonym, of 1 pupil), or a group of a published
/// table that no figure splits (such as the disadvantaged pupils of one year). A **figure** is the set of its members:
/// a percentage or a mean of exactly these pupils.
///
/// It guarantees: no adding and subtracting of the figures it let through, in one report or over several, gives the
/// figure of any group of few pupils, whether that group was ever asked for or not. That holds because the space that
/// the shown figures span is searched for every such group, and a figure that would open one is withheld.
///
/// ```
/// use std::collections::BTreeSet;
///
/// use alongside_measures::statistics::{Ledger, Showing, SuppressionRule};
///
/// # fn main() -> Result<(), alongside_measures::statistics::LedgerError> {
/// let mut ledger = Ledger::new(SuppressionRule::PUBLISHED);
/// ledger.admit("stayed", 28)?;
/// ledger.admit("left", 2)?;
/// let autumn = BTreeSet::from(["stayed", "left"]);
/// let spring = BTreeSet::from(["stayed"]);
/// assert_eq!(ledger.publish(&[autumn])?, [Showing::Shown]);
/// // With both, the figure of the two who left could be worked out.
/// assert_eq!(ledger.publish(&[spring])?, [Showing::Complement]);
/// # Ok(())
/// # }
/// ```
///
/// Source: the linear view of complementary and differencing disclosure as in A. Hundepool and others, Statistical
/// Disclosure Control (2012), chapter 4; the number of few is the rule's.
#[derive(Debug, Clone)]
pub struct Ledger<M> {
    rule: SuppressionRule,
    members: BTreeMap<M, u64>,
    shown: BTreeSet<BTreeSet<M>>,
}

/// Says why the ledger cannot decide.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
#[non_exhaustive]
pub enum LedgerError {
    /// A figure names a member that was not admitted.
    #[error("figure {figure} of the report counts a member that the ledger does not know: admit it first")]
    UnknownMember {
        /// The figure, counted from 1.
        figure: usize,
    },
    /// A member is admitted again with another number of pupils.
    #[error(
        "a member of {known} pupils is admitted again with {given}: start a ledger for the new collection"
    )]
    OtherCount {
        /// The number the ledger has.
        known: u64,
        /// The number given now.
        given: u64,
    },
    /// More than one ledger keeps or computes with.
    #[error("{found} {what}: a ledger takes at most {most}")]
    TooMany {
        /// What is counted.
        what: &'static str,
        /// How many there would be.
        found: usize,
        /// How many are taken.
        most: usize,
    },
}

impl<M: Ord + Clone> Ledger<M> {
    /// Starts a ledger in which nothing was shown.
    pub fn new(rule: SuppressionRule) -> Self {
        Self {
            rule,
            members: BTreeMap::new(),
            shown: BTreeSet::new(),
        }
    }

    /// Makes a member known with its number of pupils: 1 for a pupil, 0 for an empty group. Twice the same is one.
    ///
    /// # Errors
    /// When the member is known with another number, or there are too many members.
    pub fn admit(&mut self, member: M, pupils: u64) -> Result<(), LedgerError> {
        if let Some(known) = self.members.get(&member) {
            return if *known == pupils {
                Ok(())
            } else {
                Err(LedgerError::OtherCount {
                    known: *known,
                    given: pupils,
                })
            };
        }
        limit("members", self.members.len() + 1, MEMBERS_MAX)?;
        self.members.insert(member, pupils);
        Ok(())
    }

    /// The rule by which figures are withheld.
    pub fn rule(&self) -> SuppressionRule {
        self.rule
    }

    /// The members, each with its number of pupils.
    pub fn members(&self) -> impl ExactSizeIterator<Item = (&M, u64)> {
        self.members.iter().map(|(member, pupils)| (member, *pupils))
    }

    /// The figures shown so far, each as the set of its members.
    ///
    /// To keep a ledger, keep its members and these: a new ledger that admits the members and publishes the figures, in
    /// any order, decides as this one does.
    pub fn shown(&self) -> impl ExactSizeIterator<Item = &BTreeSet<M>> + DoubleEndedIterator {
        self.shown.iter()
    }

    /// Decides what may be shown of a report and remembers what is; the answers are in the order of the figures.
    ///
    /// Earlier figures of the report come first when not all can be shown: give the whole before its parts, and what
    /// matters most first. The decision depends on the numbers of pupils and on what was shown before, never on how
    /// the pupils did. A figure that was shown before is shown again.
    ///
    /// # Errors
    /// When a figure names a member that was not admitted, and when there are too many figures; nothing is remembered
    /// then.
    pub fn publish(&mut self, report: &[BTreeSet<M>]) -> Result<Vec<Showing>, LedgerError> {
        let showings = self.preview(report)?;
        let shown = report
            .iter()
            .zip(&showings)
            .filter(|(_, showing)| showing.is_shown());
        self.shown.extend(shown.map(|(figure, _)| figure.clone()));
        Ok(showings)
    }

    /// Decides what could be shown of a report, and remembers nothing.
    ///
    /// # Errors
    /// As [`Ledger::publish`].
    pub fn preview(&self, report: &[BTreeSet<M>]) -> Result<Vec<Showing>, LedgerError> {
        limit("figures", self.shown.len() + report.len(), FIGURES_MAX)?;
        let unknown = |figure: &BTreeSet<M>| figure.iter().any(|member| !self.members.contains_key(member));
        if let Some(index) = report.iter().position(unknown) {
            return Err(LedgerError::UnknownMember { figure: index + 1 });
        }
        let classes = self.classes(report)?;
        let few = u64::from(self.rule.few);
        // Safe when it was shown, and safe still: finer classes do not enlarge what the same figures span.
        let mut known = Known::default();
        if !(0..self.shown.len()).all(|figure| known.admit(&classes.row(figure))) {
            return Ok(report.iter().map(|figure| self.withheld(figure)).collect());
        }
        let mut showings = Vec::with_capacity(report.len());
        for (index, figure) in report.iter().enumerate() {
            let alone = self.rule.one(self.pupils(figure));
            let showing = if !alone.is_shown() || self.shown.contains(figure) {
                alone
            } else {
                let row = classes.row(self.shown.len() + index);
                match known.with(&row, &classes.pupils, few) {
                    Some(more) => {
                        known = more;
                        Showing::Shown
                    }
                    None => Showing::Complement,
                }
            };
            showings.push(showing);
        }
        Ok(showings)
    }

    fn withheld(&self, figure: &BTreeSet<M>) -> Showing {
        match self.rule.one(self.pupils(figure)) {
            Showing::Shown if !self.shown.contains(figure) => Showing::Complement,
            alone => alone,
        }
    }

    fn pupils(&self, figure: &BTreeSet<M>) -> u64 {
        let pupils = figure.iter().filter_map(|member| self.members.get(member));
        pupils.fold(0, |total, pupils| total.saturating_add(*pupils))
    }

    /// Groups the members that no figure tells apart, the large classes first; members without pupils are left out.
    fn classes(&self, report: &[BTreeSet<M>]) -> Result<Classes, LedgerError> {
        let figures: Vec<&BTreeSet<M>> = self.shown.iter().chain(report).collect();
        let mut covered: BTreeMap<&M, Vec<usize>> = BTreeMap::new();
        for (index, figure) in figures.iter().enumerate() {
            for member in *figure {
                covered.entry(member).or_default().push(index);
            }
        }
        let mut classes: BTreeMap<Vec<usize>, u64> = BTreeMap::new();
        for (member, figures) in covered {
            let pupils = self.members.get(member).copied().unwrap_or(0);
            if pupils > 0 {
                let class = classes.entry(figures).or_insert(0);
                *class = class.saturating_add(pupils);
            }
        }
        limit("cells", classes.len().saturating_mul(figures.len()), CELLS_MAX)?;
        let few = u64::from(self.rule.few);
        let mut classes: Vec<(Vec<usize>, u64)> = classes.into_iter().collect();
        classes.sort_by_key(|(_, pupils)| *pupils <= few);
        let (covering, pupils) = classes.into_iter().unzip();
        Ok(Classes { covering, pupils })
    }
}

/// Pupils whom no figure tells apart, class by class.
struct Classes {
    /// For each class the figures that cover it.
    covering: Vec<Vec<usize>>,
    /// For each class its pupils.
    pupils: Vec<u64>,
}

impl Classes {
    /// Which classes a figure covers.
    fn row(&self, figure: usize) -> Vec<bool> {
        let covers = |figures: &Vec<usize>| figures.binary_search(&figure).is_ok();
        self.covering.iter().map(covers).collect()
    }
}

fn limit(what: &'static str, found: usize, most: usize) -> Result<(), LedgerError> {
    if found > most {
        Err(LedgerError::TooMany { what, found, most })
    } else {
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn ledger(groups: &[(&'static str, u64)]) -> Ledger<&'static str> {
        let mut ledger = Ledger::new(SuppressionRule::PUBLISHED);
        for (name, pupils) in groups {
            ledger.admit(*name, *pupils).unwrap();
        }
        ledger
    }

    fn set(members: &[&'static str]) -> BTreeSet<&'static str> {
        members.iter().copied().collect()
    }

    use Showing::{Complement, Empty, Few, Shown};

    #[test]
    fn the_complement_within_one_report_is_withheld() {
        let mut ledger = ledger(&[("dis", 5), ("oth", 25)]);
        let report = [set(&["dis", "oth"]), set(&["dis"]), set(&["oth"])];
        assert_eq!(ledger.publish(&report).unwrap(), [Shown, Few, Complement]);
        assert_eq!(ledger.publish(&report).unwrap(), [Shown, Few, Complement]);
    }

    #[test]
    fn the_difference_of_two_reports_is_withheld() {
        // Two pupils left between the reports; nobody ever asked for a figure of those two.
        let mut ledger = ledger(&[("stayed", 28), ("left", 2)]);
        assert_eq!(ledger.publish(&[set(&["stayed", "left"])]).unwrap(), [Shown]);
        assert_eq!(ledger.publish(&[set(&["stayed"])]).unwrap(), [Complement]);
    }

    #[test]
    fn three_years_pooled_must_not_give_the_one_withheld() {
        let mut ledger = ledger(&[("2017", 9), ("2018", 4), ("2019", 8)]);
        assert_eq!(
            ledger.publish(&[set(&["2017", "2018", "2019"])]).unwrap(),
            [Shown]
        );
        assert_eq!(
            ledger
                .publish(&[set(&["2017"]), set(&["2018"]), set(&["2019"])])
                .unwrap(),
            [Shown, Few, Complement]
        );
    }

    #[test]
    fn a_difference_over_three_figures_is_found() {
        // a+b, b+c and a+c together give each of a, b and c: c has few pupils.
        let mut ledger = ledger(&[("a", 20), ("b", 20), ("c", 3)]);
        let report = [set(&["a", "b"]), set(&["b", "c"]), set(&["a", "c"])];
        assert_eq!(ledger.publish(&report).unwrap(), [Shown, Shown, Complement]);
    }

    #[test]
    fn a_difference_that_changes_what_older_figures_tell_is_found() {
        // A case the attacker found: a + c + d, less c + d of the report before, is a.
        let mut ledger = Ledger::new(SuppressionRule::at_most(1));
        for (name, pupils) in [("a", 1), ("b", 1), ("c", 10), ("d", 1)] {
            ledger.admit(name, pupils).unwrap();
        }
        let first = [set(&["a", "b", "c"]), set(&["c", "d"])];
        assert_eq!(ledger.publish(&first).unwrap(), [Shown, Shown]);
        let second = [set(&["a", "c", "d"]), set(&["b"])];
        assert_eq!(ledger.publish(&second).unwrap(), [Complement, Few]);
    }

    #[test]
    fn figures_that_differ_by_many_pupils_are_all_shown() {
        let mut ledger = ledger(&[("a", 20), ("b", 20), ("none", 0)]);
        let report = [
            set(&["a", "b"]),
            set(&["a"]),
            set(&["b", "none"]),
            set(&["none"]),
            set(&[]),
        ];
        assert_eq!(
            ledger.publish(&report).unwrap(),
            [Shown, Shown, Shown, Empty, Empty]
        );
        assert_eq!(ledger.shown().len(), 3);
    }

    #[test]
    fn single_pupils_are_told_apart_only_where_a_figure_does() {
        let mut ledger = Ledger::new(SuppressionRule::PUBLISHED);
        for pupil in 0..200_u32 {
            ledger.admit(pupil, 1).unwrap();
        }
        let all: BTreeSet<u32> = (0..200).collect();
        let boys: BTreeSet<u32> = (0..100).collect();
        let disadvantaged: BTreeSet<u32> = (90..150).collect();
        let boys_disadvantaged: BTreeSet<u32> = (90..100).collect();
        let nearly: BTreeSet<u32> = (0..197).collect();
        assert_eq!(
            ledger
                .publish(&[all, boys, disadvantaged, boys_disadvantaged, nearly])
                .unwrap(),
            [Shown, Shown, Shown, Shown, Complement]
        );
    }

    #[test]
    fn a_ledger_kept_and_restored_decides_alike() {
        let mut kept = ledger(&[("a", 20), ("b", 20), ("c", 3), ("d", 9)]);
        kept.publish(&[set(&["a", "b"]), set(&["b", "c"]), set(&["d"])])
            .unwrap();
        let mut restored = Ledger::new(kept.rule());
        for (member, pupils) in kept.members() {
            restored.admit(*member, pupils).unwrap();
        }
        let shown: Vec<_> = kept.shown().rev().cloned().collect();
        assert!(
            restored
                .publish(&shown)
                .unwrap()
                .iter()
                .all(|showing| showing.is_shown())
        );
        let asked = [set(&["a", "c"]), set(&["a", "d"]), set(&["a", "b", "c", "d"])];
        assert_eq!(restored.publish(&asked).unwrap(), kept.publish(&asked).unwrap());
    }

    #[test]
    fn what_cannot_be_decided_is_refused() {
        let mut ledger = ledger(&[("a", 20)]);
        assert_eq!(
            ledger.publish(&[set(&["a"]), set(&["b"])]).unwrap_err(),
            LedgerError::UnknownMember { figure: 2 }
        );
        assert_eq!(ledger.shown().len(), 0);
        assert_eq!(
            ledger.admit("a", 21).unwrap_err(),
            LedgerError::OtherCount { known: 20, given: 21 }
        );
        let many = vec![set(&["a"]); FIGURES_MAX + 1];
        assert!(matches!(ledger.publish(&many), Err(LedgerError::TooMany { .. })));
    }
}
