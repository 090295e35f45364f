//! Cases computed with other libraries or printed by their sources, section by section.
//!
//! The cases are in `tests/vectors/statistics.json`; `ALONGSIDE_VECTORS` names another file of the same shape. A section
//! or a field that is not known here fails the test. Where they come from is in `tests/vectors/README.md`.

#![expect(clippy::unwrap_used, clippy::panic, reason = "a test fails by panicking")]

mod case;
mod change;
mod charts;
mod pupils;
mod rates;
mod tables;

use case::{Case, Problems};
use serde_json::Value;

const COPY: &str = include_str!("statistics.json");

/// Runs the cases of a section and returns how many there were.
type Section = fn(&Case<'_>) -> usize;

const SECTIONS: [(&str, Section); 22] = [
    ("_meta", rates::meta),
    ("wilson_95", rates::wilson),
    ("newcombe_diff_95", rates::newcombe),
    ("real_gap_ks4_2013_14", rates::real_gap),
    ("diffn_oracle_ks2_2018_19", rates::published_difference),
    ("suppression_real", rates::suppression_real),
    ("suppression_policy", rates::suppression_policy),
    ("progress8_ci_real", pupils::progress8),
    ("ks2_progress_sd_2018_19", pupils::ks2_deviations),
    ("value_added_toy", pupils::value_added),
    ("hedges_g", change::hedges_g),
    ("eef_months", change::months),
    ("diff_in_diff", change::difference_in_differences),
    ("spc", charts::control_charts),
    ("funnel_limits", charts::funnel_limits),
    ("funnel_real_ks4_2013_14_disadvantaged", charts::funnel_real),
    ("multiple_comparisons", charts::multiple_comparisons),
    ("gap_index", pupils::gap_index),
    ("expected_progress", pupils::expected_progress),
    ("regression_to_mean_real", change::regression_to_the_mean),
    ("upn_check_letter", pupils::upn),
    ("provision_cost", pupils::provision_cost),
];

/// Runs every section of a file; returns a line a section, and what is wrong.
fn run(file: &Value) -> (Vec<String>, Vec<String>) {
    let problems = Problems::default();
    let mut ran = Vec::new();
    for (name, section) in file.as_object().unwrap() {
        match SECTIONS.iter().find(|(known, _)| known == name) {
            Some((_, section_of)) => {
                let section = Case::new(name, section, &problems);
                let cases = section_of(&section);
                section.finish();
                ran.push(format!("{name}: {cases} cases"));
            }
            None => problems.add(format!("{name}: this section is not known")),
        }
    }
    (ran, problems.take())
}

#[test]
fn every_case_is_reproduced() {
    let (source, text) = match std::env::var("ALONGSIDE_VECTORS") {
        Ok(file) => (file.clone(), std::fs::read_to_string(&file).unwrap()),
        Err(_) => ("the copy in tests/vectors".to_owned(), COPY.to_owned()),
    };
    let (ran, wrong) = run(&serde_json::from_str(&text).unwrap());
    println!("from {source}:\n  {}", ran.join("\n  "));
    assert!(wrong.is_empty(), "{} wrong:\n{}", wrong.len(), wrong.join("\n"));
}

#[test]
fn the_copy_has_every_section_and_each_has_cases() {
    let file: Value = serde_json::from_str(COPY).unwrap();
    let (ran, _) = run(&file);
    assert_eq!(ran.len(), SECTIONS.len());
    let without: Vec<&String> = ran.iter().filter(|line| line.ends_with(": 0 cases")).collect();
    assert_eq!(without, ["_meta: 0 cases"]);
}

#[test]
fn what_is_not_known_or_not_right_is_told() {
    let file = serde_json::json!({
        "wilson_95": {"cases": [
            {"k": 0, "n": 5, "p": 0.0, "lower": 0.0, "upper": 0.434_482_464_8},
            {"k": 3, "n": 7, "p": 0.428_571_428_571, "lower": 2.0, "upper": 0.749_541_635_472_342_8, "median": 1.0},
        ]},
        "magic": {"cases": []},
    });
    let (ran, wrong) = run(&file);
    assert_eq!(ran, ["wilson_95: 2 cases"]);
    assert_eq!(wrong.len(), 3, "{wrong:?}");
    assert_eq!(wrong[0], "magic: this section is not known");
    assert!(
        wrong[1].starts_with("wilson_95.cases[1].lower: 0.1582198") && wrong[1].contains(" is not 2 within "),
        "{}",
        wrong[1]
    );
    assert_eq!(wrong[2], "wilson_95.cases[1]: field `median` is not known");
}
