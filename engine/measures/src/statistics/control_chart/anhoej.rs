//! The two tests of Anhøj and Olesen for a shift in a run chart, whose limits grow with the number of points.
//!
//! Tests are in `tests/vectors.rs` and in `control_chart/mod.rs`.

use std::cmp::Ordering;
use std::collections::{BTreeMap, BTreeSet};

use serde::Serialize;

use super::super::distribution::Count;
use super::{ControlChart, Rule};

/// The two tests on the points that do not lie on the median.
///
/// A run longer than round(log₂ n + 3), or fewer crossings than the 5 % quantile of a binomial of n − 1 trials with
/// probability one half, is a signal.
///
/// Source: J. Anhøj and A. V. Olesen, Run charts revisited: a simulation study of run chart rules for detection of
/// non-random variation in health care processes, PLoS ONE 9 (2014) e113825, "Methods".
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
pub struct Anhoej {
    /// The points that do not lie on the median.
    pub useful: usize,
    /// The length of the longest run on one side, points on the median skipped.
    pub longest_run: usize,
    /// The longest run that chance explains.
    pub longest_run_limit: usize,
    /// How often the points cross the median.
    pub crossings: usize,
    /// The fewest crossings that chance explains.
    pub crossings_limit: usize,
}

impl Anhoej {
    /// Whether the longest run is unusually long.
    pub fn run_is_long(&self) -> bool {
        self.longest_run > self.longest_run_limit
    }

    /// Whether there are unusually few crossings.
    pub fn crossings_are_few(&self) -> bool {
        self.crossings < self.crossings_limit
    }

    /// Whether either test finds a shift.
    pub fn signal(&self) -> bool {
        self.run_is_long() || self.crossings_are_few()
    }
}

pub(super) fn test(chart: &ControlChart) -> Option<Anhoej> {
    let useful = useful(chart);
    let runs: Vec<usize> = useful.chunk_by(|a, b| a.1 == b.1).map(<[_]>::len).collect();
    let longest_run = runs.iter().copied().max()?;
    let n = useful.len();
    let crossings_limit = Count::new(n as u64 - 1, 0.5).map_or(0, |count| count.quantile(0.05));
    Some(Anhoej {
        useful: n,
        longest_run,
        longest_run_limit: ((n as f64).log2() + 3.0).round() as usize,
        crossings: runs.len() - 1,
        crossings_limit: usize::try_from(crossings_limit).unwrap_or(usize::MAX),
    })
}

/// The points of each rule that finds a shift: those of the longest runs, and all where there are few crossings.
pub(super) fn points(chart: &ControlChart) -> BTreeMap<Rule, BTreeSet<usize>> {
    let (mut long, mut few) = (BTreeSet::new(), BTreeSet::new());
    if let Some(result) = test(chart) {
        let useful = useful(chart);
        if result.run_is_long() {
            let runs = useful.chunk_by(|a, b| a.1 == b.1);
            let longest = runs.filter(|run| run.len() == result.longest_run);
            long = longest.flatten().map(|(index, _)| *index).collect();
        }
        if result.crossings_are_few() {
            few = useful.iter().map(|(index, _)| *index).collect();
        }
    }
    [(Rule::LongRun, long), (Rule::FewCrossings, few)].into()
}

/// The points off the median, with their sides.
fn useful(chart: &ControlChart) -> Vec<(usize, Ordering)> {
    let sides = chart.sides(chart.median()).enumerate();
    sides.filter(|(_, side)| side.is_ne()).collect()
}
