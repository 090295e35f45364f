//! What is well formed but doubtful: figures that contradict each other, figures that should be withheld.

use crate::dataset::Scope;
use crate::layout::Layout;
use crate::problem::{Collector, Place};
use crate::registry::{Group, Measure, Registry};
use crate::school_year::SchoolYear;

use super::rows::Rows;

/// Warns of doubtful figures, each pair of columns once.
pub(super) fn plausible(
    registry: &Registry,
    layout: &Layout,
    year: SchoolYear,
    rows: &Rows,
    warnings: &mut Collector,
) {
    let mut cohorts_seen = Vec::new();
    for measure in registry.measures().filter(|measure| measure.years.contains(year)) {
        let Some(groups) = measure.columns.get(&layout.kind) else {
            continue;
        };
        let cohorts: Vec<&str> = Group::ALL
            .iter()
            .filter_map(|group| groups.get(group))
            .map(|columns| columns.cohort.as_str())
            .collect();
        if let [disadvantaged, other, all] = cohorts.as_slice()
            && !cohorts_seen.contains(&cohorts)
        {
            check_sum(rows, disadvantaged, other, all, warnings);
            cohorts_seen.push(cohorts);
        }
        for columns in groups.values() {
            check_small(rows, measure, &columns.cohort, &columns.percent, warnings);
        }
    }
}

/// The two groups of a school must make up all its pupils.
fn check_sum(rows: &Rows, disadvantaged: &str, other: &str, all: &str, warnings: &mut Collector) {
    let (Some(left), Some(right), Some(sum)) = (
        rows.numbers(disadvantaged),
        rows.numbers(other),
        rows.numbers(all),
    ) else {
        return;
    };
    for (row, (scope, line)) in rows.origins.iter().enumerate() {
        if let (Scope::School, Ok(left), Ok(right), Ok(sum)) = (scope, left[row], right[row], sum[row])
            && left + right != sum
        {
            let place = Place {
                line: Some(*line),
                column: None,
                name: Some(all.to_owned()),
            };
            let message = format!("is {sum}, but {disadvantaged} and {other} make {}", left + right);
            warnings.add("cohorts", place, message);
        }
    }
}

/// A percentage of a cohort this small should have been withheld.
fn check_small(rows: &Rows, measure: &Measure, cohort: &str, percent: &str, warnings: &mut Collector) {
    let (Some(cohorts), Some(percents)) = (rows.numbers(cohort), rows.numbers(percent)) else {
        return;
    };
    for (row, (_, line)) in rows.origins.iter().enumerate() {
        if let (Ok(pupils), Ok(_)) = (cohorts[row], percents[row])
            && pupils <= f64::from(measure.suppress_at_most)
        {
            let place = Place {
                line: Some(*line),
                column: None,
                name: Some(percent.to_owned()),
            };
            warnings.add(
                "small-cohort",
                place,
                format!("is stated for {pupils} pupils and will be withheld"),
            );
        }
    }
}
