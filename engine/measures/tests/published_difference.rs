//! The published difference of every Hampshire school that has one: `DIFFN_RWM_EXP` of the key stage 2 table of 2018/19.
//!
//! The table is cut in `tests/vectors/ks2-2018-19.csv`; where it comes from is in the README beside it.

use std::collections::BTreeMap;

use alongside_measures::statistics::{Confidence, NationalDifference, Proportion, published_difference};

const TABLE: &str = include_str!("vectors/ks2-2018-19.csv");

/// The national row of state-funded schools, with which the published difference compares.
const NATIONAL: &str = "5";

fn number(cell: &str) -> Option<f64> {
    cell.trim_end_matches('%').parse().ok()
}

#[test]
fn it_is_reproduced_for_every_hampshire_school_that_publishes_it() {
    let mut reader = csv::Reader::from_reader(TABLE.as_bytes());
    let rows: Vec<BTreeMap<String, String>> = reader.deserialize().map(|row| row.unwrap()).collect();
    let national = rows.iter().find(|row| row["RECTYPE"] == NATIONAL).unwrap();
    let national = number(&national["PTRWM_EXP_NotFSM6CLA1A"]).unwrap();
    assert_eq!(national, 71.0);
    let (mut reproduced, mut without) = (0, 0);
    for row in &rows {
        if row["LEA"] != "850" || !matches!(row["RECTYPE"].as_str(), "1" | "2") {
            continue;
        }
        let percent = number(&row["PTRWM_EXP_FSM6CLA1A"]);
        let Some(published) = number(&row["DIFFN_RWM_EXP"]) else {
            // Whoever has a percentage has a difference.
            assert_eq!(percent, None, "{}", row["URN"]);
            without += 1;
            continue;
        };
        let percent = percent.unwrap();
        assert_eq!(
            published_difference(percent, national).unwrap(),
            published,
            "{}",
            row["URN"]
        );
        // With its interval, from the count of pupils: the same to the rounding of the percentage.
        let pupils = number(&row["TFSM6CLA1A"]).unwrap() as u64;
        let disadvantaged = Proportion::from_percent(percent, pupils).unwrap();
        let stated = NationalDifference::new(disadvantaged, national, Confidence::P95).unwrap();
        let rounded = stated.disadvantaged.percent().round() - national;
        assert_eq!(rounded, published, "{}", row["URN"]);
        assert!((stated.points - published).abs() <= 0.5);
        assert!(stated.interval.contains(stated.points));
        reproduced += 1;
    }
    println!("DIFFN_RWM_EXP 2018/19: {reproduced} Hampshire schools reproduced, {without} publish none");
    assert_eq!((reproduced, without), (REPRODUCED, WITHOUT));
}

/// How many Hampshire schools publish the difference, and how many do not.
const REPRODUCED: u32 = 187;
const WITHOUT: u32 = 144;
