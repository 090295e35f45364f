//! Nothing withheld can be worked out from what is shown: an attacker tries, over random tables and reports.
//!
//! The attacker has every figure that was shown, knows every number of pupils, and solves the linear system: a group is
//! disclosed when its figure is a sum and difference of shown ones. The algebra here is the attacker's own (fractions,
//! every group of the table tried), not that of the ledger.

#![expect(clippy::unwrap_used, reason = "a test fails by panicking")]

use std::collections::BTreeSet;

use alongside_measures::statistics::{Ledger, Showing, SuppressionRule};
use proptest::prelude::*;

/// A fraction in lowest terms.
#[derive(Debug, Clone, Copy, PartialEq)]
struct Fraction(i128, i128);

impl Fraction {
    fn new(top: i128, bottom: i128) -> Self {
        let (mut a, mut b) = (top.abs(), bottom.abs());
        while b != 0 {
            (a, b) = (b, a % b);
        }
        let divisor = a.max(1) * bottom.signum();
        Self(top / divisor, bottom / divisor)
    }

    fn minus(self, other: Self) -> Self {
        Self::new(self.0 * other.1 - other.0 * self.1, self.1 * other.1)
    }

    fn times(self, other: Self) -> Self {
        Self::new(self.0 * other.0, self.1 * other.1)
    }

    fn over(self, other: Self) -> Self {
        Self::new(self.0 * other.1, self.1 * other.0)
    }
}

type Group = BTreeSet<usize>;

/// Whoever solves the system: triangular rows, one for each independent figure.
#[derive(Default)]
struct Attacker {
    rows: Vec<Vec<Fraction>>,
}

impl Attacker {
    fn indicator(group: &Group, atoms: usize) -> Vec<Fraction> {
        (0..atoms)
            .map(|atom| Fraction(i128::from(group.contains(&atom)), 1))
            .collect()
    }

    /// What remains of a row once everything known is taken out of it.
    fn reduce(&self, mut row: Vec<Fraction>) -> Vec<Fraction> {
        for known in &self.rows {
            let lead = known.iter().position(|cell| cell.0 != 0).unwrap();
            let factor = row[lead].over(known[lead]);
            for (cell, other) in row.iter_mut().zip(known) {
                *cell = cell.minus(other.times(factor));
            }
        }
        row
    }

    fn learns(&mut self, group: &Group, atoms: usize) {
        let row = self.reduce(Self::indicator(group, atoms));
        if row.iter().any(|cell| cell.0 != 0) {
            self.rows.push(row);
        }
    }

    fn knows(&self, group: &Group, atoms: usize) -> bool {
        self.reduce(Self::indicator(group, atoms))
            .iter()
            .all(|cell| cell.0 == 0)
    }

    /// A group of few pupils whose figure follows from what is known.
    fn discloses(&self, pupils: &[u64], rule: SuppressionRule) -> Option<Group> {
        let atoms = pupils.len();
        (1_usize..1 << atoms)
            .map(|bits| (0..atoms).filter(|atom| bits >> atom & 1 == 1).collect::<Group>())
            .filter(|group| rule.is_few(group.iter().map(|atom| pupils[*atom]).sum()))
            .find(|group| self.knows(group, atoms))
    }

    /// One who starts knowing that nobody is in an empty group.
    fn of(pupils: &[u64]) -> Self {
        let mut attacker = Self::default();
        for (atom, _) in pupils.iter().enumerate().filter(|(_, pupils)| **pupils == 0) {
            attacker.learns(&[atom].into(), pupils.len());
        }
        attacker
    }
}

fn ledger(pupils: &[u64], rule: SuppressionRule) -> Ledger<usize> {
    let mut ledger = Ledger::new(rule);
    for (atom, pupils) in pupils.iter().enumerate() {
        ledger.admit(atom, *pupils).unwrap();
    }
    ledger
}

/// Small classes with many small groups, and reports of any groups of them.
fn table() -> impl Strategy<Value = (Vec<u64>, Vec<Vec<Group>>, u32)> {
    (2_usize..8).prop_flat_map(|atoms| {
        let pupils = prop::collection::vec(0_u64..14, atoms);
        let group = prop::collection::btree_set(0..atoms, 0..=atoms);
        let reports = prop::collection::vec(prop::collection::vec(group, 1..7), 1..5);
        (pupils, reports, prop::sample::select(vec![1_u32, 3, 5, 10]))
    })
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(1_500))]

    #[test]
    fn no_report_nor_several_together_disclose_a_small_group((pupils, reports, few) in table()) {
        let rule = SuppressionRule::at_most(few);
        let mut ledger = ledger(&pupils, rule);
        let mut attacker = Attacker::of(&pupils);
        for report in &reports {
            let before = ledger.preview(report).unwrap();
            let showings = ledger.publish(report).unwrap();
            prop_assert_eq!(&before, &showings);
            for (figure, showing) in report.iter().zip(&showings) {
                let n: u64 = figure.iter().map(|atom| pupils[*atom]).sum();
                match showing {
                    Showing::Shown => {
                        prop_assert!(n > u64::from(few));
                        attacker.learns(figure, pupils.len());
                    }
                    Showing::Few => prop_assert!(rule.is_few(n)),
                    Showing::Empty => prop_assert_eq!(n, 0),
                    Showing::Complement => {
                        prop_assert!(n > u64::from(few));
                        // Withheld for a reason: with it, the attacker would win.
                        let mut told = Attacker { rows: attacker.rows.clone() };
                        told.learns(figure, pupils.len());
                        prop_assert!(told.discloses(&pupils, rule).is_some(), "withheld in vain: {:?}", figure);
                    }
                }
            }
            let found = attacker.discloses(&pupils, rule);
            prop_assert_eq!(found, None, "shown so far: {:?}", ledger.shown().collect::<Vec<_>>());
        }
    }

    #[test]
    fn two_groups_and_their_whole_disclose_nothing(first in 0_u64..40, second in 0_u64..40, few in 0_u32..12) {
        let rule = SuppressionRule::at_most(few);
        let showings = rule.pair(first, second);
        let pupils = [first, second];
        let mut attacker = Attacker::of(&pupils);
        for (group, showing) in [
            (Group::from([0, 1]), showings.all),
            (Group::from([0]), showings.first),
            (Group::from([1]), showings.second),
        ] {
            if showing.is_shown() {
                attacker.learns(&group, 2);
            }
        }
        prop_assert_eq!(attacker.discloses(&pupils, rule), None);
        prop_assert!(!showings.difference.is_shown() || (showings.first.is_shown() && showings.second.is_shown()));
    }

    #[test]
    fn how_members_are_named_makes_no_difference((pupils, reports, few) in table()) {
        let rule = SuppressionRule::at_most(few);
        let mut plain = ledger(&pupils, rule);
        let mut renamed = Ledger::new(rule);
        let name = |atom: usize| pupils.len() - atom;
        for (atom, pupils) in pupils.iter().enumerate() {
            renamed.admit(name(atom), *pupils).unwrap();
        }
        for report in &reports {
            let other: Vec<Group> = report
                .iter()
                .map(|group| group.iter().map(|atom| name(*atom)).collect())
                .collect();
            prop_assert_eq!(plain.publish(report).unwrap(), renamed.publish(&other).unwrap());
        }
    }
}

/// The attacker is no straw man: without the rule he wins.
#[test]
fn the_attacker_wins_where_everything_is_shown() {
    let pupils = [20, 4, 15];
    let mut attacker = Attacker::of(&pupils);
    attacker.learns(&[0, 1, 2].into(), 3);
    assert_eq!(attacker.discloses(&pupils, SuppressionRule::PUBLISHED), None);
    attacker.learns(&[0].into(), 3);
    attacker.learns(&[2].into(), 3);
    assert_eq!(
        attacker.discloses(&pupils, SuppressionRule::PUBLISHED),
        Some([1].into())
    );
}

/// A year of reports over one cohort of single pupils: every cut a school asks for, in turn.
#[test]
fn a_cohort_cut_in_many_ways_is_safe_and_fast() {
    let mut ledger: Ledger<u32> = Ledger::new(SuppressionRule::PUBLISHED);
    let pupils: Vec<u32> = (0..180).collect();
    for pupil in &pupils {
        ledger.admit(*pupil, 1).unwrap();
    }
    // Sex, disadvantage, language, need, form: by residues, so that they cross.
    let cuts: Vec<BTreeSet<u32>> = [(2, 0), (3, 0), (5, 0), (7, 0), (6, 1), (6, 2)]
        .iter()
        .map(|(modulus, rest)| {
            pupils
                .iter()
                .copied()
                .filter(|pupil| pupil % modulus == *rest)
                .collect()
        })
        .collect();
    let mut report = vec![pupils.iter().copied().collect::<BTreeSet<u32>>()];
    for (index, cut) in cuts.iter().enumerate() {
        report.push(cut.clone());
        report.push(report[0].difference(cut).copied().collect());
        for other in &cuts[..index] {
            report.push(cut.intersection(other).copied().collect());
            report.push(cut.difference(other).copied().collect());
        }
    }
    let started = std::time::Instant::now();
    let showings: Vec<Showing> = report
        .iter()
        .map(|figure| ledger.publish(std::slice::from_ref(figure)).unwrap()[0])
        .collect();
    let shown = showings.iter().filter(|showing| showing.is_shown()).count();
    println!(
        "{shown} of {} figures shown, in {:?}",
        report.len(),
        started.elapsed()
    );
    assert!(shown > report.len() / 2);
    assert!(showings.contains(&Showing::Few) || showings.contains(&Showing::Complement));
}

/// However strange the cuts, a decision is soon made: what would take long to prove safe is withheld.
#[test]
fn random_cuts_of_single_pupils_are_decided_soon() {
    let mut ledger: Ledger<u64> = Ledger::new(SuppressionRule::PUBLISHED);
    for pupil in 0..120 {
        ledger.admit(pupil, 1).unwrap();
    }
    // Pupils by a mixing of their number with the cut's: as good as random, and the same each time.
    let mixed = |pupil: u64, cut: u64| {
        (pupil * 0x9E37_79B9 + cut * 0x85EB_CA6B).wrapping_mul(0xC2B2_AE35) >> 17 & 1 == 1
    };
    let started = std::time::Instant::now();
    let mut shown = 0;
    for cut in 0..60 {
        let figure: BTreeSet<u64> = (0..120).filter(|pupil| mixed(*pupil, cut)).collect();
        shown += usize::from(ledger.publish(&[figure]).unwrap()[0].is_shown());
    }
    println!("{shown} of 60 random cuts shown, in {:?}", started.elapsed());
    assert!(shown >= 10);
    assert!(started.elapsed() < std::time::Duration::from_secs(120));
}
