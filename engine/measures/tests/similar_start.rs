//! Real schools without any support recorded: the lowest rise, and the comparison with schools of a similar start finds
//! nothing in it.
//!
//! The figures are cut in `tests/vectors/ks2-rwm-by-year.csv`; where they come from is in the README beside it.

#![expect(clippy::unwrap_used, reason = "a test fails by panicking")]

use std::collections::BTreeMap;

use alongside_measures::statistics::{Confidence, Matching, SchoolChange, SimilarStart};

const TABLE: &str = include_str!("vectors/ks2-rwm-by-year.csv");

struct Figures {
    percent: f64,
    pupils: u64,
    disadvantaged: f64,
}

fn number(cell: &str) -> Option<f64> {
    cell.trim_end_matches('%').parse().ok()
}

/// The figures of mainstream schools in one year, by URN.
fn year(start: u16) -> BTreeMap<u32, Figures> {
    let mut reader = csv::Reader::from_reader(TABLE.as_bytes());
    reader
        .deserialize::<BTreeMap<String, String>>()
        .map(|row| row.unwrap())
        .filter(|row| row["START"] == start.to_string() && row["RECTYPE"] == "1")
        .filter_map(|row| {
            let figures = Figures {
                percent: number(&row["PTRWM_EXP"])?,
                pupils: number(&row["TELIG"])? as u64,
                disadvantaged: number(&row["PTFSM6CLA1A"])?,
            };
            Some((row["URN"].parse().unwrap(), figures))
        })
        .collect()
}

fn changes(start: u16) -> Vec<SchoolChange<u32>> {
    let after = year(start + 1);
    year(start)
        .into_iter()
        .filter_map(|(school, before)| {
            Some(SchoolChange {
                school,
                before: before.percent,
                after: after.get(&school)?.percent,
                pupils: before.pupils,
                disadvantaged_percent: before.disadvantaged,
            })
        })
        .collect()
}

/// The schools at or below a bound of which every second is taken as if it had been supported, and all the rest.
fn chosen(schools: &[SchoolChange<u32>], bound: f64, offset: usize) -> [Vec<SchoolChange<u32>>; 2] {
    let mut low: Vec<&SchoolChange<u32>> = schools.iter().filter(|school| school.before <= bound).collect();
    low.sort_by_key(|school| school.school);
    let taken: Vec<SchoolChange<u32>> = low.into_iter().skip(offset).step_by(2).cloned().collect();
    let rest = schools
        .iter()
        .filter(|school| taken.iter().all(|own| own.school != school.school));
    [taken.clone(), rest.cloned().collect()]
}

#[test]
fn the_rise_of_the_lowest_is_netted_off() {
    for (start, bound) in [(2016, 44.0), (2017, 50.0)] {
        let schools = changes(start);
        let (mut changes, mut differences) = (0.0, 0.0);
        for offset in 0..2 {
            let [supported, others] = chosen(&schools, bound, offset);
            let result =
                SimilarStart::new(&supported, &others, &Matching::default(), Confidence::P95).unwrap();
            println!(
                "{start}: change {:+.1}, expected {:+.1}, difference {:+.1} ({:.1}), {} supported, {} unmatched, {} comparators, slope {:.2}",
                result.change,
                result.expected_change,
                result.difference,
                result.interval,
                result.supported.len(),
                result.unmatched.len(),
                result.comparators.len(),
                result.slope,
            );
            assert!(!result.interval.excludes_zero() && result.slope < -0.3);
            changes += result.change / 2.0;
            differences += result.difference / 2.0;
        }
        // A plain before and after would show a large rise; against schools of a similar start little is left.
        println!("{start}: change {changes:+.1}, difference {differences:+.1}");
        assert!(changes > 7.0 && differences.abs() < 4.0);
    }
}

/// Each of the lowest schools alone: about one interval in twenty may miss zero, as 95 % says.
#[test]
fn the_interval_of_one_school_means_what_it_says() {
    let (mut compared, mut covered, mut unmatched) = (0_u32, 0_u32, 0_u32);
    for (start, bound) in [(2016, 55.0), (2017, 60.0)] {
        let schools = changes(start);
        for own in schools.iter().filter(|school| school.before <= bound) {
            let others: Vec<_> = schools
                .iter()
                .filter(|school| school.school != own.school)
                .cloned()
                .collect();
            match SimilarStart::new(
                std::slice::from_ref(own),
                &others,
                &Matching::default(),
                Confidence::P95,
            ) {
                Ok(result) => {
                    compared += 1;
                    covered += u32::from(!result.interval.excludes_zero());
                }
                Err(_) => unmatched += 1,
            }
        }
    }
    println!(
        "{covered} of {compared} intervals hold zero; {unmatched} schools have too few of a similar start"
    );
    assert!(compared > 100);
    assert!(f64::from(covered) / f64::from(compared) > 0.9);
}
