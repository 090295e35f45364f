//! Tests of the registry.

use super::*;

const ONE: &str = r#"
format = 1

[[measure]]
id = "ks2-a"
title = "A"
stage = "ks2"
years = { from = "2015-16", to = "2018-19", except = ["2017-18"] }
unit = "percent"
direction = "higher"
denominator = "pupils"
interval = "wilson"
suppress-at-most = 5
disadvantaged = "free school meals"
source = "a test"

[measure.columns.ks2-school]
disadvantaged = { cohort = "N", percent = "P" }
"#;

fn id(text: &str) -> MeasureId {
    MeasureId::new(text).unwrap()
}

fn year(text: &str) -> SchoolYear {
    text.parse().unwrap()
}

fn refusal(text: &str) -> String {
    Registry::parse("m.toml", text).unwrap_err().to_string()
}

#[test]
fn the_bundled_files_are_valid() {
    let registry = Registry::read_bundled().unwrap_or_else(|problems| panic!("{problems}"));
    assert_eq!(registry, Registry::bundled());
    let ids: Vec<&str> = registry.measures().map(|measure| measure.id.as_str()).collect();
    assert_eq!(
        ids,
        [
            "ks2-em-l4",
            "ks2-maths-exp",
            "ks2-reading-exp",
            "ks2-rwm-exp",
            "ks2-rwm-high",
            "ks2-writing-exp"
        ]
    );
    assert!(
        registry
            .layouts()
            .all(|layout| !layout.title().is_empty() && !layout.source().is_empty())
    );
}

#[test]
fn an_unknown_measure_is_answered_with_the_nearest() {
    let error = Registry::bundled().measure(&id("ks2-rwm-expt")).unwrap_err();
    assert_eq!(
        error.to_string(),
        "no measure is called `ks2-rwm-expt`: did you mean `ks2-rwm-exp`?"
    );
    let error = Registry::bundled().measure(&id("attendance")).unwrap_err();
    assert_eq!(error.to_string(), "no measure is called `attendance`");
}

#[test]
fn a_measure_outside_its_years_says_so() {
    let registry = Registry::bundled();
    let levels = registry.measure(&id("ks2-em-l4")).unwrap();
    assert_eq!(levels.check_year(year("2011-12")), Ok(()));
    assert_eq!(
        levels.check_year(year("2018-19")).unwrap_err().to_string(),
        "measure `ks2-em-l4` (Level 4 or above in both English and maths) does not exist in 2018-19: \
         it is valid for 1999-00 to 2011-12"
    );
    let standard = registry.measure(&id("ks2-rwm-exp")).unwrap();
    assert!(standard.years.contains(year("2021-22")));
    assert_eq!(
        standard.check_year(year("2019-20")).unwrap_err().to_string(),
        "measure `ks2-rwm-exp` (Expected standard in reading, writing and maths) does not exist in 2019-20: \
         it is valid for 2015-16 onwards except 2019-20 and 2020-21"
    );
}

#[test]
fn a_file_adds_to_the_registry_and_its_columns_are_wanted_in_its_years() {
    let mut registry = Registry::bundled();
    registry.add("m.toml", ONE).unwrap();
    let kind = DataKindId::new("ks2-school").unwrap();
    assert_eq!(
        registry.columns(&kind, year("2018-19")).get("P"),
        Some(&ColumnType::Percent)
    );
    assert_eq!(registry.columns(&kind, year("2017-18")).get("P"), None);
    assert!(registry.layout(&kind).is_some());
}

#[test]
fn mistakes_of_form_are_named_with_their_line() {
    for (wrong, right, message) in [
        ("sauce =", "source =", "m.toml:15: unknown field `sauce`"),
        (
            "unit = \"pounds\"",
            "unit = \"percent\"",
            "m.toml:9: unknown variant `pounds`",
        ),
        (
            "from = \"2015\"",
            "from = \"2015-16\"",
            "m.toml:8: `2015` is not a school year",
        ),
        (
            "id = \"KS2\"",
            "id = \"ks2-a\"",
            "m.toml:5: `KS2` is not a valid identifier",
        ),
        (
            "format = 2",
            "format = 1",
            "m.toml:2: format 2 is not read by this release, which reads 1",
        ),
    ] {
        let found = refusal(&ONE.replace(right, wrong));
        assert!(found.starts_with(message), "{found}");
    }
    assert!(refusal("format = 1\n[[measure").starts_with("m.toml:2: "));
}

#[test]
fn mistakes_of_sense_are_all_reported_at_once() {
    let measure = ONE.split_once("[[measure]]").unwrap().1;
    let wrong = format!("{ONE}\n[[measure]]{measure}")
        .replacen("ks2-school", "ks2-schools", 1)
        .replacen("to = \"2018-19\"", "to = \"2008-09\"", 1)
        .replacen("title = \"A\"", "title = \" \"", 1);
    let last = wrong.rfind("percent = \"P\"").unwrap();
    let wrong = format!("{}percent = \"N\"{}", &wrong[..last], &wrong[last + 13..]);
    assert_eq!(
        refusal(&wrong),
        "m.toml:5: measure `ks2-a` ends in 2008-09, before it starts in 2015-16\n\
         m.toml:5: measure `ks2-a` has an empty `title`\n\
         m.toml:5: measure `ks2-a` has columns of `ks2-schools`, which has no layout: did you mean `ks2-school`?\n\
         m.toml:21: measure `ks2-a` reads `N` as a percentage, which is a count elsewhere\n\
         m.toml:21: measure `ks2-a` is already defined on line 5"
    );
}

#[test]
fn a_measure_or_layout_of_another_file_is_not_replaced() {
    let mut registry = Registry::bundled();
    let before = registry.clone();
    let taken = ONE.replace("\"ks2-a\"", "\"ks2-rwm-exp\"");
    let message = registry.add("m.toml", &taken).unwrap_err().to_string();
    assert_eq!(
        message,
        "m.toml:5: measure `ks2-rwm-exp` is already registered by another file"
    );
    let layout = include_str!("../../layouts/ks2-school.toml");
    let message = registry.add_layout("l.toml", layout).unwrap_err().to_string();
    assert_eq!(message, "l.toml: kind: `ks2-school` already has a layout");
    assert_eq!(registry, before);
}
